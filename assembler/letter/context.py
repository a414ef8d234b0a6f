"""Make the template context of an assessment. The only names a template knows are here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, TypeVar

from assembler import rich_text
from assembler.model import Assessment, Benchmark, Details, Edition, Grade, Graded, Level, Outcome
from assembler.rich_text import Paragraph, Prose, Span
from assembler.wording import listed

T = TypeVar("T")
# Words of a summary in one row of Annex A: about a quarter of a page. A row is not broken across
# pages, so that a benchmark's number, title and outcome are in view wherever its summary is.
_WORDS_A_ROW = 160
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class EditionList(tuple[T, ...]):
    """A list that comes from the edition alone: the same object for each council."""

    __slots__ = ()


# The fields that hold such lists.
EDITION_LISTS = frozenset({"levels", "criteria"})


@dataclass(frozen=True)
class Person:
    """A person, as a letter names one."""

    name: Annotated[str, "the full name"]
    job_title: Annotated[str, "the job title; empty when the workbook gives none"]
    address: Annotated[tuple[str, ...], "the lines of the address"]


@dataclass(frozen=True)
class Point:
    """A strength or a recommendation."""

    heading: Annotated[str, "the heading, a few words"]
    text: Annotated[Prose, "the text, one or more paragraphs"]


@dataclass(frozen=True)
class LevelGroup:
    """The criteria of one level, under the heading that Annex B prints over them."""

    heading: Annotated[str, "the heading over the criteria of this level"]
    criteria: Annotated[tuple["CriterionText", ...], "the criteria of this level, in order"]


@dataclass(frozen=True)
class CriterionText:
    """A criterion in print."""

    text: Annotated[Paragraph, "the words of the criterion"]
    points: Annotated[tuple[Paragraph, ...], "its sub-points; often none"]
    bullet: Annotated[bool, "whether it is printed as a list item"]


@dataclass(frozen=True)
class SummaryPart:
    """A part of a summary that stands in one row: the whole, unless it is long."""

    text: Annotated[Prose, "the paragraphs of this part"]
    continued: Annotated[bool, "whether a part of the same summary came before"]


@dataclass(frozen=True)
class BenchmarkText:
    """A benchmark in print."""

    number: Annotated[int, "its number"]
    title: Annotated[str, "its title as Annex B prints it"]
    annex_a_title: Annotated[str, "its title as Annex A prints it"]
    scored: Annotated[bool, "whether this process scores it"]
    outcome: Annotated[str, "the word of the outcome cell; “N/A” when it is not scored"]
    shade: Annotated[str, "the fill of the outcome cell, for {% cellbg %}"]
    summary: Annotated[Prose, "the summary of the outcome, one or more paragraphs"]
    levels: Annotated[tuple[LevelGroup, ...], "its levels with their criteria; none if not scored"]
    name: Annotated[str, "what the letter calls it; empty when it is scored"]
    title_note: Annotated[str, "what follows its title in Annex A; empty when it is scored"]
    elsewhere: Annotated[str, "how it is assessed instead; empty when it is scored"]
    note: Annotated[Paragraph, "what Annex B prints for its criteria; empty when it is scored"]
    summary_parts: Annotated[
        tuple[SummaryPart, ...], "the summary in parts that fit on a page; mostly one"
    ] = field(init=False)

    def __post_init__(self) -> None:
        """Split the summary, also of a copy that `replace` makes."""
        object.__setattr__(self, "summary_parts", tuple(_parts(self.summary)))


@dataclass(frozen=True)
class LetterContext:
    """Everything a template may name. Each field's annotation is its documentation."""

    authority: Annotated[str, "the council's full name"]
    financial_year: Annotated[str, "the financial year, as the letter prints it"]
    date: Annotated[str, "the date of the letter, in the style of the edition"]
    titles: Annotated[Mapping[str, str], "the titles of the year, from the edition"]
    wording: Annotated[Mapping[str, str], "phrases that change with the year, from the edition"]
    benchmark_count: Annotated[str, "how many benchmarks there are, as a word"]
    sender: Annotated[Person, "who signs the letter"]
    recipient: Annotated[Person, "who the letter goes to"]
    copied_to: Annotated[tuple[str, ...], "the people copied; may be none"]
    salutation: Annotated[str, "what follows “Dear”, without the comma"]
    unscored: Annotated[tuple[BenchmarkText, ...], "the benchmarks that are not scored"]
    strengths: Annotated[tuple[Point, ...], "the strengths, in order; may be none"]
    recommendations: Annotated[tuple[Point, ...], "the recommendations, in order; may be none"]
    thanked: Annotated[str, "the people thanked, joined (“A, B and C”); empty when none is named"]
    contact_email: Annotated[Paragraph, "the email address under the signature, as a link"]
    adviser: Annotated[str, "the Prevent Adviser's name"]
    security_marking: Annotated[str, "the security marking; empty when there is none"]
    benchmarks: Annotated[tuple[BenchmarkText, ...], "all benchmarks, in order"]


def context(assessment: Assessment, graded: tuple[Graded, ...]) -> LetterContext:
    """Return the context of an assessment and its graded benchmarks, in edition order."""
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
        salutation=details.greeted,
        unscored=tuple(benchmark for benchmark in benchmarks if not benchmark.scored),
        strengths=tuple(Point(s.heading, _linked(s.text)) for s in assessment.strengths),
        recommendations=tuple(
            Point(r.heading, _linked(r.text)) for r in assessment.recommendations
        ),
        thanked=listed(details.thanked),
        contact_email=_line(details.contact_email),
        adviser=details.adviser,
        security_marking=details.security_marking,
        benchmarks=benchmarks,
    )


def blank(edition: Edition) -> LetterContext:
    """Return a context of which only the edition is known, as `templates show` needs it."""
    nothing = Assessment(
        edition=edition,
        details=Details(),
        evidence={},
        outcomes={benchmark.number: Outcome(benchmark.number) for benchmark in edition.benchmarks},
    )
    unsettled = Grade(None, "")
    return context(nothing, tuple(Graded(b, unsettled, None) for b in edition.benchmarks))


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
        levels=_levels(edition)[benchmark.number],
        name=unscored.name if unscored else "",
        title_note=unscored.title_note if unscored else "",
        elsewhere=unscored.elsewhere if unscored else "",
        note=_line(unscored.annex_b_note if unscored else ""),
    )


@lru_cache(maxsize=8)  # a run is of one or two years
def _levels(edition: Edition) -> Mapping[int, EditionList[LevelGroup]]:
    return {
        benchmark.number: EditionList(
            _group(benchmark, level) for level in Level if benchmark.at(level)
        )
        for benchmark in edition.benchmarks
    }


def _group(benchmark: Benchmark, level: Level) -> LevelGroup:
    return LevelGroup(
        heading=benchmark.headings[level],
        criteria=EditionList(
            CriterionText(
                _line(criterion.text),
                tuple(_line(point) for point in criterion.points),
                criterion.bullet,
            )
            for criterion in benchmark.at(level)
        ),
    )


def _parts(summary: Prose) -> Iterator[SummaryPart]:
    """Split a long summary at paragraphs into parts of like length.

    A list item stays with the paragraph before it.
    """
    lengths = [len(str(paragraph).split()) for paragraph in summary]
    rows = max(1, -(-sum(lengths) // _WORDS_A_ROW))
    start = words = 0
    for at, (paragraph, length) in enumerate(zip(summary, lengths, strict=True)):
        if at > start and not paragraph.item and words + length / 2 > sum(lengths) / rows:
            yield SummaryPart(summary[start:at], continued=start > 0)
            start, words = at, 0
        words += length
    yield SummaryPart(summary[start:], continued=start > 0)


def _linked(text: Prose) -> Prose:
    return tuple(rich_text.linked(paragraph) for paragraph in text)


@lru_cache(maxsize=1_000)  # the texts of an edition recur with every council
def _line(text: str) -> Paragraph:
    return rich_text.linked(Paragraph((Span(text),)))
