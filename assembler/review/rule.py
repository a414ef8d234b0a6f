"""What a rule of the last look is: a function that yields what it found, under a stable code.

The function's docstring is its explanation.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assembler.findings import Finding, Place, Severity
from assembler.letter.context import LetterContext
from assembler.model import Assessment, Graded
from assembler.word.passages import Copy, Passage

KINDS = ("letter", "annex-a", "annex-b")
WHOLE = "pack"


@dataclass(frozen=True)
class Workbook:
    """What the workbook says now: as data, as the words of a letter, as the documents it makes.

    An unfinished one has things to put right before it can be built.
    """

    name: str
    assessment: Assessment
    graded: tuple[Graded, ...]
    context: LetterContext
    documents: Mapping[str, Copy]
    finished: bool = True


@dataclass(frozen=True)
class Case:
    """What rules look at: a document, and the workbook.

    `parts` are the document's own passages by kind ("letter", "annex-a", "annex-b"); a pack has
    all three. `before` is the document as the program last wrote it, where that is kept.
    """

    copy: Copy
    workbook: Workbook
    parts: Mapping[str, tuple[Passage, ...]]
    before: Copy | None = None

    def told(self, kind: str) -> tuple[Passage, ...]:
        """Give the passages that the workbook makes of a kind of document."""
        return self.workbook.documents[kind].body

    def where(self, name: str) -> str:
        """Name the cell of a field of the sheet Letter."""
        place = self.workbook.assessment.details.places.get(name)
        return f"{self.workbook.name}, {place or 'Letter'}"


@dataclass(frozen=True)
class Remark:
    """One thing a rule found: where, what, and what to do."""

    place: str
    message: str
    fix: str


Look = Callable[[Case], Iterator[Remark]]


@dataclass(frozen=True)
class Rule:
    """A rule with its code, severity and explanation."""

    code: str
    severity: Severity
    purpose: str
    look: Look

    def findings(self, case: Case) -> Iterator[Finding]:
        """Give what the rule finds, the same thing at the same place once."""
        for remark in dict.fromkeys(self.look(case)):
            place = Place(case.copy.name, remark.place)
            yield Finding(self.code, self.severity, remark.message, remark.fix, (place,))


RULES: list[Rule] = []


def look(code: str, severity: Severity = Severity.ERROR) -> Callable[[Look], Look]:
    """Register a rule."""

    def register(function: Look) -> Look:
        RULES.append(Rule(code, severity, (function.__doc__ or "").strip(), function))
        return function

    return register
