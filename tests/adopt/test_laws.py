"""Laws of adopting that hold whatever an adviser does to the documents."""

import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from support.adopted_council import Council
from support.featured_workbook import featured, parts_of
from support.paths import ROOT
from support.random_edits import random_edits


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_adopt_then_build_leaves_the_words_as_they_are(seed: int, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        council = Council(Path(folder))
        council.begin((ROOT / "inputs" / "cambridgeshire.xlsx").read_bytes())
        for name in ("letter", "annex-a"):
            council.edit(name, random_edits(seed, count))
        words, before = council.words(), council.assessment
        code, row = council.adopt()
        assert code == 0
        after = council.assessment
        assert after.evidence == before.evidence
        for number, outcome in before.outcomes.items():
            now = after.outcomes[number]
            assert (now.level, now.reason) == (outcome.level, outcome.reason)
        once = council.workbook.read_bytes()
        again = council.adopt()[1]
        assert again["adopted"] == []
        assert all(left in row["left"] for left in again["left"])
        assert council.workbook.read_bytes() == once
        assert council.build()[0] == 0
        assert council.words() == words
        assert council.adopt()[1]["adopted"] == []
        assert council.workbook.read_bytes() == once


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_only_the_cells_named_differ_whatever_else_the_workbook_holds(
    seed: int, count: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        council = Council(Path(folder), ending=".xlsm")
        before = featured((ROOT / "inputs" / "cambridgeshire.xlsx").read_bytes(), macros=True)
        council.begin(before)
        for name in ("letter", "annex-a"):
            council.edit(name, random_edits(seed, count))
        _, row = council.adopt()
        old, new = parts_of(before), parts_of(council.workbook.read_bytes())
        assert list(old) == list(new)
        changed = {name for name in old if old[name] != new[name]}
        assert all(name.startswith("xl/worksheets/sheet") for name in changed)
        cells = {cell for name in changed for cell in changed_cells(old[name], new[name])}
        assert cells <= {one["cell"] for one in row["adopted"]}


def changed_cells(old: bytes, new: bytes) -> set[str]:
    """Return the addresses of cells that differ; nothing else of the sheet may."""
    cell = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?:[^>]*/>|.*?</c>)', re.DOTALL)
    one, two = ({match[1]: match[0] for match in cell.finditer(xml)} for xml in (old, new))
    rest = [re.sub(rb"<row[^>]*/?>|</row>", b"", cell.sub(b"", xml)) for xml in (old, new)]
    assert rest[0] == rest[1]
    return {name.decode() for name in one.keys() | two.keys() if one.get(name) != two.get(name)}
