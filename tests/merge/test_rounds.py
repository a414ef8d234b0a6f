"""A few random rounds of edits, changes of the workbook and builds; rounds.py plays a thousand."""

import pytest

from support.merge_rounds import faults_of

# Rounds that once found something, and the first few.
FOUND = (8, 292, 591, 606, 656)


@pytest.mark.parametrize("seed", [*FOUND, *range(1, 8)])
def test_no_word_is_lost_and_the_advisers_paragraphs_stay(seed: int) -> None:
    assert faults_of(seed) == []
