"""The national picture as an Excel workbook: tables to filter, charts, pages to print."""

from collections import Counter
from pathlib import Path
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from assembler.errors import AssemblerError
from assembler.overview import charts, tables
from assembler.overview.gather import TITLE, is_overview
from assembler.overview.national_picture import NOT_SCORED, OUTCOMES, Picture
from assembler.overview.tables import NOT_READY, UNREAD, Table
from assembler.pipeline.status import State, listed_states
from assembler.rich_text import clean
from assembler.wording import counted
from assembler.workbook import style, write_rich_cells
from assembler.workbook.controls import Value, write_table
from assembler.workbook.page_setup import freeze, set_page
from assembler.workbook.xlsx.save import CalculatedWorkbook, workbook_bytes

HEAT_MAP, CHARTS, PROGRESS = "Heat map", "Charts", "Progress"
_HEADING_ROW = 4
# Still to be filled in, to look at again, done.
_STATE_SHADES = {
    **dict.fromkeys((State.NO_WORKBOOK, State.NOT_BEGUN, State.FILLING), style.TO_FILL),
    **dict.fromkeys((State.BEHIND, State.CHANGED), style.NO),
    State.ISSUED: style.YES,
}


def refuse_other_files(path: Path) -> None:
    """Make sure that a file to be overwritten is an earlier overview.

    Raises AssemblerError when it is anything else.
    """
    if path.exists() and not is_overview(path):
        raise AssemblerError(
            f"{path} is not an overview, so it is not overwritten.",
            "Choose another name with --output.",
        )


def write_overview(picture: Picture) -> bytes:
    """Return the picture as an .xlsx file."""
    book = CalculatedWorkbook()
    year, councils = picture.edition.financial_year, counted(len(picture.councils), "council")
    _heat_map(book, picture)
    ws = _new_sheet(book, CHARTS, f"Outcomes at a glance, {year}", f"{councils}.")
    of_outcomes = charts.write_outcomes(ws, picture, _HEADING_ROW)
    _status(book, picture)
    ws = _new_sheet(book, PROGRESS, f"Progress at a glance, {year}", _states(picture))
    of_progress = charts.write_progress(ws, picture, _HEADING_ROW)
    for table in tables.all_tables(picture):
        _write(book, table)
    for name in (CHARTS, PROGRESS):
        freeze(book[name], "A4", "A4")
    book.properties.title = f"{TITLE} {year}: overview"
    return workbook_bytes(book, picture.edition.ends, [of_outcomes, of_progress])


def _heat_map(book: CalculatedWorkbook, picture: Picture) -> None:
    benchmarks = picture.edition.benchmarks
    headings = (
        ("Council", 44),
        *((f"{b.number} {b.title}", 15) for b in benchmarks),
        *((word, 12) for word in OUTCOMES),
    )
    rows: list[tuple[Value, ...]] = [
        (council.name, *council.outcomes, *(council.count(word) for word in OUTCOMES))
        for council in picture.councils
    ]
    title = f"Outcomes by council and benchmark, {picture.edition.financial_year}"
    lead = f"{counted(len(rows), 'council')}. {_left_out(picture)}"
    if_empty = "No workbook of this year could be read."
    ws = _write(book, Table(HEAT_MAP, title, lead, headings, rows, if_empty))
    shades = {**picture.edition.shades, NOT_SCORED: picture.edition.shades["N/A"]}
    first, last = _HEADING_ROW + 1, _HEADING_ROW + len(rows)
    cell: Any
    for (cell,) in ws.iter_rows(min_row=first, max_row=last, max_col=1):
        cell.alignment = style.MIDDLE
    for row in ws.iter_rows(min_row=first, max_row=last, min_col=2, max_col=len(headings)):
        for cell in row:
            cell.alignment = style.MIDDLE_CENTRED
            if cell.column <= 1 + len(benchmarks):
                cell.fill = style.fill(shades.get(str(cell.value), style.TO_FILL))


def _status(book: CalculatedWorkbook, picture: Picture) -> None:
    """Write a row for each council, its state coloured by what it asks for."""
    table = tables.status_table(picture)
    ws = _write(book, table)
    place = [heading for heading, _ in table.headings].index("State") + 1
    first, last = _HEADING_ROW + 1, _HEADING_ROW + len(table.rows)
    cell: Any
    for (cell,) in ws.iter_rows(first, last, place, place) if table.rows else ():
        cell.fill = style.fill(_STATE_SHADES.get(State(str(cell.value)), "FFFFFF"))


def _states(picture: Picture) -> str:
    listed = listed_states(picture.statuses)
    return f"{counted(len(picture.statuses), 'council')}: {listed or 'none'}."


def _left_out(picture: Picture) -> str:
    sentences = "Every workbook was read."
    missing = [one for one in picture.unread if not one.of_another_year]
    if missing:
        sentences = f"{counted(len(missing), 'workbook')} not read: see {UNREAD}."
    if others := len(picture.unread) - len(missing):
        sentences += f" {counted(others, 'workbook')} of another year: see {UNREAD}."
    if not_ready := [council.name for council in picture.councils if not council.ready]:
        sentences += f" {counted(len(not_ready), 'workbook')} not ready to build: see {NOT_READY}."
    counts = Counter(council.name for council in picture.councils)
    if duplicates := [name for name, count in counts.items() if count > 1]:
        names = ", ".join(duplicates)
        sentences += f" In more than one workbook, and counted for each: {names}."
    return sentences


def _new_sheet(
    book: CalculatedWorkbook, name: str, title: str, lead: str, note: str = ""
) -> Worksheet:
    ws: Worksheet = book.create_sheet(name)
    cell: Any
    for row, text, font in (
        (1, title, style.TITLE),
        (2, lead, style.TEXT),
        (3, note, style.TEXT),
    ):
        if not text:
            continue
        cell = ws.cell(row, 1)
        write_rich_cells.write_text(cell, clean(text))
        cell.font, cell.alignment = font, style.ONE_LINE
    set_page(ws, "")
    return ws


def _write(book: CalculatedWorkbook, table: Table) -> Worksheet:
    ws = _new_sheet(book, table.name, table.title, table.lead, table.note)
    if table.rows:
        write_table(ws, _HEADING_ROW, table.headings, table.rows)
        ws.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
        freeze(ws, f"B{_HEADING_ROW + 1}", f"A{_HEADING_ROW + 1}")
        return ws
    cell: Any = ws.cell(_HEADING_ROW, 1)
    write_rich_cells.write_text(cell, table.if_empty)
    cell.font = style.BOLD
    freeze(ws, f"A{_HEADING_ROW}", f"A{_HEADING_ROW}")
    return ws
