"""The parts of a workbook as XML, each checked against its bounds before it is parsed.

Only what the reader asks for is opened. Whatever else a workbook carries (pictures, links to other
workbooks, macros, the user's own sheets) is never parsed: such parts could take minutes and
gigabytes.
"""

import re
from collections.abc import Mapping
from posixpath import dirname, join, normpath

from assembler.opc import archive
from assembler.opc.archive import Archive, Element, UnsafeError
from assembler.opc.file_kind import file_kind

LARGEST_FILE = 50_000_000
LARGEST_UNPACKED = 400_000_000
LARGEST_STRINGS = 16_000_000
_LARGEST_PART = 2_000_000
# A sheet larger than this is mostly stray formatting.
_LARGE_SHEET = 1_000_000
_FORMULA = re.compile(rb"<f(?: [^<>]*)?>[^<]*</f>")
_RULES = (b"conditionalFormatting", b"dataValidations")
_TYPES, _RELATIONSHIPS = "[Content_Types].xml", "_rels/.rels"
_NAME_THE_WORKBOOK = "Name the workbook (.xlsx) that the letter is built from."
SAVE_AS = "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and use that file."


def not_a_workbook(data: bytes) -> UnsafeError:
    """Return the refusal of a file of another kind, which it names."""
    kind = file_kind(data)
    if kind in {"", "an Excel workbook", "a text file"}:
        return UnsafeError("is not an Excel workbook.", SAVE_AS)
    return UnsafeError(f"is {kind}, not an Excel workbook.", _NAME_THE_WORKBOOK)


def open_package(data: bytes) -> Archive:
    """Open the bytes of a workbook as a package.

    Raises UnsafeError saying what is wrong and what to do: damaged, too large, another format.
    """
    if len(data) > LARGEST_FILE:
        raise archive.too_large(len(data))
    package = archive.opened(data, LARGEST_UNPACKED)
    if "mimetype" in package.parts:
        raise UnsafeError("is in the OpenDocument format (.ods).", SAVE_AS)
    if not any(name.startswith("xl/") for name in package.parts):
        raise not_a_workbook(data)
    if _TYPES not in package.parts or _RELATIONSHIPS not in package.parts:
        raise archive.damaged()
    return package


def read_part(package: Archive, name: str, most: int = _LARGEST_PART) -> bytes:
    """Return the content of a part that is no longer than `most`. Raises UnsafeError."""
    if name not in package.parts:
        raise archive.damaged()
    return package.read(name, most)


def read_sheet(package: Archive, name: str) -> bytes:
    """Return the XML of a sheet; of a large one without the cells that hold nothing.

    Raises UnsafeError.
    """
    if name not in package.parts:
        raise archive.damaged()
    if package.parts[name].file_size <= _LARGE_SHEET:
        return _without_formulas_and_rules(package.read(name, _LARGE_SHEET))
    from assembler.workbook.xlsx import trim  # noqa: PLC0415 - few sheets are as large

    try:
        with package.file.open(package.parts[name]) as stream:
            trimmed = trim.without_empty_cells(stream)
    except archive.UNREADABLE as error:
        raise archive.damaged() from error
    return trim.read_whole(package, name) if trimmed is None else trimmed


def _without_formulas_and_rules(sheet: bytes) -> bytes:
    """Cut out formulas and rules: most of a sheet, and never used by the reader.

    With a comment or CDATA in the sheet no pattern is safe: it is then left as it is.
    """
    if b"<!" in sheet:
        return sheet
    cells, end, rest = sheet.partition(b"</sheetData>")
    rest, begins, extensions = rest.partition(b"<extLst")
    for name in _RULES:
        rest = _without_elements(rest, name)
    return b"".join((_FORMULA.sub(b"<f/>", cells), end, rest, begins, extensions))


def _without_elements(xml: bytes, name: bytes) -> bytes:
    """Cut from the first start tag of a name to its last end tag."""
    start, end = xml.find(b"<%b " % name), xml.rfind(b"</%b>" % name)
    return xml if start < 0 or end < start else xml[:start] + xml[end + len(name) + 3 :]


def namespace(element: Element) -> str:
    """Return the namespace of an element, in braces as before a name: Excel writes two."""
    uri, brace, _ = element.tag.rpartition("}")
    return uri + brace


def relationships(package: Archive, name: str) -> Mapping[str, tuple[str, str]]:
    """Read the relationships of a part ("" for the package): target and type by id.

    Raises UnsafeError.
    """
    folder, _, file = name.rpartition("/")
    part = f"{folder}/_rels/{file}.rels".lstrip("/")
    if part not in package.parts:
        return {}
    targets = {}
    for entry in archive.root(read_part(package, part)):
        target, kind = entry.get("Target", ""), entry.get("Type", "").rpartition("/")[2]
        if entry.get("TargetMode") != "External":
            target = resolved(name, target)
        targets[entry.get("Id", "")] = (target, kind)
    return targets


def resolved(name: str, target: str) -> str:
    """Return the name of the part that a relative or absolute target of a part leads to."""
    return normpath(join("/", dirname(name), target)).lstrip("/")
