"""Write an assessment as a workbook. The same assessment gives the same bytes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from assembler import grading
from assembler.model import Assessment, Benchmark, Criterion, Edition, Graded, Level
from assembler.rich_text import clean
from assembler.workbook import guide_sheet, live_grade, style, todo_formulas
from assembler.workbook.cell_kind import CellKind
from assembler.workbook.controls import (
    add_colours,
    add_dropdown,
    add_prompt,
    format_columns_as_text,
    link_to,
    refuse_typing,
    write_headings,
    write_value,
)
from assembler.workbook.formulas import Formula
from assembler.workbook.guide_sheet import Progress
from assembler.workbook.layout import (
    ANNEX_A,
    ANNEX_B,
    ANSWERS,
    EDITION_PROPERTY,
    GUIDE,
    LAST_ANSWERS,
    LAST_OUTCOMES,
    LAST_YEAR,
    LETTER,
    OUTCOMES,
    RECOMMENDATIONS,
    STRENGTHS,
    UNPLACED,
    Sheet,
    benchmark_choices,
    benchmark_label,
    criterion_text,
)
from assembler.workbook.letter_fields import FIELDS
from assembler.workbook.page_setup import freeze, set_page
from assembler.workbook.todo_formulas import MARK
from assembler.workbook.xlsx.save import CalculatedWorkbook, workbook_bytes

_SPARE_ROWS = 20
_LAST_LISTED_ROW = 1_000  # drop-downs and messages go on below the spare rows


class _Form(NamedTuple):
    """What the sheets are written from, and the rows marked as to do, by sheet."""

    book: CalculatedWorkbook
    assessment: Assessment
    marked: dict[Sheet, int]

    @property
    def edition(self) -> Edition:
        return self.assessment.edition

    def new_sheet(self, sheet: Sheet) -> Worksheet:
        ws: Worksheet = self.book.create_sheet(sheet.name)
        write_headings(ws, 1, [(column.header, column.width) for column in sheet.columns])
        set_page(ws, self.assessment.details.authority, headings=1)
        return ws

    def write_to_do(self, ws: Worksheet, sheet: Sheet, row: int, formula: Formula | None) -> str:
        """Write the cell To do of a row; return what it shows."""
        place = sheet.columns.index(sheet.column("to_do")) + 1
        write_value(ws, row, place, CellKind.FIXED, formula).font = style.TO_DO
        text = str(formula.value) if formula else ""
        self.marked[sheet] = self.marked.get(sheet, 0) + text.startswith(MARK)
        return text


def write(assessment: Assessment) -> bytes:
    """Write an assessment as a workbook to fill in.

    Raises AssemblerError when a text is longer than a cell can hold.
    """
    form = _Form(CalculatedWorkbook(), assessment, {})
    for name, refers_to in live_grade.names().items():
        form.book.defined_names[name] = DefinedName(name, attr_text=refers_to)
    _letter(form)
    _annex_b(form)
    progress = _annex_a(form)
    _strengths_and_recommendations(form)
    if assessment.last_year:
        ws = _list_rows(form, LAST_YEAR, assessment.last_year, spare=0)
        letters = (LAST_YEAR.letter(column.attribute) for column in LAST_YEAR.columns[:-1])
        refuse_typing(ws, " ".join(f"{x}2:{x}{len(assessment.last_year) + 1}" for x in letters))
    if assessment.unplaced:
        _list_rows(form, UNPLACED, assessment.unplaced, spare=0)
    guide_sheet.write(form.book, assessment, progress)
    book: Any = form.book  # openpyxl's types do not know custom properties yet
    book.properties.title = clean(f"{assessment.details.authority}: assurance workbook")
    book.properties.subject = clean(assessment.edition.titles["letter"])
    book.custom_doc_props.append(
        StringProperty(name=EDITION_PROPERTY, value=assessment.edition.year)
    )
    return workbook_bytes(form.book, assessment.edition.ends)


def _letter(form: _Form) -> None:
    ws = form.new_sheet(LETTER)
    for row, field in enumerate(FIELDS, start=2):
        write_value(ws, row, 1, CellKind.FIXED, field.name).font = style.BOLD
        value = getattr(form.assessment.details, field.attribute)
        write_value(ws, row, 2, field.kind, value)
        needed = "Required. " if field.required else ""
        write_value(ws, row, 3, CellKind.FIXED, needed + field.help)
        add_prompt(ws, f"B{row}", field.name, field.help, field.kind)
        to_do = todo_formulas.of_field(value) if field.required else None
        form.write_to_do(ws, LETTER, row, to_do)
        if field.required:
            add_colours(ws, f"B{row}", {f'LEFT($D{row})="{MARK}"': style.TO_FILL})
    last = len(FIELDS) + 1
    refuse_typing(ws, f"A2:A{last} C2:D{last}")
    required = (row for row, field in enumerate(FIELDS, start=2) if field.required)
    freeze(ws, "B2", _first_blank(ws, "B", required))
    ws.page_setup.fitToHeight = 1


def _first_blank(ws: Worksheet, letter: str, rows: Iterable[int]) -> str:
    """Return the first cell still to be filled in; the first of all where there is none."""
    cells = [f"{letter}{row}" for row in rows]
    return next((cell for cell in cells if ws[cell].value is None), cells[0])


def _annex_b(form: _Form) -> None:
    sheet = ANNEX_B.with_columns(LAST_ANSWERS if form.assessment.last_answers else ())
    ws = form.new_sheet(sheet)
    row = 1
    for place, benchmark in enumerate(form.edition.scored):
        first = row + 1
        for row, criterion in enumerate(benchmark.criteria, start=first):
            _criterion_row(form, ws, sheet, row, (benchmark, criterion))
            _tint(ws, row, sheet, form.edition.shades[criterion.level], odd=place % 2 == 1)
        for number in range(1, len(sheet.columns) + 1):
            ws.cell(first, number).border = style.FIRST_OF_BENCHMARK
    _annex_b_controls(ws, sheet, row)
    ws.auto_filter.ref = f"A1:{sheet.letter(sheet.columns[-1].attribute)}{row}"
    # Only Ref is frozen: at 200 % on a small laptop more would leave no space for the answers.
    freeze(ws, "B2", _first_blank(ws, ANNEX_B.letter("answer"), range(2, row + 1)))


def _criterion_row(
    form: _Form, ws: Worksheet, sheet: Sheet, row: int, of: tuple[Benchmark, Criterion]
) -> None:
    benchmark, criterion = of
    evidence = form.assessment.evidence[criterion.ref]
    last = form.assessment.last_answers.get(criterion.ref)
    fixed = {
        "ref": criterion.ref,
        "benchmark": benchmark_label(benchmark),
        "level": str(criterion.level),
        "criterion": criterion_text(criterion),
        "counts_as": todo_formulas.counts_as(evidence),
        "last_answer": last.answer if last else None,
        "last_evidence": last.evidence if last else None,
    }
    _write_row(ws, sheet, row, fixed, evidence)
    form.write_to_do(ws, ANNEX_B, row, todo_formulas.of_criterion(evidence))


def _tint(ws: Worksheet, row: int, sheet: Sheet, shade: str, *, odd: bool) -> None:
    """Tint a row by its benchmark and its level (`shade`), and link it back to `Guide`."""
    tint = style.fill(style.FIXED_ODD if odd else style.FIXED)
    for column in sheet.columns:
        if column.kind is CellKind.FIXED:
            ws[f"{sheet.letter(column.attribute)}{row}"].fill = tint
    ws[f"{sheet.letter('level')}{row}"].fill = style.fill(shade)
    ref: Any = ws[f"{ANNEX_B.letter('ref')}{row}"]
    link_to(ref, f"'{GUIDE}'!A1", f"Back to the sheet {GUIDE}")


def _annex_b_controls(ws: Worksheet, sheet: Sheet, last: int) -> None:
    """Add lists, messages and colours to the columns of answers and text."""

    def cells(attribute: str) -> str:
        letter = sheet.letter(attribute)
        return f"{letter}2:{letter}{last}"

    for attribute in ("self_assessment", "answer"):
        add_dropdown(ws, cells(attribute), ANNEX_B.column(attribute), ANSWERS)
    council, adviser = ANNEX_B.letter("self_assessment"), ANNEX_B.letter("counts_as")
    add_colours(ws, cells("self_assessment"), _answer_colours(council))
    add_colours(ws, cells("answer"), _answer_colours(adviser))
    add_colours(ws, cells("counts_as"), _answer_colours(adviser))
    for attribute in ("text", "note"):
        column = ANNEX_B.column(attribute)
        add_prompt(ws, cells(attribute), column.header, column.help)
    for attribute, words in (("answer", "answer"), ("answer", "choose*"), ("note", "note")):
        is_left = f'COUNTIF(${ANNEX_B.letter("to_do")}2,"{MARK} {words}")>0'
        add_colours(ws, cells(attribute), {is_left: style.TO_FILL})
    add_colours(ws, cells("to_do"), {_is_marked(ANNEX_B): style.TO_FILL})
    refuse_typing(
        ws, " ".join(cells(c.attribute) for c in sheet.columns if c.kind is CellKind.FIXED)
    )


def _is_marked(sheet: Sheet) -> str:
    return f'LEFT(${sheet.letter("to_do")}2)="{MARK}"'


def _answer_colours(letter: str) -> dict[str, str]:
    """Colour by what an answer means for the grade: Yes to a Not met statement counts against."""
    answer = f"${letter}2"
    against = f'${ANNEX_B.letter("level")}2="{Level.NOT_MET}"'
    exceeding = f'${ANNEX_B.letter("level")}2="{Level.EXCEEDING}"'
    return {
        f'{answer}="N/A"': style.NOT_APPLICABLE,
        f'AND({exceeding},{answer}="No")': style.NOT_APPLICABLE,
        f'OR(AND({against},{answer}="Yes"),AND(NOT({against}),{answer}="No"))': style.NO,
        f'OR({answer}="Yes",{answer}="No")': style.YES,
    }


def _annex_a(form: _Form) -> Progress:
    sheet = ANNEX_A.with_columns(LAST_OUTCOMES if form.assessment.last_year else ())
    ws = form.new_sheet(sheet)
    progress = Progress({}, {}, {}, form.marked)
    graded = grading.settle(form.assessment)
    last_outcomes = {one.benchmark: one.outcome for one in form.assessment.last_year}
    for row, result in enumerate(graded, start=2):
        _outcome_row(form, ws, row, result, progress)
        for place in range(len(ANNEX_A.columns) + 1, len(sheet.columns) + 1):
            write_value(ws, row, place, CellKind.FIXED, last_outcomes.get(result.benchmark.number))
    last = len(graded) + 1
    for attribute in ("proposed", "level"):
        letter = ANNEX_A.letter(attribute)
        rules = {f'{letter}2="{word}"': form.edition.shades[word] for word in Level}
        add_colours(ws, f"{letter}2:{letter}{last}", rules)
    gaps = todo_formulas.outcome_gaps()
    by_attribute = {"level": gaps["outcome"], "reason": gaps["reason"], "summary": gaps["summary"]}
    for attribute, is_left in {**by_attribute, "to_do": _is_marked(ANNEX_A)}.items():
        letter = ANNEX_A.letter(attribute)
        is_scored = f'${ANNEX_A.letter("proposed")}2<>"{live_grade.NOT_SCORED}"'
        rules = {f"AND({is_scored},{is_left})": style.TO_FILL}
        add_colours(ws, f"{letter}2:{letter}{last}", rules)
    fixed = [sheet.letter(c.attribute) for c in sheet.columns if c.kind is CellKind.FIXED]
    refuse_typing(ws, " ".join(f"{letter}2:{letter}{last}" for letter in fixed))
    scored = (row for row, result in enumerate(graded, start=2) if result.benchmark.scored)
    freeze(ws, "C2", _first_blank(ws, ANNEX_A.letter("summary"), scored))
    return progress


def _outcome_row(form: _Form, ws: Worksheet, row: int, result: Graded, progress: Progress) -> None:
    """Write a benchmark's row, and record in `progress` what its formulas show."""
    benchmark, edition, evidence = result.benchmark, form.edition, form.assessment.evidence
    outcome = form.assessment.outcomes[benchmark.number]
    fixed: dict[str, Any] = {"number": benchmark.number, "benchmark": benchmark.title}
    if not benchmark.scored:
        fixed |= dict.fromkeys(("proposed", "why"), live_grade.NOT_SCORED)
        _write_row(ws, ANNEX_A, row, fixed, outcome)
        for place in range(1, len(ANNEX_A.columns) + 1):
            ws.cell(row, place).fill = style.fill(style.NOT_APPLICABLE)
        return
    proposed = live_grade.proposed_now(result, evidence)
    why = live_grade.why_now(result, evidence, edition)
    fixed |= {
        "benchmark": guide_sheet.link_to_benchmark(benchmark, benchmark.title),
        "proposed": Formula(live_grade.proposed(benchmark, edition), proposed),
        "why": Formula(live_grade.why(benchmark, edition), why),
    }
    _write_row(ws, ANNEX_A, row, fixed, outcome)
    ws[f"{ANNEX_A.letter('benchmark')}{row}"].font = style.LINK
    to_do = form.write_to_do(ws, ANNEX_A, row, todo_formulas.of_outcome(outcome, proposed))
    add_dropdown(ws, f"{ANNEX_A.letter('level')}{row}", ANNEX_A.column("level"), OUTCOMES)
    for attribute in ("reason", "summary"):
        column = ANNEX_A.column(attribute)
        add_prompt(ws, f"{ANNEX_A.letter(attribute)}{row}", column.header, column.help)
    now: tuple[tuple[Any, str], ...] = (
        (progress.proposed, proposed),
        (progress.why, why),
        (progress.to_do, to_do),
    )
    for values, value in now:
        values[benchmark.number] = value


def _strengths_and_recommendations(form: _Form) -> None:
    _list_rows(form, STRENGTHS, form.assessment.strengths)
    labels = {b.number: benchmark_label(b) for b in form.edition.scored}
    choices, source = benchmark_choices(form.edition)
    is_labelled = choices[0] in labels.values()
    rows = form.assessment.recommendations
    ws = _list_rows(form, RECOMMENDATIONS, rows, labels if is_labelled else {})
    column = RECOMMENDATIONS.column("benchmark")
    add_dropdown(ws, f"A2:A{_last_listed(rows)}", column, choices, source)


def _last_listed(rows: Sequence[Any]) -> int:
    return max(_LAST_LISTED_ROW, len(rows) + 1 + _SPARE_ROWS)


def _list_rows(
    form: _Form,
    sheet: Sheet,
    rows: Sequence[Any],
    labels: Mapping[int, str] | None = None,
    spare: int = _SPARE_ROWS,
) -> Worksheet:
    """Write one row for each value, then blank spare rows."""
    ws = form.new_sheet(sheet)
    for row, value in enumerate(rows, start=2):
        number = getattr(value, "benchmark", None)
        fixed = {"benchmark": (labels or {}).get(number, number)} if number is not None else {}
        _write_row(ws, sheet, row, fixed, value)
    first = len(rows) + 2
    for row in range(first, first + spare):
        _write_row(ws, sheet, row, {}, None)
    if spare:
        format_columns_as_text(ws, (sheet.letter(column.attribute) for column in sheet.inputs))
    for column in sheet.inputs:
        if column.help and column.kind is not CellKind.BENCHMARK:
            letter = sheet.letter(column.attribute)
            cells = f"{letter}2:{letter}{_last_listed(rows)}"
            add_prompt(ws, cells, column.header, column.help)
    freeze(ws, "A2", f"A{first if spare else 2}")
    return ws


def _write_row(
    ws: Worksheet, sheet: Sheet, row: int, fixed: Mapping[str, Any], value: object
) -> None:
    """Write a row: each column's value from `fixed`, else from the attribute of `value`."""
    for place, column in enumerate(sheet.columns, start=1):
        content = fixed.get(column.attribute, getattr(value, column.attribute, None))
        write_value(ws, row, place, column.kind, content)
