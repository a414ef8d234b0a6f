"""Rules on the sheet `Annex A`."""

import re
from collections.abc import Iterator

from assembler import rich_text
from assembler.checks.checked_assessment import CheckedAssessment, rule
from assembler.findings import Place, Severity
from assembler.model import Graded, Level, Outcome
from assembler.rules import Problem, Stage
from assembler.wording import folded, single_spaced
from assembler.workbook.layout import NO_PROPOSAL

_LEVELS = r"[\"“'‘]?(?P<{}>not met|exceeding|exceeded|met)\b"
_OUTCOME = re.compile(
    r"\b(?:(?:graded|rated|assessed|scored|judged|recorded)(?: overall)? (?:as |to be )?"
    + _LEVELS.format("graded")
    + r"|(?:benchmark|outcome|overall grade|overall rating)(?: [0-9]{1,2})? "
    r"(?:is|was|remains|has been|is therefore|is now)(?: fully| currently)? "
    + _LEVELS.format("is")
    + r")(?! by| with| at| twice| in| on| every| quarterly)",
    re.IGNORECASE,
)
_FAILS = re.compile(
    r"\b(?:does not|did not|fails? to|failed to) meet (?:the|this) benchmark\b", re.IGNORECASE
)


@rule("outcomes.missing", Severity.ERROR, Stage.ACROSS)
def missing(checked: CheckedAssessment) -> Iterator[Problem]:
    """The rule proposes no outcome for a benchmark and the adviser has recorded none."""
    for graded, outcome in _scored(checked):
        if graded.outcome is None:
            yield Problem(
                f"benchmark {outcome.benchmark} has no outcome. {graded.grade.because}",
                "Choose the outcome from the list and say why under Reason.",
                (outcome.places["level"],),
                rests_on=_answers(checked, graded),
            )


@rule("outcomes.reason", Severity.ERROR, Stage.ACROSS)
def reason(checked: CheckedAssessment) -> Iterator[Problem]:
    """The outcome is not the proposal, or none was proposed, and no reason is given."""
    for graded, outcome in _scored(checked):
        if outcome.level is None or outcome.level is graded.grade.level or outcome.reason:
            continue
        yield Problem(
            f"the outcome {outcome.level} is not the proposal, and no reason is given. "
            f"{graded.grade.because}",
            "Say under Reason why the outcome differs, or clear it to accept the proposal.",
            (outcome.places["reason"],),
            rests_on=_answers(checked, graded),
        )


@rule("outcomes.summary", Severity.ERROR)
def summary(checked: CheckedAssessment) -> Iterator[Problem]:
    """A scored benchmark has no summary, so its cell of Annex A would be empty."""
    for _, outcome in _scored(checked):
        if not outcome.summary:
            yield Problem(
                "this summary is blank.",
                "Write what supports the outcome, a paragraph on each line of the cell.",
                (outcome.places["summary"],),
            )


@rule("outcomes.disagrees", Severity.WARNING, Stage.ACROSS)
def disagrees(checked: CheckedAssessment) -> Iterator[Problem]:
    """A summary names another outcome than the one that stands for its benchmark.

    Only plain statements count: "the benchmark is not met", "graded as Exceeding". That criteria
    or targets are met says nothing of the outcome.
    """
    for graded, outcome in _scored(checked):
        if graded.outcome is None:
            continue
        for paragraph in outcome.summary:
            for said in _named(str(paragraph)):
                if said[1] is not graded.outcome:
                    yield Problem(
                        f"the summary says “{said[0]}”, but the outcome of benchmark "
                        f"{outcome.benchmark} is {graded.outcome}.",
                        "Correct the summary or the outcome.",
                        (outcome.places["summary"],),
                        rests_on=(outcome.places["level"], *_answers(checked, graded)),
                    )


@rule("outcomes.repeated", Severity.WARNING)
def repeated(checked: CheckedAssessment) -> Iterator[Problem]:
    """Two benchmarks have the same summary: one was probably pasted in the wrong row."""
    seen: dict[str, Outcome] = {}
    for _, outcome in _scored(checked):
        words = single_spaced(rich_text.plain(outcome.summary))
        first = seen.setdefault(words, outcome)
        if words and first is not outcome:
            yield Problem(
                f"this summary is the same as that of benchmark {first.benchmark}, word for word.",
                "Check which benchmark it belongs to.",
                (outcome.places["summary"],),
            )


@rule("outcomes.unscored", Severity.WARNING)
def unscored(checked: CheckedAssessment) -> Iterator[Problem]:
    """A benchmark that is assessed elsewhere has an outcome or a summary, which is not printed."""
    for graded in checked.graded:
        outcome = checked.assessment.outcomes[graded.benchmark.number]
        filled = [n for n in ("level", "summary") if getattr(outcome, n)]
        if not graded.benchmark.scored and filled:
            yield Problem(
                f"benchmark {outcome.benchmark} is not scored in this process, so what is here "
                "is not printed.",
                "Clear it, or move it to the benchmark it belongs to.",
                tuple(outcome.places[name] for name in filled),
            )


def _named(text: str) -> Iterator[tuple[str, Level]]:
    """Yield the outcomes that a text names, each with its words."""
    said = text.lower()
    if not any(word in said for word in ("met", "meet th", "exceed")):
        return
    for found in _OUTCOME.finditer(text):
        word = folded(found["graded"] or found["is"])
        level = Level.NOT_MET if word == "not met" else Level.MET
        yield found[0], Level.EXCEEDING if word.startswith("exceed") else level
    for found in _FAILS.finditer(text):
        yield found[0], Level.NOT_MET


@rule("outcomes.stale", Severity.WARNING, Stage.ACROSS)
def stale(checked: CheckedAssessment) -> Iterator[Problem]:
    """The workbook last showed another proposed outcome than its answers give.

    Grading goes by the answers alone. The two differ when Excel did not recalculate, when a
    formula was typed over, or when an answer was pasted in other words than those of the list.
    """
    for graded, outcome in _scored(checked):
        proposed = str(graded.grade.level or NO_PROPOSAL)
        if outcome.shown and outcome.shown != proposed:
            yield Problem(
                f"the workbook last showed '{outcome.shown}' for benchmark {outcome.benchmark}; "
                f"its answers give: {proposed}.",
                "Choose its answers from the list, press F9 in Excel, save, and compare.",
                (outcome.places["proposed"],),
                rests_on=_answers(checked, graded),
            )


def _scored(checked: CheckedAssessment) -> Iterator[tuple[Graded, Outcome]]:
    for graded in checked.graded:
        if graded.benchmark.scored:
            yield graded, checked.assessment.outcomes[graded.benchmark.number]


def _answers(checked: CheckedAssessment, graded: Graded) -> tuple[Place, ...]:
    rows = checked.assessment.evidence
    return tuple(rows[c.ref].places["answer"] for c in graded.benchmark.criteria)
