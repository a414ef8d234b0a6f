"""Read the cells of a workbook saved by Excel (either namespace) or LibreOffice.

One pass gives text with its formatting, and the cached values of formulas. The layout is that of
ECMA-376 (part 1, 18: SpreadsheetML).
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
from assembler.workbook.xlsx import package as parts
from assembler.workbook.xlsx import read_formats
from assembler.workbook.xlsx.grid import Book, Cell, Grid, plain_name
from assembler.workbook.xlsx.read_formats import CellFormat

MOST_CELLS, MOST_CHARACTERS, MOST_LINES, MOST_TAGS = 60_000, 2_000_000, 50_000, 1_000_000
_MOST_LINKS = 2_000
_PROPERTIES = "docProps/custom.xml"
_NO_FORMAT = CellFormat()
_NOTHING = "", (), None
_WEB = ("http://", "https://", "mailto:")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_AFTER_FALSE_LEAP_DAY = date(1900, 2, 28)
# Plain numbers that may be dates, of about 1982 to 2109: not a year or a street number.
_FIRST_SERIAL, _LAST_SERIAL = 30_000, 75_000


def read_book(package: Archive, wanted: Collection[str]) -> Book:
    """Read the wanted sheets of a workbook, named by their plain names, into grids.

    Raises UnsafeError when it is damaged or holds more than the fullest assessment could.
    """
    of_package = parts.relationships(package, "").values()
    main = next((part for part, kind in of_package if kind == "officeDocument"), "xl/workbook.xml")
    if main not in package.parts or not main.endswith(".xml"):
        raise UnsafeError("is not an Excel workbook.", "Check that it is the right file.")
    book = archive.root(parts.read_part(package, main))
    targets = parts.relationships(package, main)
    shared = _read_shared(package, book, {kind: part for part, kind in targets.values()})
    sheets: dict[str, Grid] = {}
    unread: list[str] = []
    namespace = parts.namespace(book)
    for sheet in book.iterfind(f"{namespace}sheets/{namespace}sheet"):
        name, (part, kind) = sheet.get("name", ""), targets.get(_id(sheet), ("", ""))
        if kind == "worksheet" and plain_name(name) in wanted and plain_name(name) not in sheets:
            sheets[plain_name(name)] = _read_grid(package, part, name, shared)
        else:
            unread.append(name)
    return Book(sheets, _year(package), tuple(unread))


@dataclass
class _Shared:
    """What the sheets of a workbook share: texts, formats, epoch, and what is left of the bounds.

    `texts` is the part of shared strings, `parsed` those of them that were asked for.
    """

    formats: Mapping[str, CellFormat]
    epoch: date
    texts: Element = field(default_factory=lambda: Element("sst"))
    parsed: dict[int, tuple[str, tuple[Span, ...]]] = field(default_factory=dict)
    cells: int = MOST_CELLS
    characters: int = MOST_CHARACTERS
    lines: int = MOST_LINES
    tags: int = MOST_TAGS

    def text(self, number: int) -> tuple[str, tuple[Span, ...]]:
        """Return a shared text and its runs, parsed when the first cell asks for it."""
        if number not in self.parsed:
            self.parsed[number] = read_formats.text_and_runs(self.texts[number])
        return self.parsed[number]

    def root(self, xml: bytes) -> Element:
        """Parse a part whose elements stay in memory. Raises UnsafeError."""
        self.tags -= xml.count(b"<")
        if self.tags < 0:
            raise archive.too_much(f"{MOST_TAGS:,} tags")
        return archive.root(xml)

    def spend_cells(self, count: int) -> None:
        """Count cells. Raises UnsafeError past what an assessment may hold."""
        self.cells -= count
        if self.cells < 0:
            raise archive.too_much(f"{MOST_CELLS:,} cells")

    def spend_text(self, text: str) -> None:
        """Count the text of a cell. Raises UnsafeError past what an assessment may hold."""
        self.characters -= len(text)
        if not text.isprintable() or "_x" in text:
            self.lines -= clean(text).count("\n")
        if self.characters < 0 or self.lines < 0:
            most = f"{MOST_CHARACTERS:,} characters", f"{MOST_LINES:,} lines"
            raise archive.too_much(most[0] if self.characters < 0 else most[1])


def _read_shared(package: Archive, book: Element, part_of: Mapping[str, str]) -> _Shared:
    """Read what the sheets share; `part_of` gives part names by relationship type."""
    settings = book.find(f"{parts.namespace(book)}workbookPr")
    from_1904 = settings is not None and settings.get("date1904") in {"1", "true"}
    texts = part_of.get("sharedStrings", "xl/sharedStrings.xml")
    styles = part_of.get("styles", "xl/styles.xml")
    shared = _Shared(
        read_formats.cell_formats(parts.read_part(package, styles))
        if styles in package.parts
        else {},
        _EPOCH_1904 if from_1904 else _EPOCH_1900,
    )
    if texts in package.parts:
        shared.texts = shared.root(parts.read_part(package, texts, parts.LARGEST_STRINGS))
    return shared


def _read_grid(package: Archive, part: str, name: str, shared: _Shared) -> Grid:
    root = shared.root(parts.read_sheet(package, part))
    rows = _filled_cells(root)
    shared.spend_cells(sum(map(len, rows.values())))
    return Grid(
        name,
        rows,
        _CellReader(shared, _cell_links(package, part, root)),
        tuple(_merged_ranges(root)),
    )


def _filled_cells(root: Element) -> dict[int, dict[int, Element]]:
    """Return the cells that may hold something (18.3.1.4), by row and column, in order.

    A row or a cell without an address follows the one before it.
    """
    namespace = parts.namespace(root)
    name, at, ordered = f"{namespace}c", (0, 0), True
    rows: dict[int, dict[int, Element]] = {}
    for line in root.iterfind(f"{namespace}sheetData/{namespace}row"):
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
class _CellReader:
    """Parses cells. `links` are the hyperlink targets of cells, by row and column.

    `counted` are the cells whose text was counted: a cell may be asked for again.
    """

    shared: _Shared
    links: Mapping[tuple[int, int] | None, str]
    counted: set[tuple[int, int]] = field(default_factory=set)

    def __call__(self, row: int, column: int, element: Element) -> Cell | None:
        """Parse a cell; None when it holds nothing. Raises UnsafeError."""
        cell_format = self.shared.formats.get(element.get("s", "0"), _NO_FORMAT)
        try:
            content = _content(element, cell_format, self.shared)
        except (ValueError, IndexError, OverflowError) as error:
            raise damaged() from error
        if isinstance(content, Cell):
            return content
        text, runs, day = content
        if not text:
            return None
        if (row, column) not in self.counted:
            self.counted.add((row, column))
            self.shared.spend_text(text)
        link = self.links.get((row, column), "") if self.links else ""
        return Cell(text, runs, day, "", "", cell_format.span, link)


_Content: TypeAlias = tuple[str, tuple[Span, ...], date | None]


def _content(element: Element, cell_format: CellFormat, shared: _Shared) -> _Content | Cell:
    """Read the text, runs and date of a cell; a formula or an error comes back as a Cell."""
    kind, value, inline, is_formula = element.get("t", "n"), "", None, False
    for child in element:
        if child.tag.endswith("}is"):
            inline = child
        elif child.tag.endswith("}v"):
            value = child.text or ""
        elif child.tag.endswith("}f"):
            is_formula = True
    if is_formula:
        return Cell("", not_text="a formula", cached=value)
    if kind == "e":
        return Cell("", not_text=f"the error {value}")
    if kind in {"n", "b"}:
        return _number(value, kind, cell_format, shared.epoch) if value else _NOTHING
    if kind == "s":
        return (*shared.text(int(value)), None) if value else _NOTHING
    text, runs = (value, ()) if inline is None else read_formats.text_and_runs(inline)
    return text, runs, _iso_date(value) if kind == "d" else None


def _number(value: str, kind: str, cell_format: CellFormat, epoch: date) -> _Content:
    if kind == "b":
        return "TRUE" if value in {"1", "true"} else "FALSE", (), None
    number = float(value)
    text = str(int(number) if number.is_integer() else number)
    if cell_format.is_date:
        day = _date_of_serial(number, epoch)
        return f"{day:%d/%m/%Y}" if day else text, (), day
    day = _date_of_serial(number, epoch) if _FIRST_SERIAL <= number <= _LAST_SERIAL else None
    return text, (), day


def _date_of_serial(serial: float, epoch: date) -> date | None:
    """Convert a serial number; Excel counts a 29 February 1900 that never was."""
    try:
        day = epoch + timedelta(days=math.floor(serial))
    except (OverflowError, ValueError):
        return None
    return day + timedelta(days=1) if epoch < day < _AFTER_FALSE_LEAP_DAY else day


def _iso_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _cell_links(package: Archive, part: str, root: Element) -> Mapping[tuple[int, int] | None, str]:
    """Read web and mail links on cells (18.3.1.47): the target by the first cell of each."""
    path = "{0}hyperlinks/{0}hyperlink".format(parts.namespace(root))
    elements = list(islice(root.iterfind(path), _MOST_LINKS))
    targets = parts.relationships(package, part) if elements else {}
    links: dict[tuple[int, int] | None, str] = {}
    for link in elements:
        target = targets.get(_id(link), ("", ""))[0]
        if target.casefold().startswith(_WEB):
            links[_address(link.get("ref", "").partition(":")[0])] = target
    return links


def _merged_ranges(root: Element) -> Iterator[tuple[int, int, int, int]]:
    """Yield the merged ranges (18.3.1.55): first row and column, last row and column."""
    for merged in root.iterfind("{0}mergeCells/{0}mergeCell".format(parts.namespace(root))):
        first, _, last = merged.get("ref", "").partition(":")
        yield (*(_address(first) or (0, 0)), *(_address(last) or (0, 0)))


def _year(package: Archive) -> str:
    """Read the year that the workbook was written for; "" when it does not say."""
    if _PROPERTIES not in package.parts:
        return ""
    for entry in archive.root(parts.read_part(package, _PROPERTIES)):
        if entry.get("name") == EDITION_PROPERTY:
            return "".join(entry.itertext()).strip()
    return ""


def _id(element: Element) -> str:
    return next((value for key, value in element.items() if key.endswith("}id")), "")


@lru_cache(maxsize=20_000)
def _address(reference: str) -> tuple[int, int] | None:
    """Parse an address such as G14 as row and column; None when it is not one."""
    match = _ADDRESS.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column
