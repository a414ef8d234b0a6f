"""A Word form as lines of text: each with its look, its place, and the table cells it stands in.

Everything a person may have typed is given, wherever Word keeps it: in text boxes, notes, comments,
headers, content controls, as ticks of a symbol font. Line breaks divide a paragraph into lines.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from assembler import rich_text
from assembler.rich_text import Paragraph, Position, Span
from assembler.templating.lint.story import STYLES, Opened, Story, opened
from assembler.word.namespaces import R, w
from assembler.word.reader import style_of

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PICTURES = (w("drawing"), w("pict"), w("object"))
_MARKS = {w("tab"): "\t", w("noBreakHyphen"): "\u2011", w("br"): "\n", w("cr"): "\n"}
# Ticks and boxes of the symbol fonts that Word offers for them.
_SYMBOLS = {"FC": "✓", "FB": "✗", "FE": "☒", "A8": "☐", "6F": "☐", "FD": "☒", "52": "☑", "50": "✓"}
_POSITIONS: Mapping[str, Position] = {"superscript": "super", "subscript": "sub"}
_OFF = ("0", "false", "none")
_NOTES = {
    "word/comments.xml": ("comment", w("comment"), w("commentReference")),
    "word/footnotes.xml": ("footnote", w("footnote"), w("footnoteReference")),
    "word/endnotes.xml": ("endnote", w("endnote"), w("endnoteReference")),
}


class Kind(Enum):
    """Where a line comes from: the running text, or something beside it."""

    TEXT = auto()
    BESIDE = auto()
    MARGIN = auto()


@dataclass(frozen=True)
class Cell:
    """A cell of a table, counted over the whole document: its table, row and column."""

    table: int
    row: int
    column: int


@dataclass(frozen=True)
class Line:
    """One line: its place, the cells it stands in (outermost first), what it says.

    `paragraph` counts the paragraphs; lines of one paragraph share it.
    """

    place: str
    cells: tuple[Cell, ...]
    paragraph: int
    text: Paragraph
    kind: Kind = Kind.TEXT
    style: str = ""


def read(label: str, content: bytes) -> tuple[Line, ...]:
    """Read every line of a Word file, in the order of the document; headers and footers last.

    Raises AssemblerError when it is no Word document.
    """
    taken = opened(label, content)
    reader = _Reader(taken)
    text, *margins = [
        story for story in taken.stories if story.name not in {"footnotes", "endnotes"}
    ]
    lines = list(reader.story(text))
    for story in margins:
        lines += [
            Line(line.place, (), line.paragraph, line.text, Kind.MARGIN)
            for line in reader.story(story)
        ]
    return tuple(lines)


class _Reader:
    """Reads one file; knows its links, its list styles, its notes, and counts its cells."""

    def __init__(self, taken: Opened) -> None:
        self.taken = taken
        self.lists = _list_styles(taken)
        self.rows: dict[Any, int] = {}
        self.tables: dict[Any, int] = {}
        self.count = 0
        relationships = taken.trees.get("word/_rels/document.xml.rels", ())
        self.links = {entry.get("Id", ""): entry.get("Target", "") for entry in relationships}

    def story(self, story: Story) -> Iterator[Line]:
        for at, (_, paragraph) in enumerate(story.rows):
            yield from self.paragraph(paragraph, story.place(at))

    def paragraph(self, paragraph: Any, place: str) -> Iterator[Line]:
        self.count += 1
        number, cells = self.count, tuple(reversed([*self._cells(paragraph)]))
        item = self._is_item(paragraph)
        rows: list[list[Span]] = [[]]
        for span in self._spans(paragraph):
            first, *others = rich_text.clean(span.text).split("\n")
            rows[-1].append(_with(span, first))
            rows.extend([_with(span, text)] for text in others)
        for spans in rows:
            for made in rich_text.from_spans(spans) or (Paragraph(),):
                text = Paragraph(made.spans, made.item or item)
                yield Line(place, cells, number, text, style=style_of(paragraph))
        yield from self._beside(paragraph, place, cells, number)

    def _cells(self, paragraph: Any) -> Iterator[Cell]:
        for cell in paragraph.iterancestors(w("tc")):
            row = next(cell.iterancestors(w("tr")))
            table = next(row.iterancestors(w("tbl")))
            column = sum(1 for _ in cell.itersiblings(w("tc"), preceding=True))
            yield Cell(
                self.tables.setdefault(table, len(self.tables)),
                self.rows.setdefault(row, len(self.rows)),
                column,
            )

    def _is_item(self, paragraph: Any) -> bool:
        numbering = paragraph.find(f"{w('pPr')}/{w('numPr')}/{w('numId')}")
        listed = style_of(paragraph) in self.lists
        return listed or (numbering is not None and numbering.get(w("val")) != "0")

    def _spans(self, paragraph: Any) -> Iterator[Span]:
        for run in paragraph.iter(w("r")):
            if next(_up_to(run, paragraph, _HIDDEN), None) is not None or _is_prompt(
                run, paragraph
            ):
                continue
            link = next((self._link(a) for a in _up_to(run, paragraph, {w("hyperlink")})), "")
            text = "".join(_said(piece) for piece in run)
            if text:
                yield _span(text, run.find(w("rPr")), link)

    def _link(self, anchor: Any) -> str:
        target = self.links.get(anchor.get(f"{{{R}}}id", ""), "")
        return target if target.startswith(("http://", "https://", "mailto:")) else ""

    def _beside(
        self, paragraph: Any, place: str, cells: tuple[Cell, ...], number: int
    ) -> Iterator[Line]:
        """Give what hangs at a paragraph: text boxes, notes, comments, pictures."""
        for box in paragraph.iter(w("txbxContent")):
            if next(box.iterancestors(f"{_MC}Fallback"), None) is None:
                for inner in box.iter(w("p")):
                    yield from self._aside(inner, f"text box at {place}", cells, number)
        for part, (name, element, reference) in _NOTES.items():
            marks = {mark.get(w("id")) for mark in paragraph.iter(reference)}
            for note in self.taken.trees[part].iter(element) if part in self.taken.trees else ():
                if note.get(w("id")) in marks:
                    for inner in note.iter(w("p")):
                        yield from self._aside(inner, f"{name} at {place}", cells, number)
        pictures = [
            one
            for one in paragraph.iter(*_PICTURES)
            if one.find(f".//{w('txbxContent')}") is None
            and next(one.iterancestors(f"{_MC}Fallback", w("txbxContent")), None) is None
        ]
        if pictures:
            shown = Paragraph((Span("(a picture, which cannot be brought over)"),))
            yield Line(f"picture at {place}", cells, number, shown, Kind.BESIDE)

    def _aside(
        self, paragraph: Any, place: str, cells: tuple[Cell, ...], number: int
    ) -> Iterator[Line]:
        for made in rich_text.from_spans(self._spans(paragraph)):
            yield Line(place, cells, number, made, Kind.BESIDE)


_HIDDEN = {w("txbxContent"), w("del"), w("moveFrom"), f"{_MC}Fallback"}


def _up_to(element: Any, end: Any, tags: set[str]) -> Iterator[Any]:
    """Give the ancestors with these tags, below `end`."""
    for ancestor in element.iterancestors():
        if ancestor is end:
            return
        if ancestor.tag in tags:
            yield ancestor


def _is_prompt(run: Any, paragraph: Any) -> bool:
    """Whether a run is only the grey prompt of a content control that nobody filled."""
    holders = [*_up_to(run, paragraph, {w("sdt")})]
    outer = next(paragraph.iterancestors(w("sdt")), None)
    holders += [] if outer is None else [outer]
    return any(sdt.find(f"{w('sdtPr')}/{w('showingPlcHdr')}") is not None for sdt in holders)


def _said(piece: Any) -> str:
    if piece.tag == w("t"):
        return piece.text or ""
    if piece.tag == w("sym"):
        return _SYMBOLS.get(piece.get(w("char"), "")[-2:].upper(), "")
    if piece.tag == w("fldChar") and (box := piece.find(f".//{w('checkBox')}")) is not None:
        state = box.find(w("checked"))
        state = box.find(w("default")) if state is None else state
        return "☐" if state is None or state.get(w("val"), "1") in _OFF else "☒"
    return _MARKS.get(piece.tag, "")


def _span(text: str, properties: Any, link: str) -> Span:
    def on(name: str) -> bool:
        found = None if properties is None else properties.find(w(name))
        return found is not None and found.get(w("val"), "1") not in _OFF

    raised = None if properties is None else properties.find(w("vertAlign"))
    position = _POSITIONS.get("" if raised is None else raised.get(w("val"), ""), "")
    return Span(text, on("b"), on("i"), on("u") and not link, position, link)


def _with(span: Span, text: str) -> Span:
    return Span(text, span.bold, span.italic, span.underline, span.position, span.link)


def _list_styles(taken: Opened) -> set[str]:
    """Give the ids of Word's own list styles; those of the form itself are no one's typing."""
    styles = taken.trees.get(STYLES)
    found = set()
    for style in () if styles is None else styles.iter(w("style")):
        name = style.find(w("name"))
        if name is not None and name.get(w("val"), "").casefold().startswith("list "):
            found.add(style.get(w("styleId"), ""))
    return found
