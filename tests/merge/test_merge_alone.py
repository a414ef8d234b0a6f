"""docs/merge.md: the merge needs nothing of workbooks, templates or the command line."""

import subprocess
import sys

from support.paths import ROOT

LOADED = """
import sys
before = set(sys.modules)
import assembler.merge.merge
loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(loaded - set(sys.stdlib_module_names) - {"assembler"}))
print(*sorted({name.split(".")[1] for name in sys.modules if name.startswith("assembler.")}))
"""
ROOMS = "errors findings merge model opc results rich_text word wording"


def test_it_loads_lxml_and_nothing_of_the_other_rooms() -> None:
    result = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    libraries, rooms = result.stdout.splitlines()
    assert {name for name in libraries.split() if "cython" not in name} == {"lxml"}
    assert rooms == ROOMS
