"""Building again with tracked changes, as on the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from assembler.model import Level
from support.adviser_edits import lines
from support.built_documents import MONTHLY, A, contents, edit, workbook
from support.merge_council import outcome
from support.read_revisions import accepted, rejected

Run = Callable[..., Result]
FOLDER = "outputs/exampleshire"


@pytest.fixture
def built(run: Run) -> Run:
    """Have the council's documents built once, then edit Annex A and change the workbook."""
    workbook()
    assert run("exampleshire.xlsx", "-q").exit_code == 0
    edit(A, "names three", "names four")
    workbook(MONTHLY, outcome(2, Level.MET))
    return run


def test_with_track_the_changes_can_be_rejected(built: Run) -> None:
    before = A.read_bytes()
    result = built("exampleshire.xlsx", "--track")
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert "is marked as tracked changes by Assembler: accept or reject each of them" in text
    assert rejected(A.read_bytes()) == rejected(before) != accepted(A.read_bytes())
    assert "The partnership group meets every month." in lines(A.read_bytes())


def test_the_settings_of_an_office_may_say_so(built: Run) -> None:
    before = A.read_bytes()
    Path("assembler.toml").write_text("track = true\n", "utf-8")
    assert built("exampleshire.xlsx", "--no-track", "--dry-run").exit_code == 0
    assert built("exampleshire.xlsx").exit_code == 0
    assert rejected(A.read_bytes()) == rejected(before)


def test_pending_changes_are_named_by_a_review_and_by_no_other_finding(built: Run) -> None:
    built("exampleshire.xlsx", "--track")
    plain = built("review", "--workbook", "exampleshire.xlsx", FOLDER).stdout
    assert "a tracked change is open" in plain
    assert "left.tracked" in plain
    assert plain.count("Reworded in Word") <= 1


def test_a_build_with_nothing_new_leaves_pending_changes(built: Run) -> None:
    built("exampleshire.xlsx", "--track")
    before = contents()
    result = built("exampleshire.xlsx", "--track")
    assert result.exit_code == 0
    assert contents() == before


def test_a_pack_has_the_changes_as_accepted(built: Run) -> None:
    assert built("exampleshire.xlsx", "--track", "--pack").exit_code == 0
    pack = A.with_name("exampleshire-pack.docx")
    assert "The partnership group meets every month." in lines(pack.read_bytes())
    assert rejected(pack.read_bytes()) == accepted(pack.read_bytes())
    assert rejected(A.read_bytes()) != accepted(A.read_bytes())
    edit(pack, "is the chief executive", "is the first executive")
    workbook(MONTHLY, outcome(2, Level.MET), outcome(3, Level.MET))
    result = built("exampleshire.xlsx", "--track")
    assert result.exit_code == 0
    assert "Not brought in" not in result.stdout
    assert rejected(pack.read_bytes()) == accepted(pack.read_bytes())
    assert "Its chair is the first executive." in lines(A.read_bytes())
