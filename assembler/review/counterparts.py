"""Match two lists of paragraphs, one of which a person edited."""

from collections.abc import Sequence

from assembler.merge.align import align
from assembler.merge.block_identity import BlockIdentity
from assembler.merge.likeness import alike, likest, with_parts, words


def likeness(one: str, two: str) -> float:
    """Return the share of words that two texts have in common, from 0 to 1."""
    return alike(words(one), words(two)) if one or two else 1.0


def counterparts(printed: Sequence[str], found: Sequence[str]) -> list[int | None]:
    """Return for each printed text the index where it now stands, None where it is gone."""
    one, two = ([BlockIdentity("p", "", (text,)) for text in texts] for texts in (printed, found))
    pairs = align(one, two)
    return [pairs.get(index) for index in range(len(printed))]


def replaced(printed: Sequence[str], found: Sequence[str]) -> list[int | None]:
    """Return the counterparts; where as many texts went as came between two, each has its place."""
    places = counterparts(printed, found)
    last, gone = -1, list[int]()
    for index, place in enumerate([*places, len(found)]):
        if place is None:
            gone.append(index)
            continue
        if len(gone) == place - last - 1:
            for one, new in zip(gone, range(last + 1, place), strict=True):
                places[one] = new
        last, gone = place, []
    return places


def rejoined(
    printed: Sequence[str], found: Sequence[str], places: Sequence[int | None]
) -> list[str]:
    """Return the found texts, each with what was split off the printed text that it was.

    `places` are the counterparts of the printed texts.
    """
    whole = list(found)
    taken = set(places)
    for text, place in zip(printed, places, strict=True):
        if place is not None and text != found[place]:
            lost = words(text) - words(found[place])
            parts = with_parts(found, place, lost, lambda at: at not in taken)
            whole[place] = " ".join(found[at] for at in parts)
    return whole


def known(texts: Sequence[str], others: Sequence[str], least: float) -> set[str]:
    """Return the texts that are at least so alike one of the others."""
    one, two = ([words(text) for text in side] for side in (texts, others))
    return {texts[i] for i, _ in likest(one, two, least)}
