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

from assembler.model import Assessment, Benchmark, Level
from assembler.prose import clean
from assembler.workbook import formula, guide, style
from assembler.workbook.form import (
    colour,
    fit,
    frame,
    header,
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
    for name, stands_for in formula.names().items():
        book.defined_names[name] = DefinedName(name, attr_text=stands_for)
    guide.write(book, assessment.edition)
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
        if field.required:
            colour(ws, f"B{row}", {f"LEN(TRIM(B{row}))=0": style.TO_FILL})
        if field.kind is Kind.LINES:
            ws.row_dimensions[row].height = 15 * max(4, len(value) + 1)
    frame(ws, freeze="B2")


def _annex_b(book: Workbook, assessment: Assessment) -> None:
    ws = _sheet(book, ANNEX_B)
    row = 1
    for benchmark in assessment.edition.scored:
        for criterion in benchmark.criteria:
            row += 1
            evidence = assessment.evidence[criterion.ref]
            fixed = {
                "ref": criterion.ref,
                "benchmark": benchmark_label(benchmark),
                "level": str(criterion.level),
                "criterion": criterion_text(criterion),
            }
            _row(ws, ANNEX_B, row, fixed, evidence)
            fit(ws, row, ANNEX_B, least=2)
    answers = f"{{0}}2:{{0}}{row}"
    for attribute in ("self_assessment", "answer"):
        cells = answers.format(ANNEX_B.letter(attribute))
        list_of(ws, cells, ANNEX_B.column(attribute), ANSWERS)
        colour(ws, cells, _answer_colours(ANNEX_B.letter(attribute)))
    for attribute in ("text", "note"):
        column = ANNEX_B.column(attribute)
        prompt(ws, answers.format(ANNEX_B.letter(attribute)), column.header, column.help)
    answer, ref = ANNEX_B.letter("answer"), ANNEX_B.letter("ref")
    blank = f'AND(${ref}2<>"",LEN(TRIM(${answer}2))=0)'
    colour(ws, answers.format(answer), {blank: style.TO_FILL})
    colour(ws, answers.format(ref), {blank: style.TO_FILL})
    note = ANNEX_B.letter("note")
    unexplained = f'AND(${answer}2="N/A",LEN(TRIM(${note}2))=0)'
    colour(ws, answers.format(note), {unexplained: style.TO_FILL})
    _protect(ws)
    ws.auto_filter.ref = f"A1:{ANNEX_B.letter('note')}{row}"
    frame(ws, freeze="E2")


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
    benchmarks = assessment.edition.benchmarks
    for row, benchmark in enumerate(benchmarks, start=2):
        fixed = {
            "number": benchmark.number,
            "benchmark": benchmark.title,
            "proposed": formula.proposed(benchmark, assessment.edition),
        }
        _row(ws, ANNEX_A, row, fixed, assessment.outcomes[benchmark.number])
        _annex_a_row(ws, row, benchmark)
        fit(ws, row, ANNEX_A, least=4 if benchmark.scored else 1)
    last = len(benchmarks) + 1
    level, proposed = ANNEX_A.letter("level"), ANNEX_A.letter("proposed")
    shades = assessment.edition.shades
    for letter in (proposed, level):
        rules = {f'{letter}2="{word}"': shades[word] for word in Level}
        colour(ws, f"{letter}2:{letter}{last}", rules)
    colour(
        ws,
        f"{level}2:{level}{last}",
        {f'AND(${proposed}2="{formula.NO_PROPOSAL}",${level}2="")': style.TO_FILL},
    )
    reason = ANNEX_A.letter("reason")
    unexplained = f'AND(${level}2<>"",${level}2<>${proposed}2,LEN(TRIM(${reason}2))=0)'
    colour(ws, f"{reason}2:{reason}{last}", {unexplained: style.TO_FILL})
    frame(ws, freeze="C2")


def _annex_a_row(ws: Worksheet, row: int, benchmark: Benchmark) -> None:
    if not benchmark.scored:
        for place in range(1, len(ANNEX_A.columns) + 1):
            ws.cell(row, place).fill = style.fill(style.NOT_APPLICABLE)
        return
    level, summary = ANNEX_A.letter("level"), ANNEX_A.letter("summary")
    list_of(ws, f"{level}{row}", ANNEX_A.column("level"), OUTCOMES)
    for attribute in ("reason", "summary"):
        column = ANNEX_A.column(attribute)
        prompt(ws, f"{ANNEX_A.letter(attribute)}{row}", column.header, column.help)
    colour(ws, f"{summary}{row}", {f"LEN(TRIM({summary}{row}))=0": style.TO_FILL})


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
    frame(ws, freeze="A2")


def _row(ws: Worksheet, sheet: Sheet, row: int, fixed: Mapping[str, Any], value: object) -> None:
    """Write a row: each column's value from `fixed`, else from the attribute of `value`."""
    for place, column in enumerate(sheet.columns, start=1):
        content = fixed.get(column.attribute, getattr(value, column.attribute, None))
        value_cell(ws, row, place, column.kind, content)


def _bytes(book: Workbook, assessment: Assessment) -> bytes:
    day = datetime.combine(assessment.edition.ends, time())
    book.properties.creator = book.properties.lastModifiedBy = "Assembler"
    book.properties.title = clean(f"{assessment.details.authority}: assurance workbook")
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
