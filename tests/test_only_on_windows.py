"""What only Windows itself can show: sharing modes, its forms of a path, its folders.

`packaging/test-on-windows` runs these under Wine; elsewhere they are not collected.
"""

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from click.testing import Result
from docx import Document

from support.paths import ROOT
from support.sound_workbook import outcome, saved, sound, spoilt

pytestmark = pytest.mark.skipif(os.name != "nt", reason="it needs Windows")

Run = Callable[..., Result]
WORKBOOK = Path("exampleshire.xlsx")
FOLDER = Path("outputs/exampleshire")
ANNEX = FOLDER / "exampleshire-annex-a.docx"
CHANGED = "The summary has changed since."
# What a program lets others do with a file that it has open: FILE_SHARE_READ and so on.
NOTHING, READ, WRITE, DELETE = 0, 1, 2, 4


@contextmanager
def held(path: Path, sharing: int) -> Iterator[Callable[[], None]]:
    """Have a file open as another program has; give what closes it."""
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = ctypes.c_void_p
    generic_read, open_existing = 0x80000000, 3
    handle = kernel.CreateFileW(str(path), generic_read, sharing, None, open_existing, 0, None)
    assert handle != ctypes.c_void_p(-1).value, ctypes.get_last_error()
    still_open = [handle]

    def close() -> None:
        while still_open:
            kernel.CloseHandle(ctypes.c_void_p(still_open.pop()))

    try:
        yield close
    finally:
        close()


@pytest.fixture
def built(run: Run) -> Run:
    """Build a workbook, then change it, so that the next build wants to write Annex A anew."""
    saved(Path(), sound())
    assert run(WORKBOOK).exit_code == 0
    saved(Path(), spoilt(outcome(1, summary=CHANGED)))
    return run


def said(result: Result) -> str:
    return " ".join(result.output.split())


def summary() -> str:
    return Document(str(ANNEX)).tables[0].rows[1].cells[3].text


def test_a_workbook_that_nobody_else_may_read_is_named(built: Run) -> None:
    with held(WORKBOOK, NOTHING):
        result = built(WORKBOOK)
    assert result.exit_code == 1
    assert "exampleshire.xlsx could not be opened. Close it in Excel" in said(result)
    assert summary() != CHANGED


@pytest.mark.parametrize("sharing", [READ, READ | WRITE, READ | WRITE | DELETE])
def test_a_workbook_that_excel_lets_others_read_is_built(sharing: int, built: Run) -> None:
    with held(WORKBOOK, sharing):
        assert built(WORKBOOK).exit_code == 0
    assert summary() == CHANGED


@pytest.mark.parametrize("sharing", [NOTHING, READ, READ | WRITE])
def test_a_document_that_word_has_open_is_named_and_kept(sharing: int, built: Run) -> None:
    with held(ANNEX, sharing):
        result = built(WORKBOOK)
    assert result.exit_code == 1
    assert "exampleshire-annex-a.docx could not be" in said(result)
    assert "Close it in Word" in said(result)
    assert summary() != CHANGED
    assert not list(FOLDER.glob("*.part"))
    assert built(WORKBOOK).exit_code == 0
    assert summary() == CHANGED


def test_a_document_that_may_be_deleted_while_it_is_open_is_old_or_new(built: Run) -> None:
    with held(ANNEX, READ | WRITE | DELETE):
        result = built(WORKBOOK)
    assert (summary() == CHANGED) == (result.exit_code == 0)
    assert not list(FOLDER.glob("*.part"))


def test_a_document_that_is_held_for_a_moment_is_waited_for(built: Run) -> None:
    with held(ANNEX, READ) as close:
        Timer(0.2, close).start()
        assert built(WORKBOOK).exit_code == 0
    assert summary() == CHANGED


@pytest.mark.parametrize("sharing", [NOTHING, READ])
def test_adopt_leaves_a_workbook_alone_that_excel_has_open(sharing: int, run: Run) -> None:
    saved(Path(), sound())
    assert run(WORKBOOK).exit_code == 0
    document = Document(str(ANNEX))
    document.tables[0].rows[1].cells[3].paragraphs[0].runs[0].text = "Reworded in Word."
    document.save(str(ANNEX))
    before = WORKBOOK.read_bytes()
    with held(WORKBOOK, sharing):
        result = run("adopt", FOLDER)
    assert result.exit_code == 1
    assert "Close it in Excel" in said(result)
    assert WORKBOOK.read_bytes() == before
    assert run("adopt", FOLDER).exit_code == 0
    assert WORKBOOK.read_bytes() != before


def test_review_names_a_document_that_it_may_not_read(built: Run) -> None:
    with held(ANNEX, NOTHING):
        result = built("review", FOLDER)
    assert result.exit_code == 1
    assert "exampleshire-annex-a.docx could not be read. Close it in Word" in said(result)


@pytest.mark.parametrize(
    "form", ["{drive}{name}", "\\\\?\\{folder}\\{name}", "{folder}\\.\\{name}"]
)
def test_a_workbook_is_found_by_every_form_of_its_path(form: str, built: Run) -> None:
    here = Path.cwd()
    path = form.format(drive=here.drive, folder=here, name=WORKBOOK)
    assert built(path).exit_code == 0
    assert summary() == CHANGED


def test_outputs_on_a_share_are_written(built: Run) -> None:
    here = Path.cwd()
    share = Path(f"\\\\localhost\\{here.drive[0]}$", *here.parts[1:])
    if not share.is_dir():
        pytest.skip("there is no share of this computer's own")
    assert built(share / WORKBOOK, "-o", share / "outputs").exit_code == 0
    assert summary() == CHANGED


def test_a_folder_deeper_than_windows_takes_is_worked_in_or_said_to_be(built: Run) -> None:
    deep = Path.cwd().joinpath(*["folder-of-a-long-name" * 2] * 6)
    result = built(WORKBOOK, "-o", deep)
    if "More data available" in said(result):
        pytest.skip("Wine does not resolve so long a path")
    assert result.exit_code == 0 or "too long a path for Windows" in said(result)


@pytest.mark.parametrize("name", ["CON.xlsx", "NUL", "outputs.", "a?b.xlsx", "a:b.xlsx"])
def test_a_name_that_windows_gives_another_meaning_is_no_crash(name: str, built: Run) -> None:
    assert built(name).exit_code in {1, 2}


@pytest.mark.usefixtures("built")
def test_nothing_is_cached_where_windows_names_no_folder_for_it() -> None:
    kept = {name: value for name, value in os.environ.items() if name != "LOCALAPPDATA"}
    command = [sys.executable, "-m", "assembler", str(WORKBOOK)]
    environment = {**kept, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert summary() == CHANGED
