"""Findings: what a check, a review or a lint reports, and the place it reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assembler.errors import AssemblerError


class Severity(StrEnum):
    """An error blocks the build; a warning is advice."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: `("Annex B", "G14")` or `("letter.docx", "table 1, row 2")`."""

    part: str
    at: str = ""

    def __str__(self) -> str:
        """Give `Annex B!G14`, as Excel writes it."""
        return f"{self.part}!{self.at}" if self.at else self.part


Places = Mapping[str, Place]


@dataclass(frozen=True)
class Finding:
    """One validation message. `rests_on` names further places it was drawn from."""

    code: str
    severity: Severity
    message: str
    fix: str
    places: tuple[Place, ...] = ()
    rests_on: tuple[Place, ...] = ()


def stopped_by(error: AssemblerError) -> Finding:
    """Give what stopped the work on a file as its finding."""
    return Finding("file.stopped", Severity.ERROR, error.what, error.do)
