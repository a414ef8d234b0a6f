"""Accept or reject the tracked changes of one author, as Word does."""

from collections.abc import Iterator
from enum import Enum

from lxml import etree

from assembler.word.comments import AUTHOR as PROGRAM
from assembler.word.document import WordDocument
from assembler.word.namespaces import w

INSERTED, DELETED = w("ins"), w("del")
AUTHOR_ATTRIBUTE = w("author")
TO_DELETED_TEXT = {w("t"): w("delText"), w("instrText"): w("delInstrText")}
_FROM_DELETED_TEXT = {deleted: plain for plain, deleted in TO_DELETED_TEXT.items()}
_PARAGRAPH, _PROPERTIES, _MARK = w("p"), w("pPr"), w("rPr")
_ROW, _CELL, _TABLE = w("tr"), w("tc"), w("tbl")
_BLOCKS = frozenset((_PARAGRAPH, _TABLE, w("sdt"), w("customXml")))
_OLD_PROPERTIES = tuple(w(f"{name}Change") for name in ("rPr", "pPr", "tcPr"))
# Properties of a paragraph that a change of its formatting does not hold.
OUTSIDE_CHANGE = (w("rPr"), w("sectPr"), w("pPrChange"))
_HOLDERS = frozenset(w(name) for name in ("hyperlink", "smartTag"))
# What only marks a place: a paragraph that holds nothing else is empty.
_PLACES = frozenset(
    w(name)
    for name in (
        *("pPr", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd"),
        "proofErr",
    )
)


class Resolution(Enum):
    """Whether the changes are accepted or rejected."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def stays(self) -> str:
        """The mark of what stays in the document."""
        return INSERTED if self is Resolution.ACCEPTED else DELETED

    @property
    def goes(self) -> str:
        """The mark of what goes out of the document."""
        return DELETED if self is Resolution.ACCEPTED else INSERTED


def accepted(content: bytes, author: str = PROGRAM) -> bytes:
    """Return a Word file with the tracked changes of an author accepted; without any, as it is.

    Raises AssemblerError when it is not a Word document.
    """
    document = WordDocument(content, "a document")
    kinds = ("header", "footer")
    for part in (document.main, *(name for kind in kinds for name in document.related(kind))):
        if has_any(document.root(part), author):
            resolve(document.root(part), author, Resolution.ACCEPTED)
            document.touch(part)
    return document.packed() if document.touched else content


def has_any(root: etree._Element, author: str) -> bool:
    """Whether a part holds a tracked change by an author."""
    names = (INSERTED, DELETED, *_OLD_PROPERTIES)
    return any(change.get(AUTHOR_ATTRIBUTE) == author for change in root.iter(*names))


def resolve(root: etree._Element, author: str, how: Resolution) -> None:
    """Accept or reject every tracked change by an author in a part."""
    for change in list(root.iter(*_OLD_PROPERTIES)):
        if change.get(AUTHOR_ATTRIBUTE) == author:
            _resolve_properties(change, how)
    changes = [c for c in root.iter(INSERTED, DELETED) if c.get(AUTHOR_ATTRIBUTE) == author]
    gone = [parent for c in changes if c.tag == how.goes and (parent := _marked(c)) is not None]
    for change in changes:
        if _is_mark(change):
            _remove_mark(change)
        elif change.tag == how.goes:
            _remove_content(change)
        else:
            _unwrap(change)
    for element in gone:
        if element.tag == _ROW:
            _remove_row(element)
    for element in reversed(gone):  # the last first: several ends in a row may have gone
        if element.tag == _PARAGRAPH and element.getparent() is not None:
            _join_with_next(element)


def _is_mark(change: etree._Element) -> bool:
    """Whether a change is that of a paragraph's end or of a row, not of what it holds."""
    parent = change.getparent()
    return parent is not None and parent.tag in {_MARK, w("trPr")}


def _marked(change: etree._Element) -> etree._Element | None:
    """Return the paragraph or row whose end, or whole, a change marks."""
    around = list(change.iterancestors())
    if not _is_mark(change):
        return None
    if around[0].tag == w("trPr"):
        return around[1]
    return around[2] if around[1].tag == _PROPERTIES else None


def _resolve_properties(change: etree._Element, how: Resolution) -> None:
    properties = change.getparent()
    if properties is None:
        return
    if how is Resolution.ACCEPTED:
        _remove_mark(change)
        return
    old = change[0] if len(change) else None
    kept = OUTSIDE_CHANGE[:2] if properties.tag == _PROPERTIES else (INSERTED, DELETED)
    for entry in list(properties):
        if entry.tag not in kept:
            properties.remove(entry)
    at = sum(1 for entry in properties if entry.tag in {INSERTED, DELETED})
    properties[at:at] = list(old) if old is not None else []
    _remove_if_empty(properties)


def _remove_mark(change: etree._Element) -> None:
    """Remove a mark, and the properties that it leaves empty."""
    parent = change.getparent()
    if parent is not None:
        parent.remove(change)
        _remove_if_empty(parent)


def _remove_if_empty(properties: etree._Element) -> None:
    parent = properties.getparent()
    if len(properties) or parent is None or properties.tag == w("tcPr"):
        return
    parent.remove(properties)
    if parent.tag == _PROPERTIES:
        _remove_if_empty(parent)


def _unwrap(change: etree._Element) -> None:
    parent = change.getparent()
    if parent is None:
        return
    if change.tag == DELETED:
        for text in list(change.iter(*_FROM_DELETED_TEXT)):
            text.tag = _FROM_DELETED_TEXT[str(text.tag)]
    at = parent.index(change)
    parent[at : at + 1] = list(change)


def _remove_content(change: etree._Element) -> None:
    """Remove inserted or deleted words, and the link that they leave empty."""
    parent = change.getparent()
    if parent is None:
        return
    parent.remove(change)
    while parent is not None and parent.tag in _HOLDERS and not len(parent):
        outer = parent.getparent()
        if outer is not None:
            outer.remove(parent)
        parent = outer


def _remove_row(row: etree._Element) -> None:
    table = row.getparent()
    if table is None:
        return
    table.remove(row)
    around = table.getparent()
    if table.tag == _TABLE and around is not None and next(table.iter(_ROW), None) is None:
        around.remove(table)


def _join_with_next(paragraph: etree._Element) -> None:
    """Join a paragraph whose end has gone with the next: the properties are those of the next."""
    parent = paragraph.getparent()
    following = next((e for e in paragraph.itersiblings() if e.tag in _BLOCKS), None)
    if parent is None:
        return
    if following is None or following.tag != _PARAGRAPH:
        alone = following is None and parent.tag == _CELL
        if not (alone or _has_content(paragraph)):
            parent.remove(paragraph)
        return
    if not _has_content(paragraph):
        at = 1 if following.find(_PROPERTIES) is not None else 0
        following[at:at] = _content(paragraph)
        parent.remove(paragraph)
        return
    own, theirs = paragraph.find(_PROPERTIES), following.find(_PROPERTIES)
    if own is not None:
        paragraph.remove(own)
    if theirs is not None:
        paragraph.insert(0, theirs)
    paragraph.extend(_content(following))
    for between in list(_between(paragraph, following)):
        paragraph.append(between)
    parent.remove(following)


def _between(one: etree._Element, other: etree._Element) -> Iterator[etree._Element]:
    for sibling in one.itersiblings():
        if sibling is other:
            return
        yield sibling


def _has_content(paragraph: etree._Element) -> bool:
    return any(child.tag not in _PLACES for child in paragraph)


def _content(paragraph: etree._Element) -> list[etree._Element]:
    return [child for child in paragraph if child.tag != _PROPERTIES]
