"""The mark that a document carries: an opaque id among its custom properties.

The id identifies the kept copy, and tells a reader nothing. It is a digest of what was written, so
equal documents have equal ids on every machine. lxml is imported only where it is needed: a build
from cached templates does without.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from assembler.opc import archive
from assembler.opc.archive import Element, UnsafeError
from assembler.opc.relationships import EMPTY

if TYPE_CHECKING:
    from lxml import etree

    from assembler.word.document import WordDocument

PART, _CORE = "docProps/custom.xml", "docProps/core.xml"
NAME = "Assembler"
PLACEHOLDER = "{assembler-id}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_LARGEST, _LARGEST_PART = 400_000_000, 2_000_000
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_RELATIONSHIP = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
)
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_NO_PROPERTIES = f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_VALUES}"/>'
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def digest(parts: Iterable[bytes]) -> str:
    """Return the id of a document made of these parts."""
    sha = hashlib.sha256()
    for content in parts:
        sha.update(len(content).to_bytes(8, "big"))
        sha.update(content)
    return sha.hexdigest()[:32]


def of(document: bytes) -> str:
    """Return the id of a document, whichever program saved it last; empty when it has none.

    A file that is damaged or protected by a password has none.
    """
    for entry in _children(document, PART):
        if entry.get("name") == NAME:
            return "".join(entry.itertext()).strip()
    return ""


def title(document: bytes) -> str:
    """Return the title of a document; empty when it has none or cannot be read."""
    return next((e.text or "" for e in _children(document, _CORE) if e.tag == _TITLE), "").strip()


def damage(document: bytes) -> str:
    """Return why a file cannot be opened, as words that follow "it"; empty when it can."""
    try:
        archive.opened(document, _LARGEST)
    except UnsafeError as error:
        return error.what.rstrip(".")
    return ""


def with_placeholder(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the parts of a file with a placeholder for the id among the custom properties."""
    from lxml import etree  # noqa: PLC0415 - see the module

    from assembler.word.document import PARSER, TYPES  # noqa: PLC0415 - likewise

    changed = dict(parts)
    if PART in changed:
        root = etree.fromstring(changed[PART], PARSER)
    else:
        root = etree.fromstring(_NO_PROPERTIES, PARSER)
        changed[TYPES] = _with_child(
            changed[TYPES], "Override", PartName=f"/{PART}", ContentType=_CONTENT_TYPE
        )
        changed["_rels/.rels"] = _with_child(
            changed.get("_rels/.rels", EMPTY),
            "Relationship",
            Id="rIdAssembler",
            Type=_RELATIONSHIP,
            Target=PART,
        )
    for entry in root.findall(f"{{{_PROPERTIES}}}property"):
        if entry.get("name") == NAME:
            root.remove(entry)
    taken = [int(entry.get("pid", "1")) for entry in root]
    entry = etree.SubElement(
        root,
        f"{{{_PROPERTIES}}}property",
        fmtid=_FORMAT,
        pid=str(max([1, *taken]) + 1),
        name=NAME,
    )
    etree.SubElement(entry, f"{{{_VALUES}}}lpwstr").text = PLACEHOLDER
    changed[PART] = _written(root)
    return changed


def signed(custom: bytes, document_id: str) -> bytes:
    """Return the custom properties of `with_placeholder` with the id in place of it."""
    return custom.replace(PLACEHOLDER.encode(), document_id.encode())


def replace_id(document: "WordDocument", document_id: str) -> None:
    """Replace the id of a document that has one."""
    for entry in document.root(PART) if PART in document else ():
        if entry.get("name") == NAME and len(entry):
            entry[0].text = document_id
            document.touch(PART)


def _children(document: bytes, part: str) -> Iterable[Element]:
    try:
        package = archive.opened(document, _LARGEST)
        return archive.root(package.read(part, _LARGEST_PART)) if part in package.parts else ()
    except (UnsafeError, RuntimeError):  # an encrypted part raises the latter
        return ()


def _with_child(xml: bytes, tag: str, **attributes: str) -> bytes:
    from lxml import etree  # noqa: PLC0415 - see the module

    from assembler.word.document import PARSER  # noqa: PLC0415 - likewise

    root = etree.fromstring(xml, PARSER)
    space = etree.QName(root).namespace
    etree.SubElement(root, f"{{{space}}}{tag}", attributes)
    return _written(root)


def _written(root: "etree._Element") -> bytes:
    from lxml import etree  # noqa: PLC0415 - see the module

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
