"""Rules on the sheets `Strengths` and `Recommendations`."""

import re
from collections.abc import Iterator

from assembler import rich_text
from assembler.checks.checked_assessment import CheckedAssessment, rule
from assembler.checks.printed_passages import points
from assembler.findings import Severity
from assembler.model import Answer, Level
from assembler.rules import Problem, Stage
from assembler.wording import single_spaced

_NUMBERED = re.compile(r"\b[Bb]enchmark ([0-9]{1,3})\b")


@rule("points.half", Severity.ERROR)
def half(checked: CheckedAssessment) -> Iterator[Problem]:
    """A strength or recommendation has a heading and no text, or text and no heading."""
    for point in points(checked.assessment):
        for name, fix in (("heading", "Write a short heading."), ("text", "Write the text.")):
            if not getattr(point, name):
                yield Problem(f"this row has no {name}.", fix, (point.places[name],))


@rule("recommendations.benchmark", Severity.ERROR)
def benchmark(checked: CheckedAssessment) -> Iterator[Problem]:
    """A recommendation names a benchmark that the edition does not have."""
    known = {benchmark.number for benchmark in checked.assessment.edition.benchmarks}
    for recommendation in checked.assessment.recommendations:
        if recommendation.benchmark is not None and recommendation.benchmark not in known:
            yield Problem(
                f"there is no benchmark {recommendation.benchmark}.",
                "Choose the benchmark from the list.",
                (recommendation.places["benchmark"],),
            )


@rule("recommendations.missing", Severity.WARNING, Stage.ACROSS)
def missing(checked: CheckedAssessment) -> Iterator[Problem]:
    """A benchmark is Not met, or a Met criterion is No, and no recommendation is made for it."""
    given = {recommendation.benchmark for recommendation in checked.assessment.recommendations}
    for graded in checked.graded:
        number = graded.benchmark.number
        rows = checked.assessment.evidence
        unmet = [
            rows[c.ref] for c in graded.benchmark.at(Level.MET) if rows[c.ref].answer is Answer.NO
        ]
        if number in given or not (unmet or graded.outcome is Level.NOT_MET):
            continue
        why = "a Met criterion is No" if unmet else "the outcome is Not met"
        places = tuple(row.places["answer"] for row in unmet)
        yield Problem(
            f"benchmark {number} has no recommendation, though {why}.",
            "Add one on the sheet Recommendations, or leave it if none is needed.",
            places or (checked.assessment.outcomes[number].places["level"],),
        )


@rule("recommendations.unnamed", Severity.WARNING)
def unnamed(checked: CheckedAssessment) -> Iterator[Problem]:
    """A recommendation does not say which benchmark it belongs to."""
    for recommendation in checked.assessment.recommendations:
        if recommendation.benchmark is None and (recommendation.heading or recommendation.text):
            yield Problem(
                "this recommendation names no benchmark.",
                "Choose the benchmark from the list.",
                (recommendation.places["benchmark"],),
            )


@rule("strengths.benchmark", Severity.ERROR)
def strength_benchmark(checked: CheckedAssessment) -> Iterator[Problem]:
    """The heading of a strength names a benchmark by a number that the edition does not have."""
    known = {benchmark.number for benchmark in checked.assessment.edition.benchmarks}
    for strength in checked.assessment.strengths:
        found = _NUMBERED.search(strength.heading)
        if found and int(found[1]) not in known:
            yield Problem(
                f"there is no benchmark {found[1]}.",
                "Correct the benchmark number in the heading.",
                (strength.places["heading"],),
            )


@rule("points.repeated", Severity.WARNING)
def repeated(checked: CheckedAssessment) -> Iterator[Problem]:
    """The same text stands twice among the strengths and recommendations."""
    seen: set[str] = set()
    for point in points(checked.assessment):
        words = single_spaced(rich_text.plain(point.text))
        if words and words in seen:
            yield Problem(
                "the same text is on another row.",
                "Delete the row that is not needed.",
                (point.places["text"],),
            )
        seen.add(words)
