"""Assign each line of an edited document to its owner: a list, an address, a summary, the template.

A line that was there keeps the owner it was built with. A new one belongs to what it stands in: the
summary in its table cell, or the list in whose middle it stands or whose style it has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from lxml import etree

from assembler.edits.label_values import Label, Shape
from assembler.edits.labelled_copy import Base
from assembler.edits.read_lines import Document, Line
from assembler.findings import Place

# The sheet of a list of strengths or recommendations; the cell of an address or a summary.
Owner: TypeAlias = str | Place


class Owned(NamedTuple):
    """A line of the edited document, the line of the kept copy that it was, and its owner.

    `at` is its number in the document.
    """

    line: Line
    base: Line | None
    owner: Owner | None
    at: int


@dataclass(frozen=True)
class ListStyles:
    """The styles of the lines of each owner in the kept copy, and those that begin a list's row."""

    every: Mapping[Owner, frozenset[str]]
    first: Mapping[Owner, frozenset[str]]


def owned_lines(
    base: Base, edited: Document, origin: Mapping[etree._Element, etree._Element]
) -> list[Owned]:
    """Return the lines of the edited document with their owners.

    `origin` gives the paragraph or table cell of the kept copy that one of it was.
    """
    by_element = {line.element: line for line in base.lines}
    styles = list_styles(base)
    found = [by_element.get(origin[e]) if (e := line.element) in origin else None
             for line in edited.lines]  # fmt: skip
    owners = [_owner_of(line) for line in found]
    known = [n for n, line in enumerate(found) if line is not None and line.text.strip()]
    for at, line in enumerate(edited.lines):
        if found[at] is not None:
            continue
        if line.cell is not None:
            label = base.owners.get(origin[line.cell]) if line.cell in origin else None
            owners[at] = owner(label) if label else None
        else:
            near = [n for n in known if edited.lines[n].story == line.story]
            last = max((n for n in near if n < at), default=None)
            following = min((n for n in near if n > at), default=None)
            beside = tuple(None if n is None else owners[n] for n in (last, following))
            owners[at] = _of_new(line, beside, styles, edited)
    return [Owned(line, found[at], owners[at], at) for at, line in enumerate(edited.lines)]


def owner(label: Label) -> Owner | None:
    """Return the owner of what a label is on; None for a value of one line."""
    if label.sheet:
        return label.sheet
    return label.cell if label.shape in {Shape.LINE, Shape.PROSE} else None


def list_styles(base: Base) -> ListStyles:
    """Return the styles that the kept copy gives the lines of each owner."""
    every: dict[Owner, frozenset[str]] = {}
    first: dict[Owner, frozenset[str]] = {}
    for line in base.lines:
        whose = _owner_of(line)
        if whose is not None:
            every[whose] = every.get(whose, frozenset()) | {line.style}
            if line.labels[0].label.part == 0:
                first[whose] = first.get(whose, frozenset()) | {line.style}
    return ListStyles(every, first)


def _owner_of(line: Line | None) -> Owner | None:
    return owner(line.labels[-1].label) if line and line.labels else None


def _of_new(
    line: Line, beside: Sequence[Owner | None], styles: ListStyles, edited: Document
) -> Owner | None:
    last, following = beside
    if last is not None:
        bulleted = isinstance(last, str) and edited.is_bulleted(line)
        if last == following or bulleted or line.style in styles.every[last]:
            return last
    if following is not None and line.style in styles.first.get(following, ()):
        return following
    return None
