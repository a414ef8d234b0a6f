"""What a rule is: a function that yields what it found, registered under a stable code.

The function's docstring is its explanation, printed by `validate --explain` and in the docs.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

from assembler.checks.passages import Passage
from assembler.findings import Finding, Place, Severity
from assembler.model import Assessment, Graded


class Stage(IntEnum):
    """When a rule speaks: what follows only from an error of an earlier stage is not said."""

    CELLS = 1
    ACROSS = 2


class Trace(NamedTuple):
    """Words that would give another council away: what they are, and whose."""

    words: str
    what: str
    council: str


def among(councils: Iterable[str]) -> str:
    """Give one short text that changes with the councils a text is held against."""
    return hashlib.sha256("\n".join(sorted(councils)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Neighbours:
    """The traces of every council of a run, found by their words in small letters, a space between.

    `lengths` says by the first word how many words traces have that begin with it: so a text is
    read once, however many councils there are. `councils` are their names.
    """

    traces: Mapping[str, tuple[Trace, ...]] = field(default_factory=dict)
    lengths: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    councils: frozenset[str] = frozenset()

    @cached_property
    def among(self) -> str:
        """Give one short text that changes with the councils."""
        return among(self.councils)


class Case(NamedTuple):
    """What rules look at: an assessment, its graded benchmarks, the other councils of the run.

    `narrative` is what the adviser wrote, a paragraph a passage, in the order a reader meets it.
    """

    assessment: Assessment
    graded: tuple[Graded, ...]
    narrative: tuple[Passage, ...]
    neighbours: Neighbours = Neighbours()


class Found(NamedTuple):
    """One thing a rule found. `rests_on` names further places it was drawn from."""

    message: str
    fix: str
    places: tuple[Place, ...]
    rests_on: tuple[Place, ...] = ()


class Rule(NamedTuple):
    """A rule with its code, stage, severity and explanation."""

    code: str
    stage: Stage
    severity: Severity
    purpose: str
    look: Callable[[Case], Iterator[Found]]

    def findings(self, case: Case) -> Iterator[Finding]:
        """Give what the rule finds in a case."""
        for found in self.look(case):
            yield Finding(
                self.code, self.severity, found.message, found.fix, found.places, found.rests_on
            )


RULES: list[Rule] = []

Look = Callable[[Case], Iterator[Found]]


def check(code: str, stage: Stage, severity: Severity) -> Callable[[Look], Look]:
    """Register a rule."""

    def register(look: Look) -> Look:
        RULES.append(Rule(code, stage, severity, (look.__doc__ or "").strip(), look))
        return look

    return register
