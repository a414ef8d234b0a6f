"""One fault of a template."""

from dataclasses import dataclass

from assembler.findings import Severity


@dataclass(frozen=True)
class Fault:
    """What is wrong, what to do, and the paragraph: `at` counts within the part; None is no one.

    `instead` names the place of a fault that stands at no paragraph.
    """

    code: str
    message: str
    fix: str
    part: str = "word/document.xml"
    at: int | None = None
    severity: Severity = Severity.ERROR
    instead: str = ""
