"""Random edits by both sides of whole documents: whatever happens, no word is lost."""

from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from assembler import grading
from assembler.letter import context as letter
from assembler.merge.merge import merge
from assembler.model import Assessment
from assembler.rich_text import from_text, plain
from support.adviser_edits import by_word, comments, lines
from support.merge_council import council, templates

A = "annex-a"
COUNT = 14  # the paragraphs of the seven summaries
FEW = settings(max_examples=40, deadline=None)
kinds = st.sampled_from(["replace", "add", "drop", "front"])
some = st.dictionaries(st.integers(0, COUNT - 1), st.tuples(kinds, st.integers(0, 6)), max_size=8)


def reworded(text: str, mark: str, how: tuple[str, int]) -> str:
    """Change one word of a paragraph, add one, or drop one."""
    kind, at = how
    words = text.split()
    at = min(at, len(words) - 1)
    if kind == "replace":
        words[at] = f"{mark}{at}"
    elif kind == "add":
        words.insert(at, f"{mark}{at}")
    elif kind == "front":
        words.insert(0, mark)
    else:
        del words[at]
    return " ".join(words)


def summaries(assessment: Assessment) -> list[str]:
    texts = [plain(o.summary).split("\n") for o in assessment.outcomes.values() if o.summary]
    return [text for pair in texts for text in pair]


def by_workbook(changes: dict[int, tuple[str, int]], mark: str = "workbook") -> Assessment:
    """Change paragraphs of the summaries in the workbook."""
    assessment = council()
    texts = [
        reworded(text, f"{mark}{i}x", changes[i]) if i in changes else text
        for i, text in enumerate(summaries(assessment))
    ]
    scored = [n for n, o in assessment.outcomes.items() if o.summary]
    outcomes = dict(assessment.outcomes)
    for k, number in enumerate(scored):
        text = "\n".join(texts[2 * k : 2 * k + 2])
        outcomes[number] = replace(outcomes[number], summary=from_text(text))
    return replace(assessment, outcomes=outcomes)


def rendered(assessment: Assessment) -> bytes:
    context = letter.context(assessment, grading.settle(assessment))
    return templates().render(context)[A].content


@cache
def base() -> bytes:
    return rendered(council())


def by_adviser(changes: dict[int, tuple[str, int]], *, through_word: bool) -> bytes:
    """Change the same paragraphs in the document, each in its own run."""
    document = Document(BytesIO(base()))
    texts = summaries(council())
    places: dict[str, Any] = {}
    for node in document.element.body.iter(qn("w:t")):
        places.setdefault(node.text, node)
    for i, how in changes.items():
        places[texts[i]].text = reworded(texts[i], f"adviser{i}x", how)
    stream = BytesIO()
    document.save(stream)
    return by_word(stream.getvalue()) if through_word else stream.getvalue()


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
