"""Read a grid as a table: columns found by heading, rows by key, wherever they stand."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from assembler.findings import Finding, Place, error, warning
from assembler.model import Edition
from assembler.rich_text import clean
from assembler.wording import listed
from assembler.workbook.layout import Column, Sheet, criterion_text
from assembler.workbook.xlsx.grid import Cell, Grid, cell_place, column_letters, plain_name

_MOST_MERGED = 100
_MOST_NAMED = 12


@dataclass(frozen=True, eq=False)
class RowPlaces(Mapping[str, Place]):
    """The places of a row's cells by the attribute of their column, made on demand.

    `columns` has every column of the sheet; a missing one is 0, and its place is the whole sheet.
    """

    name: str
    columns: Mapping[str, int]
    row: int

    def __getitem__(self, attribute: str) -> Place:
        """Return the place of a cell, filled or blank."""
        column = self.columns[attribute]
        return cell_place(self.name, self.row, column) if column else Place(self.name)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the attributes in the order of the sheet's columns."""
        return iter(self.columns)

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self.columns)


class Row(NamedTuple):
    """One row of a table. `places` has the place of every column's cell, blank ones included."""

    places: RowPlaces
    grid: Grid | None = None

    def cell(self, attribute: str) -> Cell | None:
        """Return the cell in a column, or None when it is blank. Raises UnsafeError."""
        column = self.places.columns[attribute]
        return self.grid.cell(self.places.row, column) if self.grid and column else None

    def text(self, attribute: str) -> str:
        """Return the text of a cell, trimmed; "" when it is blank."""
        cell = self.cell(attribute)
        return clean(cell.text).strip() if cell else ""


class Table(NamedTuple):
    """The rows under the headings. `findings` say what is wrong with the headings."""

    name: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...] = ()

    def blank_row(self, sheet: Sheet) -> Row:
        """Return a row to stand in for a missing one: cells blank, its place the whole sheet."""
        attributes = (column.attribute for column in sheet.columns)
        return Row(RowPlaces(self.name, dict.fromkeys(attributes, 0), 0))


class KeyedRows(NamedTuple):
    """The first row of each key, the rows without a key, a finding for each key used twice."""

    rows: Mapping[str, Row]
    without_key: tuple[Row, ...]
    findings: tuple[Finding, ...]


def read_table(grid: Grid, sheet: Sheet) -> Table:
    """Read a grid as the table that `sheet` describes."""
    wanted = {plain_name(column.header): column for column in sheet.columns}
    heading = _heading_row(grid, wanted)
    if not heading:
        return Table(grid.name, (), (_missing_columns(grid, sheet.columns),))
    columns = dict.fromkeys((column.attribute for column in sheet.columns), 0)
    findings: list[Finding] = []
    for number, name in _names_in_row(grid, heading).items():
        column = wanted.get(name)
        if column is None:
            continue
        if first := columns[column.attribute]:
            places = tuple(cell_place(grid.name, heading, where) for where in (first, number))
            findings.append(_duplicate_column(column, places))
        else:
            columns[column.attribute] = number
    missing = tuple(column for column in sheet.columns if not columns[column.attribute])
    needed = tuple(
        c for c in missing if not c.optional and (c in sheet.inputs or c.attribute == sheet.key)
    )
    if needed:
        findings.append(_missing_columns(grid, needed))
    findings += _merged_inputs(grid, sheet, columns, heading)
    return Table(grid.name, tuple(_rows_below(grid, columns, heading)), tuple(findings))


def rows_by_key(table: Table, sheet: Sheet, key_of: Callable[[Row], str]) -> KeyedRows:
    """Group the rows of a table by their key ("" is no key)."""
    groups: dict[str, list[Row]] = {}
    for row in table.rows:
        groups.setdefault(key_of(row), []).append(row)
    without_key = tuple(groups.pop("", ()))
    findings = tuple(
        error(
            "workbook.duplicate",
            f"“{key}” is in {len(group)} rows.",
            "Keep the first of these rows, with what counts, and delete the others.",
            *(row.places[sheet.key] for row in group),
        )
        for key, group in groups.items()
        if len(group) > 1
    )
    return KeyedRows({key: group[0] for key, group in groups.items()}, without_key, findings)


def missing_rows(table: Table, names: Sequence[str], kind: str) -> Iterator[Finding]:
    """Report missing rows in one finding; nothing where the whole table is missing."""
    if not names or table.findings:
        return
    yield error(
        "workbook.row",
        f"{kind} {names[0]} is missing."
        if len(names) == 1
        else f"{len(names)} rows are missing: {kind} {listed(names, _MOST_NAMED)}.",
        "Put it back as it was: undo, or copy it from a workbook made by `assemble new`.",
        Place(table.name),
    )


def unknown_keys(keyed: KeyedRows, known: AbstractSet[str], sheet: Sheet) -> Iterator[Finding]:
    """Report rows whose key the edition does not have, and filled rows without a key."""
    for key, row in keyed.rows.items():
        if key not in known:
            yield error(
                "workbook.unknown",
                f"the edition has no “{key}”.",
                "Correct it, or delete the row.",
                row.places[sheet.key],
            )
    orphans = tuple(
        row for row in keyed.without_key if any(row.text(c.attribute) for c in sheet.inputs)
    )
    if orphans:
        header = sheet.column(sheet.key).header
        yield error(
            "workbook.unknown",
            f"something is filled in here, but under “{header}” the row is blank.",
            f"Write its {header} back, or clear the row.",
            *(row.places[sheet.key] for row in orphans),
        )


def altered_criteria(keyed: KeyedRows, edition: Edition) -> Iterator[Finding]:
    """Report criteria that no longer read as the edition has them."""
    places = tuple(
        keyed.rows[criterion.ref].places["criterion"]
        for criterion in edition.criteria
        if criterion.ref in keyed.rows
        and _is_altered(keyed.rows[criterion.ref], criterion_text(criterion))
    )
    if places:
        yield warning(
            "workbook.altered",
            "the words of the criterion were changed."
            if len(places) == 1
            else "the words of the criteria were changed.",
            "The documents print them as published. Check that the answer is to those words.",
            *places,
        )


def _is_altered(row: Row, published: str) -> bool:
    cell = row.cell("criterion")
    if cell is None or cell.text == published:
        return False
    # Only the words count: spacing, punctuation and quotation marks make no difference.
    return _words(cell.text) != _words(published)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _merged_inputs(
    grid: Grid, sheet: Sheet, columns: Mapping[str, int], heading: int
) -> Iterator[Finding]:
    """Report merged ranges over input cells: only the first cell of each holds a value."""
    inputs = {columns[c.attribute] for c in sheet.inputs} - {0}
    for top, left, bottom, right in grid.merged[:_MOST_MERGED]:
        covered = inputs.intersection(range(left, right + 1))
        if top <= heading or not covered or (bottom == top and len(covered) == 1):
            continue
        inside = ((r, c) for r, cells in grid.rows.items() if top <= r <= bottom for c in cells)
        if any(left <= column <= right and (row, column) != (top, left) for row, column in inside):
            continue  # not merged in Excel, which would have emptied the other cells
        yield warning(
            "workbook.merged",
            f"the cells down to {column_letters(right)}{bottom} are merged: only the first holds "
            "what was written, the others count as blank.",
            "Choose Unmerge Cells (Home, Merge & Center) and fill each.",
            cell_place(grid.name, top, left),
        )


def _heading_row(grid: Grid, wanted: Mapping[str, Column]) -> int:
    """Return the first row with the most headings; 0 when no row has any."""
    best, most = 0, 0
    for number in grid.rows:
        count = len(wanted.keys() & _names_in_row(grid, number).values())
        if count > most:
            best, most = number, count
        if most == len(wanted):
            break
    return best


def _names_in_row(grid: Grid, row: int) -> Mapping[int, str]:
    """Return the texts of a row by column, in the form in which headings are compared."""
    cells = {column: grid.cell(row, column) for column in grid.rows[row]}
    return {column: plain_name(clean(cell.text)) for column, cell in cells.items() if cell}


def _rows_below(grid: Grid, columns: Mapping[str, int], heading: int) -> Iterator[Row]:
    wanted = {column for column in columns.values() if column}
    for number, cells in grid.rows.items():
        if number > heading and not wanted.isdisjoint(cells):
            yield Row(RowPlaces(grid.name, columns, number), grid)


def _missing_columns(grid: Grid, columns: tuple[Column, ...]) -> Finding:
    names = [f"“{column.header}”" for column in columns]
    what = "the column {} is missing." if len(names) == 1 else "the columns {} are missing."
    return error(
        "workbook.column",
        what.format(listed(names)),
        "Put the heading back as it was, in the row of the other headings.",
        Place(grid.name),
    )


def _duplicate_column(column: Column, places: tuple[Place, ...]) -> Finding:
    return error(
        "workbook.duplicate",
        f"the heading “{column.header}” appears more than once.",
        "Keep one of the columns; rename or delete the other.",
        *places,
    )
