"""Paragraphs that are word for word the same in the letters to several councils of a run.

A build reads each workbook once and hands on what identifies its paragraphs; which of them are
shared is known when the last one is read.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from assembler.checks.printed_passages import long_paragraphs
from assembler.findings import Finding, warning
from assembler.model import Assessment
from assembler.results import LongParagraph
from assembler.wording import folded, listed, quoted

CODE = "authorities.shared"
FIX = "Leave it so if it is true of each; otherwise write what is true of this council."
MOST_COUNCILS = 3
_DIGEST = 8


def paragraphs_of(assessment: Assessment) -> tuple[LongParagraph, ...]:
    """Return the long paragraphs of a workbook, without those that the edition publishes."""
    return tuple(
        LongParagraph(_digest_of(passage.text), quoted(passage.text), str(passage.place))
        for passage in long_paragraphs(assessment)
    )


def message(first: str, count: int, councils: Iterable[str]) -> str:
    """Say how many paragraphs, the first quoted, are in the letters to other councils too."""
    which = f"the paragraph {first} is"
    if count > 1:
        which = f"{count} paragraphs, the first {first}, are"
    return f"{which} in the letter to {listed(councils, MOST_COUNCILS)} too, word for word."


class Sharing(NamedTuple):
    """The councils that share paragraphs: how many, and the first words of one."""

    councils: tuple[str, ...]
    paragraphs: int
    words: str


@dataclass
class SharedParagraphs:
    """The paragraphs of a run: which councils have each, and its first words.

    Only the first holder of a paragraph is kept until a second council has it too.
    """

    _first: dict[str, tuple[str, str]] = field(default_factory=dict)  # council, workbook
    _shared: dict[str, dict[str, str]] = field(default_factory=dict)  # councils by workbook
    _words: dict[str, str] = field(default_factory=dict)

    def add(self, workbook: str, council: str, paragraphs: Iterable[LongParagraph]) -> None:
        """Add the paragraphs of a workbook; two workbooks of one council share nothing.

        A workbook that does not name its council yet is left out.
        """
        if not council:
            return
        mine = council, workbook
        for paragraph in paragraphs:
            first = self._first.setdefault(paragraph.digest, mine)
            if first[0] != council:
                sharing = self._shared.setdefault(paragraph.digest, {first[1]: first[0]})
                sharing[workbook] = council
                self._words[paragraph.digest] = paragraph.words

    def findings(self, council: str, paragraphs: Iterable[LongParagraph]) -> Iterator[Finding]:
        """Yield what a workbook of the run shares, a finding for each sheet and set of others."""
        alike: dict[tuple[str, tuple[str, ...]], list[LongParagraph]] = {}
        for paragraph in paragraphs:
            sharing = self._shared.get(paragraph.digest, {})
            if others := tuple(sorted({*sharing.values()} - {council})):
                alike.setdefault((paragraph.place.part, others), []).append(paragraph)
        for (_, others), group in alike.items():
            places = tuple(dict.fromkeys(paragraph.place for paragraph in group))
            yield warning(CODE, message(group[0].words, len(group), others), FIX, *places)

    def summary(self) -> list[Sharing]:
        """Return who shares how much, whoever shares most first."""
        groups: dict[tuple[str, ...], list[str]] = {}
        for digest, sharing in self._shared.items():
            groups.setdefault(tuple(sorted({*sharing.values()})), []).append(self._words[digest])
        found = [Sharing(names, len(words), min(words)) for names, words in groups.items()]
        return sorted(found, key=lambda one: (-one.paragraphs, one.councils))


def _digest_of(text: str) -> str:
    return hashlib.blake2b(folded(text).encode(), digest_size=_DIGEST).hexdigest()
