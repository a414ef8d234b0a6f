"""What people do to a workbook, each with what is then read or found: never a wrong value."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from assembler.editions.load import shipped
from assembler.model import Answer, Assessment
from assembler.outputs.names import sort_folder
from assembler.pipeline.assess import assess
from assembler.workbook.read import Reading, read
from assembler.workbook.write import write
from support.assessments import finished

WHOLE = finished()
Convert = Callable[[str, Iterable[Path]], Path]
SAME: list[tuple[str, str]] = []


def reading(data: bytes) -> Reading:
    return read(data, "exampleshire.xlsx", shipped())


def edited(change: Callable[[Any], Any]) -> bytes:
    book = load_workbook(io.BytesIO(write(WHOLE)), rich_text=True)
    change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def found(result: Reading) -> list[tuple[str, str]]:
    return [(f.code, " ".join(str(place) for place in f.places)) for f in result.findings]


def put(place: str, value: Any) -> Callable[[Any], None]:
    sheet, _, cell = place.partition("!")
    return lambda book: book[sheet].__setitem__(cell, value)


def sorted_by(column: int) -> Callable[[Any], None]:
    """Sort the criteria as Excel does: the cells' content moves, formulas of the row go along."""

    def change(book: Any) -> None:
        sheet = book["Annex B"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        rows.sort(key=lambda row: str(row[column - 1]), reverse=True)
        for number, row in enumerate(rows, start=2):
            for place, value in enumerate(row, start=1):
                sheet.cell(number, place).value = value

    return change


def all_sheets(act: Callable[[Any], Any]) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for sheet in book.worksheets:
            if sheet.title != "Guide":
                act(sheet)

    return change


def filtered(book: Any) -> None:
    sheet = book["Annex B"]
    sheet.auto_filter.add_filter_column(6, ["Yes"])
    for row in range(4, 40):
        sheet.row_dimensions[row].hidden = True


def coloured_to_the_end(book: Any) -> None:
    for sheet in book.worksheets:
        sheet.cell(1_048_576, 16_384).fill = PatternFill("solid", start_color="FFFF00")
        sheet.cell(1_048_576, 1).value = " "


def old_epoch(book: Any) -> None:
    book.epoch = CALENDAR_MAC_1904


def row_deleted(book: Any) -> None:
    book["Annex B"].delete_rows(5)


def row_duplicated(book: Any) -> None:
    sheet = book["Annex B"]
    for place in range(1, 9):
        sheet.cell(90, place).value = sheet.cell(5, place).value


def added(name: str) -> Callable[[Any], Any]:
    return lambda book: book.create_sheet(name)


def merged(place: str) -> Callable[[Any], None]:
    sheet, _, cells = place.partition("!")
    return lambda book: book[sheet].merge_cells(cells)


# What is done, what is then found; nothing found: it is read as it was written.
DONE: list[tuple[str, Callable[[Any], Any], list[tuple[str, str]]]] = [
    ("rows inserted", all_sheets(lambda sheet: sheet.insert_rows(2, 3)), SAME),
    ("rows inserted above the headings", all_sheets(lambda sheet: sheet.insert_rows(1, 3)), SAME),
    ("columns inserted", all_sheets(lambda sheet: sheet.insert_cols(2, 2)), SAME),
    *((f"sorted by column {n}", sorted_by(n), SAME) for n in range(1, 10)),
    ("filtered", filtered, SAME),
    ("sheets reordered", lambda book: book.move_sheet("Recommendations", -5), SAME),
    ("a sheet added", lambda book: book.create_sheet("Notes", 0), SAME),
    *(
        (f"a sheet {name}", added(name), [("workbook.copy", name)])
        for name in ("Annex B (2)", "Copy of Letter", "Annex A_2", "annex b - old", "Strengths v2")
    ),
    *(
        (f"a sheet {name}", added(name), SAME)
        for name in ("Annex B notes", "Newsletter", "Letters", "Annex C", "2", "Recommendations 23")
    ),
    ("a heading in capitals", put("Annex B!G1", " ADVISER\u00a0ANSWER "), SAME),
    ("a cell merged to the right", merged("Letter!B5:C5"), SAME),
    ("answers merged", merged("Annex B!G5:G7"), [("workbook.merged", "Annex B!G5")]),
    ("summary and reason merged", merged("Annex A!E3:F3"), [("workbook.merged", "Annex A!E3")]),
    ("yes", put("Annex B!G2", "yes"), SAME),
    ("Y", put("Annex B!G2", "Y"), SAME),
    ("a tick", put("Annex B!G2", "✓"), SAME),
    ("TRUE", put("Annex B!G2", True), SAME),  # noqa: FBT003 - a cell's value
    ("trailing spaces", put("Annex B!G2", "Yes  "), SAME),
    ("a non-breaking space", put("Annex B!G2", "Yes\u00a0"), SAME),
    ("_x000D_", put("Annex B!G2", "Yes_x000D_"), SAME),
    ("an answer of one's own", put("Annex B!G2", "Mostly"), [("answers.choice", "Annex B!G2")]),
    ("a formula", put("Annex B!G2", '="Yes"'), [("cells.formula", "Annex B!G2")]),
    ("an error", put("Annex B!G2", "#N/A"), [("cells.formula", "Annex B!G2")]),
    ("a date as text", put("Letter!B4", "21 May 2025"), SAME),
    ("a date as a number", put("Letter!B4", 45798), SAME),
    ("a date that is none", put("Letter!B4", "in May"), [("details.date", "Letter!B4")]),
    ("dates from 1904", old_epoch, SAME),
    ("formatting down to the last row", coloured_to_the_end, SAME),
    ("a criterion deleted", row_deleted, [("workbook.row", "Annex B")]),
    ("a criterion twice", row_duplicated, [("workbook.duplicate", "Annex B!A5 Annex B!A90")]),
    ("a criterion altered", put("Annex B!D5", "Other"), [("workbook.altered", "Annex B!D5")]),
]


@pytest.mark.parametrize(
    ("change", "findings"), [row[1:] for row in DONE], ids=[r[0] for r in DONE]
)
def test_what_users_do(change: Callable[[Any], Any], findings: list[tuple[str, str]]) -> None:
    result = reading(edited(change))
    assert found(result) == findings
    if not findings:
        assert result.assessment == WHOLE
    else:
        assert never_wrong(result.assessment)


def never_wrong(assessment: Assessment | None) -> bool:
    """Whether each answer is the one that was written, or blank."""
    assert assessment is not None
    return all(
        row.answer in {WHOLE.evidence[ref].answer, None} for ref, row in assessment.evidence.items()
    )


def test_n_a_is_read_in_every_spelling() -> None:
    for typed in ("n/a", "NA", "N/A ", "not applicable"):
        result = reading(edited(put("Annex B!G2", typed))).assessment
        assert result is not None
        assert result.evidence["B1-M1"].answer is Answer.NOT_APPLICABLE


def test_a_workbook_saved_by_libreoffice_reads_the_same(soffice: Convert, tmp_path: Path) -> None:
    path = tmp_path / "exampleshire.xlsx"
    path.write_bytes(write(WHOLE))
    saved = soffice("xlsx:Calc MS Excel 2007 XML", [path]) / path.name
    result = reading(saved.read_bytes())
    assert result.findings == ()
    assert result.assessment == WHOLE
    assert {outcome.shown for outcome in result.assessment.outcomes.values()} == {"Met", "N/A"}
    assert "outcomes.stale" not in {f.code for f in assess(saved, shipped()).findings}


def test_a_workbook_saved_as_ods_is_told_how_to_be_saved(soffice: Convert, tmp_path: Path) -> None:
    path = tmp_path / "exampleshire.xlsx"
    path.write_bytes(write(WHOLE))
    saved = soffice("ods", [path]) / "exampleshire.ods"
    assert [(f.code, f.message, f.fix) for f in reading(saved.read_bytes()).findings] == [
        (
            "workbook.file",
            "the file is in the OpenDocument format (.ods).",
            "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and use that file.",
        )
    ]


def repacked(change: Callable[[str, bytes], bytes], data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return held.getvalue()


def test_a_workbook_with_macros_is_read() -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != "[Content_Types].xml":
            return content
        plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        assert plain in content
        return content.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")

    result = reading(repacked(change, write(WHOLE)))
    assert result.findings == ()
    assert result.assessment == WHOLE


def showing(outcome: str) -> bytes:
    """Return the workbook as if a spreadsheet program had last shown this for benchmark 1."""

    def change(name: str, content: bytes) -> bytes:
        if not name.endswith(f"sheet{SHEET_OF_ANNEX_A}.xml"):
            return content
        cell = re.compile(rb'<c r="C2"([^>]*)>(<f>[^<]*</f>)<v>[^<]*</v></c>')
        text, count = cell.subn(
            lambda at: (
                b'<c r="C2" t="str"%s>%s<v>%s</v></c>'
                % (at[1].replace(b' t="str"', b""), at[2], outcome.encode())
            ),
            content,
        )
        assert count == 1
        return text

    return repacked(change, write(WHOLE))


SHEET_OF_ANNEX_A = 1 + [sheet.title for sheet in load_workbook(io.BytesIO(write(WHOLE)))].index(
    "Annex A"
)


@pytest.mark.parametrize("shown", ["Exceeding", "No proposal", "1 of 10 unanswered", "#NAME?"])
def test_a_stale_outcome_is_a_warning_and_never_believed(shown: str, tmp_path: Path) -> None:
    path = tmp_path / "exampleshire.xlsx"
    path.write_bytes(showing(shown))
    result = assess(path, shipped())
    stale = [f for f in result.findings if f.code == "outcomes.stale"]
    assert [str(place) for f in stale for place in f.places] == ["Annex A!C2"]
    assert stale[0].message == (
        f"the workbook last showed '{shown}' for benchmark 1; its answers give: Met."
    )
    assert result.may_be_built
    assert str(result.graded[0].outcome) == "Met"


def test_what_the_workbook_rightly_showed_is_not_said(tmp_path: Path) -> None:
    path = tmp_path / "exampleshire.xlsx"
    path.write_bytes(showing("Met"))
    assert "outcomes.stale" not in {f.code for f in assess(path, shipped()).findings}


def test_a_formula_that_was_typed_over_is_compared_too(tmp_path: Path) -> None:
    path = tmp_path / "exampleshire.xlsx"
    path.write_bytes(edited(put("Annex A!C2", "Exceeding")))
    assert "outcomes.stale" in {f.code for f in assess(path, shipped()).findings}


def test_a_folder_gives_its_xlsm_workbooks_too(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsm", "c.ods", "d-to-fix.xlsx"):
        (tmp_path / name).write_bytes(b"")
    taken, left, _ = sort_folder(tmp_path)
    assert [path.name for path in taken] == ["a.xlsx", "b.xlsm"]
    assert [path.name for path, _ in left] == ["c.ods", "d-to-fix.xlsx"]
