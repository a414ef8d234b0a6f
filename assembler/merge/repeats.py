"""Match blocks whose text occurs several times in a document. No XML here."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf

from assembler.merge.block_identity import BlockIdentity
from assembler.merge.diff import Match
from assembler.merge.likeness import alike

_MOST_PAIRS = 10_000
_LIKE = 0.5
# What it is worth to match two blocks: equal ones, blank ones, rows with an equal cell, blocks that
# share only their place; then what it is worth that their neighbours match as well.
_EQUAL, _BLANK, _CELL, _PLACE = 4.0, 1.0, 2.0, 0.25
_BESIDE = 0.5


def in_best_order(
    pairs: Sequence[Match], one: Sequence[BlockIdentity], two: Sequence[BlockIdentity]
) -> list[Match]:
    """Choose anew among pairs of equal blocks in order, where several blocks are equal.

    Between two texts that stand once on either side, the choice is the one that leaves reworded
    blocks beside their old selves. Of equally good choices the earliest blocks are matched, so that
    both sides of a merge choose alike.
    """
    counts = Counter(block.text for block in one), Counter(block.text for block in two)
    sure = [(i, j) for i, j in pairs if all(count[one[i].text] == 1 for count in counts)]
    found = list(sure)
    at = 0
    for left, right in pairwise([(-1, -1), *sure, (len(one), len(two))]):
        known = []
        while at < len(pairs) and pairs[at] < right:
            known += [pairs[at]] if pairs[at] > left else []
            at += 1
        here, there = range(left[0] + 1, right[0]), range(left[1] + 1, right[1])
        whole = len(known) == len(here) == len(there)
        if known and not whole and len(here) * len(there) <= _MOST_PAIRS:
            best = _best([one[i] for i in here], [two[j] for j in there])
            known = [(here[i], there[j]) for i, j in best]
        found += known
    return sorted(found)


def agreed(
    pairs: Mapping[int, int], other: Mapping[int, int], versions: Sequence[Sequence[BlockIdentity]]
) -> dict[int, int]:
    """Return the pairs of one side, its deletions chosen among equal blocks to suit the other side.

    Which of several equal blocks was taken out cannot be seen: it is taken to be one that the other
    side left alone. `versions` are the base, the side of `pairs` and the side of `other`.
    """
    base, side, across = versions
    found = dict(pairs)
    changed = [i in other and block.text != across[other[i]].text for i, block in enumerate(base)]
    for start, stop in _taken_out(pairs, len(base)):
        cost = least = sum(changed[start:stop])
        shift = best = 0
        while least and _may_slide(found, base, side, start - shift, stop - shift):
            shift += 1
            cost += changed[start - shift] - changed[stop - shift]
            if cost < least:
                least, best = cost, shift
        for at in range(start - 1, start - 1 - best, -1):
            found[at + stop - start] = found.pop(at)
    return found


def _taken_out(pairs: Mapping[int, int], length: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the base that the other side does not have."""
    start = 0
    for end in [*(i for i in range(length) if i in pairs), length]:
        if end > start:
            yield start, end
        start = end + 1


def _may_slide(
    pairs: Mapping[int, int],
    base: Sequence[BlockIdentity],
    side: Sequence[BlockIdentity],
    start: int,
    stop: int,
) -> bool:
    """Whether the deletion may as well be one block earlier: that block is equal to its last."""
    if start - 1 not in pairs:
        return False
    return base[start - 1].text == base[stop - 1].text == side[pairs[start - 1]].text


def _best(one: Sequence[BlockIdentity], two: Sequence[BlockIdentity]) -> list[Match]:
    """Return the pairs of equal blocks in the match, in order, that is worth most.

    free[i][j] is what the first i and j blocks are worth, paired[i][j] if the last two are a pair.
    """
    free = [[0.0] * (len(two) + 1) for _ in range(len(one) + 1)]
    paired = [[-inf] * (len(two) + 1) for _ in range(len(one) + 1)]
    paired[0][0] = 0.0
    known: dict[tuple[int, int], float] = {}
    here, there = _numbered(one), _numbered(two)
    for i, first in enumerate(here, start=1):
        for j, second in enumerate(there, start=1):
            value = known.get((first, second))
            if value is None:
                value = known[first, second] = _worth(one[i - 1], two[j - 1])
            if value:
                at_end = _BESIDE * (i == len(one) and j == len(two))
                before = max(free[i - 1][j - 1], paired[i - 1][j - 1] + _BESIDE)
                paired[i][j] = value + before + at_end
            free[i][j] = max(free[i - 1][j], free[i][j - 1], paired[i][j])
    chosen = _chosen(free, paired)
    return [(i, j) for i, j in chosen if one[i].text == two[j].text]


def _numbered(identities: Sequence[BlockIdentity]) -> list[int]:
    """Return a number for each block, the same for equal ones."""
    numbers: dict[BlockIdentity, int] = {}
    return [numbers.setdefault(block, len(numbers)) for block in identities]


def _chosen(free: list[list[float]], paired: list[list[float]]) -> Iterator[Match]:
    """Yield the pairs of the best match, the last one first."""
    i, j = len(free) - 1, len(free[0]) - 1
    is_pair = False
    while i and j:
        if not is_pair and free[i][j] == free[i - 1][j]:
            i -= 1
        elif not is_pair and free[i][j] == free[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            yield i, j
            is_pair = paired[i][j] + _BESIDE >= free[i][j]


def _worth(one: BlockIdentity, two: BlockIdentity) -> float:
    if one.kind != two.kind or (not one.keys[0]) != (not two.keys[0]):
        return 0.0
    if not one.keys[0]:
        return _BLANK
    if one.keys[0] == two.keys[0]:
        return _EQUAL
    if any(key and key == other for key, other in zip(one.keys[1:], two.keys[1:], strict=False)):
        return _CELL
    likeness = alike(one.words, two.words)
    return max(_PLACE, (_EQUAL - 1) * likeness if likeness >= _LIKE else 0.0)
