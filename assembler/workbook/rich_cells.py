"""Text into cells: as it is meant, with its formatting, and never as a formula."""

from dataclasses import replace
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from assembler.errors import AssemblerError
from assembler.rich_text import Paragraph, Prose, Span, clean, plain
from assembler.workbook import style

LONGEST = 32_767
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


class _Block(TextBlock):
    """A run of formatted text that keeps its blanks, even where it is nothing else."""

    def to_tree(self) -> Any:
        tree = super().to_tree()
        tree[-1].set(_PRESERVE, "preserve")
        return tree


def put(cell: Cell, text: str) -> None:
    """Write plain text. Text that begins with "=" or reads like an error stays text."""
    _put(cell, clean(text))


def put_prose(cell: Cell, prose: Prose) -> None:
    """Write formatted text, one paragraph a line.

    A cell holds one link at most, over all its words: it is written where every span has the same.
    Where only some words lead somewhere, the address follows them in brackets.
    """
    links = {span.link for paragraph in prose for span in paragraph.spans}
    if len(links) > 1:
        prose = tuple(_spelt_out(paragraph) for paragraph in prose)
    if not any(_looks(span) for paragraph in prose for span in paragraph.spans):
        _put(cell, clean(plain(prose)))
    else:
        spans = _spans(prose)
        blocks: list[str | TextBlock] = [_Block(_font(span), clean(span.text)) for span in spans]
        _put(cell, CellRichText(blocks))
    if len(links) == 1 and (link := links.pop()):
        cell.hyperlink = link
        cell.font = style.LINK


def _spelt_out(paragraph: Paragraph) -> Paragraph:
    def shown(span: Span) -> str:
        address = span.link.removeprefix("mailto:")
        known = not span.link or address.rpartition("//")[2] in span.text
        return span.text if known else f"{span.text} ({address})"

    spans = (replace(span, text=shown(span), link="") for span in paragraph.spans)
    return replace(paragraph, spans=tuple(spans))


def _put(cell: Cell, value: str | CellRichText) -> None:
    if len(str(value)) > LONGEST:
        raise AssemblerError(
            f"A text for {cell.parent.title}!{cell.coordinate} has {len(str(value)):,} "
            f"characters; a cell holds {LONGEST:,}.",
            "Shorten it.",
        )
    if not value:
        return
    cell.value = value
    cell.data_type = "s"


def _spans(prose: Prose) -> list[Span]:
    """Give the spans of all paragraphs, line breaks and list marks put into their text."""
    spans: list[Span] = []
    for index, paragraph in enumerate(prose):
        first, *others = paragraph.spans
        mark = ("\n" if index else "") + ("- " if paragraph.item else "")
        spans.append(Span(mark + first.text, *_looks_of(first)))
        spans += others
    return spans


def _looks_of(span: Span) -> tuple[Any, ...]:
    return span.bold, span.italic, span.underline, span.position


def _looks(span: Span) -> bool:
    return any(_looks_of(span))


def _font(span: Span) -> InlineFont:
    return InlineFont(
        rFont=style.FACE,
        sz=style.SIZE,
        b=span.bold or None,
        i=span.italic or None,
        u="single" if span.underline else None,
        vertAlign={"": None, "sub": "subscript", "super": "superscript"}[span.position],
    )
