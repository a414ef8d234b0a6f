"""Write text into cells with its formatting, and never as a formula."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from assembler.errors import AssemblerError
from assembler.rich_text import Paragraph, Prose, Span, clean, plain
from assembler.workbook import style

LONGEST = 32_767  # characters that a cell can hold
# Excel repairs a workbook with a longer link.
_LONGEST_LINK = 2_079
_WHITE_SPACE = re.compile(r"\s")
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


class _Block(TextBlock):
    """A run of formatted text that keeps its white space, even where it is nothing else."""

    def to_tree(self) -> Any:
        tree = super().to_tree()
        tree[-1].set(_PRESERVE, "preserve")
        return tree


def shortened(text: str) -> str:
    """Return a text that fits a cell: one that is too long ends at a word and an ellipsis."""
    text = clean(text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rpartition(' ')[0]}…"


def write_text(cell: Cell, text: str) -> None:
    """Write plain text. Text that begins with "=" or reads like an error stays text."""
    _set_value(cell, clean(text))


def write_prose(cell: Cell, prose: Prose) -> None:
    """Write formatted text, one paragraph on each line.

    A cell can hold one link, over all its text: it is used where every span has the same link.
    Where only some spans have one, the address follows them in brackets.
    """
    links = {_quoted(span.link) for paragraph in prose for span in paragraph.spans}
    link = links.pop() if len(links) == 1 else ""
    if links or len(link) > _LONGEST_LINK:
        prose, link = with_addresses(prose), ""
    if not any(span.stands_out for paragraph in prose for span in paragraph.spans):
        _set_value(cell, clean(plain(prose)))
    else:
        spans = _with_breaks(prose)
        blocks: list[str | TextBlock] = [_Block(_font(span), clean(span.text)) for span in spans]
        _set_value(cell, CellRichText(blocks))
    if link:
        cell.hyperlink = link
        cell.font = style.LINK


def _quoted(link: str) -> str:
    """Return a link without the white space that Excel would not accept in it."""
    return _WHITE_SPACE.sub(lambda match: quote(match[0]), link)


def with_addresses(prose: Prose) -> Prose:
    """Return text in which the address of a link follows its words in brackets, as plain words."""
    return tuple(_with_addresses(paragraph) for paragraph in prose)


def _with_addresses(paragraph: Paragraph) -> Paragraph:
    def with_address(span: Span) -> str:
        address = span.link.removeprefix("mailto:")
        is_shown = not span.link or address.rpartition("//")[2] in span.text
        return span.text if is_shown else f"{span.text} ({address})"

    spans = (replace(span, text=with_address(span), link="") for span in paragraph.spans)
    return replace(paragraph, spans=tuple(spans))


def _set_value(cell: Cell, value: str | CellRichText) -> None:
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


def _with_breaks(prose: Prose) -> list[Span]:
    """Return the spans of all paragraphs with line breaks and list marks in their text."""
    spans: list[Span] = []
    for index, paragraph in enumerate(prose):
        first, *others = paragraph.spans
        mark = ("\n" if index else "") + ("- " if paragraph.item else "")
        emphasis = first.bold, first.italic, first.underline, first.position
        spans.append(Span(mark + first.text, *emphasis))
        spans += others
    return spans


def _font(span: Span) -> InlineFont:
    return InlineFont(
        rFont=style.FACE,
        sz=style.SIZE,
        b=span.bold or None,
        i=span.italic or None,
        u="single" if span.underline else None,
        vertAlign={"": None, "sub": "subscript", "super": "superscript"}[span.position],
    )
