"""Results as a machine reads them: what `--json` prints."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from assembler.findings import Finding
from assembler.model import Graded
from assembler.results import BuildResult, Examination, ReviewResult


def listed(rows: Iterable[dict[str, Any]]) -> str:
    """Write rows as one JSON list, in characters that every console can hold."""
    return json.dumps(list(rows), indent=2)


def examination(found: Examination) -> dict[str, Any]:
    """Give what `validate --json` prints of one workbook."""
    return {**_head(found), "findings": [row_of(finding) for finding in found.findings]}


def grades(found: Examination) -> dict[str, Any]:
    """Give what `grade --json` prints of one workbook."""
    return {**_head(found), "benchmarks": [_grade(graded) for graded in found.graded]}


def assembly(built: BuildResult) -> dict[str, Any]:
    """Give what `build --json` prints of one workbook."""
    return {
        "workbook": built.workbook,
        "council": built.council,
        "status": str(built.status),
        "documents": [document.path for document in built.documents],
        "findings": [row_of(finding) for finding in built.findings],
        "conflicts": [
            {"document": c.document, "cell": str(c.place), "kept": c.kept, "new": c.new}
            for c in built.conflicts
        ],
    }


def review(reviewed: ReviewResult) -> dict[str, Any]:
    """Give what `review --json` prints of one document."""
    return {
        "document": reviewed.document,
        "workbook": reviewed.workbook,
        "findings": [
            {
                "code": finding.code,
                "severity": str(finding.severity),
                "place": finding.places[0].at if finding.places else "",
                "message": finding.message,
                "fix": finding.fix,
            }
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


def row_of(finding: Finding) -> dict[str, Any]:
    """Give a finding as the contract has it."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "sheet": finding.places[0].part if finding.places else "",
        "cells": [place.at for place in finding.places if place.at],
        "message": finding.message,
        "fix": finding.fix,
    }


def template(label: str, found: Sequence[Finding]) -> dict[str, Any]:
    """Give what `templates check --json` prints of one template."""
    rows = [
        {
            "code": finding.code,
            "severity": str(finding.severity),
            "places": [place.at for place in finding.places],
            "message": finding.message,
            "fix": finding.fix,
        }
        for finding in found
    ]
    return {"template": label, "findings": rows}


def _head(found: Examination) -> dict[str, Any]:
    assessment = found.assessment
    return {
        "workbook": found.workbook,
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
