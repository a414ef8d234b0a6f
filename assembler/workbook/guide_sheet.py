"""The sheet `Guide`: how far the workbook is filled in, what is left to do, and how to do it."""

from collections.abc import Mapping
from typing import NamedTuple

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from assembler.model import Assessment, Benchmark, Edition, Level
from assembler.workbook import live_grade, style, todo_formulas, whole_form
from assembler.workbook.cell_kind import CellKind
from assembler.workbook.controls import add_colours, link_to, write_headings, write_value
from assembler.workbook.formulas import Formula, literal
from assembler.workbook.layout import (
    ANNEX_A,
    ANNEX_B,
    GUIDE,
    LAST_YEAR,
    LETTER,
    RECOMMENDATIONS,
    STRENGTHS,
    Sheet,
    benchmark_label,
)
from assembler.workbook.letter_fields import FIELDS
from assembler.workbook.page_setup import freeze, set_page
from assembler.workbook.todo_formulas import MARK
from assembler.workbook.xlsx.save import CalculatedWorkbook

_STEPS = {
    LETTER: "Who the letter goes to, who signs it, and when.",
    ANNEX_B: (
        "One row for each criterion. Choose Yes, No or N/A under Adviser answer; N/A needs a note. "
        "Self-assessment and Evidence are the council's. Counts as shows how your answer is read, "
        "and To do says where the council's own answer differs."
    ),
    ANNEX_A: (
        "The outcome is proposed from your answers. Leave Outcome blank to accept it, or choose "
        "another and say why. Write the summary: Alt+Enter begins a new paragraph. Excel shows "
        "about 28 lines of a row; To do says when there are more."
    ),
    STRENGTHS: "One strength in each row, in the order of the letter.",
    RECOMMENDATIONS: "One recommendation in each row, with the benchmark it is about.",
}
_LAST_YEAR_STEP = (
    "What last year's letter asked for. Say under What became of it what the council has done "
    "since. Last year's answers and evidence are in the last columns of Annex B, its outcomes in "
    "the last column of Annex A: they are for reading only, and change no proposed outcome."
)
_RULE = (
    "Not met, when a Not met statement is Yes or every Met criterion that applies is No. "
    "Exceeding, when every Met criterion and {share} that apply are Yes. Met, when every Met "
    "criterion is Yes. In between nothing is proposed and you decide. N/A takes a criterion out "
    "of the count. Nothing is proposed while an answer is missing."
)
_HOW = (
    f"Fill in the sheets in any order. Yellow cells, and the mark {MARK} under To do, are still to "
    "be filled in; to see only those, filter To do. You may sort, filter, hide and insert rows. "
    "This sheet is protected without a password (Review, Unprotect Sheet); the others are not, so "
    "that sorting and the spelling check work. Cells for reading refuse typing; if one is "
    "overwritten all the same, undo, or run: assemble validate."
)
_HEADINGS = (
    *(("Benchmark", 30), ("Answered, and why", 72), ("Answered", 11), ("Criteria", 10)),
    *(("Proposed outcome", 17), ("To do", 26)),
)
_HEADING_ROW, _FIRST_BENCHMARK, _LAST_COLUMN = 5, 7, "F"


class Progress(NamedTuple):
    """What the other sheets show now for each benchmark, and the rows marked as to do by sheet."""

    proposed: Mapping[int, str]
    why: Mapping[int, str]
    to_do: Mapping[int, str]
    marked: dict[Sheet, int]


def link_to_benchmark(benchmark: Benchmark, text: str) -> Formula:
    """Return a link to a benchmark's first row on `Annex B`, wherever sorting has put it."""
    row = f'MATCH("B{benchmark.number}-*",{live_grade.REFS},0)'
    label = literal(text)
    return Formula(f"=IFERROR(HYPERLINK(\"#'{ANNEX_B.name}'!A\"&{row},{label}),{label})", text)


def write(book: CalculatedWorkbook, assessment: Assessment, progress: Progress) -> None:
    """Write the sheet."""
    edition = assessment.edition
    ws: Worksheet = book.create_sheet(GUIDE, 0)
    write_headings(ws, _HEADING_ROW, _HEADINGS)
    _unframed(ws, 1, 1, edition.titles["letter"], wrap=False).font = style.TITLE
    last = _FIRST_BENCHMARK + len(edition.benchmarks) - 1
    _letter_row(ws, progress)
    for row, benchmark in enumerate(edition.benchmarks, start=_FIRST_BENCHMARK):
        _benchmark_row(ws, row, benchmark, assessment, progress)
    answered, criteria = (f"${letter}${_FIRST_BENCHMARK}:${letter}${last}" for letter in "CD")
    own = f"$A${_HEADING_ROW + 1}:${_LAST_COLUMN}${last}"
    formulas = sum(title == GUIDE for title, _ in book.values)
    altered = whole_form.is_altered(edition, (own, formulas))
    headline = todo_formulas.headline(progress.marked, answered, criteria, altered)
    _unframed(ws, 2, 1, headline, wrap=False).font = style.HEADING
    shades = {f'LEFT($A2)="{MARK}"': style.TO_FILL, "LEN($A2)>0": style.YES}
    add_colours(ws, f"A2:{_LAST_COLUMN}2", shades)
    first_left = _first_unanswered(progress.marked.get(ANNEX_B, 0) > 0)
    _unframed(ws, 3, 1, first_left, wrap=False).font = style.LINK
    _colours(ws, _HEADING_ROW + 1, last, edition)
    steps = {**_STEPS, **({LAST_YEAR: _LAST_YEAR_STEP} if assessment.last_year else {})}
    _instructions(ws, last + 2, edition, steps)
    ws.protection.sheet = True
    set_page(ws, assessment.details.authority)
    freeze(ws, "A4", f"A{_HEADING_ROW + 1}")


def _first_unanswered(is_left: bool) -> Formula:  # noqa: FBT001 - one fact
    row = todo_formulas.first_marked(ANNEX_B)
    cell = f"\"#'{ANNEX_B.name}'!{ANNEX_B.letter('answer')}\"&{row}"
    text = f"Go to the first row to do on {ANNEX_B.name}"
    return Formula(f'=IFERROR(HYPERLINK({cell},"{text}"),"")', text if is_left else "")


def _letter_row(ws: Worksheet, progress: Progress) -> None:
    row, marked = _HEADING_ROW + 1, progress.marked.get(LETTER, 0)
    label = write_value(ws, row, 1, CellKind.FIXED, LETTER.name)
    link_to(label, f"'{LETTER.name}'!B2", f"To {LETTER.name}")
    write_value(ws, row, 2, CellKind.FIXED, "The required fields that are filled in.")
    _centred(ws, row, 3, todo_formulas.filled(marked))
    _centred(ws, row, 4, sum(field.required for field in FIELDS))
    _centred(ws, row, 5, "–")
    text = f'=IF({todo_formulas.is_left(LETTER)},"{MARK} fill in","")'
    left = Formula(text, f"{MARK} fill in" if marked else "")
    write_value(ws, row, 6, CellKind.FIXED, left).font = style.TO_DO


def _benchmark_row(
    ws: Worksheet, row: int, benchmark: Benchmark, assessment: Assessment, progress: Progress
) -> None:
    number, label = benchmark.number, benchmark_label(benchmark)
    if not benchmark.scored:
        write_value(ws, row, 1, CellKind.FIXED, label)
        for place, text in enumerate(("–", "–", "–", live_grade.NOT_SCORED, "–"), start=2):
            _centred(ws, row, place, text)
        return
    link = link_to_benchmark(benchmark, label)
    write_value(ws, row, 1, CellKind.FIXED, link).font = style.LINK
    answered = live_grade.answered(benchmark, assessment.evidence)
    looked_up = {
        attribute: todo_formulas.of_benchmark(number, attribute)
        for attribute in ("why", "proposed")
    }
    why = Formula(f"={looked_up['why']}", progress.why[number])
    write_value(ws, row, 2, CellKind.FIXED, why)
    _centred(ws, row, 3, answered)
    _centred(ws, row, 4, len(benchmark.criteria))
    _centred(ws, row, 5, Formula(f"={looked_up['proposed']}", progress.proposed[number]))
    blank = len(benchmark.criteria) - int(answered.value)
    left = todo_formulas.left_of(benchmark, row, blank=blank, outcome=progress.to_do[number])
    write_value(ws, row, 6, CellKind.FIXED, left).font = style.TO_DO


def _colours(ws: Worksheet, first: int, last: int, edition: Edition) -> None:
    counts = {
        f"AND(ISNUMBER(C{first}),C{first}<D{first})": style.TO_FILL,
        f"AND(ISNUMBER(C{first}),C{first}=D{first})": style.YES,
    }
    add_colours(ws, f"C{first}:C{last}", counts)
    outcomes = {f'E{first}="{word}"': edition.shades[word] for word in Level}
    add_colours(ws, f"E{first}:E{last}", outcomes)
    add_colours(ws, f"F{first}:F{last}", {f'LEFT(F{first})="{MARK}"': style.TO_FILL})


def _instructions(ws: Worksheet, row: int, edition: Edition, steps: Mapping[Sheet, str]) -> None:
    _unframed(ws, row, 1, "How to fill it in").font = style.HEADING
    needs = edition.exceeding_needs
    share = "all Exceeding criteria" if needs is None else f"{needs} of the Exceeding criteria"
    texts = [
        ("In general", _HOW),
        *((sheet.name, text) for sheet, text in steps.items()),
        ("How an outcome is proposed", _RULE.format(share=share)),
    ]
    for place, (name, text) in enumerate(texts, start=row + 1):
        label = _unframed(ws, place, 1, name)
        if name in {sheet.name for sheet in steps}:
            link_to(label, f"'{name}'!A1", f"To {name}")
        _unframed(ws, place, 2, text)


def _centred(ws: Worksheet, row: int, column: int, value: str | int | Formula) -> None:
    write_value(ws, row, column, CellKind.FIXED, value).alignment = style.CENTRED


def _unframed(
    ws: Worksheet, row: int, column: int, text: str | Formula, *, wrap: bool = True
) -> Cell:
    """Write text outside a table; without wrapping it runs on over the blank cells beside it."""
    cell = write_value(ws, row, column, CellKind.FIXED, text)
    cell.border, cell.fill = style.NO_GRID, style.NO_FILL
    cell.alignment = style.WRAPPED if wrap else style.ONE_LINE
    return cell
