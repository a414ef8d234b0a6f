"""Prepare a template for rendering: compile the parts with tags, copy the others compressed.

This is slow, since docxtpl rejoins tags that Word has split. It is done once for each template,
then cached.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from jinja2 import TemplateError
from lxml import etree

from assembler.errors import AssemblerError
from assembler.opc import archive
from assembler.opc.pack import compressed, stored
from assembler.opc.relationships import EMPTY, relationships_part
from assembler.templating import compile_tags, locate_error
from assembler.templating.environment import Code
from assembler.word import document_id
from assembler.word.document import CORE, PARSER, WordDocument
from assembler.word.namespaces import w

# Finished parts, code by part, the main part's name and relationships, custom properties: all in
# values that can be cached.
Cacheable: TypeAlias = tuple[tuple[tuple[bytes, ...], ...], dict[str, Code], str, str, bytes]

_LARGEST = 60_000_000
_STORIES = ("header", "footer", "footnotes", "endnotes")


def prepare(label: str, content: bytes) -> Cacheable:
    """Return what a render needs of a template. `label` is its name for messages.

    Raises AssemblerError when it is not a Word document or a tag is not well formed.
    """
    document = _opened(label, content)
    original = {name: document.raw(name) for name in document.names}
    parts = document_id.with_placeholder(original)
    custom_properties = parts.pop(document_id.PART)
    links = parts.pop(relationships_part(document.main), EMPTY).decode()
    tagged = _tagged(document)
    entries = archive.opened(content, _LARGEST).parts
    finished = []
    for name, raw in parts.items():
        if name not in tagged and original.get(name) == raw:
            entry = entries[name]
            packed = archive.packed(content, entry)
            finished.append(compressed(name, packed, entry.compress_type, entry.CRC, len(raw)))
        elif name not in tagged:
            finished.append(stored(name, raw))
    code = {}
    for name, xml in tagged.items():
        try:
            code[name] = compile_tags.code(xml)
        except TemplateError as error:
            raise locate_error.located(locate_error.Source(label, name, xml), error, {}) from error
    fields = tuple((*part,) for part in finished)
    return fields, code, document.main, links, custom_properties


def locate(
    label: str, content: bytes, name: str, error: TemplateError, values: Mapping[str, Any]
) -> AssemblerError:
    """Say where in a template an error of Jinja arose while a part of it was filled in."""
    xml = _tagged(_opened(label, content))[name]
    return locate_error.located(locate_error.Source(label, name, xml), error, values)


def _opened(label: str, content: bytes) -> WordDocument:
    """Open a template whose every part is sound: a broken one would break every document.

    Raises AssemblerError when it is not a Word document, or a damaged one.
    """
    document = WordDocument(content, label, _LARGEST)
    document.check()
    return document


def _tagged(document: WordDocument) -> dict[str, str]:
    """Return the XML of the parts with tags, serialised in the one form that docxtpl expects."""
    stories = {document.main, CORE, *(p for kind in _STORIES for p in document.related(kind))}
    texts = {
        name: _serialised(etree.fromstring(document.raw(name), PARSER))
        for name in document.names
        if name in stories
    }
    return {name: xml for name, xml in texts.items() if compile_tags.has_tags(xml)}


def _serialised(root: etree._Element) -> str:
    """Return XML without blanks between elements, and with an end tag for each cell's properties.

    Some programs write such blanks; docxtpl would not mend a tag that they part, and would join
    paragraphs. Text itself is in elements without children. And docxtpl shades a cell inside
    `<w:tcPr>`, which must be there and must not be `<w:tcPr/>`.
    """
    for element in root.iter():
        if len(element) and element.text and not element.text.strip():
            element.text = None
        if element.tail and not element.tail.strip():
            element.tail = None
    for cell in root.iter(w("tc")):
        properties = cell.find(w("tcPr"))
        if properties is None and "cellbg" in "".join(map(str, cell.itertext())):
            properties = etree.SubElement(cell, w("tcPr"))
            cell.insert(0, properties)
        if properties is not None and not len(properties):
            properties.text = ""
    return etree.tostring(root, encoding="unicode")
