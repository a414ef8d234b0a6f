"""The parts of a workbook as XML, each held against its bounds before a parser sees it.

Only what a reader asks for is ever opened. What else a workbook carries (pictures, links to other
workbooks, macros, sheets of the user's own) never reaches a parser, which such things could keep
busy for minutes and gigabytes.
"""

import re
from collections.abc import Mapping
from posixpath import dirname, join, normpath

from assembler.opc import archive
from assembler.opc.archive import Archive, Element, UnsafeError

LARGEST_FILE = 50_000_000
LARGEST_UNPACKED = 400_000_000
LARGEST_STRINGS = 16_000_000
_LARGEST_PART = 2_000_000
# A sheet beyond this is stray formatting for the most part.
_LARGE_SHEET = 1_000_000
_FORMULA = re.compile(rb"<f(?: [^<>]*)?>[^<]*</f>")
_RULES = (b"conditionalFormatting", b"dataValidations")
_TYPES, _RELATIONSHIPS = "[Content_Types].xml", "_rels/.rels"
SAVE_AS = "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and use that file."


def opened(data: bytes) -> Archive:
    """Open the bytes of a workbook.

    Raises UnsafeError saying what is wrong and what to do: damaged, too large, of another kind.
    """
    if len(data) > LARGEST_FILE:
        raise archive.too_large(len(data))
    package = archive.opened(data, LARGEST_UNPACKED)
    if "mimetype" in package.parts:
        raise UnsafeError("is in the OpenDocument format (.ods).", SAVE_AS)
    if not any(name.startswith("xl/") for name in package.parts):
        raise UnsafeError("is no Excel workbook.", SAVE_AS)
    if _TYPES not in package.parts or _RELATIONSHIPS not in package.parts:
        raise archive.damaged()
    return package


def content(package: Archive, name: str, most: int = _LARGEST_PART) -> bytes:
    """Give the content of a part that is no longer than `most`. Raises UnsafeError."""
    if name not in package.parts:
        raise archive.damaged()
    return package.read(name, most)


def sheet(package: Archive, name: str) -> bytes:
    """Give the XML of a sheet, of a large one without the cells that hold nothing.

    Raises UnsafeError.
    """
    if name not in package.parts:
        raise archive.damaged()
    if package.parts[name].file_size <= _LARGE_SHEET:
        return _lean(package.read(name, _LARGE_SHEET))
    from assembler.workbook.xlsx import trim  # noqa: PLC0415 - few sheets are as large

    try:
        with package.file.open(package.parts[name]) as stream:
            trimmed = trim.sheet(stream)
    except archive.UNREADABLE as error:
        raise archive.damaged() from error
    return trim.whole(package, name) if trimmed is None else trimmed


def _lean(sheet: bytes) -> bytes:
    """Take out of a sheet what nobody reads and is most of it: formulas, and rules for cells.

    Where a comment or the like stands in it no pattern can tell: it is then left as it is.
    """
    if b"<!" in sheet:
        return sheet
    cells, end, others = sheet.partition(b"</sheetData>")
    others, begins, extensions = others.partition(b"<extLst")
    for kind in _RULES:
        others = _without(others, kind)
    return b"".join((_FORMULA.sub(b"<f/>", cells), end, others, begins, extensions))


def _without(xml: bytes, kind: bytes) -> bytes:
    """Take out all from where elements of a kind begin to where the last of them ends."""
    start, end = xml.find(b"<%b " % kind), xml.rfind(b"</%b>" % kind)
    return xml if start < 0 or end < start else xml[:start] + xml[end + len(kind) + 3 :]


def space(element: Element) -> str:
    """Give the namespace of an element as it stands before a name: Excel has two of them."""
    found, brace, _ = element.tag.rpartition("}")
    return found + brace


def links(package: Archive, name: str) -> Mapping[str, tuple[str, str]]:
    """Read the relationships of a part ("" for the package): by id, what they lead to, their kind.

    Raises UnsafeError.
    """
    folder, _, file = name.rpartition("/")
    listed = f"{folder}/_rels/{file}.rels".lstrip("/")
    if listed not in package.parts:
        return {}
    found = {}
    for entry in archive.root(content(package, listed)):
        target, kind = entry.get("Target", ""), entry.get("Type", "").rpartition("/")[2]
        if entry.get("TargetMode") != "External":
            target = normpath(join("/", dirname(name), target)).lstrip("/")
        found[entry.get("Id", "")] = (target, kind)
    return found
