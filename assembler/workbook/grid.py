"""Bytes of a workbook into grids of cells: only those that hold something, whatever the sheet says.

The one place that opens a workbook. Whatever the bytes are, the answer is a `Book` or a finding.
"""

import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from assembler import archive
from assembler.archive import UnsafeError
from assembler.model import Finding, Place, Severity
from assembler.prose import Position, Span
from assembler.workbook import guard
from assembler.workbook.layout import EDITION_PROPERTY

Value: TypeAlias = str | int | float | bool | date | None

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_SAVE_AS = "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and use that file."
_FIRST_SERIAL, _LAST_SERIAL = 30_000, 75_000  # numbers that are days of about 1982 to 2109
_POSITIONS: Mapping[str | None, Position] = {"subscript": "sub", "superscript": "super"}
_LINKS = ("http://", "https://", "mailto:")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something. `fault` says what it holds instead of a value.

    `spans` are its words with their formatting; `day` is its number as a date, where it can be one.
    """

    row: int
    column: int
    value: Value
    spans: tuple[Span, ...] = ()
    day: date | None = None
    fault: str = ""

    @property
    def text(self) -> str:
        """The words as Excel shows them, not cleaned."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its name as the user has it, and its cells by row and column."""

    name: str
    cells: Mapping[tuple[int, int], Cell]

    def place(self, row: int, column: int) -> Place:
        """Give the place of a cell, be it filled or blank."""
        return Place(self.name, f"{get_column_letter(column)}{row}")

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


def open_book(data: bytes, only: str = "") -> Book | Finding:
    """Open the bytes of a workbook, or say why they are none. `only` names the one sheet wanted."""
    unfit = _unfit(data)
    if unfit:
        return unfit
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it does not keep
            fit = io.BytesIO(guard.fit(data, only))
            return _book(load_workbook(fit, rich_text=True, keep_links=False))
    except UnsafeError as error:
        return _not_ours(f"the file {error.what}", error.do)
    except Exception:  # noqa: BLE001 - damaged parts raise whatever they like
        return _not_ours(
            "the file is damaged, or no Excel workbook.",
            "Open it in Excel and let Excel repair it, or go back to an earlier copy.",
        )


def _unfit(data: bytes) -> Finding | None:
    """Say what the file is when it is no workbook, as far as its first bytes show."""
    if not data:
        return _not_ours("the file is empty.", "Go back to an earlier copy.")
    if not data.startswith((_OLE, b"PK")):
        return _not_ours("the file is no Excel workbook.", _SAVE_AS)
    if not data.startswith(_OLE):
        return _unfit_package(data)
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _not_ours(
            "the file is protected by a password.",
            "Open it in Excel, take the password off (File, Info, Protect Workbook) and save.",
        )
    return _not_ours("the file is in the old .xls format.", _SAVE_AS)


def _unfit_package(data: bytes) -> Finding | None:
    """Say what the file is when it is no workbook, as far as the names of its parts show."""
    try:
        names = archive.opened(data, guard.LARGEST_UNPACKED).parts
    except UnsafeError as error:
        return _not_ours(f"the file {error.what}", error.do)
    if "mimetype" in names:
        return _not_ours("the file is in the OpenDocument format (.ods).", _SAVE_AS)
    if not any(name.startswith("xl/") for name in names):
        return _not_ours("the file is no Excel workbook.", _SAVE_AS)
    return None


def _not_ours(message: str, fix: str) -> Finding:
    return Finding("workbook.file", Severity.ERROR, message, fix)


def _book(book: Any) -> Book:
    sheets: dict[str, Grid] = {}
    for sheet in book.worksheets:
        grid = Grid(sheet.title, {(cell.row, cell.column): cell for cell in _cells(sheet)})
        sheets.setdefault(plain_name(sheet.title), grid)
    years = [p.value for p in book.custom_doc_props if p.name == EDITION_PROPERTY]
    return Book(sheets, str(years[0]) if years else "")


def _cells(sheet: Any) -> Iterator[Cell]:
    # The public ways to walk a sheet visit every address up to the last one ever touched.
    for cell in sheet._cells.values():  # noqa: SLF001
        if cell.value is not None and cell.value != "":
            yield _cell(cell, sheet.parent.epoch)


def _cell(cell: Any, epoch: datetime) -> Cell:
    if cell.data_type == "f":
        return Cell(cell.row, cell.column, None, fault="a formula")
    if cell.data_type == "e":
        return Cell(cell.row, cell.column, None, fault=f"the error {cell.value}")
    value = cell.value
    if isinstance(value, str | CellRichText):
        return Cell(cell.row, cell.column, str(value), tuple(_spans(cell)))
    day = _day(value, epoch)
    if isinstance(value, datetime):
        value = value.date()
    return Cell(cell.row, cell.column, value, (Span(_shown(value)),), day)


def _day(value: Any, epoch: datetime) -> date | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not _FIRST_SERIAL <= value <= _LAST_SERIAL:
            return None
        value = from_excel(value, epoch)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _spans(cell: Any) -> Iterator[Span]:
    link = _link(cell)
    runs = cell.value if isinstance(cell.value, CellRichText) else [cell.value]
    for run in runs:
        if isinstance(run, TextBlock):
            yield _span(run.text, run.font, link)
        else:
            # A link is underlined as a whole: that is its colour, not the user's emphasis.
            yield _span(str(run), cell.font, link, underline=not link)


def _link(cell: Any) -> str:
    target = (cell.hyperlink.target or "") if cell.hyperlink else ""
    return target if target.casefold().startswith(_LINKS) else ""


def _span(text: str, font: Font, link: str, *, underline: bool = True) -> Span:
    return Span(
        text,
        bold=bool(font.b),
        italic=bool(font.i),
        underline=underline and font.u not in (None, "none"),
        position=_POSITIONS.get(font.vertAlign, ""),
        link=link,
    )
