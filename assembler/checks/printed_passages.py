"""The words of a workbook that end up in print, each with its cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assembler import rich_text
from assembler.findings import Place
from assembler.model import Assessment, Edition, Recommendation, Strength
from assembler.rich_text import Prose
from assembler.wording import folded, latin, straight, words

_LONG = 10


@dataclass(frozen=True)
class PrintedPassage:
    """One paragraph as it will be printed, and the cell it comes from."""

    text: str
    place: Place

    @cached_property
    def searched(self) -> str:
        """The text to look for names in, with look-alikes of Latin letters replaced by these."""
        return latin(self.text)

    @cached_property
    def in_order(self) -> tuple[str, ...]:
        """The words in it, in lower case."""
        return words(self.searched)

    @cached_property
    def words(self) -> frozenset[str]:
        """The set of its words: a quick test before a pattern is run."""
        return frozenset(self.in_order)


def narrative(assessment: Assessment) -> tuple[PrintedPassage, ...]:
    """Return every paragraph the adviser wrote, in the order a reader meets it.

    The letter comes first (strengths, recommendations), then Annex A. Apostrophes are made
    straight and spaces plain, so that a word looks the same however it was typed.
    """
    return tuple(_narrative(assessment))


def long_paragraphs(assessment: Assessment) -> Iterator[PrintedPassage]:
    """Yield the paragraphs too long to be alike by chance, and not the edition's own words."""
    published = _published(assessment.edition)
    for passage in _narrative(assessment):
        if passage.text.count(" ") >= _LONG - 1 and folded(passage.text) not in published:
            yield passage


@lru_cache(maxsize=8)  # a run is of one or two years
def _published(edition: Edition) -> frozenset[str]:
    criteria = (text for c in edition.criteria for text in (c.text, *c.points))
    texts = (*criteria, *edition.wording.values(), *edition.titles.values())
    return frozenset(folded(straight(text)) for text in texts)


def points(assessment: Assessment) -> tuple[Strength | Recommendation, ...]:
    """Return the strengths, then the recommendations."""
    return (*assessment.strengths, *assessment.recommendations)


def _narrative(assessment: Assessment) -> Iterator[PrintedPassage]:
    for point in points(assessment):
        yield from _passages(rich_text.from_text(point.heading), point.places.get("heading"))
        yield from _passages(point.text, point.places.get("text"))
    for benchmark in assessment.edition.scored:
        outcome = assessment.outcomes[benchmark.number]
        yield from _passages(outcome.summary, outcome.places.get("summary"))


def _passages(text: Prose, place: Place | None) -> Iterator[PrintedPassage]:
    for paragraph in text:
        yield PrintedPassage(straight(str(paragraph)), place or Place(""))


def around(text: str, start: int, end: int, width: int = 28) -> str:
    """Quote the words around a range of a text, whole words only."""
    left = text.rfind(" ", 0, max(start - width, 0)) + 1 if start > width else 0
    right = text.find(" ", end + width)
    right = len(text) if right < 0 else right
    before, after = "…" if left else "", "…" if right < len(text) else ""
    return f"“{before}{text[left:right].rstrip('.,;: ')}{after}”"
