"""Every page can be read alone: whose it is, which benchmark, which outcome."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from assembler import grading
from assembler.letter import context as letter
from assembler.letter.context import BenchmarkText, LetterContext
from assembler.rich_text import Paragraph, Prose, Span
from assembler.templating import template_set
from support import built_documents
from support.hostile_files import parts
from support.paths import DATA, ROOT
from support.sound_workbook import sound

A4_LINES = 47


def prose(*lengths: int, items: Iterable[int] = ()) -> Prose:
    """Return paragraphs of so many words."""
    return tuple(
        Paragraph((Span(" ".join(["word"] * length)),), item=at in set(items))
        for at, length in enumerate(lengths)
    )


def benchmark(summary: Prose) -> BenchmarkText:
    first = context(sound()).benchmarks[0]
    return replace(first, summary=summary)


def context(assessment: Any) -> LetterContext:
    return letter.context(assessment, grading.settle(assessment))


@pytest.mark.parametrize(
    ("summary", "rows"),
    [
        (prose(), [0]),
        (prose(20), [1]),
        (prose(50, 50, 60), [3]),
        (prose(50, 50, 61), [2, 1]),
        (prose(200, 200), [1, 1]),
        (prose(400), [1]),
        (prose(400, 10), [1, 1]),
        (prose(80, 80, 80, 80), [2, 2]),
        (prose(50, *[20] * 20, items=range(1, 21)), [21]),
        (prose(200, 30, 30, 200, items=(1, 2)), [3, 1]),
    ],
)
def test_a_long_summary_stands_in_rows_that_fit_on_a_page(summary: Prose, rows: list[int]) -> None:
    made = benchmark(summary).summary_parts
    assert [len(part.text) for part in made] == rows
    assert [part.continued for part in made] == [False, *[True] * (len(rows) - 1)]


@given(st.lists(st.tuples(st.integers(0, 250), st.booleans()), max_size=12))
def test_no_paragraph_is_lost_and_no_list_is_parted_from_its_paragraph(
    paragraphs: list[tuple[int, bool]],
) -> None:
    summary = prose(
        *(length for length, _ in paragraphs),
        items=[at for at, (_, item) in enumerate(paragraphs) if item],
    )
    made = benchmark(summary).summary_parts
    assert tuple(paragraph for part in made for paragraph in part.text) == summary
    assert not any(part.text[0].item for part in made[1:])


@pytest.fixture(scope="module")
def long() -> dict[str, bytes]:
    """Build the documents of a council whose every summary is long."""
    assessment = sound()
    outcomes = {
        number: replace(outcome, summary=prose(*[60] * 12))
        for number, outcome in assessment.outcomes.items()
    }
    return rendered(replace(assessment, outcomes=outcomes))


def rendered(assessment: Any, templates: Path = ROOT / "templates") -> dict[str, bytes]:
    made = template_set.find(templates).render(context(assessment))
    return {name: document.content for name, document in made.items()}


def rows(content: bytes) -> list[Any]:
    return list(Document(BytesIO(content)).tables[0].rows)[1:]


def test_every_row_of_annex_a_says_its_number_title_and_outcome_and_stays_whole(
    long: dict[str, bytes],
) -> None:
    found = rows(long["annex-a"])
    assert len(found) > len(sound().outcomes)
    for row in found:
        assert row._tr.trPr.find(qn("w:cantSplit")) is not None  # noqa: SLF001
        number, title, outcome, summary = (cell.text for cell in row.cells)
        assert number.isdigit()
        assert title
        assert outcome in {"Met", "Exceeding", "Not met", "N/A"}
        assert summary
        assert len(summary.split()) <= A4_LINES * 8
    assert any(row.cells[1].text.endswith("(continued)") for row in found)


def test_every_row_of_annex_b_says_its_benchmark_and_begins_with_a_heading(
    long: dict[str, bytes],
) -> None:
    headings = []
    for row in rows(long["annex-b"]):
        assert row._tr.trPr.find(qn("w:cantSplit")) is not None  # noqa: SLF001
        title, criteria = row.cells
        assert title.text
        styles = [paragraph.style.name for paragraph in criteria.paragraphs]
        if styles != ["Benchmark Note"]:
            assert styles[0] == "Heading 3"
            headings.append(re.split(r"\W", criteria.paragraphs[0].text)[0])
    assert set(headings) == {"Met", "Exceeding", "Not"}


@pytest.mark.parametrize("name", ["annex-a", "annex-b"])
def test_no_cell_of_an_annex_is_merged_or_empty(name: str, long: dict[str, bytes]) -> None:
    document = parts(long[name])["word/document.xml"]
    assert b"gridSpan" not in document
    assert b"vMerge" not in document
    assert all(cell.text.strip() for row in rows(long[name]) for cell in row.cells)


@pytest.mark.parametrize("name", ["annex-a", "annex-b"])
def test_every_page_of_an_annex_says_council_year_and_page(
    name: str, long: dict[str, bytes]
) -> None:
    section = Document(BytesIO(long[name])).sections[0]
    for footer in (section.footer, section.first_page_footer):
        xml = footer._element.xml  # noqa: SLF001
        words = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", xml))
        assert words == "Exampleshire County Council – 2024/25 – Page 1 of 1"
        assert "PAGE" in xml
        assert "NUMPAGES" in xml


@pytest.mark.parametrize("name", template_set.NAMES)
def test_a_template_has_a_theme_as_one_of_words_own(name: str, long: dict[str, bytes]) -> None:
    held = parts(long[name])
    assert b"Arial" in held["word/theme/theme1.xml"]
    assert b"/theme/theme1.xml" in held["[Content_Types].xml"]


def test_the_long_paragraph_of_thanks_may_run_over_a_page(long: dict[str, bytes]) -> None:
    document = Document(BytesIO(long["letter"]))
    thanks = next(p for p in document.paragraphs if p.text.startswith("Lastly"))
    assert thanks.style.name == "Letter Text"
    assert not thanks.style.paragraph_format.keep_with_next


def test_the_documents_of_long_text_have_no_fault(
    long: dict[str, bytes], tmp_path: Path, faults: Callable[[Iterable[Path]], list[str]]
) -> None:
    for name, content in long.items():
        (tmp_path / f"{name}.docx").write_bytes(content)
    assert faults(tmp_path.glob("*.docx")) == []


BEFORE = DATA / "templates_before"


def test_templates_of_before_go_on_working() -> None:
    assert len(rows(rendered(sound(), BEFORE)["annex-a"])) == len(sound().outcomes)


def test_documents_edited_before_take_the_new_pages_and_keep_the_advisers_words(
    run: Callable[..., Result],
) -> None:
    built_documents.workbook()
    assert run("exampleshire.xlsx", "--templates", BEFORE).exit_code == 0
    built_documents.edit(built_documents.LETTER, "Yours sincerely,", "With kind regards,")
    built_documents.edit(built_documents.A, "every quarter", "each and every quarter")
    told = run("exampleshire.xlsx", "--templates", ROOT / "templates")
    assert told.exit_code == 0, told.output
    letter_text = "\n".join(p.text for p in Document(str(built_documents.LETTER)).paragraphs)
    assert "With kind regards," in letter_text
    annex = Document(str(built_documents.A))
    assert "each and every quarter" in annex.tables[0].rows[1].cells[3].text
    footer = annex.sections[0].footer._element.xml  # noqa: SLF001
    assert "Exampleshire County Council – 2024/25 – Page " in footer
    criteria = rows((built_documents.ALL / "exampleshire-annex-b.docx").read_bytes())
    assert len(criteria) > len(sound().outcomes)
    assert run("exampleshire.xlsx", "--templates", ROOT / "templates").exit_code == 0
    assert run("review", "outputs/exampleshire").exit_code in {0, 1}
