"""A workbook as grids of cells: only those that hold something, wherever they stand.

A sheet says much that nobody asks for (help, formulas, the columns that only show). So a grid knows
where something stands, and reads a cell when it is asked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

from assembler.findings import Place
from assembler.opc.archive import Element
from assembler.rich_text import PLAIN, Span


class Cell(NamedTuple):
    """One cell that holds something. `fault` says what it holds instead of words.

    `text` is what Excel shows, not cleaned; `runs` its spans where any of them has a look of its
    own; `look` that of the cell as a whole, `link` where it leads; `day` its number as a date,
    where it can be one. `shown` is what a formula last showed: to compare with, never to decide by.
    """

    text: str
    runs: tuple[Span, ...] = ()
    day: date | None = None
    fault: str = ""
    shown: str = ""
    look: Span = PLAIN
    link: str = ""

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words with their formatting: plain ones have that of the cell."""
        runs = self.runs or ((Span(self.text),) if self.text else ())
        if self.look is PLAIN and not self.link:
            return runs
        # A link is underlined as a whole: that is its colour, not the user's emphasis.
        whole = replace(self.look, underline=self.look.underline and not self.link)
        dressed = (run if run.stands_out else whole.saying(run.text) for run in runs)
        return tuple(replace(run, link=self.link) if self.link else run for run in dressed)


class Grid(NamedTuple):
    """One sheet: its name as the user has it, and its cells by row and column, in their order.

    `rows` has only those that hold something; `read` makes a cell of its row, its column and what
    stands there. `merged` are ranges made one by hand: first row and column, last row and column.
    """

    name: str
    rows: Mapping[int, Mapping[int, Element]]
    read: Callable[[int, int, Element], Cell | None]
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def cell(self, row: int, column: int) -> Cell | None:
        """Read a cell; None when it holds nothing. Raises UnsafeError."""
        found = self.rows[row].get(column)
        return None if found is None else self.read(row, column, found)


class Book(NamedTuple):
    """A workbook: its sheets by plain name, and the year it was written for ("" if unknown)."""

    sheets: Mapping[str, Grid]
    year: str


def plain_name(text: str) -> str:
    """Give a name in the form in which names are compared: small letters, single spaces."""
    return " ".join(text.casefold().split()).rstrip(":*").rstrip()


def place(sheet: str, row: int, column: int) -> Place:
    """Give the place of a cell, be it filled or blank."""
    return Place(sheet, f"{column_letters(column)}{row}")


@cache
def column_letters(column: int) -> str:
    """Give a column's letters: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
