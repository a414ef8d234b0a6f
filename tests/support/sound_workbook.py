"""A made-up council whose workbook has no fault, to be changed one cell at a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from assembler.editions.load import latest, shipped
from assembler.model import (
    Answer,
    Assessment,
    Details,
    Evidence,
    Level,
    Outcome,
    Recommendation,
    Strength,
)
from assembler.pipeline.assess import assess
from assembler.results import Examination
from assembler.rich_text import from_text
from assembler.workbook.write import write

EDITION = latest(shipped())
Change = Callable[[Assessment], Assessment]
SUMMARY = "The evidence for benchmark {} was read with the council and found to be sound."

DETAILS = Details(
    authority="Exampleshire County Council",
    financial_year=EDITION.financial_year,
    letter_date=date(2025, 5, 21),
    recipient_name="Alex Example",
    recipient_address=("Example Hall", "1 Example Street", "Exampleton", "PE28 4YE"),
    salutation="Alex",
    copied_to=("Sam Sample",),
    thanked=("Sam Sample",),
    adviser="Robin Adviser",
    signatory_name="Jo Signer",
    signatory_job_title="Head of Examples",
    sender_address=("Example Office", "London", "SW1P 4DF"),
    contact_email="prevent@example.gov.uk",
)


def sound(details: Details = DETAILS) -> Assessment:
    """Return an assessment without any finding: every benchmark Exceeding."""
    answers = {level: Answer.NO if level is Level.NOT_MET else Answer.YES for level in Level}
    return Assessment(
        edition=EDITION,
        details=details,
        evidence={
            c.ref: Evidence(c.ref, answers[c.level], answers[c.level]) for c in EDITION.criteria
        },
        outcomes={
            b.number: Outcome(
                b.number, summary=from_text(SUMMARY.format(b.number) if b.scored else "")
            )
            for b in EDITION.benchmarks
        },
        strengths=(Strength("Training programme", from_text("Uptake of training is high.")),),
        recommendations=(
            Recommendation(8, "Engagement", from_text("Build on the work with schools.")),
        ),
    )


def details(**values: Any) -> Change:
    """Change fields of the sheet Letter."""
    return lambda a: replace(a, details=replace(a.details, **values))


def evidence(ref: str, **values: Any) -> Change:
    """Change cells of a row of Annex B."""
    return lambda a: replace(a, evidence={**a.evidence, ref: replace(a.evidence[ref], **values)})


def outcome(number: int, **values: Any) -> Change:
    """Change cells of a row of Annex A; the summary as plain text."""
    if "summary" in values:
        values["summary"] = from_text(values["summary"])
    return lambda a: replace(
        a, outcomes={**a.outcomes, number: replace(a.outcomes[number], **values)}
    )


def summary(text: str) -> Change:
    """Write something as the summary of benchmark 1."""
    return outcome(1, summary=text)


def strength(heading: str, text: str) -> Change:
    """Add a strength."""
    return lambda a: replace(a, strengths=(*a.strengths, Strength(heading, from_text(text))))


def recommendation(benchmark: int | None, heading: str, text: str) -> Change:
    """Add a recommendation."""
    added = Recommendation(benchmark, heading, from_text(text))
    return lambda a: replace(a, recommendations=(*a.recommendations, added))


def spoilt(*changes: Change) -> Assessment:
    """Return the sound assessment with changes."""
    made = sound()
    for change in changes:
        made = change(made)
    return made


def saved(folder: Path, assessment: Assessment, name: str = "exampleshire.xlsx") -> Path:
    """Write a workbook as the program does."""
    path = folder / name
    path.write_bytes(write(assessment))
    return path


def examined(folder: Path, *changes: Change) -> Examination:
    """Write the sound workbook with changes, read it back and examine it."""
    return assess(saved(folder, spoilt(*changes)), shipped())


def told(found: Examination) -> list[tuple[str, str]]:
    """Return code and cells of each finding."""
    return [(f.code, " ".join(str(place) for place in f.places)) for f in found.findings]
