"""The results of a build as a person reads them: of one workbook, and of a run."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from assembler.checks import shared_paragraphs
from assembler.checks.shared_paragraphs import SharedParagraphs, Sharing
from assembler.cli.text_report import (
    MOST_CELLS,
    duplicate_councils,
    findings_text,
    joined,
    outcome_line,
    wrapped,
)
from assembler.findings import Finding, Severity
from assembler.results import (
    BuildResult,
    BuildStatus,
    BuiltDocument,
    Change,
    Conflict,
    DocumentState,
)
from assembler.wording import counted, listed, where_they_differ

_MOST_SHOWN, _MOST_SHARING = 160, 5
_COUNTED = {BuildStatus.CONFLICTS: "with conflicts"}


def build(built: BuildResult, *, dry: bool = False) -> str:
    """Return the report of one build: council, grades, files; or what must be put right first.

    `dry` for a run that writes nothing.
    """
    lines = [built.council or built.workbook]
    if built.documents:
        lines += [outcome_line(graded) for graded in built.graded]
        lines += ["", *findings_text(built.findings)] if built.findings else [""]
    else:
        lines += findings_text(built.findings)
    for folder, group in groupby(built.documents, key=lambda document: Path(document.path).parent):
        lines.append(f"In {folder}:")
        for document in group:
            lines += [f"  {Path(document.path).name}", f"    {document.state}", *_notes(document)]
    lines += [*_brought_in(built.brought_in), *_conflicts(built.conflicts, dry=dry)]
    if not built.documents:
        verdict = f"Nothing was written. Put this right in {built.workbook} and run it again."
        if all(finding.code == "file.stopped" for finding in built.findings):
            verdict = "Nothing was written."  # the finding says what to do, and where
        lines += wrapped(verdict, "")
    return joined(lines)


def line(built: BuildResult, *, dry: bool = False) -> str:
    """Return one line on how the build of one council among many ended, or would end."""
    errors = _count(built.findings, Severity.ERROR)
    advice = _count(built.findings, Severity.WARNING)
    if built.status is BuildStatus.TO_PUT_RIGHT:
        parts = [str(built.status), counted(errors, "thing")]
    else:
        parts = [_planned(built) if dry else str(built.status)]
        parts += [f"{errors} to put right"] if errors else []
        parts += [f"{advice} worth a look"] if advice else []
    return f"{built.council or built.workbook}: {', '.join(parts)}"


def with_shared(built: BuildResult, shared: SharedParagraphs) -> BuildResult:
    """Add findings on the paragraphs that other letters of the run have too."""
    findings = (*built.findings, *shared.findings(built.council, built.paragraphs))
    return replace(built, findings=findings)


def closing(
    built: Sequence[BuildResult],
    outputs: Path,
    advice: int = 0,
    shared: Sequence[Sharing] = (),
    *,
    dry: bool = False,
) -> str:
    """Return the summary of a run: how many workbooks of each status, and what to put right.

    `advice` is how many things are worth a look, `shared` what several letters say word for word;
    `dry` for a run that writes nothing.
    """
    counts = Counter(result.status for result in built)
    count = counted(len(built), "workbook")
    lines = [f"{count} in this dry run" if dry else count]
    lines += [f"  {counts[status]:>5} {_COUNTED.get(status, status)}" for status in BuildStatus]
    if not dry and counts[BuildStatus.TO_PUT_RIGHT] < len(built):
        lines += wrapped(f"The documents are in {outputs}.", "")
    if files := _pdf_files(built):
        lines.append("1 PDF file was made." if files == 1 else f"{files} PDF files were made.")
    if advice:
        things = "1 thing is" if advice == 1 else f"{advice} things are"
        lines += wrapped(f"{things} worth a look: `assemble validate` says what.", "")
    lines += duplicate_councils((result.council, result.workbook) for result in built)
    lines += _shared(shared)
    common = _common_notes(document for result in built for document in result.documents)
    for note, paths in common.items():
        lines += ["", *wrapped(f"{len(paths)} documents, the first {paths[0]}: {note}", "", "  ")]
    for result in built:
        if result.status is BuildStatus.TO_PUT_RIGHT:
            errors = [f for f in result.findings if f.severity is Severity.ERROR]
            lines += ["", *wrapped(_council_and_workbook(result), "", "  ")]
            lines += findings_text(errors)
        details = _documents_with_notes(result.documents, common)
        details += _brought_in(result.brought_in)
        details += _conflicts(result.conflicts, dry=dry)
        lines += ["", result.council, *details] if details else []
    stopped = counts[BuildStatus.TO_PUT_RIGHT]
    if stopped:
        those, them = ("this one", "it") if stopped == 1 else (f"these {stopped}", "them")
        fix = f"put {them} right, then run it again."
        lines += ["", f"Nothing was written for {those}: {fix}"]
    return joined(lines)


def _shared(sharing: Sequence[Sharing]) -> list[str]:
    """List the letters that have the same paragraphs; of many, those that share most."""
    lines = []
    for one in sharing[:_MOST_SHARING]:
        paragraphs = f"the paragraph {one.words}"
        if one.paragraphs > 1:
            paragraphs = f"{one.paragraphs} paragraphs, among them {one.words}"
        names = listed(one.councils, shared_paragraphs.MOST_COUNCILS)
        lines += wrapped(f"The letters to {names} share, word for word, {paragraphs}.", "")
    if more := len(sharing) - _MOST_SHARING:
        rest = f"{counted(more, 'more group')} of letters share paragraphs."
        lines += wrapped(rest, "") if more > 0 else []
    return ["", *lines, *wrapped(shared_paragraphs.FIX, "")] if lines else []


def interrupted(done: int, count: int) -> str:
    """Say how far a run came before it was stopped."""
    return f"Stopped: {done} of {count} done. Run the same line again to go on from there."


def _planned(built: BuildResult) -> str:
    """Say which documents a build would write, and its status if there are conflicts."""
    unchanged = {DocumentState.UNCHANGED, DocumentState.KEPT, DocumentState.LEFT}
    paths = [Path(d.path) for d in built.documents if d.state not in unchanged]
    if not paths:
        return str(built.status)
    names = " and ".join(path.stem.removeprefix(f"{path.parent.name}-") for path in paths)
    end = f"{built.status}, " if built.status is BuildStatus.CONFLICTS else ""
    return f"{end}would write {names}"


def _documents_with_notes(documents: Sequence[BuiltDocument], common: Collection[str]) -> list[str]:
    """List the documents with notes: those left as they were, or that did not get everything.

    Notes that are common to many documents are left out: they are printed once.
    """
    lines = []
    for document in documents:
        notes = tuple(note for note in document.notes if note not in common)
        if printed := _notes(replace(document, notes=notes)):
            lines += [f"  {document.path}  ({document.state})", *printed]
    return lines


def _common_notes(documents: Iterable[BuiltDocument]) -> dict[str, list[str]]:
    """Return the notes that very many documents have, each with the paths: printed once for all."""
    paths_by_note: dict[str, list[str]] = {}
    for document in documents:
        for note in document.notes:
            paths_by_note.setdefault(note, []).append(document.path)
    return {note: paths for note, paths in paths_by_note.items() if len(paths) > MOST_CELLS}


def _pdf_files(built: Iterable[BuildResult]) -> int:
    """Count the PDF files that were made."""
    documents = (document for result in built for document in result.documents)
    written = {DocumentState.NEW, DocumentState.REBUILT}
    return sum(d.path.endswith(".pdf") and d.state in written for d in documents)


def _notes(document: BuiltDocument) -> list[str]:
    lines = [f"    new version: {document.beside}"] if document.beside else []
    return [*lines, *(line for note in document.notes for line in wrapped(note, "    "))]


def _brought_in(changes: Sequence[Change]) -> list[str]:
    lines = ["Brought in:"] if changes else []
    for change in changes:
        where = ", ".join(part for part in (Path(change.document).name, change.place) if part)
        was, now = _quoted_pair(change.was, change.now)
        if not change.now:
            text = f"taken out: {was}"
        elif change.moved:
            text = f"moved here: {now}"
        elif change.was == change.now:
            text = f"{now} looks different (bold, italic or a link)"
        else:
            text = f"{was} is now {now}" if change.was else f"new: {now}"
        lines += wrapped(f"{where}: {text}.", "  - ", "    ")
    return lines


def _conflicts(conflicts: Sequence[Conflict], *, dry: bool) -> list[str]:
    if not conflicts:
        return []
    kept = "would be kept" if dry else "were kept"
    lines = [f"Your edits differ from the workbook; your words {kept}. Please look at:"]
    for conflict in conflicts:
        mine, theirs = _quoted_pair(conflict.kept, conflict.new)
        has = f"you have {mine}" if conflict.kept else "you took this out"
        says = f"now says {theirs}" if conflict.new else "no longer has it"
        name = Path(conflict.document).name
        lines += wrapped(f"{name}, {conflict.place}: {has}; the workbook {says}.", "  - ", "    ")
    marks = "would mark" if dry else "marks"
    top = "those on headers, footers and properties are at the top of the document"
    return [*lines, *wrapped(f"A comment in Word {marks} each of them; {top}.", "")]


def _quoted_pair(was: str, now: str) -> tuple[str, str]:
    """Quote two wordings; if they are long, only the words around the difference."""
    first, second = where_they_differ(was, now, _MOST_SHOWN)
    return _quoted(first), _quoted(second)


def _quoted(words: str) -> str:
    """Quote words; shorten long ones in the middle."""
    if len(words) > _MOST_SHOWN:
        words = f"{words[: _MOST_SHOWN // 2].rstrip()} … {words[-_MOST_SHOWN // 2 :].lstrip()}"
    return f"“{words}”"


def _council_and_workbook(built: BuildResult) -> str:
    return f"{built.council} ({built.workbook})" if built.council else built.workbook


def _count(findings: Sequence[Finding], severity: Severity) -> int:
    return sum(finding.severity is severity for finding in findings)
