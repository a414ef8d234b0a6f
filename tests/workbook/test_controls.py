"""The workbook behaves like a form: links, lists with helpful errors, print set-up, first cell."""

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook

from assembler.model import Assessment, Unplaced, empty_assessment
from assembler.rich_text import from_text
from assembler.workbook import style
from assembler.workbook.layout import ANNEX_A, SHEETS
from assembler.workbook.write import write
from support import councils
from support.assessments import EDITION, finished
from support.contrast import contrast

COUNCIL = "Exampleshire & Samplebury County Council"


def opened(assessment: Assessment) -> Any:
    return load_workbook(io.BytesIO(write(assessment)))


@pytest.fixture(scope="module")
def book() -> Any:
    return opened(empty_assessment(EDITION, COUNCIL))


@pytest.fixture(scope="module")
def full() -> Any:
    unplaced = (Unplaced("Table 2", "Risk", from_text("A note.")),)
    return opened(replace(councils.five()["pretendham"], unplaced=unplaced))


def rules(book: Any) -> list[Any]:
    return [rule for sheet in book for rule in sheet.data_validations.dataValidation]


def test_guide_leads_to_each_benchmark_wherever_it_was_sorted_to_and_back(book: Any) -> None:
    labels = {str(cell.value): cell for (cell,) in book["Guide"].iter_rows(max_col=1)}
    for benchmark in EDITION.scored:
        label = f"{benchmark.number}. {benchmark.title}"
        (formula,) = (text for text in labels if label in text)
        assert f'\'Annex B\'!A"&MATCH("B{benchmark.number}-*"' in formula
    ref = book["Annex B"]["A2"]
    assert (ref.hyperlink.location, ref.hyperlink.tooltip) == (
        "'Guide'!A1",
        "Back to the sheet Guide",
    )


def test_every_sheet_prints_on_a4_one_page_wide_with_its_headings_and_its_council(
    book: Any,
) -> None:
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.freeze_panes
        if sheet.title != "Guide":
            assert sheet.print_title_rows == "$1:$1"
    with zipfile.ZipFile(io.BytesIO(write(empty_assessment(EDITION, COUNCIL)))) as package:
        sheets = [package.read(n).decode() for n in package.namelist() if "worksheets/s" in n]
    assert len(sheets) == len(book.worksheets)
    assert all(f"&amp;C{COUNCIL.replace('&', '&amp;&amp;')}" in sheet for sheet in sheets)


def test_the_first_cell_is_the_first_to_fill_in(book: Any) -> None:
    first = {s.title: {p.activeCell for p in s.sheet_view.selection} for s in book.worksheets}
    assert first["Letter"] == {"B4"}
    assert first["Annex B"] == {"G2"}
    assert first["Annex A"] == {"F2"}
    assert book.active.title == "Guide"


def test_a_view_has_one_selection_for_each_pane(full: Any) -> None:
    for sheet in full.worksheets:
        panes = [selection.pane for selection in sheet.sheet_view.selection]
        assert len(panes) == len(set(panes)), sheet.title


def test_frozen_columns_leave_space_for_the_answers_on_a_small_laptop_at_200_percent(
    book: Any,
) -> None:
    pixels_in_digit, screen = 8, 1366  # Arial 11; the commonest small screen
    for sheet in book.worksheets:
        frozen = (sheet.sheet_view.pane.xSplit or 0) if sheet.sheet_view.pane else 0
        widths = [sheet.column_dimensions["ABCDEFGHIJ"[n]].width for n in range(int(frozen))]
        assert 2 * pixels_in_digit * sum(widths) < screen / 2, sheet.title


def test_lists_say_what_to_choose_and_how(book: Any) -> None:
    (answer,) = (
        rule
        for rule in book["Annex B"].data_validations.dataValidation
        if str(rule.sqref).startswith("G2")
    )
    assert answer.error == ("Choose Yes, No or N/A. Press Esc, then Alt+Down to open the list.")
    (benchmark,) = (r for r in rules(book) if r.type == "list" and len(r.formula1) > 100)
    assert benchmark.error == (
        "Choose a benchmark from the list. Press Esc, then Alt+Down to open the list."
    )


def test_lists_and_messages_go_on_below_the_rows_that_were_written(book: Any) -> None:
    for name in ("Strengths", "Recommendations"):
        sheet = book[name]
        for rule in sheet.data_validations.dataValidation:
            assert {cells.max_row for cells in rule.sqref.ranges} == {1000}
        for letter in "AB":
            assert sheet.column_dimensions[letter].number_format == "@"


def test_only_guide_is_protected_and_cells_for_reading_refuse_typing(full: Any) -> None:
    assert {sheet.title for sheet in full.worksheets if sheet.protection.sheet} == {"Guide"}
    assert not full["Guide"].protection.password
    for name, reading, input_cell in (
        ("Annex B", ("A2", "D2", "I5", "J80"), "G2"),
        ("Annex A", ("A2", "C3", "G9", "H2"), "F2"),
        ("Letter", ("A2", "C5", "D17"), "B2"),
    ):
        refused = [
            rule
            for rule in full[name].data_validations.dataValidation
            if (rule.type, rule.formula1, rule.errorStyle) == ("custom", "FALSE", None)
        ]
        assert all(any(cell in rule.sqref for rule in refused) for cell in reading), name
        assert not any(input_cell in rule.sqref for rule in refused), name


def test_no_row_has_a_height_and_no_cells_are_merged(full: Any) -> None:
    # Excel fits a row without a height to its text on opening; a fixed one hides the rest.
    for sheet in full.worksheets:
        assert not [row for row, size in sheet.row_dimensions.items() if size.height], sheet.title
        assert not sheet.merged_cells.ranges, sheet.title


def test_widths_are_counted_in_the_font_of_the_text(full: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(write(finished()))) as package:
        styles = package.read("xl/styles.xml").decode()
    first = re.search(r"<fonts[^>]*><font>(.*?)</font>", styles)
    assert first is not None
    assert {'<name val="Arial"/>', '<sz val="11"/>'} <= set(re.findall("<[^>]+/>", first[1]))
    assert "Calibri" not in styles
    assert full["Annex A"].column_dimensions[ANNEX_A.letter("summary")].width >= 100


@pytest.mark.parametrize("fill", [*EDITION.shades.values(), style.FIXED, style.FIXED_ODD])
def test_text_and_links_stand_out_from_the_fills_of_their_cells(fill: str) -> None:
    for text in ("000000", style.LINK_COLOUR, style.TO_DO_COLOUR):
        assert contrast(text, fill) >= 4.5
    assert contrast(style.LINE_COLOUR, fill) >= 3


def test_other_colours_stand_out_too() -> None:
    assert contrast("FFFFFF", style.PURPLE) >= 4.5
    assert contrast(style.PURPLE, "FFFFFF") >= 4.5
    for fill in (style.YES, style.NO, style.NOT_APPLICABLE, style.TO_FILL, style.MARKED):
        assert contrast("000000", fill) >= 4.5
        assert contrast(style.TO_DO_COLOUR, fill) >= 4.5
        assert contrast(style.LINE_COLOUR, fill) >= 3
    assert contrast(style.LINE_COLOUR, "FFFFFF") >= 3


def test_the_contract_s_columns_come_first(full: Any) -> None:
    for sheet in SHEETS:
        if sheet.name in full.sheetnames:
            heads = [cell.value for cell in full[sheet.name][1]]
            assert heads == [column.header for column in sheet.columns]
    assert [cell.value for cell in full["Annex A"][1]][:6] == [
        "No.",
        "Benchmark",
        "Proposed outcome",
        "Outcome",
        "Reason",
        "Summary of outcome",
    ]
    assert [cell.value for cell in full["Annex B"][1]][:8] == [
        "Ref",
        "Benchmark",
        "Level",
        "Criterion",
        "Self-assessment",
        "Evidence",
        "Adviser answer",
        "Adviser note",
    ]
