"""A marked copy: what must be put right, in the workbook itself, and nothing else changed."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from openpyxl import load_workbook
from openpyxl.comments import Comment

from assembler.editions.load import shipped
from assembler.errors import AssemblerError
from assembler.findings import Finding, Place, Severity
from assembler.pipeline.assess import assess
from assembler.workbook import style
from assembler.workbook.annotate import TO_FIX, marked
from assembler.workbook.read import read
from assembler.workbook.write import write
from support import hostile_files
from support.assessments import finished
from support.featured_workbook import (
    STRENGTHS,
    THREAD,
    as_other_programs_write,
    changed_parts,
    featured,
    packed,
    parts_of,
)
from support.validity import faults

Run = Callable[..., Result]
PAINT = f"FF{style.MARKED}"


def spoilt(folder: Path, name: str = "exampleshire.xlsx") -> Path:
    book = load_workbook(io.BytesIO(write(finished())), rich_text=True)
    book["Annex B"]["G14"] = "Mostly"
    book["Annex B"]["G14"].comment = Comment("Ring Sam first.", "Alex")
    book["Annex B"]["H3"] = "=1+1"
    book["Annex B"]["H3"].data_type = "s"
    book["Letter"]["B4"] = None
    book["Annex A"].column_dimensions["F"].width = 77
    book.create_sheet("My notes")["A1"] = "Ring Sam"
    path = folder / name
    book.save(path)
    return path


def loaded(path: Path) -> Any:
    return load_workbook(path, rich_text=True)


def rules_of(sheet: Any) -> list[tuple[str, str]]:
    """Return the conditional colours of a sheet by rank, without that of a mark."""
    ranked = sorted(
        (rule.priority, str(area.sqref), rule.formula[0])
        for area in sheet.conditional_formatting
        for rule in area.rules
        if not rule.formula[0].startswith('LEN("Assembler")')
    )
    return [(area, formula) for _, area, formula in ranked]


def test_each_cell_is_listed_coloured_and_noted(run: Run, tmp_path: Path) -> None:
    path = spoilt(tmp_path)
    before = path.read_bytes()
    result = run("validate", "--mark", path)
    assert result.exit_code == 1
    assert "exampleshire-to-fix.xlsx" in result.output
    assert path.read_bytes() == before
    book = loaded(tmp_path / "exampleshire-to-fix.xlsx")
    assert book.sheetnames[0] == TO_FIX
    assert book.active.title == TO_FIX
    rows = {row[0].value: row for row in book[TO_FIX].iter_rows(min_row=2)}
    cell, wrong, todo, serious = rows["Annex B!G14"]
    assert cell.hyperlink.location == "'Annex B'!G14"
    assert wrong.value == "the cell says 'Mostly'."
    assert todo.value == "Choose Yes, No or N/A from the list."
    assert serious.value == "must be put right"
    for sheet, at in (("Annex B", "G14"), ("Letter", "B4")):
        assert book[sheet][at].fill.start_color.rgb == PAINT
        assert book[sheet][at].comment is not None
    assert book["Annex B"]["G13"].fill.start_color.rgb != PAINT


def test_everything_else_is_kept(run: Run, tmp_path: Path) -> None:
    path = spoilt(tmp_path)
    run("validate", "--mark", path)
    old, new = loaded(path), loaded(tmp_path / "exampleshire-to-fix.xlsx")
    assert new.sheetnames[1:] == old.sheetnames
    assert set(new.defined_names) == set(old.defined_names)
    for sheet in old.worksheets:
        twin = new[sheet.title]
        assert {c.coordinate: c.value for row in sheet.iter_rows(max_row=100) for c in row} == {
            c.coordinate: c.value for row in twin.iter_rows(max_row=100) for c in row
        }
        assert twin.protection.sheet == sheet.protection.sheet
        assert twin.freeze_panes == sheet.freeze_panes
        assert len(twin.data_validations.dataValidation) == len(
            sheet.data_validations.dataValidation
        )
        assert rules_of(twin) == rules_of(sheet)
        assert {k: d.width for k, d in twin.column_dimensions.items()} == {
            k: d.width for k, d in sheet.column_dimensions.items()
        }
    assert new["Annex B"]["H3"].data_type == "s"
    assert new["Annex B"]["G14"].comment.text.startswith("Ring Sam first.")
    assert new["Annex B"]["G14"].comment.author == "Alex"


def test_a_corrected_copy_is_valid_and_can_be_marked_again(run: Run, tmp_path: Path) -> None:
    run("validate", "--mark", spoilt(tmp_path))
    copy = tmp_path / "exampleshire-to-fix.xlsx"
    book = loaded(copy)
    book["Annex B"]["G14"] = "Yes"
    book.save(copy)
    codes = [finding.code for finding in assess(copy, shipped()).findings]
    assert "answers.choice" not in codes
    assert "details.required" in codes
    run("validate", "--mark", copy)
    again = loaded(tmp_path / "exampleshire-to-fix-to-fix.xlsx")
    assert again.sheetnames.count(TO_FIX) == 1
    assert again["Annex B"]["G14"].comment.text == "Ring Sam first."
    assert again["Annex B"]["G14"].fill.start_color.rgb != PAINT
    assert again["Letter"]["B4"].comment.text.count("Letter date is blank.") == 1
    again["Letter"]["B4"] = "21/05/2025"
    held = io.BytesIO()
    again.save(held)
    result = read(held.getvalue(), "x.xlsx", shipped())
    assert result.assessment is not None
    assert result.assessment.details == finished().details


def test_an_earlier_marked_copy_is_never_lost(run: Run, tmp_path: Path) -> None:
    path = spoilt(tmp_path)
    run("validate", "--mark", path)
    first = (tmp_path / "exampleshire-to-fix.xlsx").read_bytes()
    run("validate", "--mark", path)
    assert (tmp_path / "exampleshire-1-to-fix.xlsx").read_bytes() == first


def test_nothing_to_mark_writes_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "exampleshire.xlsx"
    path.write_bytes(write(finished()))
    found = assess(path, shipped()).findings
    run("validate", "--mark", path)
    assert (tmp_path / "exampleshire-to-fix.xlsx").exists() == bool(found)


def test_words_that_begin_with_an_equals_sign_stay_words() -> None:
    place = Place("Annex B", "G14")
    finding = Finding("x", Severity.ERROR, "=HYPERLINK(1)", "=1+1", (place,))
    book = load_workbook(io.BytesIO(marked(write(finished()), [finding])))
    assert [cell.data_type for cell in book[TO_FIX][2]] == ["s"] * 4


def test_a_place_that_is_a_sheet_or_is_not_there_is_listed_only() -> None:
    findings = [
        Finding("x", Severity.ERROR, "missing.", "Put it back.", (place,))
        for place in (Place("Annex B"), Place("Nowhere"), Place("Nowhere", "A1"))
    ]
    book = load_workbook(io.BytesIO(marked(write(finished()), findings)))
    assert [row[0].value for row in book[TO_FIX].iter_rows(min_row=2)] == [
        "Annex B",
        "Nowhere",
        "Nowhere!A1",
    ]
    assert book[TO_FIX]["A3"].hyperlink is None


def test_of_merged_cells_the_first_is_marked() -> None:
    source = load_workbook(io.BytesIO(write(finished())))
    source["Annex B"].merge_cells("G5:G7")
    held = io.BytesIO()
    source.save(held)
    finding = Finding("x", Severity.ERROR, "blank.", "Fill it.", (Place("Annex B", "G6"),))
    book = load_workbook(io.BytesIO(marked(held.getvalue(), [finding])))
    assert book["Annex B"]["G5"].comment is not None


def test_what_cannot_be_marked_says_so(run: Run, tmp_path: Path) -> None:
    with pytest.raises(AssemblerError, match="could not be marked"):
        marked(b"PK no workbook", [])
    path = tmp_path / "exampleshire.xlsx"
    path.write_bytes(b"no workbook")
    result = run("validate", "--mark", path)
    assert result.exit_code == 1
    assert "could not be marked" in " ".join(result.output.split())
    assert not (tmp_path / "exampleshire-to-fix.xlsx").exists()


def test_a_marked_copy_is_a_sound_package(run: Run, tmp_path: Path) -> None:
    run("validate", "--mark", spoilt(tmp_path))
    with zipfile.ZipFile(tmp_path / "exampleshire-to-fix.xlsx") as package:
        names = package.namelist()
    assert len(names) == len(set(names))


def fault(*cells: str, sheet: str = "Strengths") -> Finding:
    places = tuple(Place(sheet, at) for at in cells)
    return Finding("x", Severity.ERROR, "this is blank.", "Fill it in.", places)


@pytest.mark.parametrize("macros", [False, True])
def test_what_people_add_in_excel_survives(*, macros: bool) -> None:
    book = featured(write(finished()), macros=macros)
    made = marked(book, [fault("A2", "B2", "B3")])
    assert changed_parts(book, made) <= {
        STRENGTHS,
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet7.xml",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }
    sheet = parts_of(made)[STRENGTHS].decode()
    assert "x14:dataValidation " in sheet
    assert sheet.count("<drawing ") == sheet.count("<legacyDrawing ") == 1
    comments = parts_of(made)["xl/comments1.xml"].decode()
    assert "<b/>" in comments
    assert "Ring &amp; ask." in comments
    assert f"<t>{THREAD}</t></text>" in comments  # Excel writes it anew: nothing is added to it
    assert comments.count("– Assembler –") == 2


def test_a_marking_is_taken_out_whole_by_the_next() -> None:
    book = featured(write(finished()))
    once = marked(book, [fault("A2", "B2"), fault("B4", sheet="Letter")])
    again = parts_of(marked(once, []))
    before = parts_of(book)
    for name in ("xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"):
        assert "– Assembler –".encode() not in again[name]
        assert again[name].count(b"<v:shape ") == before[name].count(b"<v:shape ")
    for name in (STRENGTHS, "xl/worksheets/sheet2.xml"):
        assert b'LEN("Assembler")' not in again[name]
    assert list(again).count("xl/worksheets/sheet7.xml") == 1


def test_a_marked_blank_cell_shows_over_the_conditional_yellow() -> None:
    book = load_workbook(io.BytesIO(marked(write(finished()), [fault("B4", sheet="Letter")])))
    first = min(
        (rule for area in book["Letter"].conditional_formatting for rule in area.rules),
        key=lambda rule: rule.priority,
    )
    assert first.dxf.fill.bgColor.rgb == PAINT
    assert first.stopIfTrue


def test_no_row_becomes_fixed_in_height() -> None:
    book = write(finished())
    made = marked(book, [fault("B2", "A9")])
    rows = [parts_of(data)[STRENGTHS].count(b"customHeight") for data in (book, made)]
    assert rows[0] == rows[1]
    assert b" ht=" not in parts_of(made)["xl/worksheets/sheet7.xml"]


def test_names_and_the_shown_sheet_follow_the_new_first_sheet() -> None:
    source = load_workbook(io.BytesIO(write(finished())))
    source["Annex A"].print_title_rows = "1:1"
    source.active = 3
    held = io.BytesIO()
    source.save(held)
    book = load_workbook(io.BytesIO(marked(held.getvalue(), [fault("A2")])))
    assert book["Annex A"].print_title_rows == "$1:$1"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [TO_FIX]


def test_workbooks_of_other_programs_are_marked() -> None:
    other = as_other_programs_write(write(finished()))
    parts = parts_of(other)
    parts["xl/workbook.xml"] = re.sub(rb"<calcPr[^>]*/>", b"", parts["xl/workbook.xml"])
    book = load_workbook(io.BytesIO(marked(packed(parts), [fault("A2", "F40")])))
    for at in ("A2", "F40"):
        assert book["Strengths"][at].fill.start_color.rgb == PAINT
        assert book["Strengths"][at].comment is not None


@pytest.mark.parametrize(
    "hostile",
    [
        hostile_files.lying_zip_bomb,
        hostile_files.many_cells,
        hostile_files.many_styles,
        hostile_files.strict,
        hostile_files.encrypted_part,
        lambda: hostile_files.without("xl/workbook.xml"),
    ],
)
def test_a_file_that_the_bounds_refuse_is_not_marked(hostile: Callable[[], bytes]) -> None:
    with pytest.raises(AssemblerError, match="could not be marked: it "):
        marked(hostile(), [fault("A2")])


def test_a_workbook_with_macros_keeps_its_ending(run: Run, tmp_path: Path) -> None:
    path = spoilt(tmp_path).with_suffix(".xlsm")
    path.write_bytes(featured((tmp_path / "exampleshire.xlsx").read_bytes(), macros=True))
    run("validate", "--mark", path)
    assert "xl/vbaProject.bin" in parts_of((tmp_path / "exampleshire-to-fix.xlsm").read_bytes())


def test_a_marked_copy_has_no_fault_that_the_workbook_had_not(tmp_path: Path) -> None:
    path, copy = tmp_path / "book.xlsx", tmp_path / "book-to-fix.xlsx"
    path.write_bytes(featured(write(finished())))
    copy.write_bytes(marked(path.read_bytes(), [fault("A2", "B2"), fault("B4", sheet="Letter")]))
    assert set(faults(copy)) <= set(faults(path))
