"""Rules on the sheet `Annex B`."""

from collections.abc import Iterator

from assembler.checks.checked_assessment import CheckedAssessment, rule
from assembler.findings import Severity
from assembler.model import Answer, Benchmark, Evidence, Level
from assembler.rules import Problem, Stage


@rule("answers.blank", Severity.ERROR)
def blank(checked: CheckedAssessment) -> Iterator[Problem]:
    """A criterion of a scored benchmark has no adviser answer. A blank is never taken for a No."""
    for benchmark in checked.assessment.edition.scored:
        for row in _rows(checked, benchmark):
            if row.answer is None:
                yield Problem(
                    "no answer yet.",
                    "Choose Yes, No or N/A from the list.",
                    (row.places["answer"],),
                )


@rule("answers.note", Severity.ERROR)
def note(checked: CheckedAssessment) -> Iterator[Problem]:
    """N/A takes a criterion out of the count, so it needs a note that says why."""
    for benchmark in checked.assessment.edition.scored:
        for row in _rows(checked, benchmark):
            if row.answer is Answer.NOT_APPLICABLE and not row.note:
                yield Problem(
                    "the answer is N/A, but no note says why.",
                    "Say in Adviser note why the criterion does not apply.",
                    (row.places["note"],),
                    rests_on=(row.places["answer"],),
                )


@rule("answers.contradiction", Severity.WARNING, Stage.ACROSS)
def contradiction(checked: CheckedAssessment) -> Iterator[Problem]:
    """Every Met criterion is Yes, and a Not met statement is Yes too. Both can hardly be true."""
    for benchmark in checked.assessment.edition.scored:
        rows = checked.assessment.evidence
        met = [rows[c.ref] for c in benchmark.at(Level.MET)]
        true = [rows[c.ref] for c in benchmark.at(Level.NOT_MET)]
        true = [row for row in true if row.answer is Answer.YES]
        if true and all(row.answer is Answer.YES for row in met):
            yield Problem(
                f"every Met criterion of benchmark {benchmark.number} is Yes, "
                "and so is this Not met statement.",
                "Correct whichever answer is wrong.",
                tuple(row.places["answer"] for row in true),
                rests_on=tuple(row.places["answer"] for row in met),
            )


@rule("answers.differs", Severity.WARNING)
def differs(checked: CheckedAssessment) -> Iterator[Problem]:
    """The adviser's answer differs from the council's own.

    This may be intended; it is only pointed out.
    """
    for benchmark in checked.assessment.edition.scored:
        for row in _rows(checked, benchmark):
            if row.self_assessment and row.answer and row.self_assessment is not row.answer:
                yield Problem(
                    "the adviser's answer differs from the council's self-assessment.",
                    "If this is intended, leave it.",
                    (row.places["answer"],),
                )


def _rows(checked: CheckedAssessment, benchmark: Benchmark) -> Iterator[Evidence]:
    for criterion in benchmark.criteria:
        yield checked.assessment.evidence[criterion.ref]
