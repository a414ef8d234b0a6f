"""From a workbook's path to what it says: read, graded, checked. What every command begins with."""

import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from assembler import grading
from assembler.checks import other_councils
from assembler.checks.other_councils import NO_OTHERS, OtherCouncils
from assembler.checks.run import check_assessment
from assembler.errors import AssemblerError
from assembler.model import Details, Edition
from assembler.results import Examination
from assembler.workbook import read
from assembler.workbook.xlsx.package import LARGEST_FILE


def examine(
    path: Path, editions: tuple[Edition, ...], others: OtherCouncils = NO_OTHERS
) -> Examination:
    """Read, grade and check one workbook; `others` are the councils of the run.

    Raises AssemblerError when the file itself cannot be opened.
    """
    reading = read.read(content(path), path.name, editions)
    if reading.assessment is None:
        return Examination(str(path), None, (), reading.findings)
    graded = grading.settle(reading.assessment)
    findings = check_assessment(reading.assessment, graded, reading.findings, others)
    return Examination(str(path), reading.assessment, graded, findings)


def councils_of_run(paths: Iterable[Path]) -> OtherCouncils:
    """Gather the councils of a run, to be looked for in each other's text.

    A workbook that cannot be read is left out: its own examination says why.
    """
    return other_councils.gather(found for path in paths if (found := details(path)))


def details(path: Path) -> Details | None:
    """Read who a workbook is of, as far as it says; None when it cannot be opened."""
    with suppress(Exception):  # whatever it is, the workbook's own examination says it
        return read.read_details(content(path))
    return None


def content(path: Path) -> bytes:
    """Give the bytes of a workbook.

    Raises AssemblerError when it is not there or cannot be opened.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise AssemblerError(f"{path} is no file.", "Name a workbook, or a folder of them.")
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)  # a longer one is refused unread
    except FileNotFoundError as error:
        raise AssemblerError(f"There is no file {path}.", "Check its name and folder.") from error
    except PermissionError as error:
        raise AssemblerError(
            f"{path} could not be opened.", "Close it in Excel, then run it again."
        ) from error
    except OSError as error:
        raise AssemblerError(
            f"{path} could not be read: {error.strerror or 'the disk gave no reason'}.",
            "Copy it to a folder on this computer, then run it again.",
        ) from error
