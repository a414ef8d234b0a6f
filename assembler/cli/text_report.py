"""Results as a person reads them, at 80 columns. Holds no rule."""

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from assembler.errors import AssemblerError
from assembler.findings import Finding, Place, Severity
from assembler.model import Graded
from assembler.results import OPEN_CONFLICT, Examination, ReviewResult
from assembler.wording import counted, folded, listed, single_spaced

if TYPE_CHECKING:
    from assembler.issuing.issue import IssueResult

_WIDTH = 80
MOST_CELLS = 12
_MOST_NAMED = 3


def examination(assessed: Examination) -> str:
    """Return every finding of a workbook, errors first, and whether it is ready to build."""
    return joined([*_title(assessed), *findings_text(assessed.findings), _verdict(assessed)])


def examinations_tally(assessed: Sequence[Examination]) -> str:
    """Count the workbooks that are ready to build, and name those that are not."""
    wrong = [one for one in assessed if not one.may_be_built]
    tally = f"{counted(len(assessed), 'workbook')}: {len(assessed) - len(wrong)} ready to build"
    councils = (one.assessment.details.authority if one.assessment else "" for one in wrong)
    names = (council or one.workbook for council, one in zip(councils, wrong, strict=True))
    named = listed(names, MOST_CELLS)
    return joined(
        wrapped(f"{tally}, {len(wrong)} to put right: {named}." if wrong else f"{tally}.", "")
    )


def grades(assessed: Examination) -> str:
    """Return the grade of each benchmark, with its reason in words."""
    if assessed.assessment is None:
        return examination(assessed)
    lines = _title(assessed)
    for graded in assessed.graded:
        lines += ["", *wrapped(outcome_line(graded).strip(), "", "  ")]
        if not graded.benchmark.scored:
            continue
        lines += wrapped(graded.grade.because, "  ")
        recorded = assessed.assessment.outcomes[graded.benchmark.number]
        if recorded.level and recorded.level is not graded.grade.level:
            reason = recorded.reason or "no reason is given yet."
            override = f"The adviser recorded {recorded.level}: {single_spaced(reason)}"
            lines += wrapped(override, "  ")
    return joined([*lines, "", *wrapped(_tally(assessed.graded), "")])


def duplicate_councils(named: Iterable[tuple[str, str]]) -> list[str]:
    """Name the councils that are in more than one workbook, given each council and workbook."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for council, workbook in named:
        groups.setdefault(folded(council), []).append((council, workbook))
    lines = []
    for key, group in groups.items():
        if key and len(group) > 1:
            names = [workbook for _, workbook in group[:_MOST_NAMED]]
            more = len(group) - len(names)
            names += [f"{more} more"] if more else []
            where = f"{group[0][0]} is in {len(group)} workbooks: {' and '.join(names)}."
            lines += ["", *wrapped(f"{where} Keep the one that counts.", "", "  ")]
    return lines


def review(reviewed: Sequence[ReviewResult]) -> str:
    """Return the report of a review: findings by document, and whether the documents may go."""
    lines: list[str] = []
    for result in reviewed:
        if result.findings:
            lines += [result.document, *_review_findings(result.findings), ""]
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
        if any(passage.cell is not None for result in reviewed for passage in result.reworded):
            verdict += " Run assemble adopt before assemble issue: words were changed in Word."
    findings = (finding for result in reviewed for finding in result.findings)
    if conflicts := sum(len(f.places) for f in findings if f.code == OPEN_CONFLICT):
        which = f"{conflicts} conflicts are open: settle each, then delete its comment."
        one = "1 conflict is open: settle it, then delete its comment."
        verdict += f" {one if conflicts == 1 else which}"
    return joined([*lines, *wrapped(verdict, "")])


def issue(results: "Sequence[IssueResult]") -> str:
    """Say what was issued for each council, or what stands in the way."""
    lines: list[str] = []
    for result in results:
        lines.append(result.council)
        lines += [f"  {path}" for path in result.files]
        if result.earlier:
            lines += wrapped(f"What was issued before is kept in {result.earlier}.", "  ")
        for document, findings in groupby(result.findings, key=_document):
            lines += [*filter(None, [document]), *_review_findings([*findings])]
        lines.append("")
    stopped = sum(not result.files for result in results)
    issued = len(results) - stopped
    done = f"Issued: {counted(issued, 'council')}. Open the .eml file to send it." if issued else ""
    wrong = f"Not issued: {counted(stopped, 'council')}. Nothing was written there."
    return joined([*lines, *filter(None, [done, wrong if stopped else ""])])


def _document(finding: Finding) -> str:
    return finding.places[0].part if finding.places else ""


def overview(
    path: str, councils: Sequence[tuple[str, str]], unread: Sequence[str], others: int
) -> str:
    """Say what an overview holds: councils, each with its workbook, and what is not in it.

    `others` counts the workbooks of another year.
    """
    count = counted(len(councils), "council")
    lines = [f"Written: {path} ({count})."]
    if unread:
        lines.append("Not in it; the sheet Not read says why:")
        lines += [f"  - {name}" for name in unread]
    if others:
        left_out = f"{counted(others, 'workbook')} of another year left out; --edition chooses it."
        lines += wrapped(left_out, "")
    lines += duplicate_councils(councils)
    return joined(lines)


def findings_text(findings: Sequence[Finding], *, codes: bool = True) -> list[str]:
    """Return findings as lines, errors first, under a heading that counts them.

    With `codes` each ends in its code, which `validate --explain` takes.
    """
    lines: list[str] = []
    for severity, group in groupby(findings, key=lambda finding: finding.severity):
        of_severity = list(group)
        lines.append(_heading(severity, len(of_severity)))
        for finding in of_severity:
            where = f"{cells(finding.places)}: " if finding.places else ""
            code = f" ({finding.code})" if codes else ""
            text = f"{where}{finding.message} {finding.fix}{code}"
            lines += wrapped(text, "  - ", "    ")
    return lines


def _review_findings(findings: Sequence[Finding]) -> list[str]:
    """Return the findings of a review as lines, errors first."""
    lines: list[str] = []
    for severity, group in groupby(findings, key=lambda finding: finding.severity):
        of_severity = list(group)
        lines.append(_heading(severity, len(of_severity)))
        for finding in of_severity:
            at = finding.places[0].at if finding.places else ""
            start = f"{at}: " if at else ""
            text = f"{start}{finding.message} {finding.fix} ({finding.code})"
            lines += wrapped(text, "  - ", "    ")
    return lines


def returned(path: str, counts: Mapping[str, int]) -> str:
    """Say what a returned form brought."""
    criteria = f"{counts['found']} of {counts['criteria']} criteria found"
    brought = f"evidence for {counts['evidence']}, a clear answer to {counts['answers']}"
    lines = wrapped(f"{path}: {criteria}; {brought}.", "")
    if counts["unplaced"]:
        pieces = counted(counts["unplaced"], "piece")
        lines += wrapped(f"{pieces} matched no criterion: see the sheet Unplaced.", "")
    return joined([*lines, "The adviser's answers are yours to fill in."])


def template(label: str, findings: Sequence[Finding]) -> str:
    """Return every fault of a template, each with its place in the document."""
    if not findings:
        return f"{label}: nothing to put right."
    located = [replace(finding, places=_in_the_template(finding.places)) for finding in findings]
    return joined([label, *findings_text(located, codes=False)])


def _in_the_template(places: Sequence[Place]) -> tuple[Place, ...]:
    """Return places as one, without the file; of many, the first ones: they quote whole lines."""
    named = [place.at for place in places if place.at]
    if (more := len(named) - _MOST_NAMED) > 1:
        named[_MOST_NAMED:] = [f"and in {more} more places"]
    return (Place("; ".join(named)),) if named else ()


def cells(places: Sequence[Place]) -> str:
    """Name places: "Annex B!G14, G17 and G20"; of very many, name the first and count the rest."""
    names = [
        str(place) if index == 0 or place.part != places[0].part else place.at
        for index, place in enumerate(places)
    ]
    return listed(names, MOST_CELLS)


def failure(error: AssemblerError) -> str:
    """Return the two sentences of an error."""
    return joined(wrapped(f"{error.what} {error.do}", ""))


def _title(assessed: Examination) -> list[str]:
    if assessed.assessment is None:
        return [assessed.workbook]
    name = assessed.assessment.details.authority or assessed.workbook
    return [f"{name}, {assessed.assessment.edition.financial_year}"]


def outcome_line(graded: Graded) -> str:
    """Return a benchmark with its outcome, in one line."""
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


def _verdict(assessed: Examination) -> str:
    if assessed.may_be_built:
        look = "; see what is worth a look" if assessed.findings else ""
        verdict = f"Ready to build{look}."
    else:
        verdict = f"Not ready. Put this right in {assessed.workbook}, save it and run it again."
    return joined(wrapped(verdict, ""))


def _heading(severity: Severity, count: int) -> str:
    if severity is Severity.ERROR:
        return "To put right:" if count == 1 else f"To put right ({count}):"
    return "Worth a look:" if count == 1 else f"Worth a look ({count}):"


def wrapped(text: str, first: str, rest: str | None = None) -> list[str]:
    """Wrap a text at 80 columns; `first` and `rest` are the indents."""
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def joined(lines: Iterable[str]) -> str:
    """Join lines."""
    return "\n".join(lines)
