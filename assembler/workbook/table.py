"""A grid as a table: columns found by their headings, wherever they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from assembler.findings import Finding, Place, Severity
from assembler.rich_text import clean
from assembler.workbook.layout import Column, Sheet
from assembler.workbook.xlsx.grid import Cell, Grid, column_letters, place, plain_name

_MOST_MERGED = 100


@dataclass(frozen=True, eq=False)
class Spots(Mapping[str, Place]):
    """The places of a row's cells by the attribute of their column, made when they are asked for.

    `columns` has every column of the sheet; one that is missing is 0, its place the whole sheet.
    """

    name: str
    columns: Mapping[str, int]
    row: int

    def __getitem__(self, attribute: str) -> Place:
        """Give the place of a cell, be it filled or blank."""
        column = self.columns[attribute]
        return place(self.name, self.row, column) if column else Place(self.name)

    def __iter__(self) -> Iterator[str]:
        """Give the attributes, in the order of the sheet's columns."""
        return iter(self.columns)

    def __len__(self) -> int:
        """Give the number of columns."""
        return len(self.columns)


class Row(NamedTuple):
    """One row of a table. `places` has the place of every column's cell, blank ones too."""

    places: Spots
    grid: Grid | None = None

    def cell(self, attribute: str) -> Cell | None:
        """Read the cell in a column; None when it is blank. Raises UnsafeError."""
        column = self.places.columns[attribute]
        return self.grid.cell(self.places.row, column) if self.grid and column else None

    def words(self, attribute: str) -> str:
        """Give the words of a cell, trimmed; "" when it is blank."""
        cell = self.cell(attribute)
        return clean(cell.text).strip() if cell else ""


class Table(NamedTuple):
    """The rows under the headings, and what is wrong with the headings."""

    name: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...] = ()

    def absent(self, sheet: Sheet) -> Row:
        """Give a row that is not there: every cell blank, its place the sheet as a whole."""
        return Row(Spots(self.name, dict.fromkeys((c.attribute for c in sheet.columns), 0), 0))


def find(grid: Grid, sheet: Sheet) -> Table:
    """Read a grid as the table that `sheet` describes."""
    wanted = {plain_name(column.header): column for column in sheet.columns}
    heading = _heading(grid, wanted)
    if not heading:
        return Table(grid.name, (), (_no_columns(grid, sheet.columns),))
    columns = dict.fromkeys((column.attribute for column in sheet.columns), 0)
    findings: list[Finding] = []
    for at, name in _names(grid, heading).items():
        column = wanted.get(name)
        if column is None:
            continue
        if first := columns[column.attribute]:
            places = tuple(place(grid.name, heading, one) for one in (first, at))
            findings.append(_twice(column, places))
        else:
            columns[column.attribute] = at
    missing = tuple(column for column in sheet.columns if not columns[column.attribute])
    needed = tuple(c for c in missing if c in sheet.inputs or c.attribute == sheet.key)
    if needed:
        findings.append(_no_columns(grid, needed))
    findings += _merged(grid, sheet, columns, heading)
    return Table(grid.name, tuple(_rows(grid, columns, heading)), tuple(findings))


def _merged(
    grid: Grid, sheet: Sheet, columns: Mapping[str, int], heading: int
) -> Iterator[Finding]:
    """Say which cells to fill are made one with others: only the first of them holds anything."""
    inputs = {columns[c.attribute] for c in sheet.inputs} - {0}
    for top, left, bottom, right in grid.merged[:_MOST_MERGED]:
        covered = inputs.intersection(range(left, right + 1))
        if top <= heading or not covered or (bottom == top and len(covered) == 1):
            continue
        inside = ((r, c) for r, cells in grid.rows.items() if top <= r <= bottom for c in cells)
        if any(left <= column <= right and (row, column) != (top, left) for row, column in inside):
            continue  # no Excel has merged these: each still holds its own
        yield Finding(
            "workbook.merged",
            Severity.WARNING,
            f"the cells down to {column_letters(right)}{bottom} are merged: only the first holds "
            "what was written, the others count as blank.",
            "Choose Unmerge Cells (Home, Merge & Center) and fill each.",
            (place(grid.name, top, left),),
        )


def _heading(grid: Grid, wanted: Mapping[str, Column]) -> int:
    """Find the row with most of the headings; the first of equals, 0 if there is none."""
    best, most = 0, 0
    for number in grid.rows:
        found = len(wanted.keys() & _names(grid, number).values())
        if found > most:
            best, most = number, found
        if most == len(wanted):
            break
    return best


def _names(grid: Grid, row: int) -> Mapping[int, str]:
    """Give what the cells of a row say, by their column, as headings are compared."""
    cells = {column: grid.cell(row, column) for column in grid.rows[row]}
    return {column: plain_name(clean(cell.text)) for column, cell in cells.items() if cell}


def _rows(grid: Grid, columns: Mapping[str, int], heading: int) -> Iterator[Row]:
    wanted = {column for column in columns.values() if column}
    for number, cells in grid.rows.items():
        if number > heading and not wanted.isdisjoint(cells):
            yield Row(Spots(grid.name, columns, number), grid)


def _no_columns(grid: Grid, columns: tuple[Column, ...]) -> Finding:
    names = [f"“{column.header}”" for column in columns]
    *most, last = names
    listed = f"{', '.join(most)} and {last}" if most else last
    what = "the column {} is missing." if not most else "the columns {} are missing."
    return Finding(
        "workbook.column",
        Severity.ERROR,
        what.format(listed),
        "Put the heading back as it was, in the row of the other headings.",
        (Place(grid.name),),
    )


def _twice(column: Column, places: tuple[Place, ...]) -> Finding:
    return Finding(
        "workbook.duplicate",
        Severity.ERROR,
        f"the heading “{column.header}” stands more than once.",
        "Keep one of the columns; rename or delete the other.",
        places,
    )
