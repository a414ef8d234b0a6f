"""A merge shown as tracked changes: all accepted it is the plain merge, all rejected the edits."""

from collections import Counter
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from assembler.merge.merge import Merged, merge
from assembler.model import Level
from assembler.word.comments import AUTHOR
from assembler.word.document import WordDocument
from assembler.word.revisions import Resolution
from support.adviser_edits import by_word, comments, edited, lines, reword
from support.merge_cases import CASES, KEPT_VENUES, TWO, A, Case
from support.merge_council import detail, made, outcome, recommendations, strengths, summary
from support.random_summaries import base, by_adviser, by_workbook, rendered, some
from support.read_revisions import W, accepted, rejected
from support.track_rounds import broken, settled

LETTER = "letter"
ONCE = f"The partnership group meets once.\n{TWO}"


def both(case: Case, mine: bytes) -> tuple[Merged, Merged]:
    """Merge a case plainly, and with tracked changes."""
    first, _ = made()
    new, told = made(*case.turns)
    versions = first[case.document], mine, new[case.document]
    return merge(*versions, told), merge(*versions, told, track=True)


def revisions(content: bytes) -> list[etree._Element]:
    """Return every tracked change by the program."""
    with ZipFile(BytesIO(content)) as archive:
        parts = [n for n in archive.namelist() if n.startswith("word/") and n.endswith(".xml")]
        roots = [etree.fromstring(archive.read(name)) for name in parts]
    names = {f"{W}{n}" for n in ("ins", "del", "rPrChange", "pPrChange", "tcPrChange")}
    author = f"{W}author"
    return [e for r in roots for e in r.iter(*names) if e.get(author) == AUTHOR]


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: CASES[n].name.replace(" ", "-"))
def test_accepted_it_is_the_merge_and_rejected_the_adviser_s_document(number: int) -> None:
    case = CASES[number]
    first, _ = made()
    mine = edited(first[case.document], *case.edits)
    mine = by_word(mine) if number % 2 else mine
    plain, tracked = both(case, mine)
    assert accepted(tracked.content) == accepted(plain.content)
    assert rejected(tracked.content) == rejected(mine)
    assert (tracked.conflicts, tracked.brought_in) == (plain.conflicts, plain.brought_in)
    assert comments(tracked.content) == comments(plain.content)
    marks = revisions(tracked.content)
    assert tracked.tracked == bool(marks)
    assert bool(marks) == (accepted(plain.content) != accepted(mine))
    assert len({mark.get(f"{W}id") for mark in marks}) == len(marks)


@settings(max_examples=25, deadline=None)
@given(mine=some, theirs=some, through_word=st.booleans())
def test_whatever_both_did_can_be_accepted_or_rejected(
    mine: dict[int, tuple[str, int]], theirs: dict[int, tuple[str, int]], *, through_word: bool
) -> None:
    edits, new = by_adviser(mine, through_word=through_word), rendered(by_workbook(theirs))
    plain, tracked = merge(base(), edits, new), merge(base(), edits, new, track=True)
    assert accepted(tracked.content) == accepted(plain.content)
    assert rejected(tracked.content) == rejected(edits)
    assert lines(settled(tracked.content, Resolution.ACCEPTED)) == lines(plain.content)
    assert lines(settled(tracked.content, Resolution.REJECTED)) == lines(edits)


@pytest.mark.parametrize("seed", [95, 230, *range(6)])
def test_two_builds_over_edits_before_and_between(seed: int) -> None:
    assert list(broken(seed)) == []


def test_only_the_words_that_change_are_marked() -> None:
    first, _ = made()
    mine = edited(first[A], reword("every quarter", "each quarter"))
    new, told = made(summary(1, "The partnership board meets every quarter.\nIts chair is new."))
    tracked = merge(first[A], mine, new[A], told, track=True)
    said = Counter(
        (etree.QName(mark).localname, "".join(mark.itertext()))
        for mark in revisions(tracked.content)
    )
    assert said == {
        ("del", "group"): 1,
        ("ins", "board"): 1,
        ("del", "the chief executive"): 1,
        ("ins", "new"): 1,
    }


MANY_CHANGES = (
    strengths(("News", "See [www.example.org]."), KEPT_VENUES),
    recommendations(("Risk", "Share the risk assessment.")),
    detail(security_marking="OFFICIAL-SENSITIVE", recipient_name="Flo Example"),
    outcome(2, Level.MET),
    summary(1, ONCE),
    summary(3, "The plan is new.\nIt is reviewed twice a year.\n- It is public\n- It is short"),
)


def test_a_document_with_every_kind_of_change_is_valid(
    tmp_path: Path, faults: Callable[[Iterable[Path]], list[str]]
) -> None:
    first, _ = made()
    new, told = made(*MANY_CHANGES)
    paths = []
    for name in (LETTER, A):
        mine = edited(first[name])
        tracked = merge(first[name], mine, new[name], told, track=True)
        assert accepted(tracked.content) == accepted(merge(first[name], mine, new[name]).content)
        assert rejected(tracked.content) == rejected(mine)
        paths.append(tmp_path / f"{name}.docx")
        paths[-1].write_bytes(tracked.content)
    assert faults(paths) == []


def test_a_build_with_nothing_new_leaves_pending_changes_as_they_are() -> None:
    first, _ = made()
    new, told = made(summary(1, ONCE))
    mine = edited(first[A], reword("names three", "names four"))
    tracked = merge(first[A], mine, new[A], told, track=True).content
    assert merge(new[A], tracked, new[A], told).content == tracked


@pytest.mark.parametrize("track", [True, False])
def test_the_next_build_neither_conflicts_with_pending_changes_nor_doubles_them(
    *, track: bool
) -> None:
    first, _ = made()
    mine = edited(first[A], reword("names three", "names four"))
    new, told = made(summary(1, ONCE))
    newest, told_then = made(summary(1, f"The group meets once.\n{TWO}"), outcome(2, Level.MET))
    pending = merge(first[A], mine, new[A], told, track=True)
    plain = merge(first[A], mine, new[A], told)
    result = merge(new[A], pending.content, newest[A], told_then, track=track)
    assert result.conflicts == ()
    assert accepted(result.content) == accepted(
        merge(new[A], plain.content, newest[A], told_then).content
    )
    assert rejected(result.content) == rejected(mine)


def test_what_was_rejected_is_the_adviser_s_edit() -> None:
    first, _ = made()
    mine = edited(first[A], reword("names three", "names four"))
    new, told = made(summary(1, ONCE))
    newest, told_then = made(summary(1, ONCE), outcome(2, Level.MET))
    tracked = merge(first[A], mine, new[A], told, track=True)
    refused = settled(tracked.content, Resolution.REJECTED)
    assert rejected(refused) == rejected(mine)
    result = merge(new[A], refused, newest[A], told_then)
    assert result.conflicts == ()
    assert "The partnership group meets every quarter." in lines(result.content)


def test_what_was_accepted_is_as_built() -> None:
    first, _ = made()
    mine = edited(first[A], reword("names three", "names four"))
    new, told = made(summary(1, ONCE))
    newest, told_then = made(summary(1, f"The group meets once.\n{TWO}"))
    taken = settled(merge(first[A], mine, new[A], told, track=True).content, Resolution.ACCEPTED)
    result = merge(new[A], taken, newest[A], told_then)
    assert result.conflicts == ()
    assert "The group meets once." in lines(result.content)


def test_the_adviser_s_own_tracked_changes_stay_the_adviser_s() -> None:
    case = next(c for c in CASES if c.name == "tracked changes where the workbook changed nothing")
    first, _ = made()
    mine = edited(first[case.document], *case.edits)
    _, tracked = both(case, mine)
    before = WordDocument(mine, "a file").document
    after = WordDocument(tracked.content, "a file").document
    names = (f"{W}ins", f"{W}del")
    theirs = [e.get(f"{W}author") for e in before.iter(*names)]
    assert theirs
    assert [a for e in after.iter(*names) if (a := e.get(f"{W}author")) != AUTHOR] == theirs
