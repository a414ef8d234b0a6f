"""Results as a person reads them, at 80 columns. Holds no rule."""

import textwrap
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from assembler.errors import AssemblerError
from assembler.findings import Finding, Place, Severity
from assembler.model import Graded
from assembler.results import (
    BuildResult,
    BuildStatus,
    BuiltDocument,
    Change,
    Conflict,
    DocumentState,
    Examination,
    ReviewResult,
)
from assembler.wording import counted, folded, listed, single_spaced

_WIDTH = 80
_MOST_CELLS = 12
_MOST_SHOWN = 160
_MOST_NAMED = 3
_COUNTED = {BuildStatus.CONFLICTS: "with conflicts"}


def examination(found: Examination) -> str:
    """Tell every finding of a workbook, errors first, and in one line how it stands."""
    return _joined([*_title(found), *findings(found.findings), _verdict(found)])


def grades(found: Examination) -> str:
    """Tell the grade of each benchmark, with its reason in words."""
    if found.assessment is None:
        return examination(found)
    lines = _title(found)
    for graded in found.graded:
        lines += ["", *_wrapped(_outcome_line(graded).strip(), "", "  ")]
        if not graded.benchmark.scored:
            continue
        lines += _wrapped(graded.grade.because, "  ")
        recorded = found.assessment.outcomes[graded.benchmark.number]
        if recorded.level and recorded.level is not graded.grade.level:
            reason = recorded.reason or "no reason is given yet."
            said = f"The adviser recorded {recorded.level}: {single_spaced(reason)}"
            lines += _wrapped(said, "  ")
    return _joined([*lines, "", *_wrapped(_tally(found.graded), "")])


def assembly(built: BuildResult, *, dry: bool = False) -> str:
    """Tell what a build came to: council, grades, files; or what must be put right first.

    `dry` tells of a run that writes nothing.
    """
    lines = [built.council or built.workbook]
    if built.documents:
        lines += [_outcome_line(graded) for graded in built.graded]
        lines += ["", *findings(built.findings)] if built.findings else [""]
    else:
        lines += findings(built.findings)
    for folder, group in groupby(built.documents, key=lambda one: Path(one.path).parent):
        lines.append(f"In {folder}:")
        for document in group:
            lines += [f"  {Path(document.path).name}", f"    {document.state}", *_aside(document)]
    lines += [*_brought_in(built.brought_in), *_conflicts(built.conflicts, dry=dry)]
    if not built.documents:
        said = f"Nothing was written. Put this right in {built.workbook} and run it again."
        if all(finding.code == "file.stopped" for finding in built.findings):
            said = "Nothing was written."  # the finding says what to do, and where
        lines += _wrapped(said, "")
    return _joined(lines)


def _left(documents: Sequence[BuiltDocument], told: Collection[str]) -> list[str]:
    """Tell of the documents that were left, or did not get everything; not what was told of all."""
    lines = []
    for document in documents:
        notes = tuple(note for note in document.notes if note not in told)
        if aside := _aside(replace(document, notes=notes)):
            lines += [f"  {document.path}  ({document.state})", *aside]
    return lines


def _common(documents: Iterable[BuiltDocument]) -> dict[str, list[str]]:
    """Give the notes that very many documents have, each with their paths: told once for all."""
    found: dict[str, list[str]] = {}
    for document in documents:
        for note in document.notes:
            found.setdefault(note, []).append(document.path)
    return {note: paths for note, paths in found.items() if len(paths) > _MOST_CELLS}


def _pdf_files(built: Iterable[BuildResult]) -> int:
    """Count the PDF files that were made."""
    documents = (document for one in built for document in one.documents)
    made = {DocumentState.NEW, DocumentState.REBUILT}
    return sum(one.path.endswith(".pdf") and one.state in made for one in documents)


def _aside(document: BuiltDocument) -> list[str]:
    lines = [f"    new version: {document.beside}"] if document.beside else []
    return [*lines, *(line for note in document.notes for line in _wrapped(note, "    "))]


def _brought_in(changes: Sequence[Change]) -> list[str]:
    lines = ["Brought in from the workbook:"] if changes else []
    for change in changes:
        where = ", ".join(part for part in (Path(change.document).name, change.place) if part)
        was, now = _shown(change.was), _shown(change.now)
        if not change.now:
            said = f"taken out: {was}"
        elif change.moved:
            said = f"moved here: {now}"
        elif change.was == change.now:
            said = f"{now} looks otherwise (bold, italic or a link)"
        else:
            said = f"{was} is now {now}" if change.was else f"new: {now}"
        lines += _wrapped(f"{where}: {said}.", "  - ", "    ")
    return lines


def _conflicts(conflicts: Sequence[Conflict], *, dry: bool) -> list[str]:
    if not conflicts:
        return []
    kept = "would be kept" if dry else "were kept"
    lines = [f"Your edits differ from the workbook; your words {kept}. Please look at:"]
    for one in conflicts:
        has = f"you have {_shown(one.kept)}" if one.kept else "you took this out"
        says = f"now says {_shown(one.new)}" if one.new else "no longer has it"
        name = Path(one.document).name
        lines += _wrapped(f"{name}, {one.place}: {has}; the workbook {says}.", "  - ", "    ")
    marks = "would mark" if dry else "marks"
    return [*lines, f"A comment in Word {marks} each of them, save in headers and footers."]


def _shown(words: str) -> str:
    """Quote words, the middle of many left out."""
    if len(words) > _MOST_SHOWN:
        words = f"{words[: _MOST_SHOWN // 2].rstrip()} … {words[-_MOST_SHOWN // 2 :].lstrip()}"
    return f"“{words}”"


def line(built: BuildResult, *, dry: bool = False) -> str:
    """Tell in one line how the build of one council among many ended, or would end."""
    errors = _number(built.findings, Severity.ERROR)
    advice = _number(built.findings, Severity.WARNING)
    if built.status is BuildStatus.TO_PUT_RIGHT:
        parts = [str(built.status), counted(errors, "thing")]
    else:
        parts = [_would(built) if dry else str(built.status)]
        parts += [f"{errors} to put right"] if errors else []
        parts += [f"{advice} worth a look"] if advice else []
    return f"{built.council or built.workbook}: {', '.join(parts)}"


def _would(built: BuildResult) -> str:
    """Tell which documents a build would write, and how it would end if not well."""
    same = {DocumentState.UNCHANGED, DocumentState.KEPT}
    paths = [Path(one.path) for one in built.documents if one.state not in same]
    if not paths:
        return str(built.status)
    names = " and ".join(path.stem.removeprefix(f"{path.parent.name}-") for path in paths)
    ended = f"{built.status}, " if built.status is BuildStatus.CONFLICTS else ""
    return f"{ended}would write {names}"


def closing(
    built: Sequence[BuildResult], outputs: Path, advice: int = 0, *, dry: bool = False
) -> str:
    """Tell how a run over many workbooks ended: how many of each, and what must be put right.

    `advice` is how many things are worth a look; `dry` tells of a run that writes nothing.
    """
    counts = Counter(one.status for one in built)
    count = counted(len(built), "workbook")
    lines = [f"{count} in this dry run" if dry else count]
    lines += [f"  {counts[status]:>5} {_COUNTED.get(status, status)}" for status in BuildStatus]
    if not dry and counts[BuildStatus.TO_PUT_RIGHT] < len(built):
        lines += _wrapped(f"The documents are in {outputs}.", "")
    if printed := _pdf_files(built):
        lines.append("1 PDF file was made." if printed == 1 else f"{printed} PDF files were made.")
    if advice:
        things = "1 thing is" if advice == 1 else f"{advice} things are"
        lines += _wrapped(f"{things} worth a look: `assemble validate` tells what.", "")
    lines += _twice((one.council, one.workbook) for one in built)
    common = _common(document for one in built for document in one.documents)
    for note, paths in common.items():
        lines += ["", *_wrapped(f"{len(paths)} documents, the first {paths[0]}: {note}", "", "  ")]
    for one in built:
        if one.status is BuildStatus.TO_PUT_RIGHT:
            errors = [found for found in one.findings if found.severity is Severity.ERROR]
            lines += ["", *_wrapped(_named(one), "", "  "), *findings(errors)]
        merged = [*_left(one.documents, common), *_brought_in(one.brought_in)]
        merged += _conflicts(one.conflicts, dry=dry)
        lines += ["", one.council, *merged] if merged else []
    wrong = counts[BuildStatus.TO_PUT_RIGHT]
    if wrong:
        those, them = ("this one", "it") if wrong == 1 else (f"these {wrong}", "them")
        put = f"put {them} right, then run it again."
        lines += ["", f"Nothing was written for {those}: {put}"]
    return _joined(lines)


def _twice(named: Iterable[tuple[str, str]]) -> list[str]:
    """Tell which councils stand in more than one workbook, given each council and workbook."""
    found: dict[str, list[tuple[str, str]]] = {}
    for council, workbook in named:
        found.setdefault(folded(council), []).append((council, workbook))
    lines = []
    for key, group in found.items():
        if key and len(group) > 1:
            names = [workbook for _, workbook in group[:_MOST_NAMED]]
            more = len(group) - len(names)
            names += [f"{more} more"] if more else []
            said = f"{group[0][0]} stands in {len(group)} workbooks: {' and '.join(names)}."
            lines += ["", *_wrapped(f"{said} Keep the one that counts.", "", "  ")]
    return lines


def _number(found: Sequence[Finding], severity: Severity) -> int:
    return sum(finding.severity is severity for finding in found)


def review(reviewed: Sequence[ReviewResult]) -> str:
    """Return the report of a review: findings by document, and whether the documents may go."""
    lines: list[str] = []
    for result in reviewed:
        if result.findings:
            lines += [result.document, *_remarks(result.findings), ""]
    workbooks = list(dict.fromkeys(result.workbook for result in reviewed if result.workbook))
    if len(workbooks) == 1:
        lines.append(f"Compared with {workbooks[0]}.")
    wrong = sum(not result.ready for result in reviewed)
    count = sum(result.is_document for result in reviewed)
    if wrong:
        which = "1 document is" if wrong == 1 else f"{wrong} documents are"
        verdict = f"Not ready to send: {which} to put right."
        if any(not (result.ready or result.is_document) for result in reviewed):
            verdict = "Not ready to send: see what is to be put right."
    else:
        names = "The document is" if count == 1 else f"All {count} documents are"
        warned = any(result.findings for result in reviewed)
        verdict = f"{names} ready to send{'; see what is worth a look' if warned else ''}."
    return _joined([*lines, verdict])


def overview(path: str, councils: Sequence[tuple[str, str]], unread: Sequence[str]) -> str:
    """Tell what an overview holds: councils, each with its workbook, and what is not in it."""
    count = counted(len(councils), "council")
    lines = [f"Written: {path} ({count})."]
    if unread:
        lines.append("Not in it; the sheet Not read says why:")
        lines += [f"  - {name}" for name in unread]
    lines += _twice(councils)
    return _joined(lines)


def _named(built: BuildResult) -> str:
    return f"{built.council} ({built.workbook})" if built.council else built.workbook


def interrupted(done: int, count: int) -> str:
    """Tell how far a run came that was stopped."""
    return f"Stopped: {done} of {count} done. Run the same line again to go on from there."


def findings(found: Sequence[Finding]) -> list[str]:
    """Write findings as lines, errors first, under a heading that counts them."""
    lines: list[str] = []
    for severity, group in groupby(found, key=lambda finding: finding.severity):
        rows = list(group)
        lines.append(_counted(severity, len(rows)))
        for finding in rows:
            where = f"{cells(finding.places)}: " if finding.places else ""
            lines += _wrapped(f"{where}{finding.message} {finding.fix}", "  - ", "    ")
    return lines


def _remarks(found: Sequence[Finding]) -> list[str]:
    """Write the findings of a review as lines, errors first."""
    lines: list[str] = []
    for severity, group in groupby(found, key=lambda finding: finding.severity):
        rows = list(group)
        lines.append(_counted(severity, len(rows)))
        for finding in rows:
            at = finding.places[0].at if finding.places else ""
            start = f"{at}: " if at else ""
            lines += _wrapped(f"{start}{finding.message} {finding.fix}", "  - ", "    ")
    return lines


def returned(path: str, counts: Mapping[str, int]) -> str:
    """Tell what a returned form brought."""
    said = f"{counts['found']} of {counts['criteria']} criteria found"
    brought = f"evidence for {counts['evidence']}, a clear answer to {counts['answers']}"
    lines = _wrapped(f"{path}: {said}; {brought}.", "")
    if counts["unplaced"]:
        pieces = counted(counts["unplaced"], "piece")
        lines += _wrapped(f"{pieces} found no criterion: see the sheet Unplaced.", "")
    return _joined([*lines, "The adviser's answers are blank: they are yours to give."])


def template(label: str, found: Sequence[Finding]) -> str:
    """Tell every fault of a template, each with its place in the document."""
    if not found:
        return f"{label}: nothing to put right."
    inside = [replace(one, places=tuple(Place(place.at) for place in one.places)) for one in found]
    return _joined([label, *findings(inside)])


def cells(places: Sequence[Place]) -> str:
    """Name places: "Annex B!G14, G17 and G20"; of very many, the first ones and how many more."""
    names = [
        str(place) if index == 0 or place.part != places[0].part else place.at
        for index, place in enumerate(places)
    ]
    return listed(names, _MOST_CELLS)


def failure(error: AssemblerError) -> str:
    """Tell why it could not go on."""
    return _joined(_wrapped(f"{error.what} {error.do}", ""))


def _title(found: Examination) -> list[str]:
    if found.assessment is None:
        return [found.workbook]
    name = found.assessment.details.authority or found.workbook
    return [f"{name}, {found.assessment.edition.financial_year}"]


def _outcome_line(graded: Graded) -> str:
    benchmark = graded.benchmark
    word = (graded.outcome or "no outcome yet") if benchmark.scored else "not scored"
    return f"  {benchmark.number:>2} {benchmark.title}: {word}"


def _tally(graded: Sequence[Graded]) -> str:
    """Count the outcomes: "7 benchmarks: 5 Exceeding, 2 Met."."""
    scored = [one for one in graded if one.benchmark.scored]
    counts = Counter(str(one.outcome or "without an outcome yet") for one in scored)
    order = ("Exceeding", "Met", "Not met", "without an outcome yet")
    parts = [f"{counts[word]} {word}" for word in order if counts[word]]
    return f"{len(scored)} benchmarks: {', '.join(parts)}."


def _verdict(found: Examination) -> str:
    if found.may_be_built:
        said = (
            "Ready to build." if not found.findings else "Ready to build; see what is worth a look."
        )
    else:
        said = f"Not ready. Put this right in {found.workbook}, save it and run it again."
    return _joined(_wrapped(said, ""))


def _counted(severity: Severity, count: int) -> str:
    if severity is Severity.ERROR:
        return "To put right:" if count == 1 else f"To put right ({count}):"
    return "Worth a look:" if count == 1 else f"Worth a look ({count}):"


def _wrapped(text: str, first: str, rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines)
