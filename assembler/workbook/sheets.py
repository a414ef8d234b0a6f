"""The XML of a workbook into cells: streamed, bounded, and only what holds something.

A file is read as ECMA-376 lays it down (part 1, 18: SpreadsheetML), whoever saved it: Excel's own
kind, its Strict kind and LibreOffice's. One walk gives the values, what formulas last showed, and
the formatting of words; a million cells that are only coloured cost a moment and no memory.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import IO
from zipfile import ZipFile

from lxml import etree

from assembler.prose import Position, Span
from assembler.workbook.grid import Book, Cell, Grid, Value, plain_name
from assembler.workbook.layout import EDITION_PROPERTY

# More filled cells than the fullest assessment could ever have; past them it is no such workbook.
MOST_CELLS = 200_000
_WORKBOOK_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
_LINKS = ("http://", "https://", "mailto:")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_POSITIONS: Mapping[str, Position] = {"subscript": "sub", "superscript": "super"}
# Number formats of the standard that are dates (18.8.30), and what makes an own format one.
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_A_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|general', re.IGNORECASE)
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_AFTER_FALSE_LEAP_DAY = date(1900, 2, 28)
# Plain numbers that are days of about 1982 to 2109; a year or a street number is none.
_FIRST_SERIAL, _LAST_SERIAL = 30_000, 75_000
_OFF = {"0", "false"}
_PLAIN = Span("")


class TooLarge(Exception):  # noqa: N818 - what was found, not what went wrong
    """More cells are filled than the fullest assessment could have."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a whole cell is formatted, as far as words or dates are concerned."""

    span: Span
    is_date: bool


def read_book(data: bytes, wanted: Collection[str]) -> Book:
    """Read the bytes of a workbook into grids, of the sheets that are wanted by plain name.

    Raises TooLarge past MOST_CELLS, and whatever zipfile and lxml raise on damaged parts.
    """
    with ZipFile(BytesIO(data)) as archive:
        targets = _targets(archive, _WORKBOOK_RELATIONSHIPS)
        book = _root(archive, _main_part(archive))
        settings = book.find("{*}workbookPr")
        old = settings is not None and settings.get("date1904") in {"1", "true"}
        shelf = _Shelf(
            strings=tuple(_strings(archive)),
            looks=tuple(_looks(archive)),
            epoch=_EPOCH_1904 if old else _EPOCH_1900,
        )
        sheets: dict[str, Grid] = {}
        for sheet in book.iterfind("{*}sheets/{*}sheet"):
            name, (part, kind) = sheet.get("name", ""), targets.get(_id(sheet), ("", ""))
            if kind == "worksheet" and plain_name(name) in wanted:
                sheets.setdefault(plain_name(name), _grid(archive, part, name, shelf))
        return Book(sheets, _year(archive))


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What the sheets of a workbook share."""

    strings: tuple[tuple[Span, ...], ...]
    looks: tuple[Look, ...]
    epoch: date

    def look(self, element: etree._Element) -> Look:
        number = int(element.get("s") or 0)
        return self.looks[number] if number < len(self.looks) else Look(_PLAIN, is_date=False)


def _main_part(archive: ZipFile) -> str:
    targets = _targets(archive, "_rels/.rels").values()
    return next((part for part, kind in targets if kind == "officeDocument"), "xl/workbook.xml")


def _grid(archive: ZipFile, part: str, name: str, shelf: _Shelf) -> Grid:
    found: dict[tuple[int, int], tuple[Cell, Look]] = {}
    links: dict[tuple[int, int], str] = {}
    merged: list[tuple[int, int, int, int]] = []
    row = column = 0  # of the cell before; a row that ended leaves its number and no column
    with archive.open(part) as stream:
        for element in _ended(stream, ("row", "c", "hyperlink", "mergeCell")):
            kind = element.tag.rpartition("}")[2]
            if kind == "c":
                row, column = _address(element.get("r", "")) or _next(element, row, column)
                look = shelf.look(element)
                cell = _cell(element, (row, column), look, shelf) if len(element) else None
                if cell is not None:
                    found[row, column] = cell, look
                    if len(found) > MOST_CELLS:
                        raise TooLarge
                continue
            if kind == "hyperlink":
                first = element.get("ref", "").partition(":")[0]
                links[_address(first) or (0, 0)] = _id(element)
            elif kind == "mergeCell":
                first, _, last = element.get("ref", "").partition(":")
                merged.append((*(_address(first) or (0, 0)), *(_address(last) or (0, 0))))
            elif kind == "row":
                row = int(element.get("r") or (row if column else row + 1))
                column = 0
            _forget(element)
    targets = _targets(archive, _relationships_of(part)) if links else {}
    cells = {
        at: _dressed(cell, look, targets.get(links.get(at, ""), ("", ""))[0])
        for at, (cell, look) in found.items()
    }
    return Grid(name, cells, tuple(merged))


def _cell(element: etree._Element, at: tuple[int, int], look: Look, shelf: _Shelf) -> Cell | None:
    """Read one cell (18.3.1.4); None when it holds nothing."""
    kind = element.get("t", "n")
    inside = {child.tag.rpartition("}")[2]: child for child in element}
    shown = (inside["v"].text or "") if "v" in inside else ""
    if "f" in inside:
        return Cell(*at, None, fault="a formula", shown=shown)
    if kind == "e":
        return Cell(*at, None, fault=f"the error {shown}")
    if kind in {"n", "b"}:
        return _number(shown, kind, at, look, shelf.epoch) if shown else None
    if kind == "s":
        spans = shelf.strings[int(shown)] if shown else ()
    else:
        spans = tuple(_spans(inside["is"])) if "is" in inside else (Span(shown),)
    spans = tuple(span for span in spans if span.text)
    day = _iso(shown) if kind == "d" else None
    return Cell(*at, "".join(span.text for span in spans), spans, day) if spans else None


def _dressed(cell: Cell, look: Look, target: str) -> Cell:
    """Give the plain words of a cell the formatting of the whole, and its words their link."""
    link = target if target.casefold().startswith(_LINKS) else ""
    # A link is underlined as a whole: that is its colour, not the user's emphasis.
    whole = replace(look.span, underline=False) if link else look.span
    if not link and whole == _PLAIN:
        return cell
    spans = (
        Span(s.text, look.bold, look.italic, look.underline, look.position, link)
        for s in cell.spans
        for look in (s if s.bold or s.italic or s.underline or s.position else whole,)
    )
    return replace(cell, spans=tuple(spans))


def _number(shown: str, kind: str, at: tuple[int, int], look: Look, epoch: date) -> Cell:
    if kind == "b":
        words = "TRUE" if shown == "1" else "FALSE"
        return Cell(*at, shown == "1", (Span(words),))
    number = float(shown)
    value: Value = int(number) if number.is_integer() else number
    if look.is_date:
        day = _day(number, epoch)
        return Cell(*at, day or value, (Span(f"{day:%d/%m/%Y}" if day else str(value)),), day)
    day = _day(number, epoch) if _FIRST_SERIAL <= number <= _LAST_SERIAL else None
    return Cell(*at, value, (Span(str(value)),), day)


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


def _strings(archive: ZipFile) -> Iterator[tuple[Span, ...]]:
    part = "xl/sharedStrings.xml"
    if part not in archive.namelist():
        return
    with archive.open(part) as stream:
        for element in _ended(stream, ("si",)):
            yield tuple(_spans(element))
            _forget(element)


def _spans(element: etree._Element) -> Iterator[Span]:
    """Read a rich text (18.4.8): its runs with their formatting; phonetic hints are left out."""
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "t":
            yield Span(child.text or "")
        elif name == "r":
            text = child.find("{*}t")
            span = _font(child.find("{*}rPr"))
            yield replace(span, text=(text.text or "") if text is not None else "")


def _font(properties: etree._Element | None) -> Span:
    """Read what a font says of emphasis (18.8.22)."""
    if properties is None:
        return Span("")
    said = {child.tag.rpartition("}")[2]: child.get("val", "") for child in properties}
    return Span(
        "",
        bold=said.get("b", "0") not in _OFF,
        italic=said.get("i", "0") not in _OFF,
        underline=said.get("u", "none") != "none",
        position=_POSITIONS.get(said.get("vertAlign", ""), ""),
    )


def _looks(archive: ZipFile) -> Iterator[Look]:
    """Read the cell formats of the workbook (18.8.10) in the order in which cells name them."""
    if "xl/styles.xml" not in archive.namelist():
        return
    root = _root(archive, "xl/styles.xml")
    fonts = [_font(font) for font in root.iterfind("{*}fonts/{*}font")]
    formats = {
        int(entry.get("numFmtId", "0")): entry.get("formatCode", "")
        for entry in root.iterfind("{*}numFmts/{*}numFmt")
    }
    for entry in root.iterfind("{*}cellXfs/{*}xf"):
        font, form = int(entry.get("fontId", "0")), int(entry.get("numFmtId", "0"))
        span = fonts[font] if font < len(fonts) else _PLAIN
        own = re.search("[dmy]", _NOT_A_DATE.sub("", formats.get(form, "")), re.IGNORECASE)
        yield Look(span, form in _DATE_FORMATS or own is not None)


def _targets(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Read relationships: by id, the part or address they lead to, and their kind."""
    if part not in archive.namelist():
        return {}
    folder = dirname(dirname(part))
    found = {}
    for entry in _root(archive, part):
        target, kind = entry.get("Target", ""), entry.get("Type", "").rpartition("/")[2]
        if entry.get("TargetMode") != "External":
            target = normpath(join("/", folder, target)).lstrip("/")
        found[entry.get("Id", "")] = (target, kind)
    return found


def _relationships_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _year(archive: ZipFile) -> str:
    """Read the edition that the workbook was written for, "" when it does not say."""
    if "docProps/custom.xml" not in archive.namelist():
        return ""
    for entry in _root(archive, "docProps/custom.xml"):
        if entry.get("name") == EDITION_PROPERTY:
            return "".join(str(text) for text in entry.itertext()).strip()
    return ""


def _id(element: etree._Element) -> str:
    return next((str(v) for key, v in element.attrib.items() if str(key).endswith("}id")), "")


def _next(element: etree._Element, row: int, column: int) -> tuple[int, int]:
    """Place a cell that names no address: after the one before it, or first in its row."""
    parent = element.getparent()
    stated = parent.get("r") if parent is not None else None
    if column:
        return row, column + 1
    return int(stated or row + 1), 1


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


def _root(archive: ZipFile, part: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(part), parser)


def _ended(stream: IO[bytes], names: tuple[str, ...]) -> Iterator[etree._Element]:
    """Give each element of these names as it ends."""
    parser = etree.iterparse(
        stream,
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    for _, element in parser:
        yield element


def _forget(element: etree._Element) -> None:
    """Let go of what was read, and of what stood before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
