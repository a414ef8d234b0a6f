"""Laws of adopting that hold whatever an adviser does to the documents."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from support.adopted_council import Council
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
