"""`assemble adopt`: what was changed in Word goes back into the cells it came from."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from assembler.findings import Place
from assembler.rich_text import plain
from assembler.workbook.xlsx.edit_cells import edit_cells
from support.adopted_council import Council, run_command
from support.adviser_edits import (
    Edit,
    add_after,
    delete_comments,
    look,
    move_behind,
    reword,
    split_at,
    take_out,
    track,
)
from support.edited_letters import MARKING
from support.featured_workbook import STRENGTHS, changed_parts, featured
from support.paths import ROOT
from support.traced_edits import in_margins
from support.validity import faults

EXAMPLE = ROOT / "inputs" / "cambridgeshire.xlsx"


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example built, to be copied."""
    root = tmp_path_factory.mktemp("built")
    Council(root).begin(EXAMPLE.read_bytes())
    return root


@pytest.fixture
def council(tmp_path: Path, built_once: Path) -> Council:
    root = tmp_path / "work"
    shutil.copytree(built_once, root)
    return Council(root)


def cells(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(f"{one['sheet']}!{one['cell']}", one["now"]) for one in row["adopted"]]


def test_words_go_back_into_their_cells(council: Council) -> None:
    council.edit(
        "letter",
        reword("Excellent progress", "Good progress"),
        look("tier training plan"),
        reword("Dear Stephen", "Dear Sam"),
        reword("21/05/2025", "22/05/2025"),
        reword("Lisa Riddle and Ruth Walters", "Ruth Walters, Dee Example and Lisa Riddle"),
    )
    council.edit(
        "annex-a",
        reword("has been tailored to local", "fits local"),
        add_after("The partnership plan is shared", "Staff know it."),
    )
    code, row = council.adopt()
    assert code == 0
    assert row["status"] == "adopted"
    assert [cell for cell, _ in cells(row)] == [
        "Annex A!F4",
        "Letter!B4",
        "Letter!B8",
        "Letter!B10",
        "Strengths!B3",
    ]
    assessment = council.assessment
    assert assessment.details.salutation == "Sam"
    assert f"{assessment.details.letter_date}" == "2025-05-22"
    assert assessment.details.thanked == ("Ruth Walters", "Dee Example", "Lisa Riddle")
    (strength,) = assessment.strengths[1].text
    assert [span.text for span in strength.spans if span.bold] == ["tier training plan"]
    assert "Staff know it." in plain(assessment.outcomes[3].summary).split("\n")


@pytest.mark.parametrize(
    "edits",
    [
        (add_after("Excellent progress", "New thing – it is good."),),
        (add_after("have formalised", "New thing – it is good."),),
        (take_out("have formalised"),),
        (take_out("Excellent progress"),),
        (move_behind("have formalised", "Excellent progress"),),
        (take_out("have formalised"), add_after("Excellent progress", "New – good.")),
        (reword("Training programme", "Training"), add_after("have formalised", "New – good.")),
        (split_at("with uptake and completion"),),
    ],
    ids=["last", "between", "first out", "last out", "moved", "swapped", "both", "divided"],
)
def test_after_adopting_a_build_changes_nothing(council: Council, edits: tuple[Edit, ...]) -> None:
    council.edit("letter", *edits)
    words = council.words()
    code, row = council.adopt()
    assert (code, row["status"], row["left"]) == (0, "adopted", [])
    once = council.workbook.read_bytes()
    assert council.adopt() == (0, {**row, "status": "nothing to adopt", "adopted": []})
    assert council.workbook.read_bytes() == once
    assert council.build()[0] == 0
    assert council.words() == words
    assert council.adopt()[1]["adopted"] == []
    assert council.workbook.read_bytes() == once


def test_adopting_after_nothing_writes_nothing(council: Council) -> None:
    before = council.workbook.read_bytes()
    code, row = council.adopt()
    assert (code, row["status"], row["adopted"], row["left"]) == (0, "nothing to adopt", [], [])
    assert council.workbook.read_bytes() == before
    assert not (council.root / "outputs" / ".assembler" / "backups").exists()


def test_the_workbook_is_backed_up_first(council: Council) -> None:
    before = council.workbook.read_bytes()
    council.edit("letter", reword("Excellent progress", "Good progress"))
    assert council.adopt("--dry-run")[1]["status"] == "adopted"
    assert council.workbook.read_bytes() == before
    council.adopt()
    (backup,) = (council.root / "outputs/.assembler/backups/cambridgeshire").glob("*.xlsx")
    assert backup.read_bytes() == before
    assert council.workbook.read_bytes() != before


def test_what_stays_in_word_is_named(council: Council) -> None:
    council.edit(
        "letter",
        reword("critical role", "vital role"),
        add_after("We recognise that every", "Thank you."),
        track("Excellent progress", "Good progress"),
    )
    council.edit("annex-b", reword("The chair is not also", "The chair is never also"))
    code, row = council.adopt()
    assert (code, row["status"], row["adopted"]) == (0, "nothing to adopt", [])
    whys = " ".join(one["why"] for one in row["left"])
    for words in ("stay in this Word file", "belongs to no cell", "tracked changes"):
        assert words in whys
    assert {Path(one["document"]).name for one in row["left"]} == {
        "cambridgeshire-letter.docx",
        "cambridgeshire-annex-b.docx",
    }


def test_an_outcome_is_named_with_what_to_do(council: Council) -> None:
    before = council.assessment
    council.edit("annex-a", reword("Exceeding", "Met"))
    code, row = council.adopt()
    assert (code, row["adopted"]) == (0, [])
    assert "choose it there" in row["left"][0]["why"]
    assert council.assessment == before


def test_a_cell_that_changed_on_both_sides_is_left(council: Council) -> None:
    place = Place("Strengths", "B3")
    council.edit(
        "letter", reword("Excellent progress", "Good progress"), reword("Dear Stephen", "Dear Sam")
    )
    council.write({place: "Other words altogether."})
    code, row = council.adopt()
    assert (code, row["status"]) == (3, "conflicts")
    assert cells(row) == [("Letter!B8", "Sam")]
    assert "Other words altogether." in row["left"][0]["why"]
    assert plain(council.assessment.strengths[1].text) == "Other words altogether."


def test_words_that_a_comment_asks_about_are_left_until_someone_chose(council: Council) -> None:
    place = Place("Strengths", "B3")
    council.edit("letter", reword("Excellent progress", "Good progress"))
    council.write({place: "Fine progress has been made this year."})
    assert council.build()[0] == 3
    code, row = council.adopt()
    assert (code, row["adopted"]) == (3, [])
    assert "waits for you to choose" in row["left"][0]["why"]
    assert plain(council.assessment.strengths[1].text) == ("Fine progress has been made this year.")
    council.edit("letter", without_comments)
    assert [cell for cell, _ in cells(council.adopt()[1])] == ["Strengths!B3"]


def without_comments(document: WordDocument) -> None:
    tags = ("commentReference", "commentRangeStart", "commentRangeEnd")
    for mark in list(document.element.body.iter(*(qn(f"w:{tag}") for tag in tags))):
        mark.getparent().remove(mark)


def test_a_list_that_changed_on_both_sides_is_left(council: Council) -> None:
    council.edit("letter", take_out("have formalised"))
    council.write({Place("Strengths", "A4"): "New", Place("Strengths", "B4"): "More."})
    code, row = council.adopt()
    assert (code, row["adopted"]) == (3, [])
    assert "changed in the workbook since the build" in row["left"][0]["why"]


def test_what_was_adopted_stands_once_where_it_begins_the_second_row(council: Council) -> None:
    summary = f"Halls are hired. {LONG * 6}".strip()
    council.write({Place("Annex A", "F4"): summary})
    assert council.build()[0] == 0
    council.edit("annex-a", add_after("Halls are hired", "Staff know it."))
    assert council.adopt()[0] == 0
    council.write({Place("Annex A", "F4"): f"{summary}\nStaff know it.\nSo it is. {LONG * 5}"})
    assert council.build()[0] == 0
    words = council.words()["cambridgeshire-annex-a.docx"]
    assert "(continued)" in " ".join(words)
    assert words.count("Staff know it.") == 1
    assert council.adopt()[1]["left"] == []


def test_a_value_printed_twice_must_be_changed_twice(council: Council) -> None:
    name = council.assessment.details.signatory_name
    council.edit("letter", reword(name, "Sam Example"))
    assert "several places" in council.adopt()[1]["left"][0]["why"]
    council.edit("letter", reword(name, "Sam Example"))
    assert [now for _, now in cells(council.adopt()[1])] == ["Sam Example"]


def test_the_marking_of_every_header_goes_home_and_of_one_is_named(council: Council) -> None:
    council.write({MARKING: "OFFICIAL"})
    assert council.build()[0] == 0
    council.edit("letter", in_margins("OFFICIAL", "OFFICIAL-SENSITIVE", most=1))
    row = council.adopt()[1]
    assert row["adopted"] == []
    assert "several places" in row["left"][0]["why"]
    assert row["left"][0]["place"] == "first page header: “OFFICIAL-SENSITIVE”"
    council.edit("letter", in_margins("OFFICIAL-SENSITIVE", "OFFICIAL"))
    council.edit("letter", in_margins("OFFICIAL", "OFFICIAL-SENSITIVE"))
    assert cells(council.adopt()[1]) == [("Letter!B16", "OFFICIAL-SENSITIVE")]
    assert council.build()[0] == 0
    assert council.assessment.details.security_marking == "OFFICIAL-SENSITIVE"
    assert council.adopt()[1]["left"] == []


def test_a_marking_changed_on_both_sides_waits_for_the_comment_at_the_top(council: Council) -> None:
    council.write({MARKING: "OFFICIAL"})
    assert council.build()[0] == 0
    council.edit("letter", in_margins("OFFICIAL", "OFFICIAL-SENSITIVE"))
    council.write({MARKING: "SECRET"})
    assert council.build()[0] == 3
    row = council.adopt()[1]
    assert row["adopted"] == []
    assert "comment" in row["left"][0]["why"]
    council.edit("letter", delete_comments)
    assert ("Letter!B16", "OFFICIAL-SENSITIVE") in cells(council.adopt()[1])


def test_a_required_detail_is_not_cleared(council: Council) -> None:
    council.edit("letter", take_out("21/05/2025"))
    row = council.adopt()[1]
    assert row["adopted"] == []
    assert "required" in row["left"][0]["why"]


@pytest.mark.parametrize("macros", [False, True])
def test_all_else_in_the_workbook_stays_byte_for_byte(tmp_path: Path, *, macros: bool) -> None:
    council = Council(tmp_path, ending=".xlsm" if macros else ".xlsx")
    before = featured(EXAMPLE.read_bytes(), macros=macros)
    council.begin(before)
    council.edit("letter", reword("Excellent progress", "Good progress"))
    assert council.adopt()[0] == 0
    assert changed_parts(before, council.workbook.read_bytes()) == {STRENGTHS}


def test_rows_with_notes_are_not_moved(tmp_path: Path) -> None:
    council = Council(tmp_path)
    before = featured(EXAMPLE.read_bytes())
    council.begin(before)
    council.edit("letter", move_behind("have formalised", "Excellent progress"))
    code, row = council.adopt()
    assert (code, row["status"]) == (3, "conflicts")
    assert "holds more than its own words" in row["left"][0]["why"]
    assert council.workbook.read_bytes() == before


def test_another_strength_does_not_take_the_notes_of_the_one_it_replaced(tmp_path: Path) -> None:
    council = Council(tmp_path)
    before = featured(EXAMPLE.read_bytes())
    council.begin(before)
    words = [plain(one.text) for one in council.assessment.strengths]
    council.edit(
        "letter",
        reword("Reducing permissive environments (RPE)", "Volunteers"),
        reword(words[0], "More people offer their time than ever."),
    )
    code, row = council.adopt()
    assert (code, row["status"]) == (3, "conflicts")
    assert "holds more than its own words" in row["left"][0]["why"]
    assert council.workbook.read_bytes() == before


@pytest.mark.parametrize("owner", ["~$cambridgeshire.xlsx", ".~lock.cambridgeshire.xlsx#"])
def test_a_workbook_open_in_excel_is_left_alone(council: Council, owner: str) -> None:
    before = council.workbook.read_bytes()
    council.workbook.with_name(owner).write_bytes(b"Alex")
    council.edit("letter", reword("Excellent progress", "Good progress"))
    result = run_command("adopt", council.folder)
    assert result.exit_code == 1
    assert "open in Excel" in result.stdout
    assert council.workbook.read_bytes() == before


def test_a_workbook_that_cannot_be_read_is_put_right_first(council: Council) -> None:
    council.workbook.write_bytes(b"PK no workbook")
    code, row = council.adopt()
    assert (code, row["status"]) == (1, "to put right")


def test_a_document_without_its_copy_is_named(council: Council) -> None:
    shutil.rmtree(council.root / "outputs" / ".assembler")
    council.edit("letter", reword("Excellent progress", "Good progress"))
    code, row = council.adopt("--workbook", council.workbook)
    assert (code, row["adopted"]) == (0, [])
    assert "copies kept" in row["left"][0]["why"]


def test_the_list_on_screen_shows_the_sentence_before_and_after(council: Council) -> None:
    council.edit("letter", reword("Excellent progress", "Good progress"))
    shown = run_command("adopt", council.folder).stdout
    assert "Strengths!B3" in shown
    assert "was  Excellent progress has been made" in shown
    assert "now  Good progress has been made" in shown


def test_what_is_left_to_do_in_excel_is_told_apart_from_what_stays_in_word(
    council: Council,
) -> None:
    council.edit("letter", add_after("Build on the communications", "Venues – Ask more often."))
    shown = run_command("adopt", council.folder).stdout
    assert "Still to do in Excel:" in shown
    assert "Left in Word only:" not in shown


def test_an_edited_pack_is_taken_over_too(council: Council) -> None:
    outputs = council.root / "outputs"
    assert run_command("build", "--pack", council.workbook, "-o", outputs).exit_code == 0
    council.edit("pack", reword("Excellent progress", "Good progress"))
    row = council.adopt()[1]
    assert [cell for cell, _ in cells(row)] == ["Strengths!B3"]


def test_a_pack_that_nobody_edited_does_not_stand_in_the_way(council: Council) -> None:
    outputs = council.root / "outputs"
    council.edit("letter", reword("Excellent progress", "Good progress"))
    assert run_command("build", "--pack", council.workbook, "-o", outputs).exit_code == 0
    council.edit("pack")  # saved, as Word does on closing
    council.edit("letter", reword("Good progress", "Fine progress"))
    code, row = council.adopt()
    assert (code, row["left"]) == (0, [])
    assert [(cell, now[:13]) for cell, now in cells(row)] == [("Strengths!B3", "Fine progress")]


def test_an_edited_pack_and_another_letter_are_both_named(council: Council) -> None:
    outputs = council.root / "outputs"
    assert run_command("build", "--pack", council.workbook, "-o", outputs).exit_code == 0
    council.edit("pack", reword("Excellent progress", "Good progress"))
    council.edit("letter", reword("Excellent progress", "Fine progress"))
    code, row = council.adopt()
    assert (code, row["adopted"]) == (3, [])
    assert "make both documents say the same" in row["left"][0]["why"]


def test_a_workbook_that_was_written_to_has_no_fault_it_had_not(council: Council) -> None:
    before = set(faults(council.workbook))
    council.edit(
        "letter",
        look("tier training plan"),
        add_after("Excellent progress", "New thing – it is good."),
    )
    assert council.adopt()[0] == 0
    assert set(faults(council.workbook)) <= before


def test_words_that_would_stop_the_next_build_are_left(council: Council) -> None:
    council.edit("letter", reword("Preventareas@homeoffice.gov.uk", "Ask the front desk"))
    code, row = council.adopt()
    assert (code, row["adopted"]) == (0, [])
    assert "cannot be an email address" in row["left"][0]["why"]


LONG = "The board looked at this in spring and again in autumn, with all who take part in it. "


def summary_words(council: Council) -> list[str]:
    """Return the paragraphs of Annex A that are not labels of a row."""
    return [line for line in council.words()["cambridgeshire-annex-a.docx"] if len(line) > 60]


def test_a_summary_that_grows_into_a_second_row_and_back_keeps_every_word_once(
    council: Council,
) -> None:
    start = "The partnership plan is shared"
    council.edit("annex-a", reword(start, f"New{start}"), add_after(f"New{start}", LONG * 12))
    words = summary_words(council)
    assert council.adopt()[0] == 0
    assert council.adopt()[1]["status"] == "nothing to adopt"
    code, row = council.build()
    assert (code, row["conflicts"]) == (0, [])
    assert summary_words(council) == words
    assert "(continued)" in " ".join(council.words()["cambridgeshire-annex-a.docx"])
    assert council.build()[1]["status"] == "unchanged"
    row = council.adopt()[1]
    assert (row["adopted"], row["left"]) == ([], [])
    council.edit("annex-a", take_out(LONG.strip()[:40]))
    words = summary_words(council)
    assert council.adopt()[0] == 0
    assert council.build()[0] == 0
    assert summary_words(council) == words
    assert council.adopt()[1]["left"] == []


def test_a_summary_that_the_workbook_makes_long_keeps_what_was_edited(council: Council) -> None:
    place = council.assessment.outcomes[3].places["summary"]
    council.edit("annex-a", reword("The role of each partner", "The part of every partner"))
    was = plain(council.assessment.outcomes[3].summary)
    council.write({place: f"{LONG * 12}\n{was}"})
    code, row = council.build()
    assert (code, row["conflicts"]) == (0, [])
    lines = summary_words(council)
    assert len(lines) == len(set(lines))
    assert sum("The part of every partner" in line for line in lines) == 1
    assert not any("The role of each partner" in line for line in lines)
    assert [now for _, now in cells(council.adopt()[1])] == [
        f"{(LONG * 12).strip()}\n{was.replace('The role of each', 'The part of every')}"
    ]


THREE = {
    Place("Recommendations", "A3"): "3. Partnership plan",
    Place("Recommendations", "B3"): "Plan",
    Place("Recommendations", "C3"): "Share the partnership plan with every district this year.",
    Place("Recommendations", "A4"): "8. Communications and engagement",
    Place("Recommendations", "B4"): "Venues",
    Place("Recommendations", "C4"): "Ask the owners of halls how bookings are checked.",
}
PLAN = "Share the partnership plan with every district this year."


@pytest.fixture(scope="module")
def three_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a council of three recommendations built, to be copied."""
    council = Council(tmp_path_factory.mktemp("three"))
    council.begin(edit_cells(EXAMPLE.read_bytes(), THREE))
    return council.root


@pytest.mark.parametrize(
    ("edits", "written"),
    [
        (
            (
                reword("Plan", "Channel referrals"),
                reword(PLAN, "Refer people sooner, and train those who sit on the panel."),
            ),
            {
                "Recommendations!A3": "",
                "Recommendations!B3": "Channel referrals",
                "Recommendations!C3": "Refer people sooner, and train those who sit on the panel.",
            },
        ),
        ((reword("Plan", "Channel referrals"),), {"Recommendations!B3": "Channel referrals"}),
        (
            (reword(PLAN, "Train those who sit on the panel."),),
            {"Recommendations!C3": "Train those who sit on the panel."},
        ),
        (
            (reword("Plan", "The plan"), reword("every district", "all districts")),
            {
                "Recommendations!B3": "The plan",
                "Recommendations!C3": PLAN.replace("every district", "all districts"),
            },
        ),
    ],
    ids=["another", "only the heading", "only the text", "both lightly"],
)
def test_another_recommendation_typed_in_a_place_has_its_benchmark_chosen(
    tmp_path: Path, three_once: Path, edits: tuple[Edit, ...], written: Mapping[str, str]
) -> None:
    shutil.copytree(three_once, tmp_path / "work")
    council = Council(tmp_path / "work")
    council.edit("letter", *edits)
    code, row = council.adopt()
    is_new = len(written) == 3
    assert (code, dict(cells(row))) == (0, dict(written))
    assert [one["why"] for one in row["left"]] == (
        ["choose the benchmark of this new recommendation in Recommendations!A3."] * is_new
    )
    assert council.adopt()[1]["adopted"] == []


def test_a_new_name_in_a_paragraph_that_was_split_says_what_to_do(council: Council) -> None:
    names = "Lisa Riddle and Ruth Walters"
    split = split_at("for engaging with")
    whole = council.document("letter").read_bytes()
    council.edit("letter", reword(names, "Lisa Riddle and Dee Example"), split)
    code, row = council.adopt()
    assert (code, row["adopted"]) == (0, [])
    (why,) = (one["why"] for one in row["left"] if one["place"] == "Letter!B10")
    assert "split or joined in Word" in why
    assert "Put the paragraph back as it was, run assemble adopt, then assemble" in why
    council.document("letter").write_bytes(whole)
    council.edit("letter", reword(names, "Lisa Riddle and Dee Example"))
    assert cells(council.adopt()[1]) == [("Letter!B10", "Lisa Riddle and Dee Example")]
    assert council.build()[0] == 0
    council.edit("letter", split)
    words = council.words()
    assert council.adopt()[1]["adopted"] == []
    assert council.build()[0] == 0
    assert council.words() == words


@pytest.mark.parametrize(
    ("edits", "shown"),
    [
        ((split_at("with uptake"),), "tier training plan with uptake"),
        ((split_at("with uptake"), look("training plan")), "tier *training plan* with uptake"),
    ],
    ids=["split", "split and bold"],
)
def test_a_split_and_bold_words_are_told_on_screen(
    council: Council, edits: tuple[Edit, ...], shown: str
) -> None:
    council.edit("letter", *edits)
    (now,) = [
        line
        for line in run_command("adopt", council.folder).stdout.splitlines()
        if line.startswith("    now  ")
    ]
    assert shown in now
    assert now.endswith("by the MAPG. (1 paragraph before, 2 now)")


@pytest.mark.parametrize("is_changed", [False, True], ids=["obstacle", "changed since"])
def test_words_that_a_new_row_took_are_not_lost_where_that_row_is_not_added(
    council: Council, *, is_changed: bool
) -> None:
    item = "It was seen in uptake and completion."
    council.write({Place("Strengths", "B3"): f"Excellent progress was made.\n- {item}"})
    council.build()
    council.edit("letter", add_after("Excellent progress was", "New thing – it is good."))
    if is_changed:
        council.write({Place("Strengths", "A4"): "New", Place("Strengths", "B4"): "More."})
    else:
        council.edit("letter", track("have formalised", "has formalised"))
    assert council.adopt()[1]["adopted"] == []
    council.build()
    assert item in council.words()[council.document("letter").name]
