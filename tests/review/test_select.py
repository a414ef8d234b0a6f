"""What a review meets in an office: drafts renamed, workbooks unfinished, folders in disorder."""

import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from docx import Document

from assembler.editions.load import latest, shipped
from assembler.errors import AssemblerError
from assembler.model import empty_assessment
from assembler.returned.import_form import import_form
from assembler.review import parallel
from assembler.review.run import Options, review
from support import paths
from support.sound_workbook import Change, details, outcome, recommendation, saved, sound, spoilt

Run = Callable[..., Result]
FOLDER = Path("outputs", "exampleshire")
LETTER = FOLDER / "exampleshire-letter.docx"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an office's folder with one council built."""
    from click.testing import CliRunner  # noqa: PLC0415 - `run` is of one test only

    from assembler.cli import commands  # noqa: PLC0415

    place = tmp_path_factory.mktemp("office")
    (place / "inputs").mkdir()
    workbook = saved(place / "inputs", sound())
    made = CliRunner().invoke(commands, [str(workbook), "-o", str(place / "outputs"), "--pack"])
    assert made.exit_code == 0, made.output
    return place


@pytest.fixture
def desk(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of that folder, to work in."""
    shutil.copytree(office / "inputs", tmp_path / "inputs")
    shutil.copytree(office / "outputs", tmp_path / "outputs")
    shutil.rmtree(tmp_path / "outputs" / ".assembler" / "made")
    (tmp_path / "outputs" / "exampleshire" / "exampleshire-pack.docx").unlink()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def codes(*named: Path) -> list[str]:
    return [f.code for one in review(named, Options()) for f in one.findings]


def change(*changes: Change) -> None:
    saved(Path("inputs"), spoilt(*changes))


@pytest.mark.usefixtures("desk")
def test_a_folder_as_built_is_ready() -> None:
    assert codes(FOLDER) == []


def test_a_draft_is_known_under_any_name(desk: Path, run: Run) -> None:
    assert run("build", "--draft", "inputs/exampleshire.xlsx").exit_code == 0
    for kind in ("letter", "annex-a", "annex-b"):
        path = desk / FOLDER / f"exampleshire-{kind}.docx"
        path.with_name(f"exampleshire-{kind}-draft.docx").replace(path)
        assert codes(path).count("document.draft") == 1
    without = Document(str(LETTER))
    for section in without.sections:
        for story in (section.header, section.first_page_header, section.footer):
            for paragraph in story.paragraphs:
                paragraph.text = ""
    without.save(str(LETTER))
    assert "document.draft" in codes(LETTER)


def test_drafts_beside_what_was_finished_are_to_be_deleted_and_no_more(
    desk: Path, run: Run
) -> None:
    assert run("build", "--draft", "inputs/exampleshire.xlsx").exit_code == 0
    drafts = sorted((desk / FOLDER).glob("*-draft.docx"))
    assert len(drafts) == 3
    pdf = drafts[0].with_suffix(".pdf")
    pdf.write_bytes(b"%PDF-1.7")
    (found,) = [f for one in review([FOLDER], Options()) for f in one.findings]
    assert found.code == "folder.draft"
    assert found.fix.endswith(f"and {pdf.name}.")
    for draft in drafts:
        draft.unlink()
    assert codes(FOLDER) == ["folder.draft"]
    for draft in [pdf]:
        draft.unlink()
    assert codes(FOLDER) == []


def test_a_draft_that_was_edited_is_not_to_be_deleted(desk: Path, run: Run) -> None:
    assert run("build", "--draft", "inputs/exampleshire.xlsx").exit_code == 0
    draft = desk / FOLDER / "exampleshire-letter-draft.docx"
    document = Document(str(draft))
    document.add_paragraph("Thank you for your time.")
    document.save(str(draft))
    fixes = [f.fix for one in review([FOLDER], Options()) for f in one.findings]
    assert not any("exampleshire-letter-draft.docx" in fix for fix in fixes if "Delete" in fix)
    assert any(fix.startswith("Copy what you need of your edits") for fix in fixes)


def type_into(path: Path, text: str) -> None:
    document = Document(str(path))
    document.add_paragraph(text)
    document.save(str(path))


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "name",
    ["Letter to Priya v2 FINAL.docx", "exampleshire-letter (1).docx", "Copy of letter.docx"],
)
def test_a_copy_under_another_name_is_reviewed_and_the_newer_one_named(name: str) -> None:
    copy = FOLDER / name
    shutil.copy(LETTER, copy)
    type_into(copy, "TBC")
    os.utime(LETTER, (1_700_000_000, 1_700_000_000))
    results = list(review([FOLDER], Options()))
    found = {Path(r.document).name: [f.code for f in r.findings] for r in results}
    assert "left.mark" in found[name]
    assert found[LETTER.name] == []
    assert found["exampleshire"] == ["folder.copies"]
    assert f"{name} was saved last" in results[-1].findings[0].message


def test_every_other_file_of_the_folder_is_named_and_none_counts_as_read(
    desk: Path, run: Run
) -> None:
    for name in ("notes.doc", "scan.pdf", "figures.xlsx", "picture.jpg", "minutes.odt"):
        (desk / FOLDER / name).write_bytes(b"anything")
    Document().save(str(desk / FOLDER / "minutes.docx"))
    (desk / FOLDER / "older").mkdir()
    shutil.copy(LETTER, desk / FOLDER / "older")
    (desk / FOLDER / "empty").mkdir()
    (desk / FOLDER / ".DS_Store").write_bytes(b"")
    (desk / FOLDER / "Thumbs.db").write_bytes(b"")
    result = run("review", FOLDER)
    assert result.exit_code == 0
    assert " ".join(result.output.split()).count("was not reviewed") == 7
    assert "All 3 documents are ready to send; see what is worth a look." in result.output


def test_the_workbook_beside_the_outputs_comes_before_a_noted_one(
    desk: Path, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert run("build", "inputs/exampleshire.xlsx").exit_code == 0
    moved = tmp_path_factory.mktemp("moved") / "office"
    shutil.copytree(desk, moved)
    documents = moved / FOLDER
    (result, *_) = review([documents], Options())
    assert Path(result.workbook).resolve() == (moved / "inputs" / "exampleshire.xlsx").resolve()
    (moved / "inputs" / "exampleshire.xlsx").unlink()
    (result, *_) = review([documents], Options())
    assert Path(result.workbook).resolve() == (desk / "inputs" / "exampleshire.xlsx").resolve()


def test_one_document_that_breaks_the_program_does_not_stop_the_others(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("assembler.review.run.document_kind.is_draft", broken)
    found = list(review([desk / FOLDER], Options()))
    assert [f.code for one in found for f in one.findings] == ["document.stopped"] * 3


@pytest.mark.usefixtures("desk")
def test_the_banner_of_a_draft_is_found_without_any_copy_of_it() -> None:
    shutil.rmtree("outputs/.assembler")
    document = Document(str(LETTER))
    document.paragraphs[0].insert_paragraph_before("Draft - not to be sent")
    document.save(str(LETTER))
    assert "document.draft" in codes(LETTER)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "hole",
    [
        recommendation(8, "Engagement", ""),
        details(recipient_name=""),
        details(letter_date=None, sender_address=(), contact_email=""),
    ],
)
def test_an_unfinished_workbook_is_told_and_the_documents_looked_at(hole: Change) -> None:
    document = Document(str(LETTER))
    document.add_paragraph("To be settled: TBC.")
    document.save(str(LETTER))
    change(hole)
    (found,) = review([LETTER], Options())
    codes_found = {f.code for f in found.findings}
    assert codes_found == {"document.workbook", "left.mark", "document.reworded"}


@pytest.mark.usefixtures("desk")
def test_a_summary_that_the_workbook_lacks_is_told_of_the_workbook_only() -> None:
    change(outcome(1, summary=""))
    assert set(codes(FOLDER)) == {"document.workbook"}


@pytest.mark.usefixtures("desk")
def test_no_council_is_a_stranger_to_a_workbook_that_names_none() -> None:
    document = Document(str(LETTER))
    document.add_paragraph("This was agreed with Kent County Council.")
    document.save(str(LETTER))
    assert "left.other_council" in codes(LETTER)
    change(details(authority=""))
    assert "left.other_council" not in codes(LETTER)


@pytest.mark.parametrize("inside", [(), ("one", "two/three")])
def test_a_folder_without_documents_is_not_ready(run: Run, inside: Iterable[str]) -> None:
    for name in ("deep", *(f"deep/{each}" for each in inside)):
        Path(name).mkdir(parents=True, exist_ok=True)
    result = run("review", "deep")
    assert result.exit_code == 1
    assert "There is no Word document in deep." in result.output
    assert "ready to send." not in result.output.replace("Not ready to send", "")
    (row,) = json.loads(run("review", "deep", "--json").output)
    assert row["findings"][0]["code"] == "folder.empty"


def test_one_document_in_the_way_does_not_stop_the_others(desk: Path, run: Run) -> None:
    (FOLDER / "exampleshire-annex-a.docx").write_bytes(b"no Word file")
    shutil.copy(LETTER, FOLDER / "elsewhereshire-letter.docx")
    result = run("review", desk / "outputs", "--json")
    found = {
        Path(row["document"]).name: [finding["code"] for finding in row["findings"]]
        for row in json.loads(result.output)
    }
    assert result.exit_code == 1
    assert found == {
        "elsewhereshire-letter.docx": ["document.stopped"],
        "exampleshire-letter.docx": [],
        "exampleshire-annex-a.docx": ["document.stopped"],
        "exampleshire-annex-b.docx": [],
    }


@pytest.mark.usefixtures("desk")
def test_a_document_renamed_by_hand_is_known_by_the_id_it_carries() -> None:
    renamed = LETTER.rename(FOLDER / "Letter FINAL signed.docx")
    assert codes(FOLDER) == []
    document = Document(str(renamed))
    document.add_paragraph("TBC")
    document.save(str(renamed))
    assert codes(FOLDER) == ["left.mark", "document.reworded"]
    assert codes(renamed) == ["left.mark", "document.reworded"]


def test_a_letter_that_is_missing_is_told_beside_a_pack_too(office: Path, desk: Path) -> None:
    pack = Path("exampleshire", "exampleshire-pack.docx")
    shutil.copy(office / "outputs" / pack, desk / "outputs" / pack)
    assert codes(FOLDER) == []
    LETTER.unlink()
    assert codes(FOLDER) == ["folder.missing"]


def test_a_noted_workbook_is_named_as_a_person_would_type_it(desk: Path, run: Run) -> None:
    adviser = Path("inputs/pat")
    adviser.mkdir()
    Path("inputs/exampleshire.xlsx").rename(adviser / "exampleshire.xlsx")
    assert run("build", adviser, "-q").exit_code == 0
    assert f"Compared with {adviser / 'exampleshire.xlsx'}." in run("review", desk / FOLDER).stdout
    assert run("adopt", FOLDER).stdout.startswith(str(adviser))


def test_the_settings_beside_the_workbook_hold_for_a_review(desk: Path, run: Run) -> None:
    house = desk / "inputs" / "house"
    shutil.copytree(paths.ROOT / "templates", house)
    document = Document(str(house / "letter.docx"))
    document.add_paragraph("This office answers within ten days.")
    document.save(str(house / "letter.docx"))
    (desk / "inputs" / "assembler.toml").write_text('templates = "house"\n', encoding="utf-8")
    assert run("review", LETTER).exit_code == 1
    assert run("build", "inputs/exampleshire.xlsx", "-o", "outputs").exit_code == 0
    assert codes(LETTER) == []


def test_a_word_file_that_is_no_annex_b_is_refused(tmp_path: Path) -> None:
    edition = latest(shipped())
    document = Document()
    document.add_paragraph(next(iter(edition.criteria)).text)
    document.add_paragraph("Minutes of a meeting.")
    document.save(str(tmp_path / "minutes.docx"))
    blank = empty_assessment(edition, "Exampleshire County Council")
    with pytest.raises(AssemblerError, match="only 1 of the 83 criteria"):
        import_form(blank, "minutes.docx", (tmp_path / "minutes.docx").read_bytes())


def test_many_folders_are_reviewed_on_several_processes_in_their_order(
    desk: Path, run: Run
) -> None:
    for number in range(4):
        slug = f"council{number}"
        shutil.copytree(desk / FOLDER, desk / "outputs" / slug)
        for path in (desk / "outputs" / slug).glob("*.docx"):
            path.rename(path.with_name(path.name.replace("exampleshire", slug)))
        shutil.copy(desk / "inputs" / "exampleshire.xlsx", desk / "inputs" / f"{slug}.xlsx")
    type_into(desk / "outputs" / "council2" / "council2-letter.docx", "TBC")
    (desk / "outputs" / "council1" / "council1-annex-b.docx").write_bytes(b"no Word file")
    alone = run("review", "outputs", "--json", "--jobs", "1")
    several = run("review", "outputs", "--json", "--jobs", "2")
    assert (several.exit_code, several.output) == (1, alone.output)
    rows = json.loads(alone.output)
    assert [Path(row["document"]).parent.name for row in rows] == [
        name for name in sorted({f"council{n}" for n in range(4)} | {"exampleshire"}) for _ in "abc"
    ]


@pytest.mark.skipif(
    multiprocessing.get_start_method() != "fork",
    reason="processes here do not inherit what a test does",
)
@pytest.mark.usefixtures("desk")
def test_what_a_process_that_died_had_in_hand_is_reviewed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parent, usual = os.getpid(), parallel.review_unit

    def dies(options: Options, unit: Any) -> Any:
        if os.getpid() != parent:
            os._exit(9)
        return usual(options, unit)

    monkeypatch.setattr(parallel, "review_unit", dies)
    documents = sorted(FOLDER.glob("*.docx"))
    results = list(parallel.review_all(documents, Options(), 2))
    assert [result.document for result in results] == [str(path) for path in documents]


@pytest.mark.usefixtures("desk")
def test_the_programs_own_comment_is_told_in_full_and_holds_the_letter_back(run: Run) -> None:
    document = Document(str(LETTER))
    said = "The workbook now says: “" + "many words " * 20 + "” (Strengths!B2)."
    document.add_comment(document.paragraphs[5].runs, text=said, author="Assembler", initials="A")
    document.save(str(LETTER))
    result = run("review", LETTER, "--json")
    (finding,) = json.loads(result.output)[0]["findings"]
    assert (result.exit_code, finding["code"]) == (1, "left.conflict")
    assert said in finding["message"]
