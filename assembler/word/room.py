"""Room for the opaque id of a document among its custom properties, and another id in that room."""

from collections.abc import Mapping

from lxml import etree

from assembler.word.document_id import NAME, PART, ROOM
from assembler.word.reader import PARSER

_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_RELATIONSHIP = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
)
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_NO_PROPERTIES = f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}"/>'
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def made(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give the parts of a file with room for an id among the custom properties."""
    roomy = dict(parts)
    if PART in roomy:
        root = etree.fromstring(roomy[PART], PARSER)
    else:
        root = etree.fromstring(_NO_PROPERTIES, PARSER)
        roomy["[Content_Types].xml"] = _with_child(
            roomy["[Content_Types].xml"], "Override", PartName=f"/{PART}", ContentType=_CONTENT_TYPE
        )
        roomy["_rels/.rels"] = _with_child(
            roomy["_rels/.rels"],
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
    etree.SubElement(entry, f"{{{_TYPES}}}lpwstr").text = ROOM
    roomy[PART] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return roomy


def taken_by(custom: bytes, mark: str) -> bytes:
    """Put another id into custom properties that hold one, whichever program wrote them."""
    root = etree.fromstring(custom, PARSER)
    for entry in root:
        if entry.get("name") == NAME and len(entry):
            entry[0].text = mark
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _with_child(xml: bytes, tag: str, **attributes: str) -> bytes:
    root = etree.fromstring(xml, PARSER)
    space = etree.QName(root).namespace
    etree.SubElement(root, f"{{{space}}}{tag}", attributes)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
