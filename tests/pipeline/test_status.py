"""How far each letter is: every state, from what is on disk alone."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from docx import Document
from openpyxl import load_workbook

from assembler.model import Answer, Evidence, empty_assessment
from assembler.word import pdf
from assembler.workbook.write import write
from support.assessments import EDITION, finished

Run = Callable[..., Result]
LETTER = Path("outputs/exampleshire/exampleshire-letter.docx")
WORKBOOK = Path("inputs/pat/exampleshire.xlsx")


def save(**details: Any) -> None:
    whole = finished()
    WORKBOOK.parent.mkdir(parents=True, exist_ok=True)
    WORKBOOK.write_bytes(write(replace(whole, details=replace(whole.details, **details))))


def edit() -> None:
    document = Document(str(LETTER))
    document.core_properties.last_modified_by = "A person"
    document.save(str(LETTER))


def status(run: Run) -> dict[str, Any]:
    result = run("status", "inputs", "--json")
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)
    assert isinstance(row, dict)
    return row


def begun(run: Run) -> None:
    save()
    assert run("build", WORKBOOK, "-q").exit_code == 0


def test_a_workbook_on_its_way_to_a_letter(run: Run) -> None:
    WORKBOOK.parent.mkdir(parents=True)
    empty = empty_assessment(EDITION, "Exampleshire County Council")
    WORKBOOK.write_bytes(write(empty))
    row = status(run)
    assert (row["state"], row["answered"], row["to_answer"]) == ("not begun", 0, 83)
    ref = EDITION.criteria[0].ref
    WORKBOOK.write_bytes(
        write(replace(empty, evidence={**empty.evidence, ref: Evidence(ref, Answer.YES)}))
    )
    row = status(run)
    assert (row["state"], row["answered"]) == ("filling", 1)
    assert row["errors"] > 0
    save()
    row = status(run)
    assert (row["state"], row["answered"], row["errors"]) == ("ready to build", 83, 0)
    assert row["adviser"]
    assert row["letter_date"]


def test_documents_on_their_way_out(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "program", lambda: None)
    begun(run)
    assert status(run)["state"] == "built"
    edit()
    row = status(run)
    assert row["state"] == "edited"
    assert [one["state"] for one in row["documents"]] == ["edited", "built", "built"]
    assert run("review", LETTER.parent).exit_code == 0
    assert status(run)["state"] == "reviewed"
    edit_again = LETTER.read_bytes()
    save(recipient_name="Flo Example", salutation="Flo")
    row = status(run)
    assert row["state"] == "behind the workbook"
    assert {one["state"] for one in row["documents"]} == {"behind the workbook"}
    save()
    assert LETTER.read_bytes() == edit_again
    assert run("issue", LETTER.parent).exit_code == 0
    assert status(run)["state"] == "issued"
    save(recipient_name="Flo Example", salutation="Flo")
    assert status(run)["state"] == "changed since issued"


@pytest.mark.parametrize(("done", "then"), [("review", "reviewed"), ("issue", "issued")])
def test_a_pack_made_since_is_no_change_until_it_is_edited(
    run: Run, monkeypatch: pytest.MonkeyPatch, done: str, then: str
) -> None:
    monkeypatch.setattr(pdf, "program", lambda: None)
    begun(run)
    assert run(done, LETTER.parent).exit_code == 0
    assert run("build", WORKBOOK, "--pack").exit_code == 0
    row = status(run)
    assert [one["state"] for one in row["documents"]] == ["built"] * 4
    assert row["state"] == then
    pack = LETTER.with_name("exampleshire-pack.docx")
    document = Document(str(pack))
    document.core_properties.last_modified_by = "A person"
    document.save(str(pack))
    assert status(run)["state"] == {"review": "edited", "issue": "changed since issued"}[done]


def test_a_workbook_saved_in_excel_without_a_change_is_not_ahead(run: Run) -> None:
    begun(run)
    book = load_workbook(WORKBOOK, rich_text=True)
    book.save(WORKBOOK)
    assert status(run)["state"] == "built"


def test_a_letter_that_differs_and_a_workbook_with_errors_are_behind(run: Run) -> None:
    begun(run)
    save(recipient_name="")
    row = status(run)
    assert row["state"] == "behind the workbook"
    assert row["errors"] == 1


def test_expected_councils_without_a_workbook_are_listed(run: Run) -> None:
    begun(run)
    Path("inputs/councils.csv").write_text(
        'Local authority\nExampleshire  COUNTY Council,x\n"Samplebury Borough Council"\n\n', "utf-8"
    )
    Path("inputs/assembler.toml").write_text('expected = "councils.csv"', "utf-8")
    rows = json.loads(run("status", "inputs", "--json").stdout)
    assert [(row["council"], row["state"]) for row in rows] == [
        ("Exampleshire County Council", "built"),
        ("Samplebury Borough Council", "no workbook"),
    ]
    text = run("status", "inputs").stdout
    assert all(len(line) <= 80 for line in text.splitlines())
    assert text.splitlines()[0].split()[-3:] == ["To", "do", "Since"]
    assert text.endswith("2 councils: 1 no workbook, 1 built.\n")


def test_a_council_that_the_list_lacks_is_named(run: Run) -> None:
    save()
    Path("inputs/new.xlsx").write_bytes(write(empty_assessment(EDITION, "Testford City Council")))
    Path("inputs/councils.csv").write_text("Exampleshire County Council", "utf-8")
    Path("inputs/assembler.toml").write_text('expected = "councils.csv"', "utf-8")
    text = run("status").stdout
    assert "2 councils: 1 not begun, 1 ready to build." in text
    assert text.endswith("\n\nNot on the list of expected councils: Testford City Council.\n")
    result = run("status", "--json")
    assert result.stderr == "Not on the list of expected councils: Testford City Council.\n"
    assert len(json.loads(result.stdout)) == 2
    assert run("overview").exit_code == 0
    sheet = load_workbook("outputs/overview.xlsx")["Status"]
    assert sheet["A3"].value == "Not on the list of expected councils: Testford City Council."


@pytest.mark.parametrize(
    ("settings", "named", "whole"),
    [
        ("", "inputs/pat", False),
        ("", WORKBOOK, False),
        ("", "inputs", True),
        ("", ".", True),
        ("inputs", "inputs", True),
        ("inputs", WORKBOOK, False),
        ("inputs/pat", "inputs/pat", True),
    ],
)
def test_a_part_of_the_workbooks_is_not_held_against_the_list(
    run: Run, settings: str, named: str | Path, *, whole: bool
) -> None:
    save()
    # The settings of a workbook's folder are those of the workbook.
    where = WORKBOOK.parent if named == WORKBOOK and settings else Path(settings)
    (where / "councils.csv").write_text("Exampleshire County Council\nTestford City Council")
    (where / "assembler.toml").write_text('expected = "councils.csv"', "utf-8")
    rows = json.loads(run("status", named, "--json").stdout)
    assert [row["state"] for row in rows] == ["ready to build", "no workbook"][: 1 + whole]
    said = "Expected councils are listed for the whole of inputs, not for a part of it."
    if where == WORKBOOK.parent:
        said = said.replace("inputs", str(where))
    assert (said in " ".join(run("status", named).stdout.split())) == (not whole)
    assert run("overview", named).exit_code == 0
    sheet = load_workbook("outputs/overview.xlsx")["Status"]
    assert (said in str(sheet["A3"].value)) == (not whole)
    assert (sheet["A6"].value == "Testford City Council") == whole


def test_a_file_that_cannot_be_read_is_not_counted_as_a_council(run: Run) -> None:
    save()
    junk = Path("inputs/old-notes.xlsx")
    junk.write_bytes(b"Dear Sir")
    rows = json.loads(run("status", "--json").stdout)
    assert {row["workbook"]: row["state"] for row in rows} == {
        str(junk): "cannot be read",
        str(WORKBOOK): "ready to build",
    }
    text = run("status").stdout
    assert "\n1 council: 1 ready to build.\n" in text
    told = f"Cannot be read, so not counted; assemble validate says why:\n  - {junk}\n"
    assert text.endswith(told)
    assert run("status", junk).stdout == told


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ('"Dale, Hill and Moor Council",Pat', ["Dale, Hill and Moor Council"]),
        ("Council;Region;Adviser\nDalebury Council;East;Pat", ["Dalebury Council, of Pat"]),
        ("\ufeffName\tAdviser\r\nDalebury Council\tPat\r\n\r\n", ["Dalebury Council, of Pat"]),
        ("Cyngor Ŵyn", ["Cyngor Ŵyn"]),
    ],
)
def test_a_list_of_councils_may_have_any_separator(run: Run, listed: str, names: list[str]) -> None:
    Path("inputs").mkdir()
    Path("councils.csv").write_text(listed, "utf-8", newline="")
    Path("assembler.toml").write_text('expected = "councils.csv"', "utf-8")
    rows = json.loads(run("status", "inputs", "--json").stdout)
    assert [
        f"{row['council']}, of {row['adviser']}" if row["adviser"] else row["council"]
        for row in rows
    ] == names


def test_lock_files_copies_and_other_workbooks_never_count(run: Run) -> None:
    begun(run)
    for name in ("~$exampleshire.xlsx", "exampleshire-to-fix.xlsx", ".hidden.xlsx"):
        WORKBOOK.with_name(name).write_bytes(WORKBOOK.read_bytes())
    run("overview", WORKBOOK, "-o", "inputs/overview.xlsx")
    assert status(run)["council"] == "Exampleshire County Council"


def test_documents_beside_the_workbooks_of_an_adviser_are_found(run: Run) -> None:
    save()
    assert run("build", WORKBOOK, "-q", "-o", WORKBOOK.parent / "outputs").exit_code == 0
    row = status(run)
    assert row["state"] == "built"
    assert len(row["documents"]) == 3
    assert run("overview").exit_code == 0
    other = Path("inputs/sam/exampleshire.xlsx")  # of the same name, and another council's
    other.parent.mkdir()
    other.write_bytes(write(finished("Testford City Council")))
    assert run("build", WORKBOOK, "-q").exit_code == 0
    rows = json.loads(run("status", "--json").stdout)
    assert {row["council"]: row["state"] for row in rows} == {
        "Exampleshire County Council": "built",
        "Testford City Council": "ready to build",
    }


@pytest.mark.parametrize("place", ["inputs", "inputs/pat"])
def test_documents_are_found_from_within_the_folder_of_workbooks(
    run: Run, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    begun(run)
    monkeypatch.chdir(place)
    (row,) = json.loads(run("status", ".", "--json").stdout)
    assert row["state"] == "built"
    assert len(row["documents"]) == 3


def test_a_folder_without_workbooks_says_so(run: Run) -> None:
    Path("inputs").mkdir()
    assert "There is no workbook in inputs." in run("status").stdout
    assert run("status", "nowhere").exit_code == 2
