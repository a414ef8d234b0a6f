"""Fill in what a draft prints for a missing value: the name of the field, and its cell."""

from dataclasses import replace

from assembler.findings import Place
from assembler.letter.context import BenchmarkText, LetterContext, Person, Point
from assembler.model import Assessment, Outcome, Recommendation, Strength
from assembler.rich_text import Paragraph, Prose, Span, marked
from assembler.workbook.layout import ANNEX_A, RECOMMENDATIONS, STRENGTHS
from assembler.workbook.letter_fields import FIELDS

BANNER = "DRAFT – not to be sent"
_NAMES = {field.attribute: field.name for field in FIELDS if field.required}


def filled(context: LetterContext, assessment: Assessment) -> LetterContext:
    """Return the context of a draft: each missing value is its field and cell, highlighted."""
    details = assessment.details

    def text(value: str, attribute: str) -> str:
        return value or marked(_mark(_NAMES[attribute], details.places[attribute]))

    def lines(value: tuple[str, ...], attribute: str) -> tuple[str, ...]:
        return value or (text("", attribute),)

    email = context.contact_email
    return replace(
        context,
        authority=text(context.authority, "authority"),
        date=text(context.date, "letter_date"),
        sender=Person(
            text(context.sender.name, "signatory_name"),
            text(context.sender.job_title, "signatory_job_title"),
            lines(context.sender.address, "sender_address"),
        ),
        recipient=Person(
            text(context.recipient.name, "recipient_name"),
            context.recipient.job_title,
            lines(context.recipient.address, "recipient_address"),
        ),
        salutation=text(context.salutation, "salutation"),
        adviser=text(context.adviser, "adviser"),
        contact_email=email if str(email) else _missing(text("", "contact_email")),
        security_marking=" – ".join(part for part in (BANNER, context.security_marking) if part),
        strengths=_points(context.strengths, assessment.strengths),
        recommendations=_points(context.recommendations, assessment.recommendations),
        benchmarks=tuple(
            _benchmark(benchmark, assessment.outcomes[benchmark.number])
            for benchmark in context.benchmarks
        ),
    )


def _points(
    points: tuple[Point, ...], rows: tuple[Strength | Recommendation, ...]
) -> tuple[Point, ...]:
    sheet = STRENGTHS if rows and isinstance(rows[0], Strength) else RECOMMENDATIONS

    def name(attribute: str) -> str:
        return f"{sheet.name[:-1]} {sheet.column(attribute).header.lower()}"

    return tuple(
        Point(
            point.heading or marked(_mark(name("heading"), row.places["heading"])),
            point.text or _prose(_mark(name("text"), row.places["text"])),
        )
        for point, row in zip(points, rows, strict=True)
    )


def _benchmark(benchmark: BenchmarkText, outcome: Outcome) -> BenchmarkText:
    if not benchmark.scored:
        return benchmark
    level, summary = ANNEX_A.column("level").header, ANNEX_A.column("summary").header
    return replace(
        benchmark,
        outcome=benchmark.outcome or marked(_mark(level, outcome.places["level"])),
        summary=benchmark.summary or _prose(_mark(summary, outcome.places["summary"])),
    )


def _mark(name: str, place: Place) -> str:
    return f"[{name}: {place}]"


def _missing(text: str) -> Paragraph:
    return Paragraph((Span(text),))


def _prose(text: str) -> Prose:
    return (Paragraph((Span(text, highlight=True),)),)
