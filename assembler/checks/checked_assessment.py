"""What the rules of `validate` look at, and the set they register in."""

from typing import NamedTuple

from assembler.checks.councils_of_run import NO_OTHERS, OtherCouncils
from assembler.checks.printed_passages import PrintedPassage
from assembler.model import Assessment, Graded
from assembler.rules import RuleSet


class CheckedAssessment(NamedTuple):
    """What rules look at: an assessment, its graded benchmarks, the other councils of the run.

    `narrative` is what the adviser wrote, a paragraph a passage, in the order a reader meets it.
    """

    assessment: Assessment
    graded: tuple[Graded, ...]
    narrative: tuple[PrintedPassage, ...]
    others: OtherCouncils = NO_OTHERS


RULES: RuleSet[CheckedAssessment] = RuleSet()
rule = RULES.rule
