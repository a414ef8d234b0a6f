"""The bytes of a workbook into an assessment, with every finding that only a reader can make.

Whether a blank may be blank, and what cells say together, is not the reader's business.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from assembler.editions.load import named
from assembler.findings import Finding, Place, Severity
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
from assembler.workbook import parse_values, rows
from assembler.workbook.layout import (
    ANNEX_A,
    ANNEX_B,
    FIELDS,
    LAST_YEAR,
    LETTER,
    RECOMMENDATIONS,
    REQUIRED_SHEETS,
    SHEETS,
    STRENGTHS,
    UNPLACED,
    Kind,
    Sheet,
)
from assembler.workbook.parse_values import Faults
from assembler.workbook.table import Row, Table, find
from assembler.workbook.xlsx.grid import Book, Cell, Grid, plain_name
from assembler.workbook.xlsx.open import open_book


class Reading(NamedTuple):
    """What a workbook says. `assessment` None: nothing could be read, and `findings` say why."""

    assessment: Assessment | None
    findings: tuple[Finding, ...]


def read(data: bytes, source: str, editions: tuple[Edition, ...]) -> Reading:
    """Read a workbook. `source` is its file name; `editions` are those it may be of.

    Sheets, columns and rows are found by name and `Ref`. No bytes make it raise.
    """
    try:
        return _reading(open_book(data), source, editions)
    except UnsafeError as error:
        what = f"the file {error.what}"
        return Reading(None, (Finding("workbook.file", Severity.ERROR, what, error.do),))


def _reading(book: Book, source: str, editions: tuple[Edition, ...]) -> Reading:
    if not any(plain_name(sheet.name) in book.sheets for sheet in REQUIRED_SHEETS):
        return Reading(None, (_not_ours(),))
    tables = {sheet.name: _table(book, sheet) for sheet in SHEETS}
    findings = [finding for table in tables.values() for finding in table.findings]
    faults = Faults()
    details, found = _details(tables[LETTER.name], faults)
    findings += found
    edition, found = _edition(details, book, editions)
    findings += found
    if edition is None:
        return Reading(None, (*findings, *faults.findings()))
    evidence, found = _evidence(tables[ANNEX_B.name], edition, faults)
    findings += found
    outcomes, found = _outcomes(tables[ANNEX_A.name], edition, faults)
    findings += found
    assessment = Assessment(
        edition=edition,
        details=details,
        evidence=evidence,
        outcomes=outcomes,
        strengths=_strengths(tables[STRENGTHS.name], faults),
        recommendations=_recommendations(tables[RECOMMENDATIONS.name], edition, faults),
        last_year=_last_year(tables[LAST_YEAR.name], edition, faults),
        unplaced=_unplaced(tables[UNPLACED.name], faults),
        source=source,
    )
    return Reading(assessment, (*findings, *faults.findings()))


def details(data: bytes) -> Details:
    """Read the sheet `Letter` alone; its fields are blank where the workbook cannot be read."""
    try:
        return _details(_table(open_book(data, only=LETTER.name), LETTER), Faults())[0]
    except UnsafeError:
        return Details()


def _not_ours() -> Finding:
    names = ", ".join(sheet.name for sheet in REQUIRED_SHEETS)
    return Finding(
        "workbook.ours",
        Severity.ERROR,
        f"this is not an assurance workbook: none of its sheets is there ({names}).",
        "Check that it is the right file, or begin one with `assemble new`.",
    )


def _table(book: Book, sheet: Sheet) -> Table:
    grid: Grid | None = book.sheets.get(plain_name(sheet.name))
    if grid is not None:
        return find(grid, sheet)
    if sheet not in REQUIRED_SHEETS:
        return Table(sheet.name, ())
    missing = Finding(
        "workbook.sheet",
        Severity.ERROR,
        f"the sheet “{sheet.name}” is missing.",
        "Give it its name back, or copy the sheet from a workbook made by `assemble new`.",
        (Place(sheet.name),),
    )
    return Table(sheet.name, (), (missing,))


def _details(table: Table, faults: Faults) -> tuple[Details, tuple[Finding, ...]]:
    wanted = {plain_name(field.name): field.name for field in FIELDS}
    keyed = rows.by_key(table, LETTER, lambda row: wanted.get(plain_name(row.words("field")), ""))
    content: dict[str, Any] = {}
    places: dict[str, Place] = {}
    absent = table.absent(LETTER)
    for field in FIELDS:
        row = keyed.rows.get(field.name, absent)
        content[field.attribute] = _FIELD_READERS[field.kind](row, "value", faults)
        places[field.attribute] = row.places["value"]
    missing = [field.name for field in FIELDS if field.required and field.name not in keyed.rows]
    found = rows.missing(table, [f"“{name}”" for name in missing], "the field")
    return Details(**content, places=places), (*keyed.findings, *found)


_FIELD_READERS: Mapping[Kind, Any] = {
    Kind.TEXT: parse_values.text,
    Kind.LINES: parse_values.items,
    Kind.DATE: parse_values.day,
}


def _edition(
    details: Details, book: Book, editions: tuple[Edition, ...]
) -> tuple[Edition | None, tuple[Finding, ...]]:
    """Take the edition that the workbook names, else the one it was written for."""
    stated, written = details.financial_year, named(editions, book.year)
    edition = named(editions, stated)
    if edition or (not stated and written):
        return edition or written, ()
    known = ", ".join(edition.financial_year for edition in editions)
    place = details.places["financial_year"]
    said = f"there are no criteria for the year '{stated}'." if stated else "the year is not given."
    finding = Finding("workbook.edition", Severity.ERROR, said, f"Write one of: {known}.", (place,))
    return written, (finding,)


def _evidence(
    table: Table, edition: Edition, faults: Faults
) -> tuple[dict[str, Evidence], tuple[Finding, ...]]:
    keyed = rows.by_key(table, ANNEX_B, lambda row: "".join(row.words("ref").upper().split()))
    known = {criterion.ref for criterion in edition.criteria}
    evidence, absent = {}, table.absent(ANNEX_B)
    for ref in (criterion.ref for criterion in edition.criteria):
        row = keyed.rows.get(ref, absent)
        evidence[ref] = Evidence(
            ref=ref,
            answer=parse_values.answer(row, "answer", faults),
            self_assessment=parse_values.answer(row, "self_assessment", faults),
            text=parse_values.prose(row, "text", faults),
            note=parse_values.words(row, "note", faults),
            places=row.places,
        )
    missing = [ref for ref in evidence if ref not in keyed.rows]
    return evidence, (
        *keyed.findings,
        *rows.missing(table, missing, "the row of criterion"),
        *rows.unknown(keyed, known, ANNEX_B),
        *rows.altered(keyed, edition),
    )


def _outcomes(
    table: Table, edition: Edition, faults: Faults
) -> tuple[dict[int, Outcome], tuple[Finding, ...]]:
    keyed = rows.by_key(table, ANNEX_A, lambda row: row.words("number").rstrip("."))
    outcomes, absent = {}, table.absent(ANNEX_A)
    for benchmark in edition.benchmarks:
        row = keyed.rows.get(str(benchmark.number), absent)
        unscored = not benchmark.scored and row.words("level").casefold() == "n/a"
        outcomes[benchmark.number] = Outcome(
            benchmark=benchmark.number,
            level=None if unscored else parse_values.outcome(row, "level", faults),
            reason=parse_values.words(row, "reason", faults),
            summary=parse_values.prose(row, "summary", faults),
            places=row.places,
            shown=_shown(row.cell("proposed")),
        )
    missing = [str(b.number) for b in edition.scored if str(b.number) not in keyed.rows]
    known = {str(number) for number in outcomes}
    return outcomes, (
        *keyed.findings,
        *rows.missing(table, missing, "the row of benchmark"),
        *rows.unknown(keyed, known, ANNEX_A),
    )


def _shown(cell: Cell | None) -> str:
    return (cell.shown or cell.text).strip() if cell else ""


def _filled(table: Table, sheet: Sheet) -> Iterable[Row]:
    """Give the rows that hold something a user may have written there."""
    for row in table.rows:
        cells = (row.cell(column.attribute) for column in sheet.inputs)
        if any(cell and (cell.fault or cell.text.strip()) for cell in cells):
            yield row


def _strengths(table: Table, faults: Faults) -> tuple[Strength, ...]:
    return tuple(
        Strength(
            parse_values.text(row, "heading", faults),
            parse_values.prose(row, "text", faults),
            row.places,
        )
        for row in _filled(table, STRENGTHS)
    )


def _recommendations(table: Table, edition: Edition, faults: Faults) -> tuple[Recommendation, ...]:
    return tuple(
        Recommendation(
            parse_values.benchmark(row, "benchmark", edition.benchmarks, faults),
            parse_values.text(row, "heading", faults),
            parse_values.prose(row, "text", faults),
            row.places,
        )
        for row in _filled(table, RECOMMENDATIONS)
    )


def _last_year(table: Table, edition: Edition, faults: Faults) -> tuple[LastYear, ...]:
    return tuple(
        LastYear(
            parse_values.benchmark(row, "benchmark", edition.benchmarks, faults) or 0,
            parse_values.text(row, "title", faults),
            parse_values.text(row, "outcome", faults),
            parse_values.prose(row, "recommendation", faults),
            row.places,
        )
        for row in _filled(table, LAST_YEAR)
    )


def _unplaced(table: Table, faults: Faults) -> tuple[Unplaced, ...]:
    return tuple(
        Unplaced(
            parse_values.text(row, "where", faults),
            parse_values.text(row, "near", faults),
            parse_values.prose(row, "text", faults),
            row.places,
        )
        for row in _filled(table, UNPLACED)
    )
