"""Cell formats and rich text, as far as prose and dates need them (ECMA-376 part 1, 18)."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from assembler.opc import archive
from assembler.opc.archive import Element, UnsafeError
from assembler.rich_text import PLAIN, Position, Span
from assembler.workbook.xlsx import package

_MOST_STYLES = 20_000
_STYLE_TAG = re.compile(rb"<(?:\w+:)?(?:xf|font|fill|border|numFmt|dxf)[ />]")
_POSITIONS: Mapping[str, Position] = {"subscript": "sub", "superscript": "super"}
# Built-in number formats that are dates (18.8.30). A custom one is a date if d, m or y is left
# once literals, colours and "General" are taken out.
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_A_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|general', re.IGNORECASE)
_OFF = {"0", "false"}


class CellFormat(NamedTuple):
    """The format of a whole cell: `span` has its emphasis."""

    span: Span = PLAIN
    is_date: bool = False


@lru_cache(maxsize=8)  # the workbooks of a run often share their styles
def cell_formats(styles: bytes) -> Mapping[str, CellFormat]:
    """Read the cell formats of a workbook (18.8.10) by the number under which cells name them.

    Raises UnsafeError.
    """
    if len(_STYLE_TAG.findall(styles)) > _MOST_STYLES:
        raise UnsafeError(
            "has more cell styles than Excel copes with.",
            "Copy what you wrote into a workbook made by `assemble new`.",
        )
    return {str(number): each for number, each in enumerate(_formats(archive.root(styles)))}


def text_and_runs(element: Element) -> tuple[str, tuple[Span, ...]]:
    """Read rich text (18.4.8): its text, and its runs if any has a format of its own.

    Phonetic hints are left out.
    """
    if len(element) == 1 and element[0].tag.endswith("}t"):
        return element[0].text or "", ()
    spans = tuple(span for span in _runs(element, package.namespace(element)) if span.text)
    plain = all(span.looks_like(PLAIN) for span in spans)
    return "".join(span.text for span in spans), () if plain else spans


def _runs(element: Element, namespace: str) -> Iterator[Span]:
    for child in element:
        if child.tag == f"{namespace}t":
            yield Span(child.text or "")
        elif child.tag == f"{namespace}r":
            text = child.findtext(f"{namespace}t") or ""
            yield _emphasis(child.find(f"{namespace}rPr")).saying(text)


def _emphasis(font: Element | None) -> Span:
    """Read the emphasis that a font gives (18.8.22) as a span without text."""
    if font is None:
        return PLAIN
    values = {child.tag.rpartition("}")[2]: child.get("val", "") for child in font}
    span = Span(
        "",
        bold=values.get("b", "0") not in _OFF,
        italic=values.get("i", "0") not in _OFF,
        underline=values.get("u", "none") != "none",
        position=_POSITIONS.get(values.get("vertAlign", ""), ""),
        struck=values.get("strike", "0") not in _OFF,
    )
    return PLAIN if span == PLAIN else span


def _formats(root: Element) -> Iterator[CellFormat]:
    namespace = package.namespace(root)
    fonts = [_emphasis(font) for font in root.iterfind(f"{namespace}fonts/{namespace}font")]
    codes = {
        int(entry.get("numFmtId", "0")): entry.get("formatCode", "")
        for entry in root.iterfind(f"{namespace}numFmts/{namespace}numFmt")
    }
    for entry in root.iterfind(f"{namespace}cellXfs/{namespace}xf"):
        font, number = int(entry.get("fontId", "0")), int(entry.get("numFmtId", "0"))
        span = fonts[font] if font < len(fonts) else PLAIN
        code = _NOT_A_DATE.sub("", codes.get(number, ""))
        custom_date = re.search("[dmy]", code, re.IGNORECASE) is not None
        yield CellFormat(span, number in _DATE_FORMATS or custom_date)
