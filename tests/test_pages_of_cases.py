"""The tables of hostile input and of Windows name only tests that there are."""

import re
import subprocess
import sys

from support.paths import ROOT

_TEST = re.compile(r"^\|.*\| `(tests/.+?)` \|", re.MULTILINE)
_FEWEST = {"hostile-input.md": 80, "windows.md": 30}


def test_every_row_of_the_tables_is_held_by_a_test() -> None:
    named: set[str] = set()
    for page, fewest in _FEWEST.items():
        text = (ROOT / "docs" / page).read_text("utf-8")
        tests = {test.replace("\\|", "|") for test in _TEST.findall(text)}
        assert len(tests) >= fewest, page
        named |= tests
    files = sorted({test.partition("::")[0] for test in named})
    program = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    result = subprocess.run(
        [*program, *files], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert named - set(result.stdout.splitlines()) == set()
