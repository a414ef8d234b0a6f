"""The command line: what it prints, what it writes, how it exits."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from assembler.cli import commands
from assembler.rich_text import from_text
from assembler.workbook.write import write
from support.assessments import answered, finished
from support.paths import ROOT

Run = Callable[..., Result]
REFERENCE = ROOT / "inputs" / "cambridgeshire.xlsx"
OPEN = "a workbook is open in Excel: what was last saved is used"


def workbook(folder: Path, name: str = "exampleshire") -> Path:
    path = folder / f"{name}.xlsx"
    path.write_bytes(write(finished()))
    return path


def test_one_line_writes_three_documents(run: Run, tmp_path: Path) -> None:
    result = run(REFERENCE)
    assert result.exit_code == 0
    written = sorted(path.name for path in (tmp_path / "outputs" / "cambridgeshire").iterdir())
    assert written == [
        "cambridgeshire-annex-a.docx",
        "cambridgeshire-annex-b.docx",
        "cambridgeshire-letter.docx",
    ]
    assert "Cambridgeshire County Council" in result.stdout
    assert "8 Communications and engagement: Exceeding" in result.stdout
    for name in written:
        assert name in result.stdout


def test_building_twice_changes_nothing(run: Run, tmp_path: Path) -> None:
    run(REFERENCE)
    folder = tmp_path / "outputs" / "cambridgeshire"
    before = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()}
    result = run(REFERENCE)
    assert result.exit_code == 0
    assert {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()} == before
    assert result.stdout.count("unchanged") == 3


def test_a_workbook_with_errors_touches_no_output(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "exampleshire.xlsx"
    path.write_bytes(write(answered({})))
    result = run(path)
    assert result.exit_code == 1
    assert not (tmp_path / "outputs").exists()
    assert "no answer yet." in " ".join(result.stdout.split())
    assert "Annex B!" in result.stdout
    assert "Letter!B" in result.stdout


def test_validate_says_what_the_contract_says(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "exampleshire.xlsx"
    path.write_bytes(write(answered({})))
    result = run("validate", path, "--json")
    assert result.exit_code == 1
    (said,) = json.loads(result.stdout)
    assert {"workbook", "council", "edition", "findings"} <= said.keys()
    assert said["edition"] == "2024-25"
    for finding in said["findings"]:
        assert finding.keys() == {"code", "severity", "sheet", "cells", "message", "fix"}
    blank = [f for f in said["findings"] if f["code"] == "answers.blank"]
    assert sum(len(finding["cells"]) for finding in blank) == 83


def test_grade_says_what_the_contract_says(run: Run) -> None:
    result = run("grade", REFERENCE, "--json")
    assert result.exit_code == 0
    (said,) = json.loads(result.stdout)
    numbers = [benchmark["number"] for benchmark in said["benchmarks"]]
    assert numbers == list(range(1, 9))
    assert said["benchmarks"][0] == {
        "number": 1,
        "title": "Multi-agency partnership group",
        "scored": True,
        "proposed": "Exceeding",
        "outcome": "Exceeding",
        "reason": "Exceeding: all 5 Met criteria and all 3 Exceeding criteria are met.",
    }
    assert said["benchmarks"][4]["outcome"] is None


def test_build_says_what_the_contract_says(run: Run) -> None:
    result = run("build", REFERENCE, "--json")
    (said,) = json.loads(result.stdout)
    assert {"workbook", "council", "status", "documents", "findings", "conflicts"} <= said.keys()
    assert said["status"] == "built"
    assert len(said["documents"]) == 3


def test_an_edited_document_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    from docx import Document  # noqa: PLC0415

    path = workbook(tmp_path)
    run(path)
    letter = tmp_path / "outputs" / "exampleshire" / "exampleshire-letter.docx"
    document = Document(str(letter))
    document.add_paragraph("Words of the adviser's own.")
    document.save(str(letter))
    whole = finished()
    path.write_bytes(write(replace(whole, details=replace(whole.details, salutation="Alexandra"))))
    run(path)
    kept = [paragraph.text for paragraph in Document(str(letter)).paragraphs]
    assert "Words of the adviser's own." in kept


def test_new_writes_a_workbook_that_says_what_is_left_to_do(run: Run, tmp_path: Path) -> None:
    result = run("new", "Exampleshire County Council")
    assert result.exit_code == 0
    path = tmp_path / "inputs" / "exampleshire-county-council.xlsx"
    assert path.exists()
    assert run("new", "Exampleshire County Council").exit_code == 1
    assert run("validate", path).exit_code == 1


def test_a_misspelt_command_is_not_taken_for_a_file(run: Run) -> None:
    result = run("valdate")
    assert result.exit_code == 2
    assert "Did you mean 'validate'?" in result.stderr


def test_a_file_that_is_not_there_is_named(run: Run) -> None:
    result = run("inputs/nowhere.xlsx")
    assert result.exit_code == 2
    assert "nowhere.xlsx" in result.stderr


def test_a_word_alone_is_help(run: Run) -> None:
    assert run().exit_code == 2
    assert "assemble inputs/exampleshire.xlsx" in run("--help").stdout


def every_command() -> list[tuple[str, ...]]:
    """Return the words of every command, those of groups included."""
    found: list[tuple[str, ...]] = []
    for name, command in sorted(commands.commands.items()):
        found.append((name,))
        found += [(name, inner) for inner in sorted(getattr(command, "commands", ()))]
    return found


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_has_help_with_an_example(run: Run, words: tuple[str, ...]) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0
    _, _, example = result.stdout.partition("Example:")
    shown = "assemble inputs" if words == ("build",) else f"assemble {' '.join(words)}"
    assert shown in example


def test_a_folder_is_every_workbook_in_it(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "inputs"
    folder.mkdir()
    for number in range(3):
        workbook(folder, f"council-{number}")
    (folder / "~$council-1.xlsx").write_bytes(b"")
    (folder / "council-1-to-fix.xlsx").write_bytes(b"")
    (folder / "._council-2.xlsx").write_bytes(b"")
    (folder / "assembler.toml").write_bytes(b"")
    (folder / "broken.xlsx").write_bytes(b"not a workbook")
    (folder / "old.xls").write_bytes(b"")
    for name in ("a.docx", "b.pdf", "c.csv", "d.txt", "e.ods.zip", "f", "~$a.docx"):
        (folder / name).write_bytes(b"")
    (folder / "last-year").mkdir()
    result = run(folder, "--jobs", "2")
    assert result.exit_code == 1
    assert len(list((tmp_path / "outputs").glob("council-*/*.docx"))) == 9
    assert result.stderr.splitlines() == [
        f"Left out: {folder / '._council-2.xlsx'} (a hidden file).",
        f"Left out: {folder / 'council-1-to-fix.xlsx'} (a marked-up copy).",
        f"Left out: {folder / 'old.xls'} (not an .xlsx workbook).",
        f"Left out: {folder / '~$council-1.xlsx'} ({OPEN}).",
        f"Left out of {folder}: a.docx, b.pdf, c.csv, d.txt, e.ods.zip, 1 more (not workbooks).",
    ]
    assert "broken.xlsx" in result.stdout
    again = run(folder, "--jobs", "1", "--json")
    statuses = [row["status"] for row in json.loads(again.stdout)]
    assert statuses == ["to put right", "unchanged", "unchanged", "unchanged"]


HEAVY = ("openpyxl", "docx", "docxtpl", "lxml", "jinja2", "rich")


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        (["--help"], HEAVY),
        (["--version"], HEAVY),
        (["build", "--help"], HEAVY),
        (["validate", str(REFERENCE)], HEAVY),
        ([str(REFERENCE), "-o", "{place}"], ("openpyxl", "rich")),
    ],
    ids=["help", "version", "help of a command", "validate", "build"],
)
def test_a_command_loads_what_it_needs(
    words: list[str], unwanted: tuple[str, ...], tmp_path: Path
) -> None:
    assert loaded([word.format(place=tmp_path) for word in words], {}) & {*unwanted} == set()


def test_completing_a_word_loads_nothing_heavy() -> None:
    asked = {"_ASSEMBLE_COMPLETE": "bash_complete", "COMP_WORDS": "assemble val", "COMP_CWORD": "1"}
    assert loaded([], asked) & {*HEAVY} == set()


def loaded(words: list[str], environment: dict[str, str]) -> set[str]:
    """Return the modules that a command has loaded when it ends."""
    look = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('', *sys.modules))\n"
        "from assembler.cli import commands\n"
        "commands(sys.argv[1:], prog_name='assemble', standalone_mode=False)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", look, *words],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    assert "assembler.cli" in said.stdout, said.stderr
    return set(said.stdout.splitlines()[-1].split())


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX closes what the program prints to")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_program_that_nobody_listens_to_does_its_work(tmp_path: Path, closed: str) -> None:
    command = f'exec "$0" -m assembler "$1" -o "$2" {closed}'
    said = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable, str(REFERENCE), str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert said.returncode == 0
    assert said.stderr == ""
    assert len(list((tmp_path / "cambridgeshire").glob("*.docx"))) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_full_disk_under_what_is_told_is_no_fault_of_the_program(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        said = subprocess.run(
            [sys.executable, "-m", "assembler", str(REFERENCE), "-o", str(tmp_path)],
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
    assert said.returncode == 1
    assert "Could not write the output: the disk is full" in said.stderr


@pytest.mark.parametrize("command", ["validate", "overview"])
def test_a_command_that_is_stopped_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def interrupted(_: bytes, *__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assembler.workbook.read.read", interrupted)
    result = run(command, workbook(tmp_path))
    assert result.exit_code == 1
    assert result.stderr.strip() == "Stopped. Nothing is half written; run the same line again."


def test_a_council_in_two_workbooks_is_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "inputs"
    folder.mkdir()
    for name in ("one", "one - Copy"):
        workbook(folder, name)
    (folder / "another.xlsx").write_bytes(write(finished("Sampleton Borough Council")))
    for command in ("build", "overview"):
        text = " ".join(run(command, "inputs").stdout.split())
        said = "Exampleshire County Council is in 2 workbooks: "
        assert text.count("is in 2 workbooks") == 1
        assert said in text
        for name in ("one.xlsx", "one - Copy.xlsx"):
            assert name in text.partition(said)[2]


def test_a_dry_run_over_a_folder_says_what_would_be_written(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "inputs"
    folder.mkdir()
    first, _ = workbook(folder, "one"), workbook(folder, "two")
    run("inputs")
    whole = finished()
    person = replace(whole.details, recipient_name="Robin Pattern")
    first.write_bytes(write(replace(whole, details=person)))
    told = run("inputs", "--dry-run").stdout
    assert "would write letter" in told
    assert "The documents are in" not in told
    assert told.count("unchanged") == 2


def test_what_is_said_of_very_many_documents_is_said_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "inputs"
    folder.mkdir()
    for number in range(6):
        workbook(folder, f"council-{number}")
    run("inputs", "--draft")
    for _ in range(3):
        text = " ".join(run("inputs").stdout.split())
        assert text.count("A draft is still beside it") == 1
        assert "18 documents, the first outputs" in text.replace("\\", "/")


def test_a_folder_tells_how_many_pdf_files_were_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assembler.word.pdf.made", lambda some: [(p, b"%PDF") for p in some])
    folder = tmp_path / "inputs"
    folder.mkdir()
    for number in range(2):
        workbook(folder, f"council-{number}")
    run("inputs")
    told = run("inputs", "--pdf").stdout
    assert "2 unchanged" in told
    assert "6 PDF files were made." in told
    assert "PDF" not in run("inputs", "--pdf").stdout
    for letter in (tmp_path / "outputs").glob("council-0/*-letter.docx"):
        letter.write_bytes(b"not a document")
    for _ in range(2):
        assert "The PDF beside it was made before" in " ".join(run("inputs").stdout.split())


def test_quiet_over_a_folder_says_nothing_when_all_is_well(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "inputs"
    folder.mkdir()
    workbook(folder, "one")
    workbook(folder, "two")
    assert run("inputs", "-q").output == ""
    (folder / "broken.xlsx").write_bytes(b"not a workbook")
    told = run("inputs", "-q").output
    assert told.startswith("3 workbooks")
    assert "broken.xlsx" in told


def test_a_console_that_lacks_a_letter_is_no_reason_to_fail(tmp_path: Path) -> None:
    path = tmp_path / "ynys.xlsx"
    path.write_bytes(write(finished("Cyngor Ŵyr Ŷ")))
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    said = subprocess.run(
        [sys.executable, "-m", "assembler", str(path), "-o", str(tmp_path / "out")],
        check=False,
        capture_output=True,
        cwd=ROOT,
        env=environment,
    )
    assert said.returncode == 0, said.stderr


def test_the_wheel_works_from_any_folder(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="hatchling is not installed, so no wheel can be built")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        check=True,
        capture_output=True,
        cwd=ROOT,
    )
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    shutil.unpack_archive(wheel, tmp_path / "site", "zip")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    said = subprocess.run(
        [sys.executable, "-m", "assembler", str(REFERENCE)],
        check=False,
        capture_output=True,
        text=True,
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
    )
    assert said.returncode == 0, said.stderr
    assert "the templates that come with the program" in said.stdout
    assert len(list((elsewhere / "outputs" / "cambridgeshire").glob("*.docx"))) == 3


@pytest.mark.parametrize("typed", ["Dear Alex,", "dear Alex", "Alex,", "Alex"])
def test_dear_is_never_printed_twice(run: Run, tmp_path: Path, typed: str) -> None:
    from docx import Document  # noqa: PLC0415

    whole = finished()
    path = tmp_path / "exampleshire.xlsx"
    path.write_bytes(write(replace(whole, details=replace(whole.details, salutation=typed))))
    run(path)
    letter = tmp_path / "outputs" / "exampleshire" / "exampleshire-letter.docx"
    assert "Dear Alex," in [paragraph.text for paragraph in Document(str(letter)).paragraphs]


def test_names_alike_are_told_and_the_rest_is_built(run: Run, tmp_path: Path) -> None:
    paths = [workbook(tmp_path, name) for name in ("one council", "one-council", "another")]
    result = run(*paths, "--jobs", "1", "--json")
    assert result.exit_code == 1
    statuses = [(Path(row["workbook"]).stem, row["status"]) for row in json.loads(result.stdout)]
    assert statuses == [
        ("one council", "to put right"),
        ("one-council", "to put right"),
        ("another", "built"),
    ]


def test_an_overview_is_never_written_over_something_else(run: Run, tmp_path: Path) -> None:
    path = workbook(tmp_path)
    before = path.read_bytes()
    result = run("overview", path, "-o", path)
    assert result.exit_code == 1
    assert "is not an overview" in " ".join(result.stderr.split())
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["", " ", "x" * 300 + ".xlsx"])
def test_a_name_no_disk_could_hold_is_wrong_use(run: Run, name: str) -> None:
    assert run(name).exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("new", "Exampleshire County Council", "--returned", "form.docx"),
        ("templates", "tidy", "form.docx"),
    ],
)
def test_a_locked_word_file_is_to_be_closed_in_word(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    (tmp_path / "form.docx").write_bytes(b"locked")
    usual = Path.open

    def locked(path: Path, *given: Any, **named: Any) -> Any:
        if path.name == "form.docx":
            raise PermissionError
        return usual(path, *given, **named)

    monkeypatch.setattr(Path, "open", locked)
    result = run(*words)
    assert result.exit_code == 1
    assert "Close it in Word, then run it again." in " ".join(result.stderr.split())


def test_an_option_before_its_command_is_told(run: Run) -> None:
    result = run("-q", "validate", "inputs")
    assert result.exit_code == 2
    assert "Write the command first: assemble validate -q …" in result.output


def test_a_folder_that_holds_its_outputs_is_built_again_without_a_word_on_them(run: Run) -> None:
    Path("all/pat").mkdir(parents=True)
    Path("all/pat/exampleshire.xlsx").write_bytes(write(finished()))
    for place in ("all/outputs", "all/pat/outputs"):
        assert run("build", "all", "-o", place).exit_code == 0
        assert run("overview", "all", "-o", f"{place}/overview.xlsx").exit_code == 0
    result = run("build", "all", "-o", "all/outputs")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert run("validate", "all", "--json").exit_code == 0


def test_a_folder_with_a_subfolder_for_each_adviser(run: Run) -> None:
    for adviser, council in (
        ("pat", "Exampleshire County Council"),
        ("sam", "Testford City Council"),
    ):
        whole = finished(council)
        text = from_text("The board met in May and agreed a plan with an owner for each action.")
        outcomes = {**whole.outcomes, 1: replace(whole.outcomes[1], summary=text)}
        Path("all", adviser).mkdir(parents=True)
        content = write(replace(whole, outcomes=outcomes))
        Path("all", adviser, f"{council.split()[0].lower()}.xlsx").write_bytes(content)
    result = run("validate", "all", "--json")
    assert result.exit_code == 0
    shared = [
        finding
        for one in json.loads(result.stdout)
        for finding in one["findings"]
        if finding["code"] == "authorities.shared"
    ]
    assert [finding["cells"] for finding in shared] == [["F2"], ["F2"]]
    assert run("validate", "all").stdout.endswith("\n\n2 workbooks: 2 ready to build.\n")
    Path("all", "broken.xlsx").write_bytes(b"Dear Sir")
    said = f"\n\n3 workbooks: 2 ready to build, 1 to put right: {Path('all/broken.xlsx')}.\n"
    assert run("validate", "all").stdout.endswith(said)
    Path("all", "broken.xlsx").unlink()
    Path("all", "sam", "notes.txt").write_text("Dear Sam")
    Path("all", ".old").mkdir()
    Path("all", ".old", "testford.xlsx").write_bytes(b"")
    result = run("build", "all")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        f"Left out of {Path('all/sam')}: notes.txt (not a workbook)."
    ]
    assert sorted(path.name for path in Path("outputs").glob("[!.]*")) == [
        "exampleshire",
        "testford",
    ]
    Path("all", "sam", "testford.xlsx").rename(Path("all", "sam", "exampleshire.xlsx"))
    result = run("build", "all")
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert str(Path("all/pat/exampleshire.xlsx")) in said
    assert str(Path("all/sam/exampleshire.xlsx")) in said
