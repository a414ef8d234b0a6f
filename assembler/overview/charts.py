"""The sheet of charts: Excel's own, each beside the figures it is drawn from."""

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet

from assembler.model import Level
from assembler.overview.gather import OUTCOMES, Picture
from assembler.workbook import controls, rich_cells, style

# Darker than the fills of cells: bars carry no word of their own, and touch one another.
_COLOURS = {
    str(Level.EXCEEDING): "2E7D4F",
    str(Level.MET): "6FA8DC",
    str(Level.NOT_MET): "B23A2E",
    "No outcome yet": "7F7F7F",
}
_WIDTHS = (40, 12, 12, 12, 16)
_LABELS = {str(Level.MET): "000000"}  # on the other colours white is easier to read
_HEIGHT, _WIDTH = 11.0, 22.0  # centimetres


def sheet(ws: Worksheet, picture: Picture, row: int) -> None:
    """Draw outcomes for each benchmark, and councils by their number of Exceeding."""
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        ws.column_dimensions[letter].width = width
    scored = [
        (place, benchmark)
        for place, benchmark in enumerate(picture.edition.benchmarks)
        if benchmark.scored
    ]
    outcomes: list[tuple[str | int, ...]] = [
        (f"{b.number} {b.title}", *(picture.count(place, word) for word in OUTCOMES))
        for place, b in scored
    ]
    first = _figures(ws, row, ("Benchmark", *OUTCOMES), outcomes)
    counts = [council.count(str(Level.EXCEEDING)) for council in picture.councils]
    spread: list[tuple[str | int, ...]] = [
        (str(number), counts.count(number)) for number in range(len(scored) + 1)
    ]
    second = _figures(ws, first + 2, ("Benchmarks Exceeding", "Councils"), spread)
    stacked = _chart(ws, (row, first), len(OUTCOMES), "Outcomes for each benchmark")
    stacked.type, stacked.grouping, stacked.overlap = "bar", "percentStacked", 100
    stacked.y_axis.title, stacked.y_axis.number_format = "Share of councils", "0%"
    stacked.x_axis.scaling.orientation = "maxMin"
    ws.add_chart(stacked, f"G{row}")
    columns = _chart(ws, (first + 2, second), 1, "Councils by number of benchmarks Exceeding")
    columns.y_axis.title, columns.x_axis.title = "Councils", "Benchmarks Exceeding"
    columns.y_axis.number_format, columns.legend = "0", None
    ws.add_chart(columns, f"G{row + 24}")
    ws.page_setup.fitToHeight = 1


def _figures(
    ws: Worksheet, row: int, headings: tuple[str, ...], rows: Sequence[tuple[str | int, ...]]
) -> int:
    """Write the figures of a chart; gives the row of the last."""
    for place, heading in enumerate(headings, start=1):
        controls.heading(ws, row, place, heading)
    for number, values in enumerate(rows, start=row + 1):
        for place, value in enumerate(values, start=1):
            cell: Any = ws.cell(number, place)
            if isinstance(value, str):
                rich_cells.write_text(cell, value)
            else:
                cell.value = value
            cell.font, cell.border = style.TEXT, style.GRID
            cell.alignment = style.WRAPPED if place == 1 else style.CENTRED
    return row + len(rows)


def _chart(ws: Worksheet, rows: tuple[int, int], series: int, title: str) -> Any:
    chart: Any = BarChart()
    chart.title = title
    chart.height, chart.width, chart.gapWidth = _HEIGHT, _WIDTH, 50
    chart.add_data(
        Reference(ws, min_col=2, max_col=1 + series, min_row=rows[0], max_row=rows[1]),
        titles_from_data=True,
    )
    chart.set_categories(Reference(ws, min_col=1, min_row=rows[0] + 1, max_row=rows[1]))
    names = OUTCOMES if series > 1 else ("",)
    for one, name in zip(chart.series, names, strict=True):
        one.graphicalProperties.solidFill = _COLOURS.get(name, style.PURPLE)
        one.dLbls = DataLabelList()
        one.dLbls.showVal = True
        one.dLbls.txPr = _text(_LABELS.get(name, "FFFFFF")) if name else None
        for other in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
            setattr(one.dLbls, other, False)
    # Without these, some versions draw no axis at all.
    chart.x_axis.delete = chart.y_axis.delete = False
    if chart.legend is not None:
        chart.legend.position = "b"
    return chart


def _text(colour: str) -> RichText:
    look = CharacterProperties(sz=1000, b=True, solidFill=colour)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])
