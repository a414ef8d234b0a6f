"""The XML of a workbook into cells, whoever saved it: Excel in either of its kinds, LibreOffice.

One walk gives the words with their formatting, and what formulas last showed. The layout is that
of ECMA-376 (part 1, 18: SpreadsheetML).
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from assembler.archive import Archive, UnsafeError
from assembler.prose import Span
from assembler.workbook import looks, parts, trim
from assembler.workbook.grid import Book, Cell, Grid, plain_name
from assembler.workbook.layout import EDITION_PROPERTY
from assembler.workbook.looks import PLAIN, Look
from assembler.workbook.parts import Element

MOST_CELLS, MOST_CHARACTERS = 60_000, 2_000_000
_MOST_LINKS = 2_000
_PROPERTIES = "docProps/custom.xml"
_NO_LOOK = Look()
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
    book = parts.root(parts.content(package, main))
    targets = parts.links(package, main)
    shelf = _shelf(package, book, {kind: part for part, kind in targets.values()})
    sheets: dict[str, Grid] = {}
    space = parts.space(book)
    for sheet in book.iterfind(f"{space}sheets/{space}sheet"):
        name, (part, kind) = sheet.get("name", ""), targets.get(_id(sheet), ("", ""))
        if kind == "worksheet" and plain_name(name) in wanted and plain_name(name) not in sheets:
            sheets[plain_name(name)] = _grid(package, part, name, shelf)
    return Book(sheets, _year(package))


@dataclass(slots=True)
class _Shelf:
    """What the sheets of a workbook share: texts, looks, the epoch, and how much may yet come."""

    texts: Element
    looks: tuple[Look, ...]
    epoch: date
    read: dict[int, tuple[str, tuple[Span, ...]]] = field(default_factory=dict)
    cells: int = MOST_CELLS
    characters: int = MOST_CHARACTERS

    def look(self, cell: Element) -> Look:
        """Give the look that a cell names."""
        number = int(cell.get("s") or 0)
        return self.looks[number] if number < len(self.looks) else _NO_LOOK

    def words(self, number: int) -> tuple[str, tuple[Span, ...]]:
        """Give a shared text and its runs; read when the first cell asks for it."""
        if number not in self.read:
            self.read[number] = looks.words(self.texts[number])
        return self.read[number]

    def spend(self, cell: Cell) -> None:
        """Count a cell. Raises UnsafeError past what an assessment may hold."""
        self.cells -= 1
        self.characters -= len(cell.text)
        if self.cells < 0 or self.characters < 0:
            most = f"{MOST_CELLS:,} cells", f"{MOST_CHARACTERS:,} characters"
            raise trim.too_much(most[0] if self.cells < 0 else most[1])


def _shelf(package: Archive, book: Element, shared: Mapping[str, str]) -> _Shelf:
    """Read what sheets share; `shared` gives the parts by their kind."""
    settings = book.find(f"{parts.space(book)}workbookPr")
    old = settings is not None and settings.get("date1904") in {"1", "true"}
    texts = shared.get("sharedStrings", "xl/sharedStrings.xml")
    styles = shared.get("styles", "xl/styles.xml")
    return _Shelf(
        parts.root(parts.content(package, texts, parts.LARGEST_STRINGS))
        if texts in package.parts
        else Element("sst"),
        looks.of_cells(parts.content(package, styles)) if styles in package.parts else (),
        _EPOCH_1904 if old else _EPOCH_1900,
    )


class _Names(NamedTuple):
    """The names of a sheet's elements (18.3), in the namespace that its writer used."""

    row: str
    cell: str
    value: str
    formula: str
    inline: str


def _grid(package: Archive, part: str, name: str, shelf: _Shelf) -> Grid:
    root = parts.sheet(package, part)
    space = parts.space(root)
    names = _Names(*(space + tag for tag in ("row", "c", "v", "f", "is")))
    links = dict(_links(package, part, root))
    rows: dict[int, dict[int, Cell]] = {}
    number = 0
    for line in root.iterfind(f"{space}sheetData/{names.row}"):
        number = int(line.get("r") or number + 1)
        for (row, column), element in _filled(line, number, names):
            cell = _cell(element, names, shelf)
            if cell is not None:
                shelf.spend(cell)
                look, link = shelf.look(element), links.get((row, column), "") if links else ""
                if link or look.span is not PLAIN:
                    cell = _dressed(cell, look, link)
                rows.setdefault(row, {})[column] = cell
            number = row
    return Grid(
        name,
        {row: dict(sorted(cells.items())) for row, cells in sorted(rows.items())},
        tuple(_merged(root)),
    )


def _filled(line: Element, row: int, names: _Names) -> Iterator[tuple[tuple[int, int], Element]]:
    """Give the cells of a row that may hold something (18.3.1.4), each with its row and column.

    A cell that names no address follows the one before it.
    """
    at = row, 0
    for element in line:
        if element.tag == names.cell:
            at = _address(element.get("r", "")) or (at[0], at[1] + 1)
            if len(element):
                yield at, element


def _cell(element: Element, names: _Names, shelf: _Shelf) -> Cell | None:
    """Read one cell; None when it holds nothing."""
    kind, shown, inline, is_formula = element.get("t", "n"), "", None, False
    for child in element:
        if child.tag == names.inline:
            inline = child
        elif child.tag == names.value:
            shown = child.text or ""
        elif child.tag == names.formula:
            is_formula = True
    if is_formula:
        return Cell("", fault="a formula", shown=shown)
    if kind == "e":
        return Cell("", fault=f"the error {shown}")
    if kind in {"n", "b"}:
        return _number(shown, kind, shelf.look(element), shelf.epoch) if shown else None
    if kind == "s":
        text, runs = shelf.words(int(shown)) if shown else ("", ())
    else:
        text, runs = (shown, ()) if inline is None else looks.words(inline)
    return Cell(text, runs, _iso(shown) if kind == "d" else None) if text else None


def _dressed(cell: Cell, look: Look, link: str) -> Cell:
    """Give the plain words of a cell the formatting of the whole, and all of them their link."""
    # A link is underlined as a whole: that is its colour, not the user's emphasis.
    whole = replace(look.span, underline=False) if link else look.span
    spans = (
        whole.saying(s.text) if not (s.bold or s.italic or s.underline or s.position) else s
        for s in cell.spans
    )
    return cell._replace(look=tuple(replace(s, link=link) if link else s for s in spans))


def _number(shown: str, kind: str, look: Look, epoch: date) -> Cell:
    if kind == "b":
        return Cell("TRUE" if shown == "1" else "FALSE")
    number = float(shown)
    value = int(number) if number.is_integer() else number
    if look.is_date:
        day = _day(number, epoch)
        return Cell(f"{day:%d/%m/%Y}" if day else str(value), day=day)
    day = _day(number, epoch) if _FIRST_SERIAL <= number <= _LAST_SERIAL else None
    return Cell(str(value), day=day)


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


def _links(
    package: Archive, part: str, root: Element
) -> Iterator[tuple[tuple[int, int] | None, str]]:
    """Give the links on cells (18.3.1.47): the first cell of each, and the address it leads to."""
    space = parts.space(root)
    found = list(islice(root.iterfind(f"{space}hyperlinks/{space}hyperlink"), _MOST_LINKS))
    targets = parts.links(package, part) if found else {}
    for link in found:
        first, target = link.get("ref", "").partition(":")[0], targets.get(_id(link), ("", ""))[0]
        if target.casefold().startswith(_WEB):
            yield _address(first), target


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
    for entry in parts.root(parts.content(package, _PROPERTIES)):
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
