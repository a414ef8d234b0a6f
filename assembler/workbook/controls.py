"""Form controls: typed cells, styled tables, drop-downs, input messages, conditional colours."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from assembler.wording import listed
from assembler.workbook import style, write_rich_cells
from assembler.workbook.cell_kind import LISTS, CellKind
from assembler.workbook.formulas import Formula
from assembler.workbook.layout import OUTCOMES, Column

LONGEST_ERROR = 224  # MS-OI29500 2.1.613
_CENTRED = (CellKind.ANSWER, CellKind.OUTCOME)

Heading = tuple[str, int]
Value = str | int | float | date


def write_headings(ws: Worksheet, row: int, headings: Iterable[Heading]) -> None:
    """Write a row of headings, each with the width of its column."""
    for place, (text, width) in enumerate(headings, start=1):
        ws.column_dimensions[get_column_letter(place)].width = width
        cell = _cell(ws, row, place)
        write_rich_cells.write_text(cell, text)
        cell.font, cell.fill = style.HEADER, style.fill(style.PURPLE)
        cell.alignment, cell.border = style.MIDDLE, style.GRID


def write_table(
    ws: Worksheet, row: int, headings: Sequence[Heading], rows: Iterable[Sequence[Value]]
) -> int:
    """Write headings and rows of values for reading, with a filter; return the last row."""
    write_headings(ws, row, headings)
    last = row
    for last, values in enumerate(rows, start=row + 1):
        for place, value in enumerate(values, start=1):
            _write_value(ws, last, place, value)
    ws.auto_filter.ref = f"A{row}:{get_column_letter(len(headings))}{last}"
    return last


def _write_value(ws: Worksheet, row: int, place: int, value: Value) -> None:
    cell = _cell(ws, row, place)
    if isinstance(value, str):
        write_rich_cells.write_text(cell, write_rich_cells.shortened(value))
        alignment = style.CENTRED if value in OUTCOMES else style.WRAPPED
        number_format = "General"
    else:
        cell.value = value
        alignment = style.CENTRED
        number_format = {float: "0%", date: style.AS_DATE}.get(type(value), "0")
    _set_look(cell, (alignment is style.CENTRED, number_format), alignment)


def _set_look(cell: Any, key: tuple[bool, str], alignment: Alignment) -> None:
    """Give a cell of a table for reading its format.

    openpyxl finds the number of a format by hashing all of it, which takes longer than the rest of
    a long table. So numbers found before are used again.
    """
    known: dict[tuple[bool, str], Any] = cell.parent.parent.looks
    if key in known:
        cell._style = copy(known[key])  # noqa: SLF001
        return
    cell.font, cell.border, cell.alignment = style.TEXT, style.GRID, alignment
    cell.number_format = key[1]
    known[key] = copy(cell._style)  # noqa: SLF001


def write_value(ws: Worksheet, row: int, column: int, kind: CellKind, value: Any) -> Cell:
    """Write a value as its kind requires, styled as an input where a user is to fill it in."""
    cell = _cell(ws, row, column)
    cell.font = style.TEXT
    cell.alignment = style.CENTRED if kind in _CENTRED else style.WRAPPED
    cell.border = style.GRID
    if kind is CellKind.FIXED:
        cell.fill = style.fill(style.FIXED)
    else:
        cell.protection = style.UNLOCKED
        cell.number_format = style.AS_DATE if kind is CellKind.DATE else style.AS_TEXT
    _set_content(cell, kind, value)
    return cell


def _set_content(cell: Cell, kind: CellKind, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, Formula):
        cell.value = value.text
        book: Any = cell.parent.parent
        book.values[cell.parent.title, cell.coordinate] = value.value
    elif kind is CellKind.PROSE:
        write_rich_cells.write_prose(cell, value)
    elif kind in LISTS:
        write_rich_cells.write_text(cell, "\n".join(value))
    elif isinstance(value, date | int):
        cell.value = value
    else:
        write_rich_cells.write_text(cell, str(value))


def format_columns_as_text(ws: Worksheet, letters: Iterable[str]) -> None:
    """Make whole columns text, so that rows added below the written ones are not converted."""
    for letter in letters:
        dimension: Any = ws.column_dimensions[letter]
        dimension.number_format = style.AS_TEXT
        dimension.alignment, dimension.font = style.WRAPPED, style.TEXT


def add_dropdown(
    ws: Worksheet, cells: str, column: Column, choices: Sequence[str], source: str = ""
) -> None:
    """Add a drop-down that refuses anything else.

    `source` is the range that holds the choices, where they are too long for the rule itself.
    """
    formula = source or '"{}"'.format(",".join(choices))
    rule = DataValidation("list", formula1=formula, allow_blank=True)
    rule.errorTitle = "Not on the list"
    how = "Press Esc, then Alt+Down to open the list."
    error = f"Choose {listed(choices, word='or')}. {how}"
    noun = column.header.lower()
    rule.error = error if len(error) <= LONGEST_ERROR else f"Choose a {noun} from the list. {how}"
    _add_rule(ws, rule, cells, column.header, column.help)


def add_prompt(
    ws: Worksheet, cells: str, title: str, message: str, kind: CellKind = CellKind.TEXT
) -> None:
    """Show a message when a cell is chosen; a date cell takes only dates."""
    rule = DataValidation(allow_blank=True)
    if kind is CellKind.DATE:
        rule = DataValidation("date", operator="between", formula1="36526", formula2="73050")
        rule.allowBlank = True
        rule.errorTitle = "This is not a date"
        rule.error = "Type it as day/month/year, for example 21/05/2025."
    _add_rule(ws, rule, cells, title, message)


def refuse_typing(ws: Worksheet, cells: str) -> None:
    """Refuse typing into cells that are for reading.

    Unlike sheet protection this leaves sorting, inserting rows and the spelling check alone.
    """
    rule = DataValidation("custom", formula1="FALSE", allow_blank=False)
    rule.errorTitle = "This cell is for reading"
    rule.error = "Its text is published or calculated. Press Esc to leave it as it is."
    _add_rule(ws, rule, cells, "", "")


def _add_rule(ws: Worksheet, rule: DataValidation, cells: str, title: str, message: str) -> None:
    rule.promptTitle, rule.prompt = title or None, message or None
    rule.showInputMessage = bool(message)
    rule.showErrorMessage = rule.type is not None
    for cell_range in cells.split():
        rule.add(cell_range)
    ws.add_data_validation(rule)


def add_colours(ws: Worksheet, cells: str, rules: Mapping[str, str]) -> None:
    """Colour cells where a formula (written for the first of them) is true."""
    for formula, shade in rules.items():
        ws.conditional_formatting.add(cells, style.rule(formula, shade))


def link_to(cell: Cell, target: str, screen_tip: str) -> None:
    """Link a cell to another cell of the workbook."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target, tooltip=screen_tip)
    cell.font = style.LINK


def _cell(ws: Worksheet, row: int, column: int) -> Cell:
    cell = ws.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - a sheet of our making has no merged cells
    return cell
