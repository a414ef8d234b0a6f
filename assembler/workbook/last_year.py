"""Carry last year's workbook over to a new one; say what has no counterpart there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assembler import rich_text
from assembler.model import (
    Assessment,
    Benchmark,
    Criterion,
    Edition,
    Graded,
    LastAnswer,
    LastYear,
    Recommendation,
    empty_assessment,
)
from assembler.rich_text import Paragraph, Prose, Span
from assembler.wording import folded, listed


@dataclass(frozen=True)
class CarriedOver:
    """A new assessment, and sentences on what of last year's has no counterpart in it."""

    assessment: Assessment
    without_counterpart: tuple[str, ...]


def carry_over(
    old: Assessment, graded: Sequence[Graded], edition: Edition, name: str
) -> CarriedOver:
    """Begin a new year with last year's details, outcomes and recommendations.

    Answers, evidence, summaries and the letter's date stay blank; last year's answers and evidence
    are for reading beside them. `graded` are the benchmarks of `old`; `name` is the council's name,
    "" for that of last year.
    """
    authority = name or old.details.authority
    empty = empty_assessment(edition, authority)
    details = replace(
        old.details,
        authority=authority,
        financial_year=edition.financial_year,
        letter_date=None,
        places={},
    )
    new = replace(
        empty,
        details=details,
        last_year=tuple(_rows(old, graded)),
        last_answers=dict(_last_answers(old, edition)),
    )
    return CarriedOver(new, (*_unsettled(old, graded), *_differences(old.edition, edition)))


def _rows(old: Assessment, graded: Sequence[Graded]) -> Iterator[LastYear]:
    """Yield a row for each recommendation, and for each graded benchmark that has none."""
    for result in graded:
        benchmark = result.benchmark
        recommendations = [r for r in old.recommendations if r.benchmark == benchmark.number]
        outcome = str(result.outcome or "")
        if benchmark.scored and not recommendations:
            yield LastYear(benchmark.number, benchmark.title, outcome)
        for row in recommendations:
            yield LastYear(benchmark.number, benchmark.title, outcome, _as_prose(row))


def _as_prose(row: Recommendation) -> Prose:
    """Return a recommendation as paragraphs, its heading in bold before its text."""
    heading = (Span(row.heading, bold=True),) if row.heading else ()
    first, *others = row.text or (Paragraph(),)
    dash = (Span(" – "),) if heading and first.spans else ()
    paragraphs = Paragraph((*heading, *dash, *first.spans)), *others
    return tuple(paragraph for paragraph in paragraphs if paragraph.spans)


def _last_answers(old: Assessment, edition: Edition) -> Iterator[tuple[str, LastAnswer]]:
    """Yield, by this year's refs, what was answered to each criterion that has a counterpart.

    A criterion is found again by its words, wherever it now stands, else by its ref.
    """
    refs = {_said(criterion): criterion.ref for criterion in old.edition.criteria}
    for criterion in edition.criteria:
        ref = refs.get(_said(criterion), criterion.ref)
        row = old.evidence.get(ref)
        if row is None or not (row.answer or row.text):
            continue
        note = f"\n(then {ref})" if ref != criterion.ref else ""
        if _said(criterion) not in refs:
            note = "\n(reworded since)"
        answer = f"{row.answer or 'No answer'}{note}"
        yield criterion.ref, LastAnswer(answer, rich_text.plain(row.text))


def _said(criterion: Criterion) -> tuple[str, ...]:
    return tuple(folded(text) for text in (criterion.text, *criterion.points))


def _unsettled(old: Assessment, graded: Sequence[Graded]) -> Iterator[str]:
    without_outcome = [
        str(g.benchmark.number) for g in graded if g.benchmark.scored and not g.outcome
    ]
    if without_outcome:
        which = "benchmark" if len(without_outcome) == 1 else "benchmarks"
        yield f"Last year had no outcome for {which} {listed(without_outcome)}."
    known = {result.benchmark.number for result in graded}
    for row in old.recommendations:
        if row.benchmark not in known:
            yield f"Last year's recommendation “{row.heading}” names no benchmark: left out."


def _differences(old: Edition, new: Edition) -> Iterator[str]:
    """Yield sentences on the benchmarks and criteria that only one of two editions has."""
    if old.year == new.year:
        return
    before = {benchmark.number: benchmark for benchmark in old.benchmarks}
    now = {benchmark.number: benchmark for benchmark in new.benchmarks}
    for number in sorted(before.keys() | now.keys()):
        yield from _benchmark(before.get(number), now.get(number), old, new)
    shared = before.keys() & now.keys()
    gone = _refs(before[n] for n in shared) - _refs(now[n] for n in shared)
    added = _refs(now[n] for n in shared) - _refs(before[n] for n in shared)
    if gone:
        yield f"Criteria of {old.financial_year} without a counterpart: {_listed(old, gone)}."
    if added:
        yield f"Criteria that are new in {new.financial_year}: {_listed(new, added)}."
    texts = {criterion.ref: criterion.text for criterion in old.criteria}
    changed = {c.ref for c in new.criteria if texts.get(c.ref, c.text) != c.text}
    if changed:
        yield f"Criteria reworded since last year: {_listed(new, changed)}."


def _benchmark(
    before: Benchmark | None, now: Benchmark | None, old: Edition, new: Edition
) -> Iterator[str]:
    if before and not now:
        yield (
            f"Benchmark {before.number} ({before.title}) of {old.financial_year} has no "
            "counterpart; what was said of it is on the sheet Last year."
        )
    elif now and not before:
        yield f"Benchmark {now.number} ({now.title}) is new in {new.financial_year}."
    elif before and now and before.title != now.title:
        yield f"Benchmark {now.number} was “{before.title}” and is now “{now.title}”."


def _refs(benchmarks: Iterator[Benchmark]) -> set[str]:
    return {criterion.ref for benchmark in benchmarks for criterion in benchmark.criteria}


def _listed(edition: Edition, refs: set[str]) -> str:
    return ", ".join(criterion.ref for criterion in edition.criteria if criterion.ref in refs)
