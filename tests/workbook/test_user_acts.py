"""Whatever users do, the live grade, To do, the headline and validate agree, or one says so.

ACTS=all does every act of `support/user_acts.bas` instead of some; with --update-goldens it writes
the table of them.
"""

import os
import shutil
from pathlib import Path

import pytest

from assembler.workbook.live_grade import CHECK_ROWS
from assembler.workbook.todo_formulas import ALTERED
from assembler.workbook.write import write
from support import user_acts
from support.assessments import finished
from support.user_acts import ACTS, Shown

SOME = (
    "nothing",
    "drag an answer to another row",
    "paste other spellings",
    "paste TRUE and FALSE",
    "sort by answer",
    "insert rows",
    "delete a row",
    "rename a sheet",
    "copy a sheet and go on in the copy",
    "type over a proposed outcome",
    "fill down over the refs",
)
TABLE = Path(__file__).parent.parent / "golden" / "user-acts.txt"
HEAD = "act | Guide says | live grade | marked | validate, besides what it says of the first row"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    """Return what each act led to."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder, profile = (tmp_path_factory.mktemp(name) for name in ("acts", "profile"))
    acts = ACTS if os.environ.get("ACTS") == "all" else SOME
    user_acts.do(program, profile, folder, acts, write(finished()))
    failures = [path.read_text() for path in folder.glob("*.txt")]
    assert failures == []
    return {act: Shown(folder / f"{act}-done.xlsx") for act in acts}


def test_the_live_grade_is_the_program_s_or_it_is_said_that_it_is_not(
    shown: dict[str, Shown],
) -> None:
    for act, one in shown.items():
        for live, rule in one.grades().values():
            if live != rule:
                assert one.headline == ALTERED or live == CHECK_ROWS, act
                assert one.errors() or "outcomes.stale" in one.advice(), act


def test_nothing_is_left_to_do_only_where_nothing_is_to_be_put_right(
    shown: dict[str, Shown],
) -> None:
    for act, one in shown.items():
        is_done = one.headline.startswith("Nothing is left to do here.")
        assert one.headline.startswith(("Nothing", "◄ ")), act
        assert not (is_done and one.errors()), act
        is_said = one.errors() or "outcomes.stale" in one.advice()
        assert is_done or is_said or one.headline == ALTERED, act


def test_each_missing_answer_is_marked_in_its_row_or_on_guide(shown: dict[str, Shown]) -> None:
    for act, one in shown.items():
        assert not one.unmarked() or one.headline.startswith("◄ "), act


def test_a_copy_in_which_somebody_went_on_is_named(shown: dict[str, Shown]) -> None:
    one = shown["copy a sheet and go on in the copy"]
    assert "workbook.copy" in one.advice()
    assert "workbook.copy" not in shown["nothing"].advice()


def test_the_table_of_acts(shown: dict[str, Shown], request: pytest.FixtureRequest) -> None:
    usual = shown["nothing"].advice()
    lines = {act: f"{act} | {one.line(usual)}" for act, one in shown.items()}
    if request.config.getoption("--update-goldens") and len(shown) == len(ACTS):
        TABLE.write_text("\n".join((HEAD, *lines.values())) + "\n", "utf-8")
    table = TABLE.read_text("utf-8").splitlines()
    assert len(table) == 1 + len(ACTS)
    assert [line for line in lines.values() if line not in table] == []
