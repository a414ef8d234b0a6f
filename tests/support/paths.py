"""Where the project, its test data and its goldens lie."""

import os
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
GOLDEN = TESTS / "golden"
DATA = TESTS / "data"
# The edition of a year that was made up to prove that a year needs no code.
INVENTED = DATA / "invented.toml"
SHARED = Path(os.environ.get("ASSEMBLER_SHARED", ROOT.parent / "shared"))
