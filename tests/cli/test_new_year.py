"""A new workbook and a new year: names completed, office details filled in, years apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from docx import Document

from assembler.editions import catalogue
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


def test_the_year_of_every_council_of_a_folder_is_begun_beside_its_last(run: Run) -> None:
    councils = {"pat": "Exampleshire County Council", "sam": "Testford City Council"}
    for adviser, council in councils.items():
        Path("inputs", adviser).mkdir(parents=True)
        Path("inputs", adviser, "last.xlsx").write_bytes(write(finished(council)))
    said = run("new", "--from", "inputs")
    assert said.exit_code == 2
    assert "There is no workbook of a year before 2024-25 in inputs." in said.output
    assert run("editions", "copy", "2025-26", "years").exit_code == 0
    Path("assembler.toml").write_text(f'editions = "years"\n{OFFICE}', "utf-8")
    result = run("new", "--from", "inputs")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "Written: 2 workbooks of 2025-26, each beside last year's."
    ]
    begun = sorted(Path("inputs").rglob("*-2025-26.xlsx"))
    assert [path.parent.name for path in begun] == ["pat", "sam"]
    for path, council in zip(begun, councils.values(), strict=True):
        new = read(path.read_bytes(), path.name, catalogue.known(Path("years"))).assessment
        assert new is not None
        assert (new.details.authority, new.details.signatory_name) == (council, "Robin Newcomer")
        assert len(new.last_year) == len(new.edition.scored)
    begun[0].unlink()
    before = begun[1].read_bytes()
    Path("inputs/sam/broken.xlsx").write_bytes(b"Dear Sir")
    result = run("new", "--from", "inputs")
    assert result.exit_code == 1
    assert "Written: 1 workbook of 2025-26" in result.output
    assert "Already there, and left as they are: 1 workbook." in result.output
    assert "not an Excel workbook" in result.output
    assert begun[1].read_bytes() == before
    again = run("new", "--from", "inputs")
    assert again.output.startswith("Already there, and left as they are: 2 workbooks.\n")
    assert run("new", "--from", "inputs", "-o", "fresh").exit_code == 1
    assert len([*Path("fresh").rglob("*-2025-26.xlsx")]) == 2
    assert run("new", "Testford City Council", "--from", "inputs").exit_code == 2


def test_words_that_were_sent_and_not_adopted_are_told(run: Run) -> None:
    Path("last.xlsx").write_bytes(write(finished()))
    assert run("build", "last.xlsx", "-q").exit_code == 0
    said = "last.xlsx is of 2024-25 itself, so this is no new year."
    assert run("new", "--from", "last.xlsx").output.startswith(
        f"Carried over from last.xlsx.\n\n{said} A new year is begun with"
    )
    letter = Path("outputs/last/last-letter.docx")
    document = Document(str(letter))
    document.paragraphs[-3].add_run(" Thank you once more.")
    document.save(str(letter))
    result = run("new", "Testford City Council", "--from", "last.xlsx")
    assert result.exit_code == 0
    said = " ".join(result.output.split())
    assert f"{letter} has 1 paragraph reworded in Word, which the workbook lacks." in said
    assert f"run assemble adopt {letter.parent}, then begin the year again." in said


def test_a_year_that_is_begun_already_is_left_with_advice_that_works(run: Run) -> None:
    Path("last.xlsx").write_bytes(write(finished()))
    assert run("new", "--from", "last.xlsx").exit_code == 0
    again = run("new", "--from", "last.xlsx")
    assert again.exit_code == 1
    there = Path("inputs/exampleshire-county-council-2024-25.xlsx")
    said = f"{there} is already there. Rename or move it to begin the year again."
    assert " ".join(again.output.split()) == said


@pytest.mark.parametrize(
    ("last", "begun"),
    [
        ("inputs/pat/last.xlsx", "inputs/pat"),
        ("inputs/last.xlsx", "inputs"),
        ("elsewhere/last.xlsx", "inputs"),
    ],
)
def test_a_year_is_begun_in_the_folder_of_its_adviser(run: Run, last: str, begun: str) -> None:
    Path(last).parent.mkdir(parents=True)
    Path(last).write_bytes(write(finished()))
    assert run("new", "--from", last).exit_code == 0
    name = "exampleshire-county-council-2024-25.xlsx"
    assert [path.parent for path in Path().rglob(name)] == [Path(begun)]
    assert run("new", "--from", last, "-o", "chosen").exit_code == 0
    assert Path("chosen", name).is_file()


@pytest.mark.parametrize("kind", ["letter", "annex-a", "annex-b"])
def test_last_year_s_edited_documents_are_never_taken_for_this_year_s(run: Run, kind: str) -> None:
    council = "Exampleshire County Council"
    assert run("editions", "copy", "2025-26", "years").exit_code == 0
    Path("assembler.toml").write_text('editions = "years"', "utf-8")
    newest = catalogue.known(Path("years"))[-1]
    whole = finished(council)
    this_year = replace(
        whole,
        edition=newest,
        details=replace(
            whole.details, financial_year=newest.financial_year, letter_date=date(2026, 5, 21)
        ),
    )
    Path("last.xlsx").write_bytes(write(whole))
    Path("this.xlsx").write_bytes(write(this_year))
    assert run("build", "last.xlsx", "-q").exit_code == 0
    old = Path(f"outputs/last/last-{kind}.docx")
    document = Document(str(old))
    document.add_paragraph("Thank you once more.")
    document.save(str(old))
    result = run("build", "this.xlsx")
    assert result.exit_code == 0, result.output
    assert "edited copy" not in result.output
    new = Path(f"outputs/this/this-{kind}.docx")
    new.write_bytes(old.read_bytes())
    result = run("build", "this.xlsx")
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert f"{new} was made for {council} (2024" in said
    assert new.read_bytes() == old.read_bytes()
