"""Workbooks as grids of non-empty cells, each parsed when it is asked for.

Most of a sheet (help texts, formulas, columns for reading) is never asked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

from assembler.findings import Place
from assembler.opc.archive import Element
from assembler.rich_text import PLAIN, Span
from assembler.wording import folded


class Cell(NamedTuple):
    """One cell that holds something. `not_text` names what it holds instead of a value.

    `text` is what Excel shows, not cleaned; `runs` are its spans where any has a format of its
    own; `format` is that of the whole cell, `link` its hyperlink; `day` is its number as a date,
    where it can be one. `cached` is a formula's last value: compared with, never relied on.
    """

    text: str
    runs: tuple[Span, ...] = ()
    day: date | None = None
    not_text: str = ""
    cached: str = ""
    format: Span = PLAIN
    link: str = ""

    @property
    def spans(self) -> tuple[Span, ...]:
        """The text with its formatting; plain runs take the format of the cell."""
        runs = self.runs or ((Span(self.text),) if self.text else ())
        if self.format is PLAIN and not self.link:
            return runs
        # Excel underlines a whole link: that is not the user's emphasis.
        whole = replace(self.format, underline=self.format.underline and not self.link)
        formatted = (run if run.stands_out else whole.saying(run.text) for run in runs)
        return tuple(replace(run, link=self.link) if self.link else run for run in formatted)

    @property
    def struck(self) -> str:
        """The words in it that are struck through."""
        if not (self.format.struck or self.runs):
            return ""
        return " … ".join(text for s in self.spans if s.struck and (text := s.text.strip()))

    def without_struck_words(self) -> "Cell":
        """Return the cell with only the words that are not struck through."""
        spans = tuple(span for span in self.spans if not span.struck)
        plain = replace(self.format, struck=False)
        return self._replace(text="".join(s.text for s in spans), runs=spans, format=plain)


class Grid(NamedTuple):
    """One sheet: its name as the user has it, and its cells by row and column, in order.

    `rows` has only cells that hold something; `read` parses one from its row, column and XML.
    `merged` are the merged ranges: first row and column, last row and column.
    """

    name: str
    rows: Mapping[int, Mapping[int, Element]]
    read: Callable[[int, int, Element], Cell | None]
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def cell(self, row: int, column: int) -> Cell | None:
        """Parse a cell; None when it holds nothing. Raises UnsafeError."""
        element = self.rows[row].get(column)
        return None if element is None else self.read(row, column, element)


class Book(NamedTuple):
    """A workbook: its sheets by plain name, and the year it was written for ("" if unknown).

    `unread` are the names of the other sheets.
    """

    sheets: Mapping[str, Grid]
    year: str
    unread: tuple[str, ...] = ()


def plain_name(text: str) -> str:
    """Return a name in the form in which names are compared: lower case, single spaces."""
    return folded(text).rstrip(":*").rstrip()


def cell_place(sheet: str, row: int, column: int) -> Place:
    """Return the place of a cell, filled or blank."""
    return Place(sheet, f"{column_letters(column)}{row}")


@cache
def column_letters(column: int) -> str:
    """Return a column's letters: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
