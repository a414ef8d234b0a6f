"""What is written into a workbook is read back from it, whatever its user did meanwhile."""

import io
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from assembler.editions.load import load, shipped
from assembler.errors import AssemblerError
from assembler.findings import Place, Severity
from assembler.model import Answer, Edition, Level, Outcome, empty_assessment
from assembler.rich_text import Paragraph, Span, from_text
from assembler.workbook.letter_fields import FIELDS
from assembler.workbook.read import Reading, read
from assembler.workbook.write import write
from support import hostile_files, paths
from support.assessments import EDITION, assessments, finished, prose
from support.make_example import SOURCE, WORKBOOK, assessment

COUNCIL = "Exampleshire County Council"
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
Edit = Callable[[Any], None]


def reading(data: bytes, editions: tuple[Edition, ...] = shipped()) -> Reading:
    return read(data, "exampleshire.xlsx", editions)


def edited(change: Edit, data: bytes | None = None) -> bytes:
    """Change a finished workbook as a user would."""
    book = load_workbook(io.BytesIO(data or write(finished())), rich_text=True)
    change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def found(reading: Reading) -> list[tuple[str, list[str]]]:
    return [(f.code, [str(place) for place in f.places]) for f in reading.findings]


def row_of(book: Any, ref: str) -> int:
    return next(c.row for c in book["Annex B"]["A"] if c.value == ref)


# What is written is read


@SLOW
@given(assessments())
def test_what_is_written_is_read_back(given_assessment: Any) -> None:
    result = reading(write(given_assessment))
    assert result.findings == ()
    assert result.assessment == given_assessment


@settings(SLOW, max_examples=15)
@given(assessments())
def test_it_is_read_alike_however_its_file_is_laid_out(given_assessment: Any) -> None:
    data = write(given_assessment)
    for other in (hostile_files.packed(hostile_files.shared(data)), hostile_files.stretched(data)):
        result = reading(other)
        assert result.findings == ()
        assert result.assessment == given_assessment


@SLOW
@given(st.lists(prose(), min_size=1, max_size=8))
def test_formatted_text_is_read_back_as_it_was(texts: list[Any]) -> None:
    texts = texts + [()] * len(EDITION.benchmarks)
    outcomes = {b.number: Outcome(b.number, summary=texts.pop(0)) for b in EDITION.benchmarks}
    whole = replace(empty_assessment(EDITION, COUNCIL), outcomes=outcomes)
    assert reading(write(whole)).assessment == whole


def test_the_same_assessment_gives_the_same_bytes() -> None:
    assert write(finished()) == write(finished())


def test_an_empty_workbook_knows_its_edition_and_council() -> None:
    result = reading(write(empty_assessment(EDITION, COUNCIL)))
    assert result.findings == ()
    assert result.assessment is not None
    assert result.assessment.edition is EDITION
    assert result.assessment.details.authority == COUNCIL
    assert result.assessment.source == "exampleshire.xlsx"


def test_every_value_knows_its_cell_be_it_blank() -> None:
    read_back = reading(write(empty_assessment(EDITION, COUNCIL))).assessment
    assert read_back is not None
    assert str(read_back.details.places["letter_date"]) == "Letter!B4"
    assert str(read_back.evidence["B1-M1"].places["answer"]) == "Annex B!G2"
    assert str(read_back.outcomes[1].places["summary"]) == "Annex A!F2"
    assert set(read_back.details.places) == {field.attribute for field in FIELDS}


def test_a_text_longer_than_a_cell_is_refused_in_words() -> None:
    whole = replace(finished(), outcomes={**finished().outcomes, 1: _summary("x" * 32_768)})
    with pytest.raises(AssemblerError, match="32,768 characters"):
        write(whole)


def test_a_text_as_long_as_a_cell_is_kept() -> None:
    whole = replace(finished(), outcomes={**finished().outcomes, 1: _summary("x" * 32_767)})
    assert reading(write(whole)).assessment == whole


def _summary(text: str) -> Outcome:
    return Outcome(1, summary=from_text(text))


# Built from another edition, without a change to the code


def test_an_invented_edition_is_written_and_read() -> None:
    text = paths.INVENTED.read_text("utf-8")
    invented = load(text, "invented.toml")
    whole = empty_assessment(invented, COUNCIL)
    result = reading(write(whole), (*shipped(), invented))
    assert result.findings == ()
    assert result.assessment == whole


# The example


def test_the_example_is_what_its_text_says() -> None:
    fresh = assessment(SOURCE.read_text("utf-8"))
    assert reading(WORKBOOK.read_bytes()).assessment == fresh
    assert _parts(WORKBOOK.read_bytes()) == _parts(write(fresh))


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_example_has_every_required_field() -> None:
    facts = tomllib.loads(SOURCE.read_text("utf-8"))["letter"]
    required = {f.name for f in FIELDS if f.required} - {"Financial year"}
    assert required <= set(facts)


# Whatever the user did to the layout, it reads the same


def _sorted_by_answer(book: Any) -> None:
    sheet = book["Annex B"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    rows.sort(key=lambda row: (str(row[6]), str(row[3])))
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value


def _columns_reversed(book: Any) -> None:
    sheet = book["Annex B"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(reversed(row), start=1):
            sheet.cell(number, column).value = value


def _headings_retyped(book: Any) -> None:
    for cell in book["Annex B"][1]:
        cell.value = f" {cell.value.upper()}\u00a0 "
    for cell in book["Letter"]["A"]:
        cell.value = f"{cell.value.lower()}: "


def _sheets_reordered(book: Any) -> None:
    book.move_sheet("Annex A", -3)
    book.create_sheet("My notes", 0)["A1"] = "Ring Sam"
    del book["Guide"]


def _stray_formatting(book: Any) -> None:
    for name in ("Annex B", "Strengths"):
        cell = book[name].cell(1_048_576, 16_384)
        cell.font = Font(bold=True)
        book[name].cell(1_048_576, 1).value = " "


def _hidden(book: Any) -> None:
    book["Annex B"].row_dimensions[5].hidden = True
    book["Annex B"].column_dimensions["G"].hidden = True
    book["Annex A"].sheet_state = "hidden"


def _refs_with_blanks(book: Any) -> None:
    for cell in book["Annex B"]["A"][1:]:
        cell.value = f" {cell.value.lower()}\u00a0"


LAYOUTS: dict[str, Edit] = {
    "rows inserted": lambda book: [book["Annex B"].insert_rows(9) for _ in range(3)],
    "rows inserted above": lambda book: [s.insert_rows(1, 4) for s in book.worksheets[1:]],
    "columns inserted": lambda book: [s.insert_cols(1, 2) for s in book.worksheets[1:]],
    "a column between field and value": lambda book: book["Letter"].insert_cols(2),
    "rows sorted by answer": _sorted_by_answer,
    "columns in another order": _columns_reversed,
    "headings in other case": _headings_retyped,
    "sheets in another order": _sheets_reordered,
    "formatting in the last row": _stray_formatting,
    "hidden rows, columns and sheets": _hidden,
    "refs with blanks": _refs_with_blanks,
    "a heading row among the criteria": lambda book: (
        book["Annex B"].insert_rows(12),
        book["Annex B"].cell(12, 4, "Benchmark 2"),
    ),
    "a column of one's own": lambda book: book["Annex B"].cell(1, 9, "To discuss"),
    "a sheet in capitals": lambda book: setattr(book["Letter"], "title", "LETTER "),
    "level and proposal columns deleted": lambda book: (
        book["Annex B"].delete_cols(3),
        book["Annex A"].delete_cols(3),
    ),
    "optional rows deleted": lambda book: book["Letter"].delete_rows(16),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_layout_may_change(name: str) -> None:
    result = reading(edited(LAYOUTS[name]))
    assert result.findings == ()
    assert result.assessment == finished()


# What cells say


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Yes", Answer.YES),
        (" yes ", Answer.YES),
        ("Y", Answer.YES),
        ("✓", Answer.YES),
        (True, Answer.YES),
        ("TRUE", Answer.YES),
        ("Yes\u00a0", Answer.YES),
        ("no", Answer.NO),
        ("N", Answer.NO),
        ("n/a", Answer.NOT_APPLICABLE),
        ("N/A\n", Answer.NOT_APPLICABLE),
        ("Not applicable", Answer.NOT_APPLICABLE),
        ("", None),
        ("  ", None),
        ("\u00a0", None),
    ],
)
def test_an_answer_is_read_where_its_meaning_is_plain(typed: object, answer: Answer) -> None:
    def change(book: Any) -> None:
        book["Annex B"].cell(row_of(book, "B3-M2"), 7).value = typed

    result = reading(edited(change))
    assert result.findings == ()
    assert result.assessment is not None
    assert result.assessment.evidence["B3-M2"].answer is answer


@pytest.mark.parametrize("typed", ["Mostly", "Yes?", "x", 1, 0, "Yes and no", "?", "-"])
def test_an_answer_that_is_none_is_found_with_its_cell(typed: object) -> None:
    def change(book: Any) -> None:
        book["Annex B"]["G14"] = typed

    result = reading(edited(change))
    assert found(result) == [("answers.choice", ["Annex B!G14"])]
    assert result.findings[0].message == f"the cell says '{typed}'."
    assert result.findings[0].fix == "Choose Yes, No or N/A from the list."


def test_the_same_problem_in_several_cells_is_one_finding() -> None:
    def change(book: Any) -> None:
        for cell in ("G14", "G15", "E20"):
            book["Annex B"][cell] = "Mostly"
        book["Annex A"]["D2"] = "Good"

    assert found(reading(edited(change))) == [
        ("answers.choice", ["Annex B!G14", "Annex B!G15", "Annex B!E20"]),
        ("outcomes.choice", ["Annex A!D2"]),
    ]


@pytest.mark.parametrize(
    ("typed", "level"),
    [("exceeding", Level.EXCEEDING), ("NOT  MET ", Level.NOT_MET), (" Met", Level.MET)],
)
def test_an_outcome_is_read_where_its_meaning_is_plain(typed: str, level: Level) -> None:
    result = reading(edited(lambda book: book["Annex A"].__setitem__("D2", typed)))
    assert result.assessment is not None
    assert result.assessment.outcomes[1].level is level


@pytest.mark.parametrize(
    "typed",
    [
        date(2025, 5, 21),
        datetime(2025, 5, 21, 14, 30),  # noqa: DTZ001 - Excel knows no time zones
        45798,
        "21/05/2025",
        "21.5.2025",
        "21 May 2025",
        "21st may 2025",
        "2025-05-21",
        " 21/05/2025\u00a0",
    ],
)
def test_a_date_is_read_where_its_meaning_is_plain(typed: object) -> None:
    def change(book: Any) -> None:
        book["Letter"]["B4"].number_format = "General"
        book["Letter"]["B4"] = typed

    result = reading(edited(change))
    assert result.findings == ()
    assert result.assessment is not None
    assert result.assessment.details.letter_date == date(2025, 5, 21)


@pytest.mark.parametrize(
    "typed", ["soon", "05/21/2025", "21/05/25", "31/02/2025", True, 1e300, -5, 2025]
)
def test_a_date_that_is_none_is_found(typed: object) -> None:
    def change(book: Any) -> None:
        book["Letter"]["B4"].number_format = "General"
        book["Letter"]["B4"] = typed

    assert found(reading(edited(change))) == [("details.date", ["Letter!B4"])]


def test_dates_of_the_1904_epoch_are_the_same_dates() -> None:
    def change(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904

    assert reading(edited(change)).assessment == finished()


@pytest.mark.parametrize(
    "typed", [2, "2", "2. Local risk assessment process", "local risk assessment process", "B2"]
)
def test_a_recommendation_names_its_benchmark_by_number_or_title(typed: object) -> None:
    result = reading(edited(lambda book: book["Recommendations"].__setitem__("A2", typed)))
    assert result.findings == ()
    assert result.assessment == finished()


def test_a_benchmark_that_is_none_is_found() -> None:
    result = reading(edited(lambda book: book["Recommendations"].__setitem__("A2", "Risk")))
    assert found(result) == [("recommendations.choice", ["Recommendations!A2"])]


def test_a_formula_or_an_error_is_never_taken_for_a_value() -> None:
    def change(book: Any) -> None:
        book["Annex B"]["G14"] = '=IF(1=1,"Yes","No")'
        book["Annex A"]["F2"] = "=Guide!A1"
        book["Letter"]["B2"] = "#REF!"

    result = reading(edited(change))
    assert sorted(found(result)) == [
        ("cells.formula", ["Annex A!F2"]),
        ("cells.formula", ["Annex B!G14"]),
        ("cells.formula", ["Letter!B2"]),
    ]
    assert result.assessment is not None
    assert result.assessment.details.authority == ""
    assert result.assessment.outcomes[1].summary == ()


def test_text_that_begins_with_an_equals_sign_is_text() -> None:
    whole = replace(finished(), outcomes={**finished().outcomes, 1: _summary("=1+1")})
    book = load_workbook(io.BytesIO(write(whole)))
    assert book["Annex A"]["F2"].data_type == "s"
    assert reading(write(whole)).assessment == whole


def test_debris_of_other_programs_is_cleaned() -> None:
    def change(book: Any) -> None:
        book["Annex A"]["F2"] = "One._x000D_\nTwo.\u200b_x0007_"
        book["Letter"]["B2"] = f" {COUNCIL}\u00a0_x000D_\n"

    result = reading(edited(change)).assessment
    assert result is not None
    assert [str(p) for p in result.outcomes[1].summary] == ["One.", "Two."]
    assert result.details.authority == COUNCIL


def test_the_look_of_a_whole_cell_is_the_look_of_its_words() -> None:
    def change(book: Any) -> None:
        cell = book["Annex A"]["F2"]
        cell.font = Font(bold=True, italic=True)

    result = reading(edited(change)).assessment
    assert result is not None
    words = "The board meets quarterly."
    assert result.outcomes[1].summary == (Paragraph((Span(words, bold=True, italic=True),)),)


def test_only_web_and_mail_addresses_are_links() -> None:
    def change(book: Any) -> None:
        book["Annex A"]["F2"].hyperlink = "file:///C:/secret.docx"

    assert reading(edited(change)).assessment == finished()


# What is wrong with the workbook itself


BROKEN: dict[str, tuple[Edit, list[tuple[str, list[str]]]]] = {
    "a sheet is missing": (
        lambda book: book.remove(book["Strengths"]),
        [("workbook.sheet", ["Strengths"])],
    ),
    "a column is missing": (
        lambda book: book["Annex B"].delete_cols(7),
        [("workbook.column", ["Annex B"])],
    ),
    "a sheet is blank": (
        lambda book: book["Annex A"].delete_rows(1, 50),
        [("workbook.column", ["Annex A"])],
    ),
    "a criterion is missing": (
        lambda book: book["Annex B"].delete_rows(4),
        [("workbook.row", ["Annex B"])],
    ),
    "a benchmark is missing": (
        lambda book: book["Annex A"].delete_rows(4),
        [("workbook.row", ["Annex A"])],
    ),
    "a field is missing": (
        lambda book: book["Letter"].delete_rows(5),
        [("workbook.row", ["Letter"])],
    ),
    "a ref stands twice": (
        lambda book: book["Annex B"].cell(90, 1, "B1-M1"),
        [("workbook.duplicate", ["Annex B!A2", "Annex B!A90"])],
    ),
    "a field stands twice": (
        lambda book: book["Letter"].cell(30, 1, "Salutation"),
        [("workbook.duplicate", ["Letter!A8", "Letter!A30"])],
    ),
    "a heading stands twice": (
        lambda book: book["Annex B"].cell(1, 12, "Adviser answer"),
        [("workbook.duplicate", ["Annex B!G1", "Annex B!L1"])],
    ),
    "a ref is unknown": (
        lambda book: book["Annex B"].cell(90, 1, "B9-M1"),
        [("workbook.unknown", ["Annex B!A90"])],
    ),
    "an answer without a ref": (
        lambda book: book["Annex B"].cell(90, 7, "Yes"),
        [("workbook.unknown", ["Annex B!A90"])],
    ),
    "the words of a criterion were changed": (
        lambda book: book["Annex B"].cell(3, 4, "The group meets."),
        [("workbook.altered", ["Annex B!D3"])],
    ),
    "the year is unknown": (
        lambda book: book["Letter"].__setitem__("B3", "1999/00"),
        [("workbook.edition", ["Letter!B3"])],
    ),
    "several things at once": (
        lambda book: (
            book["Annex B"].delete_rows(4),
            book.remove(book["Strengths"]),
            book["Letter"].__setitem__("B4", "soon"),
        ),
        [
            ("workbook.sheet", ["Strengths"]),
            ("workbook.row", ["Annex B"]),
            ("details.date", ["Letter!B4"]),
        ],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_with_a_workbook_is_said(name: str) -> None:
    change, expected = BROKEN[name]
    result = reading(edited(change))
    assert found(result) == expected
    assert result.assessment is not None
    assert set(result.assessment.evidence) == {c.ref for c in EDITION.criteria}
    assert set(result.assessment.outcomes) == {b.number for b in EDITION.benchmarks}
    assert all(row.places["answer"] for row in result.assessment.evidence.values())


def test_altered_words_are_a_warning_and_the_rest_are_errors() -> None:
    for name, (change, _) in BROKEN.items():
        severities = {f.severity for f in reading(edited(change)).findings}
        expected = Severity.WARNING if "words" in name else Severity.ERROR
        assert severities == {expected}, name


def test_what_is_missing_has_its_sheet_as_its_place() -> None:
    result = reading(edited(lambda book: book["Annex B"].delete_cols(7))).assessment
    assert result is not None
    assert result.evidence["B1-M1"].places["answer"] == Place("Annex B")
    assert result.evidence["B1-M1"].places["note"] == Place("Annex B", "G2")


def test_a_blank_year_is_taken_from_the_workbook_s_property() -> None:
    result = reading(edited(lambda book: book["Letter"].__setitem__("B3", None)))
    assert result.findings == ()
    assert result.assessment is not None
    assert result.assessment.edition is EDITION


def test_a_workbook_of_a_year_nobody_knows_is_not_read() -> None:
    text = paths.INVENTED.read_text("utf-8")
    result = reading(write(empty_assessment(load(text, "invented.toml"), COUNCIL)))
    assert result.assessment is None
    assert found(result) == [("workbook.edition", ["Letter!B3"])]


# Bytes that are no workbook of ours


def _foreign() -> bytes:
    held = io.BytesIO()
    book = Workbook()
    book["Sheet"]["A1"] = "Budget"
    book.save(held)
    return held.getvalue()


def _package(**parts: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return held.getvalue()


OLE = bytes.fromhex("D0CF11E0A1B11AE1")


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "workbook.file", "empty"),
        (b"Dear Sir", "workbook.file", "not an Excel workbook"),
        (OLE + bytes(600), "workbook.file", "old .xls format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "workbook.file", "password"),
        (_package(mimetype="opendocument"), "workbook.file", ".ods"),
        (_package(word__document="<w/>"), "workbook.file", "not an Excel workbook"),
        (_package(xl__workbook="<w/>"), "workbook.file", "damaged"),
        (write(finished())[:9000], "workbook.file", "damaged"),
        (_foreign(), "workbook.ours", "not an assurance workbook"),
    ],
)
def test_what_is_no_workbook_is_said_plainly(data: bytes, code: str, words: str) -> None:
    result = reading(data)
    assert result.assessment is None
    assert [finding.code for finding in result.findings] == [code]
    assert words in result.findings[0].message


@settings(SLOW, max_examples=60)
@given(st.data())
def test_no_bytes_make_reading_fail(data: Any) -> None:
    whole = bytearray(FINISHED)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    reading(bytes(whole))


FINISHED = write(finished())
