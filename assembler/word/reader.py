"""Walk over Word XML, the same for all: paragraphs in order, each with its place in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from assembler.word.document import WordDocument, story_container
from assembler.word.namespaces import MC, R, w
from assembler.word.read_runs import visible_text

PARAGRAPH, TABLE, ROW, CELL = w("p"), w("tbl"), w("tr"), w("tc")
_WRAPPERS = frozenset(
    w(name) for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")
)
_NOTES = frozenset((w("footnote"), w("endnote")))
_ALTERNATIVES, _CHOICE, _FALLBACK = (
    f"{{{MC}}}{name}" for name in ("AlternateContent", "Choice", "Fallback")
)
_BOX = w("txbxContent")
_STYLE, _VALUE = f"{w('pPr')}/{w('pStyle')}", w("val")
_REFERENCES = {w("headerReference"): "header", w("footerReference"): "footer"}
_PAGES = {"default": "", "first": "first page ", "even": "even page "}


@dataclass(frozen=True)
class Block:
    """One paragraph: where it stands (counted as a person counts), its style id, its words."""

    place: str
    style: str
    text: str


@dataclass(frozen=True)
class Story:
    """One part with text. `name` is what a person calls it; the main text has none."""

    part: str
    name: str
    root: etree._Element
    paragraphs: tuple[tuple[Block, etree._Element], ...]

    def place(self, index: int) -> str:
        """Return the place of a paragraph: "first page header, paragraph 2"."""
        place = self.paragraphs[index][0].place
        return f"{self.name}, {place}" if self.name else place


def stories(document: WordDocument) -> tuple[Story, ...]:
    """Return the main text, the headers and footers in use, and the notes, in this order."""
    names = {document.main: "", **_header_names(document)}
    for kind in ("footnotes", "endnotes"):
        names.update((part, kind) for part in document.related(kind))
    return tuple(
        Story(part, name, document.root(part), tuple(located(document.root(part))))
        for part, name in names.items()
    )


def blocks(root: etree._Element) -> tuple[Block, ...]:
    """Return every paragraph of a part, in document order, those in tables and text boxes included.

    Places count from one: "paragraph 4" counts the paragraphs outside tables, "table 1, row 2,
    cell 3" and, where a cell has several, its paragraph.
    """
    return tuple(block for block, _ in located(root))


def located(root: etree._Element) -> Iterator[tuple[Block, etree._Element]]:
    """Yield every paragraph of a part as `blocks` does, each with its element."""
    return _located(story_container(root), "")


def children(container: etree._Element) -> Iterator[etree._Element]:
    """Yield the children, those of content controls, insertions and notes as if they stood here.

    Of alternate content the first choice is read, as Word does.
    """
    for child in container:
        if child.tag in _WRAPPERS:
            yield from children(child)
        elif child.tag == _ALTERNATIVES:
            for choice in child.findall(_CHOICE)[:1]:
                yield from children(choice)
        elif child.tag in _NOTES:
            # Notes with a type are the separator lines, which hold no text.
            yield from children(child) if child.get(w("type")) is None else ()
        else:
            yield child


def paragraphs(container: etree._Element) -> Iterator[etree._Element]:
    """Yield every paragraph inside, those of tables and text boxes included."""
    for child in children(container):
        if child.tag == PARAGRAPH:
            yield child
            for box in boxes(child):
                yield from paragraphs(box)
        elif child.tag in {TABLE, ROW, CELL}:
            yield from paragraphs(child)


def boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield the content of each text box of a paragraph, once: Word writes it twice."""
    for box in paragraph.iter(_BOX):
        if next(box.iterancestors(PARAGRAPH)) is paragraph and not _is_fallback(box):
            yield box


def style_of(paragraph: etree._Element) -> str:
    """Return the id of a paragraph's style; empty when it names none."""
    style = paragraph.find(_STYLE)
    return "" if style is None else style.get(_VALUE, "")


def _is_fallback(box: etree._Element) -> bool:
    """Whether a text box repeats the one of the alternative before it."""
    fallback = next(box.iterancestors(_FALLBACK, PARAGRAPH))
    if fallback.tag == PARAGRAPH:
        return False
    choice = fallback.getprevious()
    return choice is not None and next(choice.iter(_BOX), None) is not None


def _located(container: etree._Element, prefix: str) -> Iterator[tuple[Block, etree._Element]]:
    paragraph = table = 0
    several = len(container.findall(PARAGRAPH)) > 1
    for child in children(container):
        if child.tag == PARAGRAPH:
            paragraph += 1
            place = f"{prefix}, paragraph {paragraph}" if prefix else f"paragraph {paragraph}"
            place = place if not prefix or several else prefix
            yield Block(place, style_of(child), visible_text(child)), child
            for box in boxes(child):
                yield from _located(box, f"text box at {place}")
        elif child.tag == TABLE:
            table += 1
            start = f"{prefix}, table {table}" if prefix else f"table {table}"
            yield from _located_in_table(child, start)


def _located_in_table(table: etree._Element, prefix: str) -> Iterator[tuple[Block, etree._Element]]:
    rows = [row for row in children(table) if row.tag == ROW]
    for number, row in enumerate(rows, start=1):
        cells = [cell for cell in children(row) if cell.tag == CELL]
        for column, cell in enumerate(cells, start=1):
            yield from _located(cell, f"{prefix}, row {number}, cell {column}")


def _header_names(document: WordDocument) -> dict[str, str]:
    """Return the parts of headers and footers with what a person calls them."""
    targets = document.targets(document.main)
    names: dict[str, str] = {}
    for section in document.document.iter(w("sectPr")):
        for reference in section:
            kind = _REFERENCES.get(str(reference.tag), "")
            part = targets.get(reference.get(f"{{{R}}}id", ""), "")
            if kind and part in document:
                page = _PAGES.get(reference.get(w("type"), "default"), "")
                names.setdefault(part, page + kind)
    return names
