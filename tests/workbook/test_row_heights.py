"""No line of a sheet is lost without a word: Excel's rows are at most 409 points high."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assembler.model import Assessment, Unplaced
from assembler.rich_text import Prose, from_text, plain
from assembler.workbook.layout import ANNEX_A, ANNEX_B
from assembler.workbook.todo_formulas import TOO_LONG
from assembler.workbook.write import write
from support.formula_values import formula_values
from support.make_example import SOURCE, assessment
from support.pictures import fit_rows

HIGHEST = 409
SAID = "The board reviewed this in May and agreed a plan with named owners and dates. "


def times(prose: Prose, count: int) -> Prose:
    return prose * count


def example(count: int) -> Assessment:
    """Return the example with its texts so many times, and evidence for each criterion."""
    one = assessment(SOURCE.read_text("utf-8"))
    evidence = {
        ref: replace(row, text=from_text(SAID * 2 * count), note=SAID * count)
        for ref, row in one.evidence.items()
    }
    if count > 1:
        evidence["B1-M2"] = replace(evidence["B1-M2"], text=from_text(SAID * 20))
    outcomes = {
        number: replace(outcome, summary=times(outcome.summary, count))
        for number, outcome in one.outcomes.items()
    }
    return replace(
        one,
        evidence=evidence,
        outcomes=outcomes,
        strengths=tuple(replace(s, text=times(s.text, count)) for s in one.strengths),
        recommendations=tuple(replace(r, text=times(r.text, count)) for r in one.recommendations),
        details=replace(one.details, recipient_address=one.details.recipient_address * count),
        unplaced=(Unplaced("table 1, row 2", "Benchmark 1", from_text(SAID * 10 * count)),),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the workbooks with the heights of their rows."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    made, profile = (tmp_path_factory.mktemp(name) for name in ("heights", "profile"))
    fit_rows(made, profile, {str(count): write(example(count)) for count in (1, 2)})
    return made


def too_high(folder: Path, name: str) -> list[tuple[str, int]]:
    rows = (line.split(";") for line in (folder / f"{name}.csv").read_text("utf-8").splitlines())
    return [(sheet, int(row)) for sheet, row, points in rows if int(points) > HIGHEST]


def test_at_the_reference_s_length_every_line_is_seen(folder: Path) -> None:
    assert too_high(folder, "1") == []


def test_at_twice_its_length_what_is_not_seen_is_said(folder: Path) -> None:
    found = too_high(folder, "2")
    said = formula_values(folder / "2.xlsx")
    letters = {sheet.name: sheet.letter("to_do") for sheet in (ANNEX_A, ANNEX_B)}
    assert sorted(found) == [("Annex A", 8), ("Annex B", 3)]
    assert [said[sheet, f"{letters[sheet]}{row}"] for sheet, row in found] == [TOO_LONG] * 2
    longest = max(example(2).outcomes.values(), key=lambda one: len(plain(one.summary)))
    assert longest.benchmark == 7
