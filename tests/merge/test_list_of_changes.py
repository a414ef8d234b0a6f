"""What a build says it brought into an edited document is what happened there, and no more."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assembler.cli import build_report
from assembler.merge.merge import merge
from assembler.model import Assessment
from assembler.results import BuildResult, BuildStatus, Change
from assembler.rich_text import Span
from support.adviser_edits import Edit, edited, reword
from support.merge_council import Turn, detail, made, strengths, summary

FIRST, SECOND, THIRD = "The group meets often.", "Its chair is Ann.", "It has a plan."
WHOLE = f"{FIRST} {SECOND} {THIRD}"
MORE = "Well done."
BASE = summary(1, WHOLE)
ELSEWHERE = reword("Dear", "Dear dear")
ANNEX_ELSEWHERE = reword("The risk assessment", "Its risk assessment")

Told = tuple[str, str]

# What the summary says now, and each change as told: before, after
SENTENCES: list[tuple[str, Sequence[Told]]] = [
    (f"{MORE} {WHOLE}", [("", MORE)]),
    (f"{FIRST} {MORE} {SECOND} {THIRD}", [("", MORE)]),
    (f"{WHOLE} {MORE}", [("", MORE)]),
    (f"{WHOLE} It has a chair.", [("", "It has a chair.")]),
    (f"It has a chair. {WHOLE}", [("", "It has a chair.")]),
    (f"{FIRST} Its chair is new. {SECOND} {THIRD}", [("", "Its chair is new.")]),
    (f"{FIRST} {MORE} {MORE} {SECOND} {THIRD}", [("", f"{MORE} {MORE}")]),
    (f"{SECOND} {THIRD}", [(FIRST, "")]),
    (f"{FIRST} {THIRD}", [(SECOND, "")]),
    (f"{FIRST} {SECOND}", [(THIRD, "")]),
    (f"{MORE} {FIRST} {SECOND} {THIRD} {MORE}", [("", MORE), ("", MORE)]),
    # Near misses: a sentence that changed is told whole, and no other with it
    (f"Well done: {WHOLE}", [(FIRST, f"Well done: {FIRST}")]),
    (f"{FIRST} Well done: {SECOND} {THIRD}", [(SECOND, f"Well done: {SECOND}")]),
    (WHOLE.replace("often", "monthly"), [(FIRST, "The group meets monthly.")]),
    (WHOLE.replace("Ann.", "Ann, again."), [(SECOND, "Its chair is Ann, again.")]),
    (WHOLE.replace(" Its chair", " The new chair"), [(SECOND, "The new chair is Ann.")]),
    (WHOLE.replace("often. Its", "often; its"),
     [(f"{FIRST} {SECOND}", f"{FIRST[:-1]}; its chair is Ann.")]),
    (WHOLE.replace("often", "monthly").replace("plan", "vision"),
     [(FIRST, "The group meets monthly."), (THIRD, "It has a vision.")]),
    (f"“{MORE}” {WHOLE}", [("", f"“{MORE}”")]),
    (f"{FIRST} {SECOND}  {THIRD}", []),
]  # fmt: skip


def brought_in(base: Sequence[Turn], new: Sequence[Turn], *edits: Edit) -> list[Change]:
    documents, (changed, told) = made(*base)[0], made(*new)
    kind = "annex-a" if base == (BASE,) else "letter"
    mine = edited(documents[kind], *edits)
    return list(merge(documents[kind], mine, changed[kind], told).brought_in)


def in_bold(a: Assessment) -> Assessment:
    """Put the last sentence of the summary in bold."""
    (line,) = a.outcomes[1].summary
    start = str(line).index(THIRD)
    spans = Span(str(line)[:start]), Span(THIRD, bold=True)
    outcome = replace(a.outcomes[1], summary=(replace(line, spans=spans),))
    return replace(a, outcomes={**a.outcomes, 1: outcome})


def told(changes: Sequence[Change]) -> list[Told]:
    return [(change.was, change.now) for change in changes]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_each_sentence_is_told_as_added_taken_out_or_changed(
    text: str, expected: Sequence[Told]
) -> None:
    assert told(brought_in((BASE,), (summary(1, text),), ANNEX_ELSEWHERE)) == list(expected)


def test_a_sentence_that_the_adviser_reworded_is_told_as_it_stands() -> None:
    monthly = (summary(1, WHOLE.replace("Ann", "Bob")),)
    changes = brought_in((BASE,), monthly, reword("Its chair", "The chair"))
    assert told(changes) == [("The chair is Ann.", "The chair is Bob.")]


def test_words_the_adviser_keeps_are_not_told_as_brought_in() -> None:
    monthly = (summary(1, WHOLE.replace("Ann", "Bob")),)
    assert told(brought_in((BASE,), monthly, reword("is Ann", "is Cat"))) == []


def test_words_before_a_strength_are_told_with_their_sentence() -> None:
    base, now = strengths(("Venues", FIRST)), strengths(("Venues", f"{MORE} {FIRST}"))
    assert told(brought_in((base,), (now,), ELSEWHERE)) == [
        (f"Venues – {FIRST}", f"Venues – {MORE} {FIRST}")
    ]


def test_words_behind_a_strength_are_told_alone() -> None:
    base, now = strengths(("Venues", FIRST)), strengths(("Venues", f"{FIRST} {MORE}"))
    assert told(brought_in((base,), (now,), ELSEWHERE)) == [("", MORE)]


def test_bold_is_told_as_a_look() -> None:
    ((was, now),) = told(brought_in((BASE,), (BASE, in_bold), ANNEX_ELSEWHERE))
    assert (was, now) == (THIRD, THIRD)


def test_a_line_of_an_address_is_told_without_the_others() -> None:
    new = detail(recipient_address=("1 Example Street", "New Town", "EX1 1EX"))
    assert told(brought_in((), (new,), ELSEWHERE)) == [("Exampletown", "New Town")]


def test_a_strength_that_moved_and_changed_is_told_as_it_is_now() -> None:
    one, two = ("Venues", f"{FIRST} {SECOND} {THIRD}"), ("Training", "Staff were trained in May.")
    changed = ("Venues", f"{FIRST} {SECOND} It has a vision.")
    changes = brought_in((strengths(one, two),), (strengths(two, changed),), ELSEWHERE)
    assert all(THIRD not in change.now for change in changes)
    assert {change.moved for change in changes} == {True, False}


def report(change: Change) -> str:
    built = BuildResult("a.xlsx", BuildStatus.BUILT, brought_in=(change,))
    return " ".join(build_report.build(built).split())


def test_what_differs_between_two_long_sentences_is_on_screen() -> None:
    many = " ".join(["It was so"] * 30)
    text = report(Change("a.docx", "1", f"{many} in May {many}.", f"{many} in June {many}."))
    assert "in May" in text
    assert "in June" in text
    assert text.count("…") == 4
    assert len(text) < 300


def test_short_sentences_are_quoted_whole() -> None:
    assert "“It met.” is now “It left.”." in report(Change("a.docx", "1", "It met.", "It left."))
    assert "“It met.” looks different" in report(Change("a.docx", "1", "It met.", "It met."))
