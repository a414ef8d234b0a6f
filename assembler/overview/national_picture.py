"""The national picture as data: what the sheets and charts of an overview show."""

from dataclasses import dataclass

from assembler.model import Benchmark, Criterion, Edition, Level
from assembler.overview.advisers import AdvisersCouncils, DecidedGap
from assembler.overview.letters import DifferingLetter, NotReady, SharedParagraph
from assembler.pipeline.status import CouncilStatus

NONE, NOT_SCORED = "No outcome yet", "Not scored"
OUTCOMES = (str(Level.EXCEEDING), str(Level.MET), str(Level.NOT_MET), NONE)


@dataclass(frozen=True)
class Council:
    """One council: its name, adviser and workbook, and the outcome of each benchmark in words."""

    name: str
    adviser: str
    workbook: str
    year: str
    outcomes: tuple[str, ...]
    ready: bool

    def count(self, outcome: str) -> int:
        """Return how many benchmarks have an outcome."""
        return self.outcomes.count(outcome)


@dataclass(frozen=True)
class UnmetCriterion:
    """A criterion, and the councils that fall short of it among those it applies to.

    They answered No to a Met or Exceeding criterion, or Yes to a Not met statement. `rank` counts
    the criteria of its level from the commonest; equals share a rank.
    """

    benchmark: Benchmark
    criterion: Criterion
    councils: tuple[str, ...]
    applicable: int
    rank: int = 0

    @property
    def share(self) -> float:
        """Return the share of the councils it applies to that fall short of it."""
        return len(self.councils) / max(self.applicable, 1)


@dataclass(frozen=True)
class StrengthOrRecommendation:
    """A strength or recommendation of a council. `benchmark` is "" where none is named."""

    council: str
    benchmark: str
    outcome: str
    heading: str
    text: str


@dataclass(frozen=True)
class Movement:
    """An outcome this year beside last year's; `step` counts levels up (+) or down (-).

    It is None where there is no outcome yet to compare.
    """

    council: str
    benchmark: str
    before: str
    now: str
    step: int | None


@dataclass(frozen=True)
class LastRecommendation:
    """A recommendation of last year's letter, and what the adviser says became of it."""

    council: str
    benchmark: str
    recommendation: str
    became: str
    before: str
    now: str


@dataclass(frozen=True)
class Override:
    """An outcome that the adviser recorded where the rule proposed another, or none.

    `proposed` is "" where the rule left the outcome to the adviser.
    """

    council: str
    adviser: str
    benchmark: str
    proposed: str
    recorded: str
    reason: str


@dataclass(frozen=True)
class UnreadWorkbook:
    """A workbook that is not in the picture, and why; one `of_another_year` need not be."""

    workbook: str
    why: str
    of_another_year: bool = False


@dataclass(frozen=True)
class Picture:
    """The national picture: an edition, its councils, and every figure about them.

    `statuses` has a row for each workbook of the edition and each expected council without one;
    `notes` are sentences on the list of these.
    """

    edition: Edition
    councils: tuple[Council, ...]
    unmet: tuple[UnmetCriterion, ...]
    recommendations: tuple[StrengthOrRecommendation, ...]
    strengths: tuple[StrengthOrRecommendation, ...]
    movements: tuple[Movement, ...]
    last_recommendations: tuple[LastRecommendation, ...]
    overrides: tuple[Override, ...]
    unread: tuple[UnreadWorkbook, ...]
    statuses: tuple[CouncilStatus, ...]
    notes: tuple[str, ...]
    not_ready: tuple[NotReady, ...]
    differing: tuple[DifferingLetter, ...]
    advisers: tuple[AdvisersCouncils, ...]
    gaps: tuple[DecidedGap, ...]
    shared: tuple[SharedParagraph, ...]

    def count(self, position: int, outcome: str) -> int:
        """Return how many councils have an outcome at the benchmark of a position."""
        return sum(council.outcomes[position] == outcome for council in self.councils)
