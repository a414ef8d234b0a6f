"""Changed summaries, strengths and recommendations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from assembler import rich_text
from assembler.edits.assign_lines import Owned, list_styles
from assembler.edits.label_values import Label, Shape
from assembler.edits.read_prose import Reader, obstacle, shown_change
from assembler.edits.read_rows import Point, prose_pieces, read_points
from assembler.edits.versions import AROUND, Found, Versions, cells_of, first_line, same
from assembler.findings import Place
from assembler.merge.diff import in_order
from assembler.merge.likeness import alike, words
from assembler.rich_text import PLAIN, Prose

# A row whose heading and text are both less alike than this was taken out, and another added there.
_OTHER_HEADING, _OTHER_TEXT = 0.3, 0.4


def list_sheets(versions: Versions) -> list[str]:
    """Return the sheets whose rows the kept copy prints."""
    owners = (one.owner for one in versions.was.lines if isinstance(one.owner, str))
    return list(dict.fromkeys(owners))


def summary_edits(versions: Versions) -> Iterator[Found]:
    """Yield the changed summaries, each as a whole."""
    for cell in cells_of(versions, Shape.PROSE):
        label, before = first_line(versions, cell)
        if label.sheet:
            continue
        forced = versions.base.emphasis.get(cell, PLAIN)
        mine = versions.now.of(cell)
        was, printed = (
            _prose(v.reader, v.of(cell), forced)[0] for v in (versions.was, versions.printed)
        )
        prose, why = _prose(versions.now.reader, mine, forced)
        if was != prose != printed:
            at, place = (mine[0].at, mine[0].line.place) if mine else (0, before.place)
            changed = next((one for one in mine if _is_changed(one)), None)
            if changed is not None:
                at, place = changed.at, changed.line.place
            value = None if why else prose
            yield at, versions.edit(label, place, *shown_change(was, prose), value=value, why=why)


def _prose(reader: Reader, lines: Sequence[Owned], forced: rich_text.Span) -> tuple[Prose, str]:
    pieces = list(prose_pieces(lines))
    sound = [piece for piece in pieces if piece is not None]
    why = AROUND if len(sound) < len(pieces) else ""
    why = why or next(filter(None, (obstacle(one.line, one.words) for one in sound)), "")
    return reader.prose(sound, forced), why


class RowEdits(NamedTuple):
    """The changes of a list of strengths or recommendations.

    `points` are all its rows now, where their number or order changed. `settled` are the cells
    that the workbook has as the document has them.
    """

    edits: list[Found]
    points: tuple[Point, ...] | None
    settled: frozenset[Place]


def row_edits(versions: Versions, sheet: str) -> RowEdits:
    """Return the changes of a list's rows."""
    was, now, printed = _rows(versions, sheet)
    cells = _row_cells(versions, sheet)
    settled = frozenset(_settled(now, printed, cells))
    if _contents(now) == _contents(printed):
        return RowEdits([], None, settled)
    before = {point.row: point for point in was}
    workbook = {point.row: point for point in printed}
    now = [_as_new(point, (before, workbook)) for point in now]
    order = [point.row for point in now if point.row is not None]
    stayed = {row for _, row in in_order(list(enumerate(order)))}
    edits: list[Found] = []
    nearest = next(iter(cells.values()))[Shape.PROSE]
    for point in now:
        place, said = point.line.place, point.words
        if point.row is None or point.row not in before:
            added = versions.edit(nearest, place, "", said, why=point.why, is_row=True)
            edits.append((point.at, added))
            continue
        nearest = cells[point.row].get(Shape.PROSE, nearest)
        earlier = before[point.row], workbook.get(point.row, before[point.row])
        edits += _reworded(versions, earlier, point, cells[point.row])
        if point.row not in stayed:
            moved = versions.edit(nearest, place, said, said, is_row=True)
            edits.append((point.at, moved))
    gone = [point for row, point in before.items() if row is not None and row not in order]
    for point in gone:
        label = cells[point.row or 0].get(Shape.PROSE, nearest)
        removed = versions.edit(label, point.line.place, point.words, "", is_row=True)
        edits.append((point.at, removed))
    structural = bool(gone) or len(order) < len(now) or len(stayed) < len(order)
    return RowEdits(edits, tuple(now) if structural else None, settled)


def _as_new(point: Point, earlier: Sequence[Mapping[int | None, Point]]) -> Point:
    """Return a point as a new one if it stands where another was, and is not that one reworded."""
    known = [version[point.row] for version in earlier if point.row in version]
    is_new = bool(known) and all(_is_another(one, point) for one in known)
    return replace(point, row=None) if is_new else point


def _is_another(was: Point, now: Point) -> bool:
    pairs = (was.heading, now.heading), (rich_text.plain(was.text), rich_text.plain(now.text))
    heading, text = ([words(one) for one in pair] for pair in pairs)
    if not all((*heading, *text)):
        return False  # one of the two was taken out, or never was
    return alike(*heading) < _OTHER_HEADING and alike(*text) < _OTHER_TEXT


def _rows(versions: Versions, sheet: str) -> tuple[list[Point], list[Point], list[Point]]:
    """Return the rows of the copy, of the edited document, and of the workbook."""
    styles = list_styles(versions.base).first.get(sheet, frozenset())
    mine = {one.line.labels[-1].label.cell for one in versions.printed.of(sheet)}
    emphasis = {cell: look for cell, look in versions.base.emphasis.items() if cell in mine}
    was, now, printed = (
        read_points(version.of(sheet), version.reader, styles, emphasis)
        for version in (versions.was, versions.now, versions.printed)
    )
    return was, now, printed


def _settled(
    now: Sequence[Point], printed: Sequence[Point], cells: Mapping[int, Mapping[Shape, Label]]
) -> Iterator[Place]:
    workbook = {point.row: point for point in printed}
    for point in now:
        theirs = workbook.get(point.row) if point.row is not None else None
        if theirs is not None and point.row is not None:
            for shape, same_words in (
                (Shape.HEADING, point.heading == theirs.heading),
                (Shape.PROSE, point.text == theirs.text),
            ):
                if same_words and shape in cells[point.row]:
                    yield cells[point.row][shape].cell


def _reworded(
    versions: Versions, before: tuple[Point, Point], point: Point, cells: Mapping[Shape, Label]
) -> Iterator[Found]:
    """Yield the changed heading and text of a row; `before` are those built and those printed."""
    old, printed = before
    place, why = point.line.place, point.why
    renamed = point.heading not in {old.heading, printed.heading}
    if renamed and (label := cells.get(Shape.HEADING)):
        change = old.heading, point.heading
        value = None if why else point.heading
        yield point.at, versions.edit(label, place, *change, value=value, why=why)
    if point.text not in {old.text, printed.text} and (label := cells.get(Shape.PROSE)):
        shown = shown_change(old.text, point.text)
        prose = None if why else point.text
        yield point.at, versions.edit(label, place, *shown, value=prose, why=why)


def _contents(points: Sequence[Point]) -> list[tuple[str, Prose]]:
    return [(point.heading, point.text) for point in points]


def _row_cells(versions: Versions, sheet: str) -> dict[int, dict[Shape, Label]]:
    """Return the labels of the heading and the text of each row of a list."""
    cells: dict[int, dict[Shape, Label]] = {}
    for line in versions.base.lines:
        for one in line.labels:
            if one.label.sheet == sheet:
                cells.setdefault(one.label.row, {}).setdefault(one.shape, one.label)
    return cells


def _is_changed(one: Owned) -> bool:
    return one.base is None or not same(one.base.text, one.line.text)
