"""Find the sentences that a merge changed in a paragraph, before and after. No XML here."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from assembler.wording import single_spaced

_OBJECT = "\ufffc"
_ENDS = frozenset(".?!")
_QUOTES = frozenset("\"'”’)]")


class Stretch(NamedTuple):
    """Characters of the text before a merge, and those in their place after it."""

    before: range
    after: range


def sentence(text: str, part: range) -> str:
    """Return the sentence or sentences around some characters, on one line, without objects.

    Around nothing, or white space alone, it is the one after it, or else the one before it.
    """
    start, end = part.start, part.stop
    while start < end and text[start].isspace():
        start += 1
    while end < len(text) and (end == start or not _is_edge(text, end)):
        end += 1
    while start and (start == end or not _is_edge(text, start)):
        start -= 1
    return _line(text[start:end])


def changed_sentences(
    before: str, after: str, changes: Sequence[Stretch]
) -> Iterator[tuple[str, str]]:
    """Yield the changed sentences, before and after; "" for one that was added or taken out.

    `changes` are in order and do not touch; all other text is the same. Sentences in which only
    the look of words changed are the same on both sides.
    """
    settled = [c for c in _from_sentence_edges(before, after, changes) if any(c)]
    for (start, to_start), (end, to_end) in pairwise(_cuts(before, after, settled)):
        part = Stretch(range(start, end), range(to_start, to_end))
        if any(_holds(part, change) for change in settled):
            was, now = _line(before[start:end]), _line(after[to_start:to_end])
            if was or now:
                yield was, now


def _holds(part: Stretch, change: Stretch) -> bool:
    return all(
        side.start <= inner.start and inner.stop <= side.stop
        for side, inner in zip(part, change, strict=True)
    )


def _from_sentence_edges(before: str, after: str, changes: Sequence[Stretch]) -> Iterator[Stretch]:
    """Move what was only added, or only taken out, back to the beginning of a sentence.

    A comparison may report "B. " added before "By May" as ". B" added after the "B".
    """
    last = 0
    for change in changes:
        text, part = (before, change.before) if change.before else (after, change.after)
        one_sided = bool(change.before) != bool(change.after)
        most = change.before.start - last if one_sided else 0
        steps = 0
        while not _is_edge(text, part.start - steps):
            steps += 1
            if steps > most or text[part.start - steps] != text[part.stop - steps]:
                steps = 0
                break
        yield Stretch(*(range(side.start - steps, side.stop - steps) for side in change))
        last = change.before.stop


def _cuts(before: str, after: str, changes: Sequence[Stretch]) -> Iterator[tuple[int, int]]:
    """Yield the places in unchanged text where both sides begin or end a sentence."""
    start, to_start = 0, 0
    ends = range(len(before), len(before)), range(len(after), len(after))
    for change in (*changes, Stretch(*ends)):
        for step in range(change.before.start - start + 1):
            if _is_edge(before, start + step) and _is_edge(after, to_start + step):
                yield start + step, to_start + step
        start, to_start = change.before.stop, change.after.stop


def _is_edge(text: str, at: int) -> bool:
    """Return whether a sentence may begin or end here: beside the space after its full stop."""
    if at in {0, len(text)}:
        return True
    if not (text[at - 1].isspace() or text[at].isspace()):
        return False
    while at and text[at - 1].isspace():
        at -= 1
        if text[at] == "\n":
            return True
    while at and text[at - 1] in _QUOTES:
        at -= 1
    return at == 0 or text[at - 1] in _ENDS


def _line(text: str) -> str:
    return single_spaced(text.replace(_OBJECT, ""))
