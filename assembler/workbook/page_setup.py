"""Freeze headings, select the first cell to fill in, and set up pages for printing."""

from typing import Any

from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.views import Selection
from openpyxl.worksheet.worksheet import Worksheet

from assembler.rich_text import clean

_LONGEST_FOOTER_NAME = 120  # a footer holds 255 characters in all, its codes included
_A4 = 9


def freeze(ws: Worksheet, cell: str, selected: str) -> None:
    """Freeze the rows above and the columns left of a cell, and select a cell below.

    A sheet view has at most one selection for each pane: Excel repairs a file with more, and
    openpyxl adds some each time `freeze_panes` is set.
    """
    ws.sheet_view.selection = [Selection()]
    ws.freeze_panes = cell
    for selection in ws.sheet_view.selection:
        selection.activeCell = selection.sqref = selected
    ws.sheet_view.showGridLines = False


def set_page(ws: Worksheet, name: str, headings: int | None = None) -> None:
    """Print on A4 landscape, one page wide, the row of headings repeated.

    The footer has `name` (the council), the sheet's name and the page number.
    """
    ws.page_setup.paperSize, ws.page_setup.orientation = _A4, "landscape"
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    ws.page_margins.left = ws.page_margins.right = 0.3
    ws.page_margins.top, ws.page_margins.bottom = 0.5, 0.6
    ws.page_margins.header = ws.page_margins.footer = 0.3
    footer: Any = ws.oddFooter
    footer.left.text, footer.right.text = "&A", "Page &P of &N"
    if name:
        footer.center.text = _shortened(name).replace("&", "&&")
    if headings:
        ws.print_title_rows = f"{headings}:{headings}"


def _shortened(name: str) -> str:
    name = " ".join(clean(name).split())
    return name if len(name) <= _LONGEST_FOOTER_NAME else f"{name[: _LONGEST_FOOTER_NAME - 1]}…"
