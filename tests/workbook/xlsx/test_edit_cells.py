"""Cells written into a workbook that is there: they alone change, and read back as written."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.styles import Font

from assembler.editions.load import shipped
from assembler.errors import AssemblerError
from assembler.findings import Place
from assembler.rich_text import Paragraph, Prose, Span, from_spans
from assembler.workbook.read import read
from assembler.workbook.write import write
from assembler.workbook.xlsx.edit_cells import LONGEST, edit_cells
from support.assessments import finished
from support.featured_workbook import (
    STRENGTHS,
    as_other_programs_write,
    changed_parts,
    featured,
    packed,
    parts_of,
)
from support.paths import ROOT

BOOK = write(finished())
TEXT, HEADING = Place("Strengths", "B2"), Place("Strengths", "A2")
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1
).filter(lambda text: text == text.strip() and text.isprintable())
SPANS = st.builds(
    Span,
    WORDS,
    bold=st.booleans(),
    italic=st.booleans(),
    underline=st.booleans(),
    position=st.sampled_from(("", "sub", "super")),
)
PROSE = st.lists(
    st.builds(lambda spans, item: Paragraph(tuple(spans), item), st.lists(SPANS, min_size=1),
              st.booleans()),
    min_size=1,
    max_size=4,
)  # fmt: skip


def first_strength(data: bytes) -> Prose:
    assessment = read(data, "x.xlsx", shipped()).assessment
    assert assessment is not None
    return assessment.strengths[0].text


def settled(prose: list[Paragraph]) -> Prose:
    """Return prose as a cell reads: equal neighbours joined, "- " at a line head a list item."""
    spans = []
    for number, paragraph in enumerate(prose):
        mark = ("\n" if number else "") + ("- " if paragraph.item else "")
        first, *others = paragraph.spans
        spans += [first.saying(mark + first.text), *others]
    return from_spans(spans)


@settings(max_examples=30, deadline=None)
@given(PROSE)
def test_what_is_written_is_read_again(prose: list[Paragraph]) -> None:
    assert first_strength(edit_cells(BOOK, {TEXT: tuple(prose)})) == settled(prose)


@pytest.mark.parametrize("words", ["=1+1", "@x", "_x0041_", "_x000D_", "a & <b>", "'quoted'"])
def test_words_are_text_whatever_they_look_like(words: str) -> None:
    made = edit_cells(BOOK, {HEADING: words, TEXT: words})
    assessment = read(made, "x.xlsx", shipped()).assessment
    assert assessment is not None
    assert assessment.strengths[0].heading == words
    assert str(assessment.strengths[0].text[0]) == words
    assert load_workbook(io.BytesIO(made))["Strengths"]["A2"].data_type == "s"


def test_only_the_cells_named_change() -> None:
    book = featured(BOOK, macros=True)
    made = edit_cells(book, {TEXT: "New words."})
    assert changed_parts(book, made) == {STRENGTHS}
    old, new = (parts_of(data)[STRENGTHS].decode() for data in (book, made))
    cell = re.compile(r'<row r="2".*?</row>', re.DOTALL)
    assert cell.sub("", old) == cell.sub("", new)
    assert "New words." in new


def test_nothing_to_write_gives_the_same_bytes() -> None:
    assert edit_cells(BOOK, {}) is BOOK


def test_a_cell_is_cleared_and_keeps_its_look() -> None:
    made = edit_cells(BOOK, {TEXT: ()})
    assert re.search(r'<c r="B2" s="[0-9]+"/>', parts_of(made)[STRENGTHS].decode())


@pytest.mark.parametrize("at", ["A90", "B90", "F2", "F90", "C1", "ZZ3"])
def test_a_cell_that_was_never_there_is_made(at: str) -> None:
    made = edit_cells(BOOK, {Place("Strengths", at): "here"})
    assert load_workbook(io.BytesIO(made))["Strengths"][at].value == "here"


def test_rows_and_cells_are_made_in_order() -> None:
    places = [Place("Strengths", at) for at in ("B90", "D40", "A90", "C40", "E2", "D2")]
    made = parts_of(edit_cells(BOOK, dict.fromkeys(places, "x")))[STRENGTHS].decode()
    rows = [int(number) for number in re.findall(r'<row r="([0-9]+)"', made)]
    assert rows == sorted(rows)
    for row in re.findall(r"<row .*?(?:/>|</row>)", made):
        columns = re.findall(r'<c r="([A-Z]+)', row)
        assert columns == sorted(columns)
    assert 'ref="A1:E90"' in made


def test_a_date_stays_a_date() -> None:
    made = edit_cells(BOOK, {Place("Letter", "B4"): date(2025, 6, 2)})
    assert load_workbook(io.BytesIO(made))["Letter"]["B4"].value.date() == date(2025, 6, 2)


def test_a_row_that_excel_fits_is_fitted_anew_and_a_chosen_height_stays() -> None:
    parts = parts_of(BOOK)
    sheet = re.sub(r'<row r="2"[^>]*>', '<row r="2" ht="30">', parts[STRENGTHS].decode())
    sheet = re.sub(r'<row r="3"[^>]*>', '<row r="3" ht="30" customHeight="1">', sheet)
    parts[STRENGTHS] = sheet.encode()
    made = edit_cells(packed(parts), {TEXT: "x", Place("Strengths", "B3"): "y"})
    sheet = parts_of(made)[STRENGTHS].decode()
    assert '<row r="2">' in sheet
    assert '<row r="3" ht="30" customHeight="1">' in sheet


def test_plain_words_in_a_cell_that_is_bold_as_a_whole_are_plain() -> None:
    book = load_workbook(io.BytesIO(BOOK))
    book["Strengths"]["B2"].font = Font(name="Arial", bold=True)
    held = io.BytesIO()
    book.save(held)
    prose = (Paragraph((Span("plain "), Span("bold", bold=True))),)
    assert first_strength(edit_cells(held.getvalue(), {TEXT: prose})) == prose


def test_sheets_as_other_programs_write_them() -> None:
    other = as_other_programs_write(BOOK)
    prose = (Paragraph((Span("One "), Span("two", italic=True))),)
    for places in ({TEXT: prose}, {TEXT: prose, Place("Strengths", "E2"): "x"}):
        made = edit_cells(other, places)
        assert first_strength(made) == prose
        load_workbook(io.BytesIO(made))


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_parts_in_other_scripts(encoding: str) -> None:
    parts = parts_of(BOOK)
    head = "" if encoding == "utf-8-sig" else f'<?xml version="1.0" encoding="{encoding}"?>'
    parts[STRENGTHS] = (head + parts[STRENGTHS].decode()).encode(encoding)
    made = edit_cells(packed(parts), {TEXT: "Größe – £5"})
    assert str(first_strength(made)[0]) == "Größe – £5"


def test_without_styles_or_calculation_settings() -> None:
    parts = parts_of(BOOK)
    del parts["xl/styles.xml"]
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = re.sub(rb"<[^<>]*styles\.xml[^<>]*/>", b"", parts[name])
    parts["xl/workbook.xml"] = re.sub(rb"<calcPr[^>]*/>", b"", parts["xl/workbook.xml"])
    prose = (Paragraph((Span("bold", bold=True),)),)
    sheet = re.sub(rb' s="[0-9]+"', b"", parts[STRENGTHS])
    made = edit_cells(packed({**parts, STRENGTHS: sheet}), {TEXT: prose})
    assert first_strength(made) == prose


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [
        (Place("Nowhere", "A1"), "x", "no sheet"),
        (TEXT, "x" * (LONGEST + 1), "32,768 characters"),
        (Place("Annex A", "C2"), "x", "Annex A!C2 holds a formula"),
        (Place("Strengths", "ZZZ1"), "x", "no cell"),
        (Place("Strengths", "here"), "x", "not the address"),
    ],
)
def test_what_cannot_be_written_is_said(place: Place, value: str, says: str) -> None:
    with pytest.raises(AssemblerError, match=says):
        edit_cells(BOOK, {place: value})


def test_a_strict_workbook_is_refused() -> None:
    parts = parts_of(BOOK)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    with pytest.raises(AssemblerError, match="Strict"):
        edit_cells(packed(parts), {TEXT: "x"})


def test_the_example_takes_new_words() -> None:
    book = Path(ROOT / "inputs/cambridgeshire.xlsx").read_bytes()
    made = edit_cells(book, {TEXT: "New."})
    assert changed_parts(book, made) == {STRENGTHS}
