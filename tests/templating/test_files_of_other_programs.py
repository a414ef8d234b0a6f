"""Templates as other programs write them: rendered alike, marked without a fault."""

import re
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from assembler.editions import load
from assembler.letter import context as letter
from assembler.letter.context import LetterContext
from assembler.pipeline.assess import assess
from assembler.templating import render
from assembler.templating.lint.annotate import annotate
from assembler.templating.lint.check import check
from support.hostile_files import packed, parts
from support.paths import ROOT
from support.template_faults import (
    DEAR,
    PICTURE,
    STRENGTH,
    TEMPLATES,
    inside,
    like_word,
    planted,
    rezipped,
    says,
)

LETTER = (TEMPLATES / "letter.docx").read_bytes()
MAIN = "word/document.xml"


@pytest.fixture(scope="module")
def context() -> LetterContext:
    found = assess(ROOT / "inputs" / "cambridgeshire.xlsx", load.shipped())
    assert found.assessment is not None
    return letter.context(found.assessment, found.graded)


def words(content: bytes, context: LetterContext) -> list[str]:
    rendered = render.render(render.load_template("letter.docx", content), context)
    return [paragraph.text for paragraph in Document(BytesIO(rendered.content)).paragraphs]


def indented(content: bytes) -> bytes:
    """Write every element on a line of its own, as a person may have XML shown."""

    def change(name: str, raw: bytes) -> bytes:
        if not name.startswith("word/") or not name.endswith(".xml"):
            return raw
        root = etree.fromstring(raw)
        etree.indent(root)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    return rezipped(content, change)


def spaced(content: bytes) -> bytes:
    """Put a blank between the elements of each line of text."""
    return rezipped(content, lambda _, raw: re.sub(rb"</w:r>\s*<w:r\b", b"</w:r> <w:r", raw))


def renamed(main: str) -> Callable[[bytes], bytes]:
    """Call the main part as Word for the web does, and name it absolutely."""

    def change(content: bytes) -> bytes:
        held = parts(content)
        file = main.rpartition("/")[2]
        held[main] = held.pop(MAIN)
        held[f"word/_rels/{file}.rels"] = held.pop("word/_rels/document.xml.rels")
        for name in ("[Content_Types].xml", "_rels/.rels"):
            held[name] = held[name].replace(b"/word/document.xml", f"/{main}".encode())
            held[name] = held[name].replace(b'"word/document.xml', f'"/{main}'.encode())
        return packed(held)

    return change


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "split by Word": like_word,
    "indented": indented,
    "split and indented": lambda content: indented(like_word(content)),
    "blanks between runs": lambda content: spaced(like_word(content)),
    "Word for the web, document2": renamed("word/document2.xml"),
    "Word for the web, 22": renamed("word/22.xml"),
    "Word for the web, indented": lambda content: indented(renamed("word/document2.xml")(content)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_template_says_the_same_however_it_was_written(way: str, context: LetterContext) -> None:
    content = WAYS[way](LETTER)
    assert check("letter.docx", "letter", content, load.shipped()).findings == ()
    assert words(content, context) == words(LETTER, context)


@pytest.mark.parametrize("way", WAYS)
def test_a_fault_is_located_however_the_template_was_written(
    way: str, context: LetterContext
) -> None:
    content = WAYS[way](planted("letter", says(DEAR, "Dear {{ salutaton }},")))
    (finding,) = (
        f
        for f in check("letter.docx", "letter", content, load.shipped()).findings
        if f.code == "template.name.unknown"
    )
    assert finding.places[0].at == "paragraph 19"
    with pytest.raises(Exception, match="paragraph 19"):
        words(content, context)


def without(*names: str) -> Callable[[bytes], bytes]:
    return lambda content: packed({n: raw for n, raw in parts(content).items() if n not in names})


def typed(kind: str) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        held = parts(content)
        held["[Content_Types].xml"] = held["[Content_Types].xml"].replace(
            b"vnd.openxmlformats-officedocument.wordprocessingml.document.main", kind.encode()
        )
        return packed(held)

    return change


def body(xml: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        held = parts(content)
        held[MAIN] = re.sub(rb"<w:body>.*(?=<w:sectPr>)", b"<w:body>" + xml, held[MAIN])
        return packed(held)

    return change


def pictured(content: bytes) -> bytes:
    """Refer to a picture that is not there."""
    held = parts(content)
    links = "word/_rels/document.xml.rels"
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    held[links] = held[links].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdGone" Type="' + kind + b'" Target="media/gone.png"/>'
        b"</Relationships>",
    )
    return packed(held)


MARKED: dict[str, Callable[[bytes], bytes]] = {
    "a .dotx": typed("vnd.openxmlformats-officedocument.wordprocessingml.template.main"),
    "a .docm": typed("vnd.ms-word.document.macroEnabled.main"),
    "no paragraphs": body(b""),
    "a table alone": body(b"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"),
    "an empty paragraph": body(b"<w:p/>"),
    "missing media": pictured,
    "no styles": without("word/styles.xml"),
    "no settings": without("word/settings.xml"),
    "main part of another name": renamed("word/document2.xml"),
}


@pytest.mark.parametrize("way", MARKED)
def test_a_copy_can_be_marked_of_whatever_was_checked(way: str) -> None:
    content = MARKED[way](planted("letter", says(DEAR, "Dear {{ salutaton }},")))
    checked = check("letter.docx", "letter", content, load.shipped())
    assert checked.faults
    copy = parts(annotate(content, checked))
    comments = next(raw for name, raw in copy.items() if name.startswith("word/comments"))
    assert comments.count(b"<w:comment ") == len(checked.faults)
    main = next(raw for name, raw in copy.items() if b"<w:body>" in raw)
    assert main.count(b"<w:commentReference ") == len(checked.faults)
    assert b"template.main" not in copy["[Content_Types].xml"]


CONTROL = (
    "<w:sdt><w:sdtPr><w:id w:val='40'/><w:text/></w:sdtPr>"
    "<w:sdtContent><w:r><w:t>again</w:t></w:r></w:sdtContent></w:sdt>"
)


@pytest.mark.parametrize(
    ("old", "xml", "pattern"),
    [
        (STRENGTH, PICTURE.format(" descr='A star'"), rb'<wp:docPr id="(\d+)"'),
        (STRENGTH, CONTROL, rb'<w:sdtPr><w:id w:val="(\d+)"'),
        (DEAR, PICTURE.format(" descr='A star'"), rb'<wp:docPr id="(\d+)"'),
        (DEAR, CONTROL, rb'<w:sdtPr><w:id w:val="(\d+)"'),
    ],
)
def test_no_id_stands_twice_in_a_document(
    old: str, xml: str, pattern: bytes, context: LetterContext
) -> None:
    template = render.load_template("letter.docx", planted("letter", inside(old, xml)))
    document = parts(render.render(template, context).content)[MAIN]
    ids = re.findall(pattern, document)
    assert len(ids) == (len(context.strengths) if old == STRENGTH else 1)
    assert len(set(ids)) == len(ids)


def without_properties(raw: bytes, written: bytes) -> bytes:
    """Write the properties of the cell of the outcome in another way, or leave them out."""
    return re.sub(rb"<w:tcPr>(?:(?!</w:tcPr>).)*</w:tcPr>(?=<w:p[ >](?:(?!<w:tc[ >]).)*cellbg)",
                  written, raw, flags=re.DOTALL)  # fmt: skip


@pytest.mark.parametrize("written", [b"<w:tcPr/>", b"<w:tcPr></w:tcPr>", b""])
def test_a_cell_is_shaded_whether_its_properties_are_written_or_not(
    context: LetterContext,
    tmp_path: Path,
    faults: Callable[[Iterable[Path]], list[str]],
    written: bytes,
) -> None:
    shipped = (TEMPLATES / "annex-a.docx").read_bytes()

    def change(name: str, raw: bytes) -> bytes:
        return without_properties(raw, written) if name == MAIN else raw

    changed = rezipped(shipped, change)
    assert changed != shipped
    (tmp_path / "annex-a.docx").write_bytes(annex_a(changed, context))
    assert faults([tmp_path / "annex-a.docx"]) == []
    assert fills(annex_a(changed, context)) == fills(annex_a(shipped, context))


def annex_a(template: bytes, context: LetterContext) -> bytes:
    return render.render(render.load_template("annex-a.docx", template), context).content


def fills(content: bytes) -> list[str]:
    body = Document(BytesIO(content)).element.body
    return [shade.get(qn("w:fill")) for shade in body.findall(f".//{qn('w:tcPr')}/{qn('w:shd')}")]
