"""Random edits by both sides of whole documents: whatever happens, no word is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assembler.merge.merge import merge
from support.adviser_edits import comments, lines
from support.merge_council import council
from support.random_summaries import (
    COUNT,
    base,
    by_adviser,
    by_workbook,
    rendered,
    reworded,
    some,
    summaries,
)

FEW = settings(max_examples=40, deadline=None)


def words(*texts: str) -> set[str]:
    return {word for text in texts for word in text.replace("“", " ").replace("”", " ").split()}


@FEW
@given(mine=some, theirs=some, through_word=st.booleans())
def test_whatever_both_did_no_word_is_lost(
    mine: dict[int, tuple[str, int]], theirs: dict[int, tuple[str, int]], *, through_word: bool
) -> None:
    edited, new = by_adviser(mine, through_word=through_word), rendered(by_workbook(theirs))
    merged = merge(base(), edited, new)
    here = words(*lines(merged.content))
    told = words(*comments(merged.content))
    old = words(*lines(base()))
    assert words(*lines(edited)) - old <= here
    assert words(*lines(new)) - old <= here | told
    assert len(merged.conflicts) == len(comments(merged.content))


@FEW
@given(mine=some, theirs=some, through_word=st.booleans())
def test_changes_of_different_paragraphs_all_arrive_without_a_conflict(
    mine: dict[int, tuple[str, int]], theirs: dict[int, tuple[str, int]], *, through_word: bool
) -> None:
    theirs = {i: how for i, how in theirs.items() if i not in mine}
    edited, new = by_adviser(mine, through_word=through_word), rendered(by_workbook(theirs))
    merged = merge(base(), edited, new)
    texts = summaries(council())
    expected = [
        reworded(texts[i], f"adviser{i}x", mine[i])
        if i in mine
        else reworded(texts[i], f"workbook{i}x", theirs[i])
        if i in theirs
        else texts[i]
        for i in range(COUNT)
    ]
    said = lines(merged.content)
    assert merged.conflicts == ()
    assert [line for line in said if line in expected] == [line for line in expected if line]


@FEW
@given(some, some)
def test_build_after_build_adds_nothing(
    mine: dict[int, tuple[str, int]], theirs: dict[int, tuple[str, int]]
) -> None:
    edited, new = by_adviser(mine, through_word=False), rendered(by_workbook(theirs))
    once = merge(base(), edited, new)
    twice = merge(new, once.content, new)
    assert twice.conflicts == ()
    assert twice.brought_in == ()
    assert twice.content == once.content


@FEW
@given(some, some)
def test_a_side_that_did_nothing_yields(
    mine: dict[int, tuple[str, int]], theirs: dict[int, tuple[str, int]]
) -> None:
    edited, new = by_adviser(mine, through_word=False), rendered(by_workbook(theirs))
    assert lines(merge(base(), edited, base()).content) == lines(edited)
    assert lines(merge(base(), base(), new).content) == lines(new)
    assert lines(merge(base(), new, new).content) == lines(new)


@FEW
@given(some, some, some)
def test_workbook_after_workbook_arrives(
    mine: dict[int, tuple[str, int]],
    first: dict[int, tuple[str, int]],
    second: dict[int, tuple[str, int]],
) -> None:
    """What the adviser left alone says at the end what the last workbook says."""
    edited = by_adviser(mine, through_word=True)
    one, two = rendered(by_workbook(first)), rendered(by_workbook(second, "later"))
    merged = merge(one, merge(base(), edited, one).content, two)
    final = summaries(by_workbook(second, "later"))
    said = lines(merged.content)
    for i in range(COUNT):
        if i not in mine:
            assert final[i] in said
