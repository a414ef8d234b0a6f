"""Templates are rendered as docxtpl renders them, but for differences that have a reason."""

from io import BytesIO

import pytest
from docx import Document

from support.docxtpl_trials import BREAKS, MARKS, NO_NAME, NO_PARAGRAPH, SAME, Trial, verdict
from support.planted_templates import planted


def test_planted_templates_come_out_as_from_docxtpl() -> None:
    said = {verdict(Trial(*one)) for one in planted(25)}
    assert said == {SAME, NO_PARAGRAPH}


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("Dear {{ name }},", "Ann & <Other>", SAME),
        ("Dear {{ name }},", "Ann\nOther", BREAKS),
        ("Dear {{ name }},", "{_{ name }_}", MARKS),
        ("Dear {{ nobody }},", "Ann", NO_NAME),
    ],
)
def test_a_difference_has_a_reason(text: str, value: str, expected: str) -> None:
    document, held = Document(), BytesIO()
    document.add_paragraph(text)
    document.save(held)
    assert verdict(Trial("a template", held.getvalue(), {"name": value})) == expected
