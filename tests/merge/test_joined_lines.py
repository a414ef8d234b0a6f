"""Lines that an adviser joined in one paragraph still follow the workbook."""

from collections.abc import Sequence
from typing import Any

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from assembler.merge.merge import Merged, merge
from support.adviser_edits import (
    Edit,
    WordDocument,
    comments,
    edited,
    lines,
    paragraph,
    reword,
    take_out,
)
from support.merge_council import Turn, detail, made, strengths, summary
from support.read_revisions import accepted, rejected

SENDER, ADDRESS = (
    ("Home Office", "2 Example Road", "London"),
    ("1 Example Street", "Exampletown", "EX1 1EX"),
)
BREAK, TAB, SPACE, COMMA = "\n", "\t", " ", ", "


def join(separator: str, *texts: str) -> Edit:
    """Join the paragraphs that have these words, with something between them."""
    return lambda document: _join(separator, [paragraph(document, text) for text in texts])


def join_with_line_above(separator: str, text: str) -> Edit:
    def edit(document: WordDocument) -> None:
        line = paragraph(document, text)
        _join(separator, [line.getprevious(), line])

    return edit


def _join(separator: str, lines: Sequence[Any]) -> None:
    first, *others = lines
    for other in others:
        run = OxmlElement("w:r")
        node = OxmlElement({BREAK: "w:br", TAB: "w:tab"}.get(separator, "w:t"))
        if node.tag == qn("w:t"):
            node.text = separator
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(node)
        first.append(run)
        first.extend(other.findall(qn("w:r")))
        other.getparent().remove(other)


def merged(kind: str, turn: Turn, *edits: Edit) -> tuple[list[str], Merged]:
    base, (new, told) = made()[0][kind], made(turn)
    result = merge(base, edited(base, *edits), new[kind], told)
    return lines(result.content), result


def address(*texts: str) -> Turn:
    return detail(recipient_address=texts)


A1, A2, A3 = ADDRESS
CC = "CC: Bob"
TRAINING, PROGRESS = "Training", "Good progress has been made with training for staff."
EVERY = join(BREAK, "Ann Example", "Chief Executive", *ADDRESS)
BROKEN = join(BREAK, *ADDRESS)
STREET, TOWN = "9 New Street", "New Town"
GUIDED = "Halls were sent new guidance on hiring."
# What was joined, what the workbook changes, the paragraph afterwards ("|" for a line break)
JOINED: list[tuple[Edit, Turn, str]] = [
    (BROKEN, address(A1, TOWN, A3), f"{A1}|{TOWN}|{A3}"),
    (join(TAB, *ADDRESS), address(A1, TOWN, A3), f"{A1}\t{TOWN}\t{A3}"),
    (join(SPACE, *ADDRESS), address(A1, TOWN, A3), f"{A1} {TOWN} {A3}"),
    (join(COMMA, *ADDRESS), address(A1, TOWN, A3), f"{A1}, {TOWN}, {A3}"),
    (BROKEN, address(STREET, A2, A3), f"{STREET}|{A2}|{A3}"),
    (BROKEN, address(A1, A2, "EX9 9EX"), f"{A1}|{A2}|EX9 9EX"),
    (BROKEN, address(A1, A3), f"{A1}|{A3}"),
    (BROKEN, address(A1, "Floor 2", A2, A3), f"{A1}|Floor 2|{A2}|{A3}"),
    (join(BREAK, A1, A2), address(STREET, A2, A3), f"{STREET}|{A2}"),
    (EVERY, detail(recipient_job_title="Leader"), f"Ann Example|Leader|{A1}|{A2}|{A3}"),
    (
        join(BREAK, *SENDER),
        detail(sender_address=("Home Office", "3 New Road", "London")),
        "Home Office|3 New Road|London",
    ),
    (
        join(BREAK, CC, "Cat Example"),
        detail(copied_to=("Bob Example", "Dan Example")),
        "CC: Bob Example|Dan Example",
    ),
    (
        join(TAB, CC, "Cat Example"),
        detail(copied_to=("Dan Example", "Cat Example")),
        "CC: Dan Example\tCat Example",
    ),
    (
        join_with_line_above(BREAK, "Head of Examples"),
        detail(signatory_job_title="Director of Examples"),
        "Eve Example|Director of Examples",
    ),
    (
        join_with_line_above(TAB, "Head of Examples"),
        detail(signatory_name="Fay Example"),
        "Fay Example\tHead of Examples",
    ),
    (
        join(BREAK, "21/05/2025", "Ann Example"),
        detail(recipient_name="Gus Example"),
        "21/05/2025|Gus Example",
    ),
    (
        join(BREAK, PROGRESS, "Halls were"),
        strengths((TRAINING, PROGRESS), ("Venues", GUIDED)),
        f"{TRAINING} – {PROGRESS}|Venues – {GUIDED}",
    ),
]


@pytest.mark.parametrize(("edit", "turn", "expected"), JOINED)
def test_a_joined_line_follows_the_workbook(edit: Edit, turn: Turn, expected: str) -> None:
    found, result = merged("letter", turn, edit)
    assert expected.replace("|", BREAK) in found
    assert result.conflicts == ()
    assert comments(result.content) == []
    assert result.brought_in


@pytest.mark.parametrize(("edit", "turn"), [row[:2] for row in JOINED[::4]])
def test_joined_lines_are_tracked_like_any_other(edit: Edit, turn: Turn) -> None:
    base, (new, told) = made()[0]["letter"], made(turn)
    mine = edited(base, edit)
    tracked = merge(base, mine, new["letter"], told, track=True).content
    plain = merge(base, mine, new["letter"], told).content
    assert accepted(tracked) == accepted(plain)
    assert rejected(tracked) == accepted(mine)


def test_joined_paragraphs_of_a_summary_follow_the_workbook() -> None:
    one, two = "The risk assessment was agreed in May.", "It names two local risks."
    found, result = merged(
        "annex-a", summary(2, f"{one}\n{two}"), join(BREAK, one, "It names three local risks.")
    )
    assert f"{one}\n{two}" in found
    assert result.conflicts == ()


def test_a_joined_line_that_was_reworded_too_is_a_conflict_of_its_own() -> None:
    reworded = reword("Exampletown", "Example Town")
    found, result = merged("letter", address(A1, "New Town", A3), join(BREAK, *ADDRESS), reworded)
    assert f"{A1}\nExample Town\n{A3}" in found
    (conflict,) = result.conflicts
    assert (conflict.kept, conflict.new) == ("Example Town", "New Town")
    assert str(conflict.place) == "Letter!B7"


def test_of_two_joined_lines_one_may_be_reworded_and_changed_too() -> None:
    one = "The risk assessment was agreed in June."
    reworded = reword("The risk assessment was", "Our risk assessment was")
    joined = join(SPACE, "The risk assessment was", "It names three local risks.")
    turn = summary(2, f"{one}\nIt names three local risks.")
    found, result = merged("annex-a", turn, joined, reworded)
    assert "Our risk assessment was agreed in June. It names three local risks." in found
    assert result.conflicts == ()


def test_joined_lines_of_which_none_changed_stay() -> None:
    found, result = merged("letter", detail(salutation="Annie"), join(BREAK, *ADDRESS))
    assert "\n".join(ADDRESS) in found
    assert result.conflicts == ()


def test_a_reworded_line_stays_beside_one_that_the_workbook_changed() -> None:
    reworded = reword(A1, "One Example Street")
    found, result = merged("letter", address(A1, A2, "EX9 9EX"), join(BREAK, *ADDRESS), reworded)
    assert f"One Example Street\n{A2}\nEX9 9EX" in found
    assert result.conflicts == ()


def test_a_line_that_was_taken_out_is_still_told_so() -> None:
    for others in ((), (join(BREAK, A1, A3),)):
        found, result = merged("letter", address(A1, "New Town", A3), take_out(A2), *others)
        assert "New Town" not in "\n".join(found)
        (conflict,) = result.conflicts
        assert (conflict.kept, conflict.new) == ("", "New Town")


def test_words_that_another_paragraph_always_had_are_not_a_joined_line() -> None:
    turn = detail(copied_to=("Bob Example", "Dan Example"), thanked=("Cat Example",))
    base = made(detail(thanked=("Cat Example",)))[0]["letter"]
    new, told = made(turn)
    result = merge(base, edited(base, _without_last_copied_to), new["letter"], told)
    (conflict,) = result.conflicts
    assert (conflict.kept, conflict.new) == ("", "Dan Example")


def _without_last_copied_to(document: WordDocument) -> None:
    found = paragraph(document, "CC: Bob").getnext()
    found.getparent().remove(found)
