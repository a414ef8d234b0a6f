"""Write a copy of the user's workbook in which every cell to be put right is marked.

The marks are written into the file's own XML; everything else stays as it is. A first sheet lists
the findings, and each of their cells is coloured and has a note. Marking a marked copy first
removes the earlier marks.
"""

import re
from collections.abc import Iterable, Mapping

from assembler.errors import AssemblerError
from assembler.findings import Finding
from assembler.opc.archive import UnsafeError
from assembler.workbook import style
from assembler.workbook.list_sheet import solid_fill
from assembler.workbook.to_fix_sheet import TO_FIX, write_list
from assembler.workbook.xlsx.edit_cells import CellEdit, SheetEditor
from assembler.workbook.xlsx.edit_package import EditedPackage, cell_of
from assembler.workbook.xlsx.edit_styles import EditedStyles
from assembler.workbook.xlsx.grid import column_letters, plain_name
from assembler.workbook.xlsx.notes import add_notes, remove_notes
from assembler.workbook.xlsx.open import open_book
from assembler.workbook.xlsx.splice import SHEET_ORDER, Node, Part, Replacement

__all__ = ["TO_FIX", "marked"]

# A condition that is always true; it identifies the rule of an earlier marking.
_CONDITION = 'LEN("Assembler")&gt;0'
_NO_FILL = 0
_PRIORITY = re.compile(rb'(?<=\spriority=")[0-9]{1,9}(?=")')
_RULE = re.compile(rb"<(?:\w+:)?cfRule\s[^>]*>")


def marked(data: bytes, findings: Iterable[Finding]) -> bytes:
    """Return a marked copy of a workbook.

    Raises AssemblerError when the workbook is damaged, too large, or of another kind.
    """
    findings = tuple(findings)
    try:
        open_book(data)
        package = EditedPackage(data)
        styles = EditedStyles(package)
        _unmark(package, styles)
        for name, notes in _notes_by_sheet(findings).items():
            if name in package.sheets():
                _mark_sheet(package, styles, name, notes)
        write_list(package, styles, findings)
    except UnsafeError as error:
        raise AssemblerError(
            f"The workbook could not be marked: it {error.what}", error.do
        ) from error
    styles.save()
    return package.packed()


def _notes_by_sheet(findings: Iterable[Finding]) -> Mapping[str, Mapping[str, str]]:
    """Return what is to be noted, by the plain name of the sheet and the address of the cell."""
    notes: dict[str, dict[str, str]] = {}
    for finding in findings:
        for place in finding.places:
            if place.at:
                cells = notes.setdefault(plain_name(place.part), {})
                note = f"{finding.message} {finding.fix}"
                cells[place.at] = f"{cells[place.at]}\n{note}" if place.at in cells else note
    return notes


def _mark_sheet(
    package: EditedPackage, styles: EditedStyles, name: str, notes: Mapping[str, str]
) -> None:
    part_name = package.sheets()[name]
    shown: dict[str, str] = {}
    merged = _merged(Part(package.read(part_name), 3))
    for at, note in notes.items():
        first = next((top for top, inside in merged if _is_in(at, inside)), at)
        shown[first] = f"{shown[first]}\n{note}" if first in shown else note
    fill = styles.add("fill", solid_fill(style.MARKED))
    SheetEditor(package, styles, name).edit({at: CellEdit(fill=fill) for at in shown})
    if b"cfRule" in package.read(part_name):
        package.replace(part_name, _over_conditional(package.read(part_name), styles, shown))
    add_notes(package, part_name, shown)


def _unmark(package: EditedPackage, styles: EditedStyles) -> None:
    """Remove what an earlier marking left."""
    painted = styles.filled_with(style.MARKED)
    for name, part_name in package.sheets().items():
        if name == plain_name(TO_FIX):
            continue
        editor = SheetEditor(package, styles, name)
        cells = editor.cells_with(painted) if painted else ()
        editor.edit({at: CellEdit(fill=_NO_FILL) for at in cells})
        remove_notes(package, part_name)
        package.replace(part_name, _without_rule(package.read(part_name)))


def _over_conditional(xml: bytes, styles: EditedStyles, cells: Iterable[str]) -> bytes:
    """Return a sheet in which the mark is the first conditional rule, so that it wins."""
    lower = _RULE.sub(lambda tag: _PRIORITY.sub(lambda n: b"%d" % (int(n[0]) + 1), tag[0]), xml)
    part = Part(lower, 2)
    colour = solid_fill(style.MARKED)
    look = styles.add("dxf", f"<dxf>{colour}</dxf>")
    p = part.prefix
    rule = (
        f'<{p}conditionalFormatting sqref="{" ".join(cells)}"><{p}cfRule type="expression" '
        f'dxfId="{look}" priority="1" stopIfTrue="1"><{p}formula>{_CONDITION}</{p}formula>'
        f"</{p}cfRule></{p}conditionalFormatting>"
    ).encode()
    first = part.root.child("conditionalFormatting")
    if first is not None:
        return part.edited([Replacement(first.start, first.start, rule)])
    return part.edited(part.placed("conditionalFormatting", rule, SHEET_ORDER))


def _without_rule(xml: bytes) -> bytes:
    if b'LEN("Assembler")' not in xml and b"LEN(&quot;Assembler&quot;)" not in xml:
        return xml
    part = Part(xml, 2)
    rules = part.root.all("conditionalFormatting")
    ours = [node for node in rules if b"LEN(" in part.raw(node) and _is_ours(part, node)]
    return part.edited(part.removed(node) for node in ours)


def _is_ours(part: Part, node: Node) -> bool:
    return _CONDITION in part.raw(node).decode().replace("&quot;", '"')


def _merged(sheet: Part) -> list[tuple[str, tuple[int, int, int, int]]]:
    """Return the first cell and the extent of every merged range."""
    listed = sheet.root.child("mergeCells")
    ranges = []
    for node in listed.children if listed else ():
        first, _, last = node.attributes.get("ref", "").replace("$", "").partition(":")
        (top, left), (bottom, right) = cell_of(first), cell_of(last or first)
        ranges.append((f"{column_letters(left)}{top}", (top, left, bottom, right)))
    return ranges


def _is_in(at: str, extent: tuple[int, int, int, int]) -> bool:
    (row, column), (top, left, bottom, right) = cell_of(at), extent
    return top <= row <= bottom and left <= column <= right
