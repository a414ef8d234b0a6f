"""Fonts, fills, borders and conditional colours of every workbook the program writes."""

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle

FACE, SIZE = "Arial", 11
PURPLE, LINK_COLOUR, TO_DO_COLOUR, LINE_COLOUR = "732282", "054B96", "8A1F0A", "767676"
YES, NO, NOT_APPLICABLE, TO_FILL = "C9E4CA", "F6D3CE", "E7E6E6", "FFF2CC"
FIXED, FIXED_ODD, MARKED = "F2EDF4", "E6DDEA", "FFC7A6"

TEXT = Font(name=FACE, size=SIZE)
BOLD = Font(name=FACE, size=SIZE, bold=True)
LINK = Font(name=FACE, size=SIZE, underline="single", color=LINK_COLOUR)
TITLE = Font(name=FACE, size=18, bold=True, color=PURPLE)
HEADING = Font(name=FACE, size=13, bold=True, color=PURPLE)
HEADER = Font(name=FACE, size=SIZE, bold=True, color="FFFFFF")
TO_DO = Font(name=FACE, size=SIZE, bold=True, color=TO_DO_COLOUR)

_LINE = Side(style="thin", color=LINE_COLOUR)
GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
FIRST_OF_BENCHMARK = Border(
    left=_LINE, right=_LINE, top=Side(style="medium", color=PURPLE), bottom=_LINE
)
NO_GRID, NO_FILL = Border(), PatternFill()
WRAPPED = Alignment(wrap_text=True, vertical="top", horizontal="left")
MIDDLE = Alignment(wrap_text=True, vertical="center")
ONE_LINE = Alignment(vertical="top", horizontal="left")
CENTRED = Alignment(wrap_text=True, vertical="top", horizontal="center")
MIDDLE_CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")
UNLOCKED = Protection(locked=False)
AS_TEXT, AS_DATE = "@", "dd/mm/yyyy"


def fill(colour: str) -> PatternFill:
    """Return a solid fill (RRGGBB)."""
    return PatternFill("solid", start_color=colour, end_color=colour)


def rule(formula: str, colour: str) -> Rule:
    """Return a conditional colour: `formula` is for the first cell of its range."""
    shade = PatternFill("solid", start_color=colour, end_color=colour, bgColor=colour)
    return Rule("expression", formula=[formula], dxf=DifferentialStyle(fill=shade))
