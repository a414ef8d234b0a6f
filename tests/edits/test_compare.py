"""What an adviser changed in Word, traced to the cell it came from."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from assembler.edits.compare_documents import compare
from assembler.edits.edit import EditKind
from assembler.findings import Place
from assembler.rich_text import plain
from assembler.workbook.xlsx.edit_cells import edit_cells
from support.adviser_edits import (
    Edit,
    edited,
    paragraph,
    picture,
    reword,
    track,
)
from support.edited_letters import built, compared, example, workbook
from support.traced_edits import CASES, PROGRESS


@pytest.mark.parametrize(("name", "edits", "expected"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_each_change_is_traced_to_its_cell(
    name: str, edits: tuple[Edit, ...], expected: list[tuple[Place | None, EditKind, str]]
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
    now = built(edit_cells(workbook(), {PROGRESS: "Other words altogether."}))
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


@pytest.fixture(scope="module")
def saved(
    tmp_path_factory: pytest.TempPathFactory, soffice: Callable[[str, Iterable[Path]], Path]
) -> Path:
    """Have LibreOffice save every edited document, all in one go."""
    folder = tmp_path_factory.mktemp("edited")
    for number, (_, name, edits, _) in enumerate(CASES):
        content = edited(example().documents[name], *edits)
        (folder / f"{number}.docx").write_bytes(content)
    return soffice("docx:MS Word 2007 XML", sorted(folder.glob("*.docx")))


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_the_same_after_libreoffice_saved_it(saved: Path, number: int) -> None:
    _, name, edits, _ = CASES[number]
    kept = example().documents[name]
    again = (saved / f"{number}.docx").read_bytes()
    found = compare(kept, again, lambda: example().labelled, name).edits
    direct = compared(name, *edits).edits
    assert [(e.cell, e.kind, e.now, e.value) for e in found] == [
        (e.cell, e.kind, e.now, e.value) for e in direct
    ]
