"""A form that was turned into plain text, by way of a PDF or a paste without formatting."""

import io
import textwrap
from collections.abc import Iterator

from docx import Document

from assembler.editions import load
from assembler.model import Answer, Assessment, Level, empty_assessment
from assembler.returned.import_form import import_form
from assembler.rich_text import plain

EDITION = load.latest(load.shipped())
BLANK = empty_assessment(EDITION, "Exampleshire County Council")


def pasted(lines: Iterator[str]) -> Assessment:
    """Return what is read of a document with these lines and no styles."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    held = io.BytesIO()
    document.save(held)
    return import_form(BLANK, "returned.docx", held.getvalue()).assessment


def form(typed: str) -> Iterator[str]:
    """Yield the form's lines, with something typed under each criterion."""
    for benchmark in EDITION.benchmarks:
        yield f"Benchmark {benchmark.number}: {benchmark.title}"
        for level in Level:
            if benchmark.at(level):
                yield benchmark.headings[level]
            for criterion in benchmark.at(level):
                yield criterion.text
                yield from criterion.points
                if typed:
                    yield typed


def test_a_heading_is_no_answer_even_where_the_criteria_under_it_are_broken_over_lines() -> None:
    first = {c.text for b in EDITION.benchmarks for c in b.at(Level.NOT_MET)}

    def lines() -> Iterator[str]:
        for line in form(""):
            yield from textwrap.wrap(line, 12) if line in first else (line,)

    assessment = pasted(lines())
    assert {row.self_assessment for row in assessment.evidence.values()} == {None}
    assert "Not met" in {plain(piece.text) for piece in assessment.unplaced}


def test_answers_between_plain_headings_are_read() -> None:
    assessment = pasted(form("No"))
    assert {row.self_assessment for row in assessment.evidence.values()} == {Answer.NO}


def test_words_among_those_of_a_criterion_over_two_lines_are_kept() -> None:
    criterion = max(
        EDITION.benchmarks[0].at(Level.MET), key=lambda c: len(c.text) - 99 * len(c.points)
    )
    words = criterion.text.split()
    half = len(words) // 2

    def lines() -> Iterator[str]:
        for line in form(""):
            if line == criterion.text:
                yield f"{' '.join(words[:half])}     No     Agreed in May"
                yield " ".join(words[half:])
            else:
                yield line

    assessment = pasted(lines())
    held = "\n".join(
        [plain(row.text) for row in assessment.evidence.values()]
        + [plain(piece.text) for piece in assessment.unplaced]
    )
    assert "Agreed in May" in held
    assert assessment.evidence[criterion.ref].self_assessment is None
