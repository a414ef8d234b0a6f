"""What an assessment gets wrong, all in one go.

Rules live in families beside this module; a new rule is one function there. `run` puts their
findings in order, joins the same problem over several cells, and leaves out what follows only
from an error already shown.
"""

import re
from collections.abc import Iterable

from assembler.checks import answers, authorities, details, narrative, outcomes, passages, points
from assembler.checks.authorities import neighbours
from assembler.checks.rule import RULES, Case, Neighbours, Rule, Stage, among
from assembler.findings import Finding, Place, Severity
from assembler.model import Assessment, Graded
from assembler.workbook.layout import SHEETS

FAMILIES = (details, answers, outcomes, points, narrative, authorities)
NOBODY = Neighbours()

_SHEETS = [sheet.name for sheet in SHEETS]
_CELL = re.compile(r"([A-Z]+)([0-9]+)")

__all__ = ["FAMILIES", "NOBODY", "RULES", "Neighbours", "Rule", "among", "neighbours", "run"]


def run(
    assessment: Assessment,
    graded: tuple[Graded, ...],
    earlier: tuple[Finding, ...] = (),
    others: Neighbours = NOBODY,
) -> tuple[Finding, ...]:
    """Give every finding on an assessment, those of its reading (`earlier`) first.

    `graded` are its benchmarks as `grading.settle` gives them. `others` are the councils of the
    run (`neighbours`), this one among them or not. Errors before warnings.
    """
    case = Case(assessment, graded, passages.narrative(assessment), others)
    found = list(earlier)
    for stage in Stage:
        marked = _marked(found)
        for rule in RULES:
            if rule.stage is stage:
                found += [
                    finding
                    for finding in rule.findings(case)
                    if not marked.intersection(finding.places + finding.rests_on)
                ]
    return tuple(sorted(_grouped(found), key=_order))


def _marked(findings: Iterable[Finding]) -> set[Place]:
    return {
        place
        for finding in findings
        if finding.severity is Severity.ERROR
        for place in finding.places
    }


def _grouped(findings: Iterable[Finding]) -> list[Finding]:
    """Make one finding of those that say the same of different cells of a sheet."""
    groups: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in findings:
        sheet = finding.places[0].part if finding.places else ""
        key = (finding.code, sheet, finding.message, finding.fix)
        groups.setdefault(key, []).append(finding)
    return [_one(group) for group in groups.values()]


def _one(group: list[Finding]) -> Finding:
    first = group[0]
    return Finding(
        first.code,
        first.severity,
        first.message,
        first.fix,
        tuple(dict.fromkeys(place for finding in group for place in finding.places)),
        tuple(dict.fromkeys(place for finding in group for place in finding.rests_on)),
    )


def _order(finding: Finding) -> tuple[bool, int, int, int]:
    """Errors first; then as a reader goes through the workbook, sheet by sheet from the top."""
    place = finding.places[0] if finding.places else Place("")
    sheet = _SHEETS.index(place.part) if place.part in _SHEETS else len(_SHEETS)
    found = _CELL.fullmatch(place.at)
    row, column = (int(found[2]), len(found[1])) if found else (0, 0)
    return finding.severity is not Severity.ERROR, sheet, row, column
