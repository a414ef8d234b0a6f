"""What an adviser changed in Word, traced to the cell it came from."""

import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from assembler.edits.edit import Kind
from assembler.findings import Place
from assembler.rich_text import plain
from assembler.workbook.xlsx.edit_cells import edit_cells
from support.adviser_edits import (
    Edit,
    add_after,
    edited,
    join_with_next,
    look,
    move_behind,
    paragraph,
    picture,
    remark,
    reword,
    split_at,
    take_out,
    track,
)
from support.edited_letters import built, compared, example
from support.paths import ROOT

TRAINING, PROGRESS = Place("Strengths", "A3"), Place("Strengths", "B3")
PLAN = Place("Annex A", "F4")

# The document, the edits, and the cell, the kind and the words of each change that is told.
CASES: list[tuple[str, str, tuple[Edit, ...], list[tuple[Place | None, Kind, str]]]] = [
    ("untouched", "letter", (), []),
    ("a comment", "letter", (remark("Excellent progress", "Sure?"),), []),
    (
        "a strength reworded",
        "letter",
        (reword("Excellent progress", "Good progress"),),
        [(PROGRESS, Kind.WORDS, "Good progress has been made")],
    ),
    (
        "a heading",
        "letter",
        (reword("Training programme", "Training"),),
        [(TRAINING, Kind.WORDS, "Training")],
    ),
    (
        "heading and text",
        "letter",
        (reword("Training programme", "Training"), reword("Excellent", "Good")),
        [(TRAINING, Kind.WORDS, "Training"), (PROGRESS, Kind.WORDS, "Good progress")],
    ),
    (
        "a strength divided",
        "letter",
        (split_at("with uptake and completion"),),
        [(PROGRESS, Kind.WORDS, "plan\nwith uptake and completion")],
    ),
    (
        "two strengths joined",
        "letter",
        (join_with_next("have formalised"),),
        [
            (Place("Strengths", "B2"), Kind.WORDS, "Local Authorities.Training programme"),
            (PROGRESS, Kind.WORDS, ""),
        ],
    ),
    (
        "a strength added",
        "letter",
        (add_after("Excellent progress", "New thing – it is good."),),
        [(PROGRESS, Kind.WORDS, "New thing – it is good.")],
    ),
    ("a strength taken out", "letter", (take_out("Excellent"),), [(PROGRESS, Kind.WORDS, "")]),
    (
        "strengths moved",
        "letter",
        (move_behind("have formalised", "Excellent progress"),),
        [(PROGRESS, Kind.WORDS, "Training programme")],
    ),
    (
        "words made bold",
        "letter",
        (look("tier training plan"),),
        [(PROGRESS, Kind.WORDS, "*tier training plan*")],
    ),
    (
        "the salutation",
        "letter",
        (reword("Dear Stephen", "Dear Sam"),),
        [(Place("Letter", "B8"), Kind.DETAIL, "Sam")],
    ),
    (
        "the recipient",
        "letter",
        (reword("Stephen Moir", "Sam Example"),),
        [(Place("Letter", "B5"), Kind.DETAIL, "Sam Example")],
    ),
    (
        "the date",
        "letter",
        (reword("21/05/2025", "22/05/2025"),),
        [(Place("Letter", "B4"), Kind.DETAIL, "22/05/2025")],
    ),
    (
        "an address line",
        "letter",
        (reword("Huntingdon", "Samplebury"),),
        [(Place("Letter", "B7"), Kind.DETAIL, "Samplebury")],
    ),
    (
        "an address line added",
        "letter",
        (add_after("Huntingdon", "By hand"),),
        [(Place("Letter", "B7"), Kind.DETAIL, "By hand")],
    ),
    (
        "who is thanked",
        "letter",
        (reword("Lisa Riddle and Ruth Walters", "Ruth Walters, Dee Example and Lisa Riddle"),),
        [(Place("Letter", "B10"), Kind.DETAIL, "Ruth Walters, Dee Example and Lisa Riddle")],
    ),
    (
        "words of the template",
        "letter",
        (reword("critical role", "vital role"),),
        [(None, Kind.STANDING, "a vital role to play")],
    ),
    (
        "a paragraph of one's own",
        "letter",
        (add_after("We recognise that every", "Thank you."),),
        [(None, Kind.STANDING, "Thank you.")],
    ),
    (
        "a summary reworded",
        "annex-a",
        (reword("has been tailored to local", "fits local"),),
        [(PLAN, Kind.WORDS, "fits local circumstances")],
    ),
    (
        "a paragraph added to a summary",
        "annex-a",
        (add_after("The partnership plan is shared", "Staff know it."),),
        [(PLAN, Kind.WORDS, "Staff know it.")],
    ),
    (
        "a paragraph taken out of a summary",
        "annex-a",
        (take_out("The partnership plan is shared"),),
        [(PLAN, Kind.WORDS, "")],
    ),
    (
        "a criterion",
        "annex-b",
        (reword("The chair is not also", "The chair is never also"),),
        [(None, Kind.STANDING, "never also")],
    ),
]


@pytest.mark.parametrize(("name", "edits", "expected"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_each_change_is_traced_to_its_cell(
    name: str, edits: tuple[Edit, ...], expected: list[tuple[Place | None, Kind, str]]
) -> None:
    found = compared(name, *edits).edits
    assert [(edit.cell, edit.kind) for edit in found] == [case[:2] for case in expected]
    for edit, (_, _, words) in zip(found, expected, strict=True):
        assert words in edit.now


def test_what_the_cell_would_hold_is_what_the_document_says() -> None:
    (edit,) = compared("letter", reword("Excellent progress", "Good progress")).edits
    assert not isinstance(edit.value, str)
    assert edit.value is not None
    assert plain(edit.value) == edit.now


def without_dash(document: WordDocument) -> None:
    for node in paragraph(document, "Excellent progress").iter(qn("w:t")):
        node.text = (node.text or "").replace(" – ", ": ")


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        (track("Excellent progress", "Good progress"), "tracked changes"),
        (lambda d: (reword("Excellent", "Good")(d), picture("progress has been")(d)), "picture"),
        (without_dash, "no dash"),
        (reword("Excellent progress", "Good\tprogress"), "tab"),
    ],
)  # fmt: skip
def test_what_no_cell_can_hold_is_said(spoilt: Edit, why: str) -> None:
    found = compared("letter", spoilt).edits
    assert found
    assert all(edit.value is None for edit in found)
    assert why in found[-1].why


def test_a_cell_that_changed_since_is_named_with_what_it_holds() -> None:
    workbook = (ROOT / "inputs" / "cambridgeshire.xlsx").read_bytes()
    now = built(edit_cells(workbook, {PROGRESS: "Other words altogether."}))
    changes = compared("letter", reword("Excellent progress", "Good progress"), now=now).edits
    assert [edit.workbook for edit in changes if edit.cell == PROGRESS] == [
        "Other words altogether."
    ]
    (salutation,) = compared("letter", reword("Dear Stephen", "Dear Sam"), now=now).edits
    assert salutation.workbook is None


def test_labels_leave_no_trace() -> None:
    for name, document in example().documents.items():
        assert compared(name).edits == ()
        assert edited(document)
