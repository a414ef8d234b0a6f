"""What stands between a file from outside and the parser of workbooks.

A workbook in hand is taken apart, held against the bounds below, and put together again with
nothing but its sheets' cells, their texts and styles. What a sheet carries besides (pictures,
links to other workbooks, macros, merged areas, formatting down to row 1,048,576) never reaches a
parser, which such things could keep busy for minutes and gigabytes.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat
from zipfile import ZIP_STORED, ZipFile

from assembler import archive
from assembler.archive import Archive, UnsafeError
from assembler.workbook import trim

LARGEST_FILE = 50_000_000
LARGEST_UNPACKED = 400_000_000
_LARGEST_PART = 16_000_000
_LARGEST_SMALL_PART = 2_000_000
_MOST_SHEETS = 60
_DEEPEST = 48
_MOST_ELEMENTS = 600_000
_MOST_STYLES = 20_000

_TYPES, _RELATIONSHIPS = "[Content_Types].xml", "_rels/.rels"
_OVERRIDE = re.compile(rb"<(?:\w+:)?Override\s[^>]*>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SHEET, _STRINGS, _STYLES = ".worksheet+xml", ".sharedStrings+xml", ".styles+xml"
_MAIN, _CUSTOM = ".main+xml", ".custom-properties+xml"
_SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_LINK_TAG = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_BLANK = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData/></worksheet>"
)
_XF = re.compile(rb"<(?:\w+:)?(?:xf|font|fill|border|numFmt|dxf)[ />]")


def fit(data: bytes, only: str = "") -> bytes:
    """Give a workbook with only what a reader needs, small enough for any parser.

    `only` names the one sheet that is wanted; the others are then left blank.

    Raises UnsafeError saying what is wrong and what to do: damaged, too large, or made to hurt.
    """
    if len(data) > LARGEST_FILE:
        raise archive.too_large(len(data))
    package = archive.opened(data, LARGEST_UNPACKED)
    if _TYPES not in package.parts or _RELATIONSHIPS not in package.parts:
        raise archive.damaged()
    kinds = _kinds(package)
    parts = {name: _small(package, name) for name in _always(package, kinds)}
    for name, kind in kinds.items():
        if kind.endswith(_STYLES):
            parts[name] = _styles(package, name)
    strings = _strings(package, kinds, parts)
    sheets = [name for name, kind in kinds.items() if kind.endswith(_SHEET)]
    if len(sheets) > _MOST_SHEETS:
        raise UnsafeError(
            f"has {len(sheets)} sheets.", "Delete the sheets that do not belong to it."
        )
    budget = trim.Budget()
    wanted = _named(parts, only) if only else ""
    for name in sheets:
        if only and not name.endswith(wanted):
            parts[name] = _BLANK
        else:
            parts |= _sheet(package, name, strings, budget)
    return _packed(parts)


def _kinds(package: Archive) -> dict[str, str]:
    """Give the content type of each part that the package names."""
    listed = _small(package, _TYPES)
    kinds = {}
    for tag in _OVERRIDE.findall(listed):
        said = _said(tag)
        name = said.get("PartName", "").lstrip("/")
        if name in package.parts:
            kinds[name] = said.get("ContentType", "")
    if not any(kind.endswith(_MAIN) and "sheet" in kind for kind in kinds.values()):
        raise UnsafeError("is no Excel workbook.", "Check that it is the right file.")
    return kinds


def _named(parts: dict[str, bytes], sheet: str) -> str:
    """Find how the name of a sheet's part ends; empty, which fits any, when that is not plain."""
    for part, content in parts.items():
        tags = _SHEET_TAG.findall(content) if part.startswith("xl/") else ()
        ids = [said.get("id") for said in map(_said, tags) if said.get("name") == sheet]
        links = map(_said, _LINK_TAG.findall(parts.get(_links_of(part), b"")))
        for link in links if ids else ():
            if link.get("Id") == ids[0]:
                return link.get("Target", "").rpartition("/")[2]
    return ""


def _said(tag: bytes) -> dict[str, str]:
    """Give the attributes of a tag by their names, less any prefix."""
    return {
        key.rpartition(b":")[2].decode("utf-8", "replace"): (one or other).decode(
            "utf-8", "replace"
        )
        for key, one, other in _ATTRIBUTE.findall(tag)
    }


def _always(package: Archive, kinds: dict[str, str]) -> Iterator[str]:
    yield from (_TYPES, _RELATIONSHIPS)
    for name, kind in kinds.items():
        if kind.endswith((_MAIN, _CUSTOM)):
            yield name
            if (links := _links_of(name)) in package.parts:
                yield links


def _links_of(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"


def _small(package: Archive, name: str) -> bytes:
    content = package.read(name, _LARGEST_SMALL_PART)
    check(content)
    return content


def _styles(package: Archive, name: str) -> bytes:
    content = _small(package, name)
    if len(_XF.findall(content)) > _MOST_STYLES:
        raise UnsafeError(
            "has more cell styles than Excel copes with.",
            "Copy what you wrote into a workbook made by `assemble new`.",
        )
    return content


def _strings(package: Archive, kinds: dict[str, str], parts: dict[str, bytes]) -> trim.Strings:
    for name, kind in kinds.items():
        if kind.endswith(_STRINGS):
            content = package.read(name, _LARGEST_PART)
            check(content)
            parts[name] = content
            return trim.Strings(content)
    return trim.Strings(b"")


def _sheet(
    package: Archive, name: str, strings: trim.Strings, budget: trim.Budget
) -> dict[str, bytes]:
    try:
        with package.file.open(package.parts[name]) as stream:
            trimmed = trim.sheet(stream, strings, budget)
    except archive.UNREADABLE as error:
        raise archive.damaged() from error
    check(trimmed.content)
    parts = {name: trimmed.content}
    links = _links_of(name)
    if trimmed.has_links and links in package.parts:
        parts[links] = trim.relationships(_small(package, links))
    return parts


def check(content: bytes) -> None:
    """Refuse XML that is not well formed, nests or repeats beyond any use: UnsafeError."""
    counter = _Counter()
    parser = expat.ParserCreate()
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat takes no keyword
    except (expat.ExpatError, ValueError) as error:
        raise archive.damaged() from error


@dataclass(slots=True)
class _Counter:
    depth: int = 0
    elements: int = 0

    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > _DEEPEST or self.elements > _MOST_ELEMENTS:
            raise archive.damaged()

    def end(self, _name: str) -> None:
        self.depth -= 1


def _packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()
