"""Results as JSON: what `--json` prints."""

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from assembler.findings import Finding
from assembler.model import Graded
from assembler.results import AdoptResult, BuildResult, Examination, ReviewResult

if TYPE_CHECKING:
    from assembler.issuing.issue import IssueResult
    from assembler.pipeline.status import CouncilStatus


def to_json(rows: Iterable[dict[str, Any]]) -> str:
    """Return rows as one JSON list, in ASCII, which every console can print."""
    return json.dumps(list(rows), indent=2)


def examination(assessed: Examination) -> dict[str, Any]:
    """Return what `validate --json` prints for one workbook."""
    return {
        **_head(assessed),
        "findings": [finding_row(finding) for finding in assessed.findings],
    }


def grades(assessed: Examination) -> dict[str, Any]:
    """Return what `grade --json` prints for one workbook."""
    return {**_head(assessed), "benchmarks": [_grade(graded) for graded in assessed.graded]}


def build(built: BuildResult) -> dict[str, Any]:
    """Return what `build --json` prints for one workbook."""
    return {
        "workbook": built.workbook,
        "council": built.council,
        "status": str(built.status),
        "documents": [document.path for document in built.documents],
        "findings": [finding_row(finding) for finding in built.findings],
        "conflicts": [
            {"document": c.document, "cell": str(c.place), "kept": c.kept, "new": c.new}
            for c in built.conflicts
        ],
    }


def issue(result: "IssueResult") -> dict[str, Any]:
    """Return what `issue --json` prints for one council."""
    return {
        "workbook": result.workbook,
        "council": result.council,
        "status": str(result.status),
        "files": list(result.files),
        "findings": [finding_row(finding) for finding in result.findings],
    }


def status(council: "CouncilStatus") -> dict[str, Any]:
    """Return what `status --json` prints for one council."""
    return {
        "workbook": council.workbook,
        "council": council.council,
        "edition": council.edition,
        "adviser": council.adviser,
        "letter_date": council.letter_date,
        "answered": council.answered,
        "to_answer": council.to_answer,
        "errors": council.errors,
        "state": str(council.state),
        "since": council.since,
        "documents": [
            {"document": one.document, "state": str(one.state)} for one in council.documents
        ],
    }


def review(reviewed: ReviewResult) -> dict[str, Any]:
    """Return what `review --json` prints for one document."""
    return {
        "document": reviewed.document,
        "workbook": reviewed.workbook,
        "findings": [
            _finding(finding, place=finding.places[0].at if finding.places else "")
            for finding in reviewed.findings
        ],
        "reworded": [
            {
                "place": passage.place,
                "sheet": passage.cell.part if passage.cell else "",
                "cell": passage.cell.at if passage.cell else "",
                "was": passage.was,
                "now": passage.now,
            }
            for passage in reviewed.reworded
        ],
    }


def adopt(result: AdoptResult) -> dict[str, Any]:
    """Return what `adopt --json` prints for one workbook."""
    return {
        "workbook": result.workbook,
        "status": str(result.status),
        "adopted": [
            {
                "document": one.document,
                "sheet": one.cell.part,
                "cell": one.cell.at,
                "was": one.was,
                "now": one.now,
            }
            for one in result.adopted
        ],
        "left": [
            {"document": one.document, "place": one.place, "why": one.why} for one in result.left
        ],
    }


def finding_row(finding: Finding) -> dict[str, Any]:
    """Return a finding as `validate` and `build` print it."""
    return _finding(
        finding,
        sheet=finding.places[0].part if finding.places else "",
        cells=[place.at for place in finding.places if place.at],
    )


def template(label: str, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return what `templates check --json` prints for one template."""
    rows = [_finding(one, places=[place.at for place in one.places]) for one in findings]
    return {"template": label, "findings": rows}


def _finding(finding: Finding, **where: str | list[str]) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        **where,
        "message": finding.message,
        "fix": finding.fix,
    }


def _head(assessed: Examination) -> dict[str, Any]:
    assessment = assessed.assessment
    return {
        "workbook": assessed.workbook,
        "council": assessment.details.authority if assessment else "",
        "edition": assessment.edition.year if assessment else "",
    }


def _grade(graded: Graded) -> dict[str, Any]:
    return {
        "number": graded.benchmark.number,
        "title": graded.benchmark.title,
        "scored": graded.benchmark.scored,
        "proposed": graded.grade.level,
        "outcome": graded.outcome,
        "reason": graded.grade.because,
    }
