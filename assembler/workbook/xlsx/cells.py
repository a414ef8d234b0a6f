"""The XML of a workbook into cells, whoever saved it: Excel in either of its kinds, LibreOffice.

One walk gives the words with their formatting, and what formulas last showed. The layout is that
of ECMA-376 (part 1, 18: SpreadsheetML).
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import TypeAlias

from assembler.opc import archive
from assembler.opc.archive import Archive, Element, UnsafeError, damaged
from assembler.rich_text import Span, clean
from assembler.workbook.layout import EDITION_PROPERTY
from assembler.workbook.xlsx import formats
from assembler.workbook.xlsx import package as parts
from assembler.workbook.xlsx.formats import Look
from assembler.workbook.xlsx.grid import Book, Cell, Grid, plain_name

MOST_CELLS, MOST_CHARACTERS, MOST_LINES, MOST_TAGS = 60_000, 2_000_000, 50_000, 1_000_000
_MOST_LINKS = 2_000
_PROPERTIES = "docProps/custom.xml"
_NO_LOOK = Look()
_NOTHING = "", (), None
_WEB = ("http://", "https://", "mailto:")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_AFTER_FALSE_LEAP_DAY = date(1900, 2, 28)
# Plain numbers that are days of about 1982 to 2109; a year or a street number is none.
_FIRST_SERIAL, _LAST_SERIAL = 30_000, 75_000


def read_book(package: Archive, wanted: Collection[str]) -> Book:
    """Read a workbook into grids, of the sheets that are wanted by plain name.

    Raises UnsafeError: damaged, or holding more than the fullest assessment ever could.
    """
    outer = parts.links(package, "").values()
    main = next((part for part, kind in outer if kind == "officeDocument"), "xl/workbook.xml")
    if main not in package.parts or not main.endswith(".xml"):
        raise UnsafeError("is no Excel workbook.", "Check that it is the right file.")
    book = archive.root(parts.content(package, main))
    targets = parts.links(package, main)
    shelf = _shelf(package, book, {kind: part for part, kind in targets.values()})
    sheets: dict[str, Grid] = {}
    space = parts.space(book)
    for sheet in book.iterfind(f"{space}sheets/{space}sheet"):
        name, (part, kind) = sheet.get("name", ""), targets.get(_id(sheet), ("", ""))
        if kind == "worksheet" and plain_name(name) in wanted and plain_name(name) not in sheets:
            sheets[plain_name(name)] = _grid(package, part, name, shelf)
    return Book(sheets, _year(package))


@dataclass
class _Shelf:
    """What the sheets of a workbook share: texts, looks, the epoch, and how much may yet come."""

    looks: Mapping[str, Look]
    epoch: date
    texts: Element = field(default_factory=lambda: Element("sst"))
    read: dict[int, tuple[str, tuple[Span, ...]]] = field(default_factory=dict)
    cells: int = MOST_CELLS
    characters: int = MOST_CHARACTERS
    lines: int = MOST_LINES
    tags: int = MOST_TAGS

    def words(self, number: int) -> tuple[str, tuple[Span, ...]]:
        """Give a shared text and its runs; read when the first cell asks for it."""
        if number not in self.read:
            self.read[number] = formats.words(self.texts[number])
        return self.read[number]

    def root(self, xml: bytes) -> Element:
        """Give the root of a part whose content stays in memory. Raises UnsafeError."""
        self.tags -= xml.count(b"<")
        if self.tags < 0:
            raise archive.too_much(f"{MOST_TAGS:,} tags")
        return archive.root(xml)

    def spend_cells(self, count: int) -> None:
        """Count cells. Raises UnsafeError past what an assessment may hold."""
        self.cells -= count
        if self.cells < 0:
            raise archive.too_much(f"{MOST_CELLS:,} cells")

    def spend_words(self, text: str) -> None:
        """Count the words of a cell. Raises UnsafeError past what an assessment may hold."""
        self.characters -= len(text)
        if not text.isprintable() or "_x" in text:
            self.lines -= clean(text).count("\n")
        if self.characters < 0 or self.lines < 0:
            most = f"{MOST_CHARACTERS:,} characters", f"{MOST_LINES:,} lines"
            raise archive.too_much(most[0] if self.characters < 0 else most[1])


def _shelf(package: Archive, book: Element, shared: Mapping[str, str]) -> _Shelf:
    """Read what sheets share; `shared` gives the parts by their kind."""
    settings = book.find(f"{parts.space(book)}workbookPr")
    old = settings is not None and settings.get("date1904") in {"1", "true"}
    texts = shared.get("sharedStrings", "xl/sharedStrings.xml")
    styles = shared.get("styles", "xl/styles.xml")
    shelf = _Shelf(
        formats.of_cells(parts.content(package, styles)) if styles in package.parts else {},
        _EPOCH_1904 if old else _EPOCH_1900,
    )
    if texts in package.parts:
        shelf.texts = shelf.root(parts.content(package, texts, parts.LARGEST_STRINGS))
    return shelf


def _grid(package: Archive, part: str, name: str, shelf: _Shelf) -> Grid:
    root = shelf.root(parts.sheet(package, part))
    rows = _filled(root)
    shelf.spend_cells(sum(map(len, rows.values())))
    return Grid(name, rows, _Reader(shelf, _links(package, part, root)), tuple(_merged(root)))


def _filled(root: Element) -> dict[int, dict[int, Element]]:
    """Give the cells that may hold something (18.3.1.4), by row and column, in their order.

    A row or a cell that names no address follows the one before it.
    """
    space = parts.space(root)
    name, at, ordered = f"{space}c", (0, 0), True
    rows: dict[int, dict[int, Element]] = {}
    for line in root.iterfind(f"{space}sheetData/{space}row"):
        before, at = at, (int(line.get("r") or at[0] + 1), 0)
        ordered = ordered and before < at
        for element in line.findall(name):
            before, at = at, _address(element.get("r", "")) or (at[0], at[1] + 1)
            ordered = ordered and before < at
            if len(element):
                rows.setdefault(at[0], {})[at[1]] = element
    if ordered:
        return rows
    return {row: dict(sorted(cells.items())) for row, cells in sorted(rows.items())}


@dataclass(frozen=True)
class _Reader:
    """Makes cells of their XML. `links` are the addresses that cells lead to, by row and column.

    `counted` are the cells whose words were counted: a cell may be asked for again.
    """

    shelf: _Shelf
    links: Mapping[tuple[int, int] | None, str]
    counted: set[tuple[int, int]] = field(default_factory=set)

    def __call__(self, row: int, column: int, element: Element) -> Cell | None:
        """Read a cell; None when it holds nothing. Raises UnsafeError."""
        look = self.shelf.looks.get(element.get("s", "0"), _NO_LOOK)
        try:
            said = _said(element, look, self.shelf)
        except (ValueError, IndexError, OverflowError) as error:
            raise damaged() from error
        if isinstance(said, Cell):
            return said
        text, runs, day = said
        if not text:
            return None
        if (row, column) not in self.counted:
            self.counted.add((row, column))
            self.shelf.spend_words(text)
        link = self.links.get((row, column), "") if self.links else ""
        return Cell(text, runs, day, "", "", look.span, link)


_Said: TypeAlias = tuple[str, tuple[Span, ...], date | None]


def _said(element: Element, look: Look, shelf: _Shelf) -> _Said | Cell:
    """Read the text, the runs and the day of a cell; what holds no words of its own is a cell."""
    kind, shown, inline, is_formula = element.get("t", "n"), "", None, False
    for child in element:
        if child.tag.endswith("}is"):
            inline = child
        elif child.tag.endswith("}v"):
            shown = child.text or ""
        elif child.tag.endswith("}f"):
            is_formula = True
    if is_formula:
        return Cell("", fault="a formula", shown=shown)
    if kind == "e":
        return Cell("", fault=f"the error {shown}")
    if kind in {"n", "b"}:
        return _number(shown, kind, look, shelf.epoch) if shown else _NOTHING
    if kind == "s":
        return (*shelf.words(int(shown)), None) if shown else _NOTHING
    text, runs = (shown, ()) if inline is None else formats.words(inline)
    return text, runs, _iso(shown) if kind == "d" else None


def _number(shown: str, kind: str, look: Look, epoch: date) -> _Said:
    if kind == "b":
        return "TRUE" if shown in {"1", "true"} else "FALSE", (), None
    number = float(shown)
    value = int(number) if number.is_integer() else number
    if look.is_date:
        day = _day(number, epoch)
        return f"{day:%d/%m/%Y}" if day else str(value), (), day
    day = _day(number, epoch) if _FIRST_SERIAL <= number <= _LAST_SERIAL else None
    return str(value), (), day


def _day(serial: float, epoch: date) -> date | None:
    """Turn a serial number into a day; Excel counts a 29 February 1900 that never was."""
    try:
        day = epoch + timedelta(days=math.floor(serial))
    except (OverflowError, ValueError):
        return None
    return day + timedelta(days=1) if epoch < day < _AFTER_FALSE_LEAP_DAY else day


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _links(package: Archive, part: str, root: Element) -> Mapping[tuple[int, int] | None, str]:
    """Give the links on cells (18.3.1.47): by the first cell of each, the address it leads to."""
    space = parts.space(root)
    found = list(islice(root.iterfind(f"{space}hyperlinks/{space}hyperlink"), _MOST_LINKS))
    targets = parts.links(package, part) if found else {}
    links: dict[tuple[int, int] | None, str] = {}
    for link in found:
        target = targets.get(_id(link), ("", ""))[0]
        if target.casefold().startswith(_WEB):
            links[_address(link.get("ref", "").partition(":")[0])] = target
    return links


def _merged(root: Element) -> Iterator[tuple[int, int, int, int]]:
    """Give the ranges made one (18.3.1.55): first row and column, last row and column."""
    space = parts.space(root)
    for merged in root.iterfind(f"{space}mergeCells/{space}mergeCell"):
        first, _, last = merged.get("ref", "").partition(":")
        yield (*(_address(first) or (0, 0)), *(_address(last) or (0, 0)))


def _year(package: Archive) -> str:
    """Read the edition that the workbook was written for, "" when it does not say."""
    if _PROPERTIES not in package.parts:
        return ""
    for entry in archive.root(parts.content(package, _PROPERTIES)):
        if entry.get("name") == EDITION_PROPERTY:
            return "".join(entry.itertext()).strip()
    return ""


def _id(element: Element) -> str:
    return next((value for key, value in element.items() if key.endswith("}id")), "")


@lru_cache(maxsize=20_000)
def _address(reference: str) -> tuple[int, int] | None:
    """Read an address such as G14 as row and column; None when there is none."""
    found = _ADDRESS.fullmatch(reference)
    if not found:
        return None
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), number
