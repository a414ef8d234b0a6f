"""Text as a person typed it in a cell: paragraphs, list items, bold, italic, links.

`Prose` is a tuple of `Paragraph`s, a `Paragraph` a tuple of `Span`s. Everything here is a value;
nothing knows Excel or Word.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Position = Literal["", "sub", "super"]


@dataclass(frozen=True)
class Span:
    """A stretch of text with one look. `link` is a full address (`https://…`) or empty.

    `struck` words are crossed out: only cells hold them, and reading a cell takes them out.
    """

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    position: Position = ""
    link: str = ""
    highlight: bool = False
    struck: bool = False

    def saying(self, text: str) -> "Span":
        """Give other words of the same look."""
        if text == self.text:
            return self
        look = self.bold, self.italic, self.underline, self.position, self.link, self.highlight
        return Span(text, *look, self.struck)

    @property
    def stands_out(self) -> bool:
        """Whether it is emphasised in any way."""
        return bool(self.bold or self.italic or self.underline or self.position)

    def looks_like(self, other: "Span") -> bool:
        """Whether another span has the same look, whatever it says."""
        return self.saying("") == other.saying("")


@dataclass(frozen=True)
class Paragraph:
    """One line of a cell. `item`: it began with "- " or "• ", which is taken off."""

    spans: tuple[Span, ...] = ()
    item: bool = False

    def __str__(self) -> str:
        """Give the words alone."""
        return "".join(span.text for span in self.spans)


Prose: TypeAlias = tuple[Paragraph, ...]
PLAIN = Span("")

# Around words of a draft that stand for a missing value. Nothing a user writes holds them. (Both
# halves of each are rare, so that they are looked for at full speed.)
MARK_START, MARK_END = "\ueeee", "\uefef"

_BULLETS = ("- ", "• ", "•\t", "-\t", "– ", "· ")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# What XML 1.0 cannot hold, plus characters that are invisible debris in a letter.
_DEBRIS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\ufeff\u200b\ueeee\uefef]"
)
_ADDRESS = re.compile(
    # An address begins where its characters begin: looking again at each of them costs minutes.
    r"(?<![A-Za-z0-9._%+'-])(?P<mail>[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?P<web>(?:https?://|www\.)[^\s<>\"“”‘’]+)"
)
_TRAILING = ".,;:!?'\")]}"


def clean(text: str) -> str:
    """Take control debris out of raw cell text: `_x000D_` escapes, control characters, odd breaks.

    The result has only line feeds for breaks and can stand in XML as it is.
    """
    if text.replace("\n", "").isprintable() and "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return _DEBRIS.sub("", _BREAKS.sub("\n", text))


def marked(text: str) -> str:
    """Mark words that stand for a missing value, so that a document shows them highlighted."""
    return f"{MARK_START}{text}{MARK_END}"


def lines(text: str) -> tuple[str, ...]:
    """Give the non-blank lines of a cell, each trimmed: the items of a list or an address."""
    return tuple(line for raw in clean(text).split("\n") if (line := raw.strip()))


def from_text(text: str) -> Prose:
    """Read plain text, one paragraph a line."""
    return from_spans([Span(text)])


def from_spans(spans: Iterable[Span]) -> Prose:
    """Read formatted text: a line break divides paragraphs, a blank line is dropped."""
    rows: list[list[Span]] = [[]]
    for span in _joined(spans):
        first, *others = clean(span.text).split("\n")
        rows[-1].append(span.saying(first))
        rows.extend([span.saying(text)] for text in others)
    return tuple(paragraph for row in rows if (paragraph := _paragraph(row)).spans)


def plain(prose: Prose) -> str:
    """Give the words alone, one line a paragraph, list items marked with "- "."""
    return "\n".join(("- " if paragraph.item else "") + str(paragraph) for paragraph in prose)


def linked(paragraph: Paragraph) -> Paragraph:
    """Turn web and email addresses in the words into links; spans that are links already stay."""
    if not any(_may_hold_address(span.text) for span in paragraph.spans):
        return paragraph
    spans = (part for span in paragraph.spans for part in ([span] if span.link else _linked(span)))
    return Paragraph(tuple(spans), paragraph.item)


def _may_hold_address(text: str) -> bool:
    """Whether an address may stand in a text: a look before a closer one."""
    return "@" in text or "/" in text or "w." in text


def _paragraph(spans: list[Span]) -> Paragraph:
    spans = _trimmed([span for span in spans if span.text])
    start = spans[0].text if spans else ""
    bullet = next((bullet for bullet in _BULLETS if start.startswith(bullet)), "")
    if bullet:
        spans = _trimmed([spans[0].saying(start[len(bullet) :]), *spans[1:]])
    return Paragraph(tuple(_joined(spans)), item=bool(bullet))


def _trimmed(spans: list[Span]) -> list[Span]:
    spans = list(spans)
    while spans and not (text := spans[0].text.lstrip()):
        spans.pop(0)
    if spans:
        spans[0] = spans[0].saying(text)
    while spans and not (text := spans[-1].text.rstrip()):
        spans.pop()
    if spans:
        spans[-1] = spans[-1].saying(text)
    return spans


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Make one of neighbours that look the same: prose is equal however Excel cut it."""
    held: Span | None = None
    for span in spans:
        if held and held.looks_like(span):
            held = held.saying(held.text + span.text)
        else:
            if held:
                yield held
            held = span
    if held:
        yield held


def _linked(span: Span) -> Iterator[Span]:
    at = 0
    for found in _ADDRESS.finditer(span.text):
        address = found[0].rstrip(_TRAILING)
        if found["mail"]:
            link = f"mailto:{address}"
        else:
            link = address if address.startswith("http") else f"https://{address}"
        if found.start() > at:
            yield span.saying(span.text[at : found.start()])
        yield replace(span, text=address, link=link)
        at = found.start() + len(address)
    if at < len(span.text):
        yield span.saying(span.text[at:])
