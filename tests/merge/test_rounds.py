"""A few random rounds of edits, changes of the workbook and builds; rounds.py plays a thousand."""

import pytest

from support.merge_rounds import faults_of


@pytest.mark.parametrize("seed", range(1, 9))
def test_no_word_is_lost_and_the_advisers_paragraphs_stay(seed: int) -> None:
    assert faults_of(seed) == []
