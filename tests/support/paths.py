"""Paths of the project, its test data and its goldens."""

import os
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
GOLDEN = TESTS / "golden"
DATA = TESTS / "data"
# A made-up edition, which proves that a new year needs no code.
INVENTED = DATA / "invented.toml"
SHARED = Path(os.environ.get("ASSEMBLER_SHARED", ROOT.parent / "shared"))
