"""Compare an edited document with the kept copy, and trace each change to its cell."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assembler.edits.assign_lines import Owned, owned_lines
from assembler.edits.compare_details import list_edits, value_edits
from assembler.edits.compare_narrative import list_sheets, row_edits, summary_edits
from assembler.edits.edit import Edit, EditKind
from assembler.edits.label_values import Labels, Shape
from assembler.edits.labelled_copy import Base, labelled_base
from assembler.edits.labelled_documents import LabelledDocuments
from assembler.edits.match_lines import matched
from assembler.edits.read_lines import is_unedited, read_document
from assembler.edits.read_prose import Reader
from assembler.edits.read_rows import Point
from assembler.edits.versions import Found, Version, Versions, agreed_lines, owned, same, words
from assembler.findings import Place
from assembler.merge.diff import in_order
from assembler.word import document_id

_STANDING = (
    "these are words of the template or the edition, or the council's name or year; they stay in "
    "this Word file."
)
_MOVED = "this was moved; its place in the letter is the template's, so it stays in this Word file."
# Where the title of the document's properties is: a place among those of edits.
TITLE = "document properties, title"
# Which pages a header or footer is of, at the beginning of a place.
_OF_PAGES = re.compile(r"(?:(?:first|even) page )?(?=(?:header|footer)\b)")
_REGROUPED = "this was split or joined; how the template divides its words stays in this Word file."
_ADDED = "this belongs to no cell of the workbook; it stays in this Word file."


@dataclass(frozen=True)
class Comparison:
    """What was changed in a document, in its order.

    `points` gives, for a sheet whose rows were added, moved or taken out, all that the document
    has now. `changed` are the cells that the workbook changed since the build, and otherwise.
    `divided` are those printed in paragraphs of the template that were split or joined.
    """

    edits: tuple[Edit, ...] = ()
    points: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    changed: frozenset[Place] = frozenset()
    divided: frozenset[Place] = frozenset()


def compare(
    kept: bytes, current: bytes, labelled: Callable[[], LabelledDocuments], kind: str
) -> Comparison:
    """Return what was changed in Word.

    `kept` is the document as it was built, `labelled` makes what the workbook gives now, of which
    the document of this kind is read. Raises AssemblerError when a file cannot be read.
    """
    if kept == current:
        return Comparison()
    before = read_document(kept)
    edited = read_document(current, like=before)
    if is_unedited(before, edited) and document_id.title(kept) == document_id.title(current):
        return Comparison()
    documents = labelled()
    given = documents.of(kind)
    workbook = read_document(given, documents.labels)
    base = labelled_base(before, workbook)
    origin = {theirs: ours for ours, theirs in matched(base.document, edited).items()}
    items = _item_styles(base)
    versions = Versions(
        base,
        Version(owned(base.lines), Reader(base.document, items)),
        Version(owned_lines(base, edited, origin), Reader(edited, items)),
        Version(owned(workbook.lines), Reader(workbook, items)),
        agreed_lines(edited, workbook, base),
    )
    edits = [
        *value_edits(versions),
        *list_edits(versions),
        *summary_edits(versions),
        *_standing(versions),
        *_moved(versions),
    ]
    points: dict[str, tuple[Point, ...]] = {}
    settled: set[Place] = set()
    for sheet in list_sheets(versions):
        found = row_edits(versions, sheet)
        edits += found.edits
        settled |= found.settled
        if found.points is not None:
            points[sheet] = found.points
    ordered = [edit for _, edit in sorted(edits, key=lambda one: one[0])]
    all_edits = (*_told_once(ordered), *_title(kept, current, given))
    groups = versions.regrouped.values()
    divided = frozenset(one.label.cell for group in groups for one in group.ranges)
    return Comparison(all_edits, points, frozenset(base.changed) - settled, divided)


def unlike(current: bytes, labelled: bytes, labels: Labels) -> frozenset[Place]:
    """Return the cells whose words a document prints differently than the workbook does now.

    Raises AssemblerError when a file cannot be read.
    """
    return frozenset(labelled_base(read_document(current), read_document(labelled, labels)).changed)


def _standing(versions: Versions) -> Iterator[Found]:
    """Yield the changed words of the template and of the edition, and what belongs to no cell."""
    for number, line in enumerate(versions.base.lines):
        if line.labels or not line.text.strip() or line in versions.regrouped:
            continue
        one = versions.became.get(line)
        now = "" if one is None else one.line.text
        settled = line in versions.base.gone if one is None else one.line in versions.agreed
        if not settled and not same(line.text, now):
            at = number if one is None else one.at
            place = (line if one is None else one.line).place
            yield at, Edit(place, EditKind.STANDING, words(line.text), words(now), why=_STANDING)
    for one in versions.now.lines:
        added = words(one.line.text)
        settled = one.line in versions.agreed or one.line in versions.regrouped
        if one.base is None and one.owner is None and added and not settled:
            yield one.at, Edit(one.line.place, EditKind.STANDING, "", added, why=_ADDED)
    yield from _regrouped(versions)


def _regrouped(versions: Versions) -> Iterator[Found]:
    """Yield the paragraphs of the template that were split or joined, whole: a line for each."""
    for group in dict.fromkeys(versions.regrouped.values()):
        is_same = same(group.text, group.text_now)
        if is_same or not group.ranges:  # a changed value, and words around it: by its cell
            was = "\n".join(words(line.text) for line in group.was)
            now = "\n".join(words(one.line.text) for one in group.now)
            why = _REGROUPED if is_same else _STANDING
            first = group.now[0]
            yield first.at, Edit(first.line.place, EditKind.STANDING, was, now, why=why)


def _moved(versions: Versions) -> Iterator[Found]:
    """Yield paragraphs outside tables that are in another order than they were built in.

    Rows, and lines that changed places within one cell, are reported by their own functions.
    """
    kept = [
        (number, one)
        for number, line in enumerate(versions.base.lines)
        if (one := versions.became.get(line)) is not None
        if line.cell is None and line.text.strip()
    ]
    moved = _out_of_order(kept)
    if moved:  # unless the workbook or the template has moved them so, too
        printed = {words(line.line.text): at for at, line in enumerate(versions.printed.lines)}
        there = [
            (printed[text], one) for _, one in kept if (text := words(one.line.text)) in printed
        ]
        moved &= _out_of_order(there) | {one for _, one in kept} - {one for _, one in there}
    for one in sorted(moved, key=lambda each: each.at):
        alike = [pair for pair in kept if pair[1].owner == one.owner]
        if one.owner is None or not _out_of_order(alike):
            said = words(one.line.text)
            yield one.at, Edit(one.line.place, EditKind.STANDING, said, said, why=_MOVED)


def _out_of_order(lines: Sequence[tuple[int, Owned]]) -> set[Owned]:
    """Return those of some lines, each with the number it had, that now stand in another order."""
    stayed = {at for _, at in in_order([(number, one.at) for number, one in lines])}
    return {one for _, one in lines if one.at not in stayed}


def _told_once(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield edits; the same words changed in the headers or footers of several pages are one."""
    told: set[Edit] = set()
    for edit in edits:
        pages = _OF_PAGES.match(edit.place) if edit.kind is EditKind.STANDING else None
        alike = replace(edit, place=edit.place[pages.end() :]) if pages else edit
        if pages is None or alike not in told:
            yield edit
        told.add(alike)


def _title(kept: bytes, current: bytes, given: bytes) -> Iterator[Edit]:
    """Yield the changed title of the document's properties."""
    was, now = document_id.title(kept), document_id.title(current)
    if now not in {was, document_id.title(given)}:
        yield Edit(TITLE, EditKind.STANDING, was, now, why=_STANDING)


def _item_styles(base: Base) -> frozenset[str]:
    """Return the styles in which the copy prints list items, and nothing else."""
    looks: dict[bool, set[str]] = {True: set(), False: set()}
    for line in base.lines:
        for one in line.labels:
            if one.shape is Shape.PROSE and not one.label.begins:
                looks[one.label.words.item].add(line.style)
    return frozenset(looks[True] - looks[False])
