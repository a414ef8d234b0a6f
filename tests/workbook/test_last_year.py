"""A new year begins from the last: what is taken over, what is not, and what has no counterpart."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from click.testing import Result
from hypothesis import given, settings
from openpyxl import load_workbook

from assembler.editions.load import load, shipped
from assembler.grading import settle
from assembler.model import Answer, Assessment, Edition, Recommendation
from assembler.rich_text import Paragraph, Span, from_text
from assembler.workbook.last_year import carry_over
from assembler.workbook.read import read
from assembler.workbook.write import write
from support import paths
from support.assessments import EDITION, assessments, finished

Run = Callable[..., Result]
INVENTED = load(paths.INVENTED.read_text("utf-8"), "invented.toml")


def carried(old: Assessment, edition: Edition = EDITION, name: str = "") -> Any:
    return carry_over(old, settle(old), edition, name)


def test_details_come_over_and_the_date_does_not() -> None:
    old = finished()
    new = carried(old, INVENTED).assessment.details
    assert new == replace(
        old.details, letter_date=None, financial_year=INVENTED.financial_year, places={}
    )
    assert carried(old, name="Otherham Council").assessment.details.authority == "Otherham Council"


def test_last_outcomes_and_recommendations_stand_on_last_year() -> None:
    old = replace(
        finished(),
        recommendations=(
            Recommendation(2, "Risk", from_text("Review it.\nEach quarter.")),
            Recommendation(2, "Register", from_text("Keep one.")),
        ),
    )
    rows = carried(old).assessment.last_year
    assert [row.benchmark for row in rows] == [1, 2, 2, 3, 4, 6, 7, 8]
    assert {row.outcome for row in rows} == {"Met"}
    assert rows[1].title == "Local risk assessment process"
    assert [row.recommendation for row in rows[:3]] == [
        (),
        (
            Paragraph((Span("Risk", bold=True), Span(" – "), Span("Review it."))),
            Paragraph((Span("Each quarter."),)),
        ),
        (Paragraph((Span("Register", bold=True), Span(" – "), Span("Keep one."))),),
    ]
    assert {row.became for row in rows} == {()}


def table(book: Any, name: str) -> list[dict[str, Any]]:
    heads, *others = book[name].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in others]


def test_last_years_answers_stand_beside_this_years_criteria_and_grade_nothing() -> None:
    old = finished()
    row = replace(old.evidence["B1-M1"], text=from_text("=Minutes of the board.\nŵ"))
    new = carried(replace(old, evidence={**old.evidence, "B1-M1": row})).assessment
    content = write(new)
    book = load_workbook(io.BytesIO(content))
    first, *others = table(book, "Annex B")
    assert (first["Last year's answer"], first["Last year's evidence"]) == (
        "Yes",
        "=Minutes of the board.\nŵ",
    )
    assert {one["Last year's answer"] for one in others} == {"Yes", "No"}
    assert {one["Adviser answer"] for one in [first, *others]} == {None}
    assert {one["Last year's outcome"] for one in table(book, "Annex A") if one["No."] != 5} == {
        "Met"
    }
    again = read(content, "new.xlsx", shipped())
    assert again.findings == ()
    assert again.assessment is not None
    assert (again.assessment.evidence, again.assessment.outcomes) == (new.evidence, new.outcomes)
    assert {result.grade.level for result in settle(again.assessment)} == {None}
    assert not load_workbook(io.BytesIO(write(finished())))["Annex B"]["K1"].value


def test_a_criterion_is_found_again_by_its_words_else_by_its_ref() -> None:
    said = {c.ref: c.text for c in EDITION.criteria}
    swap = {"B1-M3": said["B1-M4"], "B1-M4": said["B1-M3"], "B1-M5": "Other words."}
    benchmarks = tuple(
        replace(b, criteria=tuple(replace(c, text=swap.get(c.ref, c.text)) for c in b.criteria))
        for b in EDITION.benchmarks
    )
    later = replace(EDITION, year="2025-26", benchmarks=benchmarks)
    old = finished()
    row = replace(old.evidence["B1-M4"], answer=Answer.NO)
    found = carried(replace(old, evidence={**old.evidence, "B1-M4": row}), later)
    answers = {ref: one.answer for ref, one in found.assessment.last_answers.items()}
    assert answers["B1-M1"] == "Yes"
    assert answers["B1-M3"] == "No\n(then B1-M4)"
    assert answers["B1-M5"] == "Yes\n(reworded since)"


def test_what_became_of_a_recommendation_is_read_back() -> None:
    new = carried(finished()).assessment
    told = tuple(
        replace(row, became=from_text("Done in May.") if row.recommendation else ())
        for row in new.last_year
    )
    again = read(write(replace(new, last_year=told)), "new.xlsx", shipped()).assessment
    assert again is not None
    assert [row.became for row in again.last_year] == [row.became for row in told]


def test_a_workbook_of_before_that_column_is_still_read() -> None:
    book = load_workbook(io.BytesIO(write(carried(finished()).assessment)))
    book["Last year"].delete_cols(5)
    saved = io.BytesIO()
    book.save(saved)
    result = read(saved.getvalue(), "old.xlsx", shipped())
    assert result.findings == ()
    assert result.assessment is not None
    assert len(result.assessment.last_year) == len(EDITION.scored)


def test_a_workbook_begun_from_last_years_is_valid(
    faults: Callable[[Any], list[str]], tmp_path: Path
) -> None:
    path = tmp_path / "new.xlsx"
    path.write_bytes(write(carried(finished()).assessment))
    assert faults([path]) == []


@settings(max_examples=25, deadline=None)
@given(assessments())
def test_answers_are_blank_and_the_workbook_reads_back(old: Assessment) -> None:
    new = carried(old).assessment
    assert all(row.answer is None and not row.text for row in new.evidence.values())
    assert all(row.level is None and not row.summary for row in new.outcomes.values())
    assert (new.strengths, new.recommendations) == ((), ())
    result = read(write(new), "new.xlsx", shipped())
    assert result.findings == ()
    assert result.assessment is not None
    assert result.assessment.details == new.details
    assert [row.outcome for row in result.assessment.last_year] == [
        row.outcome for row in new.last_year
    ]


def test_the_same_edition_has_a_counterpart_for_everything() -> None:
    assert carried(finished()).without_counterpart == ()


def test_another_edition_lists_what_has_no_counterpart() -> None:
    said = "\n".join(carried(finished(), INVENTED).without_counterpart)
    last = EDITION.benchmarks[-1]
    assert f"Benchmark {last.number} ({last.title}) of 2024/25 has no counterpart" in said
    assert "Benchmark 1 was “Multi-agency partnership group” and is now “Example plans”." in said
    assert "Criteria of 2024/25 without a counterpart: B1-M2, B1-M3" in said
    assert "Criteria reworded since last year: B1-M1, B1-E1" in said
    back = "\n".join(carried(carried(finished(), INVENTED).assessment, EDITION).without_counterpart)
    assert "Criteria that are new in 2024/25: B1-M2" in back
    assert "Last year had no outcome for benchmarks 1 and 2." in back


def test_the_command_writes_next_year_s_workbook(run: Run, tmp_path: Path) -> None:
    old = tmp_path / "last.xlsx"
    old.write_bytes(write(finished()))
    before = old.read_bytes()
    result = run("new", "--from", old)
    assert result.exit_code == 0
    made = tmp_path / "inputs" / "exampleshire-county-council-2024-25.xlsx"
    new = read(made.read_bytes(), made.name, shipped()).assessment
    assert new is not None
    assert new.details.recipient_name == "Alex Example"
    assert new.details.letter_date is None
    assert len(new.last_year) == len(EDITION.scored)
    assert old.read_bytes() == before
    assert run("new", "Otherham Council", "--from", old).exit_code == 0
    assert (tmp_path / "inputs" / "otherham-council-2024-25.xlsx").exists()


def test_a_last_year_that_cannot_be_read_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "last.xlsx").write_bytes(b"Dear Sir")
    result = run("new", "--from", tmp_path / "last.xlsx")
    assert result.exit_code == 1
    assert "not an Excel workbook" in result.output
    assert not (tmp_path / "inputs").exists()


def test_without_a_council_or_a_last_year_it_asks_for_one(run: Run) -> None:
    result = run("new")
    assert result.exit_code == 2
    assert "Name the council" in result.output
