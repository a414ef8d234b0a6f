"""Find the cell of the workbook that a text comes from, by the cell's words in it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

from assembler.findings import Place
from assembler.model import Assessment, Graded

_LEAST = 0.5


@dataclass(frozen=True)
class Source:
    """The text of a cell, its place, and words printed beside it."""

    text: str
    place: Place
    beside: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words alone."""
        return _words(self.text)

    @cached_property
    def spaced(self) -> str:
        """The words in one line, with a space on either side of each."""
        return f" {' '.join(self.words)} "


def of(assessment: Assessment, graded: Sequence[Graded]) -> tuple[Source, ...]:
    """Return every text of a workbook that a document may print, with its cell."""
    return tuple(source for source in _all(assessment, graded) if source.words)


def cell(sources: Iterable[Source], changed: str, block: str, around: str = "") -> Place | None:
    """Return the cell that `changed`, words of `block`, come from; None when no cell says them.

    `around` is the text of the row or document part around the block.
    """
    words, context = Counter(_words(changed)), f" {' '.join(_words(around or block))} "
    inside = f" {' '.join(_words(block))} "
    best, found = (_LEAST, 0, 0), None
    for source in sources:
        if source.spaced not in inside:
            continue
        beside = f" {' '.join(_words(source.beside))} "
        share = (words & Counter(source.words)).total() / words.total() if words else 1.0
        rank = (share, int(bool(source.beside) and beside in context), len(source.words))
        if rank > best:
            best, found = rank, source.place
    return found


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.lower()))


def _all(assessment: Assessment, graded: Sequence[Graded]) -> Iterator[Source]:
    details = assessment.details
    for name, place in details.places.items():
        value = getattr(details, name, "")
        if isinstance(value, date):
            value = assessment.edition.date_style.format(date=value)
        yield from (Source(text, place) for text in _texts(value))
    for result in graded:
        outcome = assessment.outcomes[result.benchmark.number]
        beside = result.benchmark.annex_a_title
        yield from _record(outcome, beside)
        if result.outcome and "level" in outcome.places:
            yield Source(str(result.outcome), outcome.places["level"], beside)
    for record in (*assessment.strengths, *assessment.recommendations):
        yield from _record(record, "")


def _record(record: Any, beside: str) -> Iterator[Source]:
    for entry in fields(record):
        place = record.places.get(entry.name)
        if place is not None:
            for text in _texts(getattr(record, entry.name)):
                yield Source(text, place, beside)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from (str(item) for item in value)
    elif isinstance(value, str):
        yield value
