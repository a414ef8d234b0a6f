"""Builds that meet what they did not expect: another council, drafts, damage, links, full disks."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from assembler import files
from assembler.errors import AssemblerError
from assembler.outputs import copies
from assembler.pipeline import export_pdf
from assembler.pipeline.build import Choices, order
from assembler.results import BuildResult, BuildStatus, BuiltDocument, DocumentState
from assembler.word import document_id, pdf
from support import edited_package
from support.adviser_edits import edited, lines, reword
from support.built_documents import ALL, LETTER, MONTHLY, A, contents, edit, workbook
from support.edited_package import BODY, RELS, TYPES, Parts
from support.merge_council import detail

Run = Callable[..., Result]
OUTPUTS = Path("outputs")
OTHER = detail(authority="Sampleton Borough Council")
NOTE = OUTPUTS / ".assembler/made/exampleshire.json"


@pytest.fixture
def built(run: Run) -> Run:
    """Have the council's documents built once."""
    workbook()
    assert run("exampleshire.xlsx", "-q").exit_code == 0
    return run


def elsewhere() -> str:
    """Save another council's workbook under the same name in another folder."""
    Path("other").mkdir()
    workbook(OTHER)
    return str(shutil.move("exampleshire.xlsx", "other/exampleshire.xlsx"))


@pytest.mark.parametrize("noted", [True, False])
def test_another_councils_letter_is_never_merged_into(built: Run, *, noted: bool) -> None:
    edit(LETTER, "Good progress", "Notable progress")
    if not noted:
        NOTE.unlink()
    before, other = contents(), elsewhere()
    for option in ("--pack", "--dry-run"):
        result = built(other, option)
        assert result.exit_code == 1
        text = " ".join(result.output.split())
        assert "Exampleshire County Council" in text
        assert "Sampleton Borough Council" in text
        assert "Rename the workbook" in text
    assert contents() == before
    assert built(other, "--fresh").exit_code == 0
    assert "Notable progress" not in "".join(lines(LETTER.read_bytes()))
    assert copies.backups(OUTPUTS, "exampleshire", LETTER.name)


def test_another_year_is_another_letter(built: Run) -> None:
    said = json.loads(NOTE.read_text("utf-8"))
    NOTE.write_text(json.dumps({**said, "year": "2001/2002"}), "utf-8")
    workbook(MONTHLY)
    result = built("exampleshire.xlsx")
    assert result.exit_code == 1
    assert "2001/2002" in result.output


def test_another_council_may_be_built_when_the_old_folder_is_moved_away(built: Run) -> None:
    ALL.rename("earlier")
    assert built(elsewhere()).exit_code == 0


def test_a_councils_name_may_be_put_right_in_its_workbook(built: Run) -> None:
    workbook(detail(authority="Exampelshire County Council"))
    assert built("exampleshire.xlsx").exit_code == 0
    assert built("exampleshire.xlsx", "--draft").exit_code == 0
    NOTE.unlink()
    workbook()
    assert built("exampleshire.xlsx", "--draft").exit_code == 0


def test_a_draft_is_never_written_under_the_name_of_a_finished_document(built: Run) -> None:
    assert built("exampleshire.xlsx", "--draft").exit_code == 0
    mine = ALL / "My letter.docx"
    (ALL / "exampleshire-letter-draft.docx").rename(mine)
    before = mine.read_bytes()
    workbook(detail(recipient_name="Flo Example"))
    built("exampleshire.xlsx", "--draft")
    assert mine.read_bytes() == before
    assert (ALL / "exampleshire-letter-draft.docx").exists()


def test_a_draft_is_not_taken_for_the_letter(run: Run) -> None:
    workbook()
    assert run("exampleshire.xlsx", "--draft").exit_code == 0
    (ALL / "exampleshire-letter-draft.docx").rename(LETTER)
    before = LETTER.read_bytes()
    result = run("exampleshire.xlsx")
    assert result.exit_code == 3
    assert "It is a draft" in result.output
    assert LETTER.read_bytes() == before


def test_a_failure_part_way_leaves_the_whole_set_as_it_was(
    built: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in ALL.iterdir()}
    workbook(MONTHLY, detail(recipient_name="Flo Example"))
    put = files.replace_file

    def failing(temporary: Path, path: Path) -> None:
        if path.name == A.name:
            raise files.write_error(path, PermissionError())
        put(temporary, path)

    monkeypatch.setattr(files, "replace_file", failing)
    assert built("exampleshire.xlsx").exit_code == 1
    assert {path.name: path.read_bytes() for path in ALL.iterdir()} == before


def test_a_note_that_cannot_be_written_spoils_nothing(run: Run) -> None:
    workbook()
    NOTE.mkdir(parents=True)
    assert run("exampleshire.xlsx").exit_code == 0
    assert LETTER.exists()


def test_an_edited_new_version_is_not_written_over(built: Run) -> None:
    LETTER.write_bytes(b"not a Word file")
    workbook(detail(recipient_name="Flo Example"))
    assert built("exampleshire.xlsx").exit_code == 3
    beside = ALL / "exampleshire-letter-new.docx"
    beside.write_bytes(edited(beside.read_bytes(), reword("Good progress", "Notable progress")))
    mine = beside.read_bytes()
    assert built("exampleshire.xlsx").exit_code == 3
    assert not (ALL / "exampleshire-letter-new-2.docx").exists()
    workbook(detail(recipient_name="Jo Example"))
    assert built("exampleshire.xlsx").exit_code == 3
    assert beside.read_bytes() == mine
    assert "Jo Example" in lines((ALL / "exampleshire-letter-new-2.docx").read_bytes())


def test_a_damaged_or_locked_file_has_no_id_and_stops_nothing(built: Run) -> None:
    content = LETTER.read_bytes()
    locked = bytearray(content)
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = -1
        while (place := locked.find(mark, place + 1)) >= 0:
            locked[place + at] |= 1
    assert document_id.of(bytes(locked)) == ""
    for at in range(0, len(content), 97):
        spoilt = bytearray(content)
        spoilt[at] ^= 0xFF
        document_id.of(bytes(spoilt))
    (ALL / "my notes.docx").write_bytes(locked)
    LETTER.unlink()
    assert built("exampleshire.xlsx").exit_code == 0
    assert LETTER.exists()


@pytest.mark.parametrize("note", ["[" * 100_000, "{}", "[]", '{"council": 5}', "", "\0"])
def test_a_spoilt_note_is_as_none(built: Run, note: str) -> None:
    NOTE.write_text(note, "utf-8")
    assert built("exampleshire.xlsx", "--jobs", "1").exit_code == 0
    workbook(detail(recipient_name="Flo Example"))
    NOTE.write_text(note, "utf-8")
    Path("inputs").mkdir()
    shutil.move("exampleshire.xlsx", "inputs/exampleshire.xlsx")
    shutil.copy("inputs/exampleshire.xlsx", "inputs/another.xlsx")
    assert built("inputs").exit_code == 0


@pytest.mark.parametrize(
    "spoil",
    [lambda _: b"", lambda copy: copy[:500], lambda copy: b"PK" * len(copy)],
    ids=["empty", "cut off", "written over"],
)
def test_a_spoilt_copy_is_as_none(built: Run, spoil: Callable[[bytes], bytes]) -> None:
    edit(LETTER, "Good progress", "Notable progress")
    mine = LETTER.read_bytes()
    for copy in (OUTPUTS / ".assembler").glob("*-letter.docx"):
        copy.write_bytes(spoil(copy.read_bytes()))
    workbook(detail(recipient_name="Flo Example"))
    result = built("exampleshire.xlsx")
    assert result.exit_code == 3
    assert "not among the copies" in " ".join(result.stdout.split())
    assert LETTER.read_bytes() == mine
    (ALL / "exampleshire-letter-new.docx").unlink()
    workbook()
    assert built("exampleshire.xlsx").exit_code == 0
    workbook(detail(recipient_name="Flo Example"))
    assert built("exampleshire.xlsx").exit_code == 0
    said = " ".join(lines(LETTER.read_bytes()))
    assert "Flo Example" in said
    assert "Notable progress" in said


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [(b"", "is damaged"), (b"junk", "is damaged"), (b"PK\3\4 half", "is damaged")],
)
def test_a_damaged_document_is_called_damaged(built: Run, spoilt: bytes, why: str) -> None:
    LETTER.write_bytes(spoilt)
    result = built("exampleshire.xlsx")
    assert result.exit_code == 3
    text = " ".join(result.stdout.split())
    assert why in text
    assert "copies kept" not in text
    assert LETTER.read_bytes() == spoilt
    assert (ALL / "exampleshire-letter-new.docx").exists()


def test_what_fresh_replaces_is_said_and_kept(built: Run) -> None:
    edit(LETTER, "Good progress", "Notable progress")
    mine = LETTER.read_bytes()
    for words in (["exampleshire.xlsx", "--fresh", "--dry-run"], ["exampleshire.xlsx", "--fresh"]):
        assert LETTER.read_bytes() == mine
        text = " ".join(built(*words).stdout.split())
        assert text.count("the edited version is kept in") == 1
    (backup,) = copies.backups(OUTPUTS, "exampleshire", LETTER.name)
    assert backup.read_bytes() == mine
    assert str(backup.parent) in text


def test_copies_that_were_cleared_away_are_made_again(built: Run) -> None:
    shutil.rmtree(OUTPUTS / ".assembler")
    assert built("exampleshire.xlsx").exit_code == 0
    edit(LETTER, "Good progress", "Notable progress")
    workbook(detail(recipient_name="Flo Example"))
    assert built("exampleshire.xlsx").exit_code == 0
    said = " ".join(lines(LETTER.read_bytes()))
    assert "Flo Example" in said
    assert "Notable progress" in said


def test_a_pdf_or_a_draft_of_an_earlier_time_is_said(
    built: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "made", lambda paths: [(path, b"%PDF") for path in paths])
    assert built("exampleshire.xlsx", "--pdf").exit_code == 0
    assert built("exampleshire.xlsx", "--draft").exit_code == 0
    workbook(detail(recipient_name="Flo Example"))
    text = " ".join(built("exampleshire.xlsx").stdout.split())
    assert text.count("The PDF beside it was made before it changed") == 1
    assert text.count("A draft is still beside it") == 3
    for draft in ALL.glob("*-draft.docx"):
        draft.unlink()
    text = " ".join(built("exampleshire.xlsx", "--pdf").stdout.split())
    assert "beside it" not in text


def of(path: Path) -> BuildResult:
    return BuildResult(
        "w.xlsx",
        BuildStatus.UNCHANGED,
        "",
        documents=(BuiltDocument(str(path), DocumentState.KEPT),),
    )


def as_word_for_the_web_saves_it(parts: Parts) -> None:
    """Call the main part as Word for the web does, and name it absolutely."""
    parts["word/document2.xml"] = parts.pop(BODY)
    parts["word/_rels/document2.xml.rels"] = parts.pop(RELS)
    for name in (TYPES, "_rels/.rels"):
        parts[name] = parts[name].replace(b"word/document.xml", b"word/document2.xml")


@pytest.mark.parametrize("save", [lambda _: None, as_word_for_the_web_saves_it])
def test_a_letter_with_an_open_question_gets_no_pdf(
    built: Run, monkeypatch: pytest.MonkeyPatch, save: Callable[[Parts], None]
) -> None:
    monkeypatch.setattr(pdf, "made", lambda paths: [(path, b"%PDF") for path in paths])
    edit(A, "every quarter", "every week")
    workbook(MONTHLY)
    assert built("exampleshire.xlsx").exit_code == 3
    A.write_bytes(edited_package.edited(A.read_bytes(), save))
    assert built("exampleshire.xlsx").exit_code == 3
    result = built("exampleshire.xlsx", "--pdf")
    assert not list(ALL.glob("*.pdf"))
    assert "still asks you" in " ".join(result.output.split())


def test_a_pdf_of_someone_elses_is_backed_up(built: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert built
    monkeypatch.setattr(pdf, "made", lambda paths: [(path, b"%PDF new") for path in paths])
    theirs = LETTER.with_suffix(".pdf")
    theirs.write_bytes(b"%PDF signed")
    _, problem = export_pdf.add([of(LETTER)], OUTPUTS)
    assert problem is None
    (backup,) = copies.backups(OUTPUTS, "exampleshire", theirs.name)
    assert backup.read_bytes() == b"%PDF signed"
    edit(LETTER, "Good progress", "Notable progress")
    export_pdf.add([of(LETTER)], OUTPUTS)
    assert len(copies.backups(OUTPUTS, "exampleshire", theirs.name)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("name", ["backups", "made", "locks"])
def test_a_link_out_of_the_outputs_folder_is_refused(run: Run, name: str) -> None:
    workbook()
    target = Path("target").absolute()
    target.mkdir()
    (OUTPUTS / ".assembler").mkdir(parents=True)
    (OUTPUTS / ".assembler" / name).symlink_to(target)
    with pytest.raises(AssemblerError, match="is a link to another place"):
        order(Choices(OUTPUTS))
    assert run("exampleshire.xlsx").exit_code != 0
    assert not list(target.iterdir())


OWNERS = [
    (".~lock.exampleshire-letter.docx#", True),
    ("~$ampleshire-letter.docx", True),
    ("~$xampleshire-letter.docx", True),
    ("~$exampleshire-letter.docx", True),
    # Of another document, of something else, or of none
    ("~$ampleshire-annex-b.docx", False),
    (".~lock.exampleshire-letter.docx", False),
    ("~$notes.docx", False),
    ("~WRL0001.tmp", False),
]


@pytest.mark.parametrize(("owner", "is_open"), OWNERS)
def test_a_document_that_is_open_in_word_is_not_rebuilt(
    built: Run, owner: str, *, is_open: bool
) -> None:
    before = LETTER.read_bytes()
    (ALL / owner).write_bytes(b"Alex")
    workbook(detail(recipient_name="Flo Example"))
    result = built("exampleshire.xlsx")
    assert result.exit_code == int(is_open)
    assert (LETTER.read_bytes() == before) == is_open
    text = " ".join(result.output.split())
    assert ("is open in Word" in text) == (f"delete {owner}" in text) == is_open


def test_a_document_that_is_open_and_need_not_be_written_is_no_obstacle(built: Run) -> None:
    (ALL / "~$ampleshire-letter.docx").write_bytes(b"Alex")
    assert built("exampleshire.xlsx").exit_code == 0
