"""How far each letter is: every state, from what is on disk alone."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from docx import Document

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


def test_a_workbook_saved_in_excel_without_a_change_is_not_ahead(run: Run) -> None:
    from openpyxl import load_workbook  # noqa: PLC0415

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
    assert "2 councils: 1 no workbook, 1 built." in text


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ('"Dale, Hill and Moor Council",Pat', ["Dale, Hill and Moor Council"]),
        ("Council;Adviser\nDalebury Council;Pat", ["Dalebury Council"]),
        ("\ufeffName\tAdviser\r\nDalebury Council\tPat\r\n\r\n", ["Dalebury Council"]),
        ("Cyngor Ŵyn", ["Cyngor Ŵyn"]),
    ],
)
def test_a_list_of_councils_may_have_any_separator(run: Run, listed: str, names: list[str]) -> None:
    Path("inputs").mkdir()
    Path("councils.csv").write_text(listed, "utf-8", newline="")
    Path("assembler.toml").write_text('expected = "councils.csv"', "utf-8")
    rows = json.loads(run("status", "inputs", "--json").stdout)
    assert [row["council"] for row in rows] == names


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


def test_a_folder_without_workbooks_says_so(run: Run) -> None:
    Path("inputs").mkdir()
    assert "There is no workbook in inputs." in run("status").stdout
    assert run("status", "nowhere").exit_code == 2
