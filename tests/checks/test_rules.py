"""Every rule: a workbook that breaks it, at which cells, and workbooks that only come near."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from assembler.checks.run import RULES
from assembler.findings import Finding
from assembler.model import Answer, Level
from support.sound_workbook import (
    Change,
    details,
    evidence,
    examined,
    outcome,
    recommendation,
    strength,
    summary,
    told,
)

LONG = "The group " + "meets and " * 20 + "plans."

BREAKS: list[tuple[str, tuple[Change, ...], str]] = [
    ("details.required", (details(recipient_name="", salutation=""),), "Letter!B5 Letter!B8"),
    ("details.date_year", (details(letter_date=date(2025, 3, 1)),), "Letter!B4"),
    ("details.date_far", (details(letter_date=date(2026, 5, 21)),), "Letter!B4"),
    ("details.email", (details(contact_email="prevent at example.gov.uk"),), "Letter!B15"),
    (
        "details.email",
        (details(copied_to_emails=("a@example.gov.uk", "Sam at example.gov.uk")),),
        "Letter!B19",
    ),
    ("details.postcode", (details(recipient_address=("Hall", "PE28 4Y")),), "Letter!B7"),
    ("details.postcode", (details(sender_address=("Office", "London")),), "Letter!B14"),
    ("details.salutation", (details(salutation="Stephanie"),), "Letter!B8"),
    (
        "details.salutation",
        (details(recipient_name="Mary Example", salutation="Mark"),),
        "Letter!B8",
    ),
    ("details.greeting", (details(salutation="Dear Alex,"),), "Letter!B8"),
    ("details.greeting", (details(salutation="dear\u00a0alex"),), "Letter!B8"),
    ("details.greeting", (details(salutation="alex"),), "Letter!B8"),
    ("details.authority", (details(authority="Cambrigeshire County Council"),), "Letter!B2"),
    ("answers.blank", (evidence("B1-M2", answer=None),), "Annex B!G3"),
    ("answers.note", (evidence("B1-M2", answer=Answer.NOT_APPLICABLE),), "Annex B!H3"),
    ("answers.contradiction", (evidence("B1-N1", answer=Answer.YES),), "Annex B!G10"),
    ("answers.differs", (evidence("B1-E1", self_assessment=Answer.NO),), "Annex B!G7"),
    ("outcomes.missing", (evidence("B1-M2", answer=Answer.NO),), "Annex A!D2"),
    ("outcomes.reason", (outcome(1, level=Level.MET),), "Annex A!E2"),
    ("outcomes.summary", (summary(""),), "Annex A!F2"),
    ("outcomes.disagrees", (summary("The benchmark is not met."),), "Annex A!F2"),
    ("outcomes.disagrees", (summary("It was graded as Met."),), "Annex A!F2"),
    ("outcomes.repeated", (summary("The same."), outcome(2, summary="The same.")), "Annex A!F3"),
    ("outcomes.unscored", (outcome(5, summary="The panel meets."),), "Annex A!F6"),
    ("points.half", (strength("Training", ""),), "Strengths!B3"),
    ("points.half", (recommendation(1, "", "Do it."),), "Recommendations!B3"),
    ("points.repeated", (strength("More", "Uptake of training is high."),), "Strengths!B3"),
    ("strengths.benchmark", (strength("Benchmark 9", "It is good."),), "Strengths!A3"),
    ("recommendations.benchmark", (recommendation(9, "More", "Do it."),), "Recommendations!A3"),
    ("recommendations.unnamed", (recommendation(None, "More", "Do it."),), "Recommendations!A3"),
    ("recommendations.missing", (evidence("B1-M2", answer=Answer.NO),), "Annex B!G3"),
    ("narrative.left_over", (summary("The chair is [name]."),), "Annex A!F2"),
    ("details.stand_in", (details(signatory_name="TBC"),), "Letter!B12"),
    ("details.implausible", (details(authority="12345"),), "Letter!B2"),
    ("narrative.left_over", (details(signatory_job_title="Head of [team]"),), "Letter!B13"),
    (
        "narrative.left_over",
        (strength("Plan XXX", "It was read on ??."),),
        "Strengths!A3 Strengths!B3",
    ),
    ("narrative.doubled", (summary("It meets in the the hall."),), "Annex A!F2"),
    ("narrative.american", (summary("It was organized with neighbors."),), "Annex A!F2"),
    ("narrative.acronym", (summary("The board reads the ZQX."),), "Annex A!F2"),
    (
        "narrative.acronym_late",
        (summary("The ZQX met."), outcome(2, summary="The Zonal Quorum (ZQX) met twice.")),
        "Annex A!F2",
    ),
    ("narrative.sentence", (summary(LONG),), "Annex A!F2"),
    ("narrative.susceptible", (summary("People vulnerable to radicalisation."),), "Annex A!F2"),
    ("narrative.apostrophe", (summary("Exampleshire County Councils plan."),), "Annex A!F2"),
    ("narrative.benchmark", (summary("This rests on benchmark 12."),), "Annex A!F2"),
    ("narrative.look_alike", (summary("The c\u043euncil met."),), "Annex A!F2"),
    ("narrative.look_alike", (details(recipient_name="Alex Ex\u0430mple"),), "Letter!B5"),
    ("authorities.other", (summary("Kent County Council has a plan."),), "Annex A!F2"),
]

COMES_NEAR: list[tuple[str, Change]] = [
    ("details.date_year", details(letter_date=date(2026, 3, 31))),
    ("details.email", details(contact_email="first.o'last+tag@sub.example.gov.uk")),
    ("details.email", details(copied_to_emails=("a@example.gov.uk; b@example.gov.uk, ",))),
    ("details.postcode", details(recipient_address=("Hall", "London W1A 1AA"))),
    ("details.salutation", details(recipient_name="Christopher Ó Example", salutation="Chris")),
    ("details.salutation", details(recipient_name="Zoë Example", salutation="Zoe,")),
    ("details.salutation", details(salutation="Ms Example")),
    ("details.salutation", details(salutation="Colleague")),
    ("details.greeting", details(salutation="Alex,")),
    ("details.greeting", details(salutation="colleague")),
    ("details.greeting", details(recipient_name="Dearbhla Example", salutation="Dearbhla")),
    ("details.greeting", details(recipient_name="alex example", salutation="alex")),
    ("details.authority", details(authority="Cambridgeshire County Council")),
    ("answers.note", evidence("B1-E1", answer=Answer.NOT_APPLICABLE, note="No board.")),
    ("answers.differs", evidence("B1-E1", self_assessment=None)),
    ("outcomes.reason", outcome(1, level=Level.MET, reason="The plan is new.")),
    ("outcomes.reason", outcome(1, level=Level.EXCEEDING)),
    ("outcomes.disagrees", summary("All Met criteria are met, and the group has not met since.")),
    ("outcomes.disagrees", summary("The benchmark was met with enthusiasm; it is exceeding.")),
    ("outcomes.unscored", outcome(5, summary="")),
    ("strengths.benchmark", strength("Benchmark 8", "It is good.")),
    ("details.date_far", details(letter_date=date(2026, 3, 31))),
    ("details.stand_in", details(security_marking="OFFICIAL")),
    ("details.implausible", details(recipient_name="Ng", salutation="Ng")),
    ("details.postcode", details(recipient_address=("Hall", "London W1A  1AA."))),
    ("details.postcode", details(recipient_address=("Hall", "W1A\u00a01AA"))),
    ("narrative.left_over", summary("As the report says [sic], all is well.")),
    ("narrative.doubled", summary("We know that that had had an effect. The The Plan.")),
    ("narrative.american", summary("The World Health Organization met; staff practise. Meter.")),
    ("narrative.american", summary("See www.organization.org or color@center.org.")),
    ("narrative.acronym", summary("The Zonal Quorum (ZQX) met. The ZQX’s plan is on GOV.UK.")),
    ("narrative.acronym_late", summary("The ZQX (Zonal Quorum) met. The NHS and the ZQX met.")),
    ("narrative.sentence", summary("It met. " * 60)),
    ("narrative.susceptible", summary("Vulnerable adults are susceptible to radicalisation.")),
    ("narrative.apostrophe", summary("Exampleshire County Council’s plan; other councils.")),
    ("narrative.benchmark", summary("This rests on benchmark 8 and benchmark 5.")),
    ("narrative.look_alike", summary("Zoë Þórsson’s café; Ωmega and Москва; α and β.")),
    ("narrative.look_alike", summary("The план СОМ is Russian.")),
    ("authorities.other", summary("Reading the plan, Cllr Kent saw no gaps in Exampleshire.")),
]


def test_nothing_is_said_against_a_sound_workbook(tmp_path: Path) -> None:
    assert told(examined(tmp_path)) == []


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], list[Finding]]:
    """Return what a row's own rule finds in it; each workbook is made once."""

    @cache
    def look(row: int) -> list[Finding]:
        code, changes, _ = BREAKS[row]
        found = examined(tmp_path_factory.mktemp("broken"), *changes)
        return [finding for finding in found.findings if finding.code == code]

    return look


@pytest.mark.parametrize("row", range(len(BREAKS)), ids=[code for code, _, _ in BREAKS])
def test_a_rule_finds_what_breaks_it_at_its_cells(
    broken: Callable[[int], list[Finding]], row: int
) -> None:
    places = dict.fromkeys(str(place) for finding in broken(row) for place in finding.places)
    assert " ".join(places) == BREAKS[row][2]


@pytest.mark.parametrize(("code", "change"), COMES_NEAR)
def test_a_rule_says_nothing_of_what_only_comes_near(
    tmp_path: Path, code: str, change: Change
) -> None:
    assert code not in {finding.code for finding in examined(tmp_path, change).findings}


def test_every_rule_has_a_workbook_that_breaks_it() -> None:
    # The last has its own tests: only a spreadsheet program can have shown something stale.
    broken = {code for code, _, _ in BREAKS} | {"outcomes.stale"}
    assert {rule.code for rule in RULES} - broken == {
        "authorities.run",
        "authorities.copied",
        "authorities.shared",
    }


def test_house_style_never_blocks() -> None:
    families = ("narrative", "authorities")
    assert all(
        rule.severity == "warning" for rule in RULES if rule.code.partition(".")[0] in families
    )


def test_what_follows_only_from_a_blank_answer_is_not_said(tmp_path: Path) -> None:
    found = told(examined(tmp_path, evidence("B1-M2", answer=None)))
    assert found == [("answers.blank", "Annex B!G3")]


def test_the_same_problem_on_many_cells_is_one_finding(tmp_path: Path) -> None:
    blanks = [evidence(f"B1-M{number}", answer=None) for number in range(1, 6)]
    found = told(examined(tmp_path, *blanks))
    assert found == [("answers.blank", " ".join(f"Annex B!G{row}" for row in range(2, 7)))]


def test_errors_stand_before_warnings(tmp_path: Path) -> None:
    found = examined(tmp_path, summary("It met in the the hall."), details(contact_email="no"))
    assert [finding.severity for finding in found.findings] == ["error", "warning"]


def test_the_words_of_every_finding(
    broken: Callable[[int], list[Finding]], golden: Callable[[str, str], None]
) -> None:
    found = [finding for row in range(len(BREAKS)) for finding in broken(row)]
    golden("messages.txt", "\n".join(f"{f.code}\n  {f.message}\n  {f.fix}\n" for f in found))
