"""Find blocks that both sides added in nearly the same words; they are put in once. No XML here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from assembler.merge.align import pairs_alike
from assembler.merge.block_identity import BlockIdentity
from assembler.merge.diff import matches

_TWIN = 0.8
# Texts of fewer words, added at two places, are two texts.
_MANY_WORDS = 8


def twins(
    versions: Sequence[Sequence[BlockIdentity]],
    edited_to_base: Mapping[int, int],
    new_to_base: Mapping[int, int],
) -> dict[int, int]:
    """Match the blocks that both sides added: the index in `new` with the index in `edited`.

    Equal blocks at one place of the base come first, then those that are alike there, then long
    ones that are alike elsewhere, unless they repeat a text of the base. `versions` are the base,
    the edited and the new one.
    """
    base, edited, new = versions
    found: dict[int, int] = {}
    places = [
        (_by_place(new, new_to_base, back=back), _by_place(edited, edited_to_base, back=back))
        for back in (False, True)
    ]
    groups = [(here[at], there[at]) for here, there in places for at in here if at in there]
    for group in groups:
        js, ks = _left(group, found)
        equal = matches([new[j].text for j in js], [edited[k].text for k in ks])
        found.update((js[a], ks[b]) for a, b in equal)
    old = {block.text for block in base}
    long = [
        [
            i
            for group in side.values()
            for i in group
            if identities[i].words.total() >= _MANY_WORDS and identities[i].text not in old
        ]
        for side, identities in zip(places[0], (new, edited), strict=True)
    ]
    for group in (*groups, (long[0], long[1])):
        found.update(pairs_alike(new, edited, _left(group, found), _TWIN))
    return found


def _by_place(
    identities: Sequence[BlockIdentity], to_base: Mapping[int, int], *, back: bool
) -> dict[int | None, list[int]]:
    """Return the added blocks by the block of the base that they follow, or precede."""
    found: dict[int | None, list[int]] = defaultdict(list)
    last: int | None = None
    for index in reversed(range(len(identities))) if back else range(len(identities)):
        if index in to_base:
            last = to_base[index]
        elif identities[index].keys[0]:
            found[last].append(index)
    return {place: sorted(group) for place, group in found.items()}


def _left(
    group: tuple[list[int], list[int]], found: Mapping[int, int]
) -> tuple[list[int], list[int]]:
    taken = set(found.values())
    return [j for j in group[0] if j not in found], [k for k in group[1] if k not in taken]
