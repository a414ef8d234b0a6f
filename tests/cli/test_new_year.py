"""A new workbook and a new year: names completed, office details filled in, years apart."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from assembler.editions.load import shipped
from assembler.model import Details
from assembler.workbook.read import read
from assembler.workbook.write import write
from support.assessments import finished

Run = Callable[..., Result]
OFFICE = """
[letter]
signatory = "Robin Newcomer"
job_title = "Head of Examples"
sender_address = ["1 Example Row", "London", "SW1P 4DF"]
contact_email = "office@example.gov.uk"
prevent_adviser = "Pat Pattern"
security_marking = "OFFICIAL"
"""


def details(path: Path) -> Details:
    assessment = read(path.read_bytes(), path.name, shipped()).assessment
    assert assessment is not None
    return assessment.details


def test_a_name_is_completed_and_said_or_asked_for(run: Run) -> None:
    result = run("new", "essex")
    assert result.exit_code == 0
    assert "Council: Essex County Council." in result.stdout
    assert details(Path("inputs/essex-county-council.xlsx")).authority == "Essex County Council"
    result = run("new", "northumberland")
    assert result.exit_code == 2
    assert "“Northumberland County Council”" in " ".join(result.output.split())


@pytest.mark.parametrize("last_year", [True, False])
def test_office_details_are_filled_in_also_over_last_years(run: Run, *, last_year: bool) -> None:
    Path("assembler.toml").write_text(OFFICE, "utf-8")
    whole = finished()
    old = replace(whole.details, signatory_name="Sam Predecessor")
    Path("old.xlsx").write_bytes(write(replace(whole, details=old)))
    words = ["--from", "old.xlsx"] if last_year else ["Exampleshire County Council"]
    assert run("new", *words).exit_code == 0
    (path,) = Path("inputs").iterdir()
    assert path.stem.endswith("-2024-25") is last_year
    new = details(path)
    assert new.signatory_name == "Robin Newcomer"
    assert new.signatory_job_title == "Head of Examples"
    assert new.sender_address == ("1 Example Row", "London", "SW1P 4DF")
    assert new.contact_email == "office@example.gov.uk"
    assert new.adviser == "Pat Pattern"
    assert new.security_marking == "OFFICIAL"


def test_an_edition_is_copied_for_any_later_year(run: Run) -> None:
    result = run("editions", "copy", "2027-28")
    assert result.exit_code == 0, result.output
    assert 'year = "2027-28"' in Path("editions/2027-28.toml").read_text("utf-8")
    assert run("editions", "check", "editions/2027-28.toml").exit_code == 0
    result = run("editions", "copy", "2019-20", "editions")
    assert result.exit_code == 1
    assert "not a year after the newest edition" in " ".join(result.output.split())
