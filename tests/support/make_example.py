"""Make inputs/cambridgeshire.xlsx from the text beside it.

In the folder tests: python -m support.make_example.
"""

import tomllib
from typing import Any

from assembler.editions.load import named, shipped
from assembler.model import (
    Answer,
    Assessment,
    Details,
    Evidence,
    Outcome,
    Recommendation,
    Strength,
)
from assembler.rich_text import from_text
from assembler.workbook.cell_kind import LISTS, CellKind
from assembler.workbook.letter_fields import FIELDS
from assembler.workbook.write import write
from support import paths

INPUTS = paths.ROOT / "inputs"
SOURCE = INPUTS / "cambridgeshire.toml"
WORKBOOK = INPUTS / "cambridgeshire.xlsx"


def assessment(text: str) -> Assessment:
    """Return the assessment that a TOML text describes."""
    facts = tomllib.loads(text)
    edition = named(shipped(), facts["edition"])
    assert edition is not None
    answers = {level: Answer(answer) for level, answer in facts["answers"].items()}
    summaries = {row["benchmark"]: "\n".join(row["paragraphs"]) for row in facts["summary"]}
    return Assessment(
        edition=edition,
        details=_details(facts["letter"], edition.financial_year),
        evidence={
            c.ref: Evidence(c.ref, answers[c.level], answers[c.level]) for c in edition.criteria
        },
        outcomes={
            b.number: Outcome(b.number, summary=from_text(summaries.get(b.number, "")))
            for b in edition.benchmarks
        },
        strengths=tuple(
            Strength(row["heading"], from_text(row["text"])) for row in facts["strength"]
        ),
        recommendations=tuple(
            Recommendation(row["benchmark"], row["heading"], from_text(row["text"]))
            for row in facts["recommendation"]
        ),
    )


def _details(letter: dict[str, Any], financial_year: str) -> Details:
    fields = {field.name: field for field in FIELDS}
    given = {fields[name].attribute: _value(fields[name].kind, v) for name, v in letter.items()}
    return Details(**{"financial_year": financial_year, **given})


def _value(kind: CellKind, value: Any) -> Any:
    return tuple(value) if kind in LISTS else value


if __name__ == "__main__":
    WORKBOOK.write_bytes(write(assessment(SOURCE.read_text("utf-8"))))
