"""From the bytes of a template to what a render needs: done once for a template, and then kept.

Every part without a tag is copied as it lies; the others are mended by docxtpl and compiled.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from jinja2 import TemplateError
from lxml import etree

from assembler.errors import AssemblerError
from assembler.opc import archive
from assembler.opc.archive import UnsafeError
from assembler.opc.pack import compressed, stored
from assembler.templating import locate_error, tag_language
from assembler.templating.environment import Code
from assembler.word import document_id, room
from assembler.word.reader import PARSER

# Finished parts, code by part, relationships and custom properties: in values that can be kept.
Ready: TypeAlias = tuple[tuple[tuple[bytes, ...], ...], dict[str, Code], str, bytes]

_LARGEST = 60_000_000
_TYPES, _DOCUMENT = "[Content_Types].xml", "word/document.xml"
_LINKS = "word/_rels/document.xml.rels"
_NO_LINKS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships'
    b' xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_UNREADABLE = (KeyError, ValueError, IndexError, etree.XMLSyntaxError)


def made(label: str, content: bytes) -> Ready:
    """Make what a render needs of a template. `label` is its name for messages.

    Raises AssemblerError when it is not a Word document or a tag is not well formed.
    """
    with readable(label):
        found = unpacked(content)
        parts = room.made(found)
        custom = parts.pop(document_id.PART)
        links = parts.pop(_LINKS, _NO_LINKS).decode()
        texts = _texts(parts)
    listed = archive.opened(content, _LARGEST).parts
    fixed = []
    for name, raw in parts.items():
        if name not in texts and found.get(name) == raw:
            entry = listed[name]
            packed = archive.packed(content, entry)
            fixed.append(compressed(name, packed, entry.compress_type, entry.CRC, len(raw)))
        elif name not in texts:
            fixed.append(stored(name, raw))
    sources = {}
    for name, text in texts.items():
        try:
            sources[name] = tag_language.code(text)
        except TemplateError as error:
            raise locate_error.located(locate_error.Source(label, name, text), error, {}) from error
    return tuple((*one,) for one in fixed), sources, links, custom


@contextmanager
def readable(label: str) -> Iterator[None]:
    """Say of a template that is taken apart here when it is not a Word document, or a damaged one.

    Raises AssemblerError.
    """
    try:
        yield
    except UnsafeError as error:
        raise AssemblerError(f"{label} {error.what}", error.do) from error
    except _UNREADABLE as error:
        raise AssemblerError(
            f"{label} is not a Word document, or it is damaged.",
            "Open it in Word and save it as a Word Document (.docx), or take a fresh copy.",
        ) from error


def unpacked(content: bytes) -> dict[str, bytes]:
    """Give the parts of a Word file, each of them sound.

    Raises UnsafeError, or XMLSyntaxError.
    """
    package = archive.opened(content, _LARGEST)
    parts = {name: package.read(name, _LARGEST) for name in package.parts}
    if _TYPES not in parts or _DOCUMENT not in parts:
        raise archive.damaged()
    # Parts without tags are copied as they lie: a broken one would break every document.
    for name, held in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(held, PARSER)
    return parts


def located(
    label: str, content: bytes, name: str, error: TemplateError, names: Mapping[str, Any]
) -> AssemblerError:
    """Say where in a template an error of Jinja arose while a part of it was filled in."""
    text = _texts(unpacked(content))[name]
    return locate_error.located(locate_error.Source(label, name, text), error, names)


def _texts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Give the XML of the parts that hold tags, written the one way that docxtpl expects."""
    texts = {
        name: etree.tostring(etree.fromstring(raw, PARSER), encoding="unicode")
        for name, raw in parts.items()
        if _holds_text(name)
    }
    return {name: text for name, text in texts.items() if tag_language.has_tags(text)}


def _holds_text(name: str) -> bool:
    """Whether tags may stand in a part: the text of the document, and its core properties."""
    stories = ("document", "header", "footer", "footnotes", "endnotes")
    folder, _, file = name.rpartition("/")
    text = folder == "word" and file.startswith(stories) and file.endswith(".xml")
    return text or name == "docProps/core.xml"
