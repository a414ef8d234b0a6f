"""What a file says of whoever wrote and saved it, taken out; its words stay as they are."""

from lxml import etree

from assembler.opc.pack import deflated, pack
from assembler.review.properties import MAIL, NOTES, PERSONS, WORK
from assembler.word.document import Parts
from assembler.word.namespaces import w

_PROPERTIES = ("core-properties", "extended-properties", "custom-properties")
_NAMED = frozenset({*PERSONS, *NOTES, *WORK})


def cleaned(content: bytes, name: str) -> bytes:
    """Give a Word file without personal properties; the same bytes where it has none.

    The title and the mark by which a rebuild knows the file stay. Raises AssemblerError when it is
    no Word document.
    """
    parts = Parts(content, name)
    properties = [link.target for link in parts.links("") if link.kind in _PROPERTIES]
    touched = [place for place in properties if place in parts.raw and _taken_out(parts, place)]
    if _detached(parts):
        touched.append("settings")
    if not touched:
        return content
    return pack(deflated(place, raw) for place, raw in parts.raw.items())


def _taken_out(parts: Parts, name: str) -> bool:
    root = parts.root(name)
    personal = [
        element
        for element in root
        if isinstance(element.tag, str)
        and (
            (etree.QName(element).localname in _NAMED and (element.text or "").strip())
            or (element.get("name") and MAIL.search("".join(map(str, element.itertext()))))
        )
    ]
    for element in personal:
        root.remove(element)
    if personal:
        parts.put(name, root)
    return bool(personal)


def _detached(parts: Parts) -> bool:
    """Let go of a template on someone's own computer; the styles stay."""
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
