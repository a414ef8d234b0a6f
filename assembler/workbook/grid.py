"""A workbook as grids of cells: only those that hold something, wherever they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeAlias

from assembler.model import Place
from assembler.prose import Span

Value: TypeAlias = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something. `fault` says what it holds instead of a value.

    `spans` are its words with their formatting; `day` is its number as a date, where it can be one.
    `shown` is what a formula last showed: to compare with, never to decide by.
    """

    row: int
    column: int
    value: Value
    spans: tuple[Span, ...] = ()
    day: date | None = None
    fault: str = ""
    shown: str = ""

    @property
    def text(self) -> str:
        """The words as Excel shows them, not cleaned."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its name as the user has it, and its cells by row and column.

    `merged` are the ranges made one by hand: first row and column, last row and column.
    """

    name: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def place(self, row: int, column: int) -> Place:
        """Give the place of a cell, be it filled or blank."""
        return Place(self.name, f"{column_letters(column)}{row}")

    def rows(self) -> Mapping[int, tuple[Cell, ...]]:
        """Give the rows that hold something, in order, with their cells from left to right."""
        found: dict[int, list[Cell]] = {}
        for key in sorted(self.cells):
            found.setdefault(key[0], []).append(self.cells[key])
        return {row: tuple(cells) for row, cells in found.items()}


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: its sheets by plain name, and the year it was written for ("" if unknown)."""

    sheets: Mapping[str, Grid]
    year: str


def plain_name(text: str) -> str:
    """Give a name in the form in which names are compared: small letters, single spaces."""
    return " ".join(text.casefold().split()).rstrip(":*").rstrip()


@cache
def column_letters(column: int) -> str:
    """Give a column's letters: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
