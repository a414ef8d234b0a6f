"""The wrong council: sentences that name another one, traps that do not, and runs of several."""

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import Result

from assembler import grading
from assembler.checks import authority_rules, find_authority_names
from assembler.checks.councils_of_run import gather
from assembler.checks.run import check_assessment
from assembler.findings import Finding
from assembler.model import Assessment, Details
from assembler.pipeline.assess import assess_all
from assembler.workbook import read
from assembler.workbook.write import write
from support import paths
from support.make_example import SOURCE, assessment
from support.paths import SHARED
from support.sound_workbook import DETAILS, EDITION, Change, details, saved, sound, summary

SENTENCES = paths.DATA / "sentences.txt"


def findings(made: Assessment, code: str, run: tuple[Details, ...] = ()) -> list[Finding]:
    found = check_assessment(made, grading.settle(made), others=gather(run))
    return [finding for finding in found if finding.code == code]


def placed(made: Assessment) -> Assessment:
    """Return an assessment as it is read from its workbook, with the places of its cells."""
    got = read.read(write(made), "test.xlsx", (made.edition,)).assessment
    assert got is not None
    return got


@cache
def sound_and_placed() -> Assessment:
    return placed(sound())


def named(council: str, sentence: str) -> list[str]:
    """Return the authorities that the rule names in a sentence of a council's letter."""
    made = summary(sentence)(details(authority=council)(sound_and_placed()))
    found = findings(made, "authorities.other")
    text = found[0].message if found else ""
    forms = {form for authority in find_authority_names.known() for form in authority.forms}
    forms |= {form.replace(" and ", " & ") for form in forms}
    return [form for form in forms if f"{form} (“" in text]


def test_precision_and_recall_over_the_sentences(golden: Callable[[str, str], None]) -> None:
    right = wrong = missed = traps = 0
    lines = []
    rows = [line for line in SENTENCES.read_text("utf-8").splitlines() if line[:1] != "#"]
    for row in rows:
        council, sentence, wanted = (part.strip() for part in row.split("|"))
        hoped = set() if wanted == "-" else set(wanted.split(", "))
        found = set(named(council, sentence))
        found = {form for form in found if not any(form != f and form in f for f in found)}
        right, wrong = right + len(found & hoped), wrong + len(found - hoped)
        missed, traps = missed + len(hoped - found), traps + (not hoped)
        if found != hoped:
            lines.append(f"{sentence} -> {', '.join(sorted(found)) or '-'}, wanted {wanted}")
    precision, recall = right / (right + wrong), right / (right + missed)
    golden(
        "authorities.txt",
        f"{len(rows)} sentences, {traps} of them traps\n"
        f"named rightly {right}, wrongly {wrong}, missed {missed}\n"
        f"precision {precision:.3f}, recall {recall:.3f}\n\n" + "\n".join(lines) + "\n",
    )
    assert len(rows) >= 60
    assert traps >= len(rows) / 2 - 1
    assert precision >= 0.95
    assert recall >= 0.95


def test_the_reference_gives_one_grouped_warning_before_its_neighbour_is_allowed() -> None:
    made = placed(assessment(SOURCE.read_text("utf-8")))
    before = replace(made, details=replace(made.details, other_authorities=()))
    found = findings(before, "authorities.other")
    assert len(found) == 1
    assert [str(place) for place in found[0].places] == ["Annex A!F8", "Annex A!F9"]
    assert findings(made, "authorities.other") == []


def test_the_reference_itself_gives_no_error_and_few_lines(run: Callable[..., Result]) -> None:
    made = assessment(SOURCE.read_text("utf-8"))
    path = saved(Path(), made, "cambridgeshire.xlsx")
    result = run("validate", path)
    assert result.exit_code == 0
    assert "To put right" not in result.stdout
    assert len(result.stdout.splitlines()) <= 15 + 3


def test_a_neighbour_inside_ones_own_name_is_found_and_ones_own_name_is_not() -> None:
    """North Somerset's letter may not name Somerset; Devon is East Devon's county."""
    pairs = [
        (own, other, next(form for form in other.forms if form in own.name))
        for own in find_authority_names.known()
        for other in find_authority_names.known()
        if own is not other and any(form in own.name for form in other.forms)
    ]
    assert len(pairs) > 40
    for own, other, form in pairs:
        letter_of = Details(authority=f"{own.name} Council")
        family = own.county == other.name or other.county == own.name or form in own.forms
        found = [*authority_rules.strangers(f"{form} Council shared its plan.", letter_of)]
        assert (found == []) == family, (own.name, other.name)
        assert [*authority_rules.strangers(f"{own.name} has a plan.", letter_of)] == []


@pytest.mark.parametrize(
    ("council", "text", "found"),
    [
        ("North Somerset Council", "Somerset Council shared its plan.", ["Somerset"]),
        ("North Somerset Council", "We met with Somerset on it.", ["Somerset"]),
        ("Bath and North East Somerset Council", "Bath and Somerset met.", ["Somerset"]),
        (
            "West Northamptonshire Council",
            "North Northamptonshire met.",
            ["North Northamptonshire"],
        ),
        ("Exampleshire Council", "kent county council shared it.", ["Kent"]),
        ("Exampleshire Council", "KENT COUNTY COUNCIL shared it.", ["Kent"]),
        ("Exampleshire Council", "east devon district council met.", ["East Devon"]),
        ("Exampleshire Council", "K\u0435nt County Council shared it.", ["Kent"]),
        ("Exampleshire Council", "\uff2bent County Council shared it.", ["Kent"]),
        ("Bath and North East Somerset Council", "North East Somerset has a plan.", []),
        ("North Somerset Council", "North Somerset’s plan; north somerset council.", []),
        ("Kent County Council", "kent county council; KENT COUNTY COUNCIL", []),
        ("Exampleshire Council", "The reading council papers take is long.", []),
        ("Exampleshire Council", "The county council and its city council met.", []),
        ("Exampleshire Council", "Нам нужен план.", []),
    ],
)
def test_names_in_any_case_and_alphabet(council: str, text: str, found: list[str]) -> None:
    assert [*authority_rules.strangers(text, Details(authority=council))] == found


OTHER = replace(
    DETAILS,
    authority="Samplebury Borough Council",
    recipient_name="Kim Placeholder",
    recipient_address=("Sample House", "Samplebury", "SA1 1AA"),
    copied_to=("Lee Standin",),
    thanked=(),
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Samplebury Borough Council has a plan.", "Samplebury Borough Council"),
        ("Training in Samplebury is good.", "Samplebury"),
        ("We thank Kim Placeholder for it.", "Kim Placeholder"),
        ("We thank Kim Placeholder’s team.", "Kim Placeholder"),
        ("It was copied to Lee Standin.", "Lee Standin"),
        ("It meets in Sample House.", "Sample House"),
        ("Write to SA1 1AA.", "SA1 1AA"),
    ],
)
def test_what_belongs_to_another_council_of_the_run_is_found(text: str, words: str) -> None:
    found = findings(summary(text)(sound_and_placed()), "authorities.run", (DETAILS, OTHER))
    assert [finding.message.split("”")[0].lstrip("“") for finding in found] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Exampleshire County Council has a plan.",
        "Alex Example and Robin Adviser met Sam Sample.",
        "Sampleburyshire is no council.",
        "The Kim method is used in a sample house.",
    ],
)
def test_what_is_the_councils_own_or_shared_is_left_alone(text: str) -> None:
    other = replace(OTHER, copied_to=("Sam Sample",))
    assert findings(summary(text)(sound_and_placed()), "authorities.run", (DETAILS, other)) == []


# The office's own people may be copied in every letter.
EMAILED = replace(
    DETAILS,
    recipient_email="chief@exampleshire.gov.uk",
    copied_to_emails=("b@exampleshire.gov.uk", "adviser@example.gov.uk"),
)


def copies(folder: Path, *others: Assessment) -> dict[str, list[str]]:
    """Validate the sound workbook beside others; give code and cells of what was copied."""
    for number, other in enumerate((sound(EMAILED), *others)):
        saved(folder, other, f"{number}.xlsx")
    (assessed, *_) = assess_all(sorted(folder.glob("*.xlsx")), (EDITION,))
    told: dict[str, list[str]] = {}
    for finding in assessed.findings:
        if finding.code in {"authorities.copied", "authorities.shared"}:
            told.setdefault(finding.code, []).extend(map(str, finding.places))
    return told


ADDRESS = DETAILS.recipient_address
LONG = "Training reached all of the staff that the plan of the year names."


def test_a_copied_and_overtyped_workbook_is_told(tmp_path: Path) -> None:
    """Council, recipient and salutation are new, all the rest is another council's."""
    typed = replace(
        DETAILS, authority="Samplebury Council", recipient_name="Kim Place", salutation="Kim"
    )
    told = copies(tmp_path, sound(typed))
    assert told["authorities.copied"] == ["Letter!B7", "Letter!B10"]
    assert told["authorities.shared"][:2] == ["Annex A!F2", "Annex A!F3"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (details(recipient_address=DETAILS.recipient_address), ["Letter!B7"]),
        (details(recipient_address=("Example Hall,", *ADDRESS[1:])), []),
        (
            details(recipient_address=("EXAMPLE  HALL", *DETAILS.recipient_address[1:])),
            ["Letter!B7"],
        ),
        (details(thanked=("Kim Placeholder", "Sam Sample")), ["Letter!B10"]),
        (details(copied_to=("Sam Sample",)), []),
        (details(adviser=DETAILS.adviser, sender_address=DETAILS.sender_address), []),
        (details(authority=DETAILS.authority, thanked=DETAILS.thanked), []),
        (summary("The evidence for benchmark 1 was read."), []),
        (details(recipient_email="Chief@exampleshire.gov.uk"), ["Letter!B18"]),
        (details(copied_to_emails=("b@exampleshire.gov.uk",)), ["Letter!B19"]),
        (
            details(recipient_email="b@exampleshire.gov.uk", copied_to_emails=("o@example.com",)),
            ["Letter!B19"],
        ),
        (details(recipient_email="chief@samplebury.gov.uk"), []),
        (details(copied_to_emails=("adviser@example.gov.uk",)), []),
    ],
)
def test_what_two_workbooks_have_alike(tmp_path: Path, change: Change, told: list[str]) -> None:
    other = sound(OTHER)
    blank = {b.number: replace(other.outcomes[b.number], summary=()) for b in EDITION.benchmarks}
    assert (
        copies(tmp_path, change(replace(other, outcomes=blank))).get("authorities.copied", [])
        == told
    )


def test_paragraphs_of_the_criteria_and_short_ones_may_be_alike(tmp_path: Path) -> None:
    published = EDITION.benchmarks[0].criteria[2].text
    own = summary(f"{LONG}\n{published}\nThe plan is sound.")
    others = [own(sound(replace(OTHER, authority=f"Samplebury {n} Council"))) for n in range(2)]
    saved(tmp_path, own(sound()), "own.xlsx")
    for number, other in enumerate(others):
        saved(tmp_path, other, f"other{number}.xlsx")
    found = [
        finding
        for assessed in assess_all(sorted(tmp_path.glob("*.xlsx")), (EDITION,))
        for finding in assessed.findings
        if finding.code == "authorities.shared" and LONG[:20] in finding.message
    ]
    assert len(found) == 3


def test_other_workbooks_of_a_run_warn_and_change_no_document(run: Callable[..., Result]) -> None:
    made = summary("Samplebury Borough Council has a plan.")(sound())
    saved(Path(), made)
    alone = run("build", "exampleshire.xlsx", "-o", "alone")
    saved(Path(), sound(OTHER), "samplebury.xlsx")
    both = run("build", "exampleshire.xlsx", "samplebury.xlsx", "-o", "both", "--jobs", "1")
    assert "another workbook of this run" not in alone.stdout
    said = run("validate", "exampleshire.xlsx", "samplebury.xlsx")
    assert "another workbook of this run" in " ".join(said.stdout.split())
    assert both.exit_code == alone.exit_code == 0
    for name in ("letter", "annex-a", "annex-b"):
        file = f"exampleshire/exampleshire-{name}.docx"
        assert Path("alone", file).read_bytes() == Path("both", file).read_bytes()


def test_the_list_has_as_many_authorities_of_each_kind_as_there_are() -> None:
    """The numbers of April 2023: 317 in England, 32 in Scotland, 22 in Wales, 11 in N. Ireland."""
    england = {"county": 21, "unitary": 63, "metropolitan": 36, "london": 33, "district": 164}
    elsewhere = {"scotland": 32, "wales": 22, "northern ireland": 11}
    assert (
        Counter(authority.kind for authority in find_authority_names.known()) == england | elsewhere
    )


def test_every_name_of_another_list_is_known() -> None:
    """Compared where mySociety's list is beside the project; it is not part of the project."""
    # Spelled otherwise there: an article more, "City" or the Welsh and Gaelic forms.
    otherwise = {"City of Bristol", "City of Lincoln", "Dorset Council", "Dundee City"}
    otherwise |= {"Kings Lynn and West Norfolk", "City of Edinburgh", "Eilean Siar"}
    otherwise |= {"Glasgow City", "The Scottish Borders", "Rhondda Cynon Taff"}
    otherwise |= {"The Vale of Glamorgan"}
    place = SHARED / "data" / "authorities.csv"
    rows = csv.DictReader(place.read_text("utf-8").splitlines()) if place.exists() else []
    names = {row["nice_name"].strip() for row in rows} - otherwise
    forms = {form for authority in find_authority_names.known() for form in authority.forms}
    assert {name.replace("-", " ") for name in names} <= {form.replace("-", " ") for form in forms}


def test_the_lists_say_their_source_date_and_licence() -> None:
    for path in (Path(find_authority_names.__file__).parents[1] / "data").glob("*.csv"):
        first = path.read_text("utf-8").splitlines()[0]
        assert first.startswith("# ")
        assert "Source: " in first
        assert "2025" in first
        assert "Open Government Licence" in first
