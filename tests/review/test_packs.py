"""A pack that someone edited: what is said of it, and how its edits reach the documents."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from assembler.findings import Place
from assembler.rich_text import plain
from support.adopted_council import Council, run_command
from support.adviser_edits import (
    Edit,
    add_after,
    edited,
    lines,
    reword,
    take_out,
    track,
)
from support.paths import ROOT
from support.review_edits import header


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example and its pack built, to be copied."""
    root = tmp_path_factory.mktemp("built")
    council = Council(root)
    council.begin((ROOT / "inputs" / "cambridgeshire.xlsx").read_bytes())
    assert run_command("build", "--pack", council.workbook, "-o", root / "outputs").exit_code == 0
    return root


@pytest.fixture
def council(tmp_path: Path, built_once: Path) -> Council:
    root = tmp_path / "work"
    shutil.copytree(built_once, root)
    return Council(root)


def reviewed(council: Council, name: str = "pack") -> dict[str, Any]:
    rows = json.loads(run_command("review", "--json", council.folder).stdout)
    return next(row for row in rows if row["document"].endswith(f"-{name}.docx"))


def folder_codes(council: Council) -> list[str]:
    rows = json.loads(run_command("review", "--json", council.folder).stdout)
    return [f["code"] for row in rows if row["document"].endswith("shire") for f in row["findings"]]


def all_words(council: Council, name: str) -> str:
    return "\n".join(lines(council.document(name).read_bytes()))


def test_the_passages_reworded_in_a_pack_are_listed_with_their_cells(council: Council) -> None:
    council.edit(
        "pack",
        reword("Excellent progress", "Good progress"),
        reword("has been tailored to local", "fits local"),
        reword("critical role", "vital role"),
        reword("Dear Stephen", "Dear Sandra"),
    )
    row = reviewed(council)
    assert [f"{one['sheet']}!{one['cell']}" for one in row["reworded"]] == [
        "!",
        "Strengths!B3",
        "Annex A!F4",
    ]
    codes = {finding["code"]: finding["severity"] for finding in row["findings"]}
    assert codes == {"fact.changed": "error", "document.reworded": "warning"}
    assert folder_codes(council) == ["folder.pack"]


def test_a_pack_of_edited_documents_is_held_against_what_was_built(council: Council) -> None:
    council.edit("letter", reword("Excellent progress", "Good progress"))
    assert council.build()[0] == 0
    assert reviewed(council)["findings"] == []  # told of the letter, once
    assert folder_codes(council) == []
    alone = json.loads(run_command("review", "--json", council.document("pack")).stdout)
    assert [one["now"][:13] for one in alone[0]["reworded"]] == ["Good progress"]
    council.edit("pack", reword("with uptake", "with good uptake"))
    (passage,) = reviewed(council)["reworded"]
    assert passage["was"].startswith("Excellent progress")
    assert "good uptake" in passage["now"]
    assert {f["code"] for f in reviewed(council)["findings"]} == {"document.reworded"}


EDITS: dict[str, tuple[str, Edit, str]] = {
    "a strength": ("letter", reword("Excellent progress", "Good progress"), "Good progress"),
    "words of the template": ("letter", reword("critical role", "vital role"), "vital role"),
    "a paragraph": ("letter", add_after("We recognise that every", "Thank you."), "Thank you."),
    "a summary": ("annex-a", reword("has been tailored to local", "fits local"), "fits local"),
    "a paragraph of a summary": (
        "annex-a",
        add_after("The partnership plan is shared", "Staff know it."),
        "Staff know it.",
    ),
    "the end": ("annex-b", lambda document: document.add_paragraph("Published."), "Published."),
    "a paragraph less": ("letter", take_out("Build on the communications"), ""),
}  # fmt: skip


@pytest.mark.parametrize(("name", "edit", "words"), EDITS.values(), ids=list(EDITS))
def test_a_build_brings_the_edits_of_a_pack_into_the_documents(
    council: Council, name: str, edit: Edit, words: str
) -> None:
    others = {"letter", "annex-a", "annex-b"} - {name}
    before = {each: council.document(each).read_bytes() for each in others}
    council.edit("letter", reword("different", "unlike"))
    before["letter"] = council.document("letter").read_bytes()
    council.edit("pack", edit)
    pack = all_words(council, "pack")
    code, row = council.build()
    assert (code, row["conflicts"]) == (0, [])
    assert words in all_words(council, name)
    assert ("Build on the communications" in all_words(council, "letter")) == bool(words)
    assert {each: council.document(each).read_bytes() for each in others} == {
        each: before[each] for each in others
    }
    if words:
        assert all_words(council, "pack") == pack.replace("different", "unlike", 1)
    assert folder_codes(council) == []
    assert council.build()[1]["status"] == "unchanged"


def test_a_paragraph_at_the_end_of_a_document_takes_no_section_out_of_an_edited_pack(
    council: Council,
) -> None:
    council.edit("letter", lambda document: document.add_paragraph("A word at the end."))
    council.edit("pack", reword("critical role", "vital role"))
    assert council.build()[0] == 0
    council.edit("pack", reword("vital role", "key role"))
    assert council.build()[0] == 0
    pack = Document(str(council.document("pack")))
    assert len(pack.sections) == 3
    assert "key role" in all_words(council, "letter")
    assert all_words(council, "pack").count("A word at the end.") == 1


def test_what_is_brought_in_is_said(council: Council) -> None:
    council.edit("pack", reword("critical role", "vital role"), header("OFFICIAL"))
    shown = " ".join(run_command(council.workbook, "-o", council.root / "outputs").stdout.split())
    assert "Brought in from the pack, where it was edited" in shown
    assert "vital role" in shown
    assert "“OFFICIAL” was added" in shown


def test_a_document_and_a_pack_that_disagree_are_left_until_they_agree(council: Council) -> None:
    council.edit("letter", reword("critical role", "vital role"))
    council.edit("pack", reword("critical role", "key role"), reword("different", "unlike"))
    letter, pack = (council.document(name).read_bytes() for name in ("letter", "pack"))
    for _ in range(2):
        code, row = council.build()
        assert (code, row["status"]) == (3, "conflicts")
        assert council.document("letter").read_bytes() == letter
        assert council.document("pack").read_bytes() == pack
    shown = " ".join(run_command(council.workbook, "-o", council.root / "outputs").stdout.split())
    assert "were both edited, and do not agree" in shown
    council.edit("letter", reword("vital role", "key role"))
    assert council.build()[0] == 0
    assert "unlike" in all_words(council, "letter")
    assert folder_codes(council) == []


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (track("Excellent progress", "Good progress"), "tracked changes"),
        (lambda document: document.add_section(), "sections"),
    ],
    ids=["tracked", "a section more"],
)  # fmt: skip
def test_a_pack_that_cannot_be_told_apart_is_left(council: Council, edit: Edit, why: str) -> None:
    council.edit("pack", edit)
    before = {path: path.read_bytes() for path in council.folder.glob("*.docx")}
    result = run_command(council.workbook, "-o", council.root / "outputs")
    assert result.exit_code == 3
    assert why in " ".join(result.stdout.split())
    assert {path: path.read_bytes() for path in council.folder.glob("*.docx")} == before


def test_the_edits_of_a_pack_come_home_and_into_the_documents(council: Council) -> None:
    council.edit("pack", reword("Excellent progress", "Good progress"))
    code, row = council.adopt()
    assert code == 0
    assert [one["now"][:13] for one in row["adopted"]] == ["Good progress"]
    assert council.build()[0] == 0
    assert "Good progress" in all_words(council, "letter")
    assert council.adopt()[1]["status"] == "nothing to adopt"
    assert reviewed(council)["findings"] == []


def test_a_pack_alone_is_adopted_and_made_whole_by_a_build(council: Council) -> None:
    council.edit("pack", reword("Excellent progress", "Good progress"))
    for name in ("letter", "annex-a", "annex-b"):
        council.document(name).unlink()
    assert [one["cell"] for one in council.adopt()[1]["adopted"]] == ["B3"]
    assert council.build()[0] == 0
    assert "Good progress" in all_words(council, "letter")


def test_a_pack_left_behind_takes_nothing_back_from_the_workbook(council: Council) -> None:
    council.edit("letter", reword("critical role", "vital role"))
    council.edit("pack", reword("critical role", "key role"))
    council.write({Place("Strengths", "B3"): "Other words altogether."})
    assert council.build()[0] == 3
    code, row = council.adopt()
    assert (code, row["adopted"]) == (0, [])
    assert plain(council.assessment.strengths[1].text) == "Other words altogether."
    assert "document.later" in {finding["code"] for finding in reviewed(council)["findings"]}


def test_edits_of_a_pack_that_was_saved_by_another_program_are_the_same(council: Council) -> None:
    path = council.document("pack")
    path.write_bytes(edited(path.read_bytes()))  # rewrites every part
    before = {each: each.read_bytes() for each in council.folder.glob("*-[la]*.docx")}
    assert council.build()[0] == 0
    assert {each: each.read_bytes() for each in council.folder.glob("*-[la]*.docx")} == before
