"""What is different on Windows: code pages, names, paths, files that other programs hold.

Most of it is simulated, so that it is tried on every system; docs/windows.md lists the cases.
"""

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from assembler import cli, files, runtime
from assembler.errors import AssemblerError
from assembler.outputs import names
from assembler.word import pdf
from assembler.workbook.write import write
from support.assessments import finished
from support.paths import ROOT
from support.sound_workbook import saved, sound

WELSH = "Cyngor Ŵyr Ŷ “Ffug”"
Run = Callable[..., Result]


def program(
    folder: Path, *arguments: str, encoding: str | None = None, out: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own, its output in a code page of Windows."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if encoding:
        environment["PYTHONIOENCODING"] = encoding
    command = [sys.executable, "-m", "assembler", *arguments]
    with (out or folder / "out.txt").open("wb") as file:
        return subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file if out else subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )


@pytest.fixture
def welsh(tmp_path: Path) -> Path:
    (tmp_path / "ynys.xlsx").write_bytes(write(finished(WELSH)))
    return tmp_path


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "cp437"])
def test_a_code_page_that_lacks_letters_prints_a_question_mark(welsh: Path, encoding: str) -> None:
    result = program(welsh, "grade", "ynys.xlsx", encoding=encoding)
    assert result.returncode == 0, result.stderr
    assert b"Cyngor ?yr ?" in result.stdout


def test_output_into_a_file_is_whole_in_the_code_page_of_windows(welsh: Path) -> None:
    result = program(welsh, "grade", "ynys.xlsx", encoding="cp1252", out=welsh / "said.txt")
    assert result.returncode == 0, result.stderr
    assert "Cyngor ?yr ? “Ffug”" in (welsh / "said.txt").read_text("cp1252")


@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
def test_json_loses_no_letter_in_any_code_page(welsh: Path, encoding: str) -> None:
    result = program(welsh, "grade", "ynys.xlsx", "--json", encoding=encoding)
    (council,) = json.loads(result.stdout.decode("ascii"))
    assert council["council"] == WELSH


def test_a_program_without_a_console_still_ends_well(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    runtime.leave(0)
    assert codes == [0]


@pytest.mark.parametrize(
    ("typed", "opened"), [('inputs"', "inputs"), ('C:\\My folder"', "C:\\My folder")]
)
def test_a_backslash_before_the_last_quotation_mark_does_no_harm(
    typed: str, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["assemble", "--help", typed])
    monkeypatch.setattr(cli, "ON_WINDOWS", True)
    seen: list[str] = []
    monkeypatch.setattr(cli, "commands", lambda **_: seen.extend(sys.argv[1:]))
    cli.main()
    assert seen == ["--help", opened]


DEVICES = ["CON", "PRN", "AUX", "NUL", "COM1", "COM¹", "LPT9", "con", "Aux."]


@pytest.mark.parametrize("name", DEVICES)
def test_the_name_of_a_device_is_never_a_folder(name: str) -> None:
    assert names.slug(name) == f"{name.strip('.').lower().replace('¹', '1')}-council"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Council...", "council"),
        ("Council ", "council"),
        ("A<B>C:D|E?F*G", "a-b-c-d-e-f-g"),
        ("C:", "c"),
        ("\\\\server\\share\\Council", "server-share-council"),
        ("Sŵn y Môr", "swn-y-mor"),
        pytest.param("x" * 300, "x" * 80, id="long"),
    ],
)
def test_a_folder_has_a_name_that_windows_takes(name: str, slug: str) -> None:
    assert names.slug(name) == slug


def test_names_that_differ_only_in_case_are_one_council() -> None:
    groups = names.by_slug([Path("Kent.xlsx"), Path("KENT.xlsx")])
    assert list(groups) == ["kent"]


@pytest.mark.parametrize("name", ["desktop.ini", "Thumbs.db", "thumbs.db", "~$kent.docx"])
def test_what_windows_and_office_leave_in_a_folder_is_passed_over(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(b"")
    assert names.sort_folder(tmp_path) == names.Folder([], [], [])


def test_a_workbook_that_is_open_in_excel_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "~$kent.xlsx").write_bytes(b"")
    ((_, why),) = names.sort_folder(tmp_path).left_out
    assert why == "a workbook is open in Excel: what was last saved is used"


def broken(number: int, text: str) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, text)

    return fail


def refused(operation: str, name: str) -> Callable[..., Any]:
    """Return the operation of Path, refused where it concerns the file of a name."""
    usual = getattr(Path, operation)

    def work(path: Path, *words: Any, **named: Any) -> Any:
        if name in {path.name, *(getattr(word, "name", "") for word in words)}:
            raise PermissionError(errno.EACCES, "sharing violation")
        return usual(path, *words, **named)

    return work


@pytest.mark.parametrize(
    ("number", "text", "says"),
    [
        (errno.EACCES, "sharing violation", "could not be opened"),
        (errno.EINVAL, "The cloud file provider is not running", "cloud file provider"),
        (errno.ENOENT, "No such file", "There is no file"),
        (errno.EIO, "The network name is no longer available", "network name"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    number: int, text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kent.xlsx"
    path.write_bytes(b"x")
    monkeypatch.setattr(Path, "open", broken(number, text))
    with pytest.raises(AssemblerError, match=says) as error:
        files.read_file(path, 10)
    assert "kent.xlsx" in str(error.value)


@pytest.mark.parametrize("operation", ["open", "replace"])
def test_a_file_that_another_program_holds_is_named_and_kept(
    operation: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(b"old")
    monkeypatch.setattr(files, "_PAUSE", 0)
    with monkeypatch.context() as held:
        held.setattr(Path, operation, refused(operation, path.name))
        with pytest.raises(AssemblerError, match="open in another program"):
            files.write_file(path, b"new")
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [
        ("letter.docx", b"old")
    ]


def test_a_temporary_file_that_cannot_be_deleted_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, others = tmp_path / ".~b.part", [tmp_path / ".~a.part", tmp_path / ".~c.part"]
    for path in (held, *others):
        path.write_bytes(b"")
    monkeypatch.setattr(Path, "unlink", refused("unlink", held.name))
    files.remove_leftovers(tmp_path)
    files.remove_temporary(held)
    assert list(tmp_path.iterdir()) == [held]


def test_a_path_that_is_too_long_for_windows_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path("/".join([str(tmp_path), *["folder-of-a-name" * 3] * 6]), "kent.xlsx")
    monkeypatch.setattr(files, "ON_WINDOWS", True)
    with pytest.raises(AssemblerError, match="too long a path for Windows"):
        files.read_file(path, 10)
    error = files.write_error(path, OSError(errno.ENOENT, "No such file"))
    assert "too long a path for Windows" in str(error)


def test_a_settings_file_of_notepad_is_read(run: Run) -> None:
    saved(Path(), sound())
    Path("assembler.toml").write_bytes('\ufeffoutputs = "letters"\r\n'.encode())
    assert run("exampleshire.xlsx").exit_code == 0
    assert Path("letters/exampleshire/exampleshire-letter.docx").is_file()


def test_a_path_with_backslashes_in_settings_has_a_cure(run: Run) -> None:
    saved(Path(), sound())
    Path("assembler.toml").write_text('outputs = "C:\\Users\\me"\n', encoding="utf-8")
    result = run("exampleshire.xlsx")
    assert result.exit_code == 1
    assert "Write / in its place, or two backslashes" in " ".join(result.output.split())


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param("Siân Ŵyr", id="Welsh letters"),
        "OneDrive - Example Council",
        "a & b (1) %TEMP%",
    ],
)
def test_a_folder_of_any_name_is_worked_in(folder: str, run: Run) -> None:
    place = Path(folder)
    place.mkdir()
    saved(place, sound())
    result = run(place / "exampleshire.xlsx", "-o", place / "outputs")
    assert result.exit_code == 0, result.output
    assert (place / "outputs/exampleshire/exampleshire-letter.docx").is_file()


def test_libreoffice_is_given_no_longer_a_command_line_than_windows_takes() -> None:
    longest = 259
    assert pdf._AT_ONCE * (longest + 3) < 32_767  # noqa: SLF001 - the bound is not seen outside


def test_no_more_processes_are_started_than_windows_can_wait_for() -> None:
    assert runtime.MOST_PROCESSES * 2 < 63


@pytest.mark.parametrize("name", ["Assemble.cmd", "install-for-me.cmd"])
def test_a_cmd_file_is_one_that_windows_reads(name: str) -> None:
    content = (ROOT / "packaging" / name).read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")  # labels are missed in other files
    lines = content.decode("ascii").splitlines()
    labels = {line[1:] for line in lines if line.startswith(":")}
    gone_to = {word for line in lines for word in re.findall(r"(?:goto|call) :?(\w+)", line)}
    assert gone_to - {"eof"} <= labels
    # In a bracketed block, a bracket in the name of a file would end the block.
    opened = [line for line in lines if line.rstrip().endswith("(")]
    assert opened == []
