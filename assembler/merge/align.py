"""Align the blocks of two versions: which block of one is which of the other. No XML here."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from assembler.merge.block_identity import BlockIdentity
from assembler.merge.diff import in_order, matches
from assembler.merge.likeness import likest
from assembler.merge.repeats import in_best_order

_LIKE = 0.5
_LIKE_ELSEWHERE = 0.8
_FEW_WORDS = 5


def align(one: Sequence[BlockIdentity], two: Sequence[BlockIdentity]) -> dict[int, int]:
    """Match the blocks of two versions; a block may have moved, and each is matched once at most.

    Equal blocks in order come first, then equal ones that moved, then those with an equal key, then
    the likeliest within a gap, then what stands alone at the same place.
    """
    pairs = dict(_equal_in_order(one, two))
    for level in range(max((len(block.keys) for block in [*one, *two]), default=0)):
        _add_unique(pairs, one, two, level)
    if len(pairs) == min(len(one), len(two)):
        return pairs
    gaps = _gaps(pairs, len(one), len(two))
    one_is_left = len(pairs) + 1 == max(len(one), len(two))
    if not (one_is_left and gaps):  # else only its place identifies it
        for left, right in gaps:
            pairs.update(pairs_alike(one, two, (left, right), _LIKE))
        _add_moved_and_changed(pairs, one, two)
    gaps = _gaps(pairs, len(one), len(two))
    for left, right in gaps:
        _add_by_place(pairs, one, two, (left, right))
    _add_blank(pairs, one, two)
    _add_blank_in_order(pairs, one, two, gaps)
    return pairs


def _equal_in_order(
    one: Sequence[BlockIdentity], two: Sequence[BlockIdentity]
) -> list[tuple[int, int]]:
    equal = in_best_order(matches([u.text for u in one], [u.text for u in two]), one, two)
    known = {*equal, (-1, -1), (len(one), len(two))}
    return [
        (i, j)
        for i, j in equal
        # A blank block needs the same neighbour, or the same edge, on both sides.
        if one[i].keys[0] or not known.isdisjoint(((i - 1, j - 1), (i + 1, j + 1)))
    ]


def _add_unique(
    pairs: dict[int, int], one: Sequence[BlockIdentity], two: Sequence[BlockIdentity], level: int
) -> None:
    """Match blocks by a key that occurs once among the blocks still unmatched."""
    here = _by_key(one, pairs, level)
    there = _by_key(two, set(pairs.values()), level)
    for key, places in here.items():
        others = there.get(key, [])
        if len(places) == 1 and len(others) == 1:
            pairs[places[0]] = others[0]


def _by_key(
    identities: Sequence[BlockIdentity], taken: Iterable[int], level: int
) -> dict[tuple[str, str], list[int]]:
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    known = set(taken)
    for index, block in enumerate(identities):
        key = block.keys[level] if level < len(block.keys) else ""
        if key and index not in known:
            places[block.kind, key].append(index)
    return places


def _gaps(pairs: dict[int, int], length: int, other: int) -> list[tuple[list[int], list[int]]]:
    """Return the unmatched blocks between matched ones that are in the same order on both sides."""
    edges = [(-1, -1), *in_order(list(pairs.items())), (length, other)]
    taken = set(pairs.values())
    gaps = []
    for left, right in pairwise(edges):
        here = [i for i in range(left[0] + 1, right[0]) if i not in pairs]
        there = [j for j in range(left[1] + 1, right[1]) if j not in taken]
        if here and there:
            gaps.append((here, there))
    return gaps


def pairs_alike(
    one: Sequence[BlockIdentity],
    two: Sequence[BlockIdentity],
    among: tuple[list[int], list[int]],
    least: float,
) -> dict[int, int]:
    """Match blocks among some of each version that are at least so alike, the likest first."""
    here, there = among
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for at, place in likest([one[i].words for i in here], [two[j].words for j in there], least):
        i, j = here[at], there[place]
        if i not in pairs and j not in taken and one[i].kind == two[j].kind:
            pairs[i] = j
            taken.add(j)
    return pairs


def _add_moved_and_changed(
    pairs: dict[int, int], one: Sequence[BlockIdentity], two: Sequence[BlockIdentity]
) -> None:
    """Match blocks that moved and changed a little. Short ones are left out: too many are alike."""
    taken = set(pairs.values())
    here = [i for i, u in enumerate(one) if i not in pairs and u.words.total() >= _FEW_WORDS]
    there = [j for j, u in enumerate(two) if j not in taken and u.words.total() >= _FEW_WORDS]
    pairs.update(pairs_alike(one, two, (here, there), _LIKE_ELSEWHERE))


def _add_by_place(
    pairs: dict[int, int],
    one: Sequence[BlockIdentity],
    two: Sequence[BlockIdentity],
    gap: tuple[list[int], list[int]],
) -> None:
    """Match the rest of a gap one by one: rewritten wholly, yet at the place of the old block."""
    here = [i for i in gap[0] if one[i].keys[0]]
    there = [j for j in gap[1] if two[j].keys[0]]
    alone = len(here) == len(there)
    for i, j in zip(here, there, strict=False):
        same = one[i].kind == two[j].kind and (alone or one[i].style == two[j].style)
        if same:
            pairs[i] = j


def _add_blank(
    pairs: dict[int, int], one: Sequence[BlockIdentity], two: Sequence[BlockIdentity]
) -> None:
    """Match blank blocks next to matched blocks, whose words may have changed."""
    taken = set(pairs.values())
    for order, step in ((range(len(one)), 1), (reversed(range(len(one))), -1)):
        for i in order:
            edge = {-1: -1, len(one): len(two)}.get(i - step)
            j = pairs.get(i - step, len(two) + 1 if edge is None else edge) + step
            if (
                i not in pairs
                and 0 <= j < len(two)
                and j not in taken
                and not (one[i].keys[0] or two[j].keys[0])
                and one[i].kind == two[j].kind
            ):
                pairs[i] = j
                taken.add(j)


def _add_blank_in_order(
    pairs: dict[int, int],
    one: Sequence[BlockIdentity],
    two: Sequence[BlockIdentity],
    gaps: Iterable[tuple[list[int], list[int]]],
) -> None:
    """Match the blank blocks of a gap that are left, in order: one of them may end a section."""
    taken = set(pairs.values())
    for left, right in gaps:
        here = [i for i in left if i not in pairs and not one[i].keys[0]]
        there = [j for j in right if j not in taken and not two[j].keys[0]]
        both = zip(here, there, strict=False)
        pairs.update((i, j) for i, j in both if one[i].kind == two[j].kind)
