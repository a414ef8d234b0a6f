"""Measure how similar texts are by their words; find the most similar of many. No XML here."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

_WORD = re.compile(r"\w+")
# So many pairs are all compared. Of more, a text is compared with those that share a rare word with
# it and with those at its place: the cost is linear in the number of texts.
_FEW_PAIRS = 2_500
_RARE = 8
_NEAR = 1
# Below this likeness a text is not the earlier one reworded, though it stands in its place.
_ANOTHER = 0.3
_FEW_WORDS = 5
# A text was split off another if so much of its words are those that the other lost.
_SPLIT_OFF = 0.6


def words(text: str) -> "Counter[str]":
    """Return the words of a text, counted."""
    return Counter(_WORD.findall(text.lower()))


def alike(one: "Counter[str]", two: "Counter[str]") -> float:
    """Return the share of words that two texts have in common, from 0 to 1."""
    total = one.total() + two.total()
    return 2 * (one & two).total() / total if total else 0.0


def is_another(was: "Counter[str]", now: "Counter[str]") -> bool:
    """Whether a text is not the earlier one reworded: too few words to tell are taken as that."""
    few = min(was.total(), now.total()) < _FEW_WORDS
    return not few and alike(was, now) < _ANOTHER


def with_parts(
    texts: Sequence[str], at: int, lost: "Counter[str]", is_free: Callable[[int], bool]
) -> list[int]:
    """Return the number of a text, with those of the free texts around it that have its lost words.

    In order. An empty text between two parts is passed over.
    """
    found = [at]
    for step in (-1, 1):
        here = at + step
        while 0 <= here < len(texts) and is_free(here):
            part = words(texts[here])
            if part:
                if (part & lost).total() < _SPLIT_OFF * part.total():
                    break
                lost = lost - part
                found.append(here)
            here += step
    return sorted(found)


def likest(
    one: Sequence["Counter[str]"], two: Sequence["Counter[str]"], least: float
) -> list[tuple[int, int]]:
    """Return the pairs of texts that are at least so alike, the likest and nearest first."""
    scores = [
        (-score, abs(i - j), i, j)
        for i, j in candidates(one, two)
        if (score := alike(one[i], two[j])) >= least
    ]
    return [(i, j) for _, _, i, j in sorted(scores)]


def candidates(
    one: Sequence["Counter[str]"], two: Sequence["Counter[str]"]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of texts that are worth comparing, in order."""
    if len(one) * len(two) <= _FEW_PAIRS:
        yield from ((i, j) for i in range(len(one)) for j in range(len(two)))
        return
    holders: dict[str, list[int]] = defaultdict(list)
    for j, text in enumerate(two):
        for word in text:
            holders[word].append(j)
    rare = {word: places for word, places in holders.items() if len(places) <= _RARE}
    for i, text in enumerate(one):
        shared = Counter(j for word in text for j in rare.get(word, ()))
        places = {i, i * len(two) // len(one), i + len(two) - len(one)}
        near = {place + step for place in places for step in range(-_NEAR, _NEAR + 1)}
        known = {j for j, _ in shared.most_common(_RARE)}
        yield from ((i, j) for j in sorted(near | known) if 0 <= j < len(two))
