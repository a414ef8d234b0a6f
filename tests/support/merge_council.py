"""A made-up council for merging: its documents, and changes to its workbook."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from assembler import grading
from assembler.editions.load import named, shipped
from assembler.letter import context
from assembler.merge import provenance
from assembler.merge.provenance import Source
from assembler.model import (
    Answer,
    Assessment,
    Benchmark,
    Details,
    Evidence,
    Level,
    Outcome,
    Recommendation,
    Strength,
)
from assembler.rich_text import from_text
from assembler.templating.template_set import TemplateSet, find
from assembler.workbook import read, write
from support.paths import ROOT

Turn = Callable[[Assessment], Assessment]

SUMMARIES = {
    1: "The partnership group meets every quarter.\nIts chair is the chief executive.",
    2: "The risk assessment was agreed in May.\nIt names three local risks.",
    3: "The partnership plan was updated in June.\nIt is reviewed twice a year.",
    4: "Referrals are screened within two days.\nThe pathway is well known to schools.",
    6: "Training is offered to all staff.\nTake-up is recorded each month.",
    7: "Venue hire guidance was sent to all halls.\nTwo events were stopped.",
    8: "The website was renewed.\nA newsletter reaches parish councils.",
}


def council() -> Assessment:
    """Return the assessment of the first build."""
    edition = named(shipped(), "2024-25")
    assert edition is not None
    yes_or_no = {Level.MET: Answer.YES, Level.EXCEEDING: Answer.YES, Level.NOT_MET: Answer.NO}
    return Assessment(
        edition=edition,
        details=Details(
            authority="Exampleshire County Council",
            financial_year=edition.financial_year,
            letter_date=date(2025, 5, 21),
            recipient_name="Ann Example",
            recipient_job_title="Chief Executive",
            recipient_address=("1 Example Street", "Exampletown", "EX1 1EX"),
            salutation="Ann",
            copied_to=("Bob Example", "Cat Example"),
            thanked=("Bob Example", "Cat Example"),
            adviser="Dee Example",
            signatory_name="Eve Example",
            signatory_job_title="Head of Examples",
            sender_address=("Home Office", "2 Example Road", "London"),
            contact_email="examples@example.gov.uk",
            security_marking="OFFICIAL",
        ),
        evidence={
            c.ref: Evidence(c.ref, yes_or_no[c.level], yes_or_no[c.level]) for c in edition.criteria
        },
        outcomes={
            b.number: Outcome(b.number, summary=from_text(SUMMARIES.get(b.number, "")))
            for b in edition.benchmarks
        },
        strengths=(
            Strength("Training", from_text("Good progress has been made with training for staff.")),
            Strength("Venues", from_text("Halls were sent clear guidance on hiring.")),
        ),
        recommendations=(
            Recommendation(
                2, "Risk", from_text("Share the risk assessment with district councils.")
            ),
            Recommendation(8, "News", from_text("Write a newsletter for schools.")),
        ),
    )


@cache
def turned(*turns: Turn) -> Assessment:
    """Return the council after changes in its workbook, read back with the places of its cells."""
    assessment = council()
    for turn in turns:
        assessment = turn(assessment)
    reading = read.read(write.write(assessment), "exampleshire.xlsx", (assessment.edition,))
    assert reading.assessment is not None, reading.findings
    return reading.assessment


@lru_cache(maxsize=1)
def templates() -> TemplateSet:
    return find(ROOT / "templates")


def made(
    *turns: Turn, using: TemplateSet | None = None
) -> tuple[dict[str, bytes], tuple[Source, ...]]:
    """Render the council's documents after some changes, with the texts of its workbook."""
    assessment = turned(*turns)
    graded = grading.settle(assessment)
    made = (using or templates()).render(context.context(assessment, graded))
    documents = {name: one.content for name, one in made.items()}
    return documents, provenance.of(assessment, graded)


def detail(**values: Any) -> Turn:
    return lambda a: replace(a, details=replace(a.details, **values))


def summary(number: int, text: str) -> Turn:
    def turn(a: Assessment) -> Assessment:
        outcome = replace(a.outcomes[number], summary=from_text(text))
        return replace(a, outcomes={**a.outcomes, number: outcome})

    return turn


def outcome(number: int, level: Level) -> Turn:
    def turn(a: Assessment) -> Assessment:
        recorded = replace(a.outcomes[number], level=level, reason="Discussed.")
        return replace(a, outcomes={**a.outcomes, number: recorded})

    return turn


def answer(ref: str, value: Answer) -> Turn:
    def turn(a: Assessment) -> Assessment:
        return replace(a, evidence={**a.evidence, ref: replace(a.evidence[ref], answer=value)})

    return turn


def strengths(*points: tuple[str, str]) -> Turn:
    made_of = tuple(Strength(heading, from_text(text)) for heading, text in points)
    return lambda a: replace(a, strengths=made_of)


def recommendations(*points: tuple[str, str]) -> Turn:
    made_of = tuple(Recommendation(8, heading, from_text(text)) for heading, text in points)
    return lambda a: replace(a, recommendations=made_of)


def benchmarks(change: Callable[[tuple[Benchmark, ...]], tuple[Benchmark, ...]]) -> Turn:
    return lambda a: replace(a, edition=replace(a.edition, benchmarks=change(a.edition.benchmarks)))


def renamed(number: int, title: str) -> Turn:
    return benchmarks(
        lambda all_of: tuple(
            replace(b, annex_a_title=title) if b.number == number else b for b in all_of
        )
    )
