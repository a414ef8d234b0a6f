"""The real letter: every paragraph, outcome and criterion of the reference stands in the documents.

What is not as in the scan is listed here with the reason:

- scan debris (tags, boxes, page breaks, a wrapped line) is put right in `reference_letter.py`;
- Annex A's first column has a heading, where the reference leaves the cell empty: a table that a
  screen reader can tell needs one;
- benchmark 5's empty summary cell says what the letter says of it, for the same reason;
- a benchmark whose text runs over a page has further rows that repeat its number, title and outcome
  (Annex A), or its title (Annex B): they are joined before the comparison.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from assembler.pipeline import batch
from assembler.pipeline.build import Choices, order
from assembler.word import reader
from support import reference_letter
from support.paths import ROOT

WORKBOOK = ROOT / "inputs" / "cambridgeshire.xlsx"
NUMBERED = ("Strength", "Recommendation")
CHANNEL = "An assessment of Channel is completed separately."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outputs = tmp_path_factory.mktemp("outputs")
    (assembly,) = batch.assemble([WORKBOOK], order(Choices(outputs, ROOT / "templates")))
    assert assembly.status == "built", assembly.findings
    return outputs / "cambridgeshire"


def opened(built: Path, name: str) -> WordDocument:
    return Document(str(built / f"cambridgeshire-{name}.docx"))


def numbered(paragraphs: list[Paragraph]) -> Iterator[str]:
    """Return the words of paragraphs, with the numbers that their style puts before them."""
    counts: dict[str, int] = {}
    for paragraph in paragraphs:
        style = paragraph.style.name if paragraph.style else ""
        text = " ".join(paragraph.text.split())
        if style in NUMBERED:
            counts[style] = counts.get(style, 0) + 1
            text = f"{counts[style]}. {text}"
        yield text


def cell_words(cell: _Cell) -> list[str]:
    return [" ".join(paragraph.text.split()) for paragraph in cell.paragraphs]


def test_every_paragraph_of_the_letter_in_order(built: Path) -> None:
    letter = opened(built, "letter")
    head = [p.text for p in letter.sections[0].first_page_header.paragraphs if p.text]
    assert [*head, *numbered(letter.paragraphs)] == reference_letter.letter()


def test_every_row_of_annex_a_in_order(built: Path) -> None:
    (table,) = opened(built, "annex-a").tables
    head, *rows = ([cell_words(cell) for cell in row.cells] for row in table.rows)
    assert head == [["No."], ["Benchmark"], ["Delivery Outcome"], ["Summary of outcome"]]
    said: list[tuple[str, str, str, list[str]]] = []
    for [number], [title], [outcome], summary in rows:
        if title.endswith(" (continued)"):
            assert (number, title.removesuffix(" (continued)"), outcome) == said[-1][:3]
            said[-1] = (*said[-1][:3], [*said[-1][3], *summary])
        else:
            said.append((number, title, outcome, summary))
    expected = reference_letter.annex_a()
    expected[4] = (*expected[4][:3], [CHANNEL])
    assert said == expected


def test_every_word_of_annex_b_in_order(built: Path) -> None:
    annex = opened(built, "annex-b")
    (table,) = annex.tables
    said: list[str] = []
    title = ""
    for row in table.rows:
        [here], words = (cell_words(cell) for cell in row.cells)
        said += words if here == title else [here, *words]
        title = here
    assert said == reference_letter.annex_b()
    headings = [p.text for p in annex.paragraphs if p.text]  # Word wants one after a table
    assert headings == ["Annex B - Prevent Local Authority Assurance Criteria"]


@pytest.mark.parametrize("name", ["letter", "annex-a", "annex-b"])
def test_the_documents_read_as_the_golden_texts_say(
    built: Path, name: str, golden: Callable[[str, str], None]
) -> None:
    document = opened(built, name)
    rows = [f"[{block.style}] {block.text}" for block in reader.blocks(document.element)]
    golden(f"reference/{name}.txt", "\n".join(rows) + "\n")


def test_no_document_has_a_fault(
    built: Path, faults: Callable[[Iterable[Path]], list[str]]
) -> None:
    assert faults(built.glob("*.docx")) == []


def test_letters_are_in_british_english_and_have_titles(built: Path) -> None:
    titles = {}
    for name in ("letter", "annex-a", "annex-b"):
        document = opened(built, name)
        titles[name] = document.core_properties.title
        assert 'w:lang w:val="en-GB"' in document.part._styles_part.element.xml  # noqa: SLF001
    assert titles["letter"] == (
        "Annual Prevent duty Assurance Process 2024/2025 – Cambridgeshire County Council"
    )
    assert all("Cambridgeshire County Council" in title for title in titles.values())
