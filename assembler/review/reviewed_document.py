"""What the rules of `review` look at, and the set they register in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assembler.edits.edit import Edit
from assembler.edits.labelled_documents import LabelledDocuments
from assembler.findings import Place
from assembler.letter.context import LetterContext
from assembler.model import Assessment, Graded
from assembler.rules import Problem, RuleSet
from assembler.word.passages import Copy, Passage

KINDS = ("letter", "annex-a", "annex-b")
WHOLE = "pack"
# The code of the one warning that lists what was changed in Word.
REWORDED = "document.reworded"


@dataclass(frozen=True)
class Workbook:
    """What the workbook says now: as data, as the words of a letter, as the documents it gives.

    `contents` are the bytes of those documents, `labelled` renders them with every value labelled
    by its cell. An unfinished workbook has things to put right before it can be built.
    """

    name: str
    assessment: Assessment
    graded: tuple[Graded, ...]
    context: LetterContext
    document: Callable[[str], Copy]
    contents: Mapping[str, bytes]
    labelled: Callable[[], LabelledDocuments]
    finished: bool = True


@dataclass(frozen=True)
class ReviewedDocument:
    """What rules look at: a document, and the workbook.

    `parts` are the document's own passages by kind ("letter", "annex-a", "annex-b"); a pack has
    all three. `edits` are what was changed in Word since the build, None where no copy of it is
    kept. `before` is that copy, where the workbook gives something else now. `as_given`: the
    document is, byte for byte, what the workbook gives. `recipients` are those to whom builds of
    the letter were addressed.
    """

    copy: Copy
    workbook: Workbook
    parts: Mapping[str, tuple[Passage, ...]]
    before: Copy | None = None
    edits: tuple[Edit, ...] | None = None
    as_given: bool = False
    recipients: tuple[str, ...] = ()

    def printed_passages(self, kind: str) -> tuple[Passage, ...]:
        """Return the passages that the workbook gives for a kind of document."""
        if self.as_given:
            return self.parts.get(kind, ())
        return self.workbook.document(kind).body

    def where(self, name: str) -> str:
        """Name the cell of a field of the sheet Letter."""
        place = self.workbook.assessment.details.places.get(name)
        return f"{self.workbook.name}, {place or 'Letter'}"


def problem(place: str, message: str, fix: str) -> Problem:
    """Return a problem at a place within the document; `run` adds the document's name."""
    return Problem(message, fix, (Place("", place),))


RULES: RuleSet[ReviewedDocument] = RuleSet()
rule = RULES.rule
