"""One file to send: the documents joined, each as it was, in a section of its own."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from assembler.opc.relationships import Relationship
from assembler.pipeline import batch
from assembler.pipeline.build import Choices, order
from assembler.word import document_id, join, reader
from assembler.word.document import WordDocument
from assembler.workbook.write import write
from support import councils, review_edits
from support.paths import ROOT

KINDS = ("letter", "annex-a", "annex-b")
TEMPLATES = ROOT / "templates"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the outputs of the reference and five made-up councils, packs included."""
    folder = tmp_path_factory.mktemp("work")
    workbooks = [ROOT / "inputs" / "cambridgeshire.xlsx"]
    for slug, assessment in councils.five().items():
        workbooks.append(folder / f"{slug}.xlsx")
        workbooks[-1].write_bytes(write(assessment))
    for one in batch.assemble(workbooks, order(Choices(folder / "outputs", TEMPLATES, pack=True))):
        assert one.status == "built", one.findings
    return folder / "outputs"


def of(outputs: Path, slug: str, kind: str) -> Path:
    return outputs / slug / f"{slug}-{kind}.docx"


def told(path: Path) -> list[tuple[str, str]]:
    """Return the words of a document, each with the name of its style."""
    document = Document(str(path))
    names = {style.style_id: style.name for style in document.styles}
    return [
        (names[block.style].split(" – annex")[0].lower(), block.text)
        for block in reader.blocks(document.element)
        if block.text
    ]


@pytest.mark.parametrize("slug", ["cambridgeshire", *councils.five()])
def test_a_pack_says_what_its_documents_say_in_the_same_styles(outputs: Path, slug: str) -> None:
    alone = [line for kind in KINDS for line in told(of(outputs, slug, kind))]
    assert told(of(outputs, slug, "pack")) == alone


def test_no_pack_has_a_fault(outputs: Path, faults: Callable[[Iterable[Path]], list[str]]) -> None:
    assert faults(outputs.rglob("*-pack.docx")) == []


@pytest.mark.parametrize("slug", ["cambridgeshire", "samplebury"])
def test_every_section_has_the_page_headers_and_footers_of_its_document(
    outputs: Path, slug: str
) -> None:
    whole = Document(str(of(outputs, slug, "pack")))
    turned = [section.orientation for section in whole.sections]
    assert turned == [WD_ORIENT.PORTRAIT, WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    for section, kind in zip(whole.sections, KINDS, strict=True):
        alone = Document(str(of(outputs, slug, kind))).sections[0]
        assert section.page_width == alone.page_width
        assert section.different_first_page_header_footer
        for name in ("header", "first_page_header", "footer", "first_page_footer"):
            pair = [getattr(one, name) for one in (section, alone)]
            assert not pair[0].is_linked_to_previous
            assert [p.text for p in pair[0].paragraphs] == [p.text for p in pair[1].paragraphs]


def test_lists_header_rows_and_links_are_intact(outputs: Path) -> None:
    whole = Document(str(of(outputs, "testford", "pack")))
    assert len(list(whole.element.iter(qn("w:tblHeader")))) == 2
    keys = {element.get(qn("r:id")) for element in whole.element.iter(qn("w:hyperlink"))}
    assert keys <= set(whole.part.rels)
    assert {whole.part.rels[key].target_ref for key in keys} >= {
        "mailto:examples@example.gov.uk",
        "mailto:Channel@homeoffice.gov.uk",
        "https://www.gov.uk/prevent-duty-training",
    }
    numbers = whole.part.numbering_part.element
    lists = {number.get(qn("w:numId")) for number in numbers.findall(qn("w:num"))}
    used = [e.get(qn("w:val")) for e in whole.styles.element.iter(qn("w:numId"))]
    assert set(used) <= lists


def test_page_numbers_run_through_the_whole_pack(outputs: Path) -> None:
    whole = Document(str(of(outputs, "cambridgeshire", "pack")))
    assert not list(whole.element.iter(qn("w:pgNumType")))


def test_a_pack_is_the_same_whenever_it_is_made_and_has_an_id_of_its_own(outputs: Path) -> None:
    files = {kind: of(outputs, "testford", kind).read_bytes() for kind in KINDS}
    made = join.joined(files)
    assert made == join.joined(files) == of(outputs, "testford", "pack").read_bytes()
    ids = {document_id.of(content) for content in (made, *files.values())}
    assert len(ids) == 4
    assert all(re.fullmatch(r"[0-9a-f]{32}", mark) for mark in ids)


def test_documents_that_libreoffice_saved_keep_their_look_in_a_pack(
    outputs: Path,
    tmp_path: Path,
    soffice: Callable[[str, Iterable[Path]], Path],
    faults: Callable[[Iterable[Path]], list[str]],
) -> None:
    """Annex A and B come back from LibreOffice with every style and list defined anew."""
    saved = soffice("docx:MS Word 2007 XML", [of(outputs, "testford", kind) for kind in KINDS])
    again = {kind: (saved / f"testford-{kind}.docx").read_bytes() for kind in KINDS}
    first = {kind: of(outputs, "testford", kind).read_bytes() for kind in KINDS}
    for number, files in enumerate((again, {**again, "letter": first["letter"]})):
        whole = tmp_path / f"{number}.docx"
        whole.write_bytes(join.joined(files))
        for kind in KINDS:
            (tmp_path / f"{kind}.docx").write_bytes(files[kind])
        assert faults([whole]) == []
        assert told(whole) == [line for kind in KINDS for line in told(tmp_path / f"{kind}.docx")]


def test_pictures_notes_and_bookmarks_of_edited_documents_arrive(
    outputs: Path, tmp_path: Path, faults: Callable[[Iterable[Path]], list[str]]
) -> None:
    files: dict[str, bytes] = {}
    for kind, words in (
        ("letter", "Local authorities and the Prevent"),
        ("annex-a", "The board meets"),
    ):
        document = Document(str(of(outputs, "exampleshire", kind)))
        found = review_edits.paragraph(document, words)
        found.add_run().add_picture(review_edits.pixel())
        document.add_comment(found.runs[0], text=f"About the {kind}", author="P", initials="P")
        document.save(str(tmp_path / f"{kind}.docx"))
        files[kind] = (tmp_path / f"{kind}.docx").read_bytes()
    whole = tmp_path / "whole.docx"
    whole.write_bytes(join.joined(files))
    # python-docx writes comments in styles that it does not bring along.
    assert [fault for fault in faults([whole]) if "tyle 'Comment" not in fault] == []
    made: Any = Document(str(whole))
    assert [comment.text for comment in made.comments] == ["About the letter", "About the annex-a"]
    assert len(made.inline_shapes) == 2
    ids = [element.get("id") for element in made.element.iter(qn("wp:docPr"))]
    assert len(set(ids)) == 2
    marks = [e.get(qn("w:id")) for e in made.element.iter(qn("w:commentReference"))]
    assert sorted(marks) == sorted(str(comment.comment_id) for comment in made.comments)


def noted(document: bytes, words: str, said: str) -> bytes:
    """Return a document a footnote with a link, as Word writes it."""
    parts = WordDocument(document, "a document")
    root = parts.root(parts.main)
    found = next(t for t in root.iter(qn("w:t")) if words in (t.text or ""))
    found.getparent().addnext(
        parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>')
    )
    parts.put(parts.main, root)
    marks = "".join(
        f'<w:footnote w:type="{kind}" w:id="{at}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for at, kind in enumerate(("separator", "continuationSeparator"))
    )
    link = f'<w:hyperlink r:id="rId1"><w:r><w:t>{said}</w:t></w:r></w:hyperlink>'
    notes = parse_xml(
        f'<w:footnotes {nsdecls("w", "r")}>{marks}<w:footnote w:id="2"><w:p>{link}</w:p>'
        "</w:footnote></w:footnotes>"
    )
    kind = "wordprocessingml.footnotes+xml"
    parts.add("word/footnotes.xml", notes, f"application/vnd.openxmlformats-officedocument.{kind}")
    parts.relate(Relationship("rIdNotes", RELATIONSHIP_TYPE.FOOTNOTES, "word/footnotes.xml", False))  # noqa: FBT003 - a row of a table
    outside = Relationship("rId1", RELATIONSHIP_TYPE.HYPERLINK, f"https://www.gov.uk/{said}", True)  # noqa: FBT003 - likewise
    parts.relate(outside, "word/footnotes.xml")
    return parts.packed()


@pytest.mark.parametrize("first", [True, False])
def test_footnotes_arrive_with_their_links(
    outputs: Path, tmp_path: Path, faults: Callable[[Iterable[Path]], list[str]], *, first: bool
) -> None:
    letter = of(outputs, "exampleshire", "letter").read_bytes()
    annex = of(outputs, "exampleshire", "annex-a").read_bytes()
    files = {
        "letter": noted(letter, "Local authorities and the", "one") if first else letter,
        "annex-a": noted(annex, "The board meets", "two"),
    }
    whole = tmp_path / "whole.docx"
    whole.write_bytes(join.joined(files))
    assert faults([whole]) == []
    parts = WordDocument(whole.read_bytes(), "the pack")
    (name,) = parts.related("footnotes")
    targets = {link.key: link.target for link in parts.relationships(name)}
    notes = {
        note.get(qn("w:id")): [targets[e.get(qn("r:id"))] for e in note.iter(qn("w:hyperlink"))]
        for note in parts.root(name)
    }
    used = [e.get(qn("w:id")) for e in parts.root(parts.main).iter(qn("w:footnoteReference"))]
    wanted = ["https://www.gov.uk/one"] * first + ["https://www.gov.uk/two"]
    assert [notes[key] for key in used] == [[address] for address in wanted]
