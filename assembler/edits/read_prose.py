"""Read lines of a document back as the content of a cell."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assembler import rich_text
from assembler.edits.read_lines import Document, Line
from assembler.rich_text import PLAIN, Paragraph, Prose, Span
from assembler.word.read_runs import HAS_TRACKED_CHANGES, OBJECT

OBJECTS = "it holds a picture, a field or a note, which a cell cannot hold."
ASKED = (
    "a comment of Assembler here waits for you to choose between two wordings; choose, delete the "
    "comment, then run it again."
)
BREAK = "it holds a line break or a tab; begin a new paragraph instead."


class Reader:
    """Reads the lines of one document as what cells hold."""

    def __init__(self, document: Document, item_styles: frozenset[str]) -> None:
        """Take a document, and the styles in which the kept copy prints list items."""
        self._document = document
        self._item_styles = item_styles

    def prose(
        self, pieces: Iterable[tuple[Line, int, int, bool | None]], forced: Span = PLAIN
    ) -> Prose:
        """Return stretches of lines as the paragraphs of a cell.

        Each is a line, where the stretch starts and ends, and whether it is a list item, None where
        its look tells. `forced` is the emphasis that the template adds to the cell's own.
        """
        spans: list[Span] = []
        for line, start, end, item in pieces:
            is_item = self.is_item(line) if item is None else item
            spans.append(Span(("\n" if spans else "") + ("- " if is_item else "")))
            spans += _without_known_links(
                [_less(span, forced) for span in self._document.spans(line, start, end)]
            )
        return rich_text.from_spans(spans)

    def is_item(self, line: Line) -> bool:
        """Whether a line is a list item, by its style or its own numbering."""
        return line.style in self._item_styles or self._document.is_bulleted(line)


def obstacle(line: Line, words: str) -> str:
    """Say why words of a line cannot go into a cell; empty when they can."""
    if line.is_tracked:
        return HAS_TRACKED_CHANGES
    if line.is_asked_about:
        return ASKED
    if OBJECT in words:
        return OBJECTS
    return BREAK if "\n" in words or "\t" in words else ""


def text_lines(words: str) -> list[str]:
    """Return the lines of an address, which may be divided by line breaks alone."""
    return [line for part in words.split("\n") if (line := " ".join(part.split()))]


def shown_change(was: Prose, now: Prose) -> tuple[str, str]:
    """Return prose in words; where they are the same, with marks for what is bold or italic.

    The same words may be divided into other paragraphs.
    """
    words = rich_text.plain(was), rich_text.plain(now)
    return words if words[0].split() != words[1].split() else (_marked(was), _marked(now))


def _marked(prose: Prose) -> str:
    lines = []
    for paragraph in prose:
        words = "".join(
            f"{mark}{span.text}{mark}"
            for span in paragraph.spans
            for mark in ["*" * span.bold + "_" * span.italic + "~" * span.underline]
        )
        lines.append(("- " if paragraph.item else "") + words)
    return "\n".join(lines)


def _less(span: Span, forced: Span) -> Span:
    if forced == PLAIN:
        return span
    return replace(
        span,
        bold=span.bold and not forced.bold,
        italic=span.italic and not forced.italic,
        underline=span.underline and not forced.underline,
    )


def _without_known_links(spans: Sequence[Span]) -> list[Span]:
    """Return spans without the links that a build makes of addresses by itself."""
    if not any(span.link for span in spans):
        return list(spans)
    words = "".join(span.text for span in spans)
    made: list[str] = []
    for span in rich_text.linked(Paragraph((Span(words),))).spans:
        made += [span.link] * len(span.text)
    kept, at = [], 0
    for span in spans:
        theirs = {link.rstrip("/") for link in made[at : at + len(span.text)]}
        at += len(span.text)
        kept.append(replace(span, link="") if theirs == {span.link.rstrip("/")} else span)
    return kept
