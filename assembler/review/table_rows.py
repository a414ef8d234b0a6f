"""Read the rows of Annex A and Annex B in an edited document, with their benchmarks."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from assembler.letter.context import BenchmarkText
from assembler.review.reviewed_document import ReviewedDocument
from assembler.word.passages import Passage

CELLS = {"number": 0, "title": 1, "outcome": 2, "summary": 3}

Row = Mapping[int, tuple[Passage, ...]]


def rows_of(reviewed: ReviewedDocument, kind: str) -> list[Row]:
    """Return the rows of an annex ("annex-a", "annex-b") of the document."""
    return table_rows(reviewed.parts.get(kind, ()))


def table_rows(passages: Sequence[Passage]) -> list[Row]:
    """Return the rows of the longest table of a part, cells by their number."""
    tables: dict[int, dict[int, dict[int, list[Passage]]]] = {}
    for passage in passages:
        if passage.table >= 0:
            row = tables.setdefault(passage.table, {}).setdefault(passage.row, {})
            row.setdefault(passage.cell, []).append(passage)
    longest = max(tables.values(), key=len, default={})
    return [{cell: tuple(held) for cell, held in row.items()} for row in longest.values()]


def benchmark_rows(reviewed: ReviewedDocument) -> Iterator[tuple[BenchmarkText, Row]]:
    """Yield the rows of Annex A with their benchmarks; a long summary stands in several rows."""
    numbered: dict[str, list[Row]] = {}
    for row in rows_of(reviewed, "annex-a"):
        numbered.setdefault(text(row, "number"), []).append(row)
    for benchmark in reviewed.workbook.context.benchmarks:
        own = numbered.get(str(benchmark.number), [])
        yield from ((benchmark, row) for row in own if row is own[0] or is_continued(row))


def benchmarks(reviewed: ReviewedDocument) -> Iterator[tuple[BenchmarkText, Row]]:
    """Yield the first row of each benchmark, with the whole of its summary."""
    cell = CELLS["summary"]
    for _, pairs in groupby(benchmark_rows(reviewed), key=lambda pair: pair[0].number):
        (benchmark, first), *others = pairs
        further = [passage for _, row in others for passage in row.get(cell, ())]
        yield benchmark, {**first, cell: (*first.get(cell, ()), *further)}


def is_continued(row: Row) -> bool:
    """Return whether a row goes on with the summary of the row before."""
    return text(row, "title").endswith("(continued)")


def joined(row: Row, cell: int) -> str:
    """Return the words of a cell, counted from 0."""
    return " ".join(p.text for p in row.get(cell, ())).strip()


def text(row: Row, name: str) -> str:
    """Return the words of a cell of Annex A by its name in `CELLS`."""
    return joined(row, CELLS[name])
