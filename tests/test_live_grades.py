"""The outcome that a workbook shows while one types is the outcome that the program gives.

LibreOffice recalculates workbooks with invented answers; each live outcome is compared with the
Python rule, which shares no line with the formula.
"""

import os
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from assessments import EDITION, answered
from openpyxl import load_workbook

from assembler.edition import load
from assembler.grading import grade
from assembler.model import Answer, Assessment, Benchmark, Edition, Level
from assembler.workbook import formula
from assembler.workbook.write import write

INVENTED = load(Path(__file__).with_name("invented.toml").read_text("utf-8"), "invented.toml")
WORKBOOKS = int(os.environ.get("LIVE_GRADES_WORKBOOKS", "36"))
Convert = Callable[[str, Iterable[Path]], Path]

# How likely Yes, No, N/A and a blank are: pure answers first, since the rule turns on "every".
MIXES = (
    (1, 0, 0, 0),
    (0, 1, 0, 0),
    (0, 0, 1, 0),
    (0, 0, 0, 1),
    (9, 1, 0, 0),
    (1, 9, 0, 0),
    (8, 0, 2, 0),
    (0, 8, 2, 0),
    (6, 2, 2, 0),
    (6, 2, 1, 1),
)
CHOICES = (Answer.YES, Answer.NO, Answer.NOT_APPLICABLE, None)


def invented(edition: Edition, dice: random.Random) -> Assessment:
    """Give an assessment whose answers were thrown, level by level, each with its own mix."""
    answers: dict[str, Answer | None] = {}
    for benchmark in edition.scored:
        for level in Level:
            weights = dice.choice(MIXES[1:2] * 6 + MIXES if level is Level.NOT_MET else MIXES)
            for criterion in benchmark.at(level):
                answers[criterion.ref] = dice.choices(CHOICES, weights)[0]
    return answered(answers, edition)


def expected(benchmark: Benchmark, assessment: Assessment) -> str:
    """Give what the workbook is to show, from the Python rule."""
    if not benchmark.scored:
        return formula.NOT_SCORED
    rows = assessment.evidence
    blank = sum(rows[criterion.ref].answer is None for criterion in benchmark.criteria)
    if blank:
        return f"{blank} of {len(benchmark.criteria)} unanswered"
    level = grade(benchmark, rows, assessment.edition.exceeding_needs).level
    return str(level) if level else formula.NO_PROPOSAL


def shown(path: Path, sheet: str, heading: str, key: str) -> dict[str, str]:
    """Give what a recalculated workbook shows under a heading, by the words under another."""
    rows = list(load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))
    head = next(row for row in rows if heading in row)
    at, by = head.index(heading), head.index(key)
    return {str(row[by]): row[at] for row in rows[rows.index(head) + 1 :] if row[by]}


def recalculated(
    soffice: Convert, folder: Path, assessments: Iterable[Assessment]
) -> list[tuple[Assessment, Path]]:
    paths = {}
    for number, assessment in enumerate(assessments):
        path = folder / f"{number}.xlsx"
        path.write_bytes(write(assessment))
        paths[path] = assessment
    results = soffice("xlsx:Calc MS Excel 2007 XML", paths)
    return [(assessment, results / path.name) for path, assessment in paths.items()]


def test_the_live_outcome_is_the_program_s(soffice: Convert, tmp_path: Path) -> None:
    dice = random.Random(20250521)  # noqa: S311 - the same throws each time, no secret
    editions = [
        *(replace(EDITION, exceeding_needs=needs) for needs in (None, None, 1, 2, 4)),
        INVENTED,
    ]
    worlds = [invented(editions[n % len(editions)], dice) for n in range(WORKBOOKS)]
    seen: dict[str, int] = {}
    for assessment, path in recalculated(soffice, tmp_path, worlds):
        live = shown(path, "Annex A", "Proposed outcome", "No.")
        for benchmark in assessment.edition.benchmarks:
            outcome = expected(benchmark, assessment)
            assert live[str(benchmark.number)] == outcome, (path.name, benchmark.number)
            kind = outcome if "unanswered" not in outcome else "unanswered"
            seen[kind] = seen.get(kind, 0) + 1
    assert set(seen) == {*map(str, Level), formula.NO_PROPOSAL, formula.NOT_SCORED, "unanswered"}


def test_the_guide_counts_what_is_done(soffice: Convert, tmp_path: Path) -> None:
    first = EDITION.scored[0]
    some = answered({criterion.ref: Answer.YES for criterion in first.criteria[:4]})
    ((_, path),) = recalculated(soffice, tmp_path, [some])
    label = f"{first.number}. {first.title}"
    assert shown(path, "Guide", "Answered", "Benchmark")[label] == 4
    assert shown(path, "Guide", "Proposed outcome", "Benchmark")[label] == (
        f"{len(first.criteria) - 4} of {len(first.criteria)} unanswered"
    )
    assert shown(path, "Guide", "Summary", "Benchmark")[label] == "to write"


def test_no_cell_shows_an_error(soffice: Convert, tmp_path: Path) -> None:
    dice = random.Random(7)  # noqa: S311 - the same throws each time, no secret
    worlds = [answered({}), invented(EDITION, dice), invented(INVENTED, dice)]
    for _, path in recalculated(soffice, tmp_path, worlds):
        book = load_workbook(path, data_only=True)
        assert [
            f"{sheet.title}!{cell.coordinate}"
            for sheet in book.worksheets
            for row in sheet.iter_rows(max_row=200)
            for cell in row
            if cell.data_type == "e"
        ] == []


@pytest.mark.parametrize("needs", [None, 1, 3])
def test_a_formula_fits_where_excel_2016_can_read_it(needs: int | None) -> None:
    edition = replace(EDITION, exceeding_needs=needs)
    for benchmark in edition.benchmarks:
        text = formula.proposed(benchmark, edition)
        assert len(text) < 8192
        assert text.count("(") == text.count(")")
        modern = ("TEXTJOIN", "LET(", "FILTER(", "IFS(", "XLOOKUP", "CONCAT(")
        assert not any(name in text.replace("COUNTIFS(", "") for name in modern)
