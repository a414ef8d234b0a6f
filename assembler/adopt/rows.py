"""Arrange the rows of Strengths and Recommendations as they were added, deleted or moved in Word.

Rows of the sheet are not inserted: notes, colours and drop-downs would have to move with them. The
words go into the existing rows and into blank ones, and as few cells change as possible.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from assembler.adopt.cell_values import Values, without_cell_link
from assembler.edits.read_rows import Point
from assembler.findings import Place
from assembler.merge.diff import in_order
from assembler.model import Recommendation, Strength
from assembler.results import AdoptedCell, LeftEdit
from assembler.rich_text import Prose, plain
from assembler.workbook.xlsx.edit_package import cell_of
from assembler.workbook.xlsx.grid import Grid, column_letters

_HOLDS_MORE = (
    "row {row} of {sheet} holds more than its own words (a note, a link or another column), so its "
    "rows were not moved; move them in Excel, then run assemble."
)
_SINCE = (
    "{sheet} changed in the workbook since the build, so rows were neither added nor moved nor "
    "taken out. Run assemble, which brings both together, then adopt again."
)
_GIVEN_AWAY = "words of it stand in a new row that was not added; both stay in this Word file."
_BENCHMARK = "choose the benchmark of this new recommendation in {cell}."


class _Content(NamedTuple):
    """What a row holds: the benchmark as its cell has it, a heading, a text."""

    benchmark: str
    heading: str
    text: Prose


class Row(NamedTuple):
    """A row of the sheet as it is: its number, its content, the words of its record."""

    number: int
    benchmark: str
    record: Strength | Recommendation


def arrange(
    values: Values,
    document: str,
    points: Sequence[Point],
    rows: Sequence[Row],
    sheet: "ListSheet",
) -> None:
    """Write the points of a document into the rows of their sheet.

    What was reworded is in `values` already, and is written where its row will stand.
    """
    if obstacle := next((point for point in points if point.why), None):
        values.leave(document, obstacle.line.place, f"{obstacle.why} No row was added or moved.")
        _hold_back(values, document, points, sheet.name)
        return
    slots = _slots(points, [row.number for row in rows], sheet)
    contents = [_content(point, rows, values) for point in points]
    placed = dict(zip(slots, contents, strict=True))
    was = {row.number: _Content(row.benchmark, row.record.heading, row.record.text) for row in rows}
    moved = {
        rows[point.row].number: slot
        for point, slot in zip(points, slots, strict=True)
        if point.row is not None and rows[point.row].number != slot
    }
    if fast := next((number for number in moved if sheet.holds_more(number)), None):
        why = _HOLDS_MORE.format(row=fast, sheet=sheet.name)
        values.leave(document, sheet.name, why, is_conflict=True)
        _hold_back(values, document, points, sheet.name)
        return
    nothing = _Content("", "", ())
    for number in sorted(placed.keys() | was.keys()):
        old, new = was.get(number, nothing), placed.get(number, nothing)
        for column, attribute in sheet.columns.items():
            before, after = getattr(old, attribute), getattr(new, attribute)
            cell = Place(sheet.name, f"{column_letters(column)}{number}")
            if before != after or cell in values.cells:
                _write(values, document, cell, before, after)
    for point, slot in zip(points, slots, strict=True):
        if point.row is None and sheet.benchmark:
            cell = Place(sheet.name, f"{column_letters(sheet.benchmark)}{slot}")
            why = _BENCHMARK.format(cell=cell)
            values.left.append(LeftEdit(document, point.line.place, why, is_to_do=True))


def _write(
    values: Values, document: str, cell: Place, before: Prose | str, after: Prose | str
) -> None:
    values.drop([cell])
    if before == after:
        return
    value = without_cell_link(after, ())[0]
    words = [text if isinstance(text, str) else plain(text) for text in (before, after)]
    values.write(AdoptedCell(document, cell, *words), value)


def changed_since(values: Values, document: str, points: Sequence[Point], sheet: str) -> None:
    """Report that a list changed on both sides."""
    values.leave(document, sheet, _SINCE.format(sheet=sheet), is_conflict=True)
    _hold_back(values, document, points, sheet)


def _hold_back(values: Values, document: str, points: Sequence[Point], sheet: str) -> None:
    """Leave the cells that gave words to a new row: that row is not written, so they would be lost.

    A build takes out of the document what the workbook no longer has.
    """
    added = Counter(word for one in points if one.row is None for word in one.words.split())
    for cell, one in list(values.adopted.items()):
        given = Counter(one.was.split()) - Counter(one.now.split())
        if cell.part == sheet and given & added:
            values.leave(document, str(cell), _GIVEN_AWAY)
            values.drop([cell])


class ListSheet:
    """A sheet of strengths or recommendations: its columns, and what its rows hold besides."""

    def __init__(
        self, grid: Grid, columns: Mapping[int, str], noted: Collection[tuple[int, int]]
    ) -> None:
        """Take the grid, the columns by number with their attribute, the cells with notes."""
        self.name, self.columns = grid.name, columns
        self._grid, self._noted = grid, noted
        self.benchmark = next((n for n, name in columns.items() if name == "benchmark"), 0)

    def words(self, number: int, column: int) -> str:
        """Return what a cell says."""
        if column not in self._grid.rows.get(number, {}):
            return ""
        cell = self._grid.cell(number, column)
        return cell.text if cell else ""

    def is_blank(self, number: int) -> bool:
        """Whether a row has nothing written in it."""
        return not self._grid.rows.get(number) and not any(row == number for row, _ in self._noted)

    def holds_more(self, number: int) -> bool:
        """Whether a row holds what would not move with its words."""
        others = self._grid.rows.get(number, {}).keys() - self.columns.keys()
        cells = (self._grid.cell(number, column) for column in self.columns
                 if column in self._grid.rows.get(number, {}))  # fmt: skip
        linked = any(cell is not None and cell.link for cell in cells)
        return bool(others) or linked or any(row == number for row, _ in self._noted)


def _content(point: Point, rows: Sequence[Row], values: Values) -> _Content:
    """Return what the row of a point holds: its own words where they were not changed in Word."""
    if point.row is None:
        return _Content("", point.heading, point.text)
    row = rows[point.row]
    changed = values.cells
    heading = changed.get(row.record.places["heading"], row.record.heading)
    text = changed.get(row.record.places["text"], row.record.text)
    return _Content(
        row.benchmark,
        heading if isinstance(heading, str) else point.heading,
        text if isinstance(text, tuple) else point.text,
    )


def _slots(points: Sequence[Point], numbers: Sequence[int], sheet: "ListSheet") -> list[int]:
    """Choose a row for each point, in order; those that can stay do."""
    kept = {numbers[point.row] for point in points if point.row is not None}

    def is_free(number: int) -> bool:
        if number not in numbers:
            return sheet.is_blank(number)
        # in a row that is given up, a note or the like would stay with other words
        return number in kept or not sheet.holds_more(number)

    order = [(at, point.row) for at, point in enumerate(points) if point.row is not None]
    fixed = {at: numbers[row] for at, row in in_order(order)}
    while True:
        slots = list(_filled(len(points), fixed, min(numbers, default=2), is_free))
        misplaced = [at for at in fixed if slots[at] != fixed[at]]
        if not misplaced:
            return slots
        del fixed[misplaced[0]]


def _filled(
    count: int, fixed: Mapping[int, int], first: int, is_free: Callable[[int], bool]
) -> Iterator[int]:
    """Yield the rows of the points, each the first free one behind the last."""
    taken = set(fixed.values())
    last = first - 1
    for at in range(count):
        if fixed.get(at, 0) > last:
            last = fixed[at]
        else:
            last += 1
            while last in taken or not is_free(last):
                last += 1
        yield last


def table_rows(records: Sequence[Strength | Recommendation], sheet: ListSheet) -> list[Row]:
    """Return the rows of a sheet, in order."""
    rows = []
    for record in records:
        number, _ = cell_of(record.places["text"].at)
        benchmark = sheet.words(number, sheet.benchmark) if sheet.benchmark else ""
        rows.append(Row(number, benchmark, record))
    return rows
