"""Read a Word form as lines of text: each with its formatting, its place and its table cells.

All that a person may have typed is read, wherever Word keeps it: text boxes, notes, comments,
headers, content controls, ticks in a symbol font. A line break divides a paragraph into lines.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from assembler import rich_text
from assembler.returned import form_controls, objects
from assembler.returned.form_controls import is_prompt
from assembler.rich_text import Paragraph, Position, Span
from assembler.word.document import WordDocument
from assembler.word.namespaces import R, w
from assembler.word.read_runs import pieces
from assembler.word.reader import Story, boxes, paragraphs, stories, style_of
from assembler.word.styles import StyleSheet, style_sheet
from assembler.word.symbols import is_on

_LARGEST = 60_000_000
_POSITIONS: Mapping[str, Position] = {"superscript": "super", "subscript": "sub"}
_NOTES = {
    "comments": ("comment", w("comment"), w("commentReference")),
    "footnotes": ("footnote", w("footnote"), w("footnoteReference")),
    "endnotes": ("endnote", w("endnote"), w("endnoteReference")),
}


class LineKind(Enum):
    """Where a line comes from: the body, something anchored in it, or a header or footer."""

    TEXT = auto()
    BESIDE = auto()
    MARGIN = auto()


@dataclass(frozen=True)
class Cell:
    """A table cell. Tables and rows are counted over the whole document, columns within the row."""

    table: int
    row: int
    column: int


@dataclass(frozen=True)
class Line:
    """One line of a form: its place, the cells around it (outermost first), its text.

    `paragraph` numbers the paragraphs; lines of one paragraph share it. Words that are struck out
    or hidden are spans with `highlight` set.
    """

    place: str
    cells: tuple[Cell, ...]
    paragraph: int
    text: Paragraph
    kind: LineKind = LineKind.TEXT
    style: str = ""


def read_lines(label: str, content: bytes) -> tuple[Line, ...]:
    """Read every line of a Word file, in the order of the document; headers and footers last.

    Raises AssemblerError when it is not a Word document.
    """
    document = WordDocument(content, label, _LARGEST)
    document.check()
    reader = _Reader(document)
    text, *margins = [s for s in stories(document) if s.name not in {"footnotes", "endnotes"}]
    lines = [*reader.story(text), *reader.embedded()]
    for story in margins:
        lines += [
            Line(line.place, (), line.paragraph, line.text, LineKind.MARGIN)
            for line in reader.story(story)
        ]
    return tuple(lines)


class _Reader:
    """Reads one file, numbering its paragraphs, tables and rows."""

    def __init__(self, document: WordDocument) -> None:
        self.document, self.part = document, document.main
        self.looks = StyleSheet(style_sheet(document))
        self.lists = _styles_named(document, "list ")
        self.placeholder_styles = _styles_named(document, "placeholder text")
        self.notes = {
            (mark, note.get(w("id"))): (name, note)
            for kind, (name, tag, mark) in _NOTES.items()
            for part in document.related(kind)
            for note in document.root(part).iter(tag)
        }
        self.rows: dict[Any, int] = {}
        self.tables: dict[Any, int] = {}
        self.columns: dict[Any, int] = {}
        self.count = 0
        self.joined: list[Span] = []  # words of paragraphs that the next one goes on from
        self.links = document.targets(document.main)

    def story(self, story: Story) -> Iterator[Line]:
        self.part = story.part
        for index, (_, paragraph) in enumerate(story.paragraphs):
            if next(paragraph.iterancestors(w("txbxContent")), None) is None:
                yield from self.paragraph(paragraph, story.place(index))

    def paragraph(self, paragraph: Any, place: str) -> Iterator[Line]:
        self.count += 1
        number, cells = self.count, tuple(reversed([*self._cells(paragraph)]))
        item = self._is_item(paragraph)
        rows: list[list[Span]] = [[]]
        spans, self.joined = [*self.joined, *self._spans(paragraph)], []
        if _goes_on(paragraph):
            spans, self.joined = [], spans
        for span in spans:
            first, *others = rich_text.clean(span.text).split("\n")
            rows[-1].append(span.saying(first))
            rows.extend([span.saying(text)] for text in others)
        for spans in rows:
            for made in rich_text.from_spans(_with_boxes(spans)) or (Paragraph(),):
                text = Paragraph(made.spans, made.item or item)
                yield Line(place, cells, number, text, style=style_of(paragraph))
        yield from self._beside(paragraph, place, cells, number)

    def _cells(self, paragraph: Any) -> Iterator[Cell]:
        for cell in paragraph.iterancestors(w("tc")):
            row = next(cell.iterancestors(w("tr")))
            table = next(row.iterancestors(w("tbl")))
            if cell not in self.columns:
                self.columns |= {each: at for at, each in enumerate(_cells_of(row))}
            yield Cell(
                self.tables.setdefault(table, len(self.tables)),
                self.rows.setdefault(row, len(self.rows)),
                self.columns[cell],
            )

    def _is_item(self, paragraph: Any) -> bool:
        numbering = paragraph.find(f"{w('pPr')}/{w('numPr')}/{w('numId')}")
        listed = style_of(paragraph) in self.lists
        return listed or (numbering is not None and numbering.get(w("val")) != "0")

    def _spans(self, paragraph: Any) -> Iterator[Span]:
        for piece in pieces(paragraph):
            for shown, text in form_controls.texts(piece, self.looks):
                run = shown.run
                if run is None:
                    yield Span(text)
                    continue
                controls = [*_up_to(run, paragraph, {w("sdt")}), *paragraph.iterancestors(w("sdt"))]
                if not is_prompt(run, controls, self.placeholder_styles):
                    anchors = _up_to(run, paragraph, {w("hyperlink")})
                    link = next((self._link(anchor) for anchor in anchors), "")
                    yield self._span(form_controls.of_check_box(text, controls), run, link)

    def _span(self, text: str, run: Any, link: str) -> Span:
        properties = run.find(w("rPr"))
        raised = None if properties is None else properties.find(w("vertAlign"))
        position = _POSITIONS.get("" if raised is None else raised.get(w("val"), ""), "")
        return Span(
            text,
            is_on(properties, "b"),
            is_on(properties, "i"),
            is_on(properties, "u") and not link,
            position,
            link,
            highlight=any(self.looks.is_on(run, name) for name in _SET_ASIDE)
            or self.looks.is_pale(run),
        )

    def _link(self, anchor: Any) -> str:
        target = self.links.get(anchor.get(f"{{{R}}}id", ""), "")
        return target if target.startswith(("http://", "https://", "mailto:")) else ""

    def _beside(
        self, paragraph: Any, place: str, cells: tuple[Cell, ...], number: int
    ) -> Iterator[Line]:
        """Yield what is anchored in a paragraph: text boxes, notes, comments, pictures."""
        for box in boxes(paragraph):
            for inner in paragraphs(box):
                yield from self._aside(inner, f"text box at {place}", cells, number)
        for mark in paragraph.iter(*(reference for _, _, reference in _NOTES.values())):
            name, note = self.notes.get((mark.tag, mark.get(w("id"))), ("", None))
            for inner in () if note is None else paragraphs(note):
                yield from self._aside(inner, f"{name} at {place}", cells, number)
        for picture in objects.pictures(paragraph, self.document, self.part):
            yield self._told(picture, f"picture at {place}", cells, number)

    def embedded(self) -> Iterator[Line]:
        for told in objects.embedded(self.document):
            yield self._told(told, "embedded document", (), self.count)

    @staticmethod
    def _told(text: str, place: str, cells: tuple[Cell, ...], number: int) -> Line:
        return Line(place, cells, number, Paragraph((Span(text),)), LineKind.BESIDE)

    def _aside(
        self, paragraph: Any, place: str, cells: tuple[Cell, ...], number: int
    ) -> Iterator[Line]:
        for made in rich_text.from_spans(self._spans(paragraph)):
            yield Line(place, cells, number, made, LineKind.BESIDE)


# Words struck, hidden or in the colour of the paper, themselves or by their style, are no answer:
# `import_form` sets them aside. The span marks them as highlighted, which nothing of a returned
# form is otherwise.
_SET_ASIDE = ("strike", "dstrike", "vanish")


# Full circles and squares that begin a line, and such as are never taken for a list's bullet.
_BULLET_OR_BOX = {"●": "◉", "■": "▣"}
_EMPTY = re.compile("[○◯⚪☐□⬜◻▢]")


def _with_boxes(spans: Sequence[Span]) -> list[Span]:
    """Return a line's spans; a full box that begins it, beside an empty one, is no bullet."""
    first = next((at for at, span in enumerate(spans) if span.text.strip()), None)
    if first is None or not _EMPTY.search("".join(span.text for span in spans)):
        return [*spans]
    text = spans[first].text.lstrip()
    kept = _BULLET_OR_BOX.get(text[0], text[0]) + text[1:]
    return [*spans[:first], spans[first].saying(kept), *spans[first + 1 :]]


def _goes_on(paragraph: Any) -> bool:
    """Return whether the mark at a paragraph's end was deleted with tracked changes on."""
    mark = paragraph.find(f"{w('pPr')}/{w('rPr')}/{w('del')}")
    behind = paragraph.getnext()
    return mark is not None and behind is not None and behind.tag == w("p")


def _cells_of(row: Any) -> Iterator[Any]:
    """Yield the cells of a row, those in content controls too, without those of inner tables."""
    inner = (w("tbl"), w("tr"))
    yield from (cell for cell in row.iter(w("tc")) if next(cell.iterancestors(*inner)) is row)


def _up_to(element: Any, end: Any, tags: set[str]) -> Iterator[Any]:
    """Yield the ancestors with these tags, below `end`."""
    for ancestor in element.iterancestors():
        if ancestor is end:
            return
        if ancestor.tag in tags:
            yield ancestor


def _styles_named(document: WordDocument, beginning: str) -> set[str]:
    """Return the ids of the styles whose name begins like this."""
    ids = set()
    for style in (s for part in document.related("styles") for s in document.root(part)):
        name = style.find(w("name"))
        if name is not None and name.get(w("val"), "").casefold().startswith(beginning):
            ids.add(style.get(w("styleId"), ""))
    return ids
