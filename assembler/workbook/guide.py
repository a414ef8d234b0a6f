"""The sheet `Guide`: how to fill the workbook, and how far it is filled."""

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from assembler.model import Edition, Level
from assembler.workbook import formula, style
from assembler.workbook.form import colour, heading, page, value_cell
from assembler.workbook.layout import FIELDS, GUIDE, Kind, benchmark_label

_STEPS = {
    "Letter": "Who the letter goes to, who signs it, and when. Yellow cells must be filled.",
    "Annex B": (
        "One row a criterion. Choose Yes, No or N/A under Adviser answer; N/A needs a note. "
        "Self-assessment and Evidence are the council's."
    ),
    "Annex A": (
        "The outcome is proposed from your answers. Leave Outcome blank to accept it, or choose "
        "another and say why. Write the summary: Alt+Enter begins a new paragraph."
    ),
    "Strengths": "One strength a row, in the order of the letter.",
    "Recommendations": "One recommendation a row, with the benchmark it is about.",
}
_RULE = (
    "How an outcome is proposed: Not met, when a Not met statement is Yes or every Met criterion "
    "that applies is No. Exceeding, when every Met criterion and {share} that apply are Yes. Met, "
    "when every Met criterion is Yes. In between nothing is proposed and you decide. N/A takes a "
    "criterion out of the count. Nothing is proposed while an answer is missing."
)
_HEADERS = ("Benchmark", "Answered", "Criteria", "Proposed outcome", "Summary")
_WIDTHS = (44, 14, 14, 24, 16)
_UNSCORED = ("–", "–", formula.NOT_SCORED, "–")
_LAST = "E"


def write(book: Workbook, edition: Edition) -> None:
    """Write the sheet, first in the book."""
    ws: Worksheet = book.create_sheet(GUIDE)
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        ws.column_dimensions[letter].width = width
    _line(ws, 1, edition.titles["letter"], height=30).font = style.TITLE
    _line(ws, 2, "Fill the sheets from left to right, in any order you like. Yellow: still to do.")
    row = 4
    for name, text in _STEPS.items():
        cell = ws.cell(row, 1, name)
        cell.hyperlink = f"#'{name}'!A1"
        cell.font, cell.alignment = style.LINK, style.WRAPPED
        _line(ws, row, text, height=32, first="B")
        row += 1
    _line(ws, row + 1, "How far you are", height=24).font = style.HEADING
    row = _progress(ws, row + 2, edition)
    needs = edition.exceeding_needs
    share = "all Exceeding criteria" if needs is None else f"{needs} of the Exceeding criteria"
    _line(ws, row + 1, _RULE.format(share=share), height=80)
    page(ws)
    ws.sheet_view.showGridLines = False


def _progress(ws: Worksheet, row: int, edition: Edition) -> int:
    """Write the table of progress; gives the row after it."""
    required = sum(field.required for field in FIELDS)
    value_cell(ws, row, 1, Kind.FIXED, "Letter: required fields filled").font = style.BOLD
    _centred(ws, row, 2, formula.filled())
    _centred(ws, row, 3, required)
    colour(ws, f"B{row}", {f"B{row}<C{row}": style.TO_FILL, f"B{row}=C{row}": style.YES})
    row += 2
    for place, text in enumerate(_HEADERS, start=1):
        heading(ws, row, place, text)
    first = row + 1
    for row, benchmark in enumerate(edition.benchmarks, start=first):
        value_cell(ws, row, 1, Kind.FIXED, benchmark_label(benchmark)).font = style.BOLD
        shown: tuple[str | int, ...] = (
            formula.answered(benchmark),
            len(benchmark.criteria),
            formula.proposed(benchmark, edition),
            formula.summary_state(benchmark),
        )
        for place, value in enumerate(shown if benchmark.scored else _UNSCORED, start=2):
            _centred(ws, row, place, value)
    _colours(ws, first, row, edition)
    return row + 1


def _centred(ws: Worksheet, row: int, column: int, value: str | int) -> None:
    value_cell(ws, row, column, Kind.FIXED, value).alignment = style.CENTRED


def _colours(ws: Worksheet, first: int, last: int, edition: Edition) -> None:
    counts = {
        f"AND(ISNUMBER(B{first}),B{first}<C{first})": style.TO_FILL,
        f"AND(ISNUMBER(B{first}),B{first}=C{first})": style.YES,
    }
    colour(ws, f"B{first}:B{last}", counts)
    words = {f'D{first}="{word}"': edition.shades[word] for word in Level}
    colour(ws, f"D{first}:D{last}", words)
    colour(ws, f"E{first}:E{last}", {f'E{first}="to write"': style.TO_FILL})


def _line(ws: Worksheet, row: int, text: str, *, height: int = 18, first: str = "A") -> Cell:
    """Write a line of text from a column to the last."""
    cell = value_cell(ws, row, ord(first) - ord("A") + 1, Kind.FIXED, text)
    cell.border, cell.fill = style.NO_GRID, style.NO_FILL
    ws.merge_cells(f"{first}{row}:{_LAST}{row}")
    ws.row_dimensions[row].height = height
    return cell
