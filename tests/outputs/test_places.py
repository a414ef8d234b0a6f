"""Bad places to write: the old file or the new one is there, whole, and the message says which."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from docx import Document

from assembler import files
from assembler.errors import AssemblerError
from assembler.outputs import lock
from support import paths
from support.sound_workbook import outcome, saved, sound, spoilt

LETTER = Path("outputs/exampleshire/exampleshire-letter.docx")
ANNEX = Path("outputs/exampleshire/exampleshire-annex-a.docx")
ROOT = paths.ROOT
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits and signals")
LINKS = pytest.mark.skipif(os.name == "nt", reason="links need an administrator on Windows")


@pytest.fixture
def built(run: Callable[..., Result]) -> Iterator[Callable[..., Result]]:
    """Build once, then change the workbook, so that a new build wants to write Annex A anew."""
    saved(Path(), sound())
    assert run("build", "exampleshire.xlsx").exit_code == 0
    saved(Path(), spoilt(outcome(1, summary="The summary has changed since.")))
    yield run
    assert not list(Path("outputs/exampleshire").rglob("*.part"))


def whole(path: Path) -> str:
    """Open a document and give the first summary."""
    return Document(str(path)).tables[0].rows[1].cells[3].text


def test_a_document_open_in_word_is_named_and_kept(
    built: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ANNEX.read_bytes()
    usual = Path.replace

    def denied(path: Path, target: Path) -> Path:
        if Path(target).name == ANNEX.name:
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        return usual(path, target)

    monkeypatch.setattr(Path, "replace", denied)
    monkeypatch.setattr(files, "_PAUSE", 0)
    result = built("build", "exampleshire.xlsx")
    text = " ".join(result.stdout.split())
    assert result.exit_code == 1
    assert "exampleshire-annex-a.docx could not be written" in text
    assert "Close it in Word" in text
    assert ANNEX.read_bytes() == before


def test_a_scanner_that_holds_a_file_for_a_moment_is_waited_for(
    built: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = iter([True, True, False])
    usual = Path.replace

    def moody(path: Path, target: Path) -> Path:
        if Path(target).name == ANNEX.name and next(refusals, False):
            raise PermissionError(errno.EACCES, "sharing violation")
        return usual(path, target)

    monkeypatch.setattr(Path, "replace", moody)
    assert built("build", "exampleshire.xlsx").exit_code == 0
    assert whole(ANNEX).startswith("The summary has changed")


def test_a_read_only_document_is_named_and_kept(built: Callable[..., Result]) -> None:
    before = ANNEX.read_bytes()
    ANNEX.chmod(0o444)
    result = built("build", "exampleshire.xlsx")
    ANNEX.chmod(0o644)
    assert result.exit_code == 1
    assert "read-only" in result.stdout
    assert ANNEX.read_bytes() == before


@LINKS
def test_a_link_in_place_of_a_document_is_not_followed(built: Callable[..., Result]) -> None:
    Path("elsewhere.docx").write_bytes(ANNEX.read_bytes())
    ANNEX.unlink()
    ANNEX.symlink_to(Path("elsewhere.docx").resolve())
    before = Path("elsewhere.docx").read_bytes()
    assert built("build", "exampleshire.xlsx").exit_code == 1
    assert Path("elsewhere.docx").read_bytes() == before


@LINKS
def test_a_link_in_place_of_the_councils_folder_is_not_followed(run: Callable[..., Result]) -> None:
    saved(Path(), sound())
    Path("outputs").mkdir()
    Path("elsewhere").mkdir()
    Path("outputs/exampleshire").symlink_to(Path("elsewhere").resolve())
    result = run("build", "exampleshire.xlsx")
    assert result.exit_code == 1
    assert "is a link" in result.stdout
    assert not list(Path("elsewhere").iterdir())


def test_a_file_where_the_folder_should_be_is_named(run: Callable[..., Result]) -> None:
    saved(Path(), sound())
    Path("outputs").mkdir()
    Path("outputs/exampleshire").write_text("in the way")
    result = run("build", "exampleshire.xlsx")
    assert result.exit_code == 1
    assert "could not be written" in result.stdout
    assert Path("outputs/exampleshire").read_text() == "in the way"


def test_a_folder_where_a_document_should_be_is_named(built: Callable[..., Result]) -> None:
    ANNEX.unlink()
    ANNEX.mkdir()
    assert built("build", "exampleshire.xlsx").exit_code == 1


def _program(*words: str) -> list[str]:
    return [sys.executable, "-m", "assembler", "build", *words]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@POSIX
def test_a_full_disk_leaves_the_old_file_and_says_so(built: Callable[..., Result]) -> None:
    import resource  # noqa: PLC0415 - there is none on Windows

    before = ANNEX.read_bytes()

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    result = subprocess.run(
        _program("exampleshire.xlsx"),
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small,
    )
    assert result.returncode == 1
    assert "could not be written" in " ".join(result.stdout.split())
    assert "Traceback" not in result.stderr
    assert ANNEX.read_bytes() == before
    assert built("build", "exampleshire.xlsx").exit_code == 0


@POSIX
@pytest.mark.parametrize("sent", [getattr(signal, "SIGKILL", 9), signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_leaves_whole_files(
    built: Callable[..., Result], sent: signal.Signals
) -> None:
    for wait in (0.0, 0.01, 0.03, 0.06, 0.1, 0.2):
        program = subprocess.Popen(
            _program("exampleshire.xlsx", "--fresh"),
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert program.stdout is not None
        assert program.stdout.readline().startswith(b"Templates")
        time.sleep(wait)
        program.send_signal(sent)
        _, said = program.communicate()
        assert b"Traceback" not in said
        assert whole(ANNEX)
    assert built("build", "exampleshire.xlsx").exit_code == 0
    assert whole(ANNEX).startswith("The summary has changed")


def test_two_runs_at_once_on_one_council_leave_whole_files(built: Callable[..., Result]) -> None:
    programs = [
        subprocess.Popen(_program("exampleshire.xlsx"), env=_environment(), stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    codes = [program.communicate() and program.returncode for program in programs]
    assert codes == [0, 0, 0, 0]
    assert whole(ANNEX).startswith("The summary has changed")
    assert built("build", "exampleshire.xlsx").exit_code == 0


def test_a_run_that_waits_in_vain_says_who_is_writing(tmp_path: Path) -> None:
    with (
        lock.held(tmp_path, "exampleshire"),
        pytest.raises(AssemblerError, match="Another run is writing the documents of exampleshire"),
        lock.held(tmp_path, "exampleshire", patience=0),
    ):
        pass
    with lock.held(tmp_path, "exampleshire", patience=0):
        pass


def test_what_a_killed_run_left_is_cleared_away(built: Callable[..., Result]) -> None:
    left = ANNEX.with_name(".~abc.part")
    left.write_bytes(b"half")
    assert built("build", "exampleshire.xlsx").exit_code == 0
    assert not left.exists()


def test_a_workbook_with_errors_touches_no_output(built: Callable[..., Result]) -> None:
    before = {path: path.read_bytes() for path in Path("outputs").rglob("*") if path.is_file()}
    saved(Path(), spoilt(outcome(1, summary="")))
    assert built("build", "exampleshire.xlsx").exit_code == 1
    after = {path: path.read_bytes() for path in Path("outputs").rglob("*") if path.is_file()}
    assert before == after
