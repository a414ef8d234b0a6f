"""Decide what each edit writes into its cell, or why it stays in the Word file."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from assembler.edits.compare_documents import Comparison
from assembler.edits.edit import Edit, EditKind
from assembler.edits.read_prose import ASKED
from assembler.findings import Place
from assembler.model import Assessment
from assembler.results import AdoptedCell, LeftEdit
from assembler.rich_text import Prose, Span
from assembler.wording import listed, shortened, single_spaced
from assembler.workbook.cell_kind import CellKind
from assembler.workbook.letter_fields import FIELDS
from assembler.workbook.xlsx.write_cell_text import Value

_LONGEST = 90
_DATES = ("%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d")
_CHANGED = (
    "{cell} changed in the workbook since the build and now says “{now}”. Run assemble, which "
    "brings both together, then adopt again."
)
_TWO = "{cell} would be given other words by {other}; make both documents say the same."
_REQUIRED = "{cell} is required and cannot be left blank; it was not cleared."
_LINK = "a link leads from some of its words only; a cell holds one link over all its words."
_DATE = "“{now}” is not a date as the letter prints one, such as {style}."
_NAMES = "the names do not read as “A, B and C”."
_PLACE = "{cell} cannot be found on its sheet with certainty."


@dataclass
class Values:
    """What is to be written into a workbook, and what is left, as it is gathered."""

    cells: dict[Place, Value] = field(default_factory=dict)
    adopted: dict[Place, AdoptedCell] = field(default_factory=dict)
    left: list[LeftEdit] = field(default_factory=list)

    def write(self, cell: AdoptedCell, value: Value) -> None:
        """Take up a value; a second one that differs takes the first out again."""
        earlier = self.adopted.get(cell.cell)
        if earlier is not None and self.cells[cell.cell] != value:
            self.leave(
                earlier.document,
                str(cell.cell),
                _TWO.format(cell=cell.cell, other=cell.document),
                is_conflict=True,
            )
            self.drop([cell.cell])
        elif not self._is_disputed(cell.cell):
            self.cells[cell.cell], self.adopted[cell.cell] = value, cell

    def drop(self, cells: Iterable[Place]) -> None:
        """Remove the values gathered for some cells."""
        for cell in cells:
            self.cells.pop(cell, None)
            self.adopted.pop(cell, None)

    def leave(self, document: str, place: str, why: str, *, is_conflict: bool = False) -> None:
        """Note an edit that stays in the Word file, once: a pack has those of its documents too."""
        if any((one.place, one.why) == (place, why) for one in self.left):
            return
        self.left.append(LeftEdit(document, place, why, is_conflict))

    def _is_disputed(self, cell: Place) -> bool:
        return any(one.is_conflict and one.place == str(cell) for one in self.left)


def gather(values: Values, document: str, comparison: Comparison, assessment: Assessment) -> None:
    """Take up the edits of one document that concern single cells."""
    details = {place: name for name, place in assessment.details.places.items()}
    for edit in comparison.edits:
        if edit.is_row:
            continue  # of these the rows are arranged as a whole
        if edit.cell is None or edit.why or edit.kind is EditKind.STANDING:
            values.leave(document, edit.place, edit.why, is_conflict=edit.why == ASKED)
        elif edit.workbook is not None:
            if single_spaced(edit.workbook) != single_spaced(edit.now):
                why = _CHANGED.format(cell=edit.cell, now=shortened(edit.workbook, _LONGEST))
                values.leave(document, edit.place, why, is_conflict=True)
        elif edit.value is not None:
            value, why = _value(edit, details.get(edit.cell, ""), assessment)
            if why:
                values.leave(document, edit.place, why)
            else:
                values.write(AdoptedCell(document, edit.cell, edit.was, edit.now), value)


def _value(edit: Edit, attribute: str, assessment: Assessment) -> tuple[Value, str]:
    """Return what goes into the cell of an edit, and what stands in the way."""
    cell, value = edit.cell, edit.value
    assert cell is not None  # noqa: S101 - asked of edits that have one
    if not cell.at:
        return "", _PLACE.format(cell=cell)
    if edit.kind is EditKind.WORDS:
        if not value and isinstance(value, tuple):
            return value, _REQUIRED.format(cell=cell)
        return without_cell_link(value or "", _prose_at(cell, assessment))
    return _detail(value if isinstance(value, str) else "", cell, attribute, assessment)


def _detail(text: str, cell: Place, attribute: str, assessment: Assessment) -> tuple[Value, str]:
    """Return what goes into a cell of the sheet Letter, and what stands in the way."""
    field_ = next((one for one in FIELDS if one.attribute == attribute), None)
    if not text and (field_ is None or field_.required):
        return "", _REQUIRED.format(cell=cell)
    if field_ is not None and field_.kind is CellKind.DATE:
        style = assessment.edition.date_style
        day = _date(text, style)
        example = style.format(date=date(2025, 5, 21))
        return day or "", "" if day else _DATE.format(now=text, style=example)
    if attribute == "thanked":
        people = tuple(re.split(r",\s+|\s+and\s+", text))
        return "\n".join(people), "" if listed(people) == text else _NAMES
    return text, ""


def without_cell_link(value: Prose | str, before: Prose) -> tuple[Value, str]:
    """Return words without a link that the cell has over all its words, and what is in the way."""
    if isinstance(value, str):
        return value, ""
    spans = [span for paragraph in value for span in paragraph.spans]
    links = {span.link for span in spans}
    whole = {span.link for paragraph in before for span in paragraph.spans}
    if links == {""}:
        return value, ""
    if len(links) > 1 or links != whole:
        return value, _LINK
    bare = tuple(
        type(paragraph)(tuple(_unlinked(span) for span in paragraph.spans), paragraph.item)
        for paragraph in value
    )
    return bare, ""


def _unlinked(span: Span) -> Span:
    return Span(span.text, span.bold, span.italic, span.underline, span.position)


def _prose_at(cell: Place, assessment: Assessment) -> Prose:
    records: Sequence[tuple[Mapping[str, Place], str, Prose]] = [
        *((one.places, "summary", one.summary) for one in assessment.outcomes.values()),
        *((one.places, "text", one.text) for one in assessment.strengths),
        *((one.places, "text", one.text) for one in assessment.recommendations),
    ]
    return next((prose for places, name, prose in records if places.get(name) == cell), ())


def _date(text: str, style: str) -> date | None:
    """Read a date that the letter would print as it stands there."""
    for day in _readings(text):
        if style.format(date=day) == text:
            return day
    return None


def _readings(text: str) -> Iterator[date]:
    for form in _DATES:
        with suppress(ValueError):
            yield datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no time zone
