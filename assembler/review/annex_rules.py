"""Rules on Annex A and Annex B: outcomes, summaries and criteria, row by row."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assembler.findings import Severity
from assembler.letter.context import BenchmarkText
from assembler.review.counterparts import counterparts, likeness
from assembler.review.reviewed_document import ReviewedDocument, problem, rule
from assembler.review.table_rows import (
    CELLS,
    Row,
    benchmark_rows,
    benchmarks,
    is_continued,
    joined,
    rows_of,
    table_rows,
    text,
)
from assembler.rules import Problem
from assembler.word.namespaces import w
from assembler.word.passages import Passage
from assembler.wording import plain, shortened

_FIX = "Put it right here, or change the workbook and run assemble again."
_ANOTHER, _ALIKE = 0.25, 0.7


@rule("annex_a.rows")
def rows(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A benchmark has no row in Annex A, two rows, or a row out of order."""
    found = [row for row in rows_of(reviewed, "annex-a") if not is_continued(row)]
    if not found:
        return
    numbers = [text(row, "number") for row in found[1:]]
    for benchmark in reviewed.workbook.context.benchmarks:
        count = numbers.count(str(benchmark.number))
        name = f"benchmark {benchmark.number}, {benchmark.title}"
        if count == 0:
            yield problem("Annex A", f"{name}, has no row.", "Put the row back.")
        elif count > 1:
            yield problem("Annex A", f"{name}, has {count} rows.", "Delete all but one of them.")
    known = {str(b.number) for b in reviewed.workbook.context.benchmarks}
    for row, number in zip(found[1:], numbers, strict=True):
        if number not in known:
            yield problem(_place(row), "this row belongs to no benchmark.", "Take it out.")
    in_order = [number for number in numbers if number in known]
    if in_order != sorted(in_order, key=int):
        yield problem("Annex A", "the rows are not in the order of their numbers.", "Sort them.")


@rule("annex_a.outcome")
def outcome(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The outcome in Annex A is not the workbook's."""
    for benchmark, row in benchmark_rows(reviewed):
        said = text(row, "outcome")
        # Where none is recorded yet, that is the workbook's own fault.
        if benchmark.outcome and plain(said).lower() != plain(benchmark.outcome).lower():
            yield problem(
                _at(row, "outcome"),
                f"this says “{said or 'nothing'}”; the workbook says {benchmark.outcome} "
                f"({_cell(reviewed, benchmark, 'level')}).",
                _FIX,
            )


@rule("annex_a.colour")
def colour(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """An outcome cell still has the colour of another outcome."""
    shades = {
        fill.upper(): word for word, fill in reviewed.workbook.assessment.edition.shades.items()
    }
    for benchmark, row in benchmark_rows(reviewed):
        wanted = plain(benchmark.outcome).lower()
        if plain(text(row, "outcome")).lower() != wanted:
            continue  # the word is put right first: the colour may be right already
        for passage in row.get(CELLS["outcome"], ())[:1]:
            cell = None if passage.element is None else passage.element.getparent()
            shade = None if cell is None else cell.find(f"{w('tcPr')}/{w('shd')}")
            fill = "" if shade is None else shade.get(w("fill"), "").upper()
            word = shades.get(fill, "")
            if word and word.lower() != wanted:
                yield problem(
                    passage.place,
                    f"the cell of benchmark {benchmark.number} has the colour of {word}.",
                    "Give it the colour of its outcome (Table Design, Shading).",
                )


@rule("annex_a.title")
def title(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A row of Annex A has the name of another benchmark."""
    for benchmark, row in benchmarks(reviewed):
        said, wanted = plain(text(row, "title")), plain(benchmark.annex_a_title)
        if likeness(_letters(said), _letters(wanted)) < _ANOTHER:
            yield problem(_at(row, "title"), f"benchmark {benchmark.number} is {wanted}.", _FIX)


@rule("annex_a.summary")
def summary(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A summary is blank."""
    for benchmark, row in benchmarks(reviewed):
        if benchmark.summary and not plain(text(row, "summary")):
            cell = _cell(reviewed, benchmark, "summary")
            yield problem(_at(row, "title"), f"the summary is blank ({cell}).", _FIX)


@rule("annex_a.other_summary", Severity.WARNING)
def other_summary(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A summary is not the workbook's of this benchmark, in a document without a kept copy."""
    for benchmark, row in benchmarks(reviewed) if reviewed.edits is None else ():
        wanted = plain(" ".join(str(paragraph) for paragraph in benchmark.summary))
        said = plain(text(row, "summary"))
        if wanted and said and likeness(said, wanted) < _ANOTHER:
            cell = _cell(reviewed, benchmark, "summary")
            yield problem(
                _at(row, "summary"),
                f"the summary of benchmark {benchmark.number} is not the workbook's ({cell}), "
                f"which begins “{shortened(wanted)}”.",
                _FIX,
            )


@rule("annex_a.swapped")
def swapped(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A summary is the workbook's summary of another benchmark."""
    wanted = {
        benchmark.number: plain(" ".join(str(paragraph) for paragraph in benchmark.summary))
        for benchmark in reviewed.workbook.context.benchmarks
    }
    for benchmark, row in benchmarks(reviewed):
        said, own = plain(text(row, "summary")), wanted[benchmark.number]
        if not said or not own or likeness(said, own) > _ALIKE:
            continue
        others = (number for number in wanted if number != benchmark.number and wanted[number])
        nearest = max(others, key=lambda number: likeness(said, wanted[number]), default=None)
        if nearest is not None and likeness(said, wanted[nearest]) > _ALIKE:
            yield problem(
                _at(row, "summary"),
                f"this is the workbook's summary of benchmark {nearest}, not {benchmark.number} "
                f"({_cell(reviewed, benchmark, 'summary')}).",
                _FIX,
            )


@rule("annex_b.criteria")
def criteria(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A criterion of Annex B is not, word for word, the published one."""
    found = _criteria_by_title(rows_of(reviewed, "annex-b"))
    if not found:
        return
    for name, published in _criteria_by_title(
        table_rows(reviewed.printed_passages("annex-b"))[1:]
    ).items():
        if name not in found:
            yield problem("Annex B", f"there is no row “{name}”.", "Put the row back.")
        else:
            yield from _compared(published, found[name], name)


def _compared(
    printed: Sequence[Passage], now: Sequence[Passage], benchmark: str
) -> Iterator[Problem]:
    wanted = [p for p in printed if p.text.strip()]
    there = [p for p in now if p.text.strip()]
    places = counterparts([p.plain for p in wanted], [p.plain for p in there])
    fix = "Annex B prints the published criteria word for word: put it back."
    for passage, place in zip(wanted, places, strict=True):
        if place is None:
            at = f"row “{benchmark}”"
            yield problem(at, f"a criterion is missing: “{shortened(passage.text)}”.", fix)
        elif there[place].plain != passage.plain:
            message = f"the published text is “{passage.text}”."
            yield problem(there[place].place, message, fix)
    kept = [place for place in places if place is not None]
    for index, passage in enumerate(there):
        if index not in kept:
            yield problem(passage.place, "this is not one of the published criteria.", fix)
    for earlier, later in pairwise(kept):
        if later < earlier:
            yield problem(there[later].place, "this criterion was moved.", fix)


def _criteria_by_title(rows: Sequence[Row]) -> dict[str, tuple[Passage, ...]]:
    """Return what stands beside each title of Annex B, which has a row for each level."""
    criteria: dict[str, tuple[Passage, ...]] = {}
    for row in rows:
        title = plain(joined(row, 0))
        criteria[title] = (*criteria.get(title, ()), *row.get(1, ()))
    return criteria


def _at(row: Row, name: str) -> str:
    cell = row.get(CELLS[name], ())
    return cell[0].place if cell else _place(row)


def _place(row: Row) -> str:
    return next(passages[0].place for passages in row.values() if passages)


def _cell(reviewed: ReviewedDocument, benchmark: BenchmarkText, name: str) -> str:
    recorded = reviewed.workbook.assessment.outcomes[benchmark.number]
    return f"{reviewed.workbook.name}, {recorded.places.get(name, 'Annex A')}"


def _letters(text: str) -> str:
    return re.sub(r"[^A-Za-z ]", " ", text)
