"""Fixtures of every test: the command line, golden texts, the judge of files, LibreOffice."""

import os
import shutil
import subprocess
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from assembler.cli import commands
from support import validity
from support.paths import GOLDEN, TESTS

# The suite tries the same cases every time; `HYPOTHESIS_PROFILE=search` tries new and many more.
settings.register_profile("suite", derandomize=True, database=None, deadline=None)
settings.register_profile("search", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

# What only Windows has: its sharing modes, its names of devices, its attributes.
collect_ignore = [] if os.name == "nt" else ["test_only_on_windows.py"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="Write the golden texts from this run."
    )
    parser.addoption(
        "--fresh", action="store_true", help="Also install the project into new environments."
    )


# What a case that reads or writes files, or runs a program, asks for, itself or through a fixture.
_FILE_FIXTURES = {"tmp_path", "tmp_path_factory", "soffice"}
_WORD_FOLDERS = {"word", "merge", "templating", "letter", "review", "returned", "edits", "adopt"}
_WHOLE_FILES = {
    *_WORD_FOLDERS,
    "workbook",
    "test_authority_rules.py",
    "test_fuzz.py",
    "test_pages_of_cases.py",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each case by what it needs, so that a part of the suite can be chosen with -m."""
    for item in items:
        places = set(item.path.relative_to(TESTS).parts)
        fixtures = set(getattr(item, "fixturenames", ()))
        if "soffice" in fixtures:
            item.add_marker(pytest.mark.office)
        if places & _WORD_FOLDERS:
            item.add_marker(pytest.mark.word)
        by_chance = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if not (by_chance or places & _WHOLE_FILES or fixtures & _FILE_FIXTURES):
            item.add_marker(pytest.mark.unit)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in one line how many cases were left out, and what each of them needs."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    )
    if reasons:
        said = "; ".join(f"{count} because {reason}" for reason, count in reasons.most_common())
        terminalreporter.write_line(f"Left out: {said}.")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the one under tests/golden, or write it there with --update-goldens."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"{path} does not exist: run pytest --update-goldens"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `assemble` with arguments as on the command line, in the folder tmp_path."""
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: object) -> Result:
        try:
            result = CliRunner().invoke(commands, [str(argument) for argument in arguments])
        finally:
            monkeypatch.chdir(tmp_path)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture(scope="session")
def faults() -> Callable[[Iterable[Path]], list[str]]:
    """Return every fault of .docx and .xlsx files, each with its file: see support/validity.py."""

    def check(paths: Iterable[Path]) -> list[str]:
        return [f"{path}: {fault}" for path in paths for fault in validity.faults(path)]

    return check


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Iterable[Path]], Path]:
    """Convert files with LibreOffice in one run; return the folder of the results.

    Skips where LibreOffice is not installed.
    """
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = tmp_path_factory.mktemp("libreoffice")

    def convert(form: str, paths: Iterable[Path]) -> Path:
        paths = list(paths)
        name = f"{form.partition(':')[0]}-{zlib.crc32(repr(paths).encode()):08x}"
        folder = tmp_path_factory.mktemp(name)
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                *("--convert-to", form, "--outdir", str(folder)),
                *map(str, paths),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        return folder

    return convert
