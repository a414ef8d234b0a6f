"""The workbook behaves like a form: links, lists with helpful errors, print set-up, first cell."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from assembler.model import empty_assessment
from assembler.workbook.layout import SHEETS
from assembler.workbook.write import write
from support.assessments import EDITION, finished


@pytest.fixture(scope="module")
def book() -> Any:
    return load_workbook(
        io.BytesIO(write(empty_assessment(EDITION, "Exampleshire County Council")))
    )


def test_links_lead_from_guide_to_each_benchmark_and_back(book: Any) -> None:
    links = {c.value: c.hyperlink.location for row in book["Guide"] for c in row if c.hyperlink}
    annex_b = book["Annex B"]
    for benchmark in EDITION.scored:
        name = links[f"{benchmark.number}. {benchmark.title}"]
        cell = book.defined_names[name].attr_text.partition("!")[2].replace("$", "")
        assert annex_b[cell].value == benchmark.criteria[0].ref
        assert annex_b[cell].hyperlink.location == "'Guide'!A1"


def test_every_sheet_prints_on_a4_one_page_wide_with_its_headings(book: Any) -> None:
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.freeze_panes
        if sheet.title != "Guide":
            assert sheet.print_title_rows == "$1:$1"


def test_the_first_cell_is_the_first_to_fill(book: Any) -> None:
    first = {s.title: {p.activeCell for p in s.sheet_view.selection} for s in book.worksheets}
    assert first["Letter"] == {"B4"}
    assert first["Annex B"] == {"G2"}
    assert first["Annex A"] == {"F2"}
    assert book.active.title == "Guide"


def test_lists_say_what_to_choose_and_how(book: Any) -> None:
    rules = book["Annex B"].data_validations.dataValidation
    (answer,) = (r for r in rules if str(r.sqref).startswith("G2"))
    assert answer.error == ("Choose Yes, No or N/A. Press Esc, then Alt+Down to open the list.")
    assert all(len(r.prompt or "") <= 255 and len(r.promptTitle or "") <= 32 for r in rules)


def test_only_published_words_are_locked_and_narrative_can_be_spell_checked(book: Any) -> None:
    protected = {sheet.title for sheet in book.worksheets if sheet.protection.sheet}
    assert protected == {"Annex B"}
    assert not book["Annex B"].protection.password
    assert book["Annex B"]["D2"].protection.locked
    assert not book["Annex B"]["G2"].protection.locked


def test_the_contract_s_columns_come_first() -> None:
    book = load_workbook(io.BytesIO(write(finished())))
    for sheet in SHEETS:
        if sheet.name in book.sheetnames:
            heads = [cell.value for cell in book[sheet.name][1]]
            assert heads == [column.header for column in sheet.columns]
    assert [cell.value for cell in book["Annex A"][1]][:6] == [
        "No.",
        "Benchmark",
        "Proposed outcome",
        "Outcome",
        "Reason",
        "Summary of outcome",
    ]
