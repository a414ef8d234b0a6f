"""A build of many tells which paragraphs stand word for word in the letters to several councils."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from support.sound_workbook import EDITION, Change, details, outcome, saved, spoilt, summary

SHARED = "Staff of every school and hall were trained in the spring by a team of three officers."
PUBLISHED = EDITION.benchmarks[0].criteria[2].text
COUNCILS = {
    "exampleshire": details(),
    "placeford": details(
        authority="Placeford Council", recipient_address=("Park", "EX2 2EX"), thanked=()
    ),
    "samplebury": details(
        authority="Samplebury Council", recipient_address=("Hall", "EX1 1EX"), thanked=()
    ),
}
ALL = tuple(f"{name}.xlsx" for name in COUNCILS)

Run = Callable[..., Result]


def write(name: str, *changes: Change) -> None:
    """Save a council's workbook, whose summaries are its own but for the changes."""
    own = [
        outcome(benchmark.number, summary=f"Number {benchmark.number} was read for {name} alone.")
        for benchmark in EDITION.scored
    ]
    saved(Path(), spoilt(COUNCILS[name], *own, *changes), f"{name}.xlsx")


def told(result: Result) -> dict[str, list[str]]:
    """Return the cells of what is shared, by workbook."""
    return {
        row["workbook"]: [
            f"{finding['sheet']}!{cell}"
            for finding in row["findings"]
            if finding["code"] == "authorities.shared"
            for cell in finding["cells"]
        ]
        for row in json.loads(result.stdout)
    }


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_paragraph_of_two_councils_is_told_of_both(run: Run, processes: str) -> None:
    write("exampleshire", summary(f"A line of its own.\n{SHARED}"))
    write("placeford")
    write("samplebury", outcome(3, summary=SHARED.upper()))
    shared = {"exampleshire.xlsx": ["Annex A!F2"], "samplebury.xlsx": ["Annex A!F4"]}
    result = run(*ALL, "--json", "--jobs", processes)
    assert told(result) == {"placeford.xlsx": [], **shared}
    assert result.exit_code == 0


@pytest.mark.parametrize(
    "text",
    [
        "Staff of every school were trained.",  # so short that two may say it
        PUBLISHED,
        SHARED.replace("three", "four"),
    ],
)
def test_what_two_letters_may_say_alike_is_not_told(run: Run, text: str) -> None:
    write("exampleshire", summary(text))
    write("placeford", summary(SHARED))
    write("samplebury", summary(text if text != SHARED.replace("three", "four") else "Other."))
    result = run(*ALL, "--json")
    assert not any(told(result).values())
    assert "word for word" not in run(*ALL, "--fresh").stdout


def test_the_summary_names_the_councils(run: Run) -> None:
    for name in COUNCILS:
        write(name, summary(SHARED))
    said = " ".join(run(*ALL).stdout.split())
    names = "Exampleshire County Council, Placeford Council and Samplebury Council"
    assert f"The letters to {names} share, word for word, the paragraph “Staff of every" in said


def test_what_an_earlier_run_built_is_still_compared(run: Run) -> None:
    for name in COUNCILS:
        write(name, *[summary(SHARED)] * (name == "placeford"))
    assert not any(told(run(*ALL, "--json")).values())
    write("samplebury", outcome(8, summary=SHARED))
    result = run(*ALL, "--json")
    states = {row["workbook"]: row["status"] for row in json.loads(result.stdout)}
    assert states["placeford.xlsx"] == "unchanged"
    assert told(result)["samplebury.xlsx"] == ["Annex A!F9"]


def test_a_workbook_alone_is_held_against_no_other(run: Run) -> None:
    write("exampleshire", summary(f"{SHARED}\n{SHARED}"))
    assert told(run("exampleshire.xlsx", "--json")) == {"exampleshire.xlsx": []}


def test_a_workbook_without_a_council_shares_nothing(run: Run) -> None:
    write("exampleshire", summary(SHARED))
    write("samplebury", summary(SHARED), details(authority=""))
    assert told(run("exampleshire.xlsx", "samplebury.xlsx", "--json"))["exampleshire.xlsx"] == []
