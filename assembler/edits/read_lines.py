"""A Word file as lines: its paragraphs in order, each with its words, its look and its labels."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from assembler.edits.label_values import LabelledRange, Labels
from assembler.merge.blocks import CELL, PARAGRAPH, ROW, Block, story_blocks
from assembler.rich_text import Position, Span
from assembler.word import read_runs
from assembler.word.document import WordDocument
from assembler.word.namespaces import w
from assembler.word.read_runs import OBJECT
from assembler.word.styles import names_by_id

_POSITIONS: Mapping[str, Position] = {"subscript": "sub", "superscript": "super"}
_LONGEST = 60


@dataclass(frozen=True, eq=False)
class Line:
    """A paragraph: its words, the name of its style, the table cell and row it stands in."""

    element: etree._Element
    text: str
    style: str
    labels: tuple[LabelledRange, ...] = ()
    cell: etree._Element | None = None
    row: str = ""

    @property
    def place(self) -> str:
        """Where a person finds it: the row of the table, and its first words."""
        words = " ".join(self.text.replace(OBJECT, "").split())
        first = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
        return f"row “{self.row}”, “{first}”" if self.row else f"“{first}”"

    @property
    def is_tracked(self) -> bool:
        """Whether it holds tracked changes that nobody has accepted or rejected."""
        return read_runs.tracked(self.element)


@dataclass(frozen=True)
class Document:
    """A Word file opened to be compared: the blocks of its body, and its lines in order."""

    canvas: WordDocument
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]
    bullets: frozenset[tuple[str, str]]
    by_element: Mapping[etree._Element, Line] = field(default_factory=dict)

    def spans(self, line: Line, start: int, end: int) -> tuple[Span, ...]:
        """Return characters of a line as spans, with the emphasis that their runs give them."""
        targets = self.canvas.targets(self.canvas.main)
        spans, at = [], 0
        for piece in read_runs.pieces(line.element):
            words = piece.text[max(start - at, 0) : max(end - at, 0)]
            at += len(piece.text)
            if words:
                look = read_runs.look(piece, lambda link: read_runs.address(link, targets))
                spans.append(_span(words, look))
        return tuple(spans)

    def is_bulleted(self, line: Line) -> bool:
        """Whether a line is an item of a list with bullets, as its own numbering has it."""
        numbering = line.element.find(f"{w('pPr')}/{w('numPr')}")
        if numbering is None:
            return "bullet" in line.style
        key, level = (
            "0" if (entry := numbering.find(w(name))) is None else entry.get(w("val"), "0")
            for name in ("numId", "ilvl")
        )
        return (key, level) in self.bullets


def read_document(content: bytes, labels: Labels | None = None) -> Document:
    """Read the body of a Word file; the marks of `labels` are taken off its words.

    Raises AssemblerError when it is no Word document, or one that cannot be read.
    """
    canvas = WordDocument(content, "the document")
    body = canvas.document.find(w("body"))
    root = canvas.document if body is None else body
    ranges = labels.taken_off(root) if labels else {}
    blocks = tuple(story_blocks(root, names_by_id(canvas)))
    lines = tuple(_lines(blocks, ranges))
    by_element = {line.element: line for line in lines}
    return Document(canvas, blocks, lines, frozenset(_bullets(canvas)), by_element)


def _lines(
    blocks: tuple[Block, ...],
    ranges: Mapping[etree._Element, tuple[LabelledRange, ...]],
    cell: etree._Element | None = None,
    row: str = "",
) -> Iterator[Line]:
    for block in blocks:
        if block.kind == PARAGRAPH:
            element = block.element
            text, style = read_runs.text(element), block.unit.style
            yield Line(element, text, style, ranges.get(element, ()), cell, row)
        else:
            inside = block.element if block.kind == CELL else cell
            label = _row_label(block) if block.kind == ROW else row
            yield from _lines(block.parts, ranges, inside, label)


def _row_label(row: Block) -> str:
    words = " ".join(" ".join(part.text.split()) for part in row.parts[:2]).strip()
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"


def _span(words: str, look: read_runs.Look) -> Span:
    bold, italic, underline, position = (*look.plain, "", "", "", "")[:4]
    return Span(
        words,
        bold=bool(bold),
        italic=bool(italic),
        underline=bool(underline) and not look.link,
        position=_POSITIONS.get(position, ""),
        link=look.link,
    )


def _bullets(canvas: WordDocument) -> Iterator[tuple[str, str]]:
    """Yield the lists and their levels that show bullets."""
    name = next(canvas.related("numbering"), "")
    if not name:
        return
    root = canvas.root(name)
    kinds = {
        entry.get(w("abstractNumId"), ""): [
            level.get(w("ilvl"), "0")
            for level in entry.iter(w("lvl"))
            if (form := level.find(w("numFmt"))) is not None and form.get(w("val")) == "bullet"
        ]
        for entry in root.iter(w("abstractNum"))
    }
    for entry in root.findall(w("num")):
        kind = entry.find(w("abstractNumId"))
        for level in kinds.get("" if kind is None else kind.get(w("val"), ""), []):
            yield entry.get(w("numId"), ""), level
