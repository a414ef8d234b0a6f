"""The one reader of Word XML: its paragraphs in order, each with the place a person would name."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from assembler.word.namespaces import w

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@dataclass(frozen=True)
class Block:
    """One paragraph: where it stands (counted as a person counts), its style id, its words."""

    place: str
    style: str
    text: str


_RUN, _TEXT = w("r"), w("t")
_STYLE, _VALUE = f"{w('pPr')}/{w('pStyle')}", w("val")
_WRAPPERS = {w("sdt"), w("sdtContent"), w("customXml"), w("ins"), w("moveTo")}
_MARKS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011"}


def blocks(root: etree._Element) -> tuple[Block, ...]:
    """Read every paragraph of a part, in document order, those in tables included.

    Places count from one: "paragraph 4" counts the paragraphs outside tables, "table 1, row 2,
    cell 3" and, where a cell has several, its paragraph.
    """
    return tuple(block for block, _ in located(root))


def located(root: etree._Element) -> Iterator[tuple[Block, etree._Element]]:
    """Read every paragraph of a part as `blocks` does, each with its element."""
    body = root.find(w("body"))
    return _inside(root if body is None else body, "")


def words(paragraph: etree._Element) -> str:
    """Give the words of a paragraph as a reader sees them, deleted text left out."""
    pieces = (piece for run in paragraph.iter(_RUN) for piece in run)
    return "".join(piece.text or _MARKS.get(piece.tag, "") for piece in pieces if _seen(piece.tag))


def flattened(container: etree._Element) -> Iterator[etree._Element]:
    """Give the children, those inside content controls and custom XML as if they stood here."""
    for child in container:
        if child.tag in _WRAPPERS:
            yield from flattened(child)
        else:
            yield child


def _inside(container: etree._Element, prefix: str) -> Iterator[tuple[Block, etree._Element]]:
    paragraph = table = 0
    several = len(container.findall(w("p"))) > 1
    for child in flattened(container):
        if child.tag == w("p"):
            paragraph += 1
            named = not prefix or several
            place = f"{prefix}, paragraph {paragraph}" if prefix else f"paragraph {paragraph}"
            yield Block(place if named else prefix, style_of(child), words(child)), child
        elif child.tag == w("tbl"):
            table += 1
            start = f"{prefix}, table {table}" if prefix else f"table {table}"
            yield from _table(child, start)


def _table(table: etree._Element, prefix: str) -> Iterator[tuple[Block, etree._Element]]:
    rows = [row for row in flattened(table) if row.tag == w("tr")]
    for number, row in enumerate(rows, start=1):
        cells = [cell for cell in flattened(row) if cell.tag == w("tc")]
        for column, cell in enumerate(cells, start=1):
            yield from _inside(cell, f"{prefix}, row {number}, cell {column}")


def style_of(paragraph: etree._Element) -> str:
    """Give the id of a paragraph's style; empty when it names none."""
    style = paragraph.find(_STYLE)
    return "" if style is None else style.get(_VALUE, "")


def _seen(tag: str) -> bool:
    return tag == _TEXT or tag in _MARKS
