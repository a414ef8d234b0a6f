"""Merge paragraphs that an adviser joined into one, as if they were joined in all versions.

An example is an address whose lines were joined with Shift+Enter: a line that the workbook changes
is then changed in its place.
"""

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from assembler.merge.blocks import PARAGRAPH, Block
from assembler.word import read_runs
from assembler.word.namespaces import XML, w

_WORD = re.compile(r"\w")
_MOST = 0.6
_LONGEST_SEPARATOR = 5
_BREAKS = {"\n": w("br"), "\t": w("tab")}


@dataclass(frozen=True)
class Joined:
    """Paragraphs of the base and of the new version that are one paragraph `at` in the edited.

    `base` and `new` are their numbers; `elements` the two paragraphs that they make when joined.
    `is_turned`: the workbook has them in another order now.
    """

    base: Sequence[int]
    at: int
    new: range
    elements: tuple[etree._Element, etree._Element]
    is_turned: bool = False


def joined_lines(
    versions: tuple[Sequence[Block], Sequence[Block], Sequence[Block]],
    to_edited: Mapping[int, int],
    to_new: Mapping[int, int],
) -> Iterator[Joined]:
    """Yield the groups of paragraphs that were joined in the edited version.

    `versions` are base, edited and new, `to_edited` and `to_new` what became of the base's blocks.
    """
    base, edited, new = versions
    from_edited = {k: i for i, k in to_edited.items()}
    from_new = {j: i for i, j in to_new.items()}
    lines: dict[int, list[int]] = {}
    lost = dict.fromkeys(_lost(base, to_edited)).keys()
    kept = sorted(to_edited)
    for i in lost:
        for k in _where(i, kept, to_edited, len(edited)):
            own = from_edited.get(k)
            if _holds(edited[k], base[i], None if own is None else base[own]):
                lines.setdefault(k, [from_edited[k]] if k in from_edited else []).append(i)
                break
    for k, unsorted in lines.items():
        found, text = sorted(unsorted), read_runs.text(edited[k].element)
        if not _in_order(found, base, text):
            continue
        members = _with_reworded(found, base, lost, text)
        places = [to_new[i] for i in members if i in to_new]
        if len(members) < 2 or not places:  # noqa: PLR2004 - two at least were joined
            continue
        span = range(min(places), max(places) + 1)
        if all(new[j].kind == PARAGRAPH and from_new.get(j, members[0]) in members for j in span):
            elements = _elements(edited[k], members, span, (base, new), from_new)
            yield Joined(members, k, span, elements, is_turned=places != sorted(places))


def _lost(base: Sequence[Block], to_edited: Mapping[int, int]) -> list[int]:
    return [
        i
        for i, block in enumerate(base)
        if i not in to_edited and block.kind == PARAGRAPH and block.text
    ]


def _where(i: int, kept: Sequence[int], to_edited: Mapping[int, int], length: int) -> range:
    """Return the edited blocks that a lost one may be in: between what stood around it.

    `kept` are the blocks of the base that the edited version has, in order.
    """
    at = bisect(kept, i)
    first = to_edited[kept[at - 1]] if at else 0
    last = to_edited[kept[at]] if at < len(kept) else length - 1
    return range(first, last + 1)


def _holds(edited: Block, line: Block, own: Block | None) -> bool:
    """Return whether a paragraph took in a line: its words, or most of them after its own.

    `own` is the paragraph as it was built, which may have had these words before.
    """
    if edited.kind != PARAGRAPH or edited.text == line.text:
        return False
    if line.text in edited.text:
        return own is None or line.text not in own.text
    if own is None or own.text not in edited.text:
        return False
    words = line.identity.words
    return (words & (edited.identity.words - own.identity.words)).total() >= words.total() * _MOST


def _in_order(found: Sequence[int], base: Sequence[Block], text: str) -> bool:
    """Return whether the lines that are found as they were stand in their old order."""
    places = [at for i in found if (at := text.find(base[i].text)) >= 0]
    return places == sorted(places)


def _with_reworded(
    found: Sequence[int], base: Sequence[Block], lost: AbstractSet[int], text: str
) -> list[int]:
    """Return the lines found in a joined paragraph and, where more words stand in it, others.

    Those are lost lines beside the found ones: the adviser reworded them.
    """
    at = 0
    members: list[int] = []
    for i in found:
        start = text.find(base[i].text, at)
        if start > at and _WORD.search(text, at, start):
            members += _beside(i, -1, lost - {*members, *found})
        members.append(i)
        at = start + len(base[i].text) if start >= 0 else at
    if _WORD.search(text, at):
        members += _beside(members[-1], 1, lost)
    return sorted(members)


def _beside(i: int, step: int, lost: AbstractSet[int]) -> Iterator[int]:
    while (i := i + step) in lost:
        yield i


def _elements(
    edited: Block,
    members: Sequence[int],
    span: range,
    sides: tuple[Sequence[Block], Sequence[Block]],
    from_new: Mapping[int, int],
) -> tuple[etree._Element, etree._Element]:
    """Return the paragraphs of both sides joined as the edited version joined them."""
    base, new = sides
    text = read_runs.text(edited.element)
    between = dict(_separators(text, [(i, base[i].text) for i in members]))
    usual = next(iter(between.values()), "\n" if "\n" in text else " ")
    of_new = [between.get((from_new.get(a, -1), from_new.get(b, -1)), usual)
              for a, b in pairwise(span)]  # fmt: skip
    of_base = [between.get(pair, usual) for pair in pairwise(members)]
    return (
        _paragraph([base[i].element for i in members], of_base),
        _paragraph([new[j].element for j in span], of_new),
    )


def _separators(
    text: str, lines: Sequence[tuple[int, str]]
) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield what stands between two lines where both are found as they were."""
    at, places = 0, []
    for number, line in lines:
        start = text.find(line, at)
        places.append((number, start, start + len(line)))
        at = max(at, start + len(line)) if start >= 0 else at
    for (one, start, end), (two, following, _) in pairwise(places):
        between = text[end:following]
        if min(start, following) >= 0 and len(between) <= _LONGEST_SEPARATOR:
            yield (one, two), between


def _paragraph(elements: Sequence[etree._Element], separators: Sequence[str]) -> etree._Element:
    whole = deepcopy(elements[0])
    for separator, element in zip(separators, elements[1:], strict=True):
        whole.append(_run(separator))
        whole.extend(deepcopy(child) for child in element if child.tag != w("pPr"))
    return whole


def _run(separator: str) -> etree._Element:
    run = etree.Element(w("r"))
    for character in separator:
        node = etree.SubElement(run, _BREAKS.get(character, w("t")))
        if node.tag == w("t"):
            node.text = character
            node.set(f"{{{XML}}}space", "preserve")
    return run
