"""A made-up year: thirty-two councils, four advisers, from empty folders to all issued."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from docx import Document
from openpyxl import load_workbook

from assembler.editions import catalogue
from assembler.model import Answer, Assessment, Evidence, Level, Outcome, empty_assessment
from assembler.rich_text import from_text
from assembler.word import pdf
from assembler.workbook.read import read
from assembler.workbook.write import write
from support.assessments import EDITION, finished

Run = Callable[..., Result]
ADVISERS = ("pat", "robin", "sam", "lee")
STATES = {
    "no workbook": 2,
    "not begun": 3,
    "filling": 3,
    "ready to build": 3,
    "built": 3,
    "edited": 3,
    "behind the workbook": 3,
    "reviewed": 4,
    "issued": 4,
    "changed since issued": 4,
}


def name_of(number: int) -> str:
    return f"Made-up Council {number:03}"


def path_of(number: int) -> Path:
    return Path("inputs") / ADVISERS[number % 4] / f"council-{number:03}.xlsx"


def outputs_of(number: int) -> Path:
    return Path("outputs") / path_of(number).stem


def council(number: int, **details: Any) -> Assessment:
    whole = finished(name_of(number))
    adviser = ADVISERS[number % 4].title()
    return replace(whole, details=replace(whole.details, adviser=f"{adviser} Example", **details))


def save(number: int, assessment: Assessment) -> None:
    path_of(number).parent.mkdir(parents=True, exist_ok=True)
    path_of(number).write_bytes(write(assessment))


def edit(number: int) -> None:
    """Save the letter as Word does, with a person's name in its properties."""
    path = outputs_of(number) / f"{outputs_of(number).name}-letter.docx"
    document = Document(str(path))
    document.core_properties.last_modified_by = f"Person {number}"
    document.save(str(path))


def status(run: Run) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run("status", "inputs", "--json").stdout)
    return rows


def divided() -> dict[str, list[int]]:
    """Return the numbers of the councils that are to come to each state."""
    numbers = iter(range(sum(STATES.values())))
    return {state: [next(numbers) for _ in range(count)] for state, count in STATES.items()}


@pytest.fixture
def year(run: Run, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[int]]:
    """Bring every council to its state."""
    monkeypatch.setattr(pdf, "program", lambda: None)
    groups = divided()
    everyone = [number for group in groups.values() for number in group]
    listed = "\n".join(["Council", *map(name_of, everyone)])
    for number in everyone[len(groups["no workbook"]) :]:
        save(number, council(number))
    Path("inputs/councils.csv").write_text(listed, "utf-8")
    Path("inputs/assembler.toml").write_text('expected = "councils.csv"\n', "utf-8")
    for number in groups["not begun"]:
        save(number, empty_assessment(EDITION, name_of(number)))
    for number in groups["filling"]:
        ref = EDITION.criteria[0].ref
        empty = empty_assessment(EDITION, name_of(number))
        evidence = {**empty.evidence, ref: Evidence(ref, Answer.YES)}
        save(number, replace(empty, evidence=evidence))
    later = [n for state in [*STATES][4:] for n in groups[state]]
    assert run("build", *map(path_of, later), "-q").exit_code == 0
    for number in [*groups["edited"], *groups["reviewed"]]:
        edit(number)
    for number in groups["behind the workbook"]:
        save(number, council(number, recipient_name="Flo Example", salutation="Flo"))
    assert run("review", *map(outputs_of, groups["reviewed"]), "-q").exit_code == 0
    gone = [*groups["issued"], *groups["changed since issued"]]
    assert run("issue", *map(outputs_of, gone), "-q").exit_code == 0
    for number in groups["changed since issued"]:
        edit(number)
    return groups


def test_every_state_is_told_and_all_are_issued_in_the_end(
    run: Run, year: dict[str, list[int]]
) -> None:
    rows = status(run)
    expected = {name_of(number): state for state, group in year.items() for number in group}
    assert {row["council"]: row["state"] for row in rows} == expected
    assert Counter(row["state"] for row in rows) == STATES
    table = run("status", "inputs").stdout
    assert all(len(line) <= 80 for line in table.splitlines())
    assert "32 councils: 2 no workbook, 3 not begun, 3 filling, 3 ready to build" in table
    assert len({row["adviser"] for row in rows if row["answered"] == 83}) == 4
    assert_overview_agrees(run, rows)
    for number in range(32):
        save(number, council(number))
    assert run("build", *map(path_of, range(32)), "-q").exit_code == 0
    assert run("issue", "outputs", "-q").exit_code == 0
    assert {row["state"] for row in status(run)} == {"issued"}
    assert len(list(Path("outputs").glob("*/issued/*.eml"))) == 32
    assert len(list(Path("outputs").glob("[!.]*/*.docx"))) == 96


def table(book: Any, name: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet of an overview by the headings of its columns."""
    heads, *others = book[name].iter_rows(min_row=4, values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in others]


def assert_overview_agrees(run: Run, rows: list[dict[str, Any]]) -> None:
    """Hold the overview's sheets against the status of each council, and the files on disk."""
    assert run("overview", "inputs", "-o", "picture.xlsx").exit_code == 0
    book = load_workbook("picture.xlsx")
    found = {row["Council"]: row for row in table(book, "Status")}
    assert {name: row["State"] for name, row in found.items()} == {
        row["council"]: row["state"] for row in rows
    }
    assert {
        name: row["Since"].date().isoformat() for name, row in found.items() if row["Since"]
    } == {row["council"]: row["since"] for row in rows if row["since"]}
    stages = sorted({(row["Stage"], row["State"]) for row in found.values()})
    assert stages == list(enumerate(STATES))
    by_adviser = {row["Adviser"]: row for row in table(book, "By adviser")}
    for adviser, row in by_adviser.items():
        theirs = [one for one in rows if (one["adviser"] or "No adviser named") == adviser]
        assert row["Councils"] == len(theirs)
        for state, count in Counter(one["state"] for one in theirs).items():
            assert row[state.capitalize()] == count
    assert {row["Council"] for row in table(book, "Not ready")} == {
        row["council"] for row in rows if row["state"] in {"not begun", "filling"}
    }
    differing = Counter(
        (row["Council"], row["How it differs"]) for row in table(book, "Letters that differ")
    )
    behind = {row["council"] for row in rows if row["state"] == "behind the workbook"}
    changed = {row["council"] for row in rows if row["state"] == "changed since issued"}
    assert differing == Counter(
        {
            **{(name, "The workbook changed since it was built."): 3 for name in behind},
            **{(name, "It was saved again after it was issued."): 1 for name in changed},
        }
    )


def test_two_years_in_one_folder_never_meet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "program", lambda: None)
    numbers = (4, 5)
    for number in numbers:
        save(number, council(number))
    assert run("build", *map(path_of, numbers), "-q").exit_code == 0
    assert run("issue", "outputs", "-q").exit_code == 0
    assert run("overview", "inputs").exit_code == 0
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert run("editions", "copy", "2025-26", "years").exit_code == 0
    Path("assembler.toml").write_text('editions = "years"\nexpected = "councils.csv"', "utf-8")
    Path("councils.csv").write_text("\n".join(map(name_of, (*numbers, 6))), "utf-8")
    editions = catalogue.known(Path("years"))
    for number in numbers:
        assert run("new", "--from", path_of(number), "-o", path_of(number).parent).exit_code == 0
        (made,) = path_of(number).parent.glob("*-2025-26.xlsx")
        fresh = read(made.read_bytes(), made.name, editions).assessment
        assert fresh is not None
        assert fresh.details.authority == name_of(number)
        assert {str(row.outcome) for row in fresh.last_year} == {"Met"}
        made.write_bytes(write(filled(fresh)))
    assert "2024-25\n\nCouncil" in (said := run("status").stdout)
    assert said.index("2 councils: 2 issued.") < said.index("2025-26\n\nCouncil")
    assert "3 councils: 1 no workbook, 2 ready to build." in said
    assert " ".join(said.split()).endswith(
        "Expected councils are listed for 2025-26 only; --edition 2024-25 lists those of that year."
    )
    assert len(json.loads(run("status", "--edition", "2024-25", "--json").stdout)) == 3
    assert "Expected councils" not in run("status", "--edition", "2024-25").stdout
    later = sorted(Path("inputs").rglob("*-2025-26.xlsx"))
    assert run("build", *later, "-q").exit_code == 0
    assert run("issue", "outputs", "-q").exit_code == 0
    assert {path: path.read_bytes() for path in before} == before
    assert len(list(Path("outputs").glob("made-up-council-00?-2025-26/*.docx"))) == 6
    assert len(list(Path("outputs").glob("*/issued/*.eml"))) == 4
    assert {row["state"] for row in status(run) if row["workbook"]} == {"issued"}
    assert_movement(run, numbers)
    assert {path: path.read_bytes() for path in before} == before


def assert_movement(run: Run, numbers: tuple[int, ...]) -> None:
    """Hold the overview of each year against what the councils were made to answer."""
    result = run("overview", "inputs")
    assert result.exit_code == 0
    assert "(2 councils)." in result.stdout
    assert "2 workbooks of another year left out; --edition chooses it." in result.stdout
    movement = table(load_workbook("outputs/overview-2025-26.xlsx"), "Movement")
    assert Counter((row["Council"], row["Last year"], row["This year"]) for row in movement) == {
        (name_of(number), "Met", "Exceeding"): len(EDITION.scored) for number in numbers
    }
    assert {(row["Movement"], row["Levels"]) for row in movement} == {("Up", 1)}
    result = run("overview", "inputs", "--edition", "2024-25", "-o", "before.xlsx")
    assert result.exit_code == 0
    book = load_workbook("before.xlsx")
    assert book["Movement"]["A4"].value.startswith("No workbook holds last year's outcomes")
    heat = table(book, "Heat map")
    assert {(row["Council"], row["Met"], row["Exceeding"]) for row in heat} == {
        (name_of(number), len(EDITION.scored), 0) for number in numbers
    }


def filled(fresh: Assessment) -> Assessment:
    evidence = {
        criterion.ref: Evidence(
            criterion.ref, Answer.NO if criterion.level is Level.NOT_MET else Answer.YES
        )
        for criterion in fresh.edition.criteria
    }
    outcomes = {
        benchmark.number: Outcome(
            benchmark.number,
            summary=from_text("The board met every quarter.") if benchmark.scored else (),
        )
        for benchmark in fresh.edition.benchmarks
    }
    details = replace(fresh.details, letter_date=date(2026, 5, 21))
    return replace(fresh, evidence=evidence, outcomes=outcomes, details=details)
