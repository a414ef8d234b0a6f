"""Read a Word file as passages, each with a place that does not depend on page breaks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeAlias

from lxml import etree

from assembler.word.document import PARSER, WordDocument, story_container
from assembler.word.namespaces import w
from assembler.word.read_runs import visible_text
from assembler.word.reader import CELL, PARAGRAPH, ROW, TABLE, boxes, children, paragraphs
from assembler.word.styles import StyleSheet, style_sheet
from assembler.wording import plain, shortened

_RUN, _TEXT = w("r"), w("t")
# Parsed documents kept: the few that are read before the same one comes again.
_MOST_READ = 8


@dataclass(frozen=True)
class Passage:
    """One paragraph: its words, its style's name, its heading level (0: none), its place.

    `under` is the heading above it or the row and column of its cell; `story` is "header" and the
    like outside the body. `table`, `row` and `cell` count from 0, and are -1 outside tables.
    """

    text: str
    style: str = ""
    level: int = 0
    under: str = ""
    story: str = ""
    table: int = -1
    row: int = -1
    cell: int = -1
    element: etree._Element | None = field(default=None, compare=False)

    @property
    def place(self) -> str:
        """Its place: heading or row, then its first words."""
        return f"{self.around}: “{shortened(self.text)}”" if self.text.strip() else self.around

    @property
    def around(self) -> str:
        """The heading it is under, or the row and column of its cell, or the story it is in."""
        return self.story or self.under or "at the top"

    def place_beside(self, quoted: str) -> str:
        """Return its place, with its first words unless the `quoted` words begin with them."""
        first = shortened(self.text).rstrip("…")
        if not first.strip() or " ".join(quoted.split()).startswith(first):
            return self.around
        return f"{self.around}, in “{shortened(self.text)}”"

    @cached_property
    def plain(self) -> str:
        """The words with spaces, quotes and dashes normalised."""
        return plain(self.text)


# Runs, each with the passage it stands in.
Runs: TypeAlias = "tuple[tuple[Passage, etree._Element], ...]"  # noqa: SLF001 - lxml names it so


@dataclass(frozen=True)
class Copy:
    """A Word file open for review: `name` as the user gave it, its parts, its passages."""

    name: str
    parts: WordDocument
    looks: StyleSheet
    body: tuple[Passage, ...]
    stories: tuple[Passage, ...]
    body_runs: Runs = ()

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Everything a reader may meet: body, headers, footers, notes."""
        return self.body + self.stories

    @cached_property
    def runs(self) -> Runs:
        """Every run that holds words, with its passage."""
        return self.body_runs + _runs(self.stories)

    @cached_property
    def _owners(self) -> dict[etree._Element, Passage]:
        return {p.element: p for p in self.passages if p.element is not None}

    def at(self, element: etree._Element) -> str:
        """Return the place of an element: that of the paragraph or table around it."""
        for candidate in [element, *element.iterancestors()]:
            inside = [candidate]
            if candidate.tag in {element.tag, ROW, CELL}:
                inside += candidate.iter(PARAGRAPH)
            found = next((self._owners[e] for e in inside if e in self._owners), None)
            if found:
                return found.place
        return "in the document"


def opened(content: bytes, name: str) -> Copy:
    """Open a Word file for review.

    Raises AssemblerError when it is no Word document.
    """
    parts = WordDocument(content, name)
    parts.check()
    sheet = next(parts.related("styles"), "")
    root, looks, body, runs = _read(parts.raw(parts.main), parts.raw(sheet))
    parts.replace_root(parts.main, root)
    return Copy(name, parts, looks, body, tuple(_stories(parts, looks)), runs)


@lru_cache(maxsize=_MOST_READ)
def _read(
    main: bytes, sheet: bytes
) -> tuple[etree._Element, StyleSheet, tuple[Passage, ...], Runs]:
    """Read the main part of a document and its styles.

    Annex B is often the same for all councils of a year: it is read once. Nobody changes what is
    opened for review.
    """
    root = etree.fromstring(main, PARSER)
    looks = StyleSheet(etree.fromstring(sheet, PARSER) if sheet else None)
    body = tuple(_Reader(looks).read(root.iter(w("body"))))
    return root, looks, body, _runs(body)


def _runs(passages: Iterable[Passage]) -> Runs:
    """Return the runs of passages that hold words, each with its passage."""
    return tuple(
        (passage, run)
        for passage in passages
        if passage.element is not None
        for run in passage.element.iter(_RUN)
        if any((text.text or "").strip() for text in run.iter(_TEXT))
    )


def by_element(
    parts: WordDocument, part: str, story: str, wanted: Iterable[etree._Element] | None = None
) -> dict[etree._Element, Passage]:
    """Return the passages of one part by their paragraphs; `story` is "" for the main text.

    Of `wanted` paragraphs only those, and what stands in their rows.
    """
    root = parts.root(part)
    reader = _Reader(StyleSheet(style_sheet(parts)), story)
    if wanted is not None:
        rows = {row for paragraph in wanted for row in paragraph.iterancestors(ROW)}
        reader.wanted = {*wanted, *rows}
    passages = reader.read([story_container(root)])
    return {passage.element: passage for passage in passages if passage.element is not None}


def _stories(parts: WordDocument, looks: StyleSheet) -> Iterator[Passage]:
    for kind in ("header", "footer", "footnotes", "endnotes"):
        for name in dict.fromkeys(parts.related(kind)):
            story = kind.removesuffix("s")
            yield from _Reader(looks, story).read([parts.root(name)])


class _Reader:
    """Reads one story, keeping the heading it is under."""

    def __init__(self, looks: StyleSheet, story: str = "") -> None:
        self.looks = looks
        self.story = story
        self.heading = ""
        self.tables = -1
        self.wanted: set[etree._Element] | None = None  # paragraphs and rows, when not all are

    def read(self, roots: Iterable[etree._Element]) -> Iterator[Passage]:
        for root in roots:
            for child in children(root):
                if child.tag == PARAGRAPH:
                    yield from self.passage(child)
                    for box in boxes(child):
                        yield from self.box(box)
                elif child.tag == TABLE:
                    yield from self.table(child)

    def passage(self, paragraph: etree._Element) -> Iterator[Passage]:
        level = self.looks.heading_level(paragraph)
        if not (level or self.wanted is None or paragraph in self.wanted):
            return
        text = visible_text(paragraph)
        if level and text.strip():
            self.heading = f"under “{shortened(text)}”"
        under = "" if level else self.heading
        style = self.looks.style_name(paragraph)
        yield Passage(text, style, level, under, self.story, element=paragraph)

    def box(self, box: etree._Element) -> Iterator[Passage]:
        under = f"text box {self.heading}".strip()
        for paragraph in paragraphs(box):
            style, level = self.looks.style_name(paragraph), self.looks.heading_level(paragraph)
            text = visible_text(paragraph)
            yield Passage(text, style, level, under, self.story, element=paragraph)

    def table(self, table: etree._Element) -> Iterator[Passage]:
        self.tables += 1
        number, heads = self.tables, list[str]()
        for at, row in enumerate(r for r in children(table) if r.tag == ROW):
            if self.wanted is not None and at and row not in self.wanted:
                continue
            cells = [list(paragraphs(cell)) for cell in children(row) if cell.tag == CELL]
            texts = [" ".join(map(visible_text, cell)).strip() for cell in cells]
            heads = heads or texts
            for index, cell in enumerate(cells):
                under = _row_place(texts, heads[index] if index < len(heads) else "", at)
                for paragraph in cell:
                    yield Passage(
                        visible_text(paragraph),
                        self.looks.style_name(paragraph),
                        self.looks.heading_level(paragraph),
                        under,
                        self.story,
                        *(number, at, index, paragraph),
                    )


def _row_place(texts: list[str], head: str, row: int) -> str:
    if row == 0:
        return "heading row of the table"
    label = texts[0] if texts else ""
    if label.isdigit() and len(texts) > 1:
        label = f"{label} {texts[1]}"
    named = f"row “{shortened(label)}”" if label else f"row {row + 1} of the table"
    return f"{named}, {head}" if head else named
