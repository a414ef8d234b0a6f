"""The field's own words as values. Nothing here reads, writes, judges or decides.

`places` say where in the workbook a value stands. They never take part in `==`: two assessments
are equal when they say the same, wherever it stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from assembler.findings import Places
from assembler.rich_text import Prose
from assembler.wording import single_spaced


class Level(StrEnum):
    """A level of delivery: of a criterion, of a proposed and of a recorded outcome."""

    MET = "Met"
    EXCEEDING = "Exceeding"
    NOT_MET = "Not met"


class Answer(StrEnum):
    """What was answered to a criterion. A blank is no Answer (None), and never a No."""

    YES = "Yes"
    NO = "No"
    NOT_APPLICABLE = "N/A"


@dataclass(frozen=True)
class Criterion:
    """One statement at one level. `ref` is stable (`B1-M2`); `points` belong to the statement."""

    ref: str
    level: Level
    text: str
    points: tuple[str, ...] = ()
    bullet: bool = True


@dataclass(frozen=True)
class Unscored:
    """What is said of a benchmark that this process does not score.

    `name` is what the letter calls it, `title_note` follows its title in Annex A, `elsewhere` says
    how it is assessed instead, `annex_b_note` stands where its criteria would.
    """

    name: str
    title_note: str
    elsewhere: str
    annex_b_note: str


@dataclass(frozen=True)
class Benchmark:
    """One benchmark; `title` as Annex B prints it, `annex_a_title` as Annex A does."""

    number: int
    title: str
    annex_a_title: str
    headings: Mapping[Level, str]
    criteria: tuple[Criterion, ...] = ()
    unscored: Unscored | None = None

    @property
    def scored(self) -> bool:
        """Whether this process grades the benchmark."""
        return self.unscored is None

    def at(self, level: Level) -> tuple[Criterion, ...]:
        """Return the criteria of one level, in the published order."""
        return tuple(criterion for criterion in self.criteria if criterion.level is level)


@dataclass(frozen=True)
class Edition:
    """One year: its criteria, its wording, its grading setting.

    `exceeding_needs` is how many of the applicable Exceeding criteria Exceeding takes; None is all.
    `ends` is the last day of the financial year. `date_style` is a format string over `date`.
    `email` has the subject and text of the covering email where the year gives them.
    `shades` gives a fill (RRGGBB) for each word of an outcome cell.
    """

    year: str
    financial_year: str
    ends: date
    date_style: str
    titles: Mapping[str, str]
    wording: Mapping[str, str]
    shades: Mapping[str, str]
    benchmarks: tuple[Benchmark, ...]
    exceeding_needs: int | None = None
    email: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Tell editions apart by their year, so that what is drawn from one can be kept."""
        return hash(self.year)

    @property
    def scored(self) -> tuple[Benchmark, ...]:
        """The benchmarks that are graded."""
        return tuple(benchmark for benchmark in self.benchmarks if benchmark.scored)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion of the year, in order."""
        return tuple(criterion for benchmark in self.benchmarks for criterion in benchmark.criteria)


@dataclass(frozen=True)
class Details:
    """The sheet `Letter`. Lists and addresses are one item a line of the cell."""

    authority: str = ""
    financial_year: str = ""
    letter_date: date | None = None
    recipient_name: str = ""
    recipient_job_title: str = ""
    recipient_address: tuple[str, ...] = ()
    salutation: str = ""
    copied_to: tuple[str, ...] = ()
    thanked: tuple[str, ...] = ()
    adviser: str = ""
    signatory_name: str = ""
    signatory_job_title: str = ""
    sender_address: tuple[str, ...] = ()
    contact_email: str = ""
    security_marking: str = ""
    other_authorities: tuple[str, ...] = ()
    recipient_email: str = ""
    copied_to_emails: tuple[str, ...] = ()
    places: Places = field(default_factory=dict, compare=False)

    @property
    def greeted(self) -> str:
        """What follows "Dear" in letter and email, also where the cell has "Dear" or a comma."""
        name = single_spaced(self.salutation).rstrip(" ,")
        return name[len("Dear ") :].lstrip(" ,") if name.casefold().startswith("dear ") else name


@dataclass(frozen=True)
class Evidence:
    """One row of `Annex B`: what is said of one criterion. `answer` is what is graded."""

    ref: str
    answer: Answer | None = None
    self_assessment: Answer | None = None
    text: Prose = ()
    note: str = ""
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Outcome:
    """One row of `Annex A`: what the adviser recorded. `level` None accepts the proposal.

    `shown` is what the workbook last showed as its proposal: to compare with, never to decide by.
    """

    benchmark: int
    level: Level | None = None
    reason: str = ""
    summary: Prose = ()
    places: Places = field(default_factory=dict, compare=False)
    shown: str = field(default="", compare=False)


@dataclass(frozen=True)
class Strength:
    """One row of `Strengths`."""

    heading: str
    text: Prose
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Recommendation:
    """One row of `Recommendations`. `benchmark` is its number, None when the cell is blank."""

    benchmark: int | None
    heading: str
    text: Prose
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class LastYear:
    """One row of `Last year`: a benchmark's outcome a year ago, and one recommendation, as words.

    A benchmark with several recommendations has a row for each. `became` is what the adviser says
    has become of it since.
    """

    benchmark: int
    title: str
    outcome: str
    recommendation: Prose = ()
    became: Prose = ()
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class LastAnswer:
    """What stood on `Annex B` for a criterion a year ago, as words."""

    answer: str
    evidence: str


@dataclass(frozen=True)
class Unplaced:
    """One row of `Unplaced`: words of a returned form that found no criterion, and their place.

    `near` says what they stood near, as far as that is known.
    """

    where: str
    near: str
    text: Prose
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Assessment:
    """A whole workbook as data: one council, one edition.

    `evidence` has a row for every criterion (by ref), `outcomes` for every benchmark (by number),
    blank ones included. `source` is the workbook's file name. `last_answers`, by ref, are written
    beside this year's criteria and never read back: nothing is graded by them.
    """

    edition: Edition
    details: Details
    evidence: Mapping[str, Evidence]
    outcomes: Mapping[int, Outcome]
    strengths: tuple[Strength, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    last_year: tuple[LastYear, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    last_answers: Mapping[str, LastAnswer] = field(default_factory=dict, compare=False)
    source: str = field(default="", compare=False)


@dataclass(frozen=True)
class Grade:
    """What the rule proposes, and why in words. `level` None: the adviser decides."""

    level: Level | None
    because: str


@dataclass(frozen=True)
class Graded:
    """A benchmark, its proposal, and the outcome that stands (None: unsettled or unscored)."""

    benchmark: Benchmark
    grade: Grade
    outcome: Level | None


def empty_assessment(edition: Edition, authority: str) -> Assessment:
    """Make an assessment with every answer and outcome blank: what `assemble new` writes."""
    return Assessment(
        edition=edition,
        details=Details(authority=authority, financial_year=edition.financial_year),
        evidence={criterion.ref: Evidence(criterion.ref) for criterion in edition.criteria},
        outcomes={benchmark.number: Outcome(benchmark.number) for benchmark in edition.benchmarks},
    )
