"""A Word file open as parts: its stories, styles and relationships, and what a merge adds to it."""

import posixpath
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from io import BytesIO
from struct import error as struct_error
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile
from zlib import error as zlib_error

from lxml import etree

from assembler.opc import archive
from assembler.opc.archive import UnsafeError
from assembler.opc.pack import Part, compressed, deflated, pack
from assembler.word import document_id, room
from assembler.word.document import LARGEST
from assembler.word.namespaces import W, w
from assembler.word.reader import PARSER

_TYPES = "[Content_Types].xml"
_CT = "http://schemas.openxmlformats.org/package/2006/content-types"
_PKG = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NO_RELATIONSHIPS = f'<Relationships xmlns="{_PKG}"/>'.encode()
_EMPTY = '<w:{0} xmlns:w="' + W + '"/>'
_UNREADABLE = (
    *(BadZipFile, KeyError, EOFError, OSError, NotImplementedError, RuntimeError),
    *(ValueError, zlib_error, struct_error, etree.XMLSyntaxError),
)
_NO_DOCUMENT = "it is protected with a password, damaged, or no Word document"


class NotMergeableError(Exception):
    """The edited file stays as it is; the text says why."""


class Canvas:
    """The parts of one Word file. Only parts that were touched are written anew."""

    def __init__(self, content: bytes) -> None:
        """Open a file; raises NotMergeableError when it is no Word document one can merge."""
        self._content = content
        self._roots: dict[str, etree._Element] = {}
        self._targets: dict[str, dict[str, str]] = {}
        self._read: dict[str, bytes] = {}
        self._made: dict[str, bytes] = {}
        self._touched: set[str] = set()
        try:
            archive.opened(content, LARGEST)
            self._archive = ZipFile(BytesIO(content))
            self._names = [n for n in dict.fromkeys(self._archive.namelist()) if n[-1:] != "/"]
            self.main = self._main()
            self.document = self.root(self.main)
        except (*_UNREADABLE, UnsafeError) as error:
            raise NotMergeableError(_NO_DOCUMENT) from error
        if self.document.tag != w("document"):
            raise NotMergeableError(
                "it was saved as “Strict Open XML”; save it as “Word Document (.docx)”"
            )

    def root(self, name: str) -> etree._Element:
        """Give the root element of a part."""
        if name not in self._roots:
            try:
                self._roots[name] = etree.fromstring(self.raw(name), PARSER)
            except etree.XMLSyntaxError as error:
                raise NotMergeableError(_NO_DOCUMENT) from error
        return self._roots[name]

    def raw(self, name: str) -> bytes:
        """Give a part as it was read, empty when there is none."""
        if name in self._made:
            return self._made[name]
        try:
            if name not in self._read:
                self._read[name] = self._archive.read(name) if name in self._names else b""
            return self._read[name]
        except _UNREADABLE as error:
            raise NotMergeableError(_NO_DOCUMENT) from error

    def names(self) -> list[str]:
        """Give the names of all parts."""
        return [*self._names, *(name for name in self._made if name not in self._names)]

    def touch(self, name: str) -> None:
        """Note that the root of a part was changed."""
        self._touched.add(name)

    def bytes(self, mark: str) -> bytes:
        """Pack the file, under a new opaque id; parts that nobody touched as they lie."""
        self._made[document_id.PART] = room.taken_by(self.raw(document_id.PART), mark)
        for name in sorted(self._touched):
            self._made[name] = etree.tostring(
                self._roots[name], xml_declaration=True, encoding="UTF-8", standalone=True
            )
        return pack(
            deflated(name, self._made[name]) if name in self._made else self._as_it_lies(name)
            for name in self.names()
        )

    def _as_it_lies(self, name: str) -> Part:
        entry = self._archive.getinfo(name)
        if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            return deflated(name, self.raw(name))
        packed = archive.packed(self._content, entry)
        return compressed(name, packed, entry.compress_type, entry.CRC, entry.file_size)

    def targets(self, name: str) -> dict[str, str]:
        """Give where the relationships of a part lead, by their id."""
        if name not in self._targets:
            rows = self._relationships(name)
            self._targets[name] = {r.get("Id", ""): r.get("Target", "") for r in rows}
        return self._targets[name]

    def part_at(self, name: str, key: str) -> str:
        """Give the name of the part that a relationship leads to."""
        target = self.targets(name)[key]
        if target.startswith("/"):
            return target.lstrip("/")
        return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))

    def related(self, name: str, kind: str) -> str:
        """Give the part of a kind ("styles", "comments") that belongs to another; empty if none."""
        for row in self._relationships(name):
            if row.get("Type", "").endswith(f"/{kind}") and row.get("TargetMode") != "External":
                found = self.part_at(name, row.get("Id", ""))
                return found if found in self.names() else ""
        return ""

    def linked(self, name: str, address: str) -> str:
        """Give the id of a part's relationship to a web address, made where there is none."""
        for row in self._relationships(name):
            if row.get("Target") == address and row.get("Type", "").endswith("/hyperlink"):
                return row.get("Id", "")
        return self._relate(name, "hyperlink", address, external=True)

    def part_of_kind(self, kind: str) -> etree._Element:
        """Give the root of the document's comments, numbering or styles, made when missing."""
        name = self.related(self.main, kind)
        if not name:
            folder = posixpath.dirname(self.main)
            name = posixpath.join(folder, f"{kind}.xml")
            number = 1
            while name in self.names():
                number += 1
                name = posixpath.join(folder, f"{kind}{number}.xml")
            self._made[name] = _EMPTY.format(kind).encode()
            self._relate(self.main, kind, posixpath.basename(name))
            types = self.root(_TYPES)
            etree.SubElement(
                types,
                f"{{{_CT}}}Override",
                {"PartName": f"/{name}", "ContentType": f"{_MAIN}.{kind}+xml"},
            )
            self.touch(_TYPES)
        self.touch(name)
        return self.root(name)

    def _main(self) -> str:
        for row in self._relationships(""):
            if row.get("Type", "").endswith("/officeDocument"):
                return row.get("Target", "").lstrip("/")
        raise KeyError("officeDocument")

    def _relationships(self, name: str) -> etree._Element:
        file = _relationships_of(name)
        if file not in self._roots and file not in self.names():
            self._roots[file] = etree.fromstring(_NO_RELATIONSHIPS, PARSER)
        return self.root(file)

    def _relate(self, name: str, kind: str, target: str, *, external: bool = False) -> str:
        rows = self._relationships(name)
        taken = {row.get("Id") for row in rows}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        row = {"Id": f"rId{number}", "Type": f"{_OFFICE}/{kind}", "Target": target}
        if external:
            row["TargetMode"] = "External"
        etree.SubElement(rows, f"{{{_PKG}}}Relationship", row)
        self.touch(_relationships_of(name))
        self._targets.pop(name, None)
        return f"rId{number}"


class Styles:
    """The styles of two files, told by name: programs rename the ids."""

    def __init__(self, edited: Canvas, new: Canvas) -> None:
        """Take the file that is written to and the one that blocks come from."""
        self._edited, self._new = edited, new
        self._names = _style_names(new)
        self._ids = {name: key for key, name in _style_names(edited).items()}
        self._lists: dict[str, str] = {}

    def translated(self, key: str) -> str:
        """Give the id in the edited file of a style of the new one, brought over when missing."""
        name = self._names.get(key)
        if name is None:
            return ""
        return self._ids[name] if name in self._ids else self._brought(key, name)

    def list_id(self, key: str) -> str:
        """Give the id in the edited file of a list of the new one, brought over when missing."""
        if key not in self._lists:
            self._lists[key] = self._brought_list(key)
        return self._lists[key]

    def _brought(self, key: str, name: tuple[str, str]) -> str:
        root = self._edited.part_of_kind("styles")
        source = next(s for s in _styles(self._new) if s.get(w("styleId")) == key)
        taken = {style.get(w("styleId")) for style in root.iter(w("style"))}
        made, number = key, 1
        while made in taken:
            number += 1
            made = f"{key}{number}"
        self._ids[name] = made
        style = deepcopy(source)
        style.set(w("styleId"), made)
        if w("default") in style.attrib:
            del style.attrib[w("default")]
        root.append(style)
        for entry in style.iter(w("basedOn"), w("next"), w("link")):
            entry.set(w("val"), self.translated(entry.get(w("val"), "")) or made)
        for entry in style.iter(w("numId")):
            entry.set(w("val"), self.list_id(entry.get(w("val"), "")))
        return made

    def _brought_list(self, key: str) -> str:
        name = self._new.related(self._new.main, "numbering")
        source = self._new.root(name) if name else None
        if source is None:
            return "0"
        num = next((n for n in source.iter(w("num")) if n.get(w("numId")) == key), None)
        kind = None if num is None else num.find(w("abstractNumId"))
        if num is None or kind is None:
            return "0"
        root = self._edited.part_of_kind("numbering")
        list_id = _next(root, "num", "numId")
        abstract_id = _next(root, "abstractNum", "abstractNumId")
        self._lists[key] = list_id
        abstract = deepcopy(
            next(
                a
                for a in source.iter(w("abstractNum"))
                if a.get(w("abstractNumId")) == kind.get(w("val"))
            )
        )
        abstract.set(w("abstractNumId"), abstract_id)
        first = root.find(w("num"))
        root.insert(len(root) if first is None else root.index(first), abstract)
        made = deepcopy(num)
        made.set(w("numId"), list_id)
        made.find(w("abstractNumId")).set(w("val"), abstract_id)  # type: ignore[union-attr]
        last = root.findall(w("num"))
        root.insert(root.index(last[-1] if last else abstract) + 1, made)
        for entry in abstract.iter(w("pStyle")):
            entry.set(w("val"), self.translated(entry.get(w("val"), "")))
        return list_id


def style_names(canvas: Canvas) -> Mapping[str, str]:
    """Give the names of the styles of a file, by id."""
    return {key: name for key, (_, name) in _style_names(canvas).items()}


def _style_names(canvas: Canvas) -> dict[str, tuple[str, str]]:
    name = canvas.related(canvas.main, "styles")
    return _names_in(canvas.raw(name)) if name else {}


@lru_cache(maxsize=64)
def _names_in(styles: bytes) -> dict[str, tuple[str, str]]:
    try:
        root = etree.fromstring(styles, PARSER)
    except etree.XMLSyntaxError as error:
        raise NotMergeableError(_NO_DOCUMENT) from error
    names = {}
    for style in root.iter(w("style")):
        name = style.find(w("name"))
        said = "" if name is None else name.get(w("val"), "")
        key = style.get(w("styleId"), "")
        names[key] = (style.get(w("type"), ""), (said or key).casefold())
    return names


def _styles(canvas: Canvas) -> list[etree._Element]:
    name = canvas.related(canvas.main, "styles")
    return canvas.root(name).findall(w("style")) if name else []


def _next(root: etree._Element, tag: str, attribute: str) -> str:
    taken = [int(entry.get(w(attribute), "0")) for entry in root.findall(w(tag))]
    return str(max([0, *taken]) + 1)


def _relationships_of(name: str) -> str:
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")
