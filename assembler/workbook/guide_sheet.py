"""The sheet `Guide`: how to fill the workbook, how far it is filled, and what is left to do."""

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from assembler.model import Benchmark, Edition, Level
from assembler.workbook import live_grade, style, todo_formulas
from assembler.workbook.controls import colour, heading, link, page, value_cell
from assembler.workbook.layout import FIELDS, GUIDE, LETTER, Kind, benchmark_label

_STEPS = {
    "Letter": "Who the letter goes to, who signs it, and when.",
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
_HOW = (
    "Fill the sheets in any order. Yellow, and the mark {mark} under To do: still to fill. To see "
    "only what is left, filter To do in Annex B. A click on a benchmark leads to its criteria, and "
    "a click on a Ref there leads back here."
)
_HEADERS = ("Benchmark", "Answered", "Criteria", "Proposed outcome", "Answered, and why", "To do")
_WIDTHS = (40, 11, 10, 20, 62, 26)
_OUTCOME, _LAST = 4, "F"
_ONE_LINE, _FIRST_BENCHMARK = 110, 6


def first_row_name(benchmark: Benchmark) -> str:
    """Give the name by which links find the first criterion of a benchmark."""
    return f"Benchmark_{benchmark.number}"


def write(book: Workbook, edition: Edition) -> None:
    """Write the sheet, first in the book."""
    ws: Worksheet = book.create_sheet(GUIDE)
    for letter, width in zip("ABCDEF", _WIDTHS, strict=True):
        ws.column_dimensions[letter].width = width
    _line(ws, 1, edition.titles["letter"], height=30).font = style.TITLE
    _line(ws, 2, todo_formulas.headline(), height=24).font = style.HEADING
    colour(ws, "A2", {f'LEFT(A2)="{todo_formulas.MARK}"': style.TO_FILL, "LEN(A2)>0": style.YES})
    row = _progress(ws, 4, edition)
    _line(ws, row + 1, "How to fill it", height=24).font = style.HEADING
    _line(ws, row + 2, _HOW.format(mark=todo_formulas.MARK), height=34)
    first = row + 3
    for place, (name, text) in enumerate(_STEPS.items()):
        row = first + place
        cell = value_cell(ws, row, 1, Kind.FIXED, name)
        cell.border, cell.fill = style.NO_GRID, style.NO_FILL
        link(cell, f"'{name}'!A1", f"To {name}")
        _line(ws, row, text, height=34 if len(text) > _ONE_LINE else 18, first="B")
    needs = edition.exceeding_needs
    share = "all Exceeding criteria" if needs is None else f"{needs} of the Exceeding criteria"
    _line(ws, row + 2, _RULE.format(share=share), height=50)
    page(ws)
    ws.page_setup.orientation = "landscape"
    ws.sheet_view.showGridLines = False
    ws.freeze_panes = "A3"
    for selection in ws.sheet_view.selection:
        selection.activeCell = selection.sqref = f"A{_FIRST_BENCHMARK}"


def _progress(ws: Worksheet, row: int, edition: Edition) -> int:
    """Write the table of progress; gives the row after it."""
    for place, text in enumerate(_HEADERS, start=1):
        heading(ws, row, place, text)
    row += 1
    link(
        value_cell(ws, row, 1, Kind.FIXED, LETTER.name), f"'{LETTER.name}'!B2", f"To {LETTER.name}"
    )
    required = sum(field.required for field in FIELDS)
    _centred(ws, row, 2, todo_formulas.filled())
    _centred(ws, row, 3, required)
    _centred(ws, row, 4, "–")
    value_cell(ws, row, 5, Kind.FIXED, "The required fields that are filled.")
    left = f'=IF({todo_formulas.is_left(LETTER)},"{todo_formulas.MARK} fill in","")'
    value_cell(ws, row, 6, Kind.FIXED, left).font = style.TO_DO
    for place, benchmark in enumerate(edition.benchmarks):
        _benchmark(ws, _FIRST_BENCHMARK + place, benchmark, edition)
    last = _FIRST_BENCHMARK + len(edition.benchmarks) - 1
    _colours(ws, _FIRST_BENCHMARK - 1, last, edition)
    return last + 1


def _benchmark(ws: Worksheet, row: int, benchmark: Benchmark, edition: Edition) -> None:
    label = value_cell(ws, row, 1, Kind.FIXED, benchmark_label(benchmark))
    ws.row_dimensions[row].height = 32
    if not benchmark.scored:
        for place in range(2, 6 + 1):
            _centred(ws, row, place, live_grade.NOT_SCORED if place == _OUTCOME else "–")
        return
    link(label, first_row_name(benchmark), "To its criteria in Annex B")
    _centred(ws, row, 2, live_grade.answered(benchmark))
    _centred(ws, row, 3, len(benchmark.criteria))
    _centred(ws, row, _OUTCOME, live_grade.proposed(benchmark, edition))
    value_cell(ws, row, 5, Kind.FIXED, todo_formulas.of_benchmark(benchmark.number, "why"))
    left = value_cell(ws, row, 6, Kind.FIXED, todo_formulas.left_of(benchmark, row))
    left.font = style.TO_DO


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
    colour(ws, f"F{first}:F{last}", {f'LEFT(F{first})="{todo_formulas.MARK}"': style.TO_FILL})


def _line(ws: Worksheet, row: int, text: str, *, height: int = 18, first: str = "A") -> Cell:
    """Write a line of text from a column to the last."""
    cell = value_cell(ws, row, ord(first) - ord("A") + 1, Kind.FIXED, text)
    cell.border, cell.fill = style.NO_GRID, style.NO_FILL
    ws.merge_cells(f"{first}{row}:{_LAST}{row}")
    ws.row_dimensions[row].height = height
    return cell
