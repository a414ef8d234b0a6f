"""Formatted text of a cell: paragraphs, list items, bold, italic, links.

`Prose` is a tuple of `Paragraph`s; a `Paragraph` holds a tuple of `Span`s. These types are
immutable and do not depend on Excel or Word.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Position = Literal["", "sub", "super"]


@dataclass(frozen=True)
class Span:
    """A run of text with the same formatting. `link` is a full address (`https://…`) or empty.

    `struck` text is struck through. It occurs only in cells; reading a cell removes it.
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
        """Return a span with this text and the same formatting."""
        if text == self.text:
            return self
        look = self.bold, self.italic, self.underline, self.position, self.link, self.highlight
        return Span(text, *look, self.struck)

    @property
    def stands_out(self) -> bool:
        """Whether the span is bold, italic, underlined, subscript or superscript."""
        return bool(self.bold or self.italic or self.underline or self.position)

    def looks_like(self, other: "Span") -> bool:
        """Return whether another span has the same formatting; the text may differ."""
        return self.saying("") == other.saying("")


@dataclass(frozen=True)
class Paragraph:
    """One line of a cell. `item` is True for a list item; its bullet has been removed."""

    spans: tuple[Span, ...] = ()
    item: bool = False

    def __str__(self) -> str:
        """Return the text without formatting."""
        return "".join(span.text for span in self.spans)


Prose: TypeAlias = tuple[Paragraph, ...]
PLAIN = Span("")

# These characters enclose the words of a draft that stand for a missing value. User text never
# contains them. (Both bytes of each code are rare, which makes searching for them fast.)
MARK_START, MARK_END = "\ueeee", "\uefef"

# Dashes, middle dots and arrows are bullets only before a space. Round and square bullets need no
# space, nor do those pasted from Word's lists: private-use characters of Symbol and Wingdings.
_BULLET = re.compile(
    "[\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8\uf076\uf06e\uf02d\uf0be\uf0e0•▪◦‣■●]\\s*|[-–·∙➢]\\s+|o\t\\s*"
)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Characters that XML 1.0 forbids, and invisible characters. Invisible ones stop a search from
# finding words; direction controls (U+202E) change the words displayed. The zero-width joiner
# U+200D stays between emoji.
_DEBRIS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\ueeee\uefef"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|\u200d(?<=[\\w\\s]\u200d)|\u200d(?=[\\w\\s])"
)
_ADDRESS = re.compile(
    # The lookbehind stops the engine from retrying at each character, which would take minutes.
    r"(?<![A-Za-z0-9._%+'-])(?P<mail>[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?P<web>(?:https?://|www\.)[^\s<>\"“”‘’]+)"
)
_TRAILING = ".,;:!?'\")]}"


def clean(text: str) -> str:
    """Decode `_x000D_` escapes in raw cell text; remove control and invisible characters.

    Every line break becomes a line feed. The result is valid XML text.
    """
    printable = text.replace("\n", "").isprintable() and "_x" not in text
    if printable and (text.isascii() or not _DEBRIS.search(text)):
        return text
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return _DEBRIS.sub("", _BREAKS.sub("\n", text))


def marked(text: str) -> str:
    """Mark words that stand for a missing value; the document highlights them."""
    return f"{MARK_START}{text}{MARK_END}"


def lines(text: str) -> tuple[str, ...]:
    """Return the non-blank lines of a cell, trimmed: the items of a list or an address."""
    return tuple(line for raw in clean(text).split("\n") if (line := raw.strip()))


def from_text(text: str) -> Prose:
    """Convert plain text to prose; each line becomes a paragraph."""
    return from_spans([Span(text)])


def from_spans(spans: Iterable[Span]) -> Prose:
    """Convert formatted text to prose. Line breaks separate paragraphs; blank lines are dropped."""
    rows: list[list[Span]] = [[]]
    for span in _joined(spans):
        first, *others = clean(span.text).split("\n")
        rows[-1].append(span.saying(first))
        rows.extend([span.saying(text)] for text in others)
    return tuple(paragraph for row in rows if (paragraph := _paragraph(row)).spans)


def plain(prose: Prose) -> str:
    """Return plain text with one line for each paragraph; list items begin with "- "."""
    return "\n".join(("- " if paragraph.item else "") + str(paragraph) for paragraph in prose)


def linked(paragraph: Paragraph) -> Paragraph:
    """Turn web and email addresses into links; leave existing links unchanged."""
    if not any(_may_hold_address(span.text) for span in paragraph.spans):
        return paragraph
    spans = (part for span in paragraph.spans for part in ([span] if span.link else _linked(span)))
    return Paragraph(tuple(spans), paragraph.item)


def _may_hold_address(text: str) -> bool:
    """Return whether a text may contain an address: a quick test before the regex."""
    return "@" in text or "/" in text or "w." in text


def _paragraph(spans: list[Span]) -> Paragraph:
    spans = _trimmed([span for span in spans if span.text])
    bullet = _BULLET.match("".join(span.text for span in spans))
    if bullet:
        spans = _trimmed(_without_start(spans, bullet.end()))
    return Paragraph(tuple(_joined(spans)), item=bullet is not None)


def _without_start(spans: list[Span], length: int) -> list[Span]:
    """Drop the first `length` characters; a pasted bullet may be a separate span."""
    rest: list[Span] = []
    for span in spans:
        rest.append(span.saying(span.text[length:]))
        length = max(length - len(span.text), 0)
    return [span for span in rest if span.text]


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
    """Merge neighbouring spans with the same formatting, so that Excel's splits do not matter."""
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
