"""What a template must not hold, since it would go out with every letter, and near misses."""

# ruff: noqa: SLF001 - faults are planted below what python-docx offers
from typing import Any

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from assembler.editions import load
from assembler.findings import Severity
from assembler.templating.lint.check import check
from support.template_faults import DEAR, Plant, at, planted

OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LOOP = "{%p if strengths %}"


def looks(text: str, **look: Any) -> Plant:
    """Give the words of a paragraph a look."""

    def plant(document: Any) -> None:
        for run in at(document, text).runs:
            for name, value in look.items():
                setattr(run.font, name, value)

    return plant


def in_hidden_style(document: Any) -> None:
    style = document.styles.add_style("Unseen", WD_STYLE_TYPE.CHARACTER)
    style.font.hidden = True
    for run in at(document, DEAR).runs:
        run.style = style


def field(instruction: str, *, simple: bool) -> Plant:
    """Put a field of Word's into a paragraph."""
    text = f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>'
    whole = (
        f'<w:fldSimple {nsdecls("w")} w:instr=" {instruction} "><w:r><w:t>1</w:t></w:r>'
        "</w:fldSimple>"
        if simple
        else f"<w:r {nsdecls('w')}>{text}</w:r>"
    )
    return lambda document: at(document, DEAR)._element.append(parse_xml(whole))


FAULTS: list[tuple[Plant, str, str]] = [
    (looks(DEAR, hidden=True), "template.form.hidden", "words here are hidden"),
    (in_hidden_style, "template.form.hidden", "words here are hidden"),
    (looks(DEAR, highlight_color=WD_COLOR_INDEX.YELLOW), "template.form.highlight", "highlighted"),
    (field("DATE", simple=True), "template.form.clock", "changes by itself (“DATE”)"),
    (field("TIME", simple=False), "template.form.clock", "changes by itself"),
    (field("savedate", simple=False), "template.form.clock", "changes by itself"),
    (field("PRINTDATE", simple=True), "template.form.clock", "changes by itself"),
]
NEAR: list[Plant] = [
    looks(LOOP, hidden=True),
    looks(LOOP, highlight_color=WD_COLOR_INDEX.YELLOW),
    looks(DEAR, hidden=False),
    looks(DEAR, bold=True),
    field("PAGE", simple=True),
    field("REF date", simple=False),
    field("TOC", simple=True),
]


@pytest.mark.parametrize(("plant", "code", "says"), FAULTS)
def test_it_is_found_where_it_stands(plant: Plant, code: str, says: str) -> None:
    (finding,) = check("letter.docx", "letter", planted("letter", plant), load.shipped()).findings
    assert (finding.code, finding.severity) == (code, Severity.ERROR)
    assert says in finding.message
    assert finding.places[0].at == "paragraph 19"


@pytest.mark.parametrize("plant", NEAR)
def test_what_comes_near_is_quiet(plant: Plant) -> None:
    findings = check("letter.docx", "letter", planted("letter", plant), load.shipped()).findings
    assert not [f for f in findings if f.severity is Severity.ERROR]
    assert not [f for f in findings if f.code.startswith("template.form.")]


@pytest.mark.parametrize(
    ("tag", "says", "fix"),
    [
        ("{{ salu\u200btation }}", "holds a character that nobody sees", "type it again"),
        ("{{ salutation\u2060 }}", "holds a character that nobody sees", "type it again"),
        ("{{ salutation – }}", "holds “–”, which a tag cannot", "Compare it"),
        ("{{ salutation £ }}", "holds “£”, which a tag cannot", "Compare it"),
    ],
)
def test_a_character_that_no_tag_holds_is_named(tag: str, says: str, fix: str) -> None:
    def plant(document: Any) -> None:
        at(document, DEAR).text = f"Dear {tag},"

    findings = check("letter.docx", "letter", planted("letter", plant), load.shipped()).findings
    (finding,) = [f for f in findings if f.code == "template.tag.syntax"]
    assert says in finding.message
    assert fix in finding.fix


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("chart", "it holds a chart, with the workbook behind it"),
        ("oleObject", "it holds an embedded object"),
        ("package", "it holds an embedded file"),
        ("subDocument", "it holds a sub-document"),
        ("mailMergeSource", "it holds a mail-merge source"),
        ("image", ""),
        ("customXml", ""),
        ("theme", ""),
    ],
)
def test_a_part_that_no_letter_may_hold_is_named(kind: str, says: str) -> None:
    def plant(document: Any) -> None:
        name = PackURI("/word/more/part1.xml")
        part = Part(name, "application/xml", b"<x/>", document.part.package)
        document.part.relate_to(part, f"{OF_OFFICE}/{kind}")

    findings = check("letter.docx", "letter", planted("letter", plant), load.shipped()).findings
    found = [f.message for f in findings if f.code == "template.form.part"]
    assert [message.partition(",")[0] for message in found] == (
        [says.partition(",")[0]] if says else []
    )
