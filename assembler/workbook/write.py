"""An assessment into the bytes of a workbook. The same assessment gives the same bytes."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from assembler.model import Assessment, Benchmark, Criterion, Edition, Level
from assembler.rich_text import clean
from assembler.workbook import guide_sheet, live_grade, style, todo_formulas
from assembler.workbook.controls import (
    colour,
    fit,
    frame,
    header,
    link,
    list_of,
    prompt,
    value_cell,
)
from assembler.workbook.layout import (
    ANNEX_A,
    ANNEX_B,
    ANSWERS,
    EDITION_PROPERTY,
    FIELDS,
    GUIDE,
    LAST_YEAR,
    LETTER,
    OUTCOMES,
    RECOMMENDATIONS,
    STRENGTHS,
    UNPLACED,
    Kind,
    Sheet,
    benchmark_choices,
    benchmark_label,
    criterion_text,
)

_SPARE_ROWS = 20
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"


def write(assessment: Assessment) -> bytes:
    """Write an assessment as a workbook to fill in.

    Raises AssemblerError when a text is longer than a cell can hold.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, stands_for in live_grade.names().items():
        book.defined_names[name] = DefinedName(name, attr_text=stands_for)
    guide_sheet.write(book, assessment.edition)
    _letter(book, assessment)
    _annex_b(book, assessment)
    _annex_a(book, assessment)
    _strengths(book, assessment)
    _recommendations(book, assessment)
    if assessment.last_year:
        _table(_sheet(book, LAST_YEAR), LAST_YEAR, assessment.last_year, spare=0)
    if assessment.unplaced:
        _table(_sheet(book, UNPLACED), UNPLACED, assessment.unplaced, spare=0)
    return _bytes(book, assessment)


def _sheet(book: Workbook, sheet: Sheet) -> Worksheet:
    ws: Worksheet = book.create_sheet(sheet.name)
    header(ws, sheet)
    return ws


def _letter(book: Workbook, assessment: Assessment) -> None:
    ws = _sheet(book, LETTER)
    for row, field in enumerate(FIELDS, start=2):
        value_cell(ws, row, 1, Kind.FIXED, field.name).font = style.BOLD
        value = getattr(assessment.details, field.attribute)
        value_cell(ws, row, 2, field.kind, value)
        needed = "Required. " if field.required else ""
        value_cell(ws, row, 3, Kind.FIXED, needed + field.help)
        prompt(ws, f"B{row}", field.name, field.help, field.kind)
        _to_do(ws, LETTER, row, todo_formulas.field(row) if field.required else None)
        if field.required:
            colour(ws, f"B{row}", {live_grade.blank(f"B{row}"): style.TO_FILL})
        fit(ws, row, LETTER, least=4 if field.kind is Kind.LINES else 2)
    required = (row for row, field in enumerate(FIELDS, start=2) if field.required)
    frame(ws, "B2", _first_blank(ws, "B", required))
    ws.page_setup.fitToHeight = 1


def _to_do(ws: Worksheet, sheet: Sheet, row: int, content: str | None) -> None:
    place = sheet.columns.index(sheet.column("to_do")) + 1
    value_cell(ws, row, place, Kind.FIXED, content).font = style.TO_DO


def _first_blank(ws: Worksheet, letter: str, rows: Iterable[int]) -> str:
    """Give the first cell still to be filled; the first of all where none is."""
    cells = [f"{letter}{row}" for row in rows]
    return next((cell for cell in cells if ws[cell].value is None), cells[0])


def _annex_b(book: Workbook, assessment: Assessment) -> None:
    ws = _sheet(book, ANNEX_B)
    row = 1
    for place, benchmark in enumerate(assessment.edition.scored):
        first = row + 1
        name = guide_sheet.first_row_name(benchmark)
        book.defined_names[name] = DefinedName(name, attr_text=f"'{ANNEX_B.name}'!$A${first}")
        for row, criterion in enumerate(benchmark.criteria, start=first):
            fixed = {
                "ref": criterion.ref,
                "benchmark": benchmark_label(benchmark),
                "level": str(criterion.level),
                "criterion": criterion_text(criterion),
            }
            _row(ws, ANNEX_B, row, fixed, assessment.evidence[criterion.ref])
            _criterion_row(ws, row, criterion, assessment.edition, odd=place % 2 == 1)
            if row == first:
                _begin(ws, row)
            fit(ws, row, ANNEX_B, least=2)
    _annex_b_manners(ws, row)
    _protect(ws)
    ws.auto_filter.ref = f"A1:{ANNEX_B.letter('to_do')}{row}"
    frame(ws, "E2", _first_blank(ws, ANNEX_B.letter("answer"), range(2, row + 1)))


def _criterion_row(
    ws: Worksheet, row: int, criterion: Criterion, edition: Edition, *, odd: bool
) -> None:
    """Tint a row by its benchmark and its level, and lead from it back to `Guide`."""
    tint = style.fill(style.GIVEN_TOO if odd else style.GIVEN)
    _to_do(ws, ANNEX_B, row, todo_formulas.criterion(row))
    for column in ANNEX_B.columns:
        if column.kind is Kind.FIXED:
            ws[f"{ANNEX_B.letter(column.attribute)}{row}"].fill = tint
    ws[f"{ANNEX_B.letter('level')}{row}"].fill = style.fill(edition.shades[criterion.level])
    link(_at(ws, ANNEX_B, "ref", row), f"'{GUIDE}'!A1", f"To {GUIDE}")


def _begin(ws: Worksheet, row: int) -> None:
    """Draw a line above the first row of a benchmark."""
    for place in range(1, len(ANNEX_B.columns) + 1):
        ws.cell(row, place).border = style.BEGIN


def _at(ws: Worksheet, sheet: Sheet, attribute: str, row: int) -> Any:
    return ws[f"{sheet.letter(attribute)}{row}"]


def _annex_b_manners(ws: Worksheet, last: int) -> None:
    """Give the columns of answers and words their lists, messages and colours."""
    cells = f"{{0}}2:{{0}}{last}"
    for attribute in ("self_assessment", "answer"):
        letter = ANNEX_B.letter(attribute)
        list_of(ws, cells.format(letter), ANNEX_B.column(attribute), ANSWERS)
        colour(ws, cells.format(letter), _answer_colours(letter))
    for attribute in ("text", "note"):
        column = ANNEX_B.column(attribute)
        prompt(ws, cells.format(ANNEX_B.letter(attribute)), column.header, column.help)
    for attribute, word in (("answer", "answer"), ("answer", "choose*"), ("note", "note")):
        is_left = f'COUNTIF(${ANNEX_B.letter("to_do")}2,"{todo_formulas.MARK} {word}")>0'
        colour(ws, cells.format(ANNEX_B.letter(attribute)), {is_left: style.TO_FILL})
    colour(ws, cells.format(ANNEX_B.letter("to_do")), {_is_marked(ANNEX_B): style.TO_FILL})


def _is_marked(sheet: Sheet) -> str:
    return f'LEFT(${sheet.letter("to_do")}2)="{todo_formulas.MARK}"'


def _answer_colours(letter: str) -> dict[str, str]:
    """Colour by what an answer means for the grade: Yes to a Not met statement counts against."""
    against = f'${ANNEX_B.letter("level")}2="{Level.NOT_MET}"'
    exceeding = f'${ANNEX_B.letter("level")}2="{Level.EXCEEDING}"'
    return {
        f'{letter}2="N/A"': style.NOT_APPLICABLE,
        f'AND({exceeding},{letter}2="No")': style.NOT_APPLICABLE,
        f'OR(AND({against},{letter}2="Yes"),AND(NOT({against}),{letter}2="No"))': style.NO,
        f'OR({letter}2="Yes",{letter}2="No")': style.YES,
    }


def _protect(ws: Worksheet) -> None:
    """Lock what is published, without a password; sizing, formatting and filtering stay free."""
    ws.protection.sheet = True
    ws.protection.formatCells = False
    ws.protection.formatColumns = False
    ws.protection.formatRows = False
    ws.protection.autoFilter = False
    ws.protection.sort = False
    ws.protection.insertHyperlinks = False


def _annex_a(book: Workbook, assessment: Assessment) -> None:
    ws = _sheet(book, ANNEX_A)
    edition = assessment.edition
    for row, benchmark in enumerate(edition.benchmarks, start=2):
        fixed = {
            "number": benchmark.number,
            "benchmark": benchmark.title,
            "proposed": live_grade.proposed(benchmark, edition),
            "why": live_grade.why(benchmark, edition),
        }
        _row(ws, ANNEX_A, row, fixed, assessment.outcomes[benchmark.number])
        _annex_a_row(ws, row, benchmark)
        fit(ws, row, ANNEX_A, least=5 if benchmark.scored else 1)
    last = len(edition.benchmarks) + 1
    for attribute in ("proposed", "level"):
        letter = ANNEX_A.letter(attribute)
        rules = {f'{letter}2="{word}"': edition.shades[word] for word in Level}
        colour(ws, f"{letter}2:{letter}{last}", rules)
    gaps = zip(("level", "reason", "summary"), todo_formulas.outcome_gaps(2), strict=True)
    for attribute, is_left in (*gaps, ("to_do", _is_marked(ANNEX_A))):
        letter = ANNEX_A.letter(attribute)
        scored = f'$C2<>"{live_grade.NOT_SCORED}"'
        colour(ws, f"{letter}2:{letter}{last}", {f"AND({scored},{is_left})": style.TO_FILL})
    scored_rows = (row for row, b in enumerate(edition.benchmarks, start=2) if b.scored)
    frame(ws, "C2", _first_blank(ws, ANNEX_A.letter("summary"), scored_rows))


def _annex_a_row(ws: Worksheet, row: int, benchmark: Benchmark) -> None:
    if not benchmark.scored:
        for place in range(1, len(ANNEX_A.columns) + 1):
            ws.cell(row, place).fill = style.fill(style.NOT_APPLICABLE)
        return
    _to_do(ws, ANNEX_A, row, todo_formulas.outcome(row))
    link(
        _at(ws, ANNEX_A, "benchmark", row),
        guide_sheet.first_row_name(benchmark),
        f"To its criteria in {ANNEX_B.name}",
    )
    list_of(ws, f"{ANNEX_A.letter('level')}{row}", ANNEX_A.column("level"), OUTCOMES)
    for attribute in ("reason", "summary"):
        column = ANNEX_A.column(attribute)
        prompt(ws, f"{ANNEX_A.letter(attribute)}{row}", column.header, column.help)


def _strengths(book: Workbook, assessment: Assessment) -> None:
    ws = _sheet(book, STRENGTHS)
    _table(ws, STRENGTHS, assessment.strengths)


def _recommendations(book: Workbook, assessment: Assessment) -> None:
    ws = _sheet(book, RECOMMENDATIONS)
    labels = {b.number: benchmark_label(b) for b in assessment.edition.scored}
    choices = benchmark_choices(assessment.edition)
    _table(
        ws,
        RECOMMENDATIONS,
        assessment.recommendations,
        labels if choices[0] in labels.values() else {},
    )
    column = RECOMMENDATIONS.column("benchmark")
    list_of(ws, f"A2:A{len(assessment.recommendations) + 1 + _SPARE_ROWS}", column, choices)


def _table(
    ws: Worksheet,
    sheet: Sheet,
    rows: Iterable[Any],
    labels: Mapping[int, str] | None = None,
    spare: int = _SPARE_ROWS,
) -> None:
    """Write one row for each value, then blank rows to go on with."""
    row = 1
    for row, value in enumerate(rows, start=2):
        number = getattr(value, "benchmark", None)
        fixed = {"benchmark": (labels or {}).get(number, number)} if number is not None else {}
        _row(ws, sheet, row, fixed, value)
        fit(ws, row, sheet)
    for blank in range(row + 1, row + 1 + spare):
        _row(ws, sheet, blank, {}, None)
    for column in sheet.inputs:
        if column.help and column.kind is not Kind.BENCHMARK:
            letter = sheet.letter(column.attribute)
            prompt(ws, f"{letter}2:{letter}{row + spare}", column.header, column.help)
    frame(ws, "A2", f"A{row + 1 if spare else 2}")


def _row(ws: Worksheet, sheet: Sheet, row: int, fixed: Mapping[str, Any], value: object) -> None:
    """Write a row: each column's value from `fixed`, else from the attribute of `value`."""
    for place, column in enumerate(sheet.columns, start=1):
        content = fixed.get(column.attribute, getattr(value, column.attribute, None))
        value_cell(ws, row, place, column.kind, content)


def _bytes(book: Workbook, assessment: Assessment) -> bytes:
    day = datetime.combine(assessment.edition.ends, time())
    book.properties.creator = book.properties.lastModifiedBy = "Assembler"
    book.properties.title = clean(f"{assessment.details.authority}: assurance workbook")
    book.properties.subject = clean(assessment.edition.titles["letter"])
    book.properties.language = "en-GB"
    book.properties.created = book.properties.modified = day
    custom: Any = book  # the published types do not know custom properties yet
    custom.custom_doc_props.append(
        StringProperty(name=EDITION_PROPERTY, value=assessment.edition.year)
    )
    book.calculation.fullCalcOnLoad = True
    book.active = 0
    held = io.BytesIO()
    book.save(held)
    book.properties.modified = day  # saving has put today into it
    return _packed(held, {_CORE: tostring(book.properties.to_tree())})


def _packed(package: io.BytesIO, instead: Mapping[str, bytes]) -> bytes:
    """Pack the parts anew without any date of today."""
    held = io.BytesIO()
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, instead.get(name) or old.read(name))
    return held.getvalue()
