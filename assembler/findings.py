"""Findings: what a check, a review or a lint reports, and the place it reports."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assembler.errors import AssemblerError


class Severity(StrEnum):
    """An error blocks the build; a warning is advice."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Place:
    """Where something is: `("Annex B", "G14")` or `("letter.docx", "table 1, row 2")`."""

    part: str
    at: str = ""

    def __str__(self) -> str:
        """Return `Annex B!G14`, as Excel writes it."""
        return f"{self.part}!{self.at}" if self.at else self.part


Places = Mapping[str, Place]


@dataclass(frozen=True)
class Finding:
    """One message of a check, review or lint. `rests_on` names places it was drawn from."""

    code: str
    severity: Severity
    message: str
    fix: str
    places: tuple[Place, ...] = ()
    rests_on: tuple[Place, ...] = ()


def error(code: str, message: str, fix: str, *places: Place) -> Finding:
    """Return a finding that blocks the build."""
    return Finding(code, Severity.ERROR, message, fix, places)


def warning(code: str, message: str, fix: str, *places: Place) -> Finding:
    """Return a finding that is advice."""
    return Finding(code, Severity.WARNING, message, fix, places)


def stopped_by(reason: AssemblerError) -> Finding:
    """Return the finding for an error that ended the work on a file."""
    return error("file.stopped", reason.what, reason.do)


def joined(findings: Iterable[Finding]) -> list[Finding]:
    """Join findings that say the same of different places of one sheet or document."""
    groups: dict[tuple[str, Severity, str, str, str], list[Finding]] = {}
    for finding in findings:
        part = finding.places[0].part if finding.places else ""
        key = (finding.code, finding.severity, part, finding.message, finding.fix)
        groups.setdefault(key, []).append(finding)
    return [
        Finding(
            group[0].code,
            group[0].severity,
            group[0].message,
            group[0].fix,
            tuple(dict.fromkeys(place for finding in group for place in finding.places)),
            tuple(dict.fromkeys(place for finding in group for place in finding.rests_on)),
        )
        for group in groups.values()
    ]
