"""A copy of the user's own workbook with what must be put right marked in it.

Everything else stays: a first sheet lists what was found, and each cell in question is coloured
and carries a note. A marked copy can be marked again: what an earlier marking left is taken out.
"""

import io
import warnings
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from assembler.errors import AssemblerError
from assembler.findings import Finding, Place, Severity
from assembler.opc import archive
from assembler.opc.archive import UnsafeError
from assembler.workbook import rich_cells, style
from assembler.workbook.controls import frame, heading, link

TO_FIX = "To fix"
_AUTHOR = "Assembler"
_HEADERS = {"Cell": 18, "What is wrong": 70, "What to do": 70, "How serious": 18}
_SERIOUS = {Severity.ERROR: "must be put right", Severity.WARNING: "worth a look"}
_DIVIDER = "– Assembler –\n"
_GAP = "\n\n"
_NOTE_WIDTH, _NOTE_LINE, _ROW_LINE = 320, 18, 15
# More than this of sheets, unpacked, is stray formatting; loading it would take minutes.
_LARGEST_FILE = 150_000_000
_LARGEST = 40_000_000


def marked(data: bytes, findings: Iterable[Finding]) -> bytes:
    """Give a marked copy of a workbook.

    Raises AssemblerError when the workbook cannot be opened for marking.
    """
    book = _loaded(data)
    _unmark(book)
    notes: dict[Place, list[str]] = {}
    for finding in findings:
        for place in finding.places:
            notes.setdefault(place, []).append(f"{finding.message} {finding.fix}")
    for place, said in notes.items():
        cell = _cell(book, place)
        if cell is not None:
            cell.fill = style.fill(style.MARKED)
            _note(cell, "\n".join(said))
    _list(book, findings)
    book.calculation.fullCalcOnLoad = True
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _loaded(data: bytes) -> Workbook:
    try:
        package = archive.opened(data, _LARGEST_FILE)
        size = sum(p.file_size for p in package.parts.values() if "worksheets/" in p.filename)
        for name in package.parts:
            package.read(name, _LARGEST_FILE)
        if size <= _LARGEST:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # on parts of Excel's that the copy goes without
                return load_workbook(io.BytesIO(data), rich_text=True)
    except UnsafeError as error:
        raise AssemblerError(
            f"The workbook could not be marked: it {error.what}", error.do
        ) from error
    except Exception as error:
        raise AssemblerError(
            "The workbook could not be marked: it holds parts that cannot be copied.",
            "Put it right from the list instead; or save it anew in Excel as .xlsx and try again.",
        ) from error
    raise AssemblerError(
        "The workbook could not be marked: its sheets hold formatting down to the last row.",
        "Put it right from the list instead, or copy the filled cells into a new workbook.",
    )


def _unmark(book: Workbook) -> None:
    """Take out what an earlier marking left."""
    if TO_FIX in book.sheetnames:
        del book[TO_FIX]
    for sheet in book.worksheets:
        # Only the cells there are: a sheet may pretend to a million rows.
        for cell in list(sheet._cells.values()):  # noqa: SLF001 - walking rows would make cells
            if cell.has_style and cell.fill.start_color.rgb == f"00{style.MARKED}":
                cell.fill = style.NO_FILL
            if cell.comment is not None:
                own, divider, _ = cell.comment.text.partition(_DIVIDER)
                if divider:
                    own, author = own.removesuffix(_GAP), cell.comment.author
                    cell.comment = Comment(own, author) if own else None


def _cell(book: Workbook, place: Place) -> Cell | None:
    """Find the cell of a place; of merged cells the one that holds what they show."""
    sheet: Any = book[place.part] if place.part in book.sheetnames else None
    if sheet is None or not place.at or not isinstance(sheet, Worksheet):
        return None
    cell = sheet[place.at]
    if isinstance(cell, MergedCell):
        merged = next(r for r in sheet.merged_cells.ranges if place.at in r)
        cell = sheet.cell(merged.min_row, merged.min_col)
    return cell if isinstance(cell, Cell) else None


def _note(cell: Cell, text: str) -> None:
    """Add to the note of a cell; what the user wrote in it stays above."""
    own = cell.comment.text if cell.comment else ""
    author = cell.comment.author if cell.comment and own else _AUTHOR
    before, divider, earlier = own.partition(_DIVIDER)
    said = f"{earlier}\n{text}" if divider else text
    gap = _GAP if before and not divider else ""
    note = Comment(f"{before}{gap}{_DIVIDER}{said}", author)
    note.width = _NOTE_WIDTH
    note.height = _NOTE_LINE * (4 + len(note.text) // 40 + note.text.count("\n"))
    cell.comment = note


def _list(book: Workbook, findings: Iterable[Finding]) -> None:
    """Write the first sheet: one row a cell, what is wrong there and what to do."""
    sheet: Worksheet = book.create_sheet(TO_FIX, 0)
    for column, (name, width) in enumerate(_HEADERS.items(), start=1):
        heading(sheet, 1, column, name)
        sheet.column_dimensions["ABCD"[column - 1]].width = width
    row = 1
    for finding in findings:
        for place in finding.places or (None,):
            row += 1
            said = (str(place or ""), finding.message, finding.fix, _SERIOUS[finding.severity])
            for column, text in enumerate(said, start=1):
                cell: Any = sheet.cell(row, column)
                cell.font, cell.alignment, cell.border = style.TEXT, style.WRAPPED, style.GRID
                rich_cells.write_text(cell, text)
            longest = max(len(finding.message), len(finding.fix))
            sheet.row_dimensions[row].height = _ROW_LINE * (1 + longest // _HEADERS["What to do"])
            if place is not None and place.part in book.sheetnames:
                name = place.part.replace("'", "''")
                first: Any = sheet.cell(row, 1)
                link(first, f"'{name}'!{place.at or 'A1'}", f"To {place}")
    frame(sheet, "A2")
    sheet.auto_filter.ref = f"A1:D{row}"
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0
