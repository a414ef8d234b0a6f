"""Join several Word files into one: each is a section, with its own headers and footers.

docxcompose was tried for this: it keeps one section only, so that Annex B is no longer landscape,
and gives every part the first one's headers and headings. Here only ids that clash are translated:
styles are identified by name, and one that looks different in a later part gets a name of its own;
lists, notes, pictures and links get free ids. Page numbers run through the whole file, since "Page
3 of 12" shows a reader that no page is missing.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml import etree

from assembler.errors import AssemblerError
from assembler.opc.pack import pack, stored
from assembler.opc.relationships import Relationship, read_relationship, relationships_part
from assembler.word import document_id, join_numbering, join_styles
from assembler.word.document import OFFICE, WORD, WordDocument
from assembler.word.namespaces import R, W, w

_STYLED = (w("pStyle"), w("rStyle"), w("tblStyle"))
# Parts of the whole document: the first file's are kept, those of the others are not needed.
_OF_THE_WHOLE = frozenset(
    {
        *("styles", "stylesWithEffects", "numbering", "settings", "webSettings", "fontTable"),
        *("theme", "footnotes", "endnotes", "comments", "commentsExtended", "commentsIds"),
        *("commentsExtensible", "people", "customXml", "glossaryDocument", "keyMapCustomizations"),
    }
)


def joined(documents: Mapping[str, bytes]) -> bytes:
    """Join Word files, by name in the order they are to be read, into one with an id of its own.

    The same files give the same bytes. Raises AssemblerError when one is no Word document.
    """
    whole, *others = [WordDocument(content, name) for name, content in documents.items()]
    for document in (whole, *others):
        document.check()
    for number, other in enumerate(others, start=2):
        _add(whole, other, number)
    whole.touch(whole.main)
    parts = document_id.with_placeholder({name: whole.written(name) for name in whole.names})
    custom = parts.pop(document_id.PART)
    mark = document_id.digest(parts.values())
    parts[document_id.PART] = document_id.signed(custom, mark)
    return pack(stored(name, content) for name, content in parts.items())


@dataclass(frozen=True)
class _Move:
    """A document being added to the whole: its number, and the new ids of its styles and lists."""

    whole: WordDocument
    other: WordDocument
    number: int
    styles: join_styles.JoinedStyles
    lists: Mapping[str, str]


def _add(whole: WordDocument, other: WordDocument, number: int) -> None:
    """Append a document as a section of its own."""
    lists = join_numbering.add_lists(whole, other)
    move = _Move(whole, other, number, join_styles.add_styles(whole, other, lists), lists)
    keys = _links(move)
    body = deepcopy(_body(other))
    _rewritten(body, move, keys)
    join_numbering.add_notes(whole, other, body, lambda note: _rewritten(note, move, {}))
    join_numbering.renumber_marks(whole.root(whole.main), body)
    _appended(whole, body, number)


def _links(move: _Move) -> dict[str, str]:
    """Add the relationships of a document to the whole; return their new ids by the old ones."""
    keys: dict[str, str] = {}
    for link in move.other.relationships(move.other.main):
        if link.external or link.kind not in _OF_THE_WHOLE:
            keys[link.key] = f"{link.key}-{move.number}"
            target = link.target if link.external else _copied(move, link.target)
            move.whole.relate(replace(link, key=keys[link.key], target=target))
    return keys


def _copied(move: _Move, name: str) -> str:
    """Copy a part, and the parts it leads to, under a free name; return that name."""
    whole, other = move.whole, move.other
    stem, _, ending = name.rpartition(".")
    copy = f"{stem}-{move.number}.{ending}"
    if copy in whole or name not in other:
        return copy
    whole.add(copy, other.raw(name), other.content_type(name))
    if ending == "xml" and name.startswith("word/"):
        root = deepcopy(other.root(name))
        _rewritten(root, move, {})
        whole.put(copy, root)
    if relationships_part(name) in other:
        rows = deepcopy(other.root(relationships_part(name)))
        for row in (row for row in rows if isinstance(row.tag, str)):
            link = read_relationship(row, name)
            if not link.external:
                row.set("Target", f"/{_copied(move, link.target)}")
        whole.put(relationships_part(copy), rows)
    return copy


def _rewritten(story: etree._Element, move: _Move, keys: Mapping[str, str]) -> None:
    """Translate the ids of styles, lists and relationships in a story."""
    for element in story.iter(etree.Element):
        if element.tag in _STYLED:
            _turned(element, move.styles.ids)
        elif element.tag == w("numId"):
            _turned(element, move.lists)
        elif element.tag == w("p"):
            move.styles.name_the_default(element)
        if keys:
            for name, value in element.attrib.items():
                if str(name).startswith(f"{{{R}}}"):
                    element.set(name, keys.get(str(value), str(value)))


def _turned(element: etree._Element, ids: Mapping[str, str]) -> None:
    old = element.get(w("val"), "")
    element.set(w("val"), ids.get(old, old))


def _appended(whole: WordDocument, body: etree._Element, number: int) -> None:
    """End the section before, and append the new one on a page of its own."""
    there = _body(whole)
    before = there.find(w("sectPr"))
    if before is not None:
        there.remove(before)
        _section_end(there).append(before)
    sections = list(body.iter(w("sectPr")))
    if sections:
        _on_a_new_page(sections[0])
        _with_every_story(whole, sections[0], before, number)
    there.extend(list(body))


def _body(parts: WordDocument) -> etree._Element:
    body = parts.root(parts.main).find(w("body"))
    if body is None:
        raise AssemblerError(
            f"{parts.label} has no text at all.", "Open it in Word, or build it with --fresh."
        )
    return body


def _section_end(body: etree._Element) -> etree._Element:
    """Append a paragraph that ends a section, as low as Word lets one be; return its properties.

    It holds no text: in the last paragraph of a document, the end of its section would be lost when
    a later version of the file, with a paragraph more, is merged.
    """
    properties = etree.SubElement(etree.SubElement(body, w("p")), w("pPr"))
    spacing = etree.SubElement(properties, w("spacing"))
    for name, value in (("before", "0"), ("after", "0"), ("line", "20"), ("lineRule", "exact")):
        spacing.set(w(name), value)
    return properties


def _on_a_new_page(section: etree._Element) -> None:
    kind = section.find(w("type"))
    if kind is not None:
        kind.set(w("val"), "nextPage")
    for start in section.findall(w("pgNumType")):
        start.attrib.pop(w("start"), "")


def _with_every_story(
    whole: WordDocument, section: etree._Element, before: etree._Element | None, number: int
) -> None:
    """Add empty headers and footers where a section would inherit those of the one before."""
    if before is None:
        return
    for story in ("header", "footer"):
        tag = w(f"{story}Reference")
        has = {reference.get(w("type")) for reference in section.findall(tag)}
        for reference in before.findall(tag):
            kind = reference.get(w("type"), "default")
            if kind in has:
                continue
            key = _blank(whole, story, f"{story}-{kind}-{number}")
            missing = etree.Element(tag)
            missing.set(w("type"), kind)
            missing.set(f"{{{R}}}id", key)
            section.insert(0, missing)


def _blank(whole: WordDocument, story: str, stem: str) -> str:
    name, key = f"word/{stem}.xml", f"rId-{stem}"
    root = etree.Element(w("hdr" if story == "header" else "ftr"), nsmap={"w": W})
    etree.SubElement(root, w("p"))
    whole.add(name, root, f"{WORD}.{story}+xml")
    whole.relate(Relationship(key, f"{OFFICE}/{story}", name))
    return key
