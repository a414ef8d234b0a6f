"""The national picture as an Excel workbook: tables to filter, charts, pages to print."""

import io
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assembler.errors import AssemblerError
from assembler.model import Level
from assembler.opc import archive
from assembler.opc.archive import UnsafeError
from assembler.overview import charts
from assembler.overview.gather import NOT_SCORED, OUTCOMES, Picture
from assembler.rich_text import clean
from assembler.wording import counted
from assembler.workbook import controls, rich_cells, style

HEAT_MAP, CHARTS, UNMET = "Heat map", "Charts", "Unmet criteria"
RECOMMENDATIONS, STRENGTHS, MOVEMENT = "Recommendations", "Strengths", "Movement"
OVERRIDES, UNREAD = "Overrides", "Not read"

_TITLE = "Prevent duty assurance"
_LARGEST = 100_000_000
_HEADING_ROW = 4
_MOST = 32_000  # characters, a little less than a cell can hold
_LINE, _ROOM, _TALLEST = 15, 6, 409
_MIDDLE = Alignment(wrap_text=True, vertical="center", horizontal="center")
_LEFT = Alignment(wrap_text=True, vertical="center")


@dataclass(frozen=True)
class Table:
    """A sheet with one table: what it says above, its headings with widths, its rows.

    `nothing` is what the sheet says where there are no rows.
    """

    name: str
    title: str
    lead: str
    columns: tuple[tuple[str, int], ...]
    rows: Sequence[tuple[str | int | float, ...]]
    nothing: str = ""


def must_be_ours(path: Path) -> None:
    """See that a file that would be written over is an earlier overview, and nothing else.

    Raises AssemblerError.
    """
    if not path.exists():
        return
    try:
        core = archive.opened(path.read_bytes(), _LARGEST).read("docProps/core.xml", _LARGEST)
    except (OSError, UnsafeError, KeyError):
        core = b""
    if _TITLE.encode() not in core:
        raise AssemblerError(
            f"{path} is not an overview, so it is not written over.",
            "Choose another name with --output.",
        )


def written(picture: Picture) -> bytes:
    """Write the picture as an .xlsx file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _heat_map(book, picture)
    charts.sheet(_sheet(book, CHARTS, *_charts_title(picture)), picture, _HEADING_ROW)
    for table in _tables(picture):
        _table(book, table)
    book.properties.creator = book.properties.lastModifiedBy = "Assembler"
    book.properties.title = f"{_TITLE} {picture.edition.financial_year}: overview"
    book.active = 0
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _heat_map(book: Workbook, picture: Picture) -> None:
    benchmarks = picture.edition.benchmarks
    year = picture.edition.financial_year
    columns = (
        ("Council", 44),
        *((f"{b.number} {b.title}", 15) for b in benchmarks),
        *((word, 11) for word in OUTCOMES),
    )
    rows: list[tuple[str | int | float, ...]] = [
        (council.name, *council.outcomes, *(council.count(word) for word in OUTCOMES))
        for council in picture.councils
    ]
    lead = f"{counted(len(rows), 'council')}. {_left_out(picture)}"
    table = Table(HEAT_MAP, f"Outcomes by council and benchmark, {year}", lead, columns, rows)
    sheet = _table(book, table, nothing="No workbook of this year could be read.")
    shades = {**picture.edition.shades, NOT_SCORED: picture.edition.shades["N/A"]}
    cell: Any
    for row in range(_HEADING_ROW + 1, _HEADING_ROW + 1 + len(rows)):
        sheet.row_dimensions[row].height = _LINE + _ROOM
        for place in range(1, len(columns) + 1):
            cell = sheet.cell(row, place)
            cell.alignment = _LEFT if place == 1 else _MIDDLE
            if 1 < place <= 1 + len(benchmarks):
                cell.fill = style.fill(shades.get(str(cell.value), style.TO_FILL))
    sheet.row_dimensions[_HEADING_ROW].height = 4 * _LINE
    for place in range(2, len(columns) + 1):
        sheet.cell(_HEADING_ROW, place).alignment = _MIDDLE
    sheet.freeze_panes = f"B{_HEADING_ROW + 1}"


def _left_out(picture: Picture) -> str:
    unready = sum(not council.ready for council in picture.councils)
    said = "Every workbook was read." if not picture.unread else ""
    if picture.unread:
        said = f"{counted(len(picture.unread), 'workbook')} not read: see {UNREAD}."
    if unready:
        said += f" {counted(unready, 'workbook')} not ready to build yet."
    names = Counter(council.name for council in picture.councils)
    if twice := [name for name, count in names.items() if count > 1]:
        said += f" In more than one workbook, and counted for each: {', '.join(twice)}."
    return said


def _charts_title(picture: Picture) -> tuple[str, str]:
    return (
        f"Outcomes at a glance, {picture.edition.financial_year}",
        f"{counted(len(picture.councils), 'council')}.",
    )


def _tables(picture: Picture) -> Iterable[Table]:
    yield _unmet(picture)
    yield Table(
        RECOMMENDATIONS,
        "Every recommendation",
        f"{counted(len(picture.recommendations), 'recommendation')}.",
        (
            *(("Council", 34), ("Benchmark", 30), ("Outcome", 12), ("Heading", 34)),
            ("Recommendation", 90),
        ),
        [(p.council, p.benchmark, p.outcome, p.heading, p.text) for p in picture.recommendations],
        "No council has a recommendation.",
    )
    yield Table(
        STRENGTHS,
        "Every strength",
        f"{counted(len(picture.strengths), 'strength')}.",
        (("Council", 34), ("Heading", 40), ("Strength", 110)),
        [(p.council, p.heading, p.text) for p in picture.strengths],
        "No council has a strength.",
    )
    yield _movement(picture)
    yield Table(
        OVERRIDES,
        "Outcomes that differ from the proposal",
        f"{counted(len(picture.overrides), 'outcome')} recorded by an adviser where the rule "
        "proposed another, or none.",
        (
            *(("Council", 34), ("Benchmark", 34), ("Proposed", 14), ("Recorded", 14)),
            ("Reason", 90),
        ),
        [(o.council, o.benchmark, o.proposed, o.recorded, o.reason) for o in picture.overrides],
        "No outcome was recorded that differs from what the rule proposed.",
    )
    yield Table(
        UNREAD,
        "Workbooks that are not in this picture",
        f"{counted(len(picture.unread), 'workbook')}.",
        (("Workbook", 60), ("Why", 110)),
        [(one.workbook, one.why) for one in picture.unread],
        "Every workbook was read.",
    )


def _unmet(picture: Picture) -> Table:
    return Table(
        UNMET,
        "Unmet criteria, the commonest first",
        "Met criteria answered No, Not met statements answered Yes, then Exceeding criteria "
        "answered No; ranked within each level. N/A is left out of the share.",
        (
            *(("Rank", 7), ("Ref", 9), ("Benchmark", 26), ("Level", 12), ("Criterion", 58)),
            *(("Councils", 10), ("Share", 9), ("Which councils", 60)),
        ),
        [
            (
                *(row.rank, row.criterion.ref, f"{row.benchmark.number} {row.benchmark.title}"),
                *(str(row.criterion.level), _criterion(row.criterion.text, row.criterion.points)),
                *(len(row.councils), len(row.councils) / max(row.applicable, 1)),
                ", ".join(row.councils),
            )
            for row in picture.unmet
        ],
        "No criterion has been answered No.",
    )


def _movement(picture: Picture) -> Table:
    up = sum(move.step > 0 for move in picture.movements)
    down = sum(move.step < 0 for move in picture.movements)
    known = len({move.council for move in picture.movements})
    return Table(
        MOVEMENT,
        "Movement since last year",
        f"{counted(known, 'council')} with last year's outcomes: {up:,} up, {down:,} down, "
        f"{len(picture.movements) - up - down:,} neither.",
        (
            *(("Council", 38), ("Benchmark", 40), ("Last year", 16), ("This year", 16)),
            *(("Movement", 14), ("Levels", 9)),
        ),
        [
            (m.council, m.benchmark, m.before, m.now, _step(m.step), m.step)
            for m in picture.movements
        ],
        "No workbook holds last year's outcomes (assemble new --from carries them over).",
    )


def _step(step: int) -> str:
    return "Up" if step > 0 else "Down" if step < 0 else "Same"


def _criterion(text: str, points: tuple[str, ...]) -> str:
    return "\n".join((text, *(f"- {point}" for point in points)))


def _sheet(book: Workbook, name: str, title: str, lead: str) -> Worksheet:
    sheet: Worksheet = book.create_sheet(name)
    sheet.sheet_view.showGridLines = False
    cell: Any
    for row, text, font in ((1, title, style.TITLE), (2, lead, style.TEXT)):
        cell = sheet.cell(row, 1)
        rich_cells.write_text(cell, clean(text))
        cell.font = font
    sheet.row_dimensions[1].height = 2 * _LINE
    controls.page(sheet)
    sheet.page_setup.orientation = "landscape"
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.8
    return sheet


def _table(book: Workbook, table: Table, nothing: str = "") -> Worksheet:
    sheet = _sheet(book, table.name, table.title, table.lead)
    for place, (heading, width) in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        if table.rows:
            controls.heading(sheet, _HEADING_ROW, place, heading)
    for number, row in enumerate(table.rows, start=_HEADING_ROW + 1):
        for place, value in enumerate(row, start=1):
            _put(sheet, number, place, value)
        sheet.row_dimensions[number].height = _height(row, table.columns)
    if table.rows:
        last = get_column_letter(len(table.columns))
        sheet.auto_filter.ref = f"A{_HEADING_ROW}:{last}{_HEADING_ROW + len(table.rows)}"
        sheet.freeze_panes = f"B{_HEADING_ROW + 1}"
        sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
    else:
        only: Any = sheet.cell(_HEADING_ROW, 1)
        rich_cells.write_text(only, nothing or table.nothing)
        only.font = style.BOLD
    return sheet


def _put(sheet: Worksheet, row: int, place: int, value: str | float) -> None:
    """Write a value; words always as words, whatever they begin with."""
    cell: Any = sheet.cell(row, place)
    if isinstance(value, str):
        rich_cells.write_text(cell, clean(value)[:_MOST])
    else:
        cell.value = value
        cell.number_format = "0%" if isinstance(value, float) else "0"
    cell.font = style.TEXT
    cell.border = style.GRID
    cell.alignment = style.WRAPPED if isinstance(value, str) else style.CENTRED
    if isinstance(value, str) and value in {str(level) for level in Level}:
        cell.alignment = style.CENTRED


def _height(row: tuple[str | int | float, ...], columns: tuple[tuple[str, int], ...]) -> int:
    lines = max(
        sum(max(1, math.ceil(len(line) * 0.97 / width)) for line in str(value).split("\n"))
        for value, (_, width) in zip(row, columns, strict=True)
    )
    return min(_TALLEST, _LINE * lines + _ROOM)
