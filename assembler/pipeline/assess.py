"""Assess a workbook: read, grade and check it. Every command begins here."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assembler import grading
from assembler.checks import councils_of_run
from assembler.checks.councils_of_run import NO_OTHERS, OtherCouncils
from assembler.checks.printed_passages import long_paragraphs
from assembler.checks.run import check_assessment
from assembler.errors import AssemblerError
from assembler.files import read_file
from assembler.findings import stopped_by
from assembler.model import Details, Edition
from assembler.results import Examination
from assembler.workbook import read
from assembler.workbook.read import Reading
from assembler.workbook.xlsx.package import LARGEST_FILE


def assess(path: Path, editions: tuple[Edition, ...]) -> Examination:
    """Read, grade and check one workbook by itself.

    Raises AssemblerError when the file itself cannot be opened.
    """
    return assess_content(path, read_workbook(path), editions)


def assess_content(
    path: Path, content: bytes, editions: tuple[Edition, ...], others: OtherCouncils = NO_OTHERS
) -> Examination:
    """Assess a workbook from its bytes, already read. Never raises, whatever the bytes."""
    return _checked(path, read.read(content, path.name, editions), others)


def assess_all(paths: Iterable[Path], editions: tuple[Edition, ...]) -> list[Examination]:
    """Assess the workbooks of a run; read each once and check it against the others.

    A workbook that cannot be opened is returned with that as its finding.
    """
    opened = [_open(path, editions) for path in paths]
    others = NO_OTHERS
    if len(opened) > 1:
        of_workbooks = [one for one in opened if isinstance(one, _Opened)]
        others = councils_of_run.gather(
            (one.details for one in of_workbooks),
            (
                (
                    one.details.authority,
                    (passage.text for passage in long_paragraphs(one.reading.assessment)),
                )
                for one in of_workbooks
                if one.reading.assessment
            ),
        )
    return [
        _checked(one.path, one.reading, others) if isinstance(one, _Opened) else one
        for one in opened
    ]


def read_workbook(path: Path) -> bytes:
    """Return the bytes of a workbook. Raises AssemblerError when it cannot be opened."""
    return read_file(path, LARGEST_FILE)


def details_of(path: Path, content: bytes | None = None) -> Details | None:
    """Return the details that a workbook has; None when it cannot be read.

    `content` is the content of the workbook, if already read.
    """
    with suppress(Exception):  # assessing the workbook reports it
        return read.read_details(read_workbook(path) if content is None else content)
    return None


@dataclass(frozen=True)
class _Opened:
    """A workbook that was read; its details are known even where no edition fits."""

    path: Path
    reading: Reading
    details: Details


def _open(path: Path, editions: tuple[Edition, ...]) -> _Opened | Examination:
    try:
        content = read_workbook(path)
    except AssemblerError as error:
        return Examination(str(path), None, (), (stopped_by(error),))
    reading = read.read(content, path.name, editions)
    known = reading.assessment.details if reading.assessment else read.read_details(content)
    return _Opened(path, reading, known)


def _checked(path: Path, reading: Reading, others: OtherCouncils) -> Examination:
    if reading.assessment is None:
        return Examination(str(path), None, (), reading.findings)
    graded = grading.settle(reading.assessment)
    findings = check_assessment(reading.assessment, graded, reading.findings, others)
    return Examination(str(path), reading.assessment, graded, findings)
