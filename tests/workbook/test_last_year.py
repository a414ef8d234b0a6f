"""A new year begins from the last: what is taken over, what is not, and what has no counterpart."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from click.testing import Result
from hypothesis import given, settings

from assembler.editions.load import load, shipped
from assembler.grading import settle
from assembler.model import Assessment, Edition, Recommendation
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
    rows = {row.benchmark: row for row in carried(old).assessment.last_year}
    assert list(rows) == [benchmark.number for benchmark in EDITION.scored]
    assert {row.outcome for row in rows.values()} == {"Met"}
    assert rows[2].title == "Local risk assessment process"
    assert rows[1].recommendation == ()
    assert rows[2].recommendation == (
        Paragraph((Span("Risk", bold=True), Span(" – "), Span("Review it."))),
        Paragraph((Span("Each quarter."),)),
        Paragraph((Span("Register", bold=True), Span(" – "), Span("Keep one."))),
    )


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
    assert "Last year had no outcome for benchmark 1" in back


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
