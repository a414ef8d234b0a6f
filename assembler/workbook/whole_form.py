"""One formula that checks whether all sheets, columns, rows and formulas are still there.

A user may delete, rename or type over any of them. The figures of `Guide` would then be wrong, so
it says that something is missing instead.
"""

from collections.abc import Iterator

from assembler.model import Edition
from assembler.workbook.formulas import column, literal
from assembler.workbook.layout import ANNEX_A, ANNEX_B, LETTER, REQUIRED_SHEETS
from assembler.workbook.letter_fields import FIELDS

_MOST_ROWS = 1000


def is_altered(edition: Edition, of_guide: tuple[str, int]) -> str:
    """Return the condition that something of the form is missing, renamed or typed over.

    `of_guide` are the cells of `Guide` with formulas, and how many formulas they have. The
    condition is an error where a whole sheet was deleted.
    """
    conditions = (
        *_missing_columns(),
        *_renamed_headings(),
        *_renamed_sheets(),
        *(_fewer_formulas(cells, written) for cells, written in (*_formulas(edition), of_guide)),
        _missing_benchmarks(edition),
        _rows_added(edition),
    )
    return f"OR({','.join(conditions)})"


def _missing_columns() -> Iterator[str]:
    """Yield, for each column, whether its heading has gone: a deleted column is an error."""
    for sheet in REQUIRED_SHEETS:
        for each in sheet.columns:
            if not each.optional:
                yield f"ISERROR('{sheet.name}'!${sheet.letter(each.attribute)}$1)"


def _renamed_headings() -> Iterator[str]:
    """Yield, for each column that the program reads, whether its heading has other words."""
    for sheet in REQUIRED_SHEETS:
        for each in sheet.columns:
            if not each.optional and (each in sheet.inputs or each.attribute == sheet.key):
                cell = f"'{sheet.name}'!${sheet.letter(each.attribute)}$1"
                yield f"TRIM({cell})<>{literal(each.header)}"


def _renamed_sheets() -> Iterator[str]:
    """Yield, for each sheet, whether it has another name, which the program does not find."""
    for sheet in REQUIRED_SHEETS:
        cell = literal(f"'{sheet.name}'!A1")
        yield f"ISERROR(INDIRECT({cell}))"


def _formulas(edition: Edition) -> Iterator[tuple[str, int]]:
    """Yield the columns of formulas, each with the number of formulas that were written."""
    scored, criteria = len(edition.scored), len(edition.criteria)
    fields = sum(field.required for field in FIELDS)
    for sheet, attribute, written in (
        (LETTER, "to_do", fields),
        (ANNEX_B, "to_do", criteria),
        (ANNEX_B, "counts_as", criteria),
        *((ANNEX_A, attribute, scored) for attribute in ("proposed", "why", "to_do")),
    ):
        letter, last = sheet.letter(attribute), max(_MOST_ROWS, 2 * written)
        yield f"'{sheet.name}'!${letter}$1:${letter}${last}", written


def _fewer_formulas(cells: str, written: int) -> str:
    return f"SUMPRODUCT(--_xlfn.ISFORMULA({cells}))<{written}"


def _rows_added(edition: Edition) -> str:
    """Return whether more stands under Ref than the criteria: totals, or a row twice."""
    letter = ANNEX_B.letter("ref")
    return (
        f"COUNTA('{ANNEX_B.name}'!${letter}$1:${letter}${_MOST_ROWS})>{len(edition.criteria) + 1}"
    )


def _missing_benchmarks(edition: Edition) -> str:
    numbers = ",".join(str(benchmark.number) for benchmark in edition.scored)
    return f"SUMPRODUCT(--(COUNTIF({column(ANNEX_A, 'number')},{{{numbers}}})<>1))>0"
