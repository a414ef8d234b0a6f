"""Every visible word and every chosen value of a form is in the workbook afterwards.

FORMS=500 fills so many forms instead of a few.
"""

import io
import os
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from assembler.editions import load
from assembler.model import Assessment, empty_assessment
from assembler.returned.import_form import import_form
from assembler.rich_text import plain
from assembler.workbook.read import read
from assembler.workbook.write import write
from support.form_mechanisms import BLOCKS, LEAVES, NAMESPACES, WRAPPERS, paragraph, run
from support.returned_forms import criteria

EDITION = load.latest(load.shipped())
FORMS = int(os.environ.get("FORMS", "4"))
REFS = [criterion.ref for criterion in EDITION.criteria]


def xml_of(part: Any) -> Any:
    return part._element  # noqa: SLF001 - forms are filled as people's programs do, in the XML


def elements(xml: str) -> list[Any]:
    return list(parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>"))


def imported(document: Any) -> Assessment:
    held = io.BytesIO()
    document.save(held)
    blank = empty_assessment(EDITION, "Exampleshire County Council")
    return import_form(blank, "returned.docx", held.getvalue()).assessment


def held_words(assessment: Assessment) -> str:
    evidence = [
        f"{plain(row.text)} {row.self_assessment or ''}" for row in assessment.evidence.values()
    ]
    return "\n".join([*evidence, *(plain(piece.text) for piece in assessment.unplaced)])


def words() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"word{number}x"


def filled(form: bytes, dice: random.Random) -> tuple[Any, dict[str, str]]:
    """Fill a form; return it with how each word was put in."""
    document = Document(io.BytesIO(form))
    by_ref = criteria(document, EDITION)
    put: dict[str, str] = {}
    for ref, word in zip(dice.sample(REFS, len(LEAVES)), words(), strict=False):
        leaf = list(LEAVES)[len(put)]
        around = dice.choices(list(WRAPPERS), k=dice.randrange(3))
        blocks = dice.choices(list(BLOCKS), k=dice.randrange(3))
        xml = LEAVES[leaf](word)
        for name in around:
            xml = WRAPPERS[name](xml)
        xml = paragraph(run("said ") + xml + run(" so"))
        for name in blocks:
            xml = BLOCKS[name](xml)
        put[word] = " < ".join((leaf, *around, *blocks))
        for element in reversed(elements(xml)):
            xml_of(by_ref[ref]).addnext(element)
    return document, put


@pytest.mark.parametrize("seed", range(FORMS))
def test_words_in_every_mechanism_arrive(form: bytes, seed: int) -> None:
    document, put = filled(form, random.Random(seed))  # noqa: S311 - the same throws each time
    assessment = imported(document)
    assert {how: word for word, how in put.items() if word not in held_words(assessment)} == {}


def test_they_are_in_the_workbook_as_it_is_read_back(form: bytes) -> None:
    document, put = filled(form, random.Random(99))  # noqa: S311 - the same throws each time
    written = write(imported(document))
    again = read(written, "exampleshire.xlsx", (EDITION,)).assessment
    assert again is not None
    assert [how for word, how in put.items() if word not in held_words(again)] == []


DRAWN = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
CHART = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
OF_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def related(document: Any, name: str, kind: str, xml: str) -> str:
    """Add a part to a document; return the id of its relationship."""
    package = document.part.package
    part = Part(PackURI(f"/word/{name}"), "application/xml", xml.encode(), package)
    return str(document.part.relate_to(part, f"{OF_OFFICE}/{kind}"))


def graphic(inner: str) -> str:
    return (
        '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="9" cy="9"/><wp:docPr id="8" name="P"/>'
        f"<a:graphic><a:graphicData>{inner}</a:graphicData></a:graphic></wp:inline></w:drawing>"
        "</w:r></w:p>"
    )


def chart(document: Any) -> str:
    xml = f"<c:chartSpace {CHART} {DRAWN}><a:t>Attendance</a:t><c:v>Spring</c:v></c:chartSpace>"
    key = related(document, "charts/chart1.xml", "chart", xml)
    return graphic(f'<c:chart {CHART} r:id="{key}"/>')


def smart_art(document: Any) -> str:
    xml = f"<a:x {DRAWN}><a:t>Attendance</a:t><a:t>Spring</a:t></a:x>"
    key = related(document, "diagrams/data1.xml", "diagramData", xml)
    uri = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    return graphic(f'<d:relIds xmlns:d="{uri}" r:dm="{key}"/>')


def word_art(document: Any) -> str:  # noqa: ARG001 - as the others
    art = '<v:shape id="t"><v:textpath string="Attendance Spring"/></v:shape>'
    return f"<w:p><w:r><w:pict>{art}</w:pict></w:r></w:p>"


def old_control(document: Any) -> str:  # noqa: ARG001 - as the others
    return '<w:p><w:r><w:object><w:control w:name="CheckBox1"/></w:object></w:r></w:p>'


def embedded(document: Any) -> str:
    return f'<w:altChunk r:id="{related(document, "a.html", "aFChunk", "<p>A</p>")}"/>'


def picture(document: Any) -> str:  # noqa: ARG001 - as the others
    return graphic("")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (chart, "(a picture, which cannot be brought over; its words: Attendance Spring)"),
        (smart_art, "(a picture, which cannot be brought over; its words: Attendance Spring)"),
        (word_art, "(a picture, which cannot be brought over; its words: Attendance Spring)"),
        (picture, "(a picture, which cannot be brought over)"),
        (old_control, "(a control of an older kind, whose value cannot be read)"),
        (embedded, "(an embedded document, whose words cannot be read: open the form"),
    ],
)
def test_what_cannot_be_brought_over_is_named_with_its_words(
    form: bytes, made: Callable[[Any], str], said: str
) -> None:
    document = Document(io.BytesIO(form))
    below = xml_of(criteria(document, EDITION)["B1-M1"])
    holder = below if made is not embedded else xml_of(document.tables[0])
    for element in elements(made(document)):
        holder.addnext(element)
    assessment = imported(document)
    (piece,) = assessment.unplaced
    assert plain(piece.text).startswith(said)
    assert assessment.evidence["B1-M1"].self_assessment is None
