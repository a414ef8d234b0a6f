"""Which text became which: two lists of paragraphs, one of them edited by a person."""

from collections.abc import Sequence

from assembler.merge.align import align
from assembler.merge.likeness import alike, likest, words
from assembler.merge.unit import Unit


def likeness(one: str, two: str) -> float:
    """Return the share of words that two texts have in common, from 0 to 1."""
    return alike(words(one), words(two)) if one or two else 1.0


def counterparts(printed: Sequence[str], found: Sequence[str]) -> list[int | None]:
    """Return for each printed text the index where it now stands, None where it is gone."""
    one, two = ([Unit("p", "", (text,)) for text in texts] for texts in (printed, found))
    pairs = align(one, two)
    return [pairs.get(index) for index in range(len(printed))]


def known(texts: Sequence[str], others: Sequence[str], least: float) -> set[str]:
    """Return the texts that are at least so alike one of the others."""
    one, two = ([words(text) for text in side] for side in (texts, others))
    return {texts[i] for i, _ in likest(one, two, least)}
