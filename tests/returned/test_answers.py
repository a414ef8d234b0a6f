"""Answers of a returned form are read rightly or left open, however they are given."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml

from assembler.editions import load
from assembler.model import Answer, Assessment, Level, empty_assessment
from assembler.returned.import_form import import_form
from assembler.returned.parse_answer import parse_answer
from assembler.rich_text import plain
from support.form_mechanisms import NAMESPACES, control, field, old_menu, run, tracked
from support.returned_forms import below, criteria

EDITION = load.latest(load.shipped())
YES, NO, NA, OPEN = Answer.YES, Answer.NO, Answer.NOT_APPLICABLE, None

BOXES = [
    # The label before its box
    ("Yes ☒  No ☐", YES),
    ("Yes ☐  No ☒", NO),
    ("Met ☒  Not met ☐", YES),
    ("Met ☐  Not met ☒", NO),
    ("Yes ☐ No ☒ N/A ☐", NO),
    ("Yes ☐ No ☐ N/A ☒", NA),
    ("Yes: ☒ No: ☐ the plan", YES),
    ("Answer: Yes ☐ No ☒", NO),
    ("Yes [ ] No [X]", NO),
    ("Fully met ☐ Partially met ☐ Not met ☒", NO),
    ("No ☐ / Yes ☒", YES),
    # The box before its label
    ("☒ Yes ☐ No", YES),
    ("☐ Yes ☒ No", NO),
    ("☐ Yes ☐ No ☒ N/A", NA),
    ("Answer: ☐ Yes ☒ No", NO),
    ("[x] Yes [ ] No", YES),
    ("( ) Yes (x) No", NO),
    ("☐ Yes\t☑ No", NO),
    ("○ Yes ● No", NO),
    ("☐ Yes ✔️ No", NO),
    ("⬜ Yes ✅ No", NO),
    ("B1-M1 ☒ Yes ☐ No", YES),
    # Either direction is possible, or another choice was ticked
    ("Yes ☒ No", OPEN),
    ("Yes ☒ No ☐ N/A", OPEN),
    ("☒ Yes No ☐", OPEN),
    ("Yes ☒ No ☐ Not applicable here", OPEN),
    ("In place ☒ No", OPEN),
    ("No ☒ In place", OPEN),
    ("☒ In progress ☐ Yes ☐ No", OPEN),
    ("☐ Yes ☐ No ☒ In progress", OPEN),
    ("☐ Fully met ☒ Partially met ☐ Not met", OPEN),
    ("☒ No longer a concern", OPEN),
    ("☐ Yes ☒ No longer", OPEN),
    ("Any gaps? ☐ Yes ☒ No", OPEN),
    ("Any gaps? Yes ☐ No ☒", OPEN),
    ("Yes ☒ No ☐ but only in part", OPEN),
    ("☒ Yes, but only in part", OPEN),
    ("Yes ❌ No ✔", OPEN),
    ("✗ Yes", OPEN),
    ("☑ Yes ☒ No", OPEN),
    ("☒ Yes ☒ No", OPEN),
    ("☐ Yes ☐ No", OPEN),
    ("Yes ☐", OPEN),
    ("Yes: ☐", OPEN),
    ("● Yes", OPEN),
    ("☒", OPEN),
    ("☐", OPEN),
    # Words and marks
    ("✅", YES),
    ("✔️ – in place since May", YES),
    ("✔ in place", OPEN),
    ("❌", NO),
    ("Yes – not yet signed", OPEN),
    ("No – not yet signed", NO),
    ("Yes / No", OPEN),
    ("Yes, no.", OPEN),
    ("No – yes", OPEN),
    ("N/A; no", OPEN),
    ("Yes, partially", OPEN),
    ("Yes. Not applicable.", OPEN),
    ("Yes, yes.", YES),
    ("No: not met", NO),
    ("Yes – no longer a concern", YES),
    ("Yes (partially)", OPEN),
    ("Yes or no", OPEN),
]


@pytest.mark.parametrize(("text", "answer"), BOXES)
def test_a_line_gives_its_answer_or_none(text: str, answer: Answer | None) -> None:
    assert parse_answer(text, Level.MET).answer is answer


@pytest.mark.parametrize(("text", "answer"), BOXES)
def test_no_answer_is_turned_over_under_a_not_met_statement(
    text: str, answer: Answer | None
) -> None:
    assert parse_answer(text, Level.NOT_MET).answer in {answer, None}


def check_box(character: str, *, checked: bool, marks: str = "") -> str:
    """Return a check-box control; `marks` are its own for "ticked" and "empty"."""
    states = "".join(
        f'<w14:{name}State w14:val="{ord(mark):04X}" w14:font="Arial"/>'
        for name, mark in zip(("checked", "unchecked"), marks, strict=False)
    )
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(checked)}"/>{states}'
        f"</w14:checkbox></w:sdtPr><w:sdtContent>{run(character)}</w:sdtContent></w:sdt>"
    )


def choice(answer: str, marks: str) -> str:
    """Return check boxes for Yes and No, with marks of the form's own."""
    ticked, empty = marks
    return "".join(
        check_box(ticked if word == answer else empty, checked=word == answer, marks=marks)
        + run(f" {word} ")
        for word in ("Yes", "No")
    )


def styled(style: str, more: str = "") -> str:
    return f'<w:rStyle w:val="{style}"/>{more}'


def paragraph_style(style: str) -> str:
    return f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>'


def with_styles(document: Any) -> Any:
    """Add styles that strike words out or hide them, and some that come near."""
    for name, kind, based_on, look in (
        ("Struck", WD_STYLE_TYPE.CHARACTER, "", {"strike": True}),
        ("Hidden", WD_STYLE_TYPE.CHARACTER, "", {"hidden": True}),
        ("Restored", WD_STYLE_TYPE.CHARACTER, "Struck", {"strike": False}),
        ("Deeper", WD_STYLE_TYPE.CHARACTER, "Struck", {"bold": True}),
        ("Strikethrough", WD_STYLE_TYPE.CHARACTER, "", {"bold": True}),
        ("Ticks", WD_STYLE_TYPE.CHARACTER, "", {"name": "Wingdings"}),
        ("StruckLine", WD_STYLE_TYPE.PARAGRAPH, "", {"double_strike": True}),
    ):
        style = document.styles.add_style(name, kind)
        style.base_style = document.styles[based_on] if based_on else None
        for key, value in look.items():
            setattr(style.font, key, value)
    return document


def old_box(state: str) -> str:
    return field(f"<w:checkBox><w:sizeAuto/>{state}</w:checkBox>", "FORMCHECKBOX")


def symbol(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def in_font(font: str, text: str) -> str:
    return run(text, f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>')


def emoji(code: str) -> str:
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="w16se"><w16se:symEx w16se:font="Segoe UI '
        f'Emoji" w16se:char="{code}"/></mc:Choice><mc:Fallback><w:t>{chr(int(code, 16))}</w:t>'
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


MARK_DELETED = '<w:pPr><w:rPr><w:del w:id="8" w:author="A"/></w:rPr></w:pPr>'
WHITE = '<w:color w:val="FFFFFF"/>'
STRUCK, HIDDEN = "<w:strike/>", "<w:vanish/>"
RESULT = '<w:result w:val="{}"/>'.format
CHOOSE = ("Choose", "Yes", "No", "N/A")

# What stands under a criterion, the answer it gives, and words that must arrive somewhere.
MECHANISMS: dict[str, tuple[Sequence[str], Answer | None, str]] = {
    "word": ([run("Yes. A plan.")], YES, "A plan."),
    "word in bold": ([run("No", "<w:b/>") + run(" – a plan.")], NO, "a plan."),
    "words that are not an answer": ([run("Yesterday a plan.")], OPEN, "Yesterday a plan."),
    "boxes before": ([run("☐ Yes ☒ No")], NO, "Yes"),
    "boxes after": ([run("Yes ☐ No ☒")], NO, "Yes"),
    "boxes that go both ways": ([run("Yes ☒ No")], OPEN, "Yes ☒ No"),
    "boxes on two lines": ([run("☐ Yes"), run("☒ No")], NO, "Yes"),
    "boxes after, on two lines": ([run("Yes ☐"), run("No ☒")], NO, "Yes"),
    "box away from its word": ([run("Yes"), run("☐")], OPEN, "Yes"),
    "check-box controls before": (
        [check_box("☐", checked=False) + run(" Yes ") + check_box("☒", checked=True) + run(" No")],
        NO,
        "Yes",
    ),
    "check-box controls after": (
        [run("Yes ") + check_box("☒", checked=True) + run(" No ") + check_box("☐", checked=False)],
        YES,
        "No",
    ),
    "old boxes before": (
        [old_box('<w:default w:val="0"/>') + run(" Yes ") + old_box("<w:checked/>") + run(" No")],
        NO,
        "Yes",
    ),
    "old boxes after": (
        [run("Yes ") + old_box("<w:checked/>") + run(" No ") + old_box('<w:checked w:val="0"/>')],
        YES,
        "No",
    ),
    "old drop-down": ([old_menu(RESULT(1), *CHOOSE)], YES, ""),
    "old drop-down and words": (
        [old_menu(RESULT(2), *CHOOSE) + run(" we meet quarterly")],
        OPEN,
        "we meet quarterly",
    ),
    "old drop-down, other choice": (
        [old_menu(RESULT(0), "Working towards", "Yes")],
        OPEN,
        "Working towards",
    ),
    "old drop-down nobody used": ([old_menu("", "Yes", "No")], OPEN, "Yes"),
    "old drop-down with a wrong number": ([old_menu(RESULT(9), *CHOOSE)], OPEN, ""),
    "drop-down": ([control("dropDownList", run("No"))], NO, ""),
    "combo box": ([control("comboBox", run("Not applicable"))], NA, ""),
    "drop-down nobody used": (
        [control("dropDownList", run("Choose an item."), prompt=True)],
        OPEN,
        "",
    ),
    "control filled by a program": ([control("text", run("No"), prompt=True)], NO, ""),
    "Wingdings": ([symbol("Wingdings", "F0FC")], YES, ""),
    "Wingdings cross": ([symbol("Wingdings", "F0FB")], NO, ""),
    "Wingdings boxes": (
        [symbol("Wingdings", "F0A8") + run(" Yes ") + symbol("Wingdings", "F0FE") + run(" No")],
        NO,
        "Yes",
    ),
    "Wingdings 2": ([symbol("Wingdings 2", "F050")], YES, ""),
    "Wingdings 2 boxes": (
        [run("Yes ") + symbol("Wingdings 2", "F052") + run(" No ") + symbol("Wingdings 2", "F0A3")],
        YES,
        "No",
    ),
    "Webdings": ([symbol("Webdings", "F061")], YES, ""),
    "typed in Wingdings": ([in_font("Wingdings", "ü")], YES, ""),
    "typed in Webdings": ([in_font("Webdings", "r")], NO, ""),
    "Segoe UI Symbol": ([in_font("Segoe UI Symbol", "✔")], YES, ""),
    "symbol of an unknown font": ([symbol("House", "F0FC")], OPEN, "House"),
    "emoji": ([emoji("2714")], YES, ""),
    "emoji and words": ([emoji("2714") + run(" in place")], OPEN, "in place"),
    "two emoji": ([run("Yes ") + emoji("274C") + run(" No ") + emoji("2714")], OPEN, "No"),
    "struck answer": ([run("No.", STRUCK) + run(" Plan agreed.")], OPEN, "No."),
    "struck choice": ([run("Yes ") + run("No", STRUCK)], YES, "No"),
    "struck twice": ([run("Yes – ", "<w:dstrike/>") + run("not in place")], OPEN, "not in place"),
    "struck in the middle": ([run("Yes ") + run("we", STRUCK) + run(" partly")], OPEN, "we"),
    "hidden answer": ([run("No. ", HIDDEN) + run("Agreed in May.")], OPEN, "Agreed in May."),
    "not struck after all": ([run("No.", '<w:strike w:val="0"/>')], NO, ""),
    "struck by its style": (
        [run("No.", styled("Struck")) + run(" Plan agreed.")],
        OPEN,
        "No.",
    ),
    "struck by a style based on another": ([run("No.", styled("Deeper"))], OPEN, "No."),
    "struck by the style of its paragraph": (
        [paragraph_style("StruckLine") + run("No. It met.")],
        OPEN,
        "No. It met.",
    ),
    "hidden by its style": ([run("No.", styled("Hidden"))], OPEN, "No."),
    "in a struck style, but not struck": (
        [run("No.", styled("Struck", '<w:strike w:val="0"/>'))],
        NO,
        "",
    ),
    "in a style that is no longer struck": ([run("No.", styled("Restored"))], NO, ""),
    "in a style of such a name": ([run("No.", styled("Strikethrough"))], NO, ""),
    "hidden on the web alone": ([run("No.", "<w:webHidden/>")], NO, ""),
    "in Wingdings by its style": ([run("ü", styled("Ticks"))], YES, ""),
    "check boxes with marks of their own": ([choice("No", "■□")], NO, "Yes"),
    "check boxes with a tick of their own": ([choice("Yes", "✓☐")], YES, "No"),
    "check boxes with letters": ([choice("No", "XO")], NO, "Yes"),
    "a check box whose value is another": (
        [check_box("☐", checked=True) + run(" Yes ") + check_box("☐", checked=False) + run(" No")],
        OPEN,
        "mark and value differ",
    ),
    "a check box with a mark of somebody's": (
        [check_box("?", checked=True) + run(" Yes")],
        OPEN,
        "? Yes",
    ),
    "in the colour of the paper": ([run("No.", WHITE) + run(" Agreed.")], OPEN, "No."),
    "white on black": ([run("No.", WHITE + '<w:shd w:val="clear" w:fill="000000"/>')], NO, ""),
    "grey": ([run("No.", '<w:color w:val="808080"/>')], NO, ""),
    "a prompt without its mark": (
        [control("text", run("Click or tap here to enter text.")) + run("Yes")],
        YES,
        "",
    ),
    "a prompt's words that somebody typed": (
        [run("Choose an item.")],
        OPEN,
        "Choose an item.",
    ),
    "words that begin like a prompt": (
        [control("text", run("Choose an item from our plan."))],
        OPEN,
        "from our plan.",
    ),
    "old boxes in words": (
        [
            old_box('<w:checked w:val="true"/>')
            + run(" Yes ")
            + old_box('<w:checked w:val="false"/>')
            + run(" No")
        ],
        YES,
        "No",
    ),
    "tracked insertion": ([tracked("ins", run("Yes"))], YES, ""),
    "tracked deletion": (
        [tracked("del", "<w:r><w:delText>No</w:delText></w:r>") + run("Yes")],
        YES,
        "",
    ),
    "a paragraph's end deleted": ([MARK_DELETED + run("No"), run("thing to add")], OPEN, "Nothing"),
    "a paragraph's end deleted behind it": (
        [run("No"), MARK_DELETED + run("It met.")],
        NO,
        "It met.",
    ),
    "equation": (
        [f"<m:oMath><m:r><m:t>12of15</m:t></m:r></m:oMath>{run(' trained')}"],
        OPEN,
        "12of15",
    ),
    "an answer to another question": ([run("Are there any gaps?"), run("No.")], OPEN, "No."),
    "an answer under a heading": ([run("Our answer:"), run("No.")], NO, "Our answer:"),
}

REF = "B1-M1"


@pytest.fixture(scope="module")
def results(form: bytes) -> dict[str, tuple[str, Assessment]]:
    """Return every mechanism under the Met and Exceeding criteria of the form, two forms in all."""
    refs = [c.ref for c in EDITION.criteria if c.level is not Level.NOT_MET and not c.points]
    found = {}
    names = list(MECHANISMS)
    for start in range(0, len(names), len(refs)):
        document = with_styles(Document(io.BytesIO(form)))
        by_ref = criteria(document, EDITION)
        placed = dict(zip(names[start : start + len(refs)], refs, strict=False))
        for name, ref in placed.items():
            for paragraph in reversed(MECHANISMS[name][0]):
                made = parse_xml(f"<w:p {NAMESPACES}>{paragraph}</w:p>")
                xml_of(by_ref[ref]).addnext(made)
        content = saved(document)
        assessment = imported(content)
        found.update({name: (ref, assessment) for name, ref in placed.items()})
    return found


def xml_of(part: Any) -> Any:
    return part._element  # noqa: SLF001 - forms are filled as people's programs do, in the XML


def saved(document: Any) -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def imported(content: bytes) -> Assessment:
    blank = empty_assessment(EDITION, "Exampleshire County Council")
    return import_form(blank, "returned.docx", content).assessment


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_mechanism_gives_its_answer_and_keeps_its_words(
    results: dict[str, tuple[str, Assessment]], name: str
) -> None:
    ref, assessment = results[name]
    _, answer, words = MECHANISMS[name]
    row = assessment.evidence[ref]
    assert row.self_assessment is answer
    near = [plain(u.text) for u in assessment.unplaced if u.near.startswith(f"Benchmark {ref[1]}")]
    assert words in "\n".join([plain(row.text), *near])


def test_struck_and_hidden_words_and_boxes_read_two_ways_are_named(
    results: dict[str, tuple[str, Assessment]],
) -> None:
    for name, words in (
        ("struck answer", "No."),
        ("struck choice", "No"),
        ("hidden answer", "No."),
        ("struck by its style", "No."),
        ("struck by the style of its paragraph", "No. It met."),
        ("hidden by its style", "No."),
        ("in the colour of the paper", "No."),
    ):
        ref, assessment = results[name]
        assert words not in plain(assessment.evidence[ref].text).split()
        (unplaced,) = [u for u in assessment.unplaced if u.near.endswith(f"near {ref}")]
        assert (plain(unplaced.text), unplaced.where[:21]) == (words, "struck out or hidden ")
    ref, assessment = results["boxes that go both ways"]
    assert not assessment.evidence[ref].text
    assert f"Benchmark 1, near {ref}: the box can be read in two ways" in {
        u.near for u in assessment.unplaced
    }


# Heading, text typed below it beside B1-M1, answer
COLUMNS = [
    ({"Yes": "✓", "No": ""}, YES),
    ({"Yes": "", "No": "✓"}, NO),
    ({"Yes": "", "No": "X"}, NO),
    ({"Yes": "☐", "No": "☒"}, NO),
    ({"Yes": "", "No": "", "N/A": "✔"}, NA),
    ({"Met": "", "Not met": "✓"}, NO),
    ({"Met?": "✓"}, YES),
    ({"Self-assessment": "No"}, NO),
    ({"Yes": "✗", "No": "✓"}, NO),
    ({"Yes": "✗", "No": ""}, OPEN),
    ({"Yes": "✓", "No": "✓"}, OPEN),
    ({"Yes": "", "No": "", "In progress": "✓"}, OPEN),
    ({"Gaps": "✓"}, OPEN),
    ({"Gaps": "Yes"}, OPEN),
    ({"Not in place": "✓"}, OPEN),
    ({"Action required": "Yes – a plan."}, OPEN),
    ({"Paper attached": "✓"}, OPEN),
]


@pytest.mark.parametrize(("cells", "answer"), COLUMNS)
def test_a_tick_means_what_its_column_is_headed(
    form: bytes, cells: dict[str, str], answer: Answer | None
) -> None:
    document = Document(io.BytesIO(form))
    old = xml_of(document.tables[0])
    table = document.add_table(0, 1 + len(cells))
    for cell, text in zip(table.add_row().cells, ("Criterion", *cells), strict=True):
        cell.text = text
    for criterion in EDITION.criteria:
        row = table.add_row().cells
        row[0].text = "\n".join((criterion.text, *criterion.points))
        if criterion.ref == REF:
            for cell, text in zip(row[1:], cells.values(), strict=True):
                cell.text = text
    old.getparent().remove(old)
    assert imported(saved(document)).evidence[REF].self_assessment is answer


@pytest.mark.parametrize("ticked", ["Yes", "No", "N/A"])
@pytest.mark.parametrize("in_controls", [("Yes",), ("No",), ("Yes", "No"), ("Yes", "No", "N/A")])
def test_a_cell_in_a_content_control_is_under_its_heading(
    form: bytes, ticked: str, in_controls: tuple[str, ...]
) -> None:
    document = Document(io.BytesIO(form))
    old = xml_of(document.tables[0])
    headings = ("Yes", "No", "N/A")
    table = document.add_table(0, 1 + len(headings))
    for cell, text in zip(table.add_row().cells, ("Criterion", *headings), strict=True):
        cell.text = text
    for criterion in EDITION.criteria:
        row = table.add_row().cells
        row[0].text = "\n".join((criterion.text, *criterion.points))
        for cell, heading in zip(row[1:], headings, strict=True):
            cell.text = "✓" if heading == ticked else ""
            if heading in in_controls:
                around = parse_xml(f"<w:sdt {NAMESPACES}><w:sdtPr/><w:sdtContent/></w:sdt>")
                xml_of(cell).addprevious(around)
                around[-1].append(xml_of(cell))
    old.getparent().remove(old)
    assert str(imported(saved(document)).evidence[REF].self_assessment) == ticked


def test_a_struck_criterion_is_still_found(form: bytes) -> None:
    document = Document(io.BytesIO(form))
    by_ref = criteria(document, EDITION)
    for run_ in by_ref["B1-M3"].runs:
        run_.font.strike = True
    below(by_ref["B1-M3"], "Yes")
    assessment = imported(saved(document))
    assert assessment.evidence["B1-M3"].self_assessment is YES
    assert any(u.where.startswith("struck out") for u in assessment.unplaced)
