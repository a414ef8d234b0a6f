"""A run on a terminal: a bar while it lasts, and lines that stand by themselves."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assembler.workbook.write import write
from support import councils
from support.paths import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX is looked at")
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_COUNT = 24


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "inputs"
    folder.mkdir()
    for slug, assessment in councils.many(_COUNT).items():
        (folder / f"{slug}.xlsx").write_bytes(write(assessment))
    return folder


def on_a_terminal(folder: Path, *words: str, to_a_file: bool = False) -> str:
    """Return what a terminal receives; with `to_a_file` only of the errors and the bar."""
    import pty  # noqa: PLC0415 - there is none on Windows

    ours, theirs = pty.openpty()
    with (folder / "said.txt").open("wb") as said:
        program = subprocess.Popen(
            [sys.executable, "-m", "assembler", *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"},
            stdin=theirs,
            stdout=said if to_a_file else theirs,
            stderr=theirs,
        )
    os.close(theirs)
    received = b""
    while True:
        try:
            some = os.read(ours, 65536)
        except OSError:
            break
        if not some:
            break
        received += some
    program.wait()
    os.close(ours)
    return received.decode()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_line_stands_by_itself_above_the_bar(inputs: Path, jobs: str) -> None:
    received = on_a_terminal(inputs.parent, "inputs", "--jobs", jobs)
    assert "Assembling" in received
    pieces = [_CONTROL.sub("", piece) for piece in re.split(r"[\r\n]+", received)]
    lines = [piece for piece in pieces if re.search("Council [0-9]{3}: ", piece)]
    assert len(lines) == _COUNT
    assert lines == sorted(lines)
    assert all(line.startswith("Made-up Council") for line in lines)
    assert not any("Assembling" in line for line in lines)
    assert "Assembling" not in _CONTROL.sub("", received.rpartition(f"{_COUNT} workbooks")[2])


def test_a_bar_never_goes_into_a_file(inputs: Path) -> None:
    received = on_a_terminal(inputs.parent, "inputs", to_a_file=True)
    said = (inputs.parent / "said.txt").read_text("utf-8")
    assert "Assembling" in received
    assert "Assembling" not in said
    assert "\x1b" not in said
    assert len(re.findall("(?m)^Made-up Council [0-9]{3}: ", said)) == _COUNT
