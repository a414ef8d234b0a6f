"""Apply every rule to an assessment."""

import re
from collections.abc import Iterable

from assembler.checks import (
    answers,
    authority_rules,
    details,
    narrative,
    outcomes,
    printed_passages,
    strengths_recommendations,
)
from assembler.checks.checked_assessment import RULES, CheckedAssessment
from assembler.checks.councils_of_run import NO_OTHERS, OtherCouncils
from assembler.findings import Finding, Place, Severity, joined
from assembler.model import Assessment, Graded
from assembler.rules import Stage
from assembler.workbook.layout import SHEETS

__all__ = ["FAMILIES", "RULES", "check_assessment"]

FAMILIES = (details, answers, outcomes, strengths_recommendations, narrative, authority_rules)

_SHEETS = [sheet.name for sheet in SHEETS]
_CELL = re.compile(r"([A-Z]+)([0-9]+)")


def check_assessment(
    assessment: Assessment,
    graded: tuple[Graded, ...],
    earlier: tuple[Finding, ...] = (),
    others: OtherCouncils = NO_OTHERS,
) -> tuple[Finding, ...]:
    """Return every finding on an assessment, errors first.

    `graded` are its benchmarks as `grading.settle` returns them, `earlier` the findings of
    reading it, `others` the councils of the run; this one may be among them. The same problem in
    several cells is one finding; what follows only from an error already found is left out.
    """
    checked = CheckedAssessment(assessment, graded, printed_passages.narrative(assessment), others)
    found = list(earlier)
    for stage in Stage:
        marked = _marked(found)
        for rule in RULES:
            if rule.stage is stage:
                found += [
                    finding
                    for finding in rule.findings(checked)
                    if not marked.intersection(finding.places + finding.rests_on)
                ]
    return tuple(sorted(joined(found), key=_order))


def _marked(findings: Iterable[Finding]) -> set[Place]:
    return {
        place
        for finding in findings
        if finding.severity is Severity.ERROR
        for place in finding.places
    }


def _order(finding: Finding) -> tuple[bool, int, int, int]:
    """Sort key: errors first, then sheet by sheet from the top."""
    place = finding.places[0] if finding.places else Place("")
    sheet = _SHEETS.index(place.part) if place.part in _SHEETS else len(_SHEETS)
    found = _CELL.fullmatch(place.at)
    row, column = (int(found[2]), len(found[1])) if found else (0, 0)
    return finding.severity is not Severity.ERROR, sheet, row, column
