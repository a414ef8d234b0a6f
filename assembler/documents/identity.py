"""The one mark a document carries: an opaque id among its custom properties.

The id says which kept copy the document was made as, and tells a reader nothing. It is a digest of
what was written, so equal documents have equal ids on every machine.
"""

import hashlib
from collections.abc import Iterable, Mapping

from lxml import etree

from assembler import archive
from assembler.archive import Element, UnsafeError
from assembler.documents.blocks import PARSER

PART, _CORE = "docProps/custom.xml", "docProps/core.xml"
_NAME = "Assembler"
_ROOM = "{assembler-id}"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_RELATIONSHIP = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
)
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_NO_PROPERTIES = f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}"/>'
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_LARGEST, _LARGEST_PART = 400_000_000, 2_000_000
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def token(parts: Iterable[bytes]) -> str:
    """Give the id of a document made of these parts."""
    digest = hashlib.sha256()
    for content in parts:
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()[:32]


def of(document: bytes) -> str:
    """Read the id of a document, however it was saved since; empty when it has none.

    A file that is damaged or protected by a password has none.
    """
    for entry in _children(document, PART):
        if entry.get("name") == _NAME:
            return "".join(entry.itertext()).strip()
    return ""


def title(document: bytes) -> str:
    """Read the title of a document; empty when it has none or cannot be read."""
    return next((e.text or "" for e in _children(document, _CORE) if e.tag == _TITLE), "").strip()


def _children(document: bytes, part: str) -> Iterable[Element]:
    try:
        package = archive.opened(document, _LARGEST)
        return archive.root(package.read(part, _LARGEST_PART)) if part in package.parts else ()
    except (UnsafeError, RuntimeError):  # an encrypted part raises the latter
        return ()


def with_room(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give a template's parts with room for an id among the custom properties."""
    made = dict(parts)
    if PART in made:
        root = etree.fromstring(made[PART], PARSER)
    else:
        root = etree.fromstring(_NO_PROPERTIES, PARSER)
        made["[Content_Types].xml"] = _with_child(
            made["[Content_Types].xml"], "Override", PartName=f"/{PART}", ContentType=_CONTENT_TYPE
        )
        made["_rels/.rels"] = _with_child(
            made["_rels/.rels"],
            "Relationship",
            Id="rIdAssembler",
            Type=_RELATIONSHIP,
            Target=PART,
        )
    for entry in root.findall(f"{{{_PROPERTIES}}}property"):
        if entry.get("name") == _NAME:
            root.remove(entry)
    taken = [int(entry.get("pid", "1")) for entry in root]
    entry = etree.SubElement(
        root,
        f"{{{_PROPERTIES}}}property",
        fmtid=_FORMAT,
        pid=str(max([1, *taken]) + 1),
        name=_NAME,
    )
    etree.SubElement(entry, f"{{{_TYPES}}}lpwstr").text = _ROOM
    made[PART] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def signed(custom: bytes, mark: str) -> bytes:
    """Put the id into the custom properties that `with_room` prepared."""
    return custom.replace(_ROOM.encode(), mark.encode())


def marked(custom: bytes, mark: str) -> bytes:
    """Put another id into custom properties that hold one, whichever program wrote them."""
    root = etree.fromstring(custom, PARSER)
    for entry in root:
        if entry.get("name") == _NAME and len(entry):
            entry[0].text = mark
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _with_child(xml: bytes, tag: str, **attributes: str) -> bytes:
    root = etree.fromstring(xml, PARSER)
    space = etree.QName(root).namespace
    etree.SubElement(root, f"{{{space}}}{tag}", attributes)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
