"""A .docx or .xlsx opened for judging, and the rules that hold for both."""

import posixpath
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from lxml import etree
from lxml.etree import _Element as Element

OFFICE_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_CONTENT_TYPES = "[Content_Types].xml"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


class UnreadablePackageError(Exception):
    """The file is no sound zip archive, or a part of it is not well-formed XML."""


@dataclass(frozen=True)
class Package:
    """The parts of a file by name. Raises UnreadablePackageError when made of a damaged file."""

    content: bytes

    def __post_init__(self) -> None:
        _ = self.raw, self.roots

    @cached_property
    def names(self) -> list[str]:
        with _archive(self.content) as archive:
            return archive.namelist()

    @cached_property
    def raw(self) -> dict[str, bytes]:
        with _archive(self.content) as archive:
            try:
                return {name: archive.read(name) for name in archive.namelist()}
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise UnreadablePackageError(f"is damaged: {error}") from error

    @cached_property
    def roots(self) -> dict[str, Element]:
        roots = {}
        for name, raw in self.raw.items():
            if name.endswith((".xml", ".rels")):
                try:
                    roots[name] = etree.fromstring(raw, _PARSER)
                except etree.XMLSyntaxError as error:
                    raise UnreadablePackageError(f"{name}: is not well-formed: {error}") from error
        return roots

    def links(self, part: str) -> dict[str, str | None]:
        """Return the relationships of a part: its ids, each with its target or None if external."""
        folder, name = posixpath.split(part)
        root = self.roots.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        if root is None:
            return {}
        return {
            link.get("Id", ""): None
            if link.get("TargetMode") == "External"
            else posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
            for link in root.iter(f"{_LINKS}Relationship")
        }


def package_faults(package: Package) -> Iterator[str]:
    """Yield what breaks the rules of the package itself: names, content types, relationships."""
    for name, count in Counter(name.lower() for name in package.names).items():
        if count > 1:
            yield f"{name}: stands {count} times in the package"
    yield from _content_types(package)
    for part in package.raw:
        for key, target in package.links(part).items():
            if target is not None and target not in package.raw:
                yield f"{part}: relationship {key} leads to {target}, which is not in the package"
    for part, root in package.roots.items():
        known = package.links(part)
        for element in root.iter(etree.Element):
            for name, value in element.attrib.items():
                if str(name).startswith(OFFICE_LINK) and value not in known:
                    yield f"{part}: names relationship {value!r}, which it does not have"


def _archive(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(content))
    except zipfile.BadZipFile as error:
        raise UnreadablePackageError(f"is not a readable package: {error}") from error


def _content_types(package: Package) -> Iterator[str]:
    types = package.roots.get(_CONTENT_TYPES)
    if types is None:
        yield f"{_CONTENT_TYPES}: is missing"
        return
    extensions = {e.get("Extension", "").lower() for e in types.iter(f"{_TYPES}Default")}
    named = Counter(e.get("PartName", "").lstrip("/") for e in types.iter(f"{_TYPES}Override"))
    for part in package.raw:
        extension = part.rpartition(".")[2].lower()
        if part != _CONTENT_TYPES and part not in named and extension not in extensions:
            yield f"{part}: has no content type"
    for part, count in named.items():
        if part not in package.raw:
            yield f"{_CONTENT_TYPES}: names {part}, which is not in the package"
        if count > 1:
            yield f"{_CONTENT_TYPES}: names {part} {count} times"
