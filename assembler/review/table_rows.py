"""The rows of Annex A and Annex B in an edited document, with the benchmarks they belong to."""

from collections.abc import Iterator, Mapping, Sequence

from assembler.letter.context import BenchmarkText
from assembler.review.case import Case
from assembler.word.passages import Passage

CELLS = {"number": 0, "title": 1, "outcome": 2, "summary": 3}

Row = Mapping[int, tuple[Passage, ...]]


def rows_of(case: Case, kind: str) -> list[Row]:
    """Return the rows of an annex ("annex-a", "annex-b") of the document."""
    return table_rows(case.parts.get(kind, ()))


def table_rows(passages: Sequence[Passage]) -> list[Row]:
    """Return the rows of the longest table of a part, cells by their number."""
    tables: dict[int, dict[int, dict[int, tuple[Passage, ...]]]] = {}
    for passage in passages:
        if passage.table >= 0:
            row = tables.setdefault(passage.table, {}).setdefault(passage.row, {})
            row[passage.cell] = (*row.get(passage.cell, ()), passage)
    longest = max(tables.values(), key=len, default={})
    return list(longest.values())


def benchmark_rows(case: Case) -> Iterator[tuple[BenchmarkText, Row]]:
    """Yield the rows of Annex A with their benchmarks; a long summary stands in several rows."""
    rows = rows_of(case, "annex-a")
    for benchmark in case.workbook.context.benchmarks:
        own = [row for row in rows if text(row, "number") == str(benchmark.number)]
        yield from ((benchmark, row) for row in own if row is own[0] or is_continued(row))


def benchmarks(case: Case) -> Iterator[tuple[BenchmarkText, Row]]:
    """Yield the first row of each benchmark, with the whole of its summary."""
    whole: dict[int, tuple[BenchmarkText, dict[int, tuple[Passage, ...]]]] = {}
    cell = CELLS["summary"]
    for benchmark, row in benchmark_rows(case):
        if benchmark.number not in whole:
            whole[benchmark.number] = benchmark, dict(row)
        else:
            first = whole[benchmark.number][1]
            first[cell] = (*first.get(cell, ()), *row.get(cell, ()))
    yield from whole.values()


def is_continued(row: Row) -> bool:
    """Return whether a row goes on with the summary of the row before."""
    return text(row, "title").endswith("(continued)")


def joined(row: Row, cell: int) -> str:
    """Return the words of a cell, counted from 0."""
    return " ".join(p.text for p in row.get(cell, ())).strip()


def text(row: Row, name: str) -> str:
    """Return the words of a cell of Annex A by its name in `CELLS`."""
    return joined(row, CELLS[name])
