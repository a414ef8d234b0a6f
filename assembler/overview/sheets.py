"""The national picture as an Excel workbook: tables to filter, charts, pages to print."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl.worksheet.worksheet import Worksheet

from assembler.errors import AssemblerError
from assembler.opc import archive
from assembler.opc.archive import UnsafeError
from assembler.overview import charts
from assembler.overview.gather import NOT_SCORED, OUTCOMES, Picture
from assembler.rich_text import clean
from assembler.wording import counted
from assembler.workbook import style, write_rich_cells
from assembler.workbook.controls import Heading, Value, write_table
from assembler.workbook.layout import criterion_text
from assembler.workbook.page_setup import freeze, set_page
from assembler.workbook.xlsx.save import CalculatedWorkbook, workbook_bytes

HEAT_MAP, CHARTS, UNMET = "Heat map", "Charts", "Unmet criteria"
RECOMMENDATIONS, STRENGTHS, MOVEMENT = "Recommendations", "Strengths", "Movement"
OVERRIDES, UNREAD = "Overrides", "Not read"

_TITLE = "Prevent duty assurance"
_LARGEST = 100_000_000
_HEADING_ROW = 4


class _Table(NamedTuple):
    """A sheet with one table: its title, a line below it, its headings and its rows.

    `if_empty` is what the sheet says when there are no rows.
    """

    name: str
    title: str
    lead: str
    headings: tuple[Heading, ...]
    rows: Sequence[tuple[Value, ...]]
    if_empty: str


def refuse_other_files(path: Path) -> None:
    """Make sure that a file to be overwritten is an earlier overview.

    Raises AssemblerError when it is anything else.
    """
    if not path.exists():
        return
    try:
        core = archive.opened(path.read_bytes(), _LARGEST).read("docProps/core.xml", _LARGEST)
    except (OSError, UnsafeError, KeyError):
        core = b""
    if _TITLE.encode() not in core:
        raise AssemblerError(
            f"{path} is not an overview, so it is not overwritten.",
            "Choose another name with --output.",
        )


def write_overview(picture: Picture) -> bytes:
    """Return the picture as an .xlsx file."""
    book = CalculatedWorkbook()
    _heat_map(book, picture)
    title = f"Outcomes at a glance, {picture.edition.financial_year}"
    ws = _new_sheet(book, CHARTS, title, f"{counted(len(picture.councils), 'council')}.")
    descriptions = charts.write_charts(ws, picture, _HEADING_ROW)
    freeze(ws, "A4", "A4")
    for table in _tables(picture):
        _write(book, table)
    book.properties.title = f"{_TITLE} {picture.edition.financial_year}: overview"
    return workbook_bytes(book, picture.edition.ends, descriptions)


def _heat_map(book: CalculatedWorkbook, picture: Picture) -> None:
    benchmarks = picture.edition.benchmarks
    headings = (
        ("Council", 44),
        *((f"{b.number} {b.title}", 15) for b in benchmarks),
        *((word, 12) for word in OUTCOMES),
    )
    rows: list[tuple[Value, ...]] = [
        (council.name, *council.outcomes, *(council.count(word) for word in OUTCOMES))
        for council in picture.councils
    ]
    title = f"Outcomes by council and benchmark, {picture.edition.financial_year}"
    lead = f"{counted(len(rows), 'council')}. {_left_out(picture)}"
    if_empty = "No workbook of this year could be read."
    ws = _write(book, _Table(HEAT_MAP, title, lead, headings, rows, if_empty))
    shades = {**picture.edition.shades, NOT_SCORED: picture.edition.shades["N/A"]}
    first, last = _HEADING_ROW + 1, _HEADING_ROW + len(rows)
    cell: Any
    for (cell,) in ws.iter_rows(min_row=first, max_row=last, max_col=1):
        cell.alignment = style.MIDDLE
    for row in ws.iter_rows(min_row=first, max_row=last, min_col=2, max_col=len(headings)):
        for cell in row:
            cell.alignment = style.MIDDLE_CENTRED
            if cell.column <= 1 + len(benchmarks):
                cell.fill = style.fill(shades.get(str(cell.value), style.TO_FILL))


def _left_out(picture: Picture) -> str:
    sentences = "Every workbook was read."
    if picture.unread:
        sentences = f"{counted(len(picture.unread), 'workbook')} not read: see {UNREAD}."
    if not_ready := [council.name for council in picture.councils if not council.ready]:
        sentences += f" {counted(len(not_ready), 'workbook')} not ready to build yet."
    counts = Counter(council.name for council in picture.councils)
    if duplicates := [name for name, count in counts.items() if count > 1]:
        names = ", ".join(duplicates)
        sentences += f" In more than one workbook, and counted for each: {names}."
    return sentences


def _tables(picture: Picture) -> Iterable[_Table]:
    yield _unmet_table(picture)
    yield _Table(
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
    yield _Table(
        STRENGTHS,
        "Every strength",
        f"{counted(len(picture.strengths), 'strength')}.",
        (("Council", 34), ("Heading", 40), ("Strength", 110)),
        [(p.council, p.heading, p.text) for p in picture.strengths],
        "No council has a strength.",
    )
    yield _movement_table(picture)
    yield _Table(
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
    yield _Table(
        UNREAD,
        "Workbooks that are not in this picture",
        f"{counted(len(picture.unread), 'workbook')}.",
        (("Workbook", 60), ("Why", 110)),
        [(row.workbook, row.why) for row in picture.unread],
        "Every workbook was read.",
    )


def _unmet_table(picture: Picture) -> _Table:
    return _Table(
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
                *(str(row.criterion.level), criterion_text(row.criterion)),
                *(len(row.councils), len(row.councils) / max(row.applicable, 1)),
                ", ".join(row.councils),
            )
            for row in picture.unmet
        ],
        "No criterion has been answered No.",
    )


def _movement_table(picture: Picture) -> _Table:
    up = sum(move.step > 0 for move in picture.movements)
    down = sum(move.step < 0 for move in picture.movements)
    known = len({move.council for move in picture.movements})
    return _Table(
        MOVEMENT,
        "Movement since last year",
        f"{counted(known, 'council')} with last year's outcomes: {up:,} up, {down:,} down, "
        f"{len(picture.movements) - up - down:,} unchanged.",
        (
            *(("Council", 38), ("Benchmark", 40), ("Last year", 16), ("This year", 16)),
            *(("Movement", 14), ("Levels", 9)),
        ),
        [
            (m.council, m.benchmark, m.before, m.now, _direction(m.step), m.step)
            for m in picture.movements
        ],
        "No workbook holds last year's outcomes (assemble new --from carries them over).",
    )


def _direction(step: int) -> str:
    return "Up" if step > 0 else "Down" if step < 0 else "Same"


def _new_sheet(book: CalculatedWorkbook, name: str, title: str, lead: str) -> Worksheet:
    ws: Worksheet = book.create_sheet(name)
    cell: Any
    for row, text, font in ((1, title, style.TITLE), (2, lead, style.TEXT)):
        cell = ws.cell(row, 1)
        write_rich_cells.write_text(cell, clean(text))
        cell.font, cell.alignment = font, style.ONE_LINE
    set_page(ws, "")
    return ws


def _write(book: CalculatedWorkbook, table: _Table) -> Worksheet:
    ws = _new_sheet(book, table.name, table.title, table.lead)
    if table.rows:
        write_table(ws, _HEADING_ROW, table.headings, table.rows)
        ws.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
        freeze(ws, f"B{_HEADING_ROW + 1}", f"A{_HEADING_ROW + 1}")
        return ws
    cell: Any = ws.cell(_HEADING_ROW, 1)
    write_rich_cells.write_text(cell, table.if_empty)
    cell.font = style.BOLD
    freeze(ws, f"A{_HEADING_ROW}", f"A{_HEADING_ROW}")
    return ws
