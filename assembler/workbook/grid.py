"""A workbook as grids of cells: only those that hold something, wherever they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from assembler.model import Place
from assembler.prose import Span


class Cell(NamedTuple):
    """One cell that holds something. `fault` says what it holds instead of words.

    `text` is what Excel shows, not cleaned; `look` its spans where any of them has a look of its
    own; `day` its number as a date, where it can be one. `shown` is what a formula last showed: to
    compare with, never to decide by. A tuple, since a workbook has many hundreds of them.
    """

    text: str
    look: tuple[Span, ...] = ()
    day: date | None = None
    fault: str = ""
    shown: str = ""

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words with their formatting."""
        return self.look or ((Span(self.text),) if self.text else ())


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its name as the user has it, and its cells by row and column, in their order.

    `merged` are the ranges made one by hand: first row and column, last row and column.
    """

    name: str
    rows: Mapping[int, Mapping[int, Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
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
