"""Read a Word form as lines of text: each with its formatting, its place and its table cells.

All that a person may have typed is read, wherever Word keeps it: text boxes, notes, comments,
headers, content controls, ticks in a symbol font. A line break divides a paragraph into lines.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from assembler import rich_text
from assembler.returned.form_controls import equation_text, is_on, is_prompt, visible_text
from assembler.rich_text import Paragraph, Position, Span
from assembler.templating.lint.story import STYLES, Opened, Story, opened
from assembler.word.namespaces import R, w
from assembler.word.reader import style_of

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PICTURES = (w("drawing"), w("pict"), w("object"))
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_POSITIONS: Mapping[str, Position] = {"superscript": "super", "subscript": "sub"}
_NOTES = {
    "word/comments.xml": ("comment", w("comment"), w("commentReference")),
    "word/footnotes.xml": ("footnote", w("footnote"), w("footnoteReference")),
    "word/endnotes.xml": ("endnote", w("endnote"), w("endnoteReference")),
}


class Kind(Enum):
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
    kind: Kind = Kind.TEXT
    style: str = ""


def read_lines(label: str, content: bytes) -> tuple[Line, ...]:
    """Read every line of a Word file, in the order of the document; headers and footers last.

    Raises AssemblerError when it is not a Word document.
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
    """Reads one file, numbering its paragraphs, tables and rows."""

    def __init__(self, taken: Opened) -> None:
        self.taken = taken
        self.lists = _styles_named(taken, "list ")
        self.placeholder_styles = _styles_named(taken, "placeholder text")
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
            rows[-1].append(span.saying(first))
            rows.extend([span.saying(text)] for text in others)
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
        for piece in paragraph.iter(w("r"), _MATH):
            if next(_up_to(piece, paragraph, _HIDDEN), None) is not None:
                continue
            if piece.tag == _MATH:
                if next(_up_to(piece, paragraph, {_MATH}), None) is None:
                    yield Span(equation_text(piece))
            elif not is_prompt(piece, _controls(piece, paragraph), self.placeholder_styles):
                link = next((self._link(a) for a in _up_to(piece, paragraph, {w("hyperlink")})), "")
                if text := visible_text(piece):
                    yield _span(text, piece.find(w("rPr")), link)

    def _link(self, anchor: Any) -> str:
        target = self.links.get(anchor.get(f"{{{R}}}id", ""), "")
        return target if target.startswith(("http://", "https://", "mailto:")) else ""

    def _beside(
        self, paragraph: Any, place: str, cells: tuple[Cell, ...], number: int
    ) -> Iterator[Line]:
        """Yield what is anchored in a paragraph: text boxes, notes, comments, pictures."""
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


# Struck or hidden words are no answer: `import_form` sets them aside. The span marks them as
# highlighted, which nothing of a returned form is otherwise.
_SET_ASIDE = ("strike", "dstrike", "vanish", "webHidden")
_HIDDEN = {w("txbxContent"), w("del"), w("moveFrom"), f"{_MC}Fallback"}


def _up_to(element: Any, end: Any, tags: set[str]) -> Iterator[Any]:
    """Yield the ancestors with these tags, below `end`."""
    for ancestor in element.iterancestors():
        if ancestor is end:
            return
        if ancestor.tag in tags:
            yield ancestor


def _controls(run: Any, paragraph: Any) -> Iterator[Any]:
    """Yield the content controls around a run."""
    yield from _up_to(run, paragraph, {w("sdt")})
    yield from paragraph.iterancestors(w("sdt"))


def _span(text: str, properties: Any, link: str) -> Span:
    raised = None if properties is None else properties.find(w("vertAlign"))
    position = _POSITIONS.get("" if raised is None else raised.get(w("val"), ""), "")
    return Span(
        text,
        is_on(properties, "b"),
        is_on(properties, "i"),
        is_on(properties, "u") and not link,
        position,
        link,
        highlight=any(is_on(properties, name) for name in _SET_ASIDE),
    )


def _styles_named(taken: Opened, beginning: str) -> set[str]:
    """Return the ids of the styles whose name begins like this."""
    styles = taken.trees.get(STYLES)
    ids = set()
    for style in () if styles is None else styles.iter(w("style")):
        name = style.find(w("name"))
        if name is not None and name.get(w("val"), "").casefold().startswith(beginning):
            ids.add(style.get(w("styleId"), ""))
    return ids
