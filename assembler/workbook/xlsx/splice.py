"""Locate the elements of a part, so that one can be replaced and the rest stays as it is.

Parsing a part and writing it again would lose prefixes, unknown extensions and the order of
attributes. Here a part is only measured; an edit replaces a range of its bytes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from assembler.opc import archive

_TAG = re.compile(rb"""<[^\s/>"'=]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_DECLARED = re.compile(r"""^(<\?xml\b[^>]*?encoding\s*=\s*["'])[^"']*""")
_WIDE = ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff")


class Replacement(NamedTuple):
    """Bytes that replace those from `start` to `end`."""

    start: int
    end: int
    content: bytes


@dataclass
class Node:
    """An element: its name without prefix, its attributes, and where its tags stand."""

    name: str
    attributes: dict[str, str]
    start: int
    opened: int
    closing: int = 0
    end: int = 0
    children: list["Node"] = field(default_factory=list)

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written as one tag, so that nothing can be put between its tags."""
        return self.closing == self.start

    def all(self, name: str) -> list["Node"]:
        """Return the children of a name, in order."""
        return [child for child in self.children if child.name == name]

    def child(self, name: str) -> "Node | None":
        """Return the first child of a name."""
        return next((child for child in self.children if child.name == name), None)


# The order of a sheet's children (ECMA-376 part 1, 18.3.1.99), as far as anything is put in.
SHEET_ORDER = (
    *("conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches"),
    *("ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF"),
    *("picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"),
)
Wanted = Callable[[Node, dict[str, str]], bool]


class Part:
    """The measured XML of a part. `prefix` is that of its root, with the colon, or empty."""

    def __init__(self, xml: bytes, depth: int, wanted: Wanted | None = None) -> None:
        """Measure the elements down to a depth (1: the root).

        `wanted(parent, attributes)` says whether an element at the last depth is kept. Raises
        UnsafeError when the XML is not well formed.
        """
        self.xml = as_utf8(xml)
        self._depth, self._wanted = depth, wanted
        self._open: list[Node] = []
        self._level = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self.root = Node("", {}, 0, 0)
        self.prefix = ""
        try:
            self._parser.Parse(self.xml, True)  # noqa: FBT003 - expat takes no keyword here
        except expat.ExpatError as error:
            raise archive.damaged() from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._level += 1
        if self._level > self._depth:
            return
        prefix, colon, local = name.rpartition(":")
        if self._level == 1:
            self.prefix = prefix + colon
        parent = self._open[-1] if self._open else None
        at_last = self._level == self._depth and self._wanted is not None
        start = self._parser.CurrentByteIndex
        tag = _TAG.match(self.xml, start)
        if tag is None:
            raise archive.damaged()
        # Elements of other namespaces keep their prefix in the name: they are never looked for.
        node = Node(local if prefix + colon == self.prefix else name, attributes, start, tag.end())
        if parent is None:
            self.root = node
        elif not at_last or (self._wanted is not None and self._wanted(parent, attributes)):
            parent.children.append(node)
        self._open.append(node)

    def _end(self, _name: str) -> None:
        if self._level <= self._depth:
            node = self._open.pop()
            if self.xml[node.opened - 2 : node.opened] == b"/>":
                node.closing, node.end = node.start, node.opened
            else:
                node.closing = self._parser.CurrentByteIndex
                node.end = self.xml.index(b">", node.closing) + 1
        self._level -= 1

    def raw(self, node: Node) -> bytes:
        """Return an element as it is written."""
        return self.xml[node.start : node.end]

    def tag(self, node: Node) -> bytes:
        """Return the start tag of an element as it is written."""
        return self.xml[node.start : node.opened]

    def retagged(self, node: Node, **attributes: str | None) -> Replacement:
        """Set attributes of an element; None takes one out."""
        tag = self.tag(node)
        for name, value in attributes.items():
            tag = with_attribute(tag, name, value)
        return Replacement(node.start, node.opened, tag)

    def appended(self, node: Node, content: bytes) -> Iterator[Replacement]:
        """Put content behind the last child of an element."""
        if not node.is_empty_tag:
            yield Replacement(node.closing, node.closing, content)
            return
        tag = self.tag(node)
        name = re.match(rb"<([^\s/>]+)", tag)
        assert name is not None  # noqa: S101 - it was matched when it was measured
        closed = tag[:-2].rstrip() + b">" + content + b"</" + name[1] + b">"
        yield Replacement(node.start, node.end, closed)

    def removed(self, node: Node) -> Replacement:
        """Take an element out."""
        return Replacement(node.start, node.end, b"")

    def placed(self, name: str, content: bytes, order: Sequence[str]) -> Iterator[Replacement]:
        """Insert a child of the root where the order of the schema wants it.

        Elements of other namespaces may wrap what is late in a sheet or workbook.
        """
        later = order[order.index(name) + 1 :]
        children = self.root.children
        after = next((c for c in children if c.name in later or ":" in c.name), None)
        if after is None:
            yield from self.appended(self.root, content)
        else:
            yield Replacement(after.start, after.start, content)

    def edited(self, replacements: Iterable[Replacement]) -> bytes:
        """Return the XML with stretches replaced; they must not overlap."""
        pieces, at = [], 0
        for one in sorted(replacements, key=lambda one: (one.start, one.end)):
            pieces += [self.xml[at : one.start], one.content]
            at = one.end
        return b"".join([*pieces, self.xml[at:]])


def as_utf8(xml: bytes) -> bytes:
    """Return XML in UTF-8, whatever script it is written in."""
    wide = next((script for script, mark in _WIDE if xml.startswith(mark)), "")
    declared = re.match(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*["']([^"']+)""", xml)
    script = wide or (declared[1].decode().lower() if declared else "utf-8")
    if script in {"utf-8", "us-ascii"}:
        return xml
    try:
        return _DECLARED.sub(r"\1UTF-8", xml.decode(script).lstrip("\ufeff")).encode()
    except (UnicodeError, LookupError) as error:
        raise archive.damaged() from error


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """Return a start tag with an attribute set, or without it for None."""
    pattern = re.compile(rb"""\s+%b\s*=\s*(?:"[^"]*"|'[^']*')""" % re.escape(name.encode()))
    written = b"" if value is None else f" {name}={attribute(value)}".encode()
    if pattern.search(tag):
        return pattern.sub(lambda _: written, tag, count=1)
    end = -2 if tag.endswith(b"/>") else -1
    return tag[:end].rstrip() + written + tag[end:]


def attribute(value: str) -> str:
    """Return a value quoted and escaped as an attribute wants it."""
    return quoteattr(value)


def text(value: str) -> str:
    """Return text escaped for the content of an element."""
    return escape(value)
