"""Details that cannot be right are errors; odd ones that can be are left alone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from assembler import grading
from assembler.checks.run import check_assessment
from assembler.findings import Finding
from assembler.model import Assessment
from assembler.workbook import read
from assembler.workbook.letter_fields import FIELDS
from assembler.workbook.write import write
from support.sound_workbook import EDITION, sound

ENDS = EDITION.ends
YEAR = timedelta(365)

BAD: list[tuple[dict[str, Any], str]] = [
    ({"authority": "12345"}, "implausible"),
    ({"authority": "0"}, "implausible"),
    ({"authority": "X"}, "implausible"),
    ({"authority": "???"}, "stand_in"),
    ({"authority": "www.exampleshire.gov.uk"}, "implausible"),
    ({"authority": "Local authority"}, "stand_in"),
    ({"authority": "Name of council"}, "stand_in"),
    ({"authority": "[council]"}, "stand_in"),
    ({"recipient_name": "0"}, "implausible"),
    ({"recipient_name": "N/A"}, "stand_in"),
    ({"recipient_name": "n.a."}, "stand_in"),
    ({"recipient_name": "J."}, "implausible"),
    ({"recipient_name": "-"}, "stand_in"),
    ({"recipient_name": "TBC"}, "stand_in"),
    ({"recipient_name": "To be appointed"}, "stand_in"),
    ({"recipient_name": "Cllr Dr"}, "implausible"),
    ({"recipient_name": "leader@exampleshire.gov.uk"}, "implausible"),
    ({"recipient_name": "Vacant"}, "stand_in"),
    ({"recipient_name": "xxxx"}, "stand_in"),
    ({"recipient_name": "A. N. Other"}, "stand_in"),
    ({"recipient_job_title": "N/A"}, "stand_in"),
    ({"recipient_job_title": "1"}, "implausible"),
    ({"recipient_address": ("0",)}, "implausible"),
    ({"recipient_address": ("As above",)}, "stand_in"),
    ({"recipient_address": ("12", "34")}, "implausible"),
    ({"salutation": "0"}, "implausible"),
    ({"salutation": "as above"}, "stand_in"),
    ({"copied_to": ("None",)}, "stand_in"),
    ({"copied_to": ("nil",)}, "stand_in"),
    ({"copied_to": ("Sam Sample", "n/a")}, "stand_in"),
    ({"thanked": ("None",)}, "stand_in"),
    ({"thanked": ("7",)}, "implausible"),
    ({"adviser": "tbc"}, "stand_in"),
    ({"signatory_name": "."}, "stand_in"),
    ({"signatory_job_title": "Job title"}, "stand_in"),
    ({"sender_address": ("—",)}, "stand_in"),
    ({"contact_email": "none"}, "stand_in"),
    ({"security_marking": "N/A"}, "stand_in"),
    ({"other_authorities": ("None",)}, "stand_in"),
    ({"letter_date": date(1899, 12, 30)}, "date_far"),
    ({"letter_date": ENDS + YEAR + timedelta(1)}, "date_far"),
    ({"letter_date": ENDS - YEAR - timedelta(1)}, "date_far"),
    ({"salutation": next(f.help for f in FIELDS if f.attribute == "salutation")}, "stand_in"),
]

ODD: list[dict[str, Any]] = [
    {"recipient_name": "Cllr Dr Alex O'Neil", "salutation": "Dr O'Neil"},
    {"recipient_name": "Ng", "salutation": "Ng"},
    {"recipient_name": "Bo", "salutation": "Bo"},
    {"recipient_name": "Alex Na", "salutation": "Na"},
    {"recipient_name": "J. R. Ó Example-Þór", "salutation": "J. R."},
    {"recipient_name": "Alex Example 2nd", "salutation": "Alex"},
    {"recipient_name": "ALEX EXAMPLE", "salutation": "ALEX"},
    {"authority": "King's Lynn and West Norfolk"},
    {"authority": "Council of the Isles of Samplebury"},
    {"authority": "Samplebury 2025 Combined Authority"},
    {"authority": "Ely"},
    {"recipient_address": ("Example Hall, 1 Example Street, Exampleton PE28 4YE",)},
    {"recipient_address": ("1", "Example Street", "PE28 4YE")},
    {"sender_address": ("2 Marsham Street", "London SW1P 4DF")},
    {"recipient_job_title": "CEO"},
    {"recipient_job_title": "Chief Executive (interim) & Head of Paid Service"},
    {"salutation": "Colleagues"},
    {"copied_to": ("Nona Nilsson", "Same Uddin", "Alex Tester")},
    {"thanked": ("Xu Li", "Nil Unknownson")},
    {"security_marking": "OFFICIAL"},
    {"letter_date": ENDS + YEAR},
    {"letter_date": ENDS + timedelta(1)},
    {"adviser": "Noname Ditto"},
]


@pytest.fixture(scope="module")
def placed() -> Assessment:
    """The sound workbook as it is read, so that each detail has its cell."""
    assessment = read.read(write(sound()), "test.xlsx", (EDITION,)).assessment
    assert assessment is not None
    return assessment


def findings(placed: Assessment, details: dict[str, Any]) -> list[Finding]:
    changed = replace(placed, details=replace(placed.details, **details))
    return list(check_assessment(changed, grading.settle(changed)))


@pytest.mark.parametrize(("details", "code"), BAD, ids=[str(row[0])[:40] for row in BAD])
def test_a_detail_that_cannot_be_right_is_one_error(
    placed: Assessment, details: dict[str, Any], code: str
) -> None:
    (name,) = details
    told = [(f.code, f.severity, f.places) for f in findings(placed, details)]
    assert told == [(f"details.{code}", "error", (placed.details.places[name],))]


@pytest.mark.parametrize("details", ODD, ids=str)
def test_an_odd_detail_that_may_be_right_is_no_error(
    placed: Assessment, details: dict[str, Any]
) -> None:
    assert [f for f in findings(placed, details) if f.severity == "error"] == []


def test_a_stand_in_says_what_to_do(placed: Assessment) -> None:
    required, optional, line = (
        findings(placed, details)[0]
        for details in (
            {"recipient_name": "N/A"},
            {"security_marking": "None"},
            {"copied_to": ("Sam Sample", "-")},
        )
    )
    assert required.message == "Recipient name says “N/A”, which cannot be right."
    assert required.fix.startswith("Fill it in. ")
    assert optional.fix == "Leave the cell blank."
    assert line.fix == "Take that line out."
