"""The manners of a form: cells of each kind, drop-downs, input messages, colours, page set-up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assembler.wording import listed
from assembler.workbook import rich_cells, style
from assembler.workbook.layout import Column, Kind, Sheet

_CENTRED = (Kind.ANSWER, Kind.OUTCOME)
_TITLE, _MESSAGE = 32, 255
_LINE_HEIGHT, _ROOM, _TALLEST = 14.5, 6, 409
_PROSE = 1.05
_FIRST_CELL = "A1"


def header(ws: Worksheet, sheet: Sheet) -> None:
    """Write the headings of a sheet and set its widths."""
    for place, column in enumerate(sheet.columns, start=1):
        heading(ws, 1, place, column.header)
        ws.column_dimensions[get_column_letter(place)].width = column.width
    ws.row_dimensions[1].height = 2 * _LINE_HEIGHT


def heading(ws: Worksheet, row: int, column: int, text: str) -> None:
    """Write one heading of a table."""
    cell = _cell(ws, row, column)
    rich_cells.write_text(cell, text)
    cell.font = style.HEADER
    cell.fill = style.fill(style.PURPLE)
    cell.alignment = style.MIDDLE
    cell.border = style.GRID


def value_cell(ws: Worksheet, row: int, column: int, kind: Kind, value: Any) -> Cell:
    """Write a value as its kind has it, ready to be filled in where it is an input."""
    cell = _cell(ws, row, column)
    cell.font = style.TEXT
    cell.alignment = style.CENTRED if kind in _CENTRED else style.WRAPPED
    cell.border = style.GRID
    if kind is Kind.FIXED:
        cell.fill = style.fill(style.GIVEN)
    else:
        cell.protection = style.UNLOCKED
        cell.number_format = style.AS_DATE if kind is Kind.DATE else style.AS_TEXT
    _content(cell, kind, value)
    return cell


def _content(cell: Cell, kind: Kind, value: Any) -> None:
    if value is None:
        return
    if kind is Kind.PROSE:
        rich_cells.write_prose(cell, value)
    elif kind is Kind.LINES:
        rich_cells.write_text(cell, "\n".join(value))
    elif isinstance(value, date | int) or (kind is Kind.FIXED and value.startswith("=")):
        cell.value = value
    else:
        rich_cells.write_text(cell, str(value))


def list_of(ws: Worksheet, cells: str, column: Column, choices: Sequence[str]) -> None:
    """Give cells a drop-down that takes nothing else, and says so helpfully."""
    offered = listed(choices, word="or")
    rule = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    rule.errorTitle = _short(f"{column.header}: not in the list", _TITLE)
    rule.error = _short(f"Choose {offered}. Press Esc, then Alt+Down to open the list.", _MESSAGE)
    _prompted(ws, rule, cells, column.header, column.help)


def prompt(ws: Worksheet, cells: str, title: str, message: str, kind: Kind = Kind.TEXT) -> None:
    """Show a message beside cells when they are chosen; a date cell takes only dates."""
    rule = DataValidation(allow_blank=True)
    if kind is Kind.DATE:
        rule = DataValidation("date", operator="between", formula1="36526", formula2="73050")
        rule.allowBlank = True
        rule.errorTitle = "This is not a date"
        rule.error = "Type it as day/month/year, for example 21/05/2025."
    _prompted(ws, rule, cells, title, message)


def _prompted(ws: Worksheet, rule: DataValidation, cells: str, title: str, message: str) -> None:
    rule.promptTitle = _short(title, _TITLE)
    rule.prompt = _short(message, _MESSAGE)
    rule.showInputMessage = bool(message)
    rule.showErrorMessage = rule.type is not None
    rule.add(cells)
    ws.add_data_validation(rule)


def colour(ws: Worksheet, cells: str, rules: Mapping[str, str]) -> None:
    """Colour cells where a formula (for the first of them) is true."""
    for formula, shade in rules.items():
        ws.conditional_formatting.add(cells, style.rule(formula, shade))


def link(cell: Cell, place: str, hint: str) -> None:
    """Make a cell a way to another place of the workbook: a cell, or a name that stands for one."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place, tooltip=hint)
    cell.font = style.LINK


def frame(ws: Worksheet, freeze: str, first: str = _FIRST_CELL) -> None:
    """Freeze the headings, choose the first cell to fill, and set the page.

    A4 landscape, one page wide, headings repeated.
    """
    ws.freeze_panes = freeze
    for selection in ws.sheet_view.selection:
        selection.activeCell = selection.sqref = first
    ws.sheet_view.showGridLines = False
    page(ws)
    ws.page_setup.orientation = "landscape"
    ws.print_title_rows = "1:1"


def page(ws: Worksheet) -> None:
    """Print on A4, one page wide, with the sheet's name and page number at the foot."""
    ws.page_setup.paperSize = 9  # A4
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    ws.page_margins.left = ws.page_margins.right = 0.3
    ws.page_margins.top, ws.page_margins.bottom = 0.5, 0.6
    ws.page_margins.header = ws.page_margins.footer = 0.3
    footer: Any = ws.oddFooter
    footer.left.text, footer.right.text = "&A", "Page &P of &N"


def fit(ws: Worksheet, row: int, sheet: Sheet, least: int = 1) -> None:
    """Make a row high enough for its longest text, and at least so many lines.

    Excel and LibreOffice go on fitting it as its text grows (Excel not on a protected sheet).
    """
    lines = max(
        _lines(str(ws.cell(row, place).value or ""), column.width)
        for place, column in enumerate(sheet.columns, start=1)
        if ws.cell(row, place).data_type != "f"
    )
    height = min(_TALLEST, _LINE_HEIGHT * max(lines, least) + _ROOM)
    ws.row_dimensions[row] = _Growing(ws, index=row, ht=height)


class _Growing(RowDimension):
    """A row whose height is what it takes now, not what it must stay."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - the name that the format gives it
        """Whether the height is the user's own."""
        return False


def _lines(text: str, width: int) -> int:
    """Estimate the lines that a text takes; prose runs narrower than the figures of the width."""
    return sum(int(len(line) / (width * _PROSE)) + 1 for line in text.split("\n"))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _cell(ws: Worksheet, row: int, column: int) -> Cell:
    cell = ws.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - a sheet of our making has no merged cells
    return cell
