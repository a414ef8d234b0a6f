"""What people write beside, behind and below an answer: it is read rightly or left open."""

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from assembler.editions import load
from assembler.model import Answer, Assessment, Level, empty_assessment
from assembler.returned.import_form import import_form
from assembler.returned.parse_answer import parse_answer
from assembler.returned.write_form import write_form
from assembler.rich_text import plain
from support.form_mechanisms import NAMESPACES, control, paragraph, run

EDITION = load.latest(load.shipped())
BLANK = empty_assessment(EDITION, "Exampleshire County Council")
YES, NO, NA, OPEN = Answer.YES, Answer.NO, Answer.NOT_APPLICABLE, None

BEHIND = [
    # Later, in part, or on a condition
    *(
        (f"Yes – {words}", OPEN)
        for words in ("in development", "planned for 2026", "TBC", "limited")
    ),
    *((f"Yes – {words}", OPEN) for words in ("from April 2026", "to be confirmed", "in draft")),
    *(
        (f"Yes – {words}", OPEN)
        for words in ("some areas only", "pending sign-off", "not in all wards")
    ),
    *((f"Yes, {words}", OPEN) for words in ("to a degree", "in some areas", "subject to approval")),
    *((f"Yes, {words}", OPEN) for words in ("if funding continues", "until March", "due in May")),
    *((f"Yes. {words}.", OPEN) for words in ("In development", "Planned", "TBC", "In part")),
    *(
        (f"Yes; {words}", OPEN)
        for words in ("no for schools", "not for schools", "not across wards")
    ),
    *((f"No, {words}", OPEN) for words in ("now yes", "but now met", "then yes from May")),
    # The same words in what is said after the answer
    *(
        (f"Yes. {words}", YES)
        for words in ("From January 2024 the board met.", "Draft minutes sent.")
    ),
    *(
        (f"Yes. {words}", YES)
        for words in ("If a referral comes it is triaged.", "Only the chair signs.")
    ),
    *(
        (f"Yes – {words}", YES)
        for words in ("planned exercises take place", "once a year", "from the police")
    ),
    *((f"Yes – {words}", YES) for words in ("some 40 staff were trained", "no gaps", "in May")),
    *(
        (f"No – {words}", NO)
        for words in ("in development", "planned for 2026", "now being drafted")
    ),
    # A number, and not an answer
    *(
        ("No. 4 of the plan", OPEN),
        ("No. of meetings: 4", OPEN),
        ("No. Of late the board met.", NO),
    ),
    # A No in Welsh, as well as N/A
    *(("Na", OPEN), ("na", OPEN), ("NA", NA), ("☐ Ydy ☒ Na", OPEN), ("Ydy ☐ Na ☒", OPEN)),
    # Squares are boxes like others, but only beside an empty one
    *(("□ Yes ■ No", NO), ("Yes ■ No □", YES), ("☐ Yes ■ No", NO), ("■ Yes", OPEN)),
    *(("⚪ Yes 🔘 No", NO), ("○ Yes ■ No", OPEN), ("■ ☐ Yes ☒ No", OPEN)),
]


@pytest.mark.parametrize(("text", "answer"), BEHIND)
def test_words_behind_an_answer_may_take_it_back(text: str, answer: Answer | None) -> None:
    assert parse_answer(text, Level.MET).answer is answer


# The lines of an answer's cell, the evidence beside it, the answer
LINES: list[tuple[tuple[str, ...], str, Answer | None]] = [
    # The form's choices, one of them marked
    (("Yes X", "No"), "", OPEN),
    (("X Yes", "No"), "", OPEN),
    (("Yes", "No x"), "", OPEN),
    (("Yes\tx", "No"), "", OPEN),
    (("Yes: x", "No:"), "", OPEN),
    (("Yes:", "No: x"), "", OPEN),
    (("Yes ←", "No"), "", OPEN),
    (("→ Yes", "No"), "", OPEN),
    (("Yes *", "No"), "", OPEN),
    (("Yes (this one)", "No"), "", OPEN),
    (("Yes", "No", "N/A"), "", OPEN),
    (("Yes/No", "No"), "", NO),
    (("● Yes ○ No",), "", YES),
    (("■ Yes □ No",), "", YES),
    (("○ Yes", "○ No", "● N/A"), "", NA),
    (("● Yes",), "", YES),
    (("■ the board met",), "", OPEN),
    # An answer, and a line that qualifies it
    (("Yes", "Partly"), "", OPEN),
    (("Yes", "Not yet for schools"), "", OPEN),
    (("Yes", "However, not at ward level"), "", OPEN),
    (("Yes", "Ongoing"), "", OPEN),
    (("Yes", "In May the board met"), "", YES),
    (("Yes",), "Partially met: schools only", OPEN),
    (("Yes",), "Partly.", OPEN),
    (("Yes",), "In progress", OPEN),
    (("No",), "In progress", OPEN),
    (("Yes",), "Partly funded by partners.", YES),
    (("Yes",), "However small, each referral is read.", YES),
    (("Yes",), "No issues were found.", YES),
    (("Yes",), "No. 4 of the plan covers this.", YES),
    (("Yes",), "No – we do not have this.", OPEN),
]


@pytest.fixture(scope="module")
def read() -> list[tuple[str, Assessment]]:
    """Return each of LINES under a Met criterion of the blank form, in few forms."""
    refs = [c.ref for c in EDITION.criteria if c.level is Level.MET]
    found = []
    for start in range(0, len(LINES), len(refs)):
        document = Document(io.BytesIO(write_form(BLANK)))
        placed = [*zip(refs, LINES[start : start + len(refs)], strict=False)]
        for ref, (lines, evidence, _) in placed:
            fill(document, ref, lines, evidence)
        held = io.BytesIO()
        document.save(held)
        assessment = import_form(BLANK, "returned.docx", held.getvalue()).assessment
        found += [(ref, assessment) for ref, _ in placed]
    return found


def fill(document: Any, ref: str, lines: tuple[str, ...], evidence: str) -> None:
    (row,) = (
        row
        for row in document.element.body.iter(qn("w:tr"))
        if any(tag.get(qn("w:val")) == ref for tag in row.iter(qn("w:tag")))
    )
    texts = lines, (evidence,)
    for cell, typed in zip(list(row.iter(qn("w:tc")))[1:], texts, strict=True):
        for child in list(cell)[1:]:
            cell.remove(child)
        chosen = [control("dropDownList", run(text)) if evidence else run(text) for text in typed]
        made = "".join(map(paragraph, chosen))
        cell.extend(list(parse_xml(f"<w:body {NAMESPACES}>{made}</w:body>")))


@pytest.mark.parametrize("number", range(len(LINES)))
def test_lines_of_a_cell_are_read_together(read: list[tuple[str, Assessment]], number: int) -> None:
    ref, assessment = read[number]
    lines, evidence, answer = LINES[number]
    row = assessment.evidence[ref]
    assert row.self_assessment is answer, (lines, evidence)
    near = [plain(u.text) for u in assessment.unplaced if ref in u.near]
    held = "\n".join([plain(row.text), *near, str(answer)])
    for word in " ".join([*lines, evidence]).split():
        assert word.strip(".,:●■") in held
