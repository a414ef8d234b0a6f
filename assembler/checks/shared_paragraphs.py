"""Paragraphs that are word for word the same in the letters to several councils of a run.

A build reads each workbook once and passes on a digest of each paragraph; which of them are shared
is known once the last workbook is read.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from assembler.checks.printed_passages import long_paragraphs
from assembler.findings import Finding, Place, Severity
from assembler.model import Assessment
from assembler.results import LongParagraph
from assembler.rules import Problem
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


def problems(shared: Iterable[tuple[str, Place, tuple[str, ...]]]) -> Iterator[Problem]:
    """Yield a problem for each sheet and set of other councils that have paragraphs of it.

    `shared` are first words of a paragraph, its cell, and the other councils.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[str, Place]]] = {}
    for words, place, others in shared:
        groups.setdefault((place.part, others), []).append((words, place))
    for (_, others), paragraphs in groups.items():
        first = paragraphs[0][0]
        which = f"the paragraph {first} is"
        if len(paragraphs) > 1:
            which = f"{len(paragraphs)} paragraphs, the first {first}, are"
        message = f"{which} in the letter to {listed(others, MOST_COUNCILS)} too, word for word."
        yield Problem(message, FIX, tuple(dict.fromkeys(place for _, place in paragraphs)))


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
        shared = (
            (paragraph.words, paragraph.place, others)
            for paragraph in paragraphs
            if (others := self._others(paragraph, council))
        )
        for problem in problems(shared):
            yield Finding(CODE, Severity.WARNING, *problem)

    def _others(self, paragraph: LongParagraph, council: str) -> tuple[str, ...]:
        sharing = self._shared.get(paragraph.digest, {})
        return tuple(sorted({*sharing.values()} - {council}))

    def summary(self) -> list[Sharing]:
        """Return which councils share paragraphs, those that share most first."""
        groups: dict[tuple[str, ...], list[str]] = {}
        for digest, sharing in self._shared.items():
            groups.setdefault(tuple(sorted({*sharing.values()})), []).append(self._words[digest])
        sharings = [Sharing(names, len(words), min(words)) for names, words in groups.items()]
        return sorted(sharings, key=lambda one: (-one.paragraphs, one.councils))


def _digest_of(text: str) -> str:
    return hashlib.blake2b(folded(text).encode(), digest_size=_DIGEST).hexdigest()
