"""The same merges after LibreOffice saved the adviser's file: it writes every part anew."""

from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from assembler.merge.merge import merge
from assembler.word import document_id
from support.adviser_edits import comments, edited, fill_of, story_lines
from support.merge_cases import CASES, Case, difference, fits
from support.merge_council import made

SAMPLE = {
    case.name: case
    for case in CASES
    if case.name
    in {
        "words on both sides of one sentence",
        "the same word changed twice",
        "a conflict and a change in one paragraph",
        "a strength added in the workbook",
        "a strength that the adviser edited is taken out of the workbook",
        "a strength taken out by the adviser and changed in the workbook",
        "strengths in another order, one edited",
        "a changed word that was made bold stays bold",
        "a comment of the adviser's on words that change",
        "a picture",
        "a table of the adviser's",
        "a footnote",
        "a content control round a paragraph",
        "a bookmark round words that change",
        "tracked changes where the workbook changed something",
        "an outcome",
        "a summary's paragraph added",
        "a row taken out by the adviser and changed",
        "rows moved by the adviser",
        "benchmarks in another order",
        "the security marking",
        "a criterion's wording",
    }
}


@pytest.fixture(scope="module")
def saved(
    tmp_path_factory: pytest.TempPathFactory, soffice: Callable[[str, Iterable[Path]], Path]
) -> Path:
    """Have LibreOffice save every edited file of the sample, all in one go."""
    folder = tmp_path_factory.mktemp("edited")
    base, _ = made()
    for number, case in enumerate(SAMPLE.values()):
        (folder / f"{number}.docx").write_bytes(edited(base[case.document], *case.edits))
    return soffice("docx:MS Word 2007 XML", sorted(folder.glob("*.docx")))


@pytest.mark.parametrize(
    ("number", "case"),
    list(enumerate(SAMPLE.values())),
    ids=[name.replace(" ", "-") for name in SAMPLE],
)
def test_what_both_sides_did_is_in_the_document(
    number: int,
    case: Case,
    saved: Path,
    tmp_path: Path,
    faults: Callable[[Iterable[Path]], list[str]],
) -> None:
    base, _ = made()
    new, told = made(*case.turns)
    mine = (saved / f"{number}.docx").read_bytes()
    result = merge(base[case.document], mine, new[case.document], told)
    before, after = story_lines(mine), story_lines(result.content)
    assert fits(difference(before, after), case.takes), difference(before, after)
    assert fits(difference(after, before), case.brings), difference(after, before)
    assert [(str(c.place), c.kept, c.new) for c in result.conflicts] == list(case.conflicts)
    assert len(comments(result.content)) == len(comments(mine)) + len(case.conflicts)
    assert document_id.of(result.content) == document_id.of(new[case.document])
    assert [note for note in result.notes if note.startswith("Not ")] == []
    path = tmp_path / "merged.docx"
    path.write_bytes(result.content)
    before_merge = faults([saved / f"{number}.docx"])
    assert [f.partition(": ")[2] for f in faults([path])] == [
        f.partition(": ")[2] for f in before_merge
    ]


def test_shades_and_lists_go_on_as_they_were(saved: Path) -> None:
    base, _ = made()
    names = list(SAMPLE)
    case, number = SAMPLE["an outcome"], names.index("an outcome")
    new, told = made(*case.turns)
    mine = (saved / f"{number}.docx").read_bytes()
    assert fill_of(merge(base["annex-a"], mine, new["annex-a"], told).content, "Met") == fill_of(
        new["annex-a"], "Met"
    )
    case, number = (SAMPLE[n := "a strength added in the workbook"], names.index(n))
    new, told = made(*case.turns)
    mine = (saved / f"{number}.docx").read_bytes()
    merged = Document(BytesIO(merge(base["letter"], mine, new["letter"], told).content))
    lists = {
        p.paragraph_format.element.xpath("string(./w:pPr/w:numPr/w:numId/@w:val)")
        for p in merged.paragraphs
        if p.style.name == "Strength"
    }
    assert len(lists) == 1
