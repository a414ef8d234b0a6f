"""Match the lines of two versions, and locate labelled values in the other version."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from assembler.edits.label_values import LabelledRange
from assembler.edits.read_lines import Document
from assembler.merge import diff
from assembler.merge.align import align
from assembler.merge.blocks import CELL, PARAGRAPH, Block

_DASHES = re.compile(r"\s*[-–—]\s*")
_QUOTES = str.maketrans("’‘“”\u00a0", "''\"\" ")


def matched(base: Document, other: Document) -> dict[etree._Element, etree._Element]:
    """Return the paragraphs and table cells of one version by those of another.

    Each header and footer is compared with that of the same pages.
    """
    return {
        one: two
        for story, blocks in base.stories.items()
        for one, two in _matched(blocks, other.stories.get(story, ()))
    }


def _matched(
    base: Sequence[Block], other: Sequence[Block]
) -> Iterator[tuple[etree._Element, etree._Element]]:
    for one, two in _pairs(base, other):
        if one.kind != two.kind:
            continue
        yield one.element, two.element
        if one.kind != PARAGRAPH:
            yield from _matched(one.parts, two.parts)


def _pairs(base: Sequence[Block], other: Sequence[Block]) -> Iterator[tuple[Block, Block]]:
    if base and base[0].kind == CELL and len(base) == len(other):
        yield from zip(base, other, strict=True)  # the cells of a row
        return
    pairs = align([block.identity for block in base], [block.identity for block in other])
    for i, j in sorted(pairs.items()):
        yield base[i], other[j]


def located(
    text: str, ranges: Sequence[LabelledRange], other: str
) -> tuple[tuple[int, int], ...] | None:
    """Return where the labelled values of a text stand in another version of it.

    The words between them must stand there unchanged, or None is returned.
    """
    standing = _standing(text, ranges)
    if not any(standing):
        return ((0, len(other)),)
    ends = _through_changes(text, ranges, other) or _through_words(standing, other)
    if ends is None or any(start > end for start, end in ends):
        return None
    return ends


def _standing(text: str, ranges: Sequence[LabelledRange]) -> list[str]:
    """Return the words before, between and behind the values."""
    edges = [0, *(edge for one in ranges for edge in (one.start, one.end)), len(text)]
    return [text[edges[n] : edges[n + 1]] for n in range(0, len(edges), 2)]


def _through_changes(
    text: str, ranges: Sequence[LabelledRange], other: str
) -> tuple[tuple[int, int], ...] | None:
    """Follow the standing words through what changed, word by word."""
    places = _unchanged(text, other)
    ends = []
    before = 0
    for index, one in enumerate(ranges):
        after = ranges[index + 1].start if index + 1 < len(ranges) else len(text)
        head, tail = range(before, one.start), range(one.end, after)
        if not (_is_whole(head, places) and _is_whole(tail, places)):
            return None
        start = places[one.start - 1] + 1 if head else 0
        ends.append((start, places[one.end] if tail else len(other)))
        before = one.end
    first_standing, last_standing = range(ranges[0].start), range(ranges[-1].end, len(text))
    if first_standing and places[0] != 0:
        return None
    if last_standing and places[len(text) - 1] != len(other) - 1:
        return None
    return tuple(ends)


def _is_whole(stretch: range, places: dict[int, int]) -> bool:
    """Whether characters stand together in the other text as they do here."""
    if not stretch:
        return True
    first = places.get(stretch[0])
    return first is not None and all(
        places.get(at) == first + step for step, at in enumerate(stretch)
    )


def _unchanged(text: str, other: str) -> dict[int, int]:
    """Return where each character that did not change stands in the other text."""
    one, two = diff.tokens(text), diff.tokens(other)
    places: dict[int, int] = {}
    starts, theirs = _starts(one), _starts(two)
    at = to = 0
    for change in [*diff.changes(one, two), diff.Change(len(one), len(one), len(two), len(two))]:
        while at < change.start:
            for step in range(len(one[at])):
                places[starts[at] + step] = theirs[to] + step
            at, to = at + 1, to + 1
        at, to = change.end, change.to_end
    return places


def _starts(tokens: Sequence[str]) -> list[int]:
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token))
    return starts


def _through_words(standing: Sequence[str], other: str) -> tuple[tuple[int, int], ...] | None:
    """Find the standing words by what they say, however dashes and quotes are typed."""
    plain = other.translate(_QUOTES)
    *most, last = (_pattern(words.translate(_QUOTES)) for words in standing)
    values = [f"{words}(.*?)" for words in most]
    found = re.fullmatch("".join(values) + last, plain, re.DOTALL)
    return None if found is None else tuple(found.span(n + 1) for n in range(len(most)))


def _pattern(words: str) -> str:
    return r"\s*[-–—]\s*".join(re.escape(part) for part in _DASHES.split(words))
