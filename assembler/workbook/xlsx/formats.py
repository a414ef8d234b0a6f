"""How cells and their words look, as far as prose or dates are concerned (ECMA-376 part 1, 18)."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from assembler.opc import archive
from assembler.opc.archive import Element, UnsafeError
from assembler.rich_text import PLAIN, Position, Span
from assembler.workbook.xlsx import package

_MOST_STYLES = 20_000
_XF = re.compile(rb"<(?:\w+:)?(?:xf|font|fill|border|numFmt|dxf)[ />]")
_POSITIONS: Mapping[str, Position] = {"subscript": "sub", "superscript": "super"}
# Number formats of the standard that are dates (18.8.30), and what makes an own format one.
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_A_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|general', re.IGNORECASE)
_OFF = {"0", "false"}


class Look(NamedTuple):
    """How a whole cell is formatted."""

    span: Span = PLAIN
    is_date: bool = False


@lru_cache(maxsize=8)  # the workbooks of a run often share their styles
def of_cells(styles: bytes) -> Mapping[str, Look]:
    """Read the cell formats of a workbook (18.8.10) by the number under which cells name them.

    Raises UnsafeError.
    """
    if len(_XF.findall(styles)) > _MOST_STYLES:
        raise UnsafeError(
            "has more cell styles than Excel copes with.",
            "Copy what you wrote into a workbook made by `assemble new`.",
        )
    return {str(number): look for number, look in enumerate(_looks(archive.root(styles)))}


def words(element: Element) -> tuple[str, tuple[Span, ...]]:
    """Read a rich text (18.4.8): its words, and its runs where any of them has a look of its own.

    Phonetic hints are left out.
    """
    if len(element) == 1 and element[0].tag.endswith("}t"):
        return element[0].text or "", ()
    spans = tuple(span for span in _spans(element, package.space(element)) if span.text)
    plain = all(span.looks_like(PLAIN) for span in spans)
    return "".join(span.text for span in spans), () if plain else spans


def _spans(element: Element, space: str) -> Iterator[Span]:
    for child in element:
        if child.tag == f"{space}t":
            yield Span(child.text or "")
        elif child.tag == f"{space}r":
            text = child.findtext(f"{space}t") or ""
            yield _font(child.find(f"{space}rPr")).saying(text)


def _font(properties: Element | None) -> Span:
    """Read what a font says of emphasis (18.8.22)."""
    if properties is None:
        return PLAIN
    said = {child.tag.rpartition("}")[2]: child.get("val", "") for child in properties}
    span = Span(
        "",
        bold=said.get("b", "0") not in _OFF,
        italic=said.get("i", "0") not in _OFF,
        underline=said.get("u", "none") != "none",
        position=_POSITIONS.get(said.get("vertAlign", ""), ""),
    )
    return PLAIN if span == PLAIN else span


def _looks(root: Element) -> Iterator[Look]:
    space = package.space(root)
    fonts = [_font(font) for font in root.iterfind(f"{space}fonts/{space}font")]
    formats = {
        int(entry.get("numFmtId", "0")): entry.get("formatCode", "")
        for entry in root.iterfind(f"{space}numFmts/{space}numFmt")
    }
    for entry in root.iterfind(f"{space}cellXfs/{space}xf"):
        font, form = int(entry.get("fontId", "0")), int(entry.get("numFmtId", "0"))
        span = fonts[font] if font < len(fonts) else PLAIN
        own = re.search("[dmy]", _NOT_A_DATE.sub("", formats.get(form, "")), re.IGNORECASE)
        yield Look(span, form in _DATE_FORMATS or own is not None)
