"""Editions: the shipped year is the published text, and a wrong file is told apart key by key."""

import re

import pytest

from assembler.editions import load
from assembler.errors import AssemblerError
from assembler.model import Level
from support import paths, reference_letter

SHIPPED = load.shipped()[0]
INVENTED = paths.INVENTED.read_text("utf-8")


def test_the_counts_of_2024_25_are_the_published_ones() -> None:
    levels = (Level.MET, Level.EXCEEDING, Level.NOT_MET)
    counts = {b.number: tuple(len(b.at(level)) for level in levels) for b in SHIPPED.scored}
    assert counts == {
        1: (5, 3, 2),
        2: (6, 2, 3),
        3: (5, 3, 2),
        4: (3, 2, 2),
        6: (5, 7, 2),
        7: (5, 5, 4),
        8: (5, 8, 4),
    }
    assert [benchmark.number for benchmark in SHIPPED.benchmarks] == list(range(1, 9))
    assert not SHIPPED.benchmarks[4].scored


def test_sub_points_belong_to_their_criterion() -> None:
    points = {c.ref: len(c.points) for c in SHIPPED.criteria if c.points}
    assert points == {"B1-M2": 5, "B8-M1": 2}
    plain = [c.ref for c in SHIPPED.criteria if not c.bullet]
    assert plain == ["B1-M1"]


def test_every_criterion_is_verbatim_from_the_reference() -> None:
    annex_b = reference_letter.scan().partition("## Annex B")[2]
    published = " ".join(re.sub(r"<[^>]*>", "", annex_b).split())
    for criterion in SHIPPED.criteria:
        for text in (criterion.text, *criterion.points):
            assert text in published, criterion.ref
    for benchmark in SHIPPED.benchmarks:
        assert benchmark.title in published


@pytest.mark.parametrize("written", ["2024-25", "2024/25", "2024/2025", " 2024 – 25 "])
def test_a_year_is_known_however_it_is_written(written: str) -> None:
    assert load.named(load.shipped(), written) is SHIPPED


@pytest.mark.parametrize("written", ["", "2023-24", "24", "last year", "2024-26"])
def test_another_year_is_not_this_one(written: str) -> None:
    assert load.named(load.shipped(), written) is None


@pytest.mark.parametrize(
    ("line", "instead", "message", "fix"),
    [
        ('year = "2031-32"', "", "year: it is missing.", 'Write it like: year = "…"'),
        (
            'year = "2031-32"',
            'year = "soon"',
            "year: 'soon' is not a year.",
            'Write it like "2024-25".',
        ),
        (
            "ends = 2032-03-31",
            'ends = "31 March"',
            "ends: it should be a date.",
            "Write it like: ends = 2025-03-31",
        ),
        (
            "exceeding_needs = 1",
            'exceeding_needs = "most"',
            "grading, exceeding_needs: 'most' is not a count.",
            'Write "all", or a whole number of 1 or more.',
        ),
        (
            'level = "Exceeding"\ntext = "The example plan is known abroad."',
            'level = "Better"\ntext = "The example plan is known abroad."',
            "criterion B1-E2, level: 'Better' is not a level.",
            'Choose "Met", "Exceeding", "Not met".',
        ),
        (
            'ref = "B1-E2"',
            'ref = "B1-E1"',
            "ref B1-E1: it appears 2 times.",
            "Give each its own.",
        ),
        (
            'ref = "B1-N1"',
            'ref = "B1-M9"',
            "criterion B1-M9: the ref does not fit benchmark 1 and level Not met.",
            'Write "B1-N" and a number.',
        ),
        (
            'title = "Example talks"',
            "title = 5",
            "benchmark 2, title: it should be words in quotation marks.",
            'Write it like: title = "…"',
        ),
        ("number = 3", "number = 2", "number 2: it appears 2 times.", "Give each its own."),
        (
            '"Met" = "DCE9F5"',
            '"Met" = "blue"',
            "shades, Met: 'blue' is not a colour.",
            'Write it like "C9E4CA".',
        ),
        (
            'elsewhere = "The',
            'elsewere = "The',
            "benchmark 3, unscored, elsewhere: it is missing.",
            'Write it like: elsewhere = "…"',
        ),
        (
            "date:%B",
            "datum:%B",
            "date_style: '{date.day} {datum:%B %Y}' prints no date.",
            'Write it like "{date:%d/%m/%Y}".',
        ),
        (
            "bullet = false",
            "bulet = false",
            "criterion B2-M1, bulet: this key is not known.",
            "Check its spelling, or take it out.",
        ),
        (
            '[[benchmark.criterion]]\nref = "B2-M1"\nlevel = "Met"',
            '[[benchmark.criterion]]\nref = "B2-E1"\nlevel = "Exceeding"',
            "benchmark 2: it has no Met criterion.",
            "Add one, or set scored = false.",
        ),
    ],
)
def test_a_wrong_key_is_named_with_its_fix(line: str, instead: str, message: str, fix: str) -> None:
    assert line in INVENTED
    found, findings = load.read(INVENTED.replace(line, instead, 1), "invented.toml")
    assert found is None
    assert (message, fix) in [(finding.message, finding.fix) for finding in findings]
    assert all(finding.places[0].part == "invented.toml" for finding in findings)


def test_every_fault_is_said_at_once() -> None:
    wrong = INVENTED.replace("ends =", "end =").replace("number = 2", 'number = "two"')
    _, findings = load.read(wrong, "invented.toml")
    messages = [finding.message for finding in findings]
    assert "ends: it is missing." in messages
    assert "end: this key is not known." in messages
    assert "benchmark 2, number: it should be a whole number of 1 or more." in messages


def test_what_is_not_toml_is_said_with_its_line() -> None:
    with pytest.raises(AssemblerError) as error:
        load.load('year = "2031-32\n', "invented.toml")
    assert error.value.what == "invented.toml: Line 1: a quotation mark is missing."
