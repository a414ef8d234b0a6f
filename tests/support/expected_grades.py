"""What a workbook is to show of a benchmark while a user types, from the answers themselves."""

import random

from assembler.grading import grade
from assembler.model import Answer, Assessment, Benchmark, Edition, Level
from assembler.workbook import live_grade
from assembler.workbook.layout import NO_PROPOSAL
from support.assessments import answered

Answers = dict[str, Answer | None]

# How likely Yes, No, N/A and a blank are: pure answers first, since the rule turns on "every".
MIXES = (
    (1, 0, 0, 0),
    (0, 1, 0, 0),
    (0, 0, 1, 0),
    (0, 0, 0, 1),
    (9, 1, 0, 0),
    (1, 9, 0, 0),
    (8, 0, 2, 0),
    (0, 8, 2, 0),
    (6, 2, 2, 0),
    (6, 2, 1, 1),
)
CHOICES = (Answer.YES, Answer.NO, Answer.NOT_APPLICABLE, None)


def invented(edition: Edition, dice: random.Random) -> Assessment:
    """Return an assessment whose answers were thrown, level by level, each with its own mix."""
    answers: dict[str, Answer | None] = {}
    for benchmark in edition.scored:
        for level in Level:
            weights = dice.choice(MIXES[1:2] * 6 + MIXES if level is Level.NOT_MET else MIXES)
            for criterion in benchmark.at(level):
                answers[criterion.ref] = dice.choices(CHOICES, weights)[0]
    return answered(answers, edition)


def expected(benchmark: Benchmark, assessment: Assessment) -> str:
    """Return what the workbook is to show, from the Python rule."""
    if not benchmark.scored:
        return live_grade.NOT_SCORED
    rows = assessment.evidence
    blank = sum(rows[criterion.ref].answer is None for criterion in benchmark.criteria)
    if blank:
        return f"{blank} of {len(benchmark.criteria)} unanswered"
    level = grade(benchmark, rows, assessment.edition.exceeding_needs).level
    return str(level) if level else NO_PROPOSAL


def reason(benchmark: Benchmark, answers: Answers, needs: int | None) -> str:
    """Return what the workbook is to say of a benchmark, from the answers themselves."""

    def those(level: Level, answer: Answer) -> list[str]:
        return [c.ref for c in benchmark.at(level) if answers.get(c.ref) is answer]

    def said(refs: list[str], among: int, words: str) -> str:
        verb = "is" if len(refs) == 1 else "are"
        return f"{len(refs)} of {among} {words.format(verb)}: {', '.join(refs)}"

    def applicable(level: Level) -> int:
        return len(benchmark.at(level)) - len(those(level, Answer.NOT_APPLICABLE))

    blanks = [c.ref for c in benchmark.criteria if answers.get(c.ref) is None]
    total, unmet = len(benchmark.criteria), those(Level.MET, Answer.NO)
    if blanks:
        words = f"{len(blanks)} to go"
        words += f": {', '.join(blanks)}" if len(blanks) <= live_grade.MOST_NAMED else ""
    elif true := those(Level.NOT_MET, Answer.YES):
        words = said(true, len(benchmark.at(Level.NOT_MET)), "Not met statements {} Yes")
    elif not applicable(Level.MET):
        words = "no Met criterion applies. You decide."
    elif not those(Level.MET, Answer.YES):
        words = "every Met criterion that applies is No."
    elif unmet:
        words = said(unmet, applicable(Level.MET), "Met criteria {} No") + ". You decide."
    elif not applicable(Level.EXCEEDING):
        words = "every Met criterion is Yes; no Exceeding criterion applies"
    else:
        count, of = len(those(Level.EXCEEDING, Answer.YES)), applicable(Level.EXCEEDING)
        words = f"every Met criterion and {count} of {of} Exceeding criteria are Yes"
        words += f" ({needs} needed)" if needs else ""
        rest = those(Level.EXCEEDING, Answer.NO)
        words += f"; No: {', '.join(rest)}" if rest else ""
    return f"{total - len(blanks)} of {total} answered; {words}"
