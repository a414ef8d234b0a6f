"""Edit a paragraph: replace characters, split runs, anchor comments."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from lxml import etree

from assembler.word.namespaces import w
from assembler.word.read_runs import OBJECT, Character, Look, holder

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TEXT = w("t")

Links: TypeAlias = "Callable[[str], etree._Element | None]"  # noqa: SLF001 - lxml names it so
Copies: TypeAlias = "Callable[[etree._Element], etree._Element]"  # noqa: SLF001 - lxml names it so


@dataclass(frozen=True)
class Added:
    """A character of the new version, with the look it has there."""

    character: Character
    look: Look


@dataclass(frozen=True)
class Host:
    """A character of the edited document, with the look it was built with."""

    character: Character
    look: Look


@dataclass(frozen=True)
class Replacement:
    """A replacement of the characters [start, end) of the edited paragraph.

    `hosts` are characters whose run the new words may join, best first: they take the adviser's
    formatting of a host when the template gave both the same look.
    """

    start: int
    end: int
    added: tuple[Added, ...]
    hosts: tuple[Host, ...]


def replace_characters(
    paragraph: etree._Element,
    text: Sequence[Character],
    change: Replacement,
    links: Links,
    copies: Copies,
) -> None:
    """Make one replacement. Those of one paragraph must be made from its end to its beginning."""
    old = list(text[change.start : change.end])
    before = text[change.start - 1] if change.start else None
    after = text[change.end] if change.end < len(text) else None
    host = _host(change)
    words = "".join(added.character.text for added in change.added)
    if host is not None and host is not before and host is not after:
        _join(host, words, old)
        return
    runs = _runs(change, links, copies) if change.added and host is None else []
    at = 0 if after is None else after.offset - _same_node(after, old)
    _remove_characters(old)
    if host is not None:
        _join_neighbour(host.piece.node, host.offset + 1 if host is before else at, words)
    if not runs:
        return
    if before is not None:
        _insert_after(split_after(before), runs, paragraph)
    elif after is not None:
        _insert_before(_split_before(Character(after.piece, at)), runs, paragraph)
    else:
        paragraph.extend(runs)


def split_after(character: Character) -> etree._Element:
    """Make a character the last of its run; return the run (or the object)."""
    piece = character.piece
    node = piece.node
    if piece.run is None:
        return node
    if node.tag == _TEXT and node.text and character.offset + 1 < len(node.text):
        rest = etree.Element(_TEXT)
        _set(rest, node.text[character.offset + 1 :])
        _set(node, node.text[: character.offset + 1])
        node.addnext(rest)
    return _split_behind(piece.run, node)


def _split_before(character: Character) -> etree._Element:
    """Make a character the first of its run; return the run (or the object)."""
    piece = character.piece
    if piece.run is None:
        return piece.node
    node = piece.whole[0] if piece.whole else piece.node
    run = node.getparent()
    if run is None:
        return piece.run
    if node.tag == _TEXT and character.offset and node.text:
        head = etree.Element(_TEXT)
        _set(head, node.text[: character.offset])
        _set(node, node.text[character.offset :])
        node.addprevious(head)
    before = node.getprevious()
    if before is None or before.tag == w("rPr"):
        return run
    following = _split_behind(run, before).getnext()
    return run if following is None else following


def anchor_comment(
    paragraph: etree._Element, text: Sequence[Character], part: range, key: str
) -> None:
    """Anchor a comment at a stretch of a paragraph; an empty stretch takes a neighbour."""
    start = etree.Element(w("commentRangeStart"), {w("id"): key})
    end = etree.Element(w("commentRangeEnd"), {w("id"): key})
    reference = etree.Element(w("r"))
    etree.SubElement(reference, w("commentReference"), {w("id"): key})
    low, high = part.start, part.stop
    if low >= high and text:
        low, high = (low - 1, low) if low else (0, 1)
    if low >= high:
        paragraph.extend((start, end, reference))
        return
    last = _at_top(split_after(text[high - 1]), paragraph)
    last.addnext(end)
    end.addnext(reference)
    first = _at_top(_split_before(text[low]), paragraph)
    first.addprevious(start)


def _host(change: Replacement) -> Character | None:
    """Return the character whose run takes the new words; None when they need runs of their own."""
    looks = {added.look for added in change.added}
    worded = all(added.character.piece.node.tag == _TEXT for added in change.added)
    if len(looks) != 1 or not worded:
        return None
    (look,) = looks
    for host in change.hosts:
        if host.look == look and host.character.piece.node.tag == _TEXT:
            return host.character
    return None


def _join(host: Character, words: str, old: list[Character]) -> None:
    """Insert words after one of the old characters, and remove the old ones."""
    at = old.index(host) + 1
    _remove_characters(old[at:])
    _join_neighbour(host.piece.node, host.offset + 1, words)
    _remove_characters(old[:at])


def _join_neighbour(node: etree._Element, at: int, words: str) -> None:
    said = node.text or ""
    _set(node, said[:at] + words + said[at:])


def _same_node(character: Character, old: list[Character]) -> int:
    return sum(1 for one in old if one.piece.node is character.piece.node)


def _remove_characters(old: list[Character]) -> None:
    for _, group in groupby(old, key=lambda one: id(one.piece.node)):
        characters = list(group)
        piece = characters[0].piece
        if piece.whole:
            for element in piece.whole:
                _remove(element)
        elif piece.node.tag == _TEXT:
            said = piece.node.text or ""
            start, end = characters[0].offset, characters[-1].offset + 1
            _set(piece.node, said[:start] + said[end:])
            if not piece.node.text:
                _remove(piece.node)
        else:
            _remove(piece.node)


def _remove(element: etree._Element) -> None:
    """Remove an element, and the run or link that it leaves empty."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    left = [child for child in parent if child.tag != w("rPr")]
    if not left and parent.tag in {w("r"), w("hyperlink"), w("smartTag")}:
        _remove(parent)


def _runs(change: Replacement, links: Links, copies: Copies) -> list[etree._Element]:
    """Return runs of the new words, in a host's formatting where the template's looks agree."""
    formats = {host.look: _properties(host.character) for host in reversed(change.hosts)}
    found: list[etree._Element] = []
    for address, linked in groupby(change.added, key=lambda added: added.look.link):
        runs: list[etree._Element] = []
        for (look, _), group in groupby(linked, key=_sort):
            runs += _run(list(group), formats.get(look), copies)
        link = links(address) if address else None
        if link is not None:
            link.extend(runs)
            runs = [link]
        found += runs
    return found


def _properties(character: Character) -> etree._Element:
    run = character.piece.run
    own = None if run is None else run.find(w("rPr"))
    return etree.Element(w("rPr")) if own is None else deepcopy(own)


def _sort(added: Added) -> tuple[Look, bool]:
    return added.look, added.character.text == OBJECT


def _run(
    group: list[Added], properties: etree._Element | None, copies: Copies
) -> list[etree._Element]:
    if group[0].character.text == OBJECT:
        return [run for added in group for run in _object(added.character, copies)]
    source = group[0].character.piece.run
    run = etree.Element(w("r"))
    own = None if source is None else source.find(w("rPr"))
    if properties is not None:
        run.extend([deepcopy(properties)] if len(properties) else [])
    elif own is not None:
        run.append(copies(own))
    for _, same in groupby(group, key=lambda added: id(added.character.piece.node)):
        characters = [added.character for added in same]
        node = characters[0].piece.node
        if node.tag == _TEXT:
            made = etree.SubElement(run, _TEXT)
            _set(made, "".join(character.text for character in characters))
        else:
            run.append(copies(node))
    return [run]


def _object(character: Character, copies: Copies) -> list[etree._Element]:
    """Return a copy of an object: its nodes, each in a run if it had one."""
    made = []
    for node in character.piece.whole:
        parent = node.getparent()
        if character.piece.run is None or parent is None:
            made.append(copies(node))
            continue
        run = etree.Element(w("r"))
        own = parent.find(w("rPr"))
        if own is not None:
            run.append(copies(own))
        run.append(copies(node))
        made.append(run)
    return made


def _insert_after(
    place: etree._Element, runs: list[etree._Element], paragraph: etree._Element
) -> None:
    link = holder(place, w("hyperlink")) if place is not paragraph else None
    if link is not None and place.getnext() is None:
        place = link
    elif link is not None:
        runs = _unlinked(runs)
    for run in runs:
        place.addnext(run)
        place = run


def _insert_before(
    place: etree._Element, runs: list[etree._Element], paragraph: etree._Element
) -> None:
    link = holder(place, w("hyperlink")) if place is not paragraph else None
    if link is not None and place.getprevious() is None:
        place = link
    elif link is not None:
        runs = _unlinked(runs)
    for run in runs:
        place.addprevious(run)


def _unlinked(runs: list[etree._Element]) -> list[etree._Element]:
    """A link cannot stand inside a link."""
    return [inner for run in runs for inner in (list(run) if run.tag == w("hyperlink") else [run])]


def _split_behind(run: etree._Element, node: etree._Element) -> etree._Element:
    rest = list(node.itersiblings())
    if rest:
        other = etree.Element(w("r"))
        properties = run.find(w("rPr"))
        if properties is not None:
            other.append(deepcopy(properties))
        other.extend(rest)
        run.addnext(other)
    return run


def _at_top(element: etree._Element, paragraph: etree._Element) -> etree._Element:
    """Return the child of the paragraph that is, or holds, an element."""
    parent = element.getparent()
    while parent is not None and parent is not paragraph:
        element, parent = parent, parent.getparent()
    return element


def _set(node: etree._Element, text: str) -> None:
    node.text = text
    node.set(_SPACE, "preserve")
