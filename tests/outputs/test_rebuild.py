"""Building again over documents that an adviser edited, as on the command line."""

import json
import os
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import Result

from assembler.model import Level
from assembler.outputs import copies
from support.adviser_edits import comments, delete_comments, edited, lines, reword_header
from support.built_documents import ALL, LETTER, MONTHLY, A, contents, edit, workbook
from support.merge_cases import KEPT_TRAINING, KEPT_VENUES
from support.merge_council import SUMMARIES, detail, outcome, strengths, summary

Run = Callable[..., Result]


@pytest.fixture
def built(run: Run) -> Run:
    """Have the council's documents built once."""
    workbook()
    assert run("exampleshire.xlsx", "-q").exit_code == 0
    return run


def edit_header(path: Path, old: str, new: str) -> None:
    path.write_bytes(edited(path.read_bytes(), reword_header(old, new)))


def test_both_sides_words_are_in_the_rebuilt_letter(built: Run) -> None:
    edit(LETTER, "Good progress", "Notable progress")
    workbook(detail(recipient_name="Flo Example"))
    result = built("exampleshire.xlsx")
    assert result.exit_code == 0
    assert "rebuilt, with your edits" in result.stdout
    assert "exampleshire-letter.docx, at the top: “Ann Example” is now “Flo" in result.stdout
    said = lines(LETTER.read_bytes())
    assert "Flo Example" in said
    assert "Training – Notable progress has been made with training for staff." in said


def test_places_are_named_by_row_or_heading_and_by_first_words(built: Run) -> None:
    edit(A, "names three", "names four")
    edit(LETTER, "Local authorities and the", "Councils and the")
    added = ("News", "Halls are hired safely. A newsletter reaches all schools.")
    workbook(
        MONTHLY,
        detail(security_marking="OFFICIAL-SENSITIVE"),
        strengths(KEPT_TRAINING, (KEPT_VENUES[0], f"{KEPT_VENUES[1]} Well done."), added),
    )
    text = " ".join(built("exampleshire.xlsx").stdout.split())
    assert text.count("letter.docx, header: “OFFICIAL” is now “OFFICIAL-SENSITIVE”.") == 1
    assert (
        "annex-a.docx, row “1 Multi-Agency Partnership Group-”, Summary of outcome: “The "
        "partnership group meets every quarter.” is now “The partnership" in text
    )
    assert (
        "letter.docx, under “Summary of Assurance Outcomes”, in “Venues – Halls were sent clear"
        in text
    )


def test_a_conflict_ends_with_code_3_and_names_the_cell(built: Run) -> None:
    edit(A, "every quarter", "every week")
    workbook(MONTHLY)
    result = built("exampleshire.xlsx")
    assert result.exit_code == 3
    text = " ".join(result.stdout.split())
    assert (
        "exampleshire-annex-a.docx, Annex A!F2: "
        "you have “The partnership group meets every week.”; "
        "the workbook now says “The partnership group meets every month.”." in text
    )


def test_a_conflict_in_json(built: Run) -> None:
    edit(A, "every quarter", "every week")
    workbook(MONTHLY)
    result = built("exampleshire.xlsx", "--json")
    (row,) = json.loads(result.stdout)
    assert row["status"] == "conflicts"
    assert row["conflicts"] == [
        {
            "document": str(A),
            "cell": "Annex A!F2",
            "kept": "The partnership group meets every week.",
            "new": "The partnership group meets every month.",
        }
    ]


def test_a_conflict_is_reported_until_its_comment_is_answered(built: Run) -> None:
    edit(A, "every quarter", "every week")
    workbook(MONTHLY)
    built("exampleshire.xlsx")
    before = contents()
    result = built("exampleshire.xlsx")
    assert result.exit_code == 3
    text = " ".join(result.stdout.split())
    assert "asks you to choose" in text
    assert (
        "Annex A!F2: you have “week”; "
        "the workbook now says “The partnership group meets every month.”." in text
    )
    assert contents() == before


def test_a_conflict_is_told_beside_a_later_change_and_settled_with_its_comment(built: Run) -> None:
    edit(A, "every quarter", "every week")
    workbook(MONTHLY)
    built("exampleshire.xlsx")
    workbook(MONTHLY, outcome(2, Level.MET))
    result = built("exampleshire.xlsx", "--json")
    (row,) = json.loads(result.stdout)
    assert (result.exit_code, row["status"]) == (3, "conflicts")
    assert [conflict["cell"] for conflict in row["conflicts"]] == ["Annex A!F2"]
    A.write_bytes(edited(A.read_bytes(), delete_comments))
    assert built("exampleshire.xlsx").exit_code == 0


@pytest.mark.parametrize("track", ["--track", "--no-track"])
def test_a_conflict_says_what_the_workbook_has_now(built: Run, track: str) -> None:
    edit(A, "every quarter", "every week")
    for word in ("month", "season"):
        workbook(summary(1, SUMMARIES[1].replace("quarter", word).replace("chief", "first")))
        result = built("exampleshire.xlsx", track, "--json")
        (conflict,) = json.loads(result.stdout)[0]["conflicts"]
        assert conflict["new"] == f"The partnership group meets every {word}."
    (comment,) = comments(A.read_bytes())
    assert "every season" in comment
    workbook(summary(1, SUMMARIES[1].replace("quarter", "week").replace("chief", "first")))
    assert built("exampleshire.xlsx", track).exit_code == 0
    assert comments(A.read_bytes()) == []


def test_nothing_changed_changes_nothing_not_even_a_date(built: Run) -> None:
    edit(LETTER, "Good progress", "Notable progress")
    edit(A, "every quarter", "every week")
    before = contents()
    for _ in range(2):
        result = built("exampleshire.xlsx")
        assert result.exit_code == 0
        assert contents() == before
    assert "unchanged, with your edits" in result.stdout


def test_edit_and_change_take_turns_for_many_builds(built: Run) -> None:
    edit(A, "partnership group", "partnership board")
    for number, title in enumerate(("week", "month", "season", "year")):
        workbook(summary(1, f"The partnership group meets every {title}.\nA chair."))
        assert built("exampleshire.xlsx").exit_code == 0
        edit(A, "A chair", "A chair indeed" if not number else "A chair")
    said = lines(A.read_bytes())
    assert "The partnership board meets every year." in said
    assert "A chair indeed." in said


def test_the_base_is_found_when_outputs_moved(built: Run) -> None:
    edit(LETTER, "Good progress", "Notable progress")
    workbook(detail(recipient_name="Flo Example"))
    shutil.move("outputs", "elsewhere")
    assert built("exampleshire.xlsx", "-o", "elsewhere").exit_code == 0
    said = lines((Path("elsewhere") / LETTER.relative_to("outputs")).read_bytes())
    assert "Flo Example" in said
    assert "Training – Notable progress has been made with training for staff." in said


def test_a_renamed_letter_is_found_by_its_id_and_keeps_its_new_name(built: Run) -> None:
    edit(LETTER, "Good progress", "Notable progress")
    mine = LETTER.with_name("Letter to Ann, final.docx")
    LETTER.rename(mine)
    workbook(detail(recipient_name="Flo Example"))
    assert built("exampleshire.xlsx").exit_code == 0
    assert not LETTER.exists()
    assert "Flo Example" in lines(mine.read_bytes())
    assert "Training – Notable progress has been made with training for staff." in lines(
        mine.read_bytes()
    )


def test_two_files_that_could_be_the_letter_are_both_left(built: Run) -> None:
    edit(LETTER, "Good progress", "Notable progress")
    shutil.copy(LETTER, LETTER.with_name("one.docx"))
    LETTER.rename(LETTER.with_name("two.docx"))
    before = contents()
    workbook(detail(recipient_name="Flo Example"))
    result = built("exampleshire.xlsx")
    assert result.exit_code == 3
    assert "one.docx and two.docx" in " ".join(result.stdout.split())
    after = contents()
    assert (after["one.docx"], after["two.docx"]) == (before["one.docx"], before["two.docx"])
    assert "Flo Example" in lines(LETTER.read_bytes())


def test_without_its_base_an_edited_file_is_left_and_the_new_one_lies_beside_it(built: Run) -> None:
    edit(LETTER, "Good progress", "Notable progress")
    shutil.rmtree("outputs/.assembler")
    before = LETTER.read_bytes()
    workbook(detail(recipient_name="Flo Example"))
    result = built("exampleshire.xlsx")
    assert result.exit_code == 3
    assert "What it was made from is not among the copies" in " ".join(result.stdout.split())
    assert LETTER.read_bytes() == before
    beside = LETTER.with_name("exampleshire-letter-new.docx")
    assert "Flo Example" in lines(beside.read_bytes())
    stamp = beside.stat().st_mtime_ns
    assert built("exampleshire.xlsx").exit_code == 3
    assert beside.stat().st_mtime_ns == stamp


def test_a_file_that_took_the_place_of_another_is_left(built: Run) -> None:
    """An annex saved under the letter's name is not merged with a letter."""
    shutil.copy(A, LETTER)
    before = LETTER.read_bytes()
    workbook(detail(recipient_name="Flo Example"))
    assert built("exampleshire.xlsx").exit_code == 3
    assert LETTER.read_bytes() == before


def test_a_password_is_said_and_the_file_left(built: Run) -> None:
    LETTER.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    before = LETTER.read_bytes()
    workbook(detail(recipient_name="Flo Example"))
    result = built("exampleshire.xlsx")
    assert result.exit_code == 3
    assert LETTER.read_bytes() == before


def test_fresh_writes_anew_and_backs_the_edited_file_up(built: Run) -> None:
    new = LETTER.read_bytes()
    edit(LETTER, "Good progress", "Notable progress")
    mine = LETTER.read_bytes()
    result = built("exampleshire.xlsx", "--fresh")
    assert result.exit_code == 0
    assert LETTER.read_bytes() == new
    (backup,) = copies.backups(Path("outputs"), "exampleshire", LETTER.name)
    assert backup.read_bytes() == mine


def test_every_overwritten_file_is_backed_up_and_the_last_ten_are_kept(built: Run) -> None:
    seen = []
    for number in range(12):
        seen.append(LETTER.read_bytes())
        workbook(detail(recipient_name=f"Person {number}"))
        built("exampleshire.xlsx")
    kept = copies.backups(Path("outputs"), "exampleshire", LETTER.name)
    assert [path.read_bytes() for path in kept] == seen[-10:]
    assert all(path.suffix == ".docx" for path in kept)
    assert not [p for p in ALL.iterdir() if p.suffix != ".docx"]


def test_a_dry_run_says_what_would_change_and_writes_nothing(built: Run) -> None:
    edit(LETTER, "Good progress", "Notable progress")
    workbook(detail(recipient_name="Flo Example"), outcome(1, Level.MET))
    everything = {p: p.stat().st_mtime_ns for p in Path("outputs").rglob("*")}
    result = built("exampleshire.xlsx", "--dry-run")
    assert result.exit_code == 0
    assert "Nothing is written" in result.stdout
    assert "“Ann Example” is now “Flo Example”" in " ".join(result.stdout.split())
    assert {p: p.stat().st_mtime_ns for p in Path("outputs").rglob("*")} == everything


def test_no_earlier_wording_is_in_a_document(built: Run) -> None:
    workbook(detail(recipient_name="Flo Example"))
    edit(LETTER, "Good progress", "Notable progress")
    built("exampleshire.xlsx")
    with ZipFile(BytesIO(LETTER.read_bytes())) as archive:
        assert not any(b"Ann Example" in archive.read(name) for name in archive.namelist())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permission")
def test_an_output_that_is_read_only_is_named_and_no_other_is_touched(built: Run) -> None:
    edit(LETTER, "Good progress", "Notable progress")
    before = contents()
    A.chmod(0o444)
    workbook(detail(recipient_name="Flo Example"), MONTHLY)
    result = built("exampleshire.xlsx")
    assert result.exit_code == 1
    assert "exampleshire-annex-a.docx" in result.output
    assert contents() == before


def test_a_conflict_in_a_header_is_told_until_its_comment_at_the_top_is_deleted(built: Run) -> None:
    edit_header(LETTER, "OFFICIAL", "OFFICIAL (ours)")
    workbook(detail(security_marking="OFFICIAL-SENSITIVE"))
    for _ in range(2):
        result = built("exampleshire.xlsx")
        assert result.exit_code == 3
        text = " ".join(result.stdout.split())
        assert (
            "exampleshire-letter.docx, Letter!B16: you have “OFFICIAL (ours)”; the workbook now "
            "says “OFFICIAL-SENSITIVE”." in text
        )
    (said,) = comments(LETTER.read_bytes())
    assert said == (
        "In the header, your words “OFFICIAL (ours)” were kept. The workbook now says: "
        "“OFFICIAL-SENSITIVE” (Letter!B16). To keep your words, delete this comment. To use the "
        "new ones, put them in, then delete it."
    )
    workbook(detail(security_marking="SECRET"))
    assert built("exampleshire.xlsx").exit_code == 3
    (said,) = comments(LETTER.read_bytes())
    assert "“SECRET”" in said
    LETTER.write_bytes(edited(LETTER.read_bytes(), delete_comments))
    assert built("exampleshire.xlsx").exit_code == 0
