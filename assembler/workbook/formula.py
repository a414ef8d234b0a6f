"""The grading rule a second time, as Excel formulas over the sheet `Annex B`.

Rows are counted by `Ref` (`B1-M2` is benchmark 1, level Met) over whole columns, so that sorting,
filtering and inserting rows does no harm. Only functions of Excel 2016 and LibreOffice are used.
Nothing is shared with `grading`: the two are compared in the tests.
"""

from assembler.model import Answer, Benchmark, Edition, Level
from assembler.workbook.layout import ANNEX_A, ANNEX_B, FIELDS, LETTER, Kind, Sheet

REFS, ANSWERS = "Criterion_refs", "Adviser_answers"
NO_PROPOSAL = "No proposal"
NOT_SCORED = "N/A"
_LETTERS = {Level.MET: "M", Level.EXCEEDING: "E", Level.NOT_MET: "N"}


def names() -> dict[str, str]:
    """Give the defined names that the formulas use, with what each stands for."""
    return {
        REFS: _column(ANNEX_B, "ref"),
        ANSWERS: _column(ANNEX_B, "answer"),
    }


def proposed(benchmark: Benchmark, edition: Edition) -> str:
    """Give the formula of a benchmark's proposed outcome; an unscored one has a plain word."""
    if not benchmark.scored:
        return NOT_SCORED
    total = len(benchmark.criteria)
    met, exceeding = len(benchmark.at(Level.MET)), len(benchmark.at(Level.EXCEEDING))

    def count(level: Level, answer: Answer) -> str:
        return _count(benchmark, _LETTERS[level], answer)

    answered = _answered(benchmark)
    applies = f"{count(Level.EXCEEDING, Answer.NOT_APPLICABLE)}<{exceeding}"
    needs = edition.exceeding_needs
    enough = (
        f"{count(Level.EXCEEDING, Answer.NO)}=0"
        if needs is None
        else f"{count(Level.EXCEEDING, Answer.YES)}>={needs}"
    )
    return (
        f'=IF({answered}<{total},{total}-({answered})&" of {total} unanswered",'
        f'IF({count(Level.NOT_MET, Answer.YES)}>0,"{Level.NOT_MET}",'
        f'IF({count(Level.MET, Answer.NOT_APPLICABLE)}={met},"{NO_PROPOSAL}",'
        f'IF({count(Level.MET, Answer.YES)}=0,"{Level.NOT_MET}",'
        f'IF({count(Level.MET, Answer.NO)}>0,"{NO_PROPOSAL}",'
        f'IF(AND({applies},{enough}),"{Level.EXCEEDING}","{Level.MET}"))))))'
    )


def answered(benchmark: Benchmark) -> str:
    """Give the formula that counts a benchmark's answered criteria."""
    return f"={_answered(benchmark)}"


def summary_state(benchmark: Benchmark) -> str:
    """Give the formula that says whether a benchmark's summary is written."""
    numbers, texts = _column(ANNEX_A, "number"), _column(ANNEX_A, "summary")
    written = f'COUNTIFS({numbers},{benchmark.number},{texts},"?*")'
    return f'=IF({written}>0,"written","to write")'


def filled() -> str:
    """Give the formula that counts the required fields of the sheet `Letter` that are filled."""
    labels, values = _column(LETTER, "field"), _column(LETTER, "value")
    return "=" + "+".join(
        f'COUNTIFS({labels},"{field.name}",{values},"{">0" if field.kind is Kind.DATE else "?*"}")'
        for field in FIELDS
        if field.required
    )


def _answered(benchmark: Benchmark) -> str:
    return "+".join(_count(benchmark, "", answer) for answer in Answer)


def _count(benchmark: Benchmark, letter: str, answer: Answer) -> str:
    return f'COUNTIFS({REFS},"B{benchmark.number}-{letter}*",{ANSWERS},"{answer}")'


def _column(sheet: Sheet, attribute: str) -> str:
    letter = sheet.letter(attribute)
    return f"'{sheet.name}'!${letter}:${letter}"
