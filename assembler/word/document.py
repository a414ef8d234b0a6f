"""A .docx opened as its parts. XML is parsed at first use; parts left alone are copied as they are.

The main part is the one that the package's relationships or content types name: Word for the web
calls it word/document2.xml.
"""

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from assembler.errors import AssemblerError
from assembler.opc import archive
from assembler.opc.archive import UnsafeError
from assembler.opc.pack import Part, compressed, deflated, pack
from assembler.opc.relationships import (
    EMPTY,
    Relationship,
    read_relationship,
    read_relationships,
    relationships_part,
)
from assembler.word.namespaces import W, w

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
TYPES = "[Content_Types].xml"
CORE = "docProps/core.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# What a letter may unpack to, an adviser's pictures included.
LARGEST = 200_000_000
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_MAIN_TYPES = tuple(
    f"application/vnd.{kind}+xml"
    for kind in (
        "openxmlformats-officedocument.wordprocessingml.document.main",
        "openxmlformats-officedocument.wordprocessingml.template.main",
        "ms-word.document.macroEnabled.main",
        "ms-word.template.macroEnabledTemplate.main",
    )
)
_UNREADABLE = (KeyError, ValueError, IndexError, etree.XMLSyntaxError)
_EMPTY_PART = '<w:{0} xmlns:w="' + W + '"/>'


class StrictFormatError(AssemblerError):
    """A document saved as “Strict Open XML”, whose names of elements are others."""


class WordDocument:
    """The parts of one .docx: read, changed, and packed again."""

    def __init__(self, content: bytes, label: str, largest: int = LARGEST) -> None:
        """Open a file whose parts unpack to at most `largest` bytes; `label` is its name in errors.

        Raises AssemblerError when it is not a Word document.
        """
        self.label = label
        self._content, self._largest = content, largest
        self._roots: dict[str, etree._Element] = {}
        self._read: dict[str, bytes] = {}
        self._new: dict[str, bytes] = {}
        self._touched: set[str] = set()
        self._relationships: dict[str, list[Relationship]] = {}
        with self._readable():
            self._package = archive.opened(content, largest)
            self._names = {name: None for name in self._package.parts if name[-1:] != "/"}
            self.main = self._main_part()
            root = self.root(self.main)
        if root.tag != w("document") and etree.QName(root).localname == "document":
            raise StrictFormatError(
                f"{label} was saved as “Strict Open XML”.",
                "Open it in Word and save it as “Word Document (.docx)”.",
            )
        if root.tag != w("document"):
            raise self._not_word()

    @property
    def document(self) -> etree._Element:
        """The root of the main part."""
        return self.root(self.main)

    @property
    def body(self) -> etree._Element:
        """The body of the main part, or its root where there is none."""
        return story_container(self.document)

    @property
    def names(self) -> list[str]:
        """The names of all parts, in the order they are packed."""
        return list(self._names)

    def __contains__(self, name: object) -> bool:
        """Whether the package has a part of this name."""
        return name in self._names

    def raw(self, name: str) -> bytes:
        """Return a part as it was read or put; empty when there is none.

        Raises AssemblerError when it is damaged.
        """
        if name in self._new:
            return self._new[name]
        if name not in self._package.parts:
            return b""
        if name not in self._read:
            with self._readable():
                self._read[name] = self._package.read(name, self._largest)
        return self._read[name]

    def is_same(self, name: str, other: "WordDocument") -> bool:
        """Whether a part is the same in two files as they were read, by size and checksum."""
        one, two = self._package.parts.get(name), other._package.parts.get(name)  # noqa: SLF001
        if one is None or two is None:
            return one is two
        return (one.CRC, one.file_size) == (two.CRC, two.file_size)

    def root(self, name: str) -> etree._Element:
        """Return the root element of a part. Raises AssemblerError when it is damaged."""
        if name not in self._roots:
            with self._readable():
                self._roots[name] = etree.fromstring(self.raw(name), PARSER)
        return self._roots[name]

    def check(self) -> None:
        """Read every part and parse every XML part now, which otherwise waits for its first use.

        Raises AssemblerError when one is damaged or holds a document type.
        """
        for name in self._names:
            if name.endswith((".xml", ".rels")):
                self.root(name)
            else:
                self.raw(name)

    @property
    def touched(self) -> list[str]:
        """The names of the parts whose XML was changed."""
        return [name for name in self._names if name in self._touched]

    def touch(self, name: str) -> None:
        """Note that the root of a part was changed, so that it is written anew."""
        self._touched.add(name)

    def reset(self, name: str) -> None:
        """Forget what was changed in a part that was read."""
        self._roots.pop(name, None)
        self._touched.discard(name)

    def replace_root(self, name: str, root: etree._Element) -> None:
        """Replace the root of a part by one of the same content, without touching the part."""
        self._roots[name] = root

    def put(self, name: str, root: etree._Element) -> None:
        """Replace a part's XML, or add it without a content type."""
        self._names[name] = None
        self._roots[name] = root
        self._touched.add(name)

    def add(self, name: str, content: etree._Element | bytes, content_type: str) -> None:
        """Add a part with its content type."""
        if isinstance(content, bytes):
            self._names[name] = None
            self._new[name] = content
        else:
            self.put(name, content)
        types = self.root(TYPES)
        etree.SubElement(
            types,
            f"{{{_CONTENT_TYPES}}}Override",
            {"PartName": f"/{name}", "ContentType": content_type},
        )
        self.touch(TYPES)

    def written(self, name: str) -> bytes:
        """Return a part as it would be packed now."""
        if name not in self._touched:
            return self.raw(name)
        content: bytes = etree.tostring(
            self._roots[name], xml_declaration=True, encoding="UTF-8", standalone=True
        )
        return content

    def packed(self) -> bytes:
        """Return the file's bytes; parts that were not touched keep their compressed bytes."""
        return pack(self._packed(name) for name in self._names)

    def content_type(self, name: str) -> str:
        """Return the content type of a part; empty when the package names none."""
        ending = name.rpartition(".")[2].lower()
        by_default = ""
        for row in self.root(TYPES):
            if row.get("PartName") == f"/{name}":
                return row.get("ContentType", "")
            if (row.get("Extension") or "").lower() == ending:
                by_default = row.get("ContentType", "")
        return by_default

    def relationships(self, name: str = "") -> list[Relationship]:
        """Return the relationships of a part; those of the package when no part is named."""
        if name not in self._relationships:
            place = relationships_part(name)
            there = place in self._names
            self._relationships[name] = read_relationships(self.root(place), name) if there else []
        return self._relationships[name]

    def targets(self, name: str) -> dict[str, str]:
        """Return where the relationships of a part lead, by id: part names or outside addresses."""
        return {link.key: link.target for link in self.relationships(name)}

    def related(self, kind: str) -> Iterator[str]:
        """Yield the parts of a kind ("styles", "header") that belong to the main part."""
        for link in self.relationships(self.main):
            if link.kind == kind and not link.external and link.target in self._names:
                yield link.target

    def relate(self, link: Relationship, of: str = "") -> None:
        """Add a relationship to a part; to the main part when none is named."""
        rows = self._relationship_rows(of or self.main)
        row = etree.SubElement(rows, f"{{{_PACKAGE}}}Relationship", Id=link.key, Type=link.type)
        row.set("Target", link.target if link.external else f"/{link.target}")
        if link.external:
            row.set("TargetMode", "External")

    def relate_new(self, kind: str, target: str, of: str, *, external: bool = False) -> str:
        """Add a relationship under a free id; return the id."""
        taken = {link.key for link in self.relationships(of)}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        self.relate(Relationship(f"rId{number}", f"{OFFICE}/{kind}", target, external), of)
        return f"rId{number}"

    def hyperlink(self, of: str, address: str) -> str:
        """Return the id of a part's relationship to a web address, added where there is none."""
        for link in self.relationships(of):
            if link.target == address and link.kind == "hyperlink":
                return link.key
        return self.relate_new("hyperlink", address, of, external=True)

    def unrelate(self, name: str, kind: str) -> None:
        """Remove a part's relationships of a kind."""
        rows = self._relationship_rows(name)
        for row in list(rows):
            if isinstance(row.tag, str) and read_relationship(row, name).kind == kind:
                rows.remove(row)

    def part_of_kind(self, kind: str) -> etree._Element:
        """Return the root of the document's comments, numbering or styles, added when missing.

        The part counts as touched.
        """
        name = next(self.related(kind), "")
        if not name:
            name = self.free_name(posixpath.join(posixpath.dirname(self.main), f"{kind}.xml"))
            root = etree.fromstring(_EMPTY_PART.format(kind), PARSER)
            self.add(name, root, f"{WORD}.{kind}+xml")
            self.relate_new(kind, name, self.main)
        self.touch(name)
        return self.root(name)

    def free_name(self, wanted: str) -> str:
        """Return the name, or one like it that no part has."""
        stem, ending = posixpath.splitext(wanted)
        name, number = wanted, 1
        while name in self._names:
            number += 1
            name = f"{stem}{number}{ending}"
        return name

    def _relationship_rows(self, name: str) -> etree._Element:
        place = relationships_part(name)
        self._relationships.pop(name, None)
        if place not in self._names:
            self.put(place, etree.fromstring(EMPTY, PARSER))
        self.touch(place)
        return self.root(place)

    def _packed(self, name: str) -> Part:
        if name in self._touched or name in self._new:
            return deflated(name, self.written(name))
        entry = self._package.parts[name]
        data = archive.packed(self._content, entry)
        return compressed(name, data, entry.compress_type, entry.CRC, entry.file_size)

    def _main_part(self) -> str:
        for link in self.relationships():
            if link.kind == "officeDocument" and link.target in self._names:
                return link.target
        has_relationships = relationships_part("") in self._names
        for row in self.root(TYPES) if has_relationships else ():
            if row.get("ContentType") in _MAIN_TYPES:
                return row.get("PartName", "").lstrip("/")
        raise self._not_word()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except UnsafeError as error:
            raise AssemblerError(f"{self.label} {error.what}", error.do) from error
        except _UNREADABLE as error:
            raise self._not_word() from error

    def _not_word(self) -> AssemblerError:
        return AssemblerError(
            f"{self.label} is not a Word document, or it is damaged or has a password.",
            "Open it in Word and save it as a Word Document (.docx) without a password.",
        )


def story_container(root: etree._Element) -> etree._Element:
    """Return what holds the paragraphs of a part: the body of the main part, else the root."""
    body = root.find(w("body"))
    return root if body is None else body
