"""The rule engine of `validate` and `review`.

A rule is a generator function registered under a stable code. Its docstring is the explanation
that `validate --explain` and docs/checks.md print.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, NamedTuple, TypeVar

from assembler.findings import Finding, Place, Severity

Subject = TypeVar("Subject")


class Stage(IntEnum):
    """When a rule runs: what follows only from an error of an earlier stage is not reported."""

    CELLS = 1
    ACROSS = 2


class Problem(NamedTuple):
    """One thing a rule reports. `rests_on` names further places it was drawn from."""

    message: str
    fix: str
    places: tuple[Place, ...]
    rests_on: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Rule(Generic[Subject]):
    """A rule over a `Subject`, with its code, severity, explanation and stage."""

    code: str
    severity: Severity
    explanation: str
    problems: Callable[[Subject], Iterator[Problem]]
    stage: Stage = Stage.CELLS

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """Yield what the rule reports of a subject; the same problem is reported once."""
        for problem in dict.fromkeys(self.problems(subject)):
            yield Finding(self.code, self.severity, *problem)


class RuleSet(list[Rule[Subject]]):
    """The rules over one kind of subject, in the order they were registered."""

    def rule(
        self, code: str, severity: Severity = Severity.ERROR, stage: Stage = Stage.CELLS
    ) -> Callable[[Callable[[Subject], Iterator[Problem]]], Callable[[Subject], Iterator[Problem]]]:
        """Register the decorated function as a rule."""

        def register(
            problems: Callable[[Subject], Iterator[Problem]],
        ) -> Callable[[Subject], Iterator[Problem]]:
            explanation = (problems.__doc__ or "").strip()
            self.append(Rule(code, severity, explanation, problems, stage))
            return problems

        return register
