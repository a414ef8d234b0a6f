"""Group councils by adviser; find equal gaps that two advisers decided differently."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assembler.model import Answer, Assessment, Criterion, Graded, Level
from assembler.pipeline.status import CouncilStatus
from assembler.results import Examination
from assembler.wording import folded

NOT_NAMED = "No adviser named"


@dataclass(frozen=True)
class AdvisersCouncils:
    """The councils of one adviser: how many in each state, and benchmarks by outcome.

    `set_aside` counts the outcomes recorded against a proposal, `unproposed` those recorded where
    the rule leaves the outcome to the adviser.
    """

    adviser: str
    states: Mapping[str, int]
    outcomes: Mapping[str, int]
    set_aside: int
    unproposed: int

    @property
    def councils(self) -> int:
        """How many councils the adviser has."""
        return sum(self.states.values())

    def share(self, outcome: str) -> float:
        """Return the share of the adviser's scored benchmarks that have an outcome."""
        return self.outcomes.get(outcome, 0) / max(sum(self.outcomes.values()), 1)


@dataclass(frozen=True)
class DecidedGap:
    """One council's outcome where two advisers decided differently about the same unmet criteria.

    Rows of one gap share its number.
    """

    gap: int
    benchmark: str
    unmet: tuple[Criterion, ...]
    adviser: str
    outcome: str
    council: str
    reason: str


def is_unmet(criterion: Criterion, answer: Answer | None) -> bool:
    """Whether a council falls short of a criterion: No, or Yes to a Not met statement."""
    return answer is (Answer.YES if criterion.level is Level.NOT_MET else Answer.NO)


def decided_differently(
    pairs: Sequence[tuple[Examination, Assessment]],
) -> tuple[DecidedGap, ...]:
    """Return the outcomes of every gap that advisers decided differently, gap by gap."""
    groups: dict[tuple[int, tuple[str, ...]], list[DecidedGap]] = {}
    for examination, assessment in pairs:
        for graded in examination.graded:
            if graded.outcome and (unmet := _gap(graded, assessment)):
                key = graded.benchmark.number, tuple(criterion.ref for criterion in unmet)
                groups.setdefault(key, []).append(
                    DecidedGap(
                        0,
                        f"{graded.benchmark.number} {graded.benchmark.title}",
                        unmet,
                        assessment.details.adviser or NOT_NAMED,
                        str(graded.outcome),
                        assessment.details.authority or examination.workbook,
                        assessment.outcomes[graded.benchmark.number].reason,
                    )
                )
    divided = [groups[key] for key in sorted(groups) if _is_divided(groups[key])]
    return tuple(
        DecidedGap(number, *_values(row))
        for number, rows in enumerate(divided, start=1)
        for row in _commonest_first(rows)
    )


def _commonest_first(rows: Sequence[DecidedGap]) -> list[DecidedGap]:
    """Order the rows of a gap by outcome, that of most councils first."""
    councils = Counter(row.outcome for row in rows)
    return sorted(
        rows, key=lambda row: (-councils[row.outcome], row.outcome, row.adviser, row.council)
    )


def _gap(graded: Graded, assessment: Assessment) -> tuple[Criterion, ...]:
    """Return the unmet criteria that an outcome turns on.

    Where a Met criterion is unmet, or a Not met statement true, Exceeding criteria do not matter.
    """
    unmet = [
        criterion
        for criterion in graded.benchmark.criteria
        if is_unmet(criterion, assessment.evidence[criterion.ref].answer)
    ]
    decisive = [criterion for criterion in unmet if criterion.level is not Level.EXCEEDING]
    return tuple(decisive or unmet)


def _is_divided(rows: Sequence[DecidedGap]) -> bool:
    """Whether two advisers recorded different outcomes; one adviser's own do not count."""
    decided = {(folded(row.adviser), row.outcome) for row in rows}
    return any(a != b and one != other for a, one in decided for b, other in decided)


def _values(row: DecidedGap) -> tuple[str, tuple[Criterion, ...], str, str, str, str]:
    return row.benchmark, row.unmet, row.adviser, row.outcome, row.council, row.reason


def by_adviser(
    statuses: Sequence[CouncilStatus],
    outcomes: Iterator[tuple[str, str]],
    overrides: Iterator[tuple[str, bool]],
) -> tuple[AdvisersCouncils, ...]:
    """Gather the councils of each adviser, by name; those without an adviser come last.

    `outcomes` are pairs of adviser and outcome; `overrides` of adviser, and whether there was a
    proposal.
    """
    names = {folded(one.adviser): one.adviser or NOT_NAMED for one in statuses}
    by_outcome: dict[str, Counter[str]] = {}
    for adviser, outcome in outcomes:
        by_outcome.setdefault(folded(adviser), Counter())[outcome] += 1
    decided = Counter((folded(adviser), proposed) for adviser, proposed in overrides)
    return tuple(
        AdvisersCouncils(
            names[key],
            Counter(str(one.state) for one in statuses if folded(one.adviser) == key),
            by_outcome.get(key, {}),
            decided[key, True],
            decided[key, False],
        )
        for key in sorted(names, key=lambda key: (not key, key))
    )
