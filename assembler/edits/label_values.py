"""Label the values in a letter with the cells they come from.

A template may print a value anywhere, and more than once. So the document is rendered again with
marks around every value that identify its cell. The marks show where each part of the document
comes from, whatever the template. They are private-use characters that never occur in text.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum, auto
from typing import NamedTuple

from lxml import etree

from assembler.findings import Place
from assembler.letter.context import BenchmarkText, LetterContext, Person, Point
from assembler.model import Assessment, Recommendation, Strength
from assembler.rich_text import Paragraph, Prose
from assembler.word import read_runs
from assembler.word.namespaces import w
from assembler.workbook.layout import RECOMMENDATIONS, STRENGTHS

_FIRST, _END = 0xF0000, "\U00100000"
_MARK = re.compile(f"[{chr(_FIRST)}-{_END}]")
_MOST = 60_000


class Shape(Enum):
    """How the value of a cell is printed."""

    TEXT = auto()
    DATE = auto()
    NAMES = auto()
    OUTCOME = auto()
    LINE = auto()
    HEADING = auto()
    PROSE = auto()


# Values that are one line wherever they are printed.
ONE_LINE = frozenset({Shape.TEXT, Shape.DATE, Shape.NAMES, Shape.OUTCOME})


class Label(NamedTuple):
    """The source of some words: a cell, and the line number (`part`) within a list or prose.

    `sheet` is the sheet of strengths or of recommendations, and `row` the number of the row in it;
    other labels have no sheet. `words` is the paragraph that the cell holds on that line.
    """

    cell: Place
    shape: Shape
    part: int = 0
    sheet: str = ""
    row: int = 0
    words: Paragraph = Paragraph()

    @property
    def begins(self) -> bool:
        """Whether a strength or a recommendation begins with the labelled words."""
        return bool(self.sheet) and self.part == 0


class LabelledRange(NamedTuple):
    """A range of characters in a paragraph, with its label."""

    start: int
    end: int
    label: Label

    @property
    def shape(self) -> Shape:
        """The shape of the label: how the value is printed."""
        return self.label.shape


class Labels:
    """A registry of labels; the mark in the text encodes the number of its label."""

    def __init__(self) -> None:
        """Create an empty registry."""
        self._known: list[Label] = []

    def text(self, words: str, label: Label) -> str:
        """Return words enclosed in the marks of their label; return empty text unchanged."""
        if not words or len(self._known) >= _MOST:
            return words
        self._known.append(label)
        return f"{chr(_FIRST + len(self._known) - 1)}{words}{_END}"

    def prose(self, prose: Prose, label: Label) -> Prose:
        """Return the paragraphs of a cell, each labelled."""
        return tuple(self._paragraph(p, label._replace(part=n)) for n, p in enumerate(prose))

    def _paragraph(self, paragraph: Paragraph, label: Label) -> Paragraph:
        if not paragraph.spans or len(self._known) >= _MOST:
            return paragraph
        self._known.append(label._replace(words=paragraph))
        *most, last = paragraph.spans
        spans = [*most, last.saying(last.text + _END)]
        mark = chr(_FIRST + len(self._known) - 1)
        spans[0] = spans[0].saying(mark + spans[0].text)
        return replace(paragraph, spans=tuple(spans))

    def taken_off(self, root: etree._Element) -> dict[etree._Element, tuple[LabelledRange, ...]]:
        """Remove the marks from a part; return the labelled ranges of each paragraph."""
        ranges = {}
        for paragraph in root.iter(w("p")):
            labelled = tuple(self._ranges(read_runs.text(paragraph)))
            if labelled:
                ranges[paragraph] = labelled
        for node in root.iter(w("t")):
            if node.text and not node.text.isascii():
                node.text = _MARK.sub("", node.text)
        return ranges

    def _ranges(self, text: str) -> Iterator[LabelledRange]:
        start, label = 0, None
        for number, mark in enumerate(() if text.isascii() else _MARK.finditer(text)):
            at = mark.start() - number
            if mark[0] == _END:
                if label is not None:
                    yield LabelledRange(start, at, label)
                label = None
            else:
                start, label = at, self._known[ord(mark[0]) - _FIRST]


def label(context: LetterContext, assessment: Assessment, labels: Labels) -> LetterContext:
    """Return the letter context with every value from the workbook labelled."""
    details = assessment.details

    def text(words: str, attribute: str, shape: Shape = Shape.TEXT) -> str:
        return labels.text(words, Label(details.places[attribute], shape))

    def lines(words: tuple[str, ...], attribute: str) -> tuple[str, ...]:
        cell = details.places[attribute]
        numbered = (Label(cell, Shape.LINE, part) for part in range(len(words)))
        return tuple(map(labels.text, words, numbered))

    sender, recipient = context.sender, context.recipient
    email = Label(details.places["contact_email"], Shape.TEXT)
    return replace(
        context,
        date=text(context.date, "letter_date", Shape.DATE),
        sender=Person(
            text(sender.name, "signatory_name"),
            text(sender.job_title, "signatory_job_title"),
            lines(sender.address, "sender_address"),
        ),
        recipient=Person(
            text(recipient.name, "recipient_name"),
            text(recipient.job_title, "recipient_job_title"),
            lines(recipient.address, "recipient_address"),
        ),
        copied_to=lines(context.copied_to, "copied_to"),
        salutation=text(context.salutation, "salutation"),
        thanked=text(context.thanked, "thanked", Shape.NAMES),
        contact_email=labels.prose((context.contact_email,), email)[0],
        adviser=text(context.adviser, "adviser"),
        security_marking=text(context.security_marking, "security_marking"),
        strengths=_points(context.strengths, assessment.strengths, STRENGTHS.name, labels),
        recommendations=_points(
            context.recommendations, assessment.recommendations, RECOMMENDATIONS.name, labels
        ),
        benchmarks=tuple(_benchmark(one, assessment, labels) for one in context.benchmarks),
    )


def _points(
    points: tuple[Point, ...],
    rows: tuple[Strength | Recommendation, ...],
    sheet: str,
    labels: Labels,
) -> tuple[Point, ...]:
    return tuple(
        Point(
            labels.text(
                point.heading, Label(row.places["heading"], Shape.HEADING, 0, sheet, number)
            ),
            labels.prose(point.text, Label(row.places["text"], Shape.PROSE, 0, sheet, number)),
        )
        for number, (point, row) in enumerate(zip(points, rows, strict=True))
    )


def _benchmark(benchmark: BenchmarkText, assessment: Assessment, labels: Labels) -> BenchmarkText:
    if not benchmark.scored:
        return benchmark
    places = assessment.outcomes[benchmark.number].places
    return replace(
        benchmark,
        outcome=labels.text(benchmark.outcome, Label(places["level"], Shape.OUTCOME)),
        summary=labels.prose(benchmark.summary, Label(places["summary"], Shape.PROSE)),
    )
