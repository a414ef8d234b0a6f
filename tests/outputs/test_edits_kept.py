"""No word of one council in another's letter, no edit overwritten or pushed out unnoticed."""

import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from docx import Document

from assembler.outputs import copies, rebuild
from support.adviser_edits import lines
from support.built_documents import ALL, LETTER, MONTHLY, A, contents, edit, workbook
from support.merge_council import detail

Run = Callable[..., Result]
OUTPUTS = Path("outputs")
OTHER = detail(authority="Sampleton Borough Council")
CHANGED = detail(recipient_name="Flo Example")


@pytest.fixture
def built(run: Run) -> Run:
    workbook()
    assert run("exampleshire.xlsx", "-q").exit_code == 0
    return run


@pytest.fixture
def sampleton(built: Run) -> Path:
    """The folder of a second council, built beside the first."""
    Path("other").mkdir()
    workbook(OTHER)
    shutil.move("exampleshire.xlsx", "other/sampleton.xlsx")
    assert built("other/sampleton.xlsx", "-q").exit_code == 0
    workbook()
    return OUTPUTS / "sampleton"


@pytest.mark.parametrize("kind", ["letter", "annex-a", "annex-b"])
@pytest.mark.parametrize("edited", [True, False])
@pytest.mark.parametrize("noted", [True, False])
def test_another_councils_document_copied_over_ours_is_named_and_kept(
    built: Run, sampleton: Path, kind: str, *, edited: bool, noted: bool
) -> None:
    theirs, ours = sampleton / f"sampleton-{kind}.docx", ALL / f"exampleshire-{kind}.docx"
    if edited:
        document = Document(str(theirs))
        next(p for p in document.paragraphs if p.runs).runs[-1].text += " (edited)"
        document.save(str(theirs))
    shutil.copy(theirs, ours)
    if not noted:
        shutil.rmtree(OUTPUTS / ".assembler" / "made")
    before = contents()
    workbook(CHANGED, MONTHLY)
    result = built("exampleshire.xlsx")
    text = " ".join(result.output.split())
    assert result.exit_code == 1
    assert "was made for Sampleton Borough Council" in text
    assert contents() == before


def test_a_letter_of_last_year_copied_over_this_years_is_named(
    built: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook(CHANGED)
    usual = rebuild.document_id.title
    before = LETTER.read_bytes()

    def of_last_year(document: bytes) -> str:
        title = usual(document)
        return title.replace("2024/2025", "2023/2024") if document == before else title

    monkeypatch.setattr("assembler.word.document_id.title", of_last_year)
    result = built("exampleshire.xlsx")
    assert result.exit_code == 1
    assert "2023/2024" in result.output


@pytest.mark.parametrize(
    ("corrected", "is_the_same"),
    [
        ("Exampleshire District Council", True),
        ("London Borough of Exampleshire", True),
        ("Exampleshire and Samplebury Council", False),
        ("North Exampleshire Council", False),
        ("Samplebury County Council", False),
    ],
)
def test_a_council_of_another_kind_is_a_name_corrected_in_its_own_workbook(
    built: Run, corrected: str, *, is_the_same: bool
) -> None:
    edit(LETTER, "Good progress", "Notable progress")
    workbook(detail(authority=corrected))
    result = built("exampleshire.xlsx")
    assert ("was made for" in result.output) != is_the_same
    assert "Notable progress" in "".join(lines(LETTER.read_bytes()))


def test_an_edited_draft_is_never_advised_away(built: Run) -> None:
    built("exampleshire.xlsx", "--draft")
    assert "delete the draft when you no longer need it" in " ".join(
        built("exampleshire.xlsx").output.split()
    )
    edit(ALL / "exampleshire-letter-draft.docx", "Good progress", "Notable progress")
    text = " ".join(built("exampleshire.xlsx").output.split())
    assert "A draft beside it was edited" in text
    assert "copy what you need" in text


@pytest.mark.parametrize("before", ["unedited", "edited", "not there"])
def test_a_save_during_a_build_is_not_overwritten(
    built: Run, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    letter = LETTER.read_bytes()
    if before == "edited":
        edit(LETTER, "Good progress", "Notable progress")
    elif before == "not there":
        LETTER.unlink()
    workbook(CHANGED, MONTHLY)
    annex = A.read_bytes()
    usual = copies.save

    def saved_meanwhile(outputs: Path, slug: str, kind: str, document: bytes, key: str) -> None:
        if kind == "letter":
            if not LETTER.exists():
                LETTER.write_bytes(letter)
            edit(LETTER, "staff", "all staff")
        usual(outputs, slug, kind, document, key)

    monkeypatch.setattr(copies, "save", saved_meanwhile)
    result = built("exampleshire.xlsx")
    assert result.exit_code == 1
    text = " ".join(result.output.split())
    assert "exampleshire-letter.docx was saved while" in text
    assert "run it again" in text
    assert "all staff" in "".join(lines(LETTER.read_bytes()))
    assert A.read_bytes() == annex
    monkeypatch.undo()


def test_a_question_that_stands_open_is_a_conflict_in_every_build(built: Run) -> None:
    edit(A, "every quarter", "every week")
    workbook(MONTHLY)
    assert built("exampleshire.xlsx").exit_code == 3
    assert built("exampleshire.xlsx").exit_code == 3


def test_unedited_files_never_push_a_backup_of_edits_out(built: Run) -> None:
    edit(LETTER, "Good progress", "Notable progress")
    edited = LETTER.read_bytes()
    built("exampleshire.xlsx", "--fresh")
    for number in range(copies.BACKUPS + 2):
        workbook(detail(recipient_name=f"Flo Example {'abcdefghijklmnop'[number]}"))
        assert built("exampleshire.xlsx", "-q").exit_code == 0
    kept = [path.read_bytes() for path in copies.backups(OUTPUTS, "exampleshire", LETTER.name)]
    assert edited in kept
    assert len(kept) <= copies.BACKUPS + 1


def test_backups_are_in_their_order_by_any_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "outputs" / "a" / "a-letter.docx"
    file.parent.mkdir(parents=True)
    times = iter([2031, 2019, 2025])

    class Clock(datetime):
        @classmethod
        def now(cls, *_: Any) -> Any:
            return datetime(next(times), 1, 31, 12, 0, 0).astimezone()

    monkeypatch.setattr(copies, "datetime", Clock)
    for content in (b"first", b"second", b"third"):
        file.write_bytes(content)
        copies.back_up(tmp_path / "outputs", "a", file)
    kept = copies.backups(tmp_path / "outputs", "a", file.name)
    assert [path.read_bytes() for path in kept] == [b"first", b"second", b"third"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("edited", [True, False])
def test_who_may_read_a_letter_stays_so_and_holds_for_its_copies(
    built: Run, *, edited: bool
) -> None:
    if edited:
        edit(LETTER, "Good progress", "Notable progress")
    LETTER.chmod(0o600)
    workbook(CHANGED)
    assert built("exampleshire.xlsx").exit_code == 0
    backups = copies.backups(OUTPUTS, "exampleshire", LETTER.name)
    newest = max((OUTPUTS / ".assembler").glob("*-letter.docx"), key=lambda p: p.stat().st_mtime_ns)
    for path in (LETTER, *backups, newest):
        assert path.stat().st_mode & 0o777 == 0o600, path


WAYS = ["copy", "subfolder", "workbook renamed", "another name moved"]
RENAMED = {"folder renamed": ALL, "outputs renamed": OUTPUTS}


@pytest.mark.parametrize("way", [*WAYS, *RENAMED])
@pytest.mark.parametrize("edited", [True, False])
def test_an_edited_letter_that_a_build_does_not_reach_is_named(
    built: Run, way: str, *, edited: bool
) -> None:
    if edited:
        edit(LETTER, "Good progress", "Notable progress")
    name = "exampleshire.xlsx"
    if way == "copy":
        left = ALL / "exampleshire-letter (1).docx"
        shutil.copy(LETTER, left)
    elif way == "workbook renamed":
        left, name = LETTER, "renamed.xlsx"
        Path("exampleshire.xlsx").rename(name)
    elif way in RENAMED:
        folder = RENAMED[way].rename(RENAMED[way].with_name("Sent in May"))
        left = folder / LETTER.relative_to(RENAMED[way])
    else:
        left = ALL / "old" / ("mine.docx" if way.startswith("another") else LETTER.name)
        left.parent.mkdir()
        LETTER.rename(left)
    result = built(name)
    assert result.exit_code == 0
    text = " ".join(result.output.split())
    assert ("An edited copy of it is" in text) is edited
    assert (left.name in text) >= edited
    assert left.exists()


def test_a_letter_of_another_year_or_council_in_a_renamed_folder_is_not_named(
    built: Run, sampleton: Path
) -> None:
    edit(sampleton / "sampleton-letter.docx", "Good progress", "Notable progress")
    sampleton.rename(OUTPUTS / "Sent in May")
    shutil.rmtree(ALL)
    assert "edited copy" not in built("exampleshire.xlsx").output


def test_all_folders_of_a_run_may_have_been_renamed(built: Run, sampleton: Path) -> None:
    for folder in (ALL, sampleton):
        edit(folder / f"{folder.name}-letter.docx", "Good progress", "Notable progress")
        folder.rename(OUTPUTS / f"{folder.name} final")
    said = " ".join(built("exampleshire.xlsx", "other/sampleton.xlsx").output.split())
    for name in ("exampleshire", "sampleton"):
        letter = OUTPUTS / f"{name} final" / f"{name}-letter.docx"
        assert f"An edited copy of it is {letter}" in said
