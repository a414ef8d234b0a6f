"""A returned form goes into a workbook that is there: its columns alone, and the sheet Unplaced."""

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from docx import Document
from openpyxl import load_workbook
from openpyxl.comments import Comment

from assembler.editions import catalogue
from assembler.model import Answer, Assessment, empty_assessment
from assembler.pipeline.assess import assess
from assembler.returned.write_form import write_form
from assembler.rich_text import plain
from assembler.workbook.write import write
from support.assessments import EDITION

Run = Callable[..., Result]
COUNCIL = "Sampleford Borough Council"
WORKBOOK = Path("inputs/sampleford-borough-council.xlsx")
REFS = [criterion.ref for criterion in EDITION.criteria]


def form(remark: str = "") -> None:
    """Save a form in which two criteria have evidence, with an answer before it."""
    document = Document(io.BytesIO(write_form(empty_assessment(EDITION, COUNCIL))))
    rows = [row for table in document.tables for row in table.rows[1:]]
    rows[0].cells[2].paragraphs[-1].text = "Yes"
    rows[0].cells[2].add_paragraph("Minutes of ").add_run("May").bold = True
    rows[1].cells[2].paragraphs[-1].text = "=SUM(A1) is no formula."
    if remark:
        document.paragraphs[-1].add_run(remark).italic = True
    document.save("form.docx")


@pytest.fixture
def saved(run: Run) -> bytes:
    """Save a new workbook as a spreadsheet program does, with work of the adviser's in it."""
    assert run("new", COUNCIL).exit_code == 0
    book = load_workbook(WORKBOOK, rich_text=True)
    book["Letter"]["B4"] = date(2025, 6, 12)
    book["Letter"]["B5"] = "Alex Sample"
    book["Annex B"]["G2"] = "Yes"
    book["Annex B"]["H3"].comment = Comment("Ask Kim.", "Pat Pattern")
    book.create_sheet("My notes")["A1"] = "Ring on Monday."
    book.save(WORKBOOK)
    return WORKBOOK.read_bytes()


def held() -> Assessment:
    assessment = assess(WORKBOOK, (EDITION,)).assessment
    assert assessment is not None
    return assessment


@pytest.mark.parametrize("remark", ["", "We would like to meet."])
def test_only_what_the_form_brought_is_written(
    run: Run, saved: bytes, faults: Callable[[Iterable[Path]], list[str]], remark: str
) -> None:
    form(remark)
    result = run("new", COUNCIL, "--returned", "form.docx")
    assert result.exit_code == 0, result.output
    assessment = held()
    first, second = (assessment.evidence[ref] for ref in REFS[:2])
    assert (first.answer, first.self_assessment) == (Answer.YES, Answer.YES)
    assert plain(first.text) == "Minutes of May"
    assert [span.bold for span in first.text[0].spans] == [False, True]
    assert plain(second.text) == "=SUM(A1) is no formula."
    assert [plain(one.text) for one in assessment.unplaced] == [remark][: len(remark)]
    assert assessment.details.recipient_name == "Alex Sample"
    book = load_workbook(WORKBOOK)
    assert book.sheetnames[-1] == ("Unplaced" if remark else "My notes")
    assert book["My notes"]["A1"].value == "Ring on Monday."
    assert book["Annex B"]["H3"].comment.text == "Ask Kim."
    assert faults([WORKBOOK]) == []
    (backup,) = Path("outputs/.assembler/backups").rglob("*.xlsx")
    assert backup.read_bytes() == saved
    assert f"The workbook as it was: {backup}" in result.output
    before, after = zipfile.ZipFile(io.BytesIO(saved)), zipfile.ZipFile(WORKBOOK)
    changed = {n for n in before.namelist() if before.read(n) != after.read(n)}
    (annex_b,) = (name for name in changed if "/worksheets/" in name)
    allowed = {annex_b, "xl/styles.xml", "xl/workbook.xml"}
    unplaced = {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}
    assert changed <= (allowed | unplaced if remark else allowed)


@pytest.mark.parametrize(
    ("sheet", "at", "words"),
    [
        ("Annex B", "E2", "Yes"),
        ("Annex B", "E5", "Mostly"),
        ("Annex B", "F9", "A plan."),
        ("Annex B", "F9", "=1+1"),
    ],
)
def test_what_the_council_said_already_is_not_written_over(
    run: Run, saved: bytes, sheet: str, at: str, words: str
) -> None:
    del saved
    book = load_workbook(WORKBOOK, rich_text=True)
    book[sheet][at] = words
    book.save(WORKBOOK)
    before = WORKBOOK.read_bytes()
    form()
    result = run("new", COUNCIL, "--returned", "form.docx")
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert f"already holds something from the council, in {sheet}!{at}." in said
    assert "Run this again with -o returned." in said
    assert WORKBOOK.read_bytes() == before
    assert run("new", COUNCIL, "--returned", "form.docx", "-o", "returned").exit_code == 0


def test_a_workbook_without_a_row_or_open_in_excel_is_left_as_it_is(run: Run, saved: bytes) -> None:
    form()
    lock = WORKBOOK.with_name(f"~${WORKBOOK.name}")
    lock.write_bytes(b"\x03Pat")
    result = run("new", COUNCIL, "--returned", "form.docx")
    assert result.exit_code == 1
    assert "is open" in result.output
    lock.unlink()
    assert WORKBOOK.read_bytes() == saved
    book = load_workbook(WORKBOOK, rich_text=True)
    book["Annex B"].delete_rows(3)
    book.save(WORKBOOK)
    before = WORKBOOK.read_bytes()
    result = run("new", COUNCIL, "--returned", "form.docx")
    assert result.exit_code == 1
    assert f"the row of criterion {REFS[1]}" in " ".join(result.output.split())
    assert WORKBOOK.read_bytes() == before


def test_a_workbook_of_another_year_or_kind_is_left_as_it_is(run: Run) -> None:
    form()
    WORKBOOK.parent.mkdir()
    WORKBOOK.write_bytes(b"Dear Sir")
    result = run("new", COUNCIL, "--returned", "form.docx")
    assert result.exit_code == 1
    assert WORKBOOK.read_bytes() == b"Dear Sir"


def test_a_form_goes_into_the_workbook_of_its_year_wherever_and_however_named(run: Run) -> None:
    assert run("editions", "copy", "2025-26", "years").exit_code == 0
    Path("assembler.toml").write_text('editions = "years"', "utf-8")
    last = Path("inputs/pat/sampleford.xlsx")
    last.parent.mkdir(parents=True)
    last.write_bytes(write(empty_assessment(EDITION, COUNCIL)))
    assert run("new", "--from", last).exit_code == 0
    newest = catalogue.known(Path("years"))[-1]
    begun = last.with_name("sampleford-borough-council-2025-26.xlsx")
    Path("form.docx").write_bytes(write_form(empty_assessment(newest, COUNCIL)))
    before = last.read_bytes()
    result = run("new", COUNCIL, "--returned", "form.docx")
    assert f"Written into: {begun}" in result.output
    assert last.read_bytes() == before
    begun.rename(begun.with_name("mine.xlsx"))
    result = run("new", COUNCIL, "--returned", "form.docx")
    assert f"Written into: {begun.with_name('mine.xlsx')}" in result.output
    Path("inputs/sam").mkdir()
    Path("inputs/sam/copy.xlsx").write_bytes(begun.with_name("mine.xlsx").read_bytes())
    result = run("new", COUNCIL, "--returned", "form.docx")
    assert result.exit_code == 1
    assert "has 2 workbooks of 2025-26: " in " ".join(result.output.split())


def test_last_year_s_workbook_of_the_plain_name_is_left(run: Run) -> None:
    assert run("new", COUNCIL).exit_code == 0
    before = WORKBOOK.read_bytes()
    assert run("editions", "copy", "2025-26", "years").exit_code == 0
    Path("assembler.toml").write_text('editions = "years"', "utf-8")
    newest = catalogue.known(Path("years"))[-1]
    Path("form.docx").write_bytes(write_form(empty_assessment(newest, COUNCIL)))
    result = run("new", COUNCIL, "--returned", "form.docx")
    assert result.exit_code == 0, result.output
    assert WORKBOOK.read_bytes() == before
    assert WORKBOOK.with_name("sampleford-borough-council-2025-26.xlsx").is_file()
