"""Hold an edited document against the copy kept of it, and trace each change to its cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from assembler import rich_text
from assembler.edits.base import Base, labelled_base
from assembler.edits.document import Document, Line, read_document
from assembler.edits.edit import Edit, Kind
from assembler.edits.label import Label, Labels, Shape
from assembler.edits.match import located, matched
from assembler.edits.owners import Owned, Owner, list_styles, owned_lines, owner
from assembler.edits.points import Point, prose_pieces, read_points
from assembler.edits.values import Reader, obstacle, shown_change, text_lines
from assembler.findings import Place
from assembler.merge.blocks import normal
from assembler.merge.diff import in_order
from assembler.rich_text import PLAIN, Prose
from assembler.word.runs import OBJECT

_STANDING = "these are words of the template or the edition; they stay in this Word file."
_ADDED = "this belongs to no cell of the workbook; it stays in this Word file."
_AROUND = "words of the template around it were changed too."
_DIFFER = "it stands in several places of this document, which no longer say the same."
_OUTCOME = "an outcome is decided in the workbook: choose it there, then run assemble."
_SINGLE = {Shape.TEXT, Shape.DATE, Shape.NAMES, Shape.OUTCOME}


@dataclass(frozen=True)
class Comparison:
    """What was changed in a document, in its order.

    `points` gives, for a sheet whose rows were added, moved or taken out, all that the document
    has now.
    """

    edits: tuple[Edit, ...] = ()
    points: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)


def compare(kept: bytes, current: bytes, labelled: bytes, labels: Labels) -> Comparison:
    """Return what was changed in Word.

    `kept` is the document as it was built, `labelled` what the workbook gives now with the marks of
    `labels`. Raises AssemblerError when a file cannot be read.
    """
    if kept == current:
        return Comparison()
    base = labelled_base(read_document(kept), read_document(labelled, labels))
    edited = read_document(current)
    pairs = dict(matched(base.document.blocks, edited.blocks))
    origin = {theirs: ours for ours, theirs in pairs.items()}
    items = _item_styles(base)
    work = _Work(
        base,
        edited,
        [Owned(line, line, _owner(line), at) for at, line in enumerate(base.lines)],
        owned_lines(base, edited, origin),
        Reader(base.document, items),
        Reader(edited, items),
    )
    edits = [*_single(work), *_lines(work), *_summaries(work), *_standing(work)]
    points: dict[str, tuple[Point, ...]] = {}
    for sheet in dict.fromkeys(_sheets(work)):
        found, now = _points(work, sheet)
        edits += found
        if now is not None:
            points[sheet] = now
    ordered = sorted(edits, key=lambda one: one[0])
    return Comparison(tuple(edit for _, edit in ordered), points)


@dataclass(frozen=True)
class _Work:
    """The two versions of one comparison, as lines with their owners."""

    base: Base
    edited: Document
    was: Sequence[Owned]
    now: Sequence[Owned]
    read_was: Reader
    read_now: Reader

    @cached_property
    def became(self) -> dict[Line, Owned]:
        """The line of the edited document that each line of the copy became."""
        return {one.base: one for one in self.now if one.base is not None}

    def edit(self, label: Label, place: str, was: str, now: str, **more: object) -> Edit:
        """Return the edit of a cell, with what the workbook says if that changed too."""
        kind = (
            Kind.OUTCOME
            if label.shape is Shape.OUTCOME
            else (Kind.WORDS if label.shape in {Shape.PROSE, Shape.HEADING} else Kind.DETAIL)
        )
        workbook = self.base.changed.get(label.cell)
        edit = Edit(place, kind, was, now, label.cell, workbook)
        return replace(edit, **more)  # type: ignore[arg-type]


_Found = tuple[int, Edit]


def _owner(line: Line) -> Owner | None:
    return owner(line.labels[-1].label) if line.labels else None


def _item_styles(base: Base) -> frozenset[str]:
    """Return the styles in which the copy prints list items, and nothing else."""
    looks: dict[bool, set[str]] = {True: set(), False: set()}
    for line in base.lines:
        for one in line.labels:
            if one.shape is Shape.PROSE and not one.label.begins:
                looks[one.label.words.item].add(line.style)
    return frozenset(looks[True] - looks[False])


def _single(work: _Work) -> Iterator[_Found]:
    """Yield the changed values of one line: names, dates, outcomes."""
    by_cell: dict[Place, list[_Print]] = {}
    for line in work.base.lines:
        if any(one.shape in _SINGLE for one in line.labels):
            for printed in _prints(work, line):
                by_cell.setdefault(printed.label.cell, []).append(printed)
    for prints in by_cell.values():
        changed = next((p for p in prints if p.now is None or not _same(p.was, p.now)), None)
        if changed is None:
            continue
        one, now = changed.line, changed.now or ""
        why = ""
        if any(printed.now is None for printed in prints):
            why, now = _AROUND, one.text if one else ""
        elif len({printed.now for printed in prints}) > 1:
            why = _DIFFER
        elif one is not None:
            why = obstacle(one, now)
        if changed.label.shape is Shape.OUTCOME:
            why = _OUTCOME
        now = _words(now)
        value = None if why else now
        place = (one or changed.base).place
        edit = work.edit(changed.label, place, _words(changed.was), now, value=value, why=why)
        yield changed.at, edit


class _Print(NamedTuple):
    """One place where a value is printed: `now` is empty if the line has gone, None if unclear."""

    label: Label
    was: str
    now: str | None
    line: Line | None
    base: Line
    at: int


def _prints(work: _Work, line: Line) -> Iterator[_Print]:
    one = work.became.get(line)
    places = located(line.text, line.labels, one.line.text) if one else None
    for number, label in enumerate(line.labels):
        if label.shape not in _SINGLE:
            continue
        was = line.text[label.start : label.end]
        if one is None:
            yield _Print(label.label, was, "", None, line, work.base.lines.index(line))
        else:
            now = None if places is None else one.line.text[slice(*places[number])]
            yield _Print(label.label, was, now, one.line, line, one.at)


def _lines(work: _Work) -> Iterator[_Found]:
    """Yield the changed lists of lines: addresses, names copied to."""
    for cell in _cells(work, Shape.LINE):
        label, before = _first(work, cell)
        was = [
            line.text[one.start : one.end]
            for line in work.base.lines
            for one in line.labels
            if one.label.cell == cell
        ]
        now: list[str] = []
        why = ""
        mine = [one for one in work.now if one.owner == cell]
        for one in mine:
            places = _places(one)
            words = one.line.text if places is None else one.line.text[slice(*places[-1])]
            why = why or (
                _AROUND if places is None else obstacle(one.line, words.replace("\n", ""))
            )
            now += text_lines(words)
        if [_even(line) for line in was] != [_even(line) for line in now]:
            at, place = (mine[0].at, mine[0].line.place) if mine else (0, before.place)
            value = None if why else "\n".join(now)
            texts = "\n".join(was), "\n".join(now)
            yield at, work.edit(label, place, *texts, value=value, why=why)


def _summaries(work: _Work) -> Iterator[_Found]:
    for cell in _cells(work, Shape.PROSE):
        label, before = _first(work, cell)
        if label.sheet:
            continue
        forced = work.base.emphasis.get(cell, PLAIN)
        mine = [one for one in work.now if one.owner == cell]
        was = _prose(work.read_was, [one for one in work.was if one.owner == cell], forced)[0]
        prose, why = _prose(work.read_now, mine, forced)
        if was != prose:
            at, place = (mine[0].at, mine[0].line.place) if mine else (0, before.place)
            changed = next((one for one in mine if _is_changed(one)), None)
            if changed is not None:
                at, place = changed.at, changed.line.place
            value = None if why else prose
            yield at, work.edit(label, place, *shown_change(was, prose), value=value, why=why)


def _prose(reader: Reader, lines: Sequence[Owned], forced: rich_text.Span) -> tuple[Prose, str]:
    pieces = list(prose_pieces(lines))
    sound = [piece for piece in pieces if piece is not None]
    why = _AROUND if len(sound) < len(pieces) else ""
    why = why or next(filter(None, (obstacle(one.line, one.words) for one in sound)), "")
    return reader.prose(sound, forced), why


def _points(work: _Work, sheet: str) -> tuple[list[_Found], tuple[Point, ...] | None]:
    """Return the changes of a list's rows; and all rows now, if their number or order changed."""
    styles = list_styles(work.base).first.get(sheet, frozenset())
    emphasis = {cell: look for cell, look in work.base.emphasis.items()
                if any(one.owner == sheet and one.line.labels[-1].label.cell == cell
                       for one in work.was)}  # fmt: skip
    was = read_points([o for o in work.was if o.owner == sheet], work.read_was, styles, emphasis)
    now = read_points([o for o in work.now if o.owner == sheet], work.read_now, styles, emphasis)
    cells = _row_cells(work, sheet)
    before = {point.row: point for point in was}
    found: list[_Found] = []
    order = [point.row for point in now if point.row is not None]
    stayed = {row for _, row in in_order([(at, row) for at, row in enumerate(order)])}
    nearest = next(iter(cells.values()))[Shape.PROSE]
    for point in now:
        old = before.get(point.row) if point.row is not None else None
        if old is None:
            edit = work.edit(nearest, point.line.place, "", point.words, why=point.why)
            found.append((point.at, edit))
            continue
        nearest = cells[point.row or 0].get(Shape.PROSE, nearest)
        found += _reworded(work, old, point, cells[point.row or 0])
        if point.row not in stayed:
            edit = work.edit(nearest, point.line.place, point.words, point.words)
            found.append((point.at, edit))
    gone = [point for row, point in before.items() if row not in order]
    for point in gone:
        label = cells[point.row or 0].get(Shape.PROSE, nearest)
        found.append((point.at, work.edit(label, point.line.place, point.words, "")))
    structural = bool(gone) or len(order) < len(now) or len(stayed) < len(order)
    return found, tuple(now) if structural else None


def _reworded(
    work: _Work, old: Point, point: Point, cells: Mapping[Shape, Label]
) -> Iterator[_Found]:
    place, why = point.line.place, point.why
    if not _same(old.heading, point.heading) and (label := cells.get(Shape.HEADING)):
        words = old.heading, point.heading
        value = None if why else point.heading
        yield point.at, work.edit(label, place, *words, value=value, why=why)
    if old.text != point.text and (label := cells.get(Shape.PROSE)):
        shown = shown_change(old.text, point.text)
        prose = None if why else point.text
        yield point.at, work.edit(label, place, *shown, value=prose, why=why)


def _standing(work: _Work) -> Iterator[_Found]:
    """Yield the changed words of the template and of the edition, and what belongs to no cell."""
    for number, line in enumerate(work.base.lines):
        if line.labels or not line.text.strip():
            continue
        one = work.became.get(line)
        now = "" if one is None else one.line.text
        if not _same(line.text, now):
            at = number if one is None else one.at
            place = (line if one is None else one.line).place
            yield at, Edit(place, Kind.STANDING, _words(line.text), _words(now), why=_STANDING)
    for one in work.now:
        if one.base is None and one.owner is None and _words(one.line.text):
            words = _words(one.line.text)
            yield one.at, Edit(one.line.place, Kind.STANDING, "", words, why=_ADDED)


def _sheets(work: _Work) -> Iterator[str]:
    return (one.owner for one in work.was if isinstance(one.owner, str))


def _cells(work: _Work, shape: Shape) -> list[Place]:
    labels = (one for line in work.base.lines for one in line.labels)
    return list(dict.fromkeys(one.label.cell for one in labels if one.shape is shape))


def _first(work: _Work, cell: Place) -> tuple[Label, Line]:
    return next(
        (one.label, line)
        for line in work.base.lines
        for one in line.labels
        if one.label.cell == cell
    )


def _row_cells(work: _Work, sheet: str) -> dict[int, dict[Shape, Label]]:
    """Return the labels of the heading and the text of each row of a list."""
    cells: dict[int, dict[Shape, Label]] = {}
    for line in work.base.lines:
        for one in line.labels:
            if one.label.sheet == sheet:
                cells.setdefault(one.label.row, {}).setdefault(one.shape, one.label)
    return cells


def _places(one: Owned) -> tuple[tuple[int, int], ...] | None:
    if one.base is None or not one.base.labels:
        return ((0, len(one.line.text)),)
    return located(one.base.text, one.base.labels, one.line.text)


def _is_changed(one: Owned) -> bool:
    return one.base is None or not _same(one.base.text, one.line.text)


def _same(one: str, two: str) -> bool:
    return _even(one) == _even(two)


def _even(words: str) -> str:
    return normal(words)


def _words(text: str) -> str:
    return normal(text.replace(OBJECT, ""))
