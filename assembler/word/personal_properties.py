"""Remove the properties that name whoever wrote or saved a Word file."""

import re

from lxml import etree

from assembler.word.document import WordDocument
from assembler.word.namespaces import w

PERSONS = {"creator": "author", "lastModifiedBy": "last modified by"}
NOTES = {"description": "comments", "keywords": "tags", "category": "category"}
WORK = {"Company": "company", "Manager": "manager"}
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PROPERTIES = ("core-properties", "extended-properties", "custom-properties")
_PERSONAL = frozenset({*PERSONS, *NOTES, *WORK})


def without_personal_properties(content: bytes, name: str) -> bytes:
    """Return a Word file without personal properties; the same bytes when it has none.

    The title and the id by which a rebuild knows the file stay. Raises AssemblerError when it is
    not a Word document.
    """
    parts = WordDocument(content, name)
    parts.check()
    properties = [link.target for link in parts.relationships() if link.kind in _PROPERTIES]
    touched = [place for place in properties if place in parts and _taken_out(parts, place)]
    touched += [place for place in parts.related("people") if _emptied(parts, place)]
    if _detached(parts):
        touched.append("settings")
    if not touched:
        return content
    return parts.packed()


def _taken_out(parts: WordDocument, name: str) -> bool:
    root = parts.root(name)
    personal = [
        element
        for element in root
        if isinstance(element.tag, str)
        and (
            (etree.QName(element).localname in _PERSONAL and (element.text or "").strip())
            or (element.get("name") and MAIL.search("".join(map(str, element.itertext()))))
        )
    ]
    for element in personal:
        root.remove(element)
    if personal:
        parts.put(name, root)
    return bool(personal)


def _emptied(parts: WordDocument, name: str) -> bool:
    """Empty the list of those who commented or changed something."""
    root = parts.root(name)
    listed = list(root)
    for person in listed:
        root.remove(person)
    if listed:
        parts.put(name, root)
    return bool(listed)


def _detached(parts: WordDocument) -> bool:
    """Detach a template on someone's own computer; the styles stay."""
    found = False
    for name in list(parts.related("settings")):
        root = parts.root(name)
        for template in root.findall(w("attachedTemplate")):
            root.remove(template)
            parts.put(name, root)
            found = True
        if found:
            parts.unrelate(name, "attachedTemplate")
    return found
