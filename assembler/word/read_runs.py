"""Read a paragraph, the same for all: its pieces of text and its objects, in order.

Text that tracking has deleted or moved away is left out. A field, picture, text box, symbol or
equation is one object, whose `inside` is the text of it that a reader sees; the words of a text box
are paragraphs of their own (reader.boxes).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

from assembler.word import symbols
from assembler.word.namespaces import MC, M, R, first_child, w

OBJECT = "\ufffc"
_RUN, _TEXT, _LOOK, _FIELD, _INSTRUCTION = map(w, ("r", "t", "rPr", "fldChar", "instrText"))
_ALTERNATIVES, _CHOICE, _FALLBACK = (
    f"{{{MC}}}{name}" for name in ("AlternateContent", "Choice", "Fallback")
)
_BREAKS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "\u2011"}
_HOLDERS = frozenset(
    w(name)
    for name in (
        *("hyperlink", "smartTag", "sdt", "sdtContent", "ins", "moveTo", "customXml"),
        *("dir", "bdo"),
    )
)
_TRACKED = tuple(w(name) for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"))
HAS_TRACKED_CHANGES = "it has tracked changes; accept or reject them in Word first."
_GONE = frozenset((w("del"), w("moveFrom")))
# Of no width: what Word leaves in the text, and what only marks a place.
_WIDTHLESS = frozenset(
    w(name)
    for name in (
        *("rPr", "lastRenderedPageBreak", "commentReference", "annotationRef", "delText"),
        *("instrText", "delInstrText", "softHyphen", "footnoteRef", "endnoteRef", "separator"),
        *("continuationSeparator", "fldChar"),
    )
)
_MATH = (f"{{{M}}}oMath", f"{{{M}}}oMathPara")
_OBJECTS = frozenset((w("fldSimple"), _ALTERNATIVES, *_MATH))
_OFF = frozenset(("0", "false", "off", "none"))
_NOT_A_LOOK = frozenset(w(name) for name in ("lang", "noProof", "rtl", "bCs", "iCs", "szCs"))

Target: TypeAlias = "Callable[[etree._Element], str]"  # noqa: SLF001 - lxml names it so


@dataclass(frozen=True)
class Piece:
    """A stretch of text in one element, or one object as one character.

    `run` holds it (None for an object outside runs); `whole` is all the elements of an object, and
    `node` the last of them. `inside` is the text that a reader sees of an object.
    """

    text: str
    node: etree._Element
    run: etree._Element | None
    whole: tuple[etree._Element, ...] = ()
    name: str = ""
    inside: tuple["Piece", ...] = ()


@dataclass(frozen=True)
class Character:
    """One character of a paragraph: an offset in a piece."""

    piece: Piece
    offset: int

    @property
    def text(self) -> str:
        """The character itself."""
        return self.piece.text[self.offset]


@dataclass
class _Field:
    """A complex field between its begin and its end; `shows` once its result has begun."""

    instruction: str = ""
    shows: bool = False
    nodes: list[etree._Element] = field(default_factory=list)
    inside: list[Piece] = field(default_factory=list)

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


def pieces(container: etree._Element) -> list[Piece]:
    """Return the pieces of a paragraph, a run, or whatever holds runs.

    A field is one object, also one that ends in a later paragraph; the words shown for a link made
    by a field are text like any other.
    """
    result: list[Piece] = []
    fields: list[_Field] = []
    for run in run_level(container):
        if run.tag in _OBJECTS:
            instruction = run.get(w("instr"), "")
            name = _field_name(instruction) or "object"
            result.append(Piece(OBJECT, run, None, (run,), name, _inside(run, None)))
        else:
            _read_run(run, fields, result)
    outermost = _outermost(fields)
    if outermost is not None and not outermost.is_link:
        result.append(_field_piece(outermost, outermost.nodes[-1], None))
    return result


def visible_pieces(container: etree._Element) -> Iterator[Piece]:
    """Yield the pieces of text that a reader sees, those inside objects included."""
    for piece in pieces(container):
        if piece.whole:
            yield from piece.inside
        else:
            yield piece


def visible_text(container: etree._Element) -> str:
    """Return the words of a paragraph as a reader sees them."""
    return "".join(piece.text for piece in visible_pieces(container))


def balanced(paragraph: etree._Element) -> bool:
    """Whether every field that begins in the paragraph ends in it."""
    kinds = [mark.get(w("fldCharType")) for mark in paragraph.iter(w("fldChar"))]
    return kinds.count("begin") == kinds.count("end")


def text(paragraph: etree._Element) -> str:
    """Return the words of a paragraph, each object as one placeholder character."""
    return "".join(piece.text for piece in pieces(paragraph))


def characters(paragraph: etree._Element) -> list[Character]:
    """Return the characters of a paragraph, each object as one."""
    return [Character(p, offset) for p in pieces(paragraph) for offset in range(len(p.text))]


def tracked(element: etree._Element) -> bool:
    """Whether it holds tracked changes that nobody has accepted or rejected."""
    return next(element.iter(*_TRACKED), None) is not None


def look(piece: Piece, target: Target) -> Look:
    """Return how a piece looks; `target` returns the address of a hyperlink element."""
    run = piece.run
    if run is None:
        return Look((), (), "")
    link = holder(run, w("hyperlink"))
    address = "" if link is None else target(link)
    properties = first_child(run, w("rPr"))
    if properties is None or not len(properties):
        return Look(("", "", "", ""), (), address)
    return Look(*_looks(properties), address)


def holder(element: etree._Element, tag: str) -> etree._Element | None:
    """Return the nearest element of this name around another, within its paragraph."""
    parent = element.getparent()
    while parent is not None and parent.tag != w("p"):
        if parent.tag == tag:
            return parent
        parent = parent.getparent()
    return None


def run_level(container: etree._Element) -> Iterator[etree._Element]:
    """Yield runs and the objects that stand outside runs."""
    if container.tag == _RUN or container.tag in _OBJECTS - {w("fldSimple")}:
        yield container
        return
    for child in () if container.tag in _GONE else container:
        if child.tag == _RUN or child.tag in _OBJECTS:
            yield child
        elif child.tag in _HOLDERS:
            yield from run_level(child)


def _read_run(run: etree._Element, fields: list[_Field], result: list[Piece]) -> None:
    for node in run:
        if node.tag == _FIELD:
            _turn(node, run, fields, result)
            continue
        outermost = _outermost(fields)
        if outermost is None:
            result += _node_pieces(node, run)
        else:
            fields[-1].instruction += (node.text or "") if node.tag == _INSTRUCTION else ""
            outermost.nodes += [node] if node.tag != _LOOK else []
            if all(field.shows for field in fields):
                outermost.inside += _visible(_node_pieces(node, run))


def _node_pieces(node: etree._Element, run: etree._Element | None) -> list[Piece]:
    """Return the piece that an element of a run is; nothing for one without width."""
    if node.tag in _BREAKS:
        return [Piece(_BREAKS[node.tag], node, run)]
    if node.tag == _TEXT:
        return [Piece(node.text, node, run)] if node.text else []
    if node.tag in _WIDTHLESS or not isinstance(node.tag, str):
        return []
    return [Piece(OBJECT, node, run, (node,), "object", _inside(node, run))]


def _inside(node: etree._Element, run: etree._Element | None) -> tuple[Piece, ...]:
    """Return the text that a reader sees of an object."""
    shown: list[Piece] = []
    if node.tag == w("fldSimple"):
        shown = list(visible_pieces(node))
    elif node.tag == w("sym"):
        symbol = symbols.symbol_text(node)
        shown = [Piece(symbol, node, run)] if symbol else []
    elif node.tag == w("ptab"):
        shown = [Piece("\t", node, run)]
    elif node.tag == w("ruby"):
        shown = [p for base in node.iter(w("rubyBase")) for p in visible_pieces(base)]
    elif node.tag in _MATH:
        shown = [Piece(t.text, t, None) for t in node.iter(f"{{{M}}}t") if t.text]
    elif node.tag == _ALTERNATIVES:
        emoji = symbols.emoji(node)
        branches = (*node.findall(_CHOICE)[:1], *node.findall(_FALLBACK))
        inner = (inner for branch in branches if (inner := _branch(branch, run)))
        shown = [Piece(emoji, node, run)] if emoji else next(inner, [])
    return tuple(shown)


def _branch(branch: etree._Element, run: etree._Element | None) -> list[Piece]:
    """Return the visible text of one alternative, which holds runs or what a run holds."""
    inner = _visible([piece for child in branch for piece in _node_pieces(child, run)])
    return inner or list(visible_pieces(branch))


def _visible(found: Sequence[Piece]) -> list[Piece]:
    return [shown for piece in found for shown in (piece.inside if piece.whole else (piece,))]


def _outermost(fields: Sequence[_Field]) -> _Field | None:
    """Return the outermost field that is one object; None where text is text.

    The words that a link shows are text, and a field among them is an object of its own.
    """
    return next((field for field in fields if not (field.is_link and field.shows)), None)


def _turn(
    mark: etree._Element, run: etree._Element, fields: list[_Field], result: list[Piece]
) -> None:
    """Begin, divide or end a complex field."""
    kind = mark.get(w("fldCharType"))
    if kind == "begin":
        fields.append(_Field())
    outermost = _outermost(fields)
    if outermost is not None:
        outermost.inside += _form_field(mark, run) if kind == "begin" else []
        outermost.nodes.append(mark)
    if kind == "separate" and fields:
        fields[-1].shows = True
    if kind == "end" and fields:
        ended = fields.pop()
        if ended is outermost and not ended.is_link:
            result.append(_field_piece(ended, mark, run))


def _field_piece(ended: _Field, last: etree._Element, run: etree._Element | None) -> Piece:
    name = _field_name(ended.instruction) or "field"
    return Piece(OBJECT, last, run, tuple(ended.nodes), name, tuple(ended.inside))


def _form_field(mark: etree._Element, run: etree._Element) -> list[Piece]:
    """Return what an old form field shows: the state of a check box, the entry of a drop-down."""
    shown = symbols.form_field_text(mark)
    return [Piece(shown, mark, run)] if shown else []


def _field_name(instruction: str) -> str:
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
    """Return the address of a hyperlink element: a web address, a bookmark, or both."""
    where = relationships.get(link.get(f"{{{R}}}id", ""), "")
    anchor = link.get(w("anchor"), "")
    return f"{where}#{anchor}" if anchor else where
