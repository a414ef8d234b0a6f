"""Issue a council's documents: review, the file to send, an email draft, a record of what went."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from assembler.editions import catalogue
from assembler.errors import AssemblerError, unexpected
from assembler.files import remove_temporary, write_file, write_temporary
from assembler.findings import Finding, Place, Severity, stopped_by
from assembler.issuing.email_draft import email_draft
from assembler.model import Assessment
from assembler.outputs import lock, manifest, names, records
from assembler.pipeline.assess import assess, read_workbook
from assembler.pipeline.build import Choices, build_or_stop, digest_of_inputs, order
from assembler.results import BuildResult, BuildStatus, DocumentState, ReviewResult
from assembler.review import document_kind
from assembler.review.reviewed_document import KINDS, WHOLE
from assembler.review.run import Options, review
from assembler.review.select import document_folders, word_files
from assembler.settings import find
from assembler.word import join, pdf
from assembler.word.personal_properties import without_personal_properties

FOLDER, EARLIER = "issued", "earlier"
_AS_THEY_ARE = (DocumentState.UNCHANGED, DocumentState.KEPT)
_T = TypeVar("_T")


class IssueStatus(StrEnum):
    """How issuing a council's documents ended."""

    ISSUED = "issued"
    TO_PUT_RIGHT = "to put right"


@dataclass(frozen=True)
class IssueResult:
    """What was issued for one council; or what stands in the way."""

    workbook: str
    council: str
    status: IssueStatus
    files: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    earlier: str = ""  # the folder that now holds what was issued before, if that was replaced


@dataclass(frozen=True)
class _Ready:
    """A council whose documents may go: its folder, workbook, and what `Record` speaks of."""

    folder: Path
    workbook: str
    assessment: Assessment
    documents: Mapping[str, Path]  # by kind, as the review read them

    @property
    def pack(self) -> Path:
        """The Word file to send; its PDF has the same name."""
        return self.folder / FOLDER / f"{self.folder.name}-{names.PACK}.docx"


def issue(
    folders: Iterable[Path], options: Options, *, without_adopting: bool = False
) -> Iterator[IssueResult]:
    """Issue the documents of each council's folder; a folder of such folders means all of them.

    `without_adopting` issues words that were changed in Word and not taken over into the workbook.
    PDF files are made in one go, since starting LibreOffice takes longer than a letter.
    """
    ready: list[_Ready] = []
    for folder in _council_folders(folders):
        checked = _guarded(folder, lambda f: _check(f, options, without_adopting=without_adopting))
        if isinstance(checked, IssueResult):
            yield checked
        else:
            ready.append(checked)
    waiting = []
    for council in ready:
        if files := _issued_before(council):
            yield _issued(council, files)
        else:
            waiting.append(council)
    for council, path, content in _files_to_send(waiting):
        yield _guarded(council.folder, lambda _: _write(council, path, content))  # noqa: B023


def _council_folders(named: Iterable[Path]) -> Iterator[Path]:
    for path in named:
        found = document_folders(path) if path.is_dir() else []
        if not found:
            raise AssemblerError(
                f"There is no Word document in {path}.",
                "Name the folder that holds the letter, such as outputs/cambridgeshire.",
            )
        yield from found


def _guarded(folder: Path, work: Callable[[Path], _T]) -> "_T | IssueResult":
    """Do something for one council; an error becomes its result, so that the others continue."""
    try:
        return work(folder)
    except AssemblerError as error:
        return _stopped(folder, error)
    except Exception as error:  # noqa: BLE001 - one council's fault must not stop the others
        return _stopped(folder, unexpected(error))


def _stopped(folder: Path, error: AssemblerError) -> IssueResult:
    return IssueResult("", folder.name, IssueStatus.TO_PUT_RIGHT, findings=(stopped_by(error),))


def _check(folder: Path, options: Options, *, without_adopting: bool) -> _Ready | IssueResult:
    """Review a council's documents; return what stands in the way, else what to issue."""
    reviewed = [*review([folder], options)]
    workbook = next((result.workbook for result in reviewed if result.workbook), "")
    findings = _in_the_way(reviewed, without_adopting=without_adopting)
    if workbook and not findings and (rebuilt := _rebuilt(Path(workbook), folder, options)):
        if rebuilt.status is BuildStatus.TO_PUT_RIGHT:
            findings = tuple(f for f in rebuilt.findings if f.severity is Severity.ERROR)
        else:
            reviewed = [*review([folder], options)]
            findings = _in_the_way(reviewed, without_adopting=without_adopting)
    editions = options.editions or catalogue.known(find([Path(workbook)]).editions)
    assessment = assess(Path(workbook), editions).assessment if workbook else None
    if findings or assessment is None:
        council = assessment.details.authority if assessment else folder.name
        return IssueResult(workbook, council, IssueStatus.TO_PUT_RIGHT, findings=findings)
    kinds = document_kind.contents(word_files(folder)).kinds
    documents = {kind: path for path, kind in kinds.items()}
    return _Ready(folder, workbook, assessment, documents)


def _rebuilt(workbook: Path, folder: Path, options: Options) -> BuildResult | None:
    """Build a council's documents again if the workbook changed since, as adopting changes it.

    What is issued is then what a build gives, so that a later build changes nothing. Return None
    where nothing would change, or where they bear another name than the workbook.
    """
    outputs, slug = folder.parent, folder.name
    if names.slug(workbook.stem) != slug:
        return None
    chosen, content = find([workbook, folder]), read_workbook(workbook)
    templates = options.templates or chosen.templates
    choices = Choices(
        outputs,
        templates,
        pack=names.document(outputs, slug, names.PACK).is_file(),
        editions=chosen.editions,
    )
    ordered = order(choices)
    if manifest.inputs(outputs, slug) == digest_of_inputs(content, ordered):
        return None
    tried = replace(ordered, choices=replace(choices, dry_run=True))
    would_be = build_or_stop(workbook, tried, content)
    if would_be.documents and all(one.state in _AS_THEY_ARE for one in would_be.documents):
        return None
    return build_or_stop(workbook, ordered, content)


def _in_the_way(reviewed: Sequence[ReviewResult], *, without_adopting: bool) -> tuple[Finding, ...]:
    """Return the findings that must be put right before the documents can go."""
    errors = [f for r in reviewed for f in r.findings if f.severity is Severity.ERROR]
    for result in reviewed:
        # Words of the template have no cell to go to: they stay in Word, and may be sent so.
        number = sum(passage.cell is not None for passage in result.reworded)
        if number and not without_adopting:
            passages = "1 passage was" if number == 1 else f"{number} passages were"
            errors.append(
                Finding(
                    "issue.reworded",
                    Severity.ERROR,
                    f"{passages} reworded in Word and not adopted into the workbook.",
                    "Run assemble adopt, or issue it as it is with --without-adopting.",
                    (Place(result.document),),
                )
            )
    return tuple(errors)


def _issued_before(council: _Ready) -> list[Path]:
    """Return the files that were issued of the same documents, if they are still as they were."""
    before = records.read(council.folder.parent, council.folder.name, records.ISSUED)
    if not before or not before.matches(council.documents.values()):
        return []
    files = [council.folder / FOLDER / name for name in before.files]
    same = all(before.files[path.name] == records.digest_of(path) for path in files)
    return files if same else []


def _files_to_send(councils: Sequence[_Ready]) -> Iterator[tuple[_Ready, Path, bytes]]:
    """Yield the file to send for each council: a PDF where LibreOffice is, else a Word file.

    Raises AssemblerError when LibreOffice cannot make one of them.
    """
    if pdf.program() is None:
        for council in councils:
            yield council, council.pack, _pack_content(council)
        return
    temporaries: dict[Path, _Ready] = {}
    try:
        for council in councils:
            temporaries[write_temporary(council.pack, _pack_content(council))] = council
        for temporary, content in pdf.made(list(temporaries)):
            council = temporaries[temporary]
            yield council, council.pack.with_suffix(".pdf"), content
    finally:
        for temporary in temporaries:
            remove_temporary(temporary)


def _pack_content(council: _Ready) -> bytes:
    """Return letter and annexes as one Word file, without personal properties."""
    separate = [path for kind in KINDS if (path := council.documents.get(kind))]
    if len(separate) == len(KINDS):
        joined = join.joined({str(path): path.read_bytes() for path in separate})
    else:
        joined = council.documents[WHOLE].read_bytes()
    return without_personal_properties(joined, council.pack.name)


def _write(council: _Ready, path: Path, content: bytes) -> IssueResult:
    """Write the file to send and the email draft; record them."""
    outputs, slug = council.folder.parent, council.folder.name
    draft = path.parent / f"{slug}.eml"
    with lock.held(outputs, slug):
        earlier = _set_aside(council, {path, draft})
        write_file(path, content)
        write_file(draft, email_draft(council.assessment, path.name, content))
        records.write(outputs, slug, records.ISSUED, council.documents.values(), [path, draft])
    return _issued(council, [path, draft], earlier)


def _set_aside(council: _Ready, new: set[Path]) -> str:
    """Keep what was issued before in a folder named by its time; return that folder, if any.

    `new` holds the paths that are about to be written; what has another name is moved.
    """
    folder = council.folder / FOLDER
    before = records.read(council.folder.parent, council.folder.name, records.ISSUED)
    there = [
        folder / name for name in (before.files if before else ()) if (folder / name).is_file()
    ]
    if not before or not there:
        return ""
    kept = folder / EARLIER / before.when[:19].replace(":", "").replace("T", " ")
    for path in there:
        write_file(kept / path.name, path.read_bytes())
        if path not in new:
            path.unlink()
    return str(kept)


def _issued(council: _Ready, files: Sequence[Path], earlier: str = "") -> IssueResult:
    name, paths = council.assessment.details.authority, tuple(map(str, files))
    return IssueResult(council.workbook, name, IssueStatus.ISSUED, paths, earlier=earlier)
