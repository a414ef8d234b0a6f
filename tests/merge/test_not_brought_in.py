"""What a merge cannot reach is named: no difference of two builds is passed over in silence."""

import pytest

from assembler.merge.merge import merge
from support.edited_package import Parts, edited
from support.word_xml import docx

TEXT = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
COVER = '<w:docPartObj><w:docPartGallery w:val="Cover Pages"/><w:docPartUnique/></w:docPartObj>'
HEADING = '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>Outcomes</w:t></w:r></w:p>'
COMPLEX = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF a </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
DO = "(under “Outcomes”). Type it into the document, or build with --fresh."
CHARTS = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def p(*inner: str) -> str:
    return f"<w:p>{''.join(inner)}</w:p>"


def text(words: str) -> str:
    return TEXT.format(words)


def told(base: bytes, mine: bytes, new: bytes) -> list[str]:
    return [note for note in merge(base, mine, new).notes if note.startswith("Not ")]


def changed_in(holder: str) -> list[str]:
    """Change "old words" to "new phrase" in a holder; the adviser changed another paragraph."""

    def version(said: str, end: str) -> bytes:
        first = p(text("Our council was told of what follows."))
        return docx(HEADING + first + holder.format(said) + p(text(end)))

    end = "This is the end."
    versions = version("old words", end), version("old words", "Mine."), version("new phrase", end)
    return told(*versions)


UNREACHED = {
    "a simple field": p(f'<w:fldSimple w:instr=" REF a ">{TEXT}</w:fldSimple>'),
    "a field": p(COMPLEX.format(TEXT)),
    "a simple field on a cover page": CONTROL.format(
        COVER, p(f'<w:fldSimple w:instr=" REF a ">{TEXT}</w:fldSimple>')
    ),
    "an equation": p(f'<m:oMath xmlns:m="{MATH}"><m:r><m:t>{{}}</m:t></m:r></m:oMath>'),
    "phonetic text": p(
        f"<w:r><w:ruby><w:rt>{TEXT}</w:rt><w:rubyBase>{text('base')}</w:rubyBase></w:ruby></w:r>"
    ),
}
REACHED = {
    "a paragraph": p(TEXT),
    "a content control": CONTROL.format("", p(TEXT)),
    "a cover page": CONTROL.format(COVER, p(TEXT)),
    "a link": p(f'<w:hyperlink w:anchor="a">{TEXT}</w:hyperlink>'),
    "a table": "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>"
    f"{p(TEXT)}</w:tc></w:tr></w:tbl>",
}


@pytest.mark.parametrize("name", UNREACHED)
def test_words_that_did_not_arrive_are_told_with_their_place(name: str) -> None:
    note = changed_in(UNREACHED[name])[0]
    assert note.startswith("Not brought in: “")
    assert "new phrase" in note
    assert note.endswith(DO)


@pytest.mark.parametrize("name", REACHED)
def test_nothing_is_told_of_words_that_arrived(name: str) -> None:
    assert changed_in(REACHED[name]) == []


def test_a_word_that_arrived_in_one_place_only_is_told_of_the_other() -> None:
    field = '<w:fldSimple w:instr=" REF a ">{}</w:fldSimple>'

    def version(name: str, end: str) -> bytes:
        head = p(text("To "), field.format(text(f"{name}, Exampletown")))
        return docx(HEADING + head + p(text(f"Dear {name},")) + p(text(end)))

    (note,) = told(version("Ann", "Bye."), version("Ann", "Mine."), version("Flo", "Bye."))
    assert note == f"Not brought in: “To Flo, Exampletown” {DO}"


def test_nothing_is_told_of_what_a_conflict_tells_or_the_adviser_did_alike() -> None:
    def version(*lines: str) -> bytes:
        return docx(HEADING + "".join(p(text(line)) for line in lines))

    base = version("The group meets every quarter.", "Its chair is Ann.", "It has a plan.")
    new = version("The group meets every month.", "Its chair is Flo.")
    mine = version("The group meets every week.", "Its chair is Flo.", "It has a sound plan.")
    result = merge(base, mine, new)
    assert len(result.conflicts) == 2
    assert result.notes == ()


def test_what_came_from_the_adviser_or_is_theirs_now_is_no_alarm() -> None:
    def version(*lines: str) -> bytes:
        return docx(HEADING + "".join(p(text(line)) for line in lines))

    base = version("Training reached 412 staff.", "The board meets with 15 partners.", "The end.")
    mine = version("Training reached 412 staff, a rise.", "The board meets 15 times.", "The end.")
    mine_and_new = version("Training reached 412 staff, a rise.", "The board meets.", "This is it.")
    assert told(base, mine, mine_and_new) == []


def with_part(name: str, xml: str) -> bytes:
    def edit(parts: Parts) -> None:
        parts[name] = xml.encode()

    return edited(docx(p(text("One of them."))), edit)


@pytest.mark.parametrize(
    ("name", "xml", "place"),
    [
        ("word/charts/chart1.xml", f'<c:x xmlns:c="{CHARTS}"><c:v>{{}}</c:v></c:x>', "a chart"),
        ("customXml/item1.xml", "<a><b>{}</b></a>", "the data of a content control"),
    ],
)
def test_parts_that_no_merge_reads_are_looked_through(name: str, xml: str, place: str) -> None:
    base, new = (with_part(name, xml.format(said)) for said in ("old words", "new phrase"))
    come, gone = told(base, base, new)
    assert come.startswith(f"Not brought in: “new phrase” ({place}).")
    assert gone.startswith(f"Not taken out: “old words” ({place}).")


def test_a_header_that_the_adviser_took_out_does_not_hide_its_change() -> None:
    one, new = (docx(p(text("One.")), header=p(text(said))) for said in ("Open", "Secret"))
    assert told(one, docx(p(text("One."))), new) == [
        "Not brought in: “Secret” (header). Type it into the document, or build with --fresh."
    ]
