"""The table of hostile input names only tests that there are."""

import re
import subprocess
import sys

from support.paths import ROOT

PAGE = ROOT / "docs" / "hostile-input.md"
_ROW = re.compile(r"^\| (?P<input>.+) \| (?P<promise>.+) \| `(?P<test>tests/.+)` \|$", re.MULTILINE)


def test_every_row_of_the_table_is_held_by_a_test() -> None:
    rows = list(_ROW.finditer(PAGE.read_text("utf-8")))
    assert len(rows) >= 80
    files = sorted({row["test"].partition("::")[0] for row in rows})
    program = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    result = subprocess.run(
        [*program, *files], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {row["test"] for row in rows} <= set(result.stdout.splitlines())
