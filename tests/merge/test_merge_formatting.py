"""What a merge does to looks: bold stays bold, links and lists work, shades follow outcomes."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from assembler.merge.merge import merge
from assembler.merge.state import NotMergeableError
from assembler.model import Assessment, Level
from assembler.rich_text import Paragraph, Span
from assembler.templating import template_set
from support.adviser_edits import (
    add_after,
    by_word,
    comments,
    edited,
    fill_of,
    lines,
    look,
    paragraph,
    picture,
    remark,
    reword,
    shade,
    track,
)
from support.merge_council import (
    SUMMARIES,
    council,
    detail,
    made,
    outcome,
    strengths,
    summary,
    templates,
)
from support.paths import ROOT

A, LETTER = "annex-a", "letter"
ONE, TWO = SUMMARIES[1].split("\n")
Check = Callable[[Iterable[Path]], list[str]]
Sound = Callable[[bytes], bytes]


@pytest.fixture
def sound(tmp_path: Path, faults: Check) -> Sound:
    """Return a document back after the checker has found nothing against it."""

    def check(content: bytes) -> bytes:
        path = tmp_path / "merged.docx"
        path.write_bytes(content)
        assert faults([path]) == []
        return content

    return check


def runs(content: bytes, text: str) -> list[tuple[str, bool]]:
    """Return the runs of a paragraph, each with whether it is bold."""
    found = paragraph(Document(BytesIO(content)), text)
    return [
        (
            "".join(t.text or "" for t in run.iter(qn("w:t"))),
            run.find(f".//{qn('w:b')}") is not None,
        )
        for run in found.iter(qn("w:r"))
        if run.find(qn("w:t")) is not None
    ]


def spans(number: int, *paragraphs: tuple[Span, ...]) -> Callable[[Assessment], Assessment]:
    def turn(a: Assessment) -> Assessment:
        told = replace(a.outcomes[number], summary=tuple(Paragraph(p) for p in paragraphs))
        return replace(a, outcomes={**a.outcomes, number: told})

    return turn


def test_a_new_word_goes_into_the_run_of_the_word_it_replaces(sound: Sound) -> None:
    base, _ = made()
    new, told = made(summary(1, f"The partnership group meets every month.\n{TWO}"))
    mine = edited(base[A], look("quarter"))
    merged = sound(merge(base[A], mine, new[A], told).content)
    assert runs(merged, "partnership group") == [
        ("The partnership group meets every ", False),
        ("month", True),
        (".", False),
    ]


def test_bold_words_of_the_workbook_arrive_bold_beside_plain_words_of_the_adviser(
    sound: Sound,
) -> None:
    base, _ = made()
    new, told = made(
        spans(
            1,
            (
                Span("The partnership group meets "),
                Span("at least", bold=True),
                Span(" every quarter."),
            ),
            (Span(TWO),),
        )
    )
    mine = edited(base[A], reword("partnership group", "partnership board"))
    merged = sound(merge(base[A], mine, new[A], told).content)
    assert [run for run in runs(merged, "partnership board") if run[1]] == [("at least", True)]
    assert "The partnership board meets at least every quarter." in lines(merged)


def test_words_made_bold_in_the_workbook_become_bold_where_the_adviser_did_not_touch_them(
    sound: Sound,
) -> None:
    base, _ = made()
    new, told = made(
        spans(
            1,
            (Span("The partnership group meets "), Span("every quarter", bold=True), Span(".")),
            (Span(TWO),),
        )
    )
    mine = edited(base[A], reword("partnership group", "partnership board"))
    result = merge(base[A], mine, new[A], told)
    assert [run for run in runs(sound(result.content), "partnership board") if run[1]] == [
        ("every quarter", True)
    ]
    assert result.conflicts == ()


def test_bold_of_the_adviser_stays_where_the_workbook_changed_nothing(sound: Sound) -> None:
    base, _ = made()
    new, told = made(summary(1, f"The partnership group meets every month.\n{TWO}"))
    mine = edited(base[A], look("partnership group"))
    merged = sound(merge(base[A], mine, new[A], told).content)
    assert ("partnership group", True) in runs(merged, "partnership group")


def test_a_link_in_new_words_leads_where_the_workbook_says(sound: Sound) -> None:
    base, _ = made()
    new, told = made(
        summary(
            1, f"{ONE} See https://www.example.org/terms for more.\n{TWO}\nAsk a@example.gov.uk."
        )
    )
    mine = by_word(edited(base[A], reword("meets", "gathers")))
    merged = Document(BytesIO(sound(merge(base[A], mine, new[A], told).content)))
    links = {
        "".join(t.text for t in link.iter(qn("w:t"))): merged.part.rels[
            link.get(qn("r:id"))
        ].target_ref
        for link in merged.element.body.iter(qn("w:hyperlink"))
    }
    assert links["https://www.example.org/terms"] == "https://www.example.org/terms"
    assert links["a@example.gov.uk"] == "mailto:a@example.gov.uk"


def test_the_shade_follows_an_outcome_that_changed(sound: Sound) -> None:
    base, _ = made()
    new, told = made(outcome(1, Level.NOT_MET))
    mine = by_word(edited(base[A], reword("meets", "gathers")))
    merged = sound(merge(base[A], mine, new[A], told).content)
    assert fill_of(merged, "Not met") == council().edition.shades["Not met"]


def test_a_shade_of_the_adviser_stays(sound: Sound) -> None:
    base, _ = made()
    new, told = made(outcome(1, Level.NOT_MET))
    mine = edited(base[A], shade("Exceeding", "FFCC00"))
    assert fill_of(sound(merge(base[A], mine, new[A], told).content), "Not met") == "FFCC00"


def test_the_shade_of_an_outcome_in_conflict_stays_with_the_word(sound: Sound) -> None:
    base, _ = made()
    new, told = made(outcome(1, Level.NOT_MET))
    mine = edited(base[A], reword("Exceeding", "Met"))
    merged = sound(merge(base[A], mine, new[A], told).content)
    assert fill_of(merged, "Met") == fill_of(base[A], "Exceeding")


def test_a_new_strength_is_numbered_in_the_list_of_the_others(sound: Sound) -> None:
    base, _ = made()
    points = [(s.heading, str(s.text[0])) for s in council().strengths]
    new, told = made(strengths(*points, ("Data", "Figures are shared.")))
    mine = by_word(edited(base[LETTER], reword("Good", "Notable")))
    merged = Document(BytesIO(sound(merge(base[LETTER], mine, new[LETTER], told).content)))
    styles = [p.style.name for p in merged.paragraphs if p.text.startswith(("Training", "Data"))]
    assert styles == ["Strength", "Strength"]


def test_a_comment_says_what_the_workbook_holds_and_in_which_cell() -> None:
    base, _ = made()
    new, told = made(summary(1, f"The partnership group meets every month.\n{TWO}"))
    mine = edited(base[A], reword("quarter", "week"), remark(TWO, "Mine."))
    said = (
        "Your words were kept here. "
        "The workbook now says: “The partnership group meets every month.” (Annex A!F2). "
        "To keep your words, delete this comment. To use the new ones, put them in, then delete it."
    )
    assert comments(merge(base[A], mine, new[A], told).content) == ["Mine.", said]


def test_a_comment_stands_on_the_words_it_is_about() -> None:
    base, _ = made()
    new, told = made(summary(1, f"The partnership group meets every month.\n{TWO}"))
    mine = edited(base[A], reword("quarter", "week"))
    body = Document(BytesIO(merge(base[A], mine, new[A], told).content)).element.body
    (start,) = body.iter(qn("w:commentRangeStart"))
    marked, place = "", start.getnext()
    while place.tag != qn("w:commentRangeEnd"):
        marked += "".join(t.text for t in place.iter(qn("w:t")))
        place = place.getnext()
    assert marked == "week"


def test_a_tracked_paragraph_is_left_and_the_comment_says_why() -> None:
    base, _ = made()
    new, told = made(summary(1, f"The partnership group meets every month.\n{TWO}"))
    mine = edited(base[A], track("partnership", "local"))
    merged = merge(base[A], mine, new[A], told)
    (said,) = comments(merged.content)
    assert said.startswith("Tracked changes that are not yet accepted or rejected are here")
    assert "meets every month" in said
    with ZipFile(BytesIO(merged.content)) as archive:
        xml = archive.read("word/document.xml").decode()
    assert "<w:del " in xml
    assert "<w:ins " in xml


def test_what_the_adviser_has_in_the_file_is_not_touched() -> None:
    """Settings, styles and parts of the adviser's are the same bytes after a merge."""
    base, _ = made()
    new, told = made(outcome(1, Level.NOT_MET))
    mine = by_word(edited(base[A], reword("meets", "gathers")))
    merged = merge(base[A], mine, new[A], told)
    touched = {"word/document.xml", "docProps/custom.xml"}
    with ZipFile(BytesIO(mine)) as one, ZipFile(BytesIO(merged.content)) as two:
        assert one.namelist() == two.namelist()
        for name in set(one.namelist()) - touched:
            assert one.read(name) == two.read(name)


def test_text_kept_build_after_build_stays_in_its_place(sound: Sound) -> None:
    points = [("Training", "They train."), ("Venues", "They guide."), ("Data", "They share.")]
    stages = [made(strengths(*points[:count])) for count in (3, 2, 1)]
    (first, _), *later = stages
    content = edited(
        first[LETTER],
        reword("They share", "Data, they share"),
        reword("They guide", "Venues, they guide"),
    )
    before = first[LETTER]
    for new, told in later:
        content = sound(merge(before, content, new[LETTER], told).content)
        before = new[LETTER]
    said = lines(content)
    first_line = said.index("Training – They train.")
    assert said[first_line : first_line + 3] == [
        "Training – They train.",
        "Venues – Venues, they guide.",
        "Data – Data, they share.",
    ]
    assert len(comments(content)) == 2


def test_a_conflict_settled_by_the_adviser_does_not_come_back() -> None:
    base, _ = made()
    new, told = made(summary(1, f"The partnership group meets every month.\n{TWO}"))
    mine = merge(base[A], edited(base[A], reword("quarter", "week")), new[A], told).content
    settled = edited(mine, reword("week", "month"))
    newer, told = made(summary(1, f"The partnership group meets every month or so.\n{TWO}"))
    result = merge(new[A], settled, newer[A], told)
    assert result.conflicts == ()
    assert "The partnership group meets every month or so." in lines(result.content)


def test_the_title_property_follows_the_workbook_unless_the_adviser_changed_it() -> None:
    base, _ = made()
    new, told = made(detail(authority="Othershire Council"))
    mine = edited(base[LETTER], reword("Good", "Notable"))
    result = merge(base[LETTER], mine, new[LETTER], told)
    assert "Othershire Council" in Document(BytesIO(result.content)).core_properties.title

    def entitled(document: WordDocument) -> None:
        document.core_properties.title = "My title"

    result = merge(base[LETTER], edited(base[LETTER], entitled), new[LETTER], told)
    assert Document(BytesIO(result.content)).core_properties.title == "My title"
    assert ("My title", "Letter!B2") in [(c.kept, str(c.place)) for c in result.conflicts]


# A new version of a template.


def other_templates(name: str, change: Callable[[WordDocument], None]) -> template_set.TemplateSet:
    content = (ROOT / "templates" / f"{name}.docx").read_bytes()
    contents = {**templates().contents, name: edited(content, change)}
    return templates()._replace(label="other", contents=contents)


def test_words_of_a_new_template_arrive_as_the_workbooks_do(sound: Sound) -> None:
    base, _ = made()
    other = other_templates(LETTER, reword("Yours sincerely", "Yours faithfully"))
    new, told = made(using=other)
    mine = edited(base[LETTER], reword("Good progress", "Notable progress"))
    result = merge(base[LETTER], mine, new[LETTER], told)
    said = lines(sound(result.content))
    assert "Yours faithfully," in said
    assert "Training – Notable progress has been made with training for staff." in said


def test_words_of_a_new_template_against_the_advisers_are_a_conflict_without_a_cell() -> None:
    base, _ = made()
    other = other_templates(LETTER, reword("Yours sincerely", "Yours faithfully"))
    new, told = made(using=other)
    mine = edited(base[LETTER], reword("Yours sincerely", "With regards"))
    result = merge(base[LETTER], mine, new[LETTER], told)
    assert [str(c.place) for c in result.conflicts] == ["the template"]
    said = (
        "Your words were kept here. "
        "The new version now says: “Yours faithfully,” (a change of the template). "
        "To keep your words, delete this comment. To use the new ones, put them in, then delete it."
    )
    assert comments(result.content) == [said]


def bigger(document: WordDocument) -> None:
    size: Any = document.styles["Letter Text"].font
    size.size = 177800


def test_a_new_look_of_the_template_does_not_reach_an_edited_file_and_that_is_said() -> None:
    base, _ = made()
    new, told = made(using=other_templates(LETTER, bigger))
    mine = edited(base[LETTER], reword("Good progress", "Notable progress"))
    result = merge(base[LETTER], mine, new[LETTER], told)
    assert result.notes[0].startswith("The formatting of the template has changed.")
    assert lines(result.content) == lines(mine)


def test_a_new_style_of_the_template_comes_with_its_paragraph(sound: Sound) -> None:
    def restyled(document: WordDocument) -> None:
        style = document.styles.add_style("Shout", 1)
        style.base_style = document.styles["Letter Text"]
        style.font.bold = True
        add_after("Yours sincerely", "A line in a new style.")(document)
        found = paragraph(document, "A line in a new style.")
        found.pPr.find(qn("w:pStyle")).set(qn("w:val"), style.style_id)

    base, _ = made()
    new, told = made(using=other_templates(LETTER, restyled))
    mine = by_word(edited(base[LETTER], reword("Good progress", "Notable progress")))
    merged = Document(BytesIO(sound(merge(base[LETTER], mine, new[LETTER], told).content)))
    (added,) = [p for p in merged.paragraphs if p.text == "A line in a new style."]
    assert added.style.name == "Shout"
    assert added.style.base_style.name == "Letter Text"


def test_a_picture_of_a_new_template_is_left_out_and_that_is_said(sound: Sound) -> None:
    base, _ = made()
    new, told = made(using=other_templates(LETTER, picture("Yours sincerely")))
    mine = edited(base[LETTER], reword("Good progress", "Notable progress"))
    result = merge(base[LETTER], mine, new[LETTER], told)
    assert any(note.startswith("A picture or note") for note in result.notes)
    assert lines(sound(result.content)) == lines(mine)


# What cannot be merged.


def test_a_document_that_is_another_is_refused() -> None:
    base, _ = made()
    stream = BytesIO()
    document = Document()
    document.add_paragraph("A wholly other document, about gardens.")
    document.save(stream)
    with pytest.raises(NotMergeableError, match="hardly a word"):
        merge(base[A], stream.getvalue(), base[A])


@pytest.mark.parametrize("content", [b"", b"not a zip", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_word_document_is_refused(content: bytes) -> None:
    base, _ = made()
    with pytest.raises(NotMergeableError, match="not a Word document"):
        merge(base[A], content, base[A])


def test_strict_open_xml_is_refused_with_what_to_do() -> None:
    base, _ = made()
    with ZipFile(BytesIO(base[A])) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(NotMergeableError, match="Strict Open XML"):
        merge(base[A], stream.getvalue(), base[A])


def test_a_template_with_other_columns_is_refused() -> None:
    def widened(document: WordDocument) -> None:
        grid = document.tables[0]._tbl.tblGrid  # noqa: SLF001
        grid.add_gridCol()

    base, _ = made()
    new, told = made(using=other_templates(A, widened))
    with pytest.raises(NotMergeableError, match="other columns"):
        merge(base[A], edited(base[A], reword("meets", "gathers")), new[A], told)
