"""Read a Word file as lines: its paragraphs in order, each with its words, look and labels."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from lxml import etree

from assembler.edits.label_values import ONE_LINE, LabelledRange, Labels
from assembler.merge.blocks import CELL, PARAGRAPH, ROW, Block, normal, story_blocks
from assembler.merge.conflict_comments import kept_elsewhere
from assembler.rich_text import Position, Span
from assembler.word import passages, read_runs
from assembler.word.comments import AUTHOR, of_author
from assembler.word.document import WordDocument, story_container
from assembler.word.headers import Key, headers_and_footers
from assembler.word.namespaces import first_child, w
from assembler.word.passages import Passage
from assembler.word.styles import names_by_id
from assembler.wording import single_spaced

_POSITIONS: Mapping[str, Position] = {"subscript": "sub", "superscript": "super"}
# The story that is no header or footer.
BODY: Key = (0, "", "")


@dataclass(frozen=True, eq=False)
class Line:
    """A paragraph: its words, the name of its style, the table cell and row it stands in.

    `row` is the words of the row's first two cells. `story` is "header" and the like outside the
    body, and `passages` reads its passages. `is_asked_about`: a comment of this program there waits
    for a choice between two wordings.
    """

    element: etree._Element
    text: str
    style: str
    labels: tuple[LabelledRange, ...] = ()
    cell: etree._Element | None = None
    row: str = ""
    story: str = ""
    is_asked_about: bool = False
    passages: Callable[[], Mapping[etree._Element, Passage]] = dict

    @property
    def place(self) -> str:
        """Where a person finds it: its heading or the row of its table, and its first words."""
        passage = self.passages().get(self.element, Passage(self.text, story=self.story))
        return passage.place

    @property
    def is_tracked(self) -> bool:
        """Whether it holds tracked changes that nobody has accepted or rejected."""
        return read_runs.tracked(self.element)


@dataclass(frozen=True)
class Document:
    """A Word file opened to be compared: the blocks of each story, and all its lines in order."""

    canvas: WordDocument
    stories: Mapping[Key, tuple[Block, ...]]
    lines: tuple[Line, ...]
    bullets: frozenset[tuple[str, str]]
    by_element: Mapping[etree._Element, Line]

    def spans(self, line: Line, start: int, end: int) -> tuple[Span, ...]:
        """Return characters of a line as spans, with the emphasis that their runs give them."""
        targets = self.canvas.targets(self.canvas.main)
        spans: list[Span] = []
        at = 0
        for piece in read_runs.pieces(line.element):
            words = piece.text[max(start - at, 0) : max(end - at, 0)]
            at += len(piece.text)
            if words:
                look = read_runs.look(piece, lambda link: read_runs.address(link, targets))
                span = _span(words, look)
                if spans and spans[-1] == replace(span, text=spans[-1].text):
                    span = replace(span, text=spans.pop().text + words)
                spans.append(span)
        return tuple(spans)

    def is_bulleted(self, line: Line) -> bool:
        """Whether a line is an item of a list with bullets, as its own numbering has it."""
        properties = first_child(line.element, w("pPr"))
        numbering = None if properties is None else first_child(properties, w("numPr"))
        if numbering is None:
            return "bullet" in line.style
        key, level = (
            "0" if (entry := numbering.find(w(name))) is None else entry.get(w("val"), "0")
            for name in ("numId", "ilvl")
        )
        return (key, level) in self.bullets


def read_document(
    content: bytes, labels: Labels | None = None, like: "Document | None" = None
) -> Document:
    """Read the body, headers and footers of a Word file; the marks of `labels` are taken off.

    Of headers and footers only those that `like` has are read: programs that save a document add
    some of their own. Raises AssemblerError when it is no Word document, or cannot be read.
    """
    canvas = WordDocument(content, "the document")
    names = names_by_id(canvas)
    stories: dict[Key, tuple[Block, ...]] = {}
    lines: list[Line] = []
    for key, part in _parts(canvas).items():
        if like is not None and key not in like.stories:
            continue
        root = story_container(canvas.root(part))
        ranges = labels.taken_off(root) if labels else {}
        if key != BODY:  # a list is compared in the body, where it is printed as a whole
            ranges = {e: found for e, found in ranges.items() if _are_of_one_line(found)}
        stories[key] = tuple(story_blocks(root, names))
        story = _story_name(key)
        read = cache(partial(passages.by_element, canvas, part, story))
        lines += _lines(stories[key], ranges, Line(root, "", "", story=story, passages=read))
    lines = list(_with_questions(lines, canvas))
    by_element = {line.element: line for line in lines}
    return Document(canvas, stories, tuple(lines), frozenset(_bullets(canvas)), by_element)


def _with_questions(lines: Sequence[Line], canvas: WordDocument) -> Iterator[Line]:
    """Yield lines, with a note on those that a comment of this program asks about.

    A comment on a header or footer stands in the body, and quotes the words kept there.
    """
    known = of_author(canvas, AUTHOR)
    marks = canvas.document.iter(w("commentReference")) if known else ()
    said = {key: known[key] for mark in marks if (key := mark.get(w("id"))) in known}
    elsewhere = {kept for words in said.values() if (kept := kept_elsewhere(words))}
    here = {key for key, words in said.items() if kept_elsewhere(words) is None}
    for line in lines:
        marks = line.element.iter(w("commentReference")) if here else ()
        asked = any(mark.get(w("id")) in here for mark in marks)
        asked = asked or bool(line.story and normal(line.text) in elsewhere)
        yield replace(line, is_asked_about=True) if asked else line


def is_unedited(before: Document, after: Document) -> bool:
    """Whether a document still says, and shows, what it was built as: a program only saved it."""
    if before.stories.keys() != after.stories.keys() or len(before.lines) != len(after.lines):
        return False
    pairs = zip(before.lines, after.lines, strict=True)
    if any((one.text, one.style, one.row) != (two.text, two.style, two.row) for one, two in pairs):
        return False
    return all(
        _is_same_xml(one.element, two.element)
        or (
            not two.is_tracked
            and before.is_bulleted(one) == after.is_bulleted(two)
            and before.spans(one, 0, len(one.text)) == after.spans(two, 0, len(two.text))
        )
        for one, two in zip(before.lines, after.lines, strict=True)
    )


def _is_same_xml(one: etree._Element, two: etree._Element) -> bool:
    """Whether two paragraphs are the same but for what their ids lead to: links and lists."""
    first = etree.tostring(one, with_tail=False)
    leads = b"r:id=" in first or b"numPr" in first
    return not leads and bool(first == etree.tostring(two, with_tail=False))


def _parts(canvas: WordDocument) -> dict[Key, str]:
    """Return the parts to read, each once: sections may share a header."""
    parts = {canvas.main: BODY}
    for key, part in headers_and_footers(canvas).items():
        parts.setdefault(part, key)
    return {key: part for part, key in parts.items()}


def _story_name(key: Key) -> str:
    _, kind, pages = key
    return f"{pages} page {kind}" if pages in {"first", "even"} else kind


def _are_of_one_line(ranges: tuple[LabelledRange, ...]) -> bool:
    return all(one.shape in ONE_LINE for one in ranges)


def _lines(
    blocks: tuple[Block, ...],
    ranges: Mapping[etree._Element, tuple[LabelledRange, ...]],
    around: Line,
) -> Iterator[Line]:
    """Yield the lines of blocks; they stand in the cell, row and story of the line `around`."""
    for block in blocks:
        if block.kind == PARAGRAPH:
            yield replace(
                around,
                element=block.element,
                text=block.typed,
                style=block.identity.style,
                labels=ranges.get(block.element, ()),
            )
        elif block.kind == CELL:
            yield from _lines(block.parts, ranges, replace(around, cell=block.element))
        else:
            row = _row_label(block) if block.kind == ROW else around.row
            yield from _lines(block.parts, ranges, replace(around, row=row))


def _row_label(row: Block) -> str:
    return " ".join(single_spaced(part.text) for part in row.parts[:2])


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
