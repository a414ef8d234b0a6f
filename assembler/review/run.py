"""Review: the last look at the edited Word files, against the workbook as it is now."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assembler.edits.compare_documents import compare
from assembler.errors import AssemblerError, unexpected
from assembler.files import write_file
from assembler.findings import Finding, Place, Severity
from assembler.model import Edition
from assembler.opc.file_kind import file_kind
from assembler.outputs import manifest, names
from assembler.results import ReviewResult, Rewording
from assembler.review import (
    accessibility,
    annex_rules,
    document_kind,
    header_footer_rules,
    hidden_text,
    leftovers,
    letter_rules,
    outcome_claims,
    outdated_rules,
    package_rules,
    packs,
    people_rules,
    properties,
    rewording_rules,
    select,
)
from assembler.review.expected import ExpectedByWorkbook, parts_by_kind
from assembler.review.reviewed_document import RULES as RULES  # noqa: PLC0414 - part of the public face
from assembler.review.reviewed_document import WHOLE, ReviewedDocument, Workbook
from assembler.word.passages import Copy, Passage, opened
from assembler.word.personal_properties import without_personal_properties
from assembler.wording import single_spaced

# The first words of a paragraph, at the end of a place.
_QUOTED = re.compile(r"“([^“]+?)…?”$")
# Imported so that their rules are registered.
FAMILIES = (
    leftovers,
    hidden_text,
    rewording_rules,
    letter_rules,
    annex_rules,
    outcome_claims,
    header_footer_rules,
    outdated_rules,
    people_rules,
    properties,
    package_rules,
    accessibility,
)


@dataclass(frozen=True)
class Options:
    """What the user asked for. `clean` removes personal properties from the documents first."""

    workbook: Path | None = None
    templates: Path | None = None
    clean: bool = False
    editions: tuple[Edition, ...] = ()


def review(paths: Iterable[Path], options: Options) -> Iterator[ReviewResult]:
    """Review every document named; a folder means the documents in it.

    A document that cannot be read, or whose workbook cannot be, is itself a finding.
    """
    named = list(paths)
    expected = ExpectedByWorkbook(named, options.templates, options.editions)
    for path in named:
        if path.is_dir():
            yield from _named_folder(path, options, expected)
        else:
            yield _document(path, options, expected)


def _named_folder(
    folder: Path, options: Options, expected: ExpectedByWorkbook
) -> Iterator[ReviewResult]:
    try:
        folders = select.document_folders(folder)
    except OSError as error:
        yield _stopped_folder(folder, error)
        return
    for each in folders:
        try:
            yield from _folder(each, options, expected)
        except OSError as error:
            yield _stopped_folder(each, error)
    if not folders:
        message = f"There is no Word document in {folder if folder.name else 'this folder'}."
        fix = "Name the folder that holds the letter, such as outputs/cambridgeshire."
        finding = Finding("folder.empty", Severity.ERROR, message, fix, (Place(str(folder)),))
        yield ReviewResult(str(folder), (finding,), is_document=False)


def _stopped_folder(folder: Path, error: OSError) -> ReviewResult:
    stopped, place = unexpected(error), (Place(str(folder)),)
    finding = Finding("folder.stopped", Severity.ERROR, stopped.what, stopped.do, place)
    return ReviewResult(str(folder), (finding,), is_document=False)


def _folder(folder: Path, options: Options, expected: ExpectedByWorkbook) -> Iterator[ReviewResult]:
    next(folder.iterdir(), None)  # raises where the folder may not be opened, which glob does not
    contents = document_kind.contents(select.word_files(folder))
    order = document_kind.EVERY
    of_pack = list(packs.pack_findings(contents))
    is_the_same = packs.is_complete(contents) and not of_pack
    for path in sorted(contents.kinds, key=lambda path: order.index(contents.kinds[path])):
        result = _document(path, options, expected)
        is_repeated = is_the_same and contents.kinds[path] == WHOLE
        yield packs.without_rewordings(result) if is_repeated else result
    findings = [*select.folder_findings(folder, contents), *of_pack]
    if findings:
        yield ReviewResult(str(folder), _errors_first(findings), is_document=False)


def _document(path: Path, options: Options, expected: ExpectedByWorkbook) -> ReviewResult:
    workbook: Path | None = None
    try:
        content = _content(path)
        workbook = options.workbook or select.workbook_of(path)
        return _reviewed(path, content, workbook, options, expected)
    except AssemblerError as error:
        stopped = error
    except Exception as error:  # noqa: BLE001 - one document's fault must not stop the others
        stopped = unexpected(error)
    place = Place(str(path))
    finding = Finding("document.stopped", Severity.ERROR, stopped.what, stopped.do, (place,))
    return ReviewResult(str(path), (finding,), str(workbook or ""))


def _reviewed(
    path: Path, content: bytes, workbook: Path, options: Options, expected: ExpectedByWorkbook
) -> ReviewResult:
    if options.clean:
        cleaned = without_personal_properties(content, str(path))
        if cleaned != content:
            write_file(path, cleaned)
            content = cleaned
    document = opened(content, str(path))
    kept = document_kind.kept_copy(path, content)
    printed, stopped = expected.of(workbook)
    findings = [Finding(f.code, f.severity, f.message, f.fix, (Place(str(path)),)) for f in stopped]
    passages: tuple[Rewording, ...] = ()
    if document_kind.is_draft(path, document, kept):
        message, fix = "this is a draft.", "Build it without --draft."
        findings.insert(0, select.finding("document.draft", path, message, fix))
    if printed is not None:
        kind = document_kind.by_name(path) or (kept.kind if kept else "")
        parts = parts_by_kind(document, kind, printed)
        if not parts:
            message = "this is neither a letter nor an annex of this council."
            fix = "Check which file you named."
            findings.append(select.finding("document.kind", path, message, fix))
        recipients = manifest.recipients(path.parent.parent, names.slug(workbook.stem))
        reviewed = replace(
            _gathered(document, printed, parts, kept, content), recipients=recipients
        )
        passages = rewording_rules.rewordings(reviewed)
        of_rules = (finding for rule in RULES for finding in rule.findings(reviewed))
        findings += (
            replace(finding, places=tuple(Place(document.name, p.at) for p in finding.places))
            for finding in _in_order(of_rules, document.passages)
        )
    return ReviewResult(str(path), _errors_first(findings), str(workbook), passages)


def _gathered(
    document: Copy,
    workbook: Workbook,
    parts: Mapping[str, tuple[Passage, ...]],
    kept: document_kind.KeptCopy | None,
    content: bytes,
) -> ReviewedDocument:
    """Gather what the rules compare: with a kept copy, what was changed on either side."""
    if kept is None or kept.draft:
        return ReviewedDocument(document, workbook, parts)
    unedited, is_pack = kept.unedited, kept.kind == WHOLE
    given = packs.whole(workbook.contents) if is_pack else workbook.contents[kept.kind]
    if content == given and workbook.finished:
        return ReviewedDocument(document, workbook, parts, None, (), as_given=True)
    before = opened(unedited, document.name) if given != unedited else None
    if content == unedited:
        return ReviewedDocument(document, workbook, parts, before, ())
    edits = compare(unedited, content, workbook.labelled, kept.kind).edits
    return ReviewedDocument(document, workbook, parts, before, edits)


def _in_order(findings: Iterable[Finding], passages: Sequence[Passage]) -> list[Finding]:
    """Sort findings as a reader meets their places; those on the whole document come last.

    Of several at one place the order is that of their codes.
    """
    numbers: dict[str, int] = {}
    for number, passage in enumerate(passages):
        numbers.setdefault(passage.place, number)
    for number, passage in enumerate(passages):
        numbers.setdefault(passage.around, number)

    def key(finding: Finding) -> tuple[int, str, str]:
        at = finding.places[0].at
        number = numbers.get(at)
        if number is None and (quoted := _QUOTED.search(at)):
            texts = enumerate(single_spaced(passage.text) for passage in passages)
            number = next((n for n, text in texts if text.startswith(quoted[1])), None)
        return len(passages) if number is None else number, finding.code, finding.message

    return sorted(findings, key=key)


def _errors_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR))


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise AssemblerError(f"There is no file {path}.", "Check its name and folder.") from error
    except OSError as error:
        raise AssemblerError(
            f"{path} could not be read.", "Close it in Word, then run it again."
        ) from error
    kind = file_kind(content)
    if kind not in {"", "a Word document", "a zip file"}:
        raise AssemblerError(
            f"This is {kind}; review checks Word documents.", "Name the Word document (.docx)."
        )
    return content
