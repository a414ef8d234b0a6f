"""Which text became which: two lists of paragraphs, one of them edited by a person."""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

# Below this share of common words two paragraphs are not the same one edited.
_SAME = 0.4


def likeness(one: str, two: str) -> float:
    """Return the share of words that two texts have in common, from 0 to 1."""
    first, second = Counter(one.lower().split()), Counter(two.lower().split())
    total = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / total if total else 1.0


def counterparts(printed: Sequence[str], found: Sequence[str]) -> list[int | None]:
    """Return for each printed text the index where it now stands, None where it is gone.

    Equal texts in order come first; what lies between two of them is paired by likeness, then one
    text with one. A text that was moved is found where it went.
    """
    places: list[int | None] = [None] * len(printed)
    steps = SequenceMatcher(None, printed, found, autojunk=False).get_opcodes()
    for kind, start, end, at, _ in steps:
        if kind == "equal":
            for shift in range(end - start):
                places[start + shift] = at + shift
    for kind, start, end, at, until in steps:
        if kind == "replace":
            _paired(printed, found, places, (range(start, end), range(at, until)))
    _moved(printed, found, places)
    return places


def _paired(
    printed: Sequence[str],
    found: Sequence[str],
    places: list[int | None],
    gap: tuple[range, range],
) -> None:
    ours, theirs = list(gap[0]), list(gap[1])
    pairs = sorted(
        ((likeness(printed[one], found[two]), -one, -two) for one in ours for two in theirs),
        reverse=True,
    )
    for score, one, two in pairs:
        if score >= _SAME and -one in ours and -two in theirs:
            places[-one] = -two
            ours.remove(-one)
            theirs.remove(-two)
    if len(ours) == len(theirs):
        for one, two in zip(ours, theirs, strict=True):
            places[one] = two


def _moved(printed: Sequence[str], found: Sequence[str], places: list[int | None]) -> None:
    """Find a text that stands elsewhere, word for word; better than an unlike one in its place."""
    taken = {place for place in places if place is not None}
    for index, text in enumerate(printed):
        place = places[index]
        if place is not None and found[place] == text:
            continue
        spare = (at for at, other in enumerate(found) if other == text and at not in taken)
        new = next(spare, None)
        if new is not None:
            places[index] = new
            taken.add(new)
