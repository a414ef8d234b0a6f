"""Write what a returned form brought into a workbook that is there, and change nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from assembler.errors import AssemblerError
from assembler.findings import Place
from assembler.model import Assessment, Edition, Unplaced
from assembler.rich_text import Prose, plain
from assembler.wording import listed, single_spaced
from assembler.workbook import list_sheet
from assembler.workbook.layout import UNPLACED
from assembler.workbook.read import read
from assembler.workbook.write_rich_cells import with_addresses
from assembler.workbook.xlsx.edit_cells import CellEdit, SheetEditor
from assembler.workbook.xlsx.edit_package import EditedPackage, cell_of
from assembler.workbook.xlsx.edit_styles import EditedStyles
from assembler.workbook.xlsx.grid import cell_place, plain_name
from assembler.workbook.xlsx.open import open_book
from assembler.workbook.xlsx.splice import Part
from assembler.workbook.xlsx.write_cell_text import Value

_FROM_THE_COUNCIL = ("self_assessment", "text")
_MOST_NAMED = 5
_BY_HAND = (
    "Run this again with -o returned. Then copy the columns Self-assessment and Evidence of the "
    "sheet Annex B into {name}, and keep what the sheet Unplaced says."
)


def read_unanswered(data: bytes, name: str, edition: Edition) -> Assessment:
    """Read a workbook into which a form may be brought.

    Raises AssemblerError when it is no sound workbook of the edition, or holds something that the
    council said.
    """
    reading = read(data, name, (edition,))
    assessment = reading.assessment
    wrong = next((one for one in reading.findings if one.code.startswith("workbook.")), None)
    if assessment is None or wrong is not None:
        told = wrong or reading.findings[0]
        raise AssemblerError(f"{name} is already there: {told.message}", told.fix)
    if said := [*_said_by_the_council(data, assessment)]:
        cells = (str(place) if place.part != said[0].part else place.at for place in said[1:])
        where = listed((str(said[0]), *cells), _MOST_NAMED)
        raise AssemblerError(
            f"{name} already holds something from the council, in {where}.",
            _BY_HAND.format(name=name),
        )
    return assessment


def fill(data: bytes, before: Assessment, brought: Assessment) -> bytes:
    """Return the workbook `before` was read from, with the answers and evidence of `brought`.

    The form's other words are added as the sheet Unplaced. Raises AssemblerError when the workbook
    would not hold them all, or change otherwise.
    """
    package = EditedPackage(data)
    styles = EditedStyles(package)
    by_sheet: dict[str, dict[str, CellEdit]] = {}
    for place, value in _values(before, brought):
        by_sheet.setdefault(place.part, {})[place.at] = CellEdit(value)
    for name, edits in by_sheet.items():
        SheetEditor(package, styles, name).edit(edits)
    if brought.unplaced:
        _add_unplaced(package, styles, brought.unplaced)
    _recalculate(package)
    styles.save()
    filled = package.packed()
    after = read(filled, before.source, (before.edition,)).assessment
    if after is None or _words(after) != _words(brought) or _rest(after) != _rest(before):
        raise AssemblerError(
            f"{before.source} does not take in all that the form says.",
            _BY_HAND.format(name=before.source),
        )
    return filled


def _said_by_the_council(data: bytes, assessment: Assessment) -> Iterator[Place]:
    sheets = open_book(data).sheets
    for row in assessment.evidence.values():
        for place in (row.places[attribute] for attribute in _FROM_THE_COUNCIL):
            grid, (number, column) = sheets[plain_name(place.part)], cell_of(place.at)
            cell = grid.cell(number, column) if number in grid.rows else None
            if cell is not None and (cell.text.strip() or cell.not_text):
                yield place
    for one in assessment.unplaced:
        yield one.places["text"]


def _values(before: Assessment, brought: Assessment) -> Iterator[tuple[Place, Value]]:
    for ref, row in brought.evidence.items():
        places: Mapping[str, Place] = before.evidence[ref].places
        if row.self_assessment is not None:
            yield places["self_assessment"], str(row.self_assessment)
        if row.text:
            yield places["text"], with_addresses(row.text)


def _add_unplaced(
    package: EditedPackage, styles: EditedStyles, unplaced: tuple[Unplaced, ...]
) -> None:
    if plain_name(UNPLACED.name) not in package.sheets():
        looks = list_sheet.add_looks(styles)
        headings = {column.header: column.width for column in UNPLACED.columns}
        blank, formats = ("",) * len(headings), (looks.words,) * len(headings)
        rows = (list_sheet.row(n, blank, formats) for n in range(2, len(unplaced) + 2))
        first = list_sheet.heading_row(headings, looks)
        content = list_sheet.sheet(headings, (first, *rows), links="", selected=False)
        list_sheet.add(package, UNPLACED.name, content)
    edits: dict[str, CellEdit] = {}
    for number, one in enumerate(unplaced, start=2):
        values: tuple[Value, ...] = (one.where, one.near, with_addresses(one.text))
        for column, value in enumerate(values, start=1):
            edits[cell_place(UNPLACED.name, number, column).at] = CellEdit(value)
    SheetEditor(package, styles, UNPLACED.name).edit(edits)


def _recalculate(package: EditedPackage) -> None:
    """Let Excel work out the formulas anew: what they show rests on the cells written."""
    book = Part(package.read(package.main), 2)
    settings = book.root.child("calcPr")
    if settings is not None:
        package.replace(package.main, book.edited([book.retagged(settings, fullCalcOnLoad="1")]))


def _words(assessment: Assessment) -> list[tuple[object, str]]:
    """Return what an assessment holds from the council: answers, and words on one line."""
    rows = [(row.self_assessment, _said(row.text)) for row in assessment.evidence.values()]
    return [*rows, *((None, _said(one.text)) for one in assessment.unplaced)]


def _said(text: Prose) -> str:
    return single_spaced(plain(with_addresses(text)))


def _rest(assessment: Assessment) -> Assessment:
    """Return an assessment without what the council said."""
    rows = assessment.evidence.items()
    evidence = {ref: replace(row, self_assessment=None, text=()) for ref, row in rows}
    return replace(assessment, evidence=evidence, unplaced=())
