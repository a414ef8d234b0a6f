"""Find published words in a line, although somebody edited them or typed after them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_ENOUGH, _FEW, _ALL_OF_FEW = 0.75, 5, 0.99
_DENSE = 0.6


@dataclass(frozen=True)
class Words:
    """A text as words: folded for comparison, each with its place in the text."""

    folded: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    counted: Counter[str]


@dataclass(frozen=True)
class Match:
    """Published words found in a line: how surely, from where to where, and what is new inside."""

    score: float
    start: int
    end: int
    inside: str


@lru_cache(maxsize=1_024)  # a line is held against every text that a form prints
def words(text: str) -> Words:
    """Cut a text into words."""
    found = [*_WORD.finditer(text)]
    folded = tuple(one[0].casefold().replace("’", "'") for one in found)
    starts, ends = tuple(one.start() for one in found), tuple(one.end() for one in found)
    return Words(folded, starts, ends, Counter(folded))


def match(line: Words, text: str, published: Words) -> Match | None:
    """Find published words in a line; None when too many are missing.

    Words before and behind them are not counted against it.
    """
    wanted = len(published.folded)
    needed = _ENOUGH if wanted > _FEW else _ALL_OF_FEW
    if not wanted or len(line.folded) < needed * wanted:
        return None
    if (line.counted & published.counted).total() < needed * wanted:
        return None
    blocks = _blocks(line.folded, published.folded)
    same = sum(size for _, _, size in blocks)
    if not blocks or same < needed * wanted:
        return None
    first, (last, _, size) = blocks[0][0], blocks[-1]
    if same < _DENSE * (last + size - first):
        return None
    gaps = _gaps(blocks)
    inside = " ".join(text[line.starts[a] : line.ends[b - 1]] for a, b in gaps)
    return Match(same / wanted, line.starts[first], line.ends[last + size - 1], inside)


def same(text: str, other: str) -> bool:
    """Return whether two texts have the same words, whatever their spacing and punctuation."""
    return words(text).folded == words(other).folded


def _blocks(line: Sequence[str], published: Sequence[str]) -> list[tuple[int, int, int]]:
    matcher = SequenceMatcher(None, line, published, autojunk=False)
    blocks = [tuple(block) for block in matcher.get_matching_blocks() if block.size]
    # A lone small word far from the rest ("the", typed behind) is no part of the published text.
    while len(blocks) > 1 and blocks[-1][2] == 1 and _far(blocks[-2], blocks[-1]):
        blocks.pop()
    while len(blocks) > 1 and blocks[0][2] == 1 and _far(blocks[0], blocks[1]):
        blocks.pop(0)
    return [(a, b, size) for a, b, size in blocks]


def _far(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return other[0] - (one[0] + one[2]) > other[1] - (one[1] + one[2]) + 2


def _gaps(blocks: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Return the stretches of the line between its matching blocks."""
    return [(a + size, b) for (a, _, size), (b, _, _) in pairwise(blocks) if b > a + size]
