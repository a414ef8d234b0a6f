"""The README, and its blocks to be copied into a command window."""

import re

from support.paths import ROOT

README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\n(python .+)\n```", README, re.MULTILINE)
