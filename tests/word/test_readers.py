"""One reading of a paragraph: every reader of Word files gives the same words of a construct."""

from dataclasses import dataclass

import pytest
from lxml import etree

from assembler.errors import AssemblerError
from assembler.merge.merge import merge
from assembler.returned import lines
from assembler.templating import dump
from assembler.word import passages, read_runs, reader
from assembler.word.document import WordDocument
from support.word_xml import NAMESPACES, docx

OBJECT = read_runs.OBJECT
RUN = "<w:r><w:t>{}</w:t></w:r>"
BOX = (
    "<w:r><mc:AlternateContent>"
    '<mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>{0}</w:t></w:r>'
    "</w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>{0}</w:t></w:r></w:p>"
    "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
TRACKED = ' w:id="1" w:author="A"'
CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"


def field(instruction: str, result: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    code = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return mark("begin") + code + mark("separate") + RUN.format(result) + mark("end")


def typed_in(line: lines.Line) -> str:
    return "".join(span.text for span in line.text.spans)


@dataclass(frozen=True)
class Construct:
    """What may stand in a paragraph, the words a reader sees of it, and the merge's view of it.

    `boxes` are paragraphs of their own; `typed` is what counts as typed into a returned form.
    """

    name: str
    xml: str
    seen: str
    merged: str | None = None
    boxes: tuple[str, ...] = ()
    typed: str | None = None
    takes_the_rest: bool = False


CONSTRUCTS = (
    Construct("plain words", RUN.format("word"), "word"),
    Construct("text box", BOX.format("box"), "", OBJECT, ("box",)),
    Construct("tracked insertion", f"<w:ins{TRACKED}>{RUN.format('new')}</w:ins>", "new"),
    Construct(
        "tracked deletion",
        f"<w:del{TRACKED}><w:r><w:delText>gone</w:delText></w:r></w:del>",
        "",
    ),
    Construct("moved away", f"<w:moveFrom{TRACKED}>{RUN.format('gone')}</w:moveFrom>", ""),
    Construct("moved here", f"<w:moveTo{TRACKED}>{RUN.format('here')}</w:moveTo>", "here"),
    Construct("ticked symbol", '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓", OBJECT),
    Construct(
        "symbol",
        '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>',
        "",
        OBJECT,
        typed="(symbol F04A of the font Wingdings)",
    ),
    Construct(
        "emoji with a fallback",
        '<w:r><mc:AlternateContent><mc:Choice Requires="w16se"><w:x/></mc:Choice>'
        "<mc:Fallback><w:t>✅</w:t></mc:Fallback></mc:AlternateContent></w:r>",
        *("✅", OBJECT),
    ),
    Construct("filled content control", CONTROL.format("", RUN.format("filled")), "filled"),
    Construct(
        "unfilled prompt",
        CONTROL.format("<w:showingPlcHdr/>", RUN.format("Click or tap here to enter text.")),
        "Click or tap here to enter text.",
        typed="",
    ),
    Construct(
        "simple field", f'<w:fldSimple w:instr="PAGE">{RUN.format("3")}</w:fldSimple>', "3", OBJECT
    ),
    Construct("complex field", field("PAGE", "3"), "3", OBJECT),
    Construct("link made by a field", field('HYPERLINK "https://x.example"', "here"), "here"),
    Construct(
        "field that ends in another paragraph",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + RUN.format("Contents"),
        *("Contents", OBJECT),
        takes_the_rest=True,
    ),
    Construct(
        "form check box",
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox>'
        "</w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        *("☒", OBJECT),
    ),
    Construct("link", f'<w:hyperlink w:anchor="a">{RUN.format("link")}</w:hyperlink>', "link"),
    Construct("soft break", "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>", "a\nb"),
    Construct("tab", "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a\tb"),
    Construct("hyphens", "<w:r><w:noBreakHyphen/><w:softHyphen/></w:r>", "\u2011"),
    Construct("note mark", '<w:r><w:footnoteReference w:id="2"/></w:r>', "", OBJECT),
    Construct("equation", "<m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath>", "x+y", OBJECT),
    Construct("hidden text", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>", "hidden"),
    Construct("direction", f'<w:dir w:val="ltr">{RUN.format("way")}</w:dir>', "way"),
    Construct("override", f'<w:bdo w:val="rtl">{RUN.format("way")}</w:bdo>', "way"),
    Construct(
        "alternatives",
        f'<mc:AlternateContent><mc:Choice Requires="wps">{RUN.format("one")}</mc:Choice>'
        f"<mc:Fallback>{RUN.format('one')}</mc:Fallback></mc:AlternateContent>",
        *("one", OBJECT),
    ),
    Construct(
        "ruby",
        f"<w:r><w:ruby><w:rt>{RUN.format('over')}</w:rt><w:rubyBase>{RUN.format('base')}"
        "</w:rubyBase></w:ruby></w:r>",
        *("base", OBJECT),
    ),
    Construct("comment mark", '<w:r><w:commentReference w:id="0"/></w:r>', ""),
    Construct("smart tag", f"<w:smartTag>{RUN.format('Leeds')}</w:smartTag>", "Leeds"),
)


@pytest.mark.parametrize("construct", CONSTRUCTS, ids=lambda construct: construct.name)
def test_every_reader_reads_the_same_words(construct: Construct) -> None:
    before, after = RUN.format("A "), RUN.format(" Z")
    content = docx(f"<w:p>{before}{construct.xml}{after}</w:p>")
    document = WordDocument(content, "file")
    (paragraph,) = document.body
    seen = f"A {construct.seen} Z"
    expected = [seen, *construct.boxes]

    assert read_runs.visible_text(paragraph) == seen
    assert [block.text for block in reader.blocks(document.document)] == expected
    assert [passage.text for passage in passages.opened(content, "file").body] == expected
    dumped = dump.dump("file", content).partition("## text\n")[2].splitlines()
    shown = [line.removeprefix("[Normal] ").replace("(picture)", "") for line in dumped]
    shown = [line.partition(" <")[0] + line.partition(">")[2] for line in shown]
    assert shown == [text.replace("\n", "⏎") for text in expected]

    typed = seen if construct.typed is None else f"A {construct.typed} Z"
    read = [
        typed_in(line) for line in lines.read_lines("file", content) if "picture" not in line.place
    ]
    texts = [line.strip() for text in (typed, *construct.boxes) for line in text.split("\n")]
    assert [" ".join(line.split()) for line in read] == [" ".join(t.split()) for t in texts]

    merged = construct.seen if construct.merged is None else construct.merged
    rest = "" if construct.takes_the_rest else " Z"
    assert read_runs.text(paragraph) == f"A {merged}{rest}"


@pytest.mark.parametrize("construct", CONSTRUCTS, ids=lambda construct: construct.name)
def test_the_merge_carries_a_change_beside_any_construct(construct: Construct) -> None:
    def of(start: str) -> bytes:
        words = f"<w:p>{RUN.format(start)}{construct.xml}{RUN.format(' stays as it is')}</w:p>"
        return docx(words + f"<w:p>{RUN.format('A second paragraph.')}</w:p>")

    old, new = of("The old words "), of("The new words ")
    merged = merge(old, old, new)
    (paragraph, _) = WordDocument(merged.content, "file").body
    text = read_runs.visible_text(paragraph)
    if merged.conflicts:
        assert text.startswith("The old words ")
    else:
        assert text == f"The new words {construct.seen} stays as it is"


PARAGRAPH = f"<w:p>{RUN.format('Yours sincerely,')}</w:p>"


@pytest.mark.parametrize("target", ["header1.xml", "/word/header1.xml", "../word/header1.xml"])
def test_a_header_is_read_wherever_its_relationship_says(target: str) -> None:
    header = f"<w:p>{RUN.format('OFFICIAL')}</w:p>"
    content = docx(PARAGRAPH, header=header, target=target)
    stories = reader.stories(WordDocument(content, "file"))
    texts = [[block.text for block, _ in story.paragraphs] for story in stories]
    assert texts == [["Yours sincerely,"], ["OFFICIAL"]]
    assert "OFFICIAL" in dump.dump("file", content)
    assert [passage.text for passage in passages.opened(content, "file").stories] == ["OFFICIAL"]
    assert [typed_in(line) for line in lines.read_lines("file", content)][-1] == "OFFICIAL"


@pytest.mark.parametrize("main", ["word/document.xml", "word/document2.xml", "word/document22.xml"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_the_main_part_is_the_one_that_the_package_names(main: str, slash: str) -> None:
    content = docx(PARAGRAPH, main=main, package_target=slash + main)
    assert WordDocument(content, "file").main == main
    assert [typed_in(line) for line in lines.read_lines("file", content)] == ["Yours sincerely,"]
    assert [passage.text for passage in passages.opened(content, "file").body] == [
        "Yours sincerely,"
    ]


def test_the_content_types_name_the_main_part_where_no_relationship_does() -> None:
    content = docx(PARAGRAPH, main="word/letter.xml", package_target="word/missing.xml")
    assert WordDocument(content, "file").main == "word/letter.xml"


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all"])
def test_what_is_not_a_word_document_is_told(content: bytes) -> None:
    with pytest.raises(AssemblerError, match=r"^file is"):
        WordDocument(content, "file")


def test_untouched_parts_are_packed_as_they_lie() -> None:
    content = docx(PARAGRAPH, header=PARAGRAPH)
    document = WordDocument(content, "file")
    document.touch(document.main)
    again = WordDocument(document.packed(), "file")
    assert again.names == document.names
    assert again.raw("word/header1.xml") == document.raw("word/header1.xml")


def test_text_of_notes_is_read_without_their_separators() -> None:
    notes = etree.fromstring(
        f'<w:footnotes {NAMESPACES}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="2"><w:p>{RUN.format("See page 3.")}</w:p></w:footnote></w:footnotes>'
    )
    assert [block.text for block in reader.blocks(notes)] == ["See page 3."]
