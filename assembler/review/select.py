"""What lies on the desk for review: the Word files named, and the workbook each was made from."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from assembler import settings
from assembler.editions import catalogue
from assembler.errors import AssemblerError
from assembler.files import write_file
from assembler.findings import Finding, Place, Severity
from assembler.letter import context as letter
from assembler.letter import draft
from assembler.model import Edition
from assembler.outputs import manifest
from assembler.outputs import names as naming
from assembler.pipeline.assess import examine
from assembler.results import Examination, ReviewResult
from assembler.review import document_kind, run
from assembler.review.cleaning import cleaned
from assembler.review.rule import KINDS, WHOLE, Case, Workbook
from assembler.templating import template_set
from assembler.word.passages import Copy, Passage, opened, plain, shortened

# What a draft prints in the place of a value that is missing, whole: it is no text of the letter.
_MISSING = re.compile(r"\[[^\[\]]+: [^\[\]!]+![A-Z]+[0-9]+\]")


@dataclass(frozen=True)
class Desk:
    """What a review is asked for: the workbook, if named, and the templates to compare with.

    Templates and editions that are not given are those of the settings beside the workbook, else
    beside the documents; `clean` takes personal properties out of the documents first.
    """

    workbook: Path | None = None
    templates: Path | None = None
    clean: bool = False
    editions: tuple[Edition, ...] = ()


Known = tuple[Workbook | None, tuple[Finding, ...]]


class Shelf:
    """The workbooks of one review, each read once for all the documents made from it."""

    def __init__(self, desk: Desk, named: Sequence[Path]) -> None:
        """Begin with nothing read."""
        self.desk = desk
        self.named = named
        self._read: dict[Path, Known] = {}

    def read(self, workbook: Path) -> Known:
        """Give what a workbook says now, or what stands in the way."""
        if workbook not in self._read:
            own = settings.find([workbook, *self.named])
            editions = self.desk.editions or catalogue.known(own.editions)
            self._read[workbook] = _read(workbook, self.desk.templates or own.templates, editions)
        return self._read[workbook]


def review(named: Iterable[Path], desk: Desk) -> Iterator[ReviewResult]:
    """Look over every document named; a folder means the documents in it.

    What cannot be looked over, or whose workbook cannot be, is told of that document.
    """
    paths = list(named)
    at_hand = Shelf(desk, paths)
    for path in paths:
        if path.is_dir():
            yield from _named_folder(path, at_hand)
        else:
            yield _document(path, at_hand)


def _named_folder(folder: Path, at_hand: Shelf) -> Iterator[ReviewResult]:
    inside = [f for f in sorted(folder.iterdir()) if f.is_dir() and f.name[0] != "."]
    folders = [folder] if _word_files(folder) else [f for f in inside if _word_files(f)]
    for each in folders:
        yield from _folder(each, at_hand)
    if not folders:
        message = f"There is no Word document in {folder if folder.name else 'this folder'}."
        fix = "Name the folder that holds the letter, such as outputs/cambridgeshire."
        finding = Finding("folder.empty", Severity.ERROR, message, fix, (Place(str(folder)),))
        yield ReviewResult(str(folder), (finding,))


def _word_files(folder: Path) -> list[Path]:
    return [f for f in sorted(folder.glob("*.docx")) if not f.name.startswith(("~$", ".~"))]


def _folder(folder: Path, at_hand: Shelf) -> Iterator[ReviewResult]:
    files = _word_files(folder)
    mine = document_kind.told_apart(files)
    drafts = document_kind.drafts_left(mine)
    about = [*_of_drafts(folder, drafts), *_about_folder(folder, files, mine)]
    mine = {path: kind for path, kind in mine.items() if path not in drafts}
    for path in sorted(mine, key=lambda path: document_kind.EVERY.index(mine[path])):
        yield _document(path, at_hand)
    about += _differing(mine)
    if about:
        yield ReviewResult(str(folder), tuple(about))


def _about_folder(
    folder: Path, files: Sequence[Path], mine: Mapping[Path, str]
) -> Iterator[Finding]:
    kinds = set(mine.values())
    missing = [kind for kind in KINDS if kind not in kinds]
    if missing:
        packed = WHOLE in kinds
        yield _finding(
            "folder.missing",
            folder,
            f"there is no {' and no '.join(missing)} in this folder{', only the pack' * packed}.",
            "Run assemble on the workbook again.",
            Severity.WARNING if packed else Severity.ERROR,
        )
    for file in files:
        if file.stem.endswith("-new"):
            yield _finding(
                "folder.beside",
                file,
                "a new version lies here that was not put together with your edits.",
                "Take over what you need from it, then delete it.",
            )
        elif file not in mine:
            message = "this is not one of the letter's documents."
            fix = "Move it elsewhere if the whole folder is going to be sent."
            yield _finding("folder.other", file, message, fix, Severity.WARNING)
    for file in mine:
        if manifest.outprinted(folder.parent, file):
            message = "this PDF was made before its document was changed."
            fix = "Run assemble --pdf again."
            yield _finding("folder.pdf", file.with_suffix(".pdf"), message, fix)
    for lock in sorted(folder.glob("~$*.docx")):
        message = "a document of this folder is open in Word; what is not saved was not looked at."
        yield _finding("folder.open", lock, message, "Save it, close it and review it again.")


def _of_drafts(folder: Path, drafts: Sequence[Path]) -> Iterator[Finding]:
    if drafts:
        lie = "a draft still lies" if len(drafts) == 1 else f"{len(drafts)} drafts still lie"
        names = ", ".join(path.name for path in drafts)
        message = f"{lie} beside what was finished since."
        yield _finding("folder.draft", folder, message, f"Delete {names}.")


def _differing(mine: Mapping[Path, str]) -> Iterator[Finding]:
    """Say where a pack and the documents beside it do not read the same."""
    by_kind = {kind: path for path, kind in mine.items()}
    if set(by_kind) != {*KINDS, WHOLE}:
        return
    try:
        alone = [text for kind in KINDS for text in _texts(by_kind[kind])]
        whole = list(_texts(by_kind[WHOLE]))
    except (AssemblerError, OSError):  # told of the document itself
        return
    if alone != whole:
        pairs = zip_longest(alone, whole, fillvalue="")
        first = next(a or b for a, b in pairs if a != b)
        yield _finding(
            "folder.pack",
            by_kind[WHOLE],
            f"the pack and the documents beside it differ, first at “{shortened(first)}”.",
            "Run assemble --pack again if the edits of the documents are to go out in the pack.",
            Severity.WARNING,
        )


def _texts(path: Path) -> Iterator[str]:
    body = opened(path.read_bytes(), str(path)).body
    return (passage.plain for passage in body if passage.plain)


def _finding(
    code: str, path: Path, message: str, fix: str, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(code, severity, message, fix, (Place(str(path), path.name),))


def _document(path: Path, at_hand: Shelf) -> ReviewResult:
    try:
        findings = _looked_over(path, at_hand)
    except AssemblerError as error:
        place = (Place(str(path)),)
        findings = [Finding("document.stopped", Severity.ERROR, error.what, error.do, place)]
    return ReviewResult(str(path), tuple(sorted(findings, key=_warning)))


def _looked_over(path: Path, at_hand: Shelf) -> list[Finding]:
    content = _content(path)
    if at_hand.desk.clean:
        tidy = cleaned(content, str(path))
        if tidy != content:
            write_file(path, tidy)
            content = tidy
    copy = opened(content, str(path))
    made = document_kind.origin(path, content)
    workbook, about = at_hand.read(at_hand.desk.workbook or _workbook_of(path))
    findings = [Finding(f.code, f.severity, f.message, f.fix, (Place(str(path)),)) for f in about]
    if document_kind.is_draft(path, copy, made):
        message = "this is a draft."
        findings.insert(0, _finding("document.draft", path, message, "Build it without --draft."))
    if workbook is not None:
        kind = document_kind.by_name(path) or (made.kind if made else "")
        parts = _parts(copy, kind, workbook)
        before = opened(made.written, str(path)) if made else None
        findings += [] if parts else [_unknown(path)]
        findings += run(Case(copy, workbook, parts, before))
    return findings


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise AssemblerError(f"There is no file {path}.", "Check its name and folder.") from error
    except OSError as error:
        raise AssemblerError(
            f"{path} could not be read.", "Close it in Word, then run it again."
        ) from error


def _warning(finding: Finding) -> bool:
    return finding.severity is not Severity.ERROR


def _unknown(path: Path) -> Finding:
    message = "this is neither a letter nor an annex of this council."
    return _finding("document.kind", path, message, "Check which file you named.")


def _workbook_of(path: Path) -> Path:
    """Find the workbook a document was made from: as noted when it was built, else by its name.

    A document named otherwise is of the council that its folder is named for.
    """
    here = path.resolve().parent
    slugs = (
        [document_kind.slug(path)]
        if document_kind.by_name(path)
        else [document_kind.slug(path), here.name]
    )
    for slug in slugs:
        noted = manifest.workbook(path.parent.parent, slug)
        if noted is not None and noted.is_file():
            return noted
        for folder in (Path("inputs"), here.parent.parent / "inputs"):
            for workbook in sorted(folder.glob("*.xlsx")):
                if naming.slug(workbook.stem) == slug and workbook.name[:2] != "~$":
                    return workbook
    raise AssemblerError(
        f"The workbook of {path} was not found: there is no {slugs[-1]}.xlsx in inputs.",
        "Name it with --workbook.",
    )


def _read(path: Path, templates: Path | None, editions: tuple[Edition, ...]) -> Known:
    found = examine(path, editions)
    about = () if found.may_be_built else (_to_put_right(path, found),)
    if found.assessment is None:
        return None, about
    context = letter.context(found.assessment, found.graded)
    told = context
    if about:  # only what is there can be rendered: what is missing shows its name and cell
        told = draft.filled(context, found.assessment)
        told = replace(told, security_marking=context.security_marking)
    made = template_set.find(templates).render(told)
    documents = {name: opened(each.content, name) for name, each in made.items()}
    if about:
        documents = {name: _without_missing(copy) for name, copy in documents.items()}
    whole = not about
    return Workbook(path.name, found.assessment, found.graded, context, documents, whole), about


def _to_put_right(path: Path, found: Examination) -> Finding:
    count = sum(f.severity is Severity.ERROR for f in found.findings)
    things = "1 thing" if count == 1 else f"{count} things"
    message = f"the workbook {path.name} has {things} to put right."
    fix = f"Run assemble validate {path} and put them right first."
    return Finding("document.workbook", Severity.ERROR, message, fix)


def _without_missing(copy: Copy) -> Copy:
    return replace(copy, body=tuple(p for p in copy.body if not _MISSING.search(p.text)))


def _parts(copy: Copy, found: str, workbook: Workbook) -> Mapping[str, tuple[Passage, ...]]:
    """Tell which passages are the letter's and which an annex's: by its kind, or by titles."""
    if found and found != WHOLE:
        return {found: copy.body}
    starts = {
        kind: _start(copy.body, plain(workbook.context.titles[kind.replace("-", "_")]))
        for kind in KINDS
    }
    if not found and starts["annex-a"] is None and starts["annex-b"] is None:
        return {"letter": copy.body} if starts["letter"] is not None else {}
    first = starts["annex-a"] if starts["annex-a"] is not None else len(copy.body)
    second = starts["annex-b"] if starts["annex-b"] is not None else len(copy.body)
    pieces = {
        "letter": copy.body[: min(first, second)],
        "annex-a": copy.body[first : second if second > first else None],
        "annex-b": copy.body[second : first if first > second else None],
    }
    return {kind: piece for kind, piece in pieces.items() if piece or found}


def _start(body: Sequence[Passage], title: str) -> int | None:
    """Find where a part begins: its title, outside any table."""
    for index, passage in enumerate(body):
        if passage.table < 0 and passage.plain.lower() == title.lower():
            return index
    return None
