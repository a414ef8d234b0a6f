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
        """Return other text with the same formatting."""
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
        """Return the words alone."""
        return "".join(span.text for span in self.spans)


Prose: TypeAlias = tuple[Paragraph, ...]
PLAIN = Span("")

# Around words of a draft that stand for a missing value. Nothing a user writes holds them. (Both
# halves of each are rare, so that they are looked for at full speed.)
MARK_START, MARK_END = "\ueeee", "\uefef"

# Typed marks need a space after them; the marks that Word's lists leave when pasted do not, since
# nothing else uses them: private-use characters of the fonts Symbol and Wingdings.
_BULLET = re.compile(
    "[\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8\uf076\uf06e\uf02d\uf0be\uf0e0•▪◦‣■●]\\s*|[-–·∙➢]\\s+|o\t\\s*"
)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# What XML 1.0 cannot hold, and characters that nobody sees: they hide words from every search, and
# those of writing direction (U+202E) show other words than are there. The joiner U+200D stays
# between emoji.
_DEBRIS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff\ueeee\uefef"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|\u200d(?<=[\\w\\s]\u200d)|\u200d(?=[\\w\\s])"
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
    printable = text.replace("\n", "").isprintable() and "_x" not in text
    if printable and (text.isascii() or not _DEBRIS.search(text)):
        return text
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return _DEBRIS.sub("", _BREAKS.sub("\n", text))


def marked(text: str) -> str:
    """Mark words that stand for a missing value, so that a document shows them highlighted."""
    return f"{MARK_START}{text}{MARK_END}"


def lines(text: str) -> tuple[str, ...]:
    """Return the non-blank lines of a cell, each trimmed: the items of a list or an address."""
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
    """Return the words alone, one line a paragraph, list items marked with "- "."""
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
    bullet = _BULLET.match("".join(span.text for span in spans))
    if bullet:
        spans = _trimmed(_without_start(spans, bullet.end()))
    return Paragraph(tuple(_joined(spans)), item=bullet is not None)


def _without_start(spans: list[Span], length: int) -> list[Span]:
    """Drop characters at the start: a pasted bullet may be a span of its own."""
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
