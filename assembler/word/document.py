"""A Word file open as its parts: each part's XML, what it is, and what it leads to."""

import posixpath
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from assembler.errors import AssemblerError
from assembler.opc import archive
from assembler.opc.archive import UnsafeError
from assembler.word.namespaces import w
from assembler.word.reader import PARSER

TYPES = "[Content_Types].xml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
# What a letter may unpack to, pictures of an adviser's own included.
LARGEST = 200_000_000
_UNREADABLE = (KeyError, ValueError, etree.XMLSyntaxError)


@dataclass(frozen=True)
class Link:
    """A relationship: its id, its kind ("header"), and the part or the outside address it names."""

    key: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """The last word of its type: "styles", "header", "image"."""
        return self.type.rpartition("/")[2]


class Parts:
    """The parts of one Word file, XML read at the first look."""

    def __init__(self, content: bytes, label: str) -> None:
        """Open a file; `label` is its name for messages.

        Raises AssemblerError when it is no Word document.
        """
        self._roots: dict[str, etree._Element] = {}
        try:
            package = archive.opened(content, LARGEST)
            names = [name for name in package.parts if not name.endswith("/")]
            self.raw = {name: package.read(name, LARGEST) for name in names}
            for name in names:
                if name.endswith((".xml", ".rels")):
                    self.root(name)
            self.main = next(link.target for link in self.links("") if link.kind == _MAIN)
            readable = self.root(self.main).tag == w("document")
        except UnsafeError as error:
            raise AssemblerError(f"{label} {error.what}", error.do) from error
        except (*_UNREADABLE, StopIteration):
            readable = False
        if not readable:
            raise AssemblerError(
                f"{label} is not a Word document, or it is damaged or has a password.",
                "Open it in Word and save it as a Word Document (.docx) without a password.",
            )

    def root(self, name: str) -> etree._Element:
        """Give the root element of a part."""
        if name not in self._roots:
            self._roots[name] = etree.fromstring(self.raw[name], PARSER)
        return self._roots[name]

    def put(self, name: str, root: etree._Element) -> None:
        """Keep a part's XML as it is now."""
        self._roots[name] = root
        self.raw[name] = etree.tostring(
            root, xml_declaration=True, encoding="UTF-8", standalone=True
        )

    def links(self, name: str) -> list[Link]:
        """Give the relationships of a part; those of the package for an empty name."""
        place = rels(name)
        if place not in self.raw:
            return []
        return [_link(row, name) for row in self.root(place) if isinstance(row.tag, str)]

    def related(self, kind: str) -> Iterator[str]:
        """Give the parts of a kind ("styles", "header") that belong to the document."""
        for link in self.links(self.main):
            if link.kind == kind and not link.external and link.target in self.raw:
                yield link.target

    def content_type(self, name: str) -> str:
        """Give what a part is, as the package says."""
        ending = name.rpartition(".")[2].lower()
        found = ""
        for row in self.root(TYPES):
            if row.get("PartName") == f"/{name}":
                return row.get("ContentType", "")
            if (row.get("Extension") or "").lower() == ending:
                found = row.get("ContentType", "")
        return found

    def add(self, name: str, root: etree._Element | bytes, content_type: str) -> None:
        """Add a part, saying in the package what it is."""
        if isinstance(root, bytes):
            self.raw[name] = root
        else:
            self.put(name, root)
        types = self.root(TYPES)
        row = etree.SubElement(types, f"{{{CONTENT_TYPES}}}Override")
        row.set("PartName", f"/{name}")
        row.set("ContentType", content_type)
        self.put(TYPES, types)

    def relate(self, link: Link, of: str = "") -> None:
        """Give a part a relationship; the document itself where none is named."""
        place = rels(of or self.main)
        if place not in self.raw:
            self.put(place, etree.fromstring(f'<Relationships xmlns="{PACKAGE}"/>', PARSER))
        rows = self.root(place)
        row = etree.SubElement(rows, f"{{{PACKAGE}}}Relationship", Id=link.key, Type=link.type)
        row.set("Target", link.target if link.external else f"/{link.target}")
        if link.external:
            row.set("TargetMode", "External")
        self.put(place, rows)

    def unrelate(self, name: str, kind: str) -> None:
        """Take a part's relationships of a kind away."""
        place = rels(name)
        rows = self.root(place)
        for row, link in zip(list(rows), self.links(name), strict=True):
            if link.kind == kind:
                rows.remove(row)
        self.put(place, rows)

    def adopt(self, kind: str, other: "Parts") -> str:
        """Give the document an empty part of a kind that another has; gives its name."""
        link = next(link for link in other.links(other.main) if link.kind == kind)
        root = deepcopy(other.root(link.target))
        for child in list(root):
            root.remove(child)
        self.add(link.target, root, other.content_type(link.target))
        self.relate(Link(f"rId-{kind}", link.type, link.target, external=False))
        return link.target


def rels(name: str) -> str:
    """Give the name of the part that holds another's relationships."""
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _link(row: etree._Element, name: str) -> Link:
    target, external = row.get("Target", ""), row.get("TargetMode") == "External"
    if not external:
        target = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target))[1:]
    return Link(row.get("Id", ""), row.get("Type", ""), target, external)


_MAIN = "officeDocument"
