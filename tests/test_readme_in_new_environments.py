"""The README's blocks run as they are written, each in a virtual environment of its own.

They install things from the internet, so they run with --fresh alone, as in .ci/run.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from support.paths import ROOT
from support.readme import BLOCKS, README

NOT_OF_A_CLONE = shutil.ignore_patterns(".git", ".*_cache", ".venv", "__pycache__", "dist")


@pytest.fixture
def clone(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return a copy of the project for commands that install things; skips without --fresh."""
    if not request.config.getoption("--fresh"):
        pytest.skip("it makes environments of its own (--fresh, in .ci/run)")
    copy = shutil.copytree(ROOT, tmp_path / "assembler", ignore=NOT_OF_A_CLONE)
    shutil.rmtree(copy / "outputs")
    return copy


def typed(folder: Path, *lines: str, **environment: str) -> str:
    """Type lines into bash, in the virtual environment that the README proposes; return the output.

    Every line must succeed.
    """
    begin = re.findall(r"`(python -m venv [^`]+)`|`(source [^`]+)`", README)
    lines = *("".join(pair) for pair in begin), *lines
    parts = [part for line in lines for part in line.split(" ; ")]
    result = subprocess.run(
        ["bash", "-euc", "\n".join(parts)],  # noqa: S607 - any bash will do
        cwd=folder,
        env={**os.environ, "PYTHONPATH": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def block(words: str) -> str:
    """Return the block of the README that has certain words."""
    (found,) = [block for block in BLOCKS if words in block]
    return found


def test_the_first_block_installs_the_program_and_writes_the_example(clone: Path) -> None:
    said = typed(clone, block("assembler inputs"), "cd /", "assemble --version")
    assert "assemble 0." in said
    folder = re.findall(r"documents to `(outputs/[^`]+)/`", README)[0]
    assert len(list((clone / folder).glob("*.docx"))) == 3


def test_the_block_without_python_makes_a_folder_that_runs_without(clone: Path) -> None:
    trial = "python packaging/try_program.py dist/assemble/assemble"
    assert "0 failed" in typed(clone, block("build.py"), trial)
    for name in ("Assemble.cmd", "install-for-me.cmd"):
        assert f"- `{name}`" in README
        assert (clone / "dist" / "assemble" / name).is_file()


def test_the_wheels_install_where_there_is_no_internet(clone: Path, tmp_path: Path) -> None:
    typed(clone, block("pip wheel"))
    (tmp_path / "offline").mkdir()
    (clone / "wheels").rename(tmp_path / "offline" / "wheels")
    (line,) = re.findall(r"`(python -m pip install --no-index [^`]+)`", README)
    nowhere = dict.fromkeys(("http_proxy", "https_proxy"), "http://localhost:9")
    assert "assemble 0." in typed(tmp_path / "offline", line, "assemble --version", **nowhere)
