"""Results that assessing, building, reviewing and adopting hand to the command line."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from assembler.findings import Finding, Place, Severity
from assembler.model import Assessment, Graded

# The code of the finding on a comment that a build left at a conflict.
OPEN_CONFLICT = "left.conflict"


class BuildStatus(StrEnum):
    """How the build of a workbook ended."""

    BUILT = "built"
    UNCHANGED = "unchanged"
    TO_PUT_RIGHT = "to put right"
    CONFLICTS = "conflicts"


class DocumentState(StrEnum):
    """What became of one document."""

    NEW = "new"
    REBUILT = "rebuilt"
    UNCHANGED = "unchanged"
    KEPT = "unchanged, with your edits"
    MERGED = "rebuilt, with your edits"
    LEFT = "left as you edited it"
    BESIDE = "kept as you edited it; the new version is beside it"


@dataclass(frozen=True)
class BuiltDocument:
    """One document of a build.

    `beside` is the file that holds a version not put in its place. `notes` say what an adviser
    should know of it: why it was not, or what did not reach an edited file.
    """

    path: str
    state: DocumentState
    beside: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """An adviser's words that stayed although the workbook now says something else."""

    document: str
    place: Place
    kept: str
    new: str


@dataclass(frozen=True)
class Change:
    """What the workbook brought into a document that an adviser had edited.

    `place` is the heading or row it is under; where `was` and `now` do not begin with its first
    words, these follow. Where `was` and `now` are equal, the words look different or were `moved`.
    """

    document: str
    place: str
    was: str
    now: str
    moved: bool = False


class LongParagraph(NamedTuple):
    """A long paragraph of a workbook: a digest of its words, its first words, its cell."""

    digest: str
    words: str
    cell: str

    @property
    def place(self) -> Place:
        """Return the cell as a place."""
        sheet, _, at = self.cell.partition("!")
        return Place(sheet, at)


@dataclass(frozen=True)
class BuildResult:
    """The result of a build: the documents, or what is to be put right first.

    `paragraphs` are the long ones of the workbook, where it is one of several in the run.
    """

    workbook: str
    status: BuildStatus
    council: str = ""
    graded: tuple[Graded, ...] = ()
    documents: tuple[BuiltDocument, ...] = ()
    findings: tuple[Finding, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    brought_in: tuple[Change, ...] = ()
    paragraphs: tuple[LongParagraph, ...] = ()


@dataclass(frozen=True)
class Examination:
    """A workbook read, graded and checked. `assessment` is None when it could not be read."""

    workbook: str
    assessment: Assessment | None
    graded: tuple[Graded, ...]
    findings: tuple[Finding, ...]

    @property
    def may_be_built(self) -> bool:
        """Whether there is an assessment and nothing that blocks it."""
        errors = any(finding.severity is Severity.ERROR for finding in self.findings)
        return self.assessment is not None and not errors


@dataclass(frozen=True)
class Rewording:
    """Words changed in Word: where, the cell they came from (None: the template's), was and now."""

    place: str
    cell: Place | None
    was: str
    now: str


@dataclass(frozen=True)
class ReviewResult:
    """The review of one document, or of a folder's files as a whole (`is_document` false).

    A finding's place is (document, where in it). `workbook` is the path it was compared with.
    """

    document: str
    findings: tuple[Finding, ...] = ()
    workbook: str = ""
    reworded: tuple[Rewording, ...] = ()
    is_document: bool = True

    @property
    def ready(self) -> bool:
        """Return whether nothing in it must be put right."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


class AdoptStatus(StrEnum):
    """How taking the edits of documents into their workbook ended."""

    ADOPTED = "adopted"
    NOTHING = "nothing to adopt"
    TO_PUT_RIGHT = "to put right"
    CONFLICTS = "conflicts"


@dataclass(frozen=True)
class AdoptedCell:
    """A cell that was written: the document its words came from, what it said and says now."""

    document: str
    cell: Place
    was: str
    now: str


@dataclass(frozen=True)
class LeftEdit:
    """An edit that stays in the Word file only, and why. `is_conflict`: someone must decide.

    `is_to_do`: the edit was written, and something is left to do in the workbook.
    """

    document: str
    place: str
    why: str
    is_conflict: bool = False
    is_to_do: bool = False


@dataclass(frozen=True)
class AdoptResult:
    """The result of adopting for one workbook. `backup` is the copy of it made before."""

    workbook: str
    status: AdoptStatus
    adopted: tuple[AdoptedCell, ...] = ()
    left: tuple[LeftEdit, ...] = ()
    backup: str = ""
