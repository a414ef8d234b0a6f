"""Three-way merge of words and matching of blocks: what must hold whatever the words are."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembler.merge.align import align
from assembler.merge.block_identity import BlockIdentity
from assembler.merge.changed_sentences import sentence
from assembler.merge.diff import changes, matches, three_way, tokens

words = st.lists(
    st.sampled_from(
        ["the", "plan", "is", "good", "and", "was", "in", "May", "2025", ".", ",", "a", "b"]
    ),
    max_size=12,
)
texts = words.map(" ".join)


def joined(base: str, edited: str, new: str) -> tuple[str, list[tuple[str, str]]]:
    """Make the merged text, and the clashes as (kept, new)."""
    b, e, n = tokens(base), tokens(edited), tokens(new)
    made, clashes, at = [], [], 0
    for region in three_way(b, e, n):
        made += e[at : region.edited.start]
        kept = e[region.edited.start : region.edited.stop]
        theirs = n[region.new.start : region.new.stop]
        made += kept if region.clash else theirs
        if region.clash:
            clashes.append(("".join(kept), "".join(theirs)))
        at = region.edited.stop
    return "".join([*made, *e[at:]]), clashes


@given(texts)
def test_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@pytest.mark.parametrize(
    "text", ["21/05/2025", "2024/25", "a.b@example.gov.uk", "Council's", "1,000.50", "B1-M5"]
)
def test_what_a_reader_takes_as_one_stays_one(text: str) -> None:
    assert tokens(f"see {text}, please")[2] == text


@given(texts, texts)
def test_a_side_that_changed_nothing_yields_to_the_other(base: str, other: str) -> None:
    assert joined(base, base, other) == (other, [])
    assert joined(base, other, base) == (other, [])


@given(texts, texts)
def test_the_same_change_on_both_sides_is_no_clash(base: str, other: str) -> None:
    assert joined(base, other, other) == (other, [])


@given(texts, texts, texts)
def test_no_word_of_either_side_is_lost(base: str, edited: str, new: str) -> None:
    made, clashes = joined(base, edited, new)
    kept = set(tokens(base)) | set(tokens(new))
    told = {word for _, theirs in clashes for word in tokens(theirs)}
    assert set(tokens(edited)) - kept <= set(tokens(made))
    assert set(tokens(new)) - set(tokens(base)) <= set(tokens(made)) | told


@given(texts, texts, texts)
def test_merging_again_adds_nothing(base: str, edited: str, new: str) -> None:
    made, clashes = joined(base, edited, new)
    if not clashes:
        assert joined(new, made, new) == (made, [])


@given(st.data(), st.lists(st.sampled_from("abcdefghijkl"), min_size=5, max_size=20, unique=True))
def test_changes_apart_from_each_other_all_arrive(data: st.DataObject, base: list[str]) -> None:
    """Each side puts new words for some; between two changed words one at least is unchanged."""
    sides = data.draw(
        st.lists(
            st.sampled_from(["", "adviser", "workbook"]), min_size=len(base), max_size=len(base)
        )
    )
    for at in range(1, len(sides)):
        if sides[at - 1]:
            sides[at] = ""
    edited = [f"E{w}" if side == "adviser" else w for w, side in zip(base, sides, strict=True)]
    new = [f"N{w}" if side == "workbook" else w for w, side in zip(base, sides, strict=True)]
    many = max(sides.count("adviser"), sides.count("workbook"))
    if (len(base) - many) * 4 < len(base):
        return
    both = [n if n != b else e for b, e, n in zip(base, edited, new, strict=True)]
    assert joined(" ".join(base), " ".join(edited), " ".join(new)) == (" ".join(both), [])


@given(texts, texts)
def test_changes_lead_from_one_text_to_the_other(one: str, two: str) -> None:
    a, b = tokens(one), tokens(two)
    made, at = [], 0
    for change in changes(a, b):
        made += [*a[at : change.start], *b[change.to_start : change.to_end]]
        at = change.end
    assert "".join([*made, *a[at:]]) == two


@given(st.lists(st.integers(0, 5)), st.lists(st.integers(0, 5)))
def test_matches_run_forward_and_are_equal(one: list[int], two: list[int]) -> None:
    pairs = matches(one, two)
    assert all(one[i] == two[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


def test_half_of_one_date_and_half_of_another_never_make_a_third() -> None:
    made, clashes = joined("on 21/05/2025 in", "on 22/05/2025 in", "on 21/06/2025 in")
    assert (made, clashes) == ("on 22/05/2025 in", [("22/05/2025", "21/06/2025")])


def test_a_rewritten_paragraph_is_not_interleaved_with_another() -> None:
    base = "The group of partners meets in the hall and decides on the plan of the year."
    edited = "In the spring a board of members was formed, the first of its kind in the county."
    new = "Officers of the council and of the police agree on the order of work in a call."
    assert joined(base, edited, new) == (edited, [(edited, new)])


def test_sentences_are_told_whole() -> None:
    text = "It met. It agreed the plan in May. It left."
    assert sentence(text, range(22, 26)) == "It agreed the plan in May."
    assert sentence(text, range(7, 8)) == sentence(text, range(8, 8)) == sentence(text, range(8, 9))
    assert sentence(text, range(8, 8)) == "It agreed the plan in May."
    assert sentence(text, range(len(text), len(text))) == "It left."


def unit(text: str) -> BlockIdentity:
    return BlockIdentity("p", "", (text,))


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (["a", "b", "c"], ["a", "b", "c"], {0: 0, 1: 1, 2: 2}),
        (["a", "b", "c"], ["c", "a", "b"], {0: 1, 1: 2, 2: 0}),
        (["a", "", "b"], ["a", "", "b"], {0: 0, 1: 1, 2: 2}),
        (["a", "b"], ["a", "new", "b"], {0: 0, 1: 2}),
        (["a", "old", "b"], ["a", "wholly other", "b"], {0: 0, 1: 1, 2: 2}),
        (["same", "same", "x"], ["same", "x"], {0: 0, 2: 1}),
        (["one two three four", "b"], ["b", "one two three five"], {1: 0}),
        (
            ["one two three four five six", "b"],
            ["b", "one two three four five six seven"],
            {0: 1, 1: 0},
        ),
    ],
)
def test_blocks_are_found_again(one: list[str], two: list[str], expected: dict[int, int]) -> None:
    assert align([unit(t) for t in one], [unit(t) for t in two]) == expected


@given(st.lists(texts, max_size=8), st.lists(texts, max_size=8))
def test_no_block_is_two_blocks(one: list[str], two: list[str]) -> None:
    found = align([unit(t) for t in one], [unit(t) for t in two])
    assert len(set(found.values())) == len(found)


def test_a_row_is_known_by_its_title_when_its_number_changed() -> None:
    def row(*cells: str) -> BlockIdentity:
        rest = "\n".join(cells[1:])
        return BlockIdentity("tr", "", ("\n".join(cells), "\n".join(cells[:2]), rest, cells[1], ""))

    one = [row("1", "Groups", "They meet."), row("2", "Risks", "Three are known.")]
    two = [row("1", "Risks", "Four are known."), row("2", "Groups", "They met.")]
    assert align(one, two) == {0: 1, 1: 0}
