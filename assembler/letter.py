"""From an assessment to the words a template may use. The only names a template knows are here."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from assembler import prose
from assembler.model import Assessment, Benchmark, Details, Edition, Graded, Level
from assembler.prose import Paragraph, Prose, Span

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Person:
    """A name with a job title (may be empty) and an address, one line an item (may be none)."""

    name: str
    job_title: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A strength or a recommendation: a heading, and text of one or more paragraphs."""

    heading: str
    text: Prose


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """The criteria of one level, under the heading that Annex B prints over them."""

    heading: str
    criteria: tuple["CriterionText", ...]


@dataclass(frozen=True, slots=True)
class CriterionText:
    """A criterion in print: its text, its sub-points, and whether it carries a bullet."""

    text: Paragraph
    points: tuple[Paragraph, ...]
    bullet: bool


@dataclass(frozen=True, slots=True)
class BenchmarkText:
    """A benchmark in print.

    `outcome` is the word of the outcome cell ("N/A" when not scored), `shade` its fill (RRGGBB).
    `summary` is never empty. A benchmark that is not scored has no `levels`, but the four texts of
    its edition: `name`, `title_note`, `elsewhere` and `note` (the last for Annex B).
    """

    number: int
    title: str
    annex_a_title: str
    scored: bool
    outcome: str
    shade: str
    summary: Prose
    levels: tuple[LevelGroup, ...]
    name: str
    title_note: str
    elsewhere: str
    note: Paragraph


@dataclass(frozen=True, slots=True)
class LetterContext:
    """Everything a template may name.

    `titles` and `wording` come from the edition. `benchmark_count` is a word ("eight"). `thanked`
    is joined ("A, B and C"), empty when nobody is named. `contact_email` is a link.
    """

    authority: str
    financial_year: str
    date: str
    titles: Mapping[str, str]
    wording: Mapping[str, str]
    benchmark_count: str
    sender: Person
    recipient: Person
    copied_to: tuple[str, ...]
    salutation: str
    unscored: tuple[BenchmarkText, ...]
    strengths: tuple[Point, ...]
    recommendations: tuple[Point, ...]
    thanked: str
    contact_email: Paragraph
    adviser: str
    security_marking: str
    benchmarks: tuple[BenchmarkText, ...]


def context(assessment: Assessment, graded: tuple[Graded, ...]) -> LetterContext:
    """Make the template's words from an assessment and its graded benchmarks (in edition order)."""
    edition, details = assessment.edition, assessment.details
    benchmarks = tuple(_benchmark(edition, result, assessment) for result in graded)
    return LetterContext(
        authority=details.authority,
        financial_year=edition.financial_year,
        date=_date(edition, details),
        titles=edition.titles,
        wording=edition.wording,
        benchmark_count=in_words(len(edition.benchmarks)),
        sender=Person(details.signatory_name, details.signatory_job_title, details.sender_address),
        recipient=Person(
            details.recipient_name, details.recipient_job_title, details.recipient_address
        ),
        copied_to=details.copied_to,
        salutation=details.salutation.rstrip(","),
        unscored=tuple(benchmark for benchmark in benchmarks if not benchmark.scored),
        strengths=tuple(Point(s.heading, _linked(s.text)) for s in assessment.strengths),
        recommendations=tuple(
            Point(r.heading, _linked(r.text)) for r in assessment.recommendations
        ),
        thanked=joined(details.thanked),
        contact_email=_line(details.contact_email),
        adviser=details.adviser,
        security_marking=details.security_marking,
        benchmarks=benchmarks,
    )


def joined(names: tuple[str, ...]) -> str:
    """Join names as a sentence does: "A", "A and B", "A, B and C"."""
    *most, last = names or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def in_words(number: int) -> str:
    """Write a small whole number in words, a larger one in figures."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _date(edition: Edition, details: Details) -> str:
    return edition.date_style.format(date=details.letter_date) if details.letter_date else ""


def _benchmark(edition: Edition, result: Graded, assessment: Assessment) -> BenchmarkText:
    benchmark = result.benchmark
    outcome = (result.outcome or "") if benchmark.scored else "N/A"
    unscored = benchmark.unscored
    summary = assessment.outcomes[benchmark.number].summary
    return BenchmarkText(
        number=benchmark.number,
        title=benchmark.title,
        annex_a_title=benchmark.annex_a_title,
        scored=benchmark.scored,
        outcome=str(outcome),
        shade=edition.shades.get(outcome, "FFFFFF"),
        summary=_linked(summary) if unscored is None else (_line(unscored.elsewhere),),
        levels=tuple(_group(benchmark, level) for level in Level if benchmark.at(level)),
        name=unscored.name if unscored else "",
        title_note=unscored.title_note if unscored else "",
        elsewhere=unscored.elsewhere if unscored else "",
        note=_line(unscored.annex_b_note if unscored else ""),
    )


def _group(benchmark: Benchmark, level: Level) -> LevelGroup:
    return LevelGroup(
        heading=benchmark.headings[level],
        criteria=tuple(
            CriterionText(
                _line(criterion.text),
                tuple(_line(point) for point in criterion.points),
                criterion.bullet,
            )
            for criterion in benchmark.at(level)
        ),
    )


def _linked(text: Prose) -> Prose:
    return tuple(prose.linked(paragraph) for paragraph in text)


@lru_cache(maxsize=1_000)  # an edition's texts come again with every council
def _line(text: str) -> Paragraph:
    return prose.linked(Paragraph((Span(text),)))
