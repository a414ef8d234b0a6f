"""Documents as other programs write them: section breaks, text boxes, fields, later additions."""

from dataclasses import dataclass

import pytest

from assembler.merge.merge import LEFT, merge
from assembler.merge.state import NotMergeableError
from assembler.word import reader
from assembler.word.comments import AUTHOR
from assembler.word.document import WordDocument
from assembler.word.namespaces import MC, R, w
from support.word_xml import docx

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
LATER = f'xmlns:w14="{W14}" mc:Ignorable="w14"'
THIRD = "A third paragraph to hold on to."


def p(*inner: str) -> str:
    """Return a paragraph of words and of XML."""
    return "<w:p>" + "".join(x if x.startswith("<") else text(x) for x in inner) + "</w:p>"


def text(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def box(*paragraphs: str) -> str:
    inner = "".join(p(words) for words in paragraphs)
    return (
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
        f"{inner}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


FIELD_BEGINS = mark("begin") + "<w:r><w:instrText>TOC</w:instrText></w:r>" + mark("separate")


def lines(content: bytes) -> list[str]:
    return [block.text for block in reader.blocks(WordDocument(content, "file").document)]


@dataclass(frozen=True)
class Case:
    """Three versions of a document, and the lines of the merged one.

    `conflicts` are the words kept and the new ones of each conflict.
    """

    name: str
    base: str
    edited: str
    new: str
    lines: tuple[str, ...]
    conflicts: tuple[tuple[str, str], ...] = ()


RISK = "Risk: share the assessment with every district."
NEWS = "News: write one letter to each school in the county before the end of March."
BOX, TYPED = "Box words here", "Box words typed by the adviser here"
CASES = (
    Case(
        "a rewritten paragraph keeps the words typed in its text box",
        p("21 May", box(BOX)) + p(THIRD),
        p("21 May", box(TYPED)) + p(THIRD),
        p("30 June", box(BOX)) + p(THIRD),
        ("30 June", TYPED, THIRD),
    ),
    Case(
        "a change of the workbook reaches a text box",
        p("Due 21 May", box(BOX, "Call us")) + p(THIRD),
        p("Due on 21 May", box(BOX, "Call us today")) + p(THIRD),
        p("Due 21 May", box("Other words here", "Call us")) + p(THIRD),
        ("Due on 21 May", "Other words here", "Call us today", THIRD),
    ),
    Case(
        "both sides change the words of a text box",
        p("Due", box("Ring the desk on Monday morning")) + p(THIRD),
        p("Due", box("Ring the desk on Tuesday morning")) + p(THIRD),
        p("Due", box("Ring the desk on Friday morning")) + p(THIRD),
        ("Due", "Ring the desk on Tuesday morning", THIRD),
        (
            (
                "Ring the desk on Tuesday morning",
                "Ring the desk on Friday morning",
            ),
        ),
    ),
    Case(
        "a dropped paragraph whose text box holds words of the adviser's stays",
        p("Words of the letter", box(BOX)) + p(THIRD),
        p("Words of the letter", box(TYPED)) + p(THIRD),
        p(THIRD),
        ("Words of the letter", TYPED, THIRD),
        (("Words of the letter", ""),),
    ),
    Case(
        "words inside a direction are the adviser's",
        p("Words of the letter") + p(THIRD),
        p("Words of the letter", f'<w:dir w:val="ltr">{text(" and mine")}</w:dir>') + p(THIRD),
        p(THIRD),
        ("Words of the letter and mine", THIRD),
        (("Words of the letter and mine", ""),),
    ),
    Case(
        "words inside an override are the adviser's",
        p("Words of the letter") + p(THIRD),
        p("Words of the letter", f'<w:bdo w:val="rtl">{text(" and mine")}</w:bdo>') + p(THIRD),
        p(THIRD),
        ("Words of the letter and mine", THIRD),
        (("Words of the letter and mine", ""),),
    ),
    Case(
        "a dropped paragraph that the adviser joined with its neighbour is told",
        p(RISK) + p(NEWS) + p(THIRD),
        p(f"{NEWS} {RISK}") + p(THIRD),
        p(NEWS) + p(THIRD),
        (f"{NEWS} {RISK}", THIRD),
        ((RISK, ""),),
    ),
    Case(
        "a paragraph that both sides took out is not told",
        p(RISK) + p(NEWS) + p(THIRD),
        p(NEWS) + p(THIRD),
        p(NEWS) + p(THIRD + " Yes."),
        (NEWS, THIRD + " Yes."),
    ),
    Case(
        "a field that goes on into the next paragraph",
        p("References") + p(FIELD_BEGINS, text("First entry")) + p("Second old", mark("end")),
        p("References") + p(FIELD_BEGINS, text("First entry")) + p("Second old", mark("end")),
        p("Sources") + p(FIELD_BEGINS, text("First entry")) + p("Second old", mark("end")),
        ("Sources", "First entry", "Second old"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_what_both_sides_did_is_there(case: Case) -> None:
    base, edited, new = docx(case.base), docx(case.edited), docx(case.new)
    result = merge(base, edited, new)
    assert lines(result.content) == list(case.lines)
    assert [(conflict.kept, conflict.new) for conflict in result.conflicts] == list(case.conflicts)
    document = WordDocument(result.content, "merged")
    notes = [note for part in document.related("comments") for note in document.root(part)]
    assert [note.get(w("author")) for note in notes] == [AUTHOR] * len(case.conflicts)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_the_laws_of_a_merge_hold(case: Case) -> None:
    base, edited, new = docx(case.base), docx(case.edited), docx(case.new)
    assert lines(merge(base, base, new).content) == lines(new)
    assert lines(merge(base, edited, base).content) == lines(edited)
    assert lines(merge(base, new, new).content) == lines(new)


def test_a_blank_paragraph_of_both_sides_stands_once() -> None:
    def of(*blank: str, start: str = "One of them") -> bytes:
        return docx(p(start) + "".join(blank) + p("Two of them") + p(THIRD))

    result = merge(of(), of("<w:p/>"), of("<w:p/>", start="One of us"))
    assert lines(result.content) == ["One of us", "", "Two of them", THIRD]


SECTION = (
    '<w:p><w:pPr><w:sectPr><w:headerReference w:type="default" r:id="{}"/></w:sectPr></w:pPr></w:p>'
)


def test_a_section_break_of_the_template_keeps_its_header() -> None:
    head = p("Head of the page")
    base = docx(p("One of them") + p(THIRD), header=head)
    edited = docx(p("One of them, mine") + p(THIRD), header=head)
    new = docx(p("One of them") + SECTION.format("rId1") + p(THIRD), header=head)
    document = WordDocument(merge(base, edited, new).content, "merged")
    references = list(document.document.iter(w("headerReference")))
    targets = document.targets(document.main)
    assert [targets[e.get(f"{{{R}}}id", "")] for e in references] == ["word/header1.xml"] * 2


def test_a_section_break_beside_a_new_paragraph_stands_once() -> None:
    section = SECTION.format("rId1")
    one, two, added = p("One of them"), p("Two of them"), p("Words that nobody had")
    base = docx(one + section + two + p(THIRD), header=p("Head"))
    edited = docx(one + section + two + p(THIRD, " Mine."), header=p("Head"))
    new = docx(one + added + section + p(THIRD), header=p("Head"))
    result = merge(base, edited, new).content
    assert lines(result) == ["One of them", "Words that nobody had", "", f"{THIRD} Mine."]
    breaks = WordDocument(result, "merged").document.iter(w("headerReference"))
    assert len(list(breaks)) == 2


def test_a_header_that_only_the_new_template_has_is_brought_along() -> None:
    base = docx(p("One of them") + p(THIRD))
    edited = docx(p("One of them, mine") + p(THIRD))
    new = docx(p("One of them") + SECTION.format("rId1") + p(THIRD), header=p("Head of the page"))
    document = WordDocument(merge(base, edited, new).content, "merged")
    (reference,) = document.document.iter(w("headerReference"))
    part = document.targets(document.main)[reference.get(f"{{{R}}}id", "")]
    assert document.content_type(part).endswith("header+xml")
    assert [block.text for block in reader.blocks(document.root(part))] == ["Head of the page"]


def test_a_reference_to_a_header_that_is_not_there_is_left_out() -> None:
    base, edited = docx(p("One") + p(THIRD)), docx(p("One, mine") + p(THIRD))
    new = docx(p("One") + SECTION.format("rId9") + p(THIRD))
    result = merge(base, edited, new)
    assert list(WordDocument(result.content, "merged").document.iter(w("headerReference"))) == []


NARY = (
    '<m:oMath><m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:e><m:r><m:t>x</m:t></m:r></m:e>'
    "</m:nary></m:oMath>"
)
BOX_14 = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr>'
    "<w:sdtContent>{}</w:sdtContent></w:sdt>"
)


def test_an_equation_keeps_its_sign() -> None:
    one, two = p("One of them"), p(THIRD)
    result = merge(docx(one + two), docx(p("One of us") + two), docx(one + p(NARY) + two))
    assert 'm:val="∑"' in WordDocument(result.content, "m").raw("word/document.xml").decode()


def test_what_later_words_added_stays_ignorable() -> None:
    one, two = p("One of them"), p(THIRD)
    new = docx(one + p(BOX_14.format(text("☒"))) + two, root=LATER)
    result = merge(docx(one + two), docx(p("One of us") + two), new)
    root = WordDocument(result.content, "m").document
    (checked,) = root.iter(f"{{{W14}}}checked")
    assert checked.get(f"{{{W14}}}val") == "1"
    prefixes = root.get(f"{{{MC}}}Ignorable", "").split()
    assert W14 in [root.nsmap[prefix] for prefix in prefixes]


def test_a_document_type_is_refused_in_every_part_of_the_edited_document() -> None:
    one = docx(p("One of them"), header=p("Head"))
    evil = docx(p("One of them"), header="<!DOCTYPE x><w:p/>")
    with pytest.raises(NotMergeableError):
        merge(one, evil, docx(p("One of us"), header=p("Head")))


SYMBOL = '<w:r><w:sym w:font="Wingdings" w:char="{}"/></w:r>'
OBJECTS = {
    "symbol": (SYMBOL.format("F0FC"), SYMBOL.format("F0FB")),
    "field": (
        f'<w:fldSimple w:instr="DOCPROPERTY a">{text("May")}</w:fldSimple>',
        f'<w:fldSimple w:instr="DOCPROPERTY a">{text("June")}</w:fldSimple>',
    ),
    "equation": (NARY, NARY.replace(">x<", ">y<")),
    "ruby": tuple(
        f"<w:r><w:ruby><w:rt>{text(word)}</w:rt><w:rubyBase>{text('base')}</w:rubyBase></w:ruby>"
        "</w:r>"
        for word in ("one", "two")
    ),
}


@pytest.mark.parametrize("name", OBJECTS)
def test_a_change_of_an_object_alone_is_told(name: str) -> None:
    before, after = OBJECTS[name]
    base, edited = docx(p("One", before) + p(THIRD)), docx(p("One", before) + p(THIRD, " Mine."))
    assert LEFT in merge(base, edited, docx(p("One", after) + p(THIRD))).notes
    assert LEFT not in merge(base, edited, docx(p("One more", before) + p(THIRD))).notes


def test_a_paragraph_reworded_all_over_on_both_sides_has_one_comment() -> None:
    words = [f"word{number}" for number in range(200)]

    def of(name: str) -> bytes:
        changed = [name if number % 5 == 0 else word for number, word in enumerate(words)]
        return docx(p(" ".join(changed if name else words)))

    result = merge(of(""), of("mine"), of("theirs"))
    (conflict,) = result.conflicts
    assert "theirs" in conflict.new
    assert lines(result.content) == lines(of("mine"))
