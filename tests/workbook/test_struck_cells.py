"""Words struck through in a cell are an error; what only looks like that is not. Boxes likewise."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from assembler.model import Assessment
from assembler.rich_text import plain
from assembler.workbook import read
from assembler.workbook.write import write
from support.sound_workbook import EDITION, sound

STRUCK, LIVE = InlineFont(strike=True), InlineFont(b=True, strike=False)


def whole(value: object, font: Font) -> Callable[[Any], None]:
    """Put a value in a cell in a font."""

    def put(cell: Any) -> None:
        cell.value, cell.font = value, font

    return put


def rich(*parts: object) -> Callable[[Any], None]:
    """Put text with formatting in a cell."""

    def put(cell: Any) -> None:
        cell.value = CellRichText(*parts)

    return put


def readings(sheet: str, at: str, put: Callable[[Any], None]) -> tuple[Assessment, list[str]]:
    """Read the sound workbook with a cell changed; give it, and code and cells of its findings."""
    book = load_workbook(BytesIO(write(sound())), rich_text=True)
    put(book[sheet][at])
    held = BytesIO()
    book.save(held)
    reading = read.read(held.getvalue(), "test.xlsx", (EDITION,))
    assert reading.assessment is not None
    told = [f"{f.code} {' '.join(map(str, f.places))}" for f in reading.findings]
    return reading.assessment, told


STRUCK_CELLS = [
    ("Letter", "B5", whole("Alex Example", Font(strike=True))),
    ("Letter", "B9", rich("Sam Sample\n", TextBlock(STRUCK, "Kim Placeholder"))),
    ("Annex A", "F2", rich("It met. ", TextBlock(STRUCK, "It did not meet."))),
    ("Annex A", "F2", whole("It did not meet.", Font(strike=True, bold=True))),
    ("Annex B", "G2", whole("No", Font(strike=True))),
    ("Annex B", "H2", rich(TextBlock(STRUCK, "a note"), " that stays")),
    ("Strengths", "B2", rich(TextBlock(STRUCK, "Uptake "), TextBlock(LIVE, "is high."))),
    ("Recommendations", "B2", whole("Engagement", Font(strike=True))),
]
NOT_STRUCK = [
    ("Letter", "B5", whole("Alex Example", Font(strike=False, underline="single"))),
    ("Letter", "B6", whole(None, Font(strike=True))),
    ("Letter", "B9", rich("Sam Sample", TextBlock(STRUCK, "\n "))),
    ("Annex A", "F2", rich("It met. ", TextBlock(LIVE, "It meets."))),
    ("Annex A", "F2", whole("It met - and not - twice --.", Font())),
    ("Annex B", "D2", whole(None, Font(strike=True))),
    ("Annex B", "G2", whole("Yes", Font(italic=True))),
    ("Strengths", "B2", rich(TextBlock(InlineFont(u="single"), "Uptake"), " is high.")),
]


@pytest.mark.parametrize(("sheet", "at", "put"), STRUCK_CELLS)
def test_struck_words_are_an_error_at_their_cell(
    sheet: str, at: str, put: Callable[[Any], None]
) -> None:
    _, told = readings(sheet, at, put)
    assert told == [f"cells.struck {sheet}!{at}"]


@pytest.mark.parametrize(("sheet", "at", "put"), NOT_STRUCK)
def test_what_is_not_struck_is_left_alone(sheet: str, at: str, put: Callable[[Any], None]) -> None:
    assert "cells.struck" not in " ".join(readings(sheet, at, put)[1])


def test_struck_words_are_never_printed() -> None:
    assessment, _ = readings("Annex A", "F2", STRUCK_CELLS[2][2])
    assert plain(assessment.outcomes[1].summary) == "It met."


@pytest.mark.parametrize("value", [False, "FALSE", "false", " False "])
def test_an_unticked_box_is_not_an_answer(value: object) -> None:
    assessment, told = readings("Annex B", "G2", whole(value, Font()))
    assert assessment.evidence["B1-M1"].answer is None
    assert told == ["answers.choice Annex B!G2"]


@pytest.mark.parametrize(("value", "answer"), [(True, "Yes"), ("No", "No"), ("✗", "No")])
def test_a_ticked_box_and_a_word_are(value: object, answer: str) -> None:
    assessment, told = readings("Annex B", "G2", whole(value, Font()))
    assert (assessment.evidence["B1-M1"].answer, told) == (answer, [])
