"""Write the sheets of charts: Excel's own, each beside the figures it is drawn from."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet

from assembler.model import Level
from assembler.overview.national_picture import NONE, OUTCOMES, Picture
from assembler.pipeline.status import STAGES, listed_states
from assembler.wording import counted
from assembler.workbook import style
from assembler.workbook.controls import Value, write_table

# Fill, outline and label of each bar. Neighbours differ in lightness by 3:1 or more, or are parted
# by a white outline; light bars have a dark outline, so that they stand out from the page.
BAR_COLOURS = {
    str(Level.EXCEEDING): ("1E5C37", "FFFFFF", "FFFFFF"),
    str(Level.MET): ("9CC8F0", "1F4E79", "000000"),
    str(Level.NOT_MET): ("8E2A20", "FFFFFF", "FFFFFF"),
    NONE: ("D9D9D9", "595959", "000000"),
}
_WIDTHS = (40, 12, 12, 12, 16)
_NO_ZERO = "#,##0;;"  # bars without a length have no label, or it would lie on the next one's
_HEIGHT, _WIDTH = 11.0, 22.0  # centimetres
_ROWS_TAKEN = 24  # by a chart of that height


def write_outcomes(ws: Worksheet, picture: Picture, row: int) -> dict[int, str]:
    """Draw outcomes for each benchmark, and councils by their number of Exceeding.

    Return the description of each chart by its number on the sheet.
    """
    scored = [(place, b) for place, b in enumerate(picture.edition.benchmarks) if b.scored]
    outcomes: list[tuple[Value, ...]] = [
        (f"{b.number} {b.title}", *(picture.count(place, word) for word in OUTCOMES))
        for place, b in scored
    ]
    counts = [council.count(str(Level.EXCEEDING)) for council in picture.councils]
    spread: list[tuple[Value, ...]] = [
        (str(number), counts.count(number)) for number in range(len(scored) + 1)
    ]
    last = _figures(ws, row, ("Benchmark", *OUTCOMES), outcomes)
    second = last + 2
    second_last = _figures(ws, second, ("Benchmarks Exceeding", "Councils"), spread)
    _stacked_shares(ws, (row, last), row, "Outcomes for each benchmark", "Share of councils")
    columns = _chart(ws, (second, second_last), ("",), "Councils by number of benchmarks Exceeding")
    columns.y_axis.title, columns.x_axis.title = "Councils", "Benchmarks Exceeding"
    columns.y_axis.number_format, columns.legend = "0", None
    ws.add_chart(columns, f"G{row + _ROWS_TAKEN}")
    ws.page_setup.fitToHeight = 1
    return {1: _described_outcomes(picture, row, last), 2: _described_spread(counts, second)}


def write_progress(ws: Worksheet, picture: Picture, row: int) -> dict[int, str]:
    """Draw letters by state, and the outcomes of each adviser's councils.

    Return the description of each chart by its number on the sheet.
    """
    counts = Counter(status.state for status in picture.statuses)
    states: list[tuple[Value, ...]] = [(str(state).capitalize(), counts[state]) for state in STAGES]
    last = _figures(ws, row, ("State", "Councils"), states)
    by_adviser: list[tuple[Value, ...]] = [
        (one.adviser, *(one.outcomes.get(word, 0) for word in OUTCOMES))
        for one in picture.advisers
        if one.outcomes
    ]
    bars = _chart(ws, (row, last), ("",), "Letters by state")
    bars.type, bars.legend = "bar", None
    bars.x_axis.scaling.orientation = "maxMin"
    bars.y_axis.title, bars.y_axis.number_format = "Councils", "0"
    ws.add_chart(bars, f"G{row}")
    ws.page_setup.fitToHeight = 1
    described = {1: _described_states(picture, row, last)}
    if by_adviser:
        second = last + 2
        end = _figures(ws, second, ("Adviser", *OUTCOMES), by_adviser)
        title = "Outcomes of each adviser's councils"
        _stacked_shares(ws, (second, end), row + _ROWS_TAKEN, title, "Share of benchmarks")
        described[2] = _described_advisers(len(by_adviser), second, end)
    return described


def _stacked_shares(
    ws: Worksheet, rows: tuple[int, int], at: int, title: str, measure: str
) -> None:
    """Draw figures by outcome as bars of equal length, each divided by its shares."""
    stacked = _chart(ws, rows, OUTCOMES, title)
    stacked.type, stacked.grouping, stacked.overlap = "bar", "percentStacked", 100
    stacked.y_axis.title, stacked.y_axis.number_format = measure, "0%"
    stacked.x_axis.scaling.orientation = "maxMin"
    ws.add_chart(stacked, f"G{at}")


def _described_states(picture: Picture, first: int, last: int) -> str:
    listed = listed_states(picture.statuses)
    return (
        f"Bar chart: how many letters are in each state. {listed or 'There are none'}. "
        f"The figures are in cells A{first} to B{last}."
    )


def _described_advisers(count: int, first: int, last: int) -> str:
    return (
        f"Bar chart: for each of {counted(count, 'adviser')} the share of scored benchmarks with "
        f"each outcome. The figures are in cells A{first} to E{last}."
    )


def _described_outcomes(picture: Picture, first: int, last: int) -> str:
    totals = {word: sum(council.count(word) for council in picture.councils) for word in OUTCOMES}
    listed = ", ".join(f"{count:,} {word}" for word, count in totals.items())
    return (
        f"Bar chart: for each benchmark the share of councils with each outcome. In all: {listed}. "
        f"The figures are in cells A{first} to E{last}."
    )


def _described_spread(counts: Sequence[int], row: int) -> str:
    most = max(counts, default=0)
    return (
        f"Column chart: how many councils are Exceeding in how many benchmarks, for "
        f"{counted(len(counts), 'council')}; the most is {counted(most, 'benchmark')}. "
        f"The figures are in the table that begins in cell A{row}."
    )


def _figures(
    ws: Worksheet, row: int, headings: tuple[str, ...], rows: Sequence[tuple[Value, ...]]
) -> int:
    """Write the figures of a chart; return the row of the last."""
    last = write_table(ws, row, list(zip(headings, _WIDTHS, strict=False)), rows)
    ws.auto_filter.ref = None
    return last


def _chart(ws: Worksheet, rows: tuple[int, int], names: Sequence[str], title: str) -> Any:
    chart: Any = BarChart()
    chart.title = title
    chart.height, chart.width, chart.gapWidth = _HEIGHT, _WIDTH, 50
    chart.add_data(
        Reference(ws, min_col=2, max_col=1 + len(names), min_row=rows[0], max_row=rows[1]),
        titles_from_data=True,
    )
    chart.set_categories(Reference(ws, min_col=1, min_row=rows[0] + 1, max_row=rows[1]))
    for series, name in zip(chart.series, names, strict=True):
        fill, outline, label = BAR_COLOURS.get(name, (style.PURPLE, style.PURPLE, ""))
        series.graphicalProperties.solidFill = fill
        series.graphicalProperties.line = LineProperties(w=12_700, solidFill=outline)
        series.dLbls = DataLabelList()
        series.dLbls.showVal = True
        series.dLbls.numFmt = _NO_ZERO
        series.dLbls.txPr = _label_text(label) if label else None
        for other in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
            setattr(series.dLbls, other, False)
    # Without these, some versions draw no axis at all.
    chart.x_axis.delete = chart.y_axis.delete = False
    if chart.legend is not None:
        chart.legend.position = "b"
    return chart


def _label_text(colour: str) -> RichText:
    properties = CharacterProperties(sz=1000, b=True, solidFill=colour)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=properties), endParaRPr=properties)
    return RichText(p=[paragraph])
