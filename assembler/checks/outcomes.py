"""Rules on the sheet `Annex A`."""

from collections.abc import Iterator

from assembler.checks.rule import Case, Found, Stage, check
from assembler.model import Graded, Outcome, Place, Severity


@check("outcomes.missing", Stage.ACROSS, Severity.ERROR)
def missing(case: Case) -> Iterator[Found]:
    """The rule proposes no outcome for a benchmark and the adviser has recorded none."""
    for graded, outcome in _scored(case):
        if graded.outcome is None:
            yield Found(
                f"benchmark {outcome.benchmark} has no outcome. {graded.grade.because}",
                "Choose the outcome from the list and say why under Reason.",
                (outcome.places["level"],),
                rests_on=_answers(case, graded),
            )


@check("outcomes.reason", Stage.ACROSS, Severity.ERROR)
def reason(case: Case) -> Iterator[Found]:
    """The outcome is not the proposal, or none was proposed, and no reason is given."""
    for graded, outcome in _scored(case):
        if outcome.level is None or outcome.level is graded.grade.level or outcome.reason:
            continue
        yield Found(
            f"the outcome {outcome.level} is not the proposal, and no reason is given. "
            f"{graded.grade.because}",
            "Say under Reason why the outcome differs, or clear it to accept the proposal.",
            (outcome.places["reason"],),
            rests_on=_answers(case, graded),
        )


@check("outcomes.summary", Stage.CELLS, Severity.ERROR)
def summary(case: Case) -> Iterator[Found]:
    """A scored benchmark has no summary, so its cell of Annex A would be empty."""
    for _, outcome in _scored(case):
        if not outcome.summary:
            yield Found(
                "this summary is blank.",
                "Write what supports the outcome, a paragraph on each line of the cell.",
                (outcome.places["summary"],),
            )


def _scored(case: Case) -> Iterator[tuple[Graded, Outcome]]:
    for graded in case.graded:
        if graded.benchmark.scored:
            yield graded, case.assessment.outcomes[graded.benchmark.number]


def _answers(case: Case, graded: Graded) -> tuple[Place, ...]:
    rows = case.assessment.evidence
    return tuple(rows[c.ref].places["answer"] for c in graded.benchmark.criteria)
