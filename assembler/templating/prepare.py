"""Prepare a template for rendering: compile the parts that hold tags, copy the others compressed.

Slow, since docxtpl mends the tags that Word split: done once for a template, then cached.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from jinja2 import TemplateError
from lxml import etree

from assembler.errors import AssemblerError
from assembler.opc import archive
from assembler.opc.pack import compressed, stored
from assembler.opc.relationships import EMPTY
from assembler.templating import locate_error, tag_language
from assembler.templating.environment import Code
from assembler.word import document_id
from assembler.word.document import PARSER, WordDocument

# Finished parts, code by part, relationships, custom properties: all in values that can be cached.
Cacheable: TypeAlias = tuple[tuple[tuple[bytes, ...], ...], dict[str, Code], str, bytes]

_LARGEST = 60_000_000
_DOCUMENT, _LINKS = "word/document.xml", "word/_rels/document.xml.rels"


def prepare(label: str, content: bytes) -> Cacheable:
    """Return what a render needs of a template. `label` is its name for messages.

    Raises AssemblerError when it is not a Word document or a tag is not well formed.
    """
    original = unpacked(label, content)
    parts = document_id.with_placeholder(original)
    custom_properties = parts.pop(document_id.PART)
    links = parts.pop(_LINKS, EMPTY).decode()
    tagged = _tagged(parts)
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
            code[name] = tag_language.code(xml)
        except TemplateError as error:
            raise locate_error.located(locate_error.Source(label, name, xml), error, {}) from error
    return tuple((*part,) for part in finished), code, links, custom_properties


def locate(
    label: str, content: bytes, name: str, error: TemplateError, values: Mapping[str, Any]
) -> AssemblerError:
    """Say where in a template an error of Jinja arose while a part of it was filled in."""
    xml = _tagged(unpacked(label, content))[name]
    return locate_error.located(locate_error.Source(label, name, xml), error, values)


def unpacked(label: str, content: bytes) -> dict[str, bytes]:
    """Return the parts of a template, each of them sound: a broken one would break every document.

    Raises AssemblerError when it is not a Word document, or a damaged one.
    """
    document = WordDocument(content, label, _LARGEST)
    document.check()
    if document.main != _DOCUMENT:
        raise AssemblerError(f"{label} {archive.damaged().what}", archive.damaged().do)
    return {name: document.raw(name) for name in document.names}


def _tagged(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the XML of the parts that hold tags, serialised the one way that docxtpl expects."""
    texts = {
        name: etree.tostring(etree.fromstring(raw, PARSER), encoding="unicode")
        for name, raw in parts.items()
        if _may_hold_tags(name)
    }
    return {name: xml for name, xml in texts.items() if tag_language.has_tags(xml)}


def _may_hold_tags(name: str) -> bool:
    """Whether a part holds text of the document, or its core properties."""
    stories = ("document", "header", "footer", "footnotes", "endnotes")
    folder, _, file = name.rpartition("/")
    text = folder == "word" and file.startswith(stories) and file.endswith(".xml")
    return text or name == "docProps/core.xml"
