"""Compare texts token by token, and merge three versions of one. No XML here."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

# A date, a sum, an address is one token: half of one side's and half of the other's is wrong.
_TOKEN = re.compile(r"\w+(?:[./:@'’,&+_-]+\w+)*|\s+|[^\w\s]")
_WORD = re.compile(r"\w")
_OBJECT = "\ufffc"
_SMALL = 20_000
_REWRITTEN = 0.25

Match = tuple[int, int]


@dataclass(frozen=True)
class Change:
    """Tokens [start, end) of the base became tokens [to_start, to_end) of the other."""

    start: int
    end: int
    to_start: int
    to_end: int


@dataclass(frozen=True)
class Region:
    """A stretch that the workbook changed, in base, edited and new.

    `clash` is true where the adviser changed it too, and otherwise than the workbook did.
    """

    base: range
    edited: range
    new: range
    clash: bool


def tokens(text: str) -> tuple[str, ...]:
    """Split text into words, spaces and marks; joined they are the text again."""
    return tuple(_TOKEN.findall(text))


def three_way(base: Sequence[str], edited: Sequence[str], new: Sequence[str]) -> tuple[Region, ...]:
    """Return every stretch that `new` changed, and whether `edited` changed it otherwise.

    Stretches where only `edited` differs from `base` are left out: they stay as they are.
    """
    both = [(change, True) for change in changes(base, edited)]
    both += [(change, False) for change in changes(base, new)]
    regions = []
    shifts = {True: 0, False: 0}  # of the edited and of the new tokens against those of the base
    for group in _touching(sorted(both, key=lambda one: (one[0].start, one[0].end))):
        start = min(change.start for change, _ in group)
        end = max(change.end for change, _ in group)
        ranges = {}
        for is_mine, before in shifts.items():
            after = before + sum(_growth(change) for change, its in group if its is is_mine)
            ranges[is_mine] = range(start + before, end + after)
            shifts[is_mine] = after
        sides = {is_mine for _, is_mine in group}
        if sides == {True}:
            continue
        in_edited, in_new = ranges[True], ranges[False]
        clash = len(sides) > 1
        kept = tuple(edited[i] for i in in_edited)
        if not clash or kept != tuple(new[i] for i in in_new):
            regions.append(Region(range(start, end), in_edited, in_new, clash))
    return tuple(regions)


def _growth(change: Change) -> int:
    return (change.to_end - change.to_start) - (change.end - change.start)


def changes(base: Sequence[str], other: Sequence[str]) -> list[Change]:
    """Return the changes from base to other, with something unchanged between them."""
    pairs = matches(base, other)
    found = _settled(_between(pairs, len(base), len(other)), base, other)
    kept = sum(1 for token in base if _WORD.match(token))
    lost = sum(1 for c in found for token in base[c.start : c.end] if _WORD.match(token))
    if found and kept - lost < kept * _REWRITTEN:
        # Rewritten as a whole, but for the objects that stayed: a picture is not a word.
        objects = [(i, j) for i, j in pairs if base[i].startswith(_OBJECT)]
        return _between(objects, len(base), len(other))
    return _without_islands(base, found)


def added(base: Sequence[str], other: Sequence[str]) -> str:
    """Return the words that the other has in place of the base's."""
    return " ".join("".join(other[c.to_start : c.to_end]) for c in changes(base, other))


def matches(one: Sequence[Hashable], two: Sequence[Hashable]) -> list[Match]:
    """Match equal items of two sequences in order, rare ones first; near linear in their length."""
    found: list[Match] = []
    waiting = [(0, len(one), 0, len(two))]
    while waiting:
        a, a_end, b, b_end = waiting.pop()
        while a < a_end and b < b_end and one[a] == two[b]:
            found.append((a, b))
            a, b = a + 1, b + 1
        while a < a_end and b < b_end and one[a_end - 1] == two[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
            found.append((a_end, b_end))
        if a == a_end or b == b_end:
            continue
        anchors = _anchors(one, two, (a, a_end, b, b_end))
        if anchors:
            edges = [(a - 1, b - 1), *anchors, (a_end, b_end)]
            found += anchors
            waiting += [
                (left[0] + 1, right[0], left[1] + 1, right[1]) for left, right in pairwise(edges)
            ]
        elif (a_end - a) * (b_end - b) <= _SMALL:
            small = SequenceMatcher(None, one[a:a_end], two[b:b_end], autojunk=False)
            found += [
                (a + block.a + step, b + block.b + step)
                for block in small.get_matching_blocks()
                for step in range(block.size)
            ]
    return sorted(found)


def in_order(pairs: Sequence[Match]) -> list[Match]:
    """Return the longest subset of the pairs that is in order on both sides."""
    ends: list[int] = []
    tails: list[int] = []
    before: list[int] = []
    ordered = sorted(pairs)
    for index, (_, place) in enumerate(ordered):
        at = bisect_left(ends, place)
        before.append(tails[at - 1] if at else -1)
        ends[at : at + 1] = [place]
        tails[at : at + 1] = [index]
    kept, index = [], tails[-1] if tails else -1
    while index >= 0:
        kept.append(ordered[index])
        index = before[index]
    return kept[::-1]


def _anchors(
    one: Sequence[Hashable], two: Sequence[Hashable], part: tuple[int, int, int, int]
) -> list[Match]:
    """Match items that occur once on either side."""
    a, a_end, b, b_end = part
    in_one, in_two = _once(one, a, a_end), _once(two, b, b_end)
    return in_order([(place, in_two[item]) for item, place in in_one.items() if item in in_two])


def _once(items: Sequence[Hashable], start: int, end: int) -> dict[Hashable, int]:
    count = Counter(items[start:end])
    return {items[i]: i for i in range(start, end) if count[items[i]] == 1}


def _between(pairs: list[Match], length: int, other: int) -> list[Change]:
    found, a, b = [], 0, 0
    for i, j in [*pairs, (length, other)]:
        if i > a or j > b:
            found.append(Change(a, i, b, j))
        a, b = i + 1, j + 1
    return found


def _settled(found: list[Change], base: Sequence[str], other: Sequence[str]) -> list[Change]:
    """Place pure insertions and deletions as late as possible, so that equal ones compare equal.

    "in May " before a word and " in May" after the word before it are one change.
    """
    settled = []
    for index, change in enumerate(found):
        edge = found[index + 1].start if index + 1 < len(found) else len(base)
        start, end, to_start, to_end = change.start, change.end, change.to_start, change.to_end
        added = start == end
        while end < edge and (added or to_start == to_end):
            first = other[to_start] if added else base[start]
            if first != base[end]:
                break
            start, end, to_start, to_end = start + 1, end + 1, to_start + 1, to_end + 1
        settled.append(Change(start, end, to_start, to_end))
    return settled


def _without_islands(base: Sequence[str], found: list[Change]) -> list[Change]:
    """Merge changes separated only by whitespace or punctuation."""
    joined: list[Change] = []
    for change in found:
        last = joined[-1] if joined else None
        if last and not any(_WORD.match(token) for token in base[last.end : change.start]):
            joined[-1] = Change(last.start, change.end, last.to_start, change.to_end)
        else:
            joined.append(change)
    return joined


def _touching(ordered: list[tuple[Change, bool]]) -> Iterator[list[tuple[Change, bool]]]:
    group: list[tuple[Change, bool]] = []
    end = -1
    for one in ordered:
        if group and one[0].start > end:
            yield group
            group = []
        group.append(one)
        end = max(end, one[0].end) if len(group) > 1 else one[0].end
    if group:
        yield group
