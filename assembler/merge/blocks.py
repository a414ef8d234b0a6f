"""Read a story as blocks (paragraphs, tables, rows, cells), each with the keys to align it by."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from assembler.merge.block_identity import BlockIdentity
from assembler.word import read_runs
from assembler.word.namespaces import first_child, w
from assembler.word.reader import children

PARAGRAPH, TABLE, ROW, CELL = w("p"), w("tbl"), w("tr"), w("tc")
_PARTS = {TABLE: (ROW,), ROW: (CELL,), CELL: (PARAGRAPH, TABLE)}
_STORY = (PARAGRAPH, TABLE)
_PROPERTIES, _STYLE, _VALUE = w("pPr"), w("pStyle"), w("val")
_OBJECTS = tuple(
    w(name)
    for name in ("commentReference", "footnoteReference", "endnoteReference", "drawing", "object")
)
_DASH, _HEADING = " – ", 100


@dataclass(frozen=True, eq=False)
class Block:
    """A paragraph, table, row or cell; `parts` are the blocks inside it.

    `typed` are the words of a paragraph with their white space.
    """

    element: etree._Element
    identity: BlockIdentity
    parts: tuple["Block", ...] = ()
    typed: str = ""

    @property
    def kind(self) -> str:
        """The name of its element."""
        return str(self.element.tag)

    @property
    def text(self) -> str:
        """Its words, with white space normalised."""
        return self.identity.keys[0]

    def paragraphs(self) -> list["Block"]:
        """Return the paragraphs in it, itself if it is one."""
        if self.kind == PARAGRAPH:
            return [self]
        return [inner for part in self.parts for inner in part.paragraphs()]


def story_blocks(container: etree._Element, styles: Mapping[str, str]) -> list[Block]:
    """Return the blocks of a body, header, footer or cell; `styles` are style names by id."""
    return _blocks(container, _STORY, styles)


def normal(text: str) -> str:
    """Normalise text: one form of each letter, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def own(block: Block) -> int:
    """Count the objects in a block: pictures, notes and comments."""
    return sum(1 for _ in block.element.iter(*_OBJECTS))


def is_blank(block: Block) -> bool:
    """Whether it has neither words nor objects, or only words that tracking has deleted."""
    return not block.text and not own(block)


def line(text: str) -> str:
    """Return words for a message: in one line, without objects unless there is nothing else."""
    words = " ".join(text.replace(read_runs.OBJECT, "").split())
    return words or ("(a picture, field or equation)" if read_runs.OBJECT in text else "")


def _blocks(
    container: etree._Element, kinds: tuple[str, ...], styles: Mapping[str, str]
) -> list[Block]:
    return [_block(e, styles) for e in children(container) if e.tag in kinds]


def _block(element: etree._Element, styles: Mapping[str, str]) -> Block:
    if element.tag == PARAGRAPH:
        properties = first_child(element, _PROPERTIES)
        key = None if properties is None else first_child(properties, _STYLE)
        style = "" if key is None else styles.get(key.get(_VALUE, ""), "")
        typed = read_runs.text(element)
        text = normal(typed)
        return Block(element, BlockIdentity("p", style, (text, _heading(text))), typed=typed)
    parts = tuple(_blocks(element, _PARTS[str(element.tag)], styles))
    kind = etree.QName(element).localname
    return Block(
        element, BlockIdentity(kind, "", _keys(kind, [part.text for part in parts])), parts
    )


def _heading(text: str) -> str:
    """Return the text before a dash, the heading of a strength or recommendation."""
    heading, dash, _ = text.partition(_DASH)
    return heading if dash and len(heading) <= _HEADING else ""


def _keys(kind: str, texts: list[str]) -> tuple[str, ...]:
    """Return the keys of a block, surest first: a row's are its cells, a table's its first row."""
    whole = "\n".join(texts) if any(texts) else ""
    if kind == "tr" and len(texts) > 1:
        first, second = texts[:2]
        label = first if re.search(r"[^\W\d]", first) else ""
        both = f"{first}\n{second}" if first and second else ""
        return (whole, both, "\n".join(texts[1:]).strip(), second, label)
    if kind == "tbl" and texts:
        return (whole, texts[0])
    return (whole,)
