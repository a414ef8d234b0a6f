"""A paragraph as characters, each with the element that holds it and the look it has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

from assembler.word.namespaces import R, w

_RUN, _TEXT, _LOOK, _FIELD, _INSTRUCTION = map(w, ("r", "t", "rPr", "fldChar", "instrText"))
OBJECT = "\ufffc"
_BREAKS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011"}
_HOLDERS = frozenset(
    w(name) for name in ("hyperlink", "smartTag", "sdt", "sdtContent", "ins", "moveTo", "customXml")
)
_TRACKED = tuple(w(name) for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"))
# Of no width: what Word strews about, and what only marks a place.
_WIDTHLESS = frozenset(
    w(name)
    for name in (
        *("rPr", "lastRenderedPageBreak", "commentReference", "annotationRef", "delText"),
        *("instrText", "delInstrText", "softHyphen", "footnoteRef", "endnoteRef", "separator"),
        *("continuationSeparator", "fldChar"),
    )
)
_OBJECTS = frozenset((w("fldSimple"),)) | {
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMathPara",
}
_OFF = frozenset(("0", "false", "off", "none"))
_NOT_A_LOOK = frozenset(w(name) for name in ("lang", "noProof", "rtl", "bCs", "iCs", "szCs"))

Target: TypeAlias = "Callable[[etree._Element], str]"  # noqa: SLF001 - lxml names it so


@dataclass(frozen=True)
class Piece:
    """A stretch of text in one element, or one object (a picture, a field) as one character.

    `run` holds it (None for an object outside runs); `whole` is all that makes up an object, and
    `node` the last of it.
    """

    text: str
    node: etree._Element
    run: etree._Element | None
    whole: tuple[etree._Element, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Character:
    """One character of a paragraph: a place in a piece."""

    piece: Piece
    offset: int

    @property
    def text(self) -> str:
        """Give the character itself."""
        return self.piece.text[self.offset]


@dataclass
class _Field:
    """A field on the way from its begin to its end."""

    instruction: str = ""
    shows: bool = False
    nodes: list[etree._Element] = field(default_factory=list)

    @property
    def is_link(self) -> bool:
        return self.instruction.strip().upper().startswith("HYPERLINK")


@dataclass(frozen=True)
class Look:
    """How a character looks. `plain` is what a workbook can say; `full` is all the template says.

    `link` is the address of the link it stands in.
    """

    plain: tuple[str, ...]
    full: tuple[object, ...]
    link: str


def pieces(paragraph: etree._Element) -> list[Piece]:
    """Read a paragraph in order; text that tracking has deleted is left out.

    A field is one object; the words shown for a link made by a field are text like any other.
    """
    found: list[Piece] = []
    fields: list[_Field] = []
    for run in _runs(paragraph):
        if run.tag in _OBJECTS:
            instruction = run.get(w("instr"), "")
            found.append(Piece(OBJECT, run, None, (run,), _name(instruction) or "object"))
        else:
            _read(run, fields, found)
    return found


def balanced(paragraph: etree._Element) -> bool:
    """Whether every field that begins in the paragraph ends in it."""
    kinds = [mark.get(w("fldCharType")) for mark in paragraph.iter(w("fldChar"))]
    return kinds.count("begin") == kinds.count("end")


def text(paragraph: etree._Element) -> str:
    """Give the words of a paragraph, an object as one character."""
    return "".join(piece.text for piece in pieces(paragraph))


def characters(paragraph: etree._Element) -> list[Character]:
    """Give the characters of a paragraph."""
    return [Character(p, offset) for p in pieces(paragraph) for offset in range(len(p.text))]


def tracked(element: etree._Element) -> bool:
    """Whether changes are tracked in it that nobody has accepted or rejected."""
    return next(element.iter(*_TRACKED), None) is not None


def look(piece: Piece, target: Target) -> Look:
    """Tell how a piece looks; `target` gives the address of a hyperlink element."""
    run = piece.run
    if run is None:
        return Look((), (), "")
    link = holder(run, w("hyperlink"))
    address = "" if link is None else target(link)
    properties = run.find(w("rPr"))
    if properties is None or not len(properties):
        return Look(("", "", "", ""), (), address)
    return Look(*_looks(properties), address)


def holder(element: etree._Element, tag: str) -> etree._Element | None:
    """Find the nearest element of this name around another, within its paragraph."""
    parent = element.getparent()
    while parent is not None and parent.tag != w("p"):
        if parent.tag == tag:
            return parent
        parent = parent.getparent()
    return None


def _runs(container: etree._Element) -> Iterator[etree._Element]:
    for child in container:
        if child.tag == _RUN or child.tag in _OBJECTS:
            yield child
        elif child.tag in _HOLDERS:
            yield from _runs(child)


def _read(run: etree._Element, fields: list[_Field], found: list[Piece]) -> None:
    for node in run:
        if node.tag == _FIELD:
            _turn(node, run, fields, found)
        elif not _shows(fields):
            fields[-1].instruction += (node.text or "") if node.tag == _INSTRUCTION else ""
            fields[0].nodes += [node] if node.tag != _LOOK else []
        elif node.tag in _BREAKS:
            found.append(Piece(_BREAKS[node.tag], node, run))
        elif node.tag == _TEXT:
            found += [Piece(node.text, node, run)] if node.text else []
        elif node.tag not in _WIDTHLESS:
            found.append(Piece(OBJECT, node, run, (node,), "object"))


def _shows(fields: list[_Field]) -> bool:
    """Whether text is text here: outside fields, or the words that a link shows."""
    return not fields or (len(fields) == 1 and fields[0].is_link and fields[0].shows)


def _turn(
    mark: etree._Element, run: etree._Element, fields: list[_Field], found: list[Piece]
) -> None:
    """Begin, divide or end a field."""
    kind = mark.get(w("fldCharType"))
    if kind == "begin":
        fields.append(_Field())
    if fields:
        fields[0].nodes.append(mark)
    if kind == "separate" and fields:
        fields[-1].shows = True
    if kind == "end" and fields:
        ended = fields.pop()
        if not fields and not ended.is_link:
            name = _name(ended.instruction)
            found.append(Piece(OBJECT, mark, run, tuple(ended.nodes), name or "field"))


def _name(instruction: str) -> str:
    kind = instruction.strip().partition(" ")[0].upper()
    return f"field {kind}" if kind else ""


def _looks(properties: etree._Element) -> tuple[tuple[str, ...], tuple[object, ...]]:
    return _looks_of(etree.tostring(properties))


@lru_cache(maxsize=4096)
def _looks_of(xml: bytes) -> tuple[tuple[str, ...], tuple[object, ...]]:
    properties = etree.fromstring(xml)
    values = {}
    for entry in properties:
        value = entry.get(w("val"), "on")
        values[entry.tag] = "" if value in _OFF else value
    plain = tuple(
        "on" if name != "vertAlign" and value else value
        for name in ("b", "i", "u", "vertAlign")
        for value in (values.get(w(name), ""),)
    )
    full = tuple(
        sorted(
            (str(entry.tag), *sorted((str(k), str(v)) for k, v in entry.attrib.items()))
            for entry in properties
            if entry.tag not in _NOT_A_LOOK
        )
    )
    return plain, full


def address(link: etree._Element, relationships: dict[str, str]) -> str:
    """Give the address of a hyperlink element: a web address, a bookmark, or both."""
    where = relationships.get(link.get(f"{{{R}}}id", ""), "")
    anchor = link.get(w("anchor"), "")
    return f"{where}#{anchor}" if anchor else where
