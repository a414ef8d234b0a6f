"""Lists, counts and quotes read as a sentence does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembler.wording import counted, folded, listed, plain, shortened, straight, words


@pytest.mark.parametrize(
    ("names", "most", "expected"),
    [
        ([], 0, ""),
        (["A"], 0, "A"),
        (["A", "B"], 0, "A and B"),
        (["A", "B", "C"], 0, "A, B and C"),
        (["A", "B", "C"], 2, "A, B and C"),
        (["A", "B", "C", "D"], 2, "A, B and 2 more"),
    ],
)
def test_names_are_joined_as_in_a_sentence(names: list[str], most: int, expected: str) -> None:
    assert listed(names, most) == expected


def test_choices_are_joined_with_or() -> None:
    assert listed(["Yes", "No", "N/A"], word="or") == "Yes, No or N/A"


def test_a_count_has_its_noun() -> None:
    counts = [counted(1, "thing"), counted(0, "thing"), counted(1200, "criterion", "criteria")]
    assert counts == ["1 thing", "0 things", "1,200 criteria"]


def test_texts_are_compared_without_what_a_reader_does_not_see() -> None:
    assert plain("The  council’s – own\u00a0“plan”") == 'The council\'s - own "plan"'
    assert folded(" Kent \n County ") == "kent county"
    assert words("The council’s 2nd_plan") == ("the", "council", "s", "2nd", "plan")


@given(st.text(), st.integers(8, 60))
def test_a_shortened_text_is_one_line_of_its_first_words(text: str, most: int) -> None:
    line = shortened(text, most)
    assert len(line) <= most + 1
    assert " ".join(text.split()).startswith(line.removesuffix("…"))


@given(st.text())
def test_straightening_changes_no_length(text: str) -> None:
    assert len(straight(text)) == len(text)
