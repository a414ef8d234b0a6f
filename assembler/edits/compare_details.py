"""Changed details of the sheet Letter, and outcomes: values of one line, and lists of lines."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from assembler.edits.assign_lines import Owned
from assembler.edits.label_values import ONE_LINE, Label, Shape
from assembler.edits.match_lines import located
from assembler.edits.read_lines import Line
from assembler.edits.read_prose import obstacle, text_lines
from assembler.edits.versions import AROUND, Found, Versions, cells_of, first_line, same, words
from assembler.merge.blocks import normal

if TYPE_CHECKING:
    from assembler.findings import Place

_DIFFER = "it is in several places of this document, which no longer agree."
_OUTCOME = "an outcome is decided in the workbook: choose it there, then run assemble."


class _Print(NamedTuple):
    """One place where a value is printed: `now` is empty if the line has gone, None if unclear.

    `text_now` is the whole paragraph around it.
    """

    label: Label
    was: str
    now: str | None
    text_now: str
    line: Line | None
    base: Line
    at: int


def value_edits(versions: Versions) -> Iterator[Found]:
    """Yield the changed values of one line: names, dates, outcomes."""
    by_cell: dict[Place, list[_Print]] = {}
    for line in versions.base.lines:
        for printed in _prints(versions, line):
            by_cell.setdefault(printed.label.cell, []).append(printed)
    for prints in by_cell.values():
        changed = next((p for p in prints if p.now is None or not same(p.was, p.now)), None)
        if changed is None:
            continue
        one, now, why = _value_of(changed, prints)
        workbook = words(versions.base.texts.get(changed.label.cell, ""))
        if not why and now == workbook:
            continue
        value = None if why else now
        place = (one or changed.base).place
        edit = versions.edit(changed.label, place, words(changed.was), now, value=value, why=why)
        yield changed.at, edit


def _value_of(changed: _Print, prints: Sequence[_Print]) -> tuple[Line | None, str, str]:
    """Return the line and new words of a value, and any obstacle; its prints must agree."""
    one, now, why = changed.line, changed.now or "", ""
    if any(printed.now is None for printed in prints):
        why, now = AROUND, changed.text_now
    elif len({words(printed.now or "") for printed in prints}) > 1:
        why = _DIFFER
    elif one is not None:
        why = obstacle(one, now)
    return one, words(now), _OUTCOME if changed.label.shape is Shape.OUTCOME else why


def _prints(versions: Versions, line: Line) -> Iterator[_Print]:
    group = versions.regrouped.get(line)
    if group and line is not group.was[0]:
        return  # its values are among those of the first line
    one = group.line if group else versions.became.get(line)
    text, ranges = (group.text, group.ranges) if group else (line.text, line.labels)
    text_now = group.text_now if group else one.line.text if one else ""
    if not any(label.shape in ONE_LINE for label in ranges):
        return
    places = located(text, ranges, text_now) if one else None
    for number, label in enumerate(ranges):
        if label.shape not in ONE_LINE:
            continue
        was = text[label.start : label.end]
        if one is None:
            # Deleting a whole paragraph of the template does not delete the value that it prints.
            now = "" if was == text else None
            at = versions.base.lines.index(line)
            yield _Print(label.label, was, now, text_now, None, line, at)
        else:
            now = None if places is None else text_now[slice(*places[number])]
            yield _Print(label.label, was, now, text_now, one.line, line, one.at)


def list_edits(versions: Versions) -> Iterator[Found]:
    """Yield the changed lists of lines: addresses, names copied to."""
    for cell in cells_of(versions, Shape.LINE):
        label, before = first_line(versions, cell)
        was = [
            line.text[one.start : one.end]
            for line in versions.base.lines
            for one in line.labels
            if one.label.cell == cell
        ]
        now: list[str] = []
        why = ""
        mine = versions.now.of(cell)
        for one in mine:
            places = _places(one)
            words = one.line.text if places is None else one.line.text[slice(*places[-1])]
            why = why or (AROUND if places is None else obstacle(one.line, words.replace("\n", "")))
            now += text_lines(words)
        printed = normal(versions.base.texts.get(cell, ""))
        if normal("\n".join(was)) != normal("\n".join(now)) != printed:
            at, place = (mine[0].at, mine[0].line.place) if mine else (0, before.place)
            value = None if why else "\n".join(now)
            texts = "\n".join(was), "\n".join(now)
            yield at, versions.edit(label, place, *texts, value=value, why=why)


def _places(one: Owned) -> tuple[tuple[int, int], ...] | None:
    if one.base is None or not one.base.labels:
        return ((0, len(one.line.text)),)
    return located(one.base.text, one.base.labels, one.line.text)
