"""Read a workbook into an assessment, with every finding that only the reader can make.

Required fields and rules over several cells are left to the checks.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from assembler.editions.load import named
from assembler.findings import Finding, Place, error, warning
from assembler.model import (
    Assessment,
    Details,
    Edition,
    Evidence,
    LastYear,
    Outcome,
    Recommendation,
    Strength,
    Unplaced,
)
from assembler.opc.archive import UnsafeError
from assembler.workbook import parse_values
from assembler.workbook.cell_kind import CellKind
from assembler.workbook.layout import (
    ANNEX_A,
    ANNEX_B,
    LAST_YEAR,
    LETTER,
    RECOMMENDATIONS,
    REQUIRED_SHEETS,
    SHEETS,
    STRENGTHS,
    UNPLACED,
    Sheet,
)
from assembler.workbook.letter_fields import FIELDS
from assembler.workbook.parse_values import InvalidCells
from assembler.workbook.table import (
    Row,
    Table,
    altered_criteria,
    missing_rows,
    read_table,
    rows_by_key,
    unknown_keys,
)
from assembler.workbook.xlsx.grid import Book, Cell, Grid, plain_name
from assembler.workbook.xlsx.open import open_book

# What Excel, LibreOffice and people call a copy of a sheet.
_COPY_OF = {
    sheet.name: re.compile(
        rf"(?:copy of )?{re.escape(plain_name(sheet.name))}"
        r"(?:\s*\(\d+\)|_\d+|[\s_-]*\b(?:copy|final|new|old|draft|v\d+)\b.*)?"
    )
    for sheet in REQUIRED_SHEETS
}


class Reading(NamedTuple):
    """The result of reading a workbook. `assessment` is None when `findings` say why it failed."""

    assessment: Assessment | None
    findings: tuple[Finding, ...]


def read(data: bytes, source: str, editions: tuple[Edition, ...]) -> Reading:
    """Read a workbook. `source` is its file name; `editions` are those it may belong to.

    Sheets, columns and rows are found by name and `Ref`. Never raises, whatever the bytes.
    """
    try:
        return _read_assessment(open_book(data), source, editions)
    except UnsafeError as reason:
        finding = error("workbook.file", f"the file {reason.what}", reason.do)
        return Reading(None, (finding,))


def _read_assessment(book: Book, source: str, editions: tuple[Edition, ...]) -> Reading:
    if not any(plain_name(sheet.name) in book.sheets for sheet in REQUIRED_SHEETS):
        return Reading(None, (_not_ours(),))
    tables = {sheet.name: _table(book, sheet) for sheet in SHEETS}
    findings = [finding for table in tables.values() for finding in table.findings]
    findings += _copies(book)
    invalid = InvalidCells()
    details, of_details = _details(tables[LETTER.name], invalid)
    edition, of_edition = _edition(details, book, editions)
    findings += (*of_details, *of_edition)
    if edition is None:
        return Reading(None, (*findings, *invalid.findings()))
    evidence, of_evidence = _evidence(tables[ANNEX_B.name], edition, invalid)
    outcomes, of_outcomes = _outcomes(tables[ANNEX_A.name], edition, invalid)
    findings += (*of_evidence, *of_outcomes)
    assessment = Assessment(
        edition=edition,
        details=details,
        evidence=evidence,
        outcomes=outcomes,
        strengths=_strengths(tables[STRENGTHS.name], invalid),
        recommendations=_recommendations(tables[RECOMMENDATIONS.name], edition, invalid),
        last_year=_last_year(tables[LAST_YEAR.name], edition, invalid),
        unplaced=_unplaced(tables[UNPLACED.name], invalid),
        source=source,
    )
    return Reading(assessment, (*findings, *invalid.findings()))


def read_details(data: bytes) -> Details:
    """Read the sheet `Letter` alone; every field is blank when the workbook cannot be read."""
    try:
        return _details(_table(open_book(data, only=LETTER.name), LETTER), InvalidCells())[0]
    except UnsafeError:
        return Details()


def _not_ours() -> Finding:
    names = ", ".join(sheet.name for sheet in REQUIRED_SHEETS)
    return error(
        "workbook.ours",
        f"this is not an assurance workbook: none of its sheets is there ({names}).",
        "Check that it is the right file, or begin one with `assemble new`.",
    )


def _copies(book: Book) -> Iterator[Finding]:
    """Report sheets whose names say that they are copies: someone may have worked in them."""
    for name in book.unread:
        for sheet in REQUIRED_SHEETS:
            if _COPY_OF[sheet.name].fullmatch(plain_name(name)) and _is_there(book, sheet):
                yield warning(
                    "workbook.copy",
                    f"this sheet is not read: only “{sheet.name}” is.",
                    f"If you worked in it, copy that into “{sheet.name}”; then delete this sheet.",
                    Place(name),
                )


def _is_there(book: Book, sheet: Sheet) -> bool:
    return plain_name(sheet.name) in book.sheets


def _table(book: Book, sheet: Sheet) -> Table:
    grid: Grid | None = book.sheets.get(plain_name(sheet.name))
    if grid is not None:
        return read_table(grid, sheet)
    if sheet not in REQUIRED_SHEETS:
        return Table(sheet.name, ())
    missing = error(
        "workbook.sheet",
        f"the sheet “{sheet.name}” is missing.",
        "Give it its name back, or copy the sheet from a workbook made by `assemble new`.",
        Place(sheet.name),
    )
    return Table(sheet.name, (), (missing,))


def _details(table: Table, invalid: InvalidCells) -> tuple[Details, tuple[Finding, ...]]:
    wanted = {plain_name(field.name): field.name for field in FIELDS}
    keyed = rows_by_key(table, LETTER, lambda row: wanted.get(plain_name(row.text("field")), ""))
    values: dict[str, Any] = {}
    places: dict[str, Place] = {}
    blank = table.blank_row(LETTER)
    for field in FIELDS:
        row = keyed.rows.get(field.name, blank)
        values[field.attribute] = _FIELD_PARSERS[field.kind](row, "value", invalid)
        places[field.attribute] = row.places["value"]
    missing = [field.name for field in FIELDS if field.required and field.name not in keyed.rows]
    findings = missing_rows(table, [f"“{name}”" for name in missing], "the field")
    return Details(**values, places=places), (*keyed.findings, *findings)


_FIELD_PARSERS: Mapping[CellKind, Any] = {
    CellKind.TEXT: parse_values.parse_line,
    CellKind.LINES: parse_values.parse_lines,
    CellKind.EMAILS: parse_values.parse_emails,
    CellKind.DATE: parse_values.parse_date,
}


def _edition(
    details: Details, book: Book, editions: tuple[Edition, ...]
) -> tuple[Edition | None, tuple[Finding, ...]]:
    """Return the edition that the workbook names, else the one it was written for."""
    stated, written = details.financial_year, named(editions, book.year)
    edition = named(editions, stated)
    if edition or (not stated and written):
        return edition or written, ()
    known = ", ".join(edition.financial_year for edition in editions)
    place = details.places["financial_year"]
    message = (
        f"there are no criteria for the year '{stated}'." if stated else "the year is not given."
    )
    finding = error("workbook.edition", message, f"Write one of: {known}.", place)
    return written, (finding,)


def _evidence(
    table: Table, edition: Edition, invalid: InvalidCells
) -> tuple[dict[str, Evidence], tuple[Finding, ...]]:
    keyed = rows_by_key(table, ANNEX_B, lambda row: "".join(row.text("ref").upper().split()))
    known = {criterion.ref for criterion in edition.criteria}
    evidence, blank = {}, table.blank_row(ANNEX_B)
    for ref in (criterion.ref for criterion in edition.criteria):
        row = keyed.rows.get(ref, blank)
        evidence[ref] = Evidence(
            ref=ref,
            answer=parse_values.parse_answer(row, "answer", invalid),
            self_assessment=parse_values.parse_answer(row, "self_assessment", invalid),
            text=parse_values.parse_prose(row, "text", invalid),
            note=parse_values.parse_text(row, "note", invalid),
            places=row.places,
        )
    missing = [ref for ref in evidence if ref not in keyed.rows]
    return evidence, (
        *keyed.findings,
        *missing_rows(table, missing, "the row of criterion"),
        *unknown_keys(keyed, known, ANNEX_B),
        *altered_criteria(keyed, edition),
    )


def _outcomes(
    table: Table, edition: Edition, invalid: InvalidCells
) -> tuple[dict[int, Outcome], tuple[Finding, ...]]:
    keyed = rows_by_key(table, ANNEX_A, lambda row: row.text("number").rstrip("."))
    outcomes, blank = {}, table.blank_row(ANNEX_A)
    for benchmark in edition.benchmarks:
        row = keyed.rows.get(str(benchmark.number), blank)
        unscored = not benchmark.scored and row.text("level").casefold() == "n/a"
        outcomes[benchmark.number] = Outcome(
            benchmark=benchmark.number,
            level=None if unscored else parse_values.parse_outcome(row, "level", invalid),
            reason=parse_values.parse_text(row, "reason", invalid),
            summary=parse_values.parse_prose(row, "summary", invalid),
            places=row.places,
            shown=_displayed(row.cell("proposed")),
        )
    missing = [str(b.number) for b in edition.scored if str(b.number) not in keyed.rows]
    known = {str(number) for number in outcomes}
    return outcomes, (
        *keyed.findings,
        *missing_rows(table, missing, "the row of benchmark"),
        *unknown_keys(keyed, known, ANNEX_A),
    )


def _displayed(cell: Cell | None) -> str:
    return (cell.cached or cell.text).strip() if cell else ""


def _filled_rows(table: Table, sheet: Sheet) -> Iterable[Row]:
    """Yield the rows in which an input cell holds something."""
    for row in table.rows:
        cells = (row.cell(column.attribute) for column in sheet.inputs)
        if any(cell and (cell.not_text or cell.text.strip()) for cell in cells):
            yield row


def _strengths(table: Table, invalid: InvalidCells) -> tuple[Strength, ...]:
    return tuple(
        Strength(
            parse_values.parse_line(row, "heading", invalid),
            parse_values.parse_prose(row, "text", invalid),
            row.places,
        )
        for row in _filled_rows(table, STRENGTHS)
    )


def _recommendations(
    table: Table, edition: Edition, invalid: InvalidCells
) -> tuple[Recommendation, ...]:
    return tuple(
        Recommendation(
            parse_values.parse_benchmark(row, "benchmark", edition.benchmarks, invalid),
            parse_values.parse_line(row, "heading", invalid),
            parse_values.parse_prose(row, "text", invalid),
            row.places,
        )
        for row in _filled_rows(table, RECOMMENDATIONS)
    )


def _last_year(table: Table, edition: Edition, invalid: InvalidCells) -> tuple[LastYear, ...]:
    return tuple(
        LastYear(
            parse_values.parse_benchmark(row, "benchmark", edition.benchmarks, invalid) or 0,
            parse_values.parse_line(row, "title", invalid),
            parse_values.parse_line(row, "outcome", invalid),
            parse_values.parse_prose(row, "recommendation", invalid),
            parse_values.parse_prose(row, "became", invalid),
            row.places,
        )
        for row in _filled_rows(table, LAST_YEAR)
    )


def _unplaced(table: Table, invalid: InvalidCells) -> tuple[Unplaced, ...]:
    return tuple(
        Unplaced(
            parse_values.parse_line(row, "where", invalid),
            parse_values.parse_line(row, "near", invalid),
            parse_values.parse_prose(row, "text", invalid),
            row.places,
        )
        for row in _filled_rows(table, UNPLACED)
    )
