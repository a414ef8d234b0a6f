"""From a workbook's path to what it says: read, graded, checked. What every command begins with."""

from pathlib import Path

from assembler import checks, grading
from assembler.model import AssemblerError, Edition, Examination
from assembler.workbook import read


def examine(path: Path, editions: tuple[Edition, ...]) -> Examination:
    """Read, grade and check one workbook.

    Raises AssemblerError when the file itself cannot be opened.
    """
    reading = read.read(content(path), path.name, editions)
    if reading.assessment is None:
        return Examination(str(path), None, (), reading.findings)
    graded = grading.settle(reading.assessment)
    findings = checks.run(reading.assessment, graded, reading.findings)
    return Examination(str(path), reading.assessment, graded, findings)


def content(path: Path) -> bytes:
    """Give the bytes of a workbook.

    Raises AssemblerError when it is not there or cannot be opened.
    """
    try:
        return path.read_bytes()
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
