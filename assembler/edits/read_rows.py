"""Read the strengths and recommendations of a letter back as the rows of their sheets."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assembler import rich_text
from assembler.edits.assign_lines import Owned
from assembler.edits.label_values import LabelledRange, Shape
from assembler.edits.match_lines import located
from assembler.edits.read_lines import Line
from assembler.edits.read_prose import Reader, obstacle
from assembler.findings import Place
from assembler.rich_text import PLAIN, Prose, Span

_NO_DASH = "there is no dash between its heading and its text."
_HEADED = re.compile(r"\s*(\S.{0,119}?)\s+[–—-]\s+(\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Point:
    """A strength or a recommendation. `row` is its number in the kept copy, None for a new one.

    `why` says what stands in the way of writing it into cells. `at` is the number of its first
    line in the document.
    """

    heading: str
    text: Prose
    row: int | None
    line: Line
    at: int
    why: str = ""

    @property
    def words(self) -> str:
        """The words as a reader has them."""
        return " – ".join(part for part in (self.heading, rich_text.plain(self.text)) if part)


class _Piece(NamedTuple):
    """A stretch of a line; `is_item` None where the look of the line tells."""

    line: Line
    start: int
    end: int
    is_item: bool | None = False

    @property
    def words(self) -> str:
        return self.line.text[self.start : self.end]


def read_points(
    lines: Sequence[Owned],
    reader: Reader,
    first_styles: frozenset[str],
    emphasis: Mapping[Place, Span],
) -> list[Point]:
    """Return the points of one list, in the order of the document.

    `first_styles` are those in which the first lines of points are printed.
    """
    groups: list[list[Owned]] = []
    for one in lines:
        if not one.line.text.strip():
            continue
        if not groups or _begins(one, groups[-1], first_styles):
            groups.append([one])
        else:
            groups[-1].append(one)
    return [_point(group, reader, emphasis) for group in groups]


def _begins(one: Owned, before: Sequence[Owned], first_styles: frozenset[str]) -> bool:
    """Whether a line begins a point. One that was split off the line before it does not."""
    if one.base is not None:
        return any(label.label.begins for label in one.base.labels)
    if one.line.style not in first_styles or not _HEADED.fullmatch(one.line.text):
        return False
    earlier = before[-1].base
    return earlier is None or " ".join(one.line.text.split()) not in " ".join(earlier.text.split())


def _point(group: Sequence[Owned], reader: Reader, emphasis: Mapping[Place, Span]) -> Point:
    first = group[0]
    labels = first.base.labels if first.base else ()
    heading, body, why = _first_line(first, labels)
    pieces = [body, *(_continued(one) for one in group[1:])]
    row = labels[0].label.row if labels else None
    cell = labels[-1].label.cell if labels else None
    forced = emphasis.get(cell, PLAIN) if cell else next(iter(emphasis.values()), PLAIN)
    sound = [piece for piece in pieces if piece is not None]
    if len(sound) < len(pieces):
        why = why or "words of the template around it were changed too."
    stretches = [(heading.line, heading.words), *((piece.line, piece.words) for piece in sound)]
    why = why or next(filter(None, (obstacle(*one) for one in stretches)), "")
    return Point(
        " ".join(heading.words.split()),
        reader.prose(sound, forced),
        row,
        first.line,
        first.at,
        why,
    )


def _first_line(first: Owned, labels: Sequence[LabelledRange]) -> tuple[_Piece, _Piece, str]:
    """Divide the first line of a point into its heading and its text."""
    line, words = first.line, first.line.text
    places = located(first.base.text, labels, words) if first.base and labels else None
    whole = _Piece(line, 0, len(words))
    nothing = _Piece(line, 0, 0)
    if places is None:
        headed = _HEADED.fullmatch(words)
        if headed is None:
            return nothing, whole, _NO_DASH
        return _Piece(line, *headed.span(1)), _Piece(line, *headed.span(2)), ""
    heading, body = nothing, nothing
    for one, (start, end) in zip(labels, places, strict=True):
        if one.shape is Shape.HEADING:
            heading = _Piece(line, start, end)
        else:
            body = _Piece(line, start, end, one.label.words.item)
    return heading, body, ""


def _continued(one: Owned) -> _Piece | None:
    """Return what a further line of a point says; None where that cannot be told."""
    line = one.line
    if one.base is None or not one.base.labels:
        return _Piece(line, 0, len(line.text), None)
    places = located(one.base.text, one.base.labels, line.text)
    if places is None:
        return None
    same_look = line.style == one.base.style
    return _Piece(line, *places[-1], one.base.labels[-1].label.words.item if same_look else None)


def prose_pieces(lines: Sequence[Owned]) -> Iterator[_Piece | None]:
    """Yield what the lines of a summary say; None for one of which it cannot be told."""
    return (_continued(one) for one in lines if one.line.text.strip())
