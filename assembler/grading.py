"""The grading rule, and the sentence that explains each grade.

No public source defines the rule. This module and the edition's setting `exceeding_needs` define
it, and every grade comes with a sentence that explains it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from assembler.model import (
    Answer,
    Assessment,
    Benchmark,
    Criterion,
    Evidence,
    Grade,
    Graded,
    Level,
)


class _Tally(NamedTuple):
    """The criteria of one level, by answer; `applicable` counts those answered yes or no."""

    level: Level
    yes: tuple[Criterion, ...]
    no: tuple[Criterion, ...]
    applicable: int
    total: int

    @property
    def noun(self) -> str:
        """Name the criteria counted: "Met criteria", "applicable Met criteria"."""
        word = "criterion" if self.applicable == 1 else "criteria"
        return f"{'applicable ' if self.applicable < self.total else ''}{self.level} {word}"

    @property
    def every(self) -> str:
        """Name all of them: "all 5 Met criteria", "the 1 applicable Met criterion"."""
        return f"{'the' if self.applicable == 1 else 'all'} {self.applicable} {self.noun}"


def settle(assessment: Assessment) -> tuple[Graded, ...]:
    """Grade every benchmark of an assessment, in edition order.

    The final outcome is the adviser's if recorded, otherwise the proposed level.
    """
    return tuple(_settled(benchmark, assessment) for benchmark in assessment.edition.benchmarks)


def grade(
    benchmark: Benchmark, evidence: Mapping[str, Evidence], exceeding_needs: int | None
) -> Grade:
    """Propose a level for one benchmark from the answers, or None when the adviser must decide.

    The keys of `evidence` are refs; a missing row counts as blank. A blank does not count as No:
    no level is proposed until every criterion is answered. `exceeding_needs` is the number of
    Exceeding criteria needed; None means all applicable ones.
    """
    if not benchmark.scored:
        return Grade(None, "Not scored in this process.")
    answers = {c.ref: evidence[c.ref].answer for c in benchmark.criteria if c.ref in evidence}
    blank = tuple(c for c in benchmark.criteria if answers.get(c.ref) is None)
    if blank:
        count = f"{len(blank)} of {len(benchmark.criteria)} criteria"
        state = f"{count} {_is(len(blank))} not answered yet"
        return Grade(None, f"No proposal: {state} ({_named(blank)}).")
    return _proposal(
        _tally(benchmark, Level.MET, answers),
        _tally(benchmark, Level.EXCEEDING, answers),
        _tally(benchmark, Level.NOT_MET, answers),
        exceeding_needs,
    )


def _settled(benchmark: Benchmark, assessment: Assessment) -> Graded:
    proposed = grade(benchmark, assessment.evidence, assessment.edition.exceeding_needs)
    recorded = assessment.outcomes[benchmark.number].level
    return Graded(benchmark, proposed, (recorded or proposed.level) if benchmark.scored else None)


def _tally(benchmark: Benchmark, level: Level, answers: Mapping[str, Answer | None]) -> _Tally:
    criteria = benchmark.at(level)
    yes = tuple(c for c in criteria if answers[c.ref] is Answer.YES)
    no = tuple(c for c in criteria if answers[c.ref] is Answer.NO)
    return _Tally(level, yes, no, len(yes) + len(no), len(criteria))


def _proposal(met: _Tally, exceeding: _Tally, not_met: _Tally, needs: int | None) -> Grade:
    if not_met.yes:
        statements = "statement is" if len(not_met.yes) == 1 else "statements are"
        return Grade(
            Level.NOT_MET,
            f"Not met: {len(not_met.yes)} Not met {statements} true ({_named(not_met.yes)}).",
        )
    if not met.applicable:
        return Grade(None, "No proposal: no Met criterion applies; the adviser decides.")
    if not met.yes:
        none = f"none of the {met.applicable} {met.noun} is met"
        return Grade(Level.NOT_MET, f"Not met: {_unmet(met) if met.applicable == 1 else none}.")
    if met.no:
        return Grade(
            None,
            f"No proposal: {_unmet(met)} and no Not met statement applies; the adviser decides.",
        )
    return _above_met(met, exceeding, needs)


def _above_met(met: _Tally, exceeding: _Tally, needs: int | None) -> Grade:
    if not exceeding.applicable:
        verb = _is(met.applicable)
        return Grade(Level.MET, f"Met: {met.every} {verb} met; no Exceeding criterion applies.")
    if len(exceeding.yes) >= (exceeding.applicable if needs is None else needs):
        if not exceeding.no:
            return Grade(Level.EXCEEDING, f"Exceeding: {met.every} and {exceeding.every} are met.")
        share = f"{len(exceeding.yes)} of {exceeding.applicable} {exceeding.noun}"
        return Grade(
            Level.EXCEEDING, f"Exceeding: {met.every} and {share} are met; {needs} needed."
        )
    needed = "" if needs is None else f"; Exceeding needs {needs}"
    verb = _is(met.applicable)
    if exceeding.no:
        return Grade(Level.MET, f"Met: {met.every} {verb} met; {_unmet(exceeding)}{needed}.")
    applies = "applies" if exceeding.applicable == 1 else "apply"
    share = f"only {exceeding.applicable} {exceeding.noun} {applies}"
    return Grade(Level.MET, f"Met: {met.every} {verb} met; {share}{needed}.")


def _unmet(tally: _Tally) -> str:
    count = len(tally.no)
    return f"{count} of {tally.applicable} {tally.noun} {_is(count)} not met ({_named(tally.no)})"


def _named(criteria: tuple[Criterion, ...]) -> str:
    """Return the ref and text of a single criterion, or the refs of several."""
    if len(criteria) == 1:
        return f"{criteria[0].ref}: {criteria[0].text.rstrip('.,:')}"
    return ", ".join(criterion.ref for criterion in criteria)


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
