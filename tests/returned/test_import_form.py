"""Returned forms: every word a council typed arrives, at its criterion or on the unplaced list."""

import io
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assembler.editions import load
from assembler.errors import AssemblerError
from assembler.model import Answer, Assessment, empty_assessment
from assembler.pipeline.assess import assess
from assembler.returned.import_form import import_form
from assembler.returned.parse_answer import parse_answer
from assembler.rich_text import plain
from assembler.workbook.read import read
from assembler.workbook.write import write
from support.paths import INVENTED, ROOT
from support.returned_forms import LAYOUTS, REFS, Layout, Typed, below, criteria, filled, under

EDITION = load.latest(load.shipped())
COUNCIL = "Exampleshire County Council"
LEVEL = {criterion.ref: criterion.level for criterion in EDITION.criteria}


@pytest.fixture(scope="module")
def resaved(
    form: bytes,
    soffice: Callable[[str, Iterable[Path]], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, bytes]:
    """Return every layout as LibreOffice saves it."""
    folder = tmp_path_factory.mktemp("typed")
    paths = [folder / f"{layout.__name__}.docx" for layout in LAYOUTS]
    for layout, path in zip(LAYOUTS, paths, strict=True):
        path.write_bytes(filled(form, layout, EDITION)[0])
    made = soffice("docx", paths)
    return {path.stem: (made / path.name).read_bytes() for path in paths}


def brought(content: bytes) -> Assessment:
    return import_form(empty_assessment(EDITION, COUNCIL), "returned.docx", content).assessment


def words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in re.findall(r"\w+", text))


def hold_to(typed: Typed, found: Assessment) -> None:
    """Compare what arrived with what was typed, place by place and word by word."""
    evidence = {ref: plain(row.text) for ref, row in found.evidence.items() if row.text}
    assert evidence == typed.evidence
    answers = {
        ref: str(row.self_assessment)
        for ref, row in found.evidence.items()
        if row.self_assessment is not None
    }
    assert answers == typed.answers
    unplaced = [plain(piece.text) for piece in found.unplaced]
    assert not words(typed.unplaced) - words(unplaced), unplaced
    put_in = words([*typed.evidence.values(), *typed.unplaced])
    assert not put_in - words([*evidence.values(), *unplaced])
    assert all(row.answer is None and not row.note for row in found.evidence.values())


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_every_word_typed_arrives_in_its_place(form: bytes, layout: Layout) -> None:
    content, typed = filled(form, layout, EDITION)
    hold_to(typed, brought(content))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_every_word_arrives_from_a_form_that_libreoffice_saved(
    form: bytes, resaved: dict[str, bytes], layout: Layout
) -> None:
    _, typed = filled(form, layout, EDITION)
    hold_to(typed, brought(resaved[layout.__name__]))


def test_a_form_nobody_filled_brings_nothing(form: bytes) -> None:
    found = brought(form)
    assert found == empty_assessment(EDITION, COUNCIL)


def test_what_found_no_place_is_read_back_from_its_sheet(form: bytes) -> None:
    layout = next(one for one in LAYOUTS if one.__name__ == "everywhere_else")
    found = brought(filled(form, layout, EDITION)[0])
    assert {piece.where for piece in found.unplaced} >= {
        "paragraph 1",
        "table 1, row 2, cell 1, paragraph 2",
        "table 1, row 2, cell 2, paragraph 2",
        "comment at table 1, row 2, cell 2, paragraph 3",
        "text box at table 1, row 5, cell 2, paragraph 2",
        "header, paragraph 2",
    }
    assert "Benchmark 1" in {piece.near for piece in found.unplaced}
    again = read(write(found), "x.xlsx", (EDITION,))
    assert again.findings == ()
    assert again.assessment == found


def test_new_with_returned_writes_a_workbook_that_names_what_came_of_it(
    run: Callable[..., Result], form: bytes
) -> None:
    content, typed = filled(form, under, EDITION)
    Path("SELF_ASSESSMENT.docx").write_bytes(content)
    result = run("new", COUNCIL, "--returned", "SELF_ASSESSMENT.docx")
    assert result.exit_code == 0
    assert "83 of 83 criteria found; evidence for 10" in result.output
    written = assess(Path("inputs/exampleshire-county-council.xlsx"), (EDITION,)).assessment
    assert written is not None
    hold_to(typed, written)


def test_the_year_of_a_returned_form_is_recognised(run: Callable[..., Result], form: bytes) -> None:
    Path("years").mkdir()
    shutil.copy(INVENTED, "years")
    Path("assembler.toml").write_text('editions = "years"')
    Path("SELF_ASSESSMENT.docx").write_bytes(form)
    assert run("new", COUNCIL, "--returned", "SELF_ASSESSMENT.docx").exit_code == 0
    assert "2024/25" in run("grade", "inputs/exampleshire-county-council.xlsx").output


@pytest.mark.parametrize("content", [b"", b"PK\3\4 nothing", b"\xd0\xcf\x11\xe0 old", b"%PDF-1.7"])
def test_what_is_no_word_document_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(AssemblerError, match=r"not (a Word document|an Office file)"):
        brought(content)


def test_a_document_without_a_criterion_is_refused() -> None:
    letter = (ROOT / "templates" / "letter.docx").read_bytes()
    with pytest.raises(AssemblerError, match="none of the criteria of 2024-25"):
        brought(letter)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Yes", Answer.YES),
        ("YES – we do.", Answer.YES),
        ("No.", Answer.NO),
        ("N/A: there is none.", Answer.NOT_APPLICABLE),
        ("Met", Answer.YES),
        ("Not met", Answer.NO),
        ("✓", Answer.YES),
        ("☐ Yes ☒ No", Answer.NO),
        ("Self-assessment: Met", Answer.YES),
        ("☐ Yes ☐ No", None),
        ("☒ Yes ☒ No", None),
        ("Yes we have", None),
        ("Yes, but only in part", None),
        ("Yesterday", None),
        ("No one is", None),
        ("None", None),
        ("Met with them", None),
        ("", None),
    ],
)
def test_only_a_clear_answer_is_one(text: str, answer: Answer | None) -> None:
    assert parse_answer(text, LEVEL["B1-M1"]).answer is answer


def test_of_a_not_met_statement_met_says_nothing_clear() -> None:
    assert parse_answer("Met", LEVEL["B1-N1"]).answer is None
    assert parse_answer("Yes", LEVEL["B1-N1"]).answer is Answer.YES


def test_answers_that_differ_are_none_and_stay_in_the_words(form: bytes) -> None:
    document = Document(io.BytesIO(form))
    below(below(criteria(document, EDITION)[REFS[0]], "Yes – in May."), "No – in June.")
    held = io.BytesIO()
    document.save(held)
    row = brought(held.getvalue()).evidence[REFS[0]]
    assert row.self_assessment is None
    assert plain(row.text) == "Yes – in May.\nNo – in June."


# Typed anywhere at all

_HABITS = (
    "Yes",
    "Met",
    "Not met",
    "No.",
    "Training",
    "See above.",
    "Evidence & Self Assessment",
    "There is a multi-agency partnership group",
    "Multi-agency partnership group minutes",
    "Page 2 of 3",
    "B1-M1",
)


@settings(max_examples=25, deadline=None, suppress_health_check=[*HealthCheck])
@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.sampled_from(["", *_HABITS]), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_words_typed_anywhere_are_never_lost(
    form: bytes, typing: list[tuple[int, str, bool]]
) -> None:
    document = Document(io.BytesIO(form))
    stock = words(p.text for p in _everything(document))
    for number, (place, habit, behind) in enumerate(typing):
        paragraphs = _everything(document)
        paragraph = paragraphs[place % len(paragraphs)]
        text = f"{habit} mark{number}" if place % 3 else (habit or f"mark{number}")
        if behind:
            paragraph.add_run(f" {text}")
        else:
            below(paragraph, text)
    typed = words(p.text for p in _everything(document)) - stock
    held = io.BytesIO()
    document.save(held)
    found = brought(held.getvalue())
    arrived = words(plain(row.text) for row in found.evidence.values())
    arrived += words(plain(piece.text) for piece in found.unplaced)
    lost = typed - arrived
    answers = sum(row.self_assessment is not None for row in found.evidence.values())
    assert not {word for word in lost if word.startswith("mark")}
    assert sum(lost.values()) <= 2 * answers, lost


def _everything(document: Any) -> list[Paragraph]:
    return [Paragraph(p, document) for p in document.element.body.iter(qn("w:p"))]
