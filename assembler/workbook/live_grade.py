"""The grading rule a second time, as Excel formulas over the sheet `Annex B`.

Rows are counted by `Ref` (`B1-M2` is benchmark 1, level Met) over whole columns, so that sorting,
filtering and inserting rows does no harm. Only functions of Excel 2016 and LibreOffice are used.
Nothing is shared with `grading`: the two are compared in the tests.
"""

from collections.abc import Iterable

from assembler.model import Answer, Benchmark, Criterion, Edition, Level
from assembler.workbook.layout import ANNEX_B, NO_PROPOSAL, Sheet

REFS, ANSWERS = "Criterion_refs", "Adviser_answers"
NOT_SCORED = "N/A"
_LETTERS = {Level.MET: "M", Level.EXCEEDING: "E", Level.NOT_MET: "N"}
# So many open criteria are named one by one; more are only counted.
MOST_NAMED = 6


def names() -> dict[str, str]:
    """Give the defined names that the formulas use, with what each stands for."""
    return {
        REFS: column(ANNEX_B, "ref"),
        ANSWERS: column(ANNEX_B, "answer"),
    }


def column(sheet: Sheet, attribute: str) -> str:
    """Name a whole column of a sheet as a formula does."""
    letter = sheet.letter(attribute)
    return f"'{sheet.name}'!${letter}:${letter}"


def blank(cell: str) -> str:
    """Give the condition that a cell holds nothing, or nothing but blanks of whatever kind."""
    return f'LEN(TRIM(CLEAN(SUBSTITUTE({cell},"\u00a0",""))))=0'


def answered(benchmark: Benchmark) -> str:
    """Give the formula that counts a benchmark's answered criteria."""
    return f"={_answered(benchmark)}"


def proposed(benchmark: Benchmark, edition: Edition) -> str:
    """Give the formula of a benchmark's proposed outcome; an unscored one has a plain word."""
    if not benchmark.scored:
        return NOT_SCORED
    tally = _Tally(benchmark)
    return "=" + tally.choose(
        unanswered=f'{tally.total}-({tally.answered})&" of {tally.total} unanswered"',
        stated=f'"{Level.NOT_MET}"',
        inapplicable=f'"{NO_PROPOSAL}"',
        none_met=f'"{Level.NOT_MET}"',
        gap=f'"{NO_PROPOSAL}"',
        met=f'IF({_is_exceeding(tally, edition)},"{Level.EXCEEDING}","{Level.MET}")',
    )


def why(benchmark: Benchmark, edition: Edition) -> str:
    """Give the formula that says how many criteria are answered, and what the proposal rests on."""
    if not benchmark.scored:
        return NOT_SCORED
    tally = _Tally(benchmark)
    unmet = (
        f'{tally.no(Level.MET)}&" of "&{tally.applicable(Level.MET)}&" Met criteria "&'
        f'IF({tally.no(Level.MET)}=1,"is","are")&" No: "&'
        f"{_listed(benchmark.at(Level.MET), Answer.NO)}"
    )
    true = (
        f'{tally.yes(Level.NOT_MET)}&" of {tally.count(Level.NOT_MET)} Not met statements "&'
        f'IF({tally.yes(Level.NOT_MET)}=1,"is","are")&" Yes: "&'
        f"{_listed(benchmark.at(Level.NOT_MET), Answer.YES)}"
    )
    said = tally.choose(
        unanswered=_open(tally),
        stated=true,
        inapplicable='"no Met criterion applies. You decide."',
        none_met='"every Met criterion that applies is No."',
        gap=f'{unmet}&". You decide."',
        met=_exceeding_or_not(tally, edition),
    )
    return f'={tally.answered}&" of {tally.total} answered; "&{said}'


class _Tally:
    """The counts of one benchmark as pieces of a formula."""

    def __init__(self, benchmark: Benchmark) -> None:
        self.benchmark = benchmark
        self.total = len(benchmark.criteria)
        self.answered = _answered(benchmark)

    def count(self, level: Level) -> int:
        """How many criteria the level has."""
        return len(self.benchmark.at(level))

    def yes(self, level: Level) -> str:
        return _count(self.benchmark, _LETTERS[level], Answer.YES)

    def no(self, level: Level) -> str:
        return _count(self.benchmark, _LETTERS[level], Answer.NO)

    def not_applicable(self, level: Level) -> str:
        return _count(self.benchmark, _LETTERS[level], Answer.NOT_APPLICABLE)

    def applicable(self, level: Level) -> str:
        return f"({self.count(level)}-{self.not_applicable(level)})"

    def choose(  # noqa: PLR0913 - one for each branch of the rule
        self, *, unanswered: str, stated: str, inapplicable: str, none_met: str, gap: str, met: str
    ) -> str:
        """Choose between six pieces as the rule does, branch by branch."""
        return (
            f"IF({self.answered}<{self.total},{unanswered},"
            f"IF({self.yes(Level.NOT_MET)}>0,{stated},"
            f"IF({self.not_applicable(Level.MET)}={self.count(Level.MET)},{inapplicable},"
            f"IF({self.yes(Level.MET)}=0,{none_met},"
            f"IF({self.no(Level.MET)}>0,{gap},{met})))))"
        )


def _is_exceeding(tally: _Tally, edition: Edition) -> str:
    needs = edition.exceeding_needs
    enough = (
        f"{tally.no(Level.EXCEEDING)}=0"
        if needs is None
        else f"{tally.yes(Level.EXCEEDING)}>={needs}"
    )
    return f"AND({tally.applicable(Level.EXCEEDING)}>0,{enough})"


def _exceeding_or_not(tally: _Tally, edition: Edition) -> str:
    """Say, every Met criterion being Yes, what stands for or against Exceeding."""
    level, needs = Level.EXCEEDING, edition.exceeding_needs
    needed = "" if needs is None else f" ({needs} needed)"
    share = f'{tally.yes(level)}&" of "&{tally.applicable(level)}&" Exceeding criteria{needed}"'
    unmet = f'IF({tally.no(level)}>0,"; No: "&{_listed(tally.benchmark.at(level), Answer.NO)},"")'
    return (
        '"every Met criterion is Yes, "&'
        f'IF({tally.applicable(level)}=0,"no Exceeding criterion applies","and "&{share}&{unmet})'
    )


def _open(tally: _Tally) -> str:
    """Name the criteria still to answer where they are few."""
    still = f"({tally.total}-({tally.answered}))"
    listed = _joined(
        (criterion.ref, "+".join(_of(criterion, answer) for answer in Answer) + "=0")
        for criterion in tally.benchmark.criteria
    )
    return f'IF({still}>{MOST_NAMED},{still}&" to go",{still}&" to go: "&{listed})'


def _listed(criteria: tuple[Criterion, ...], answer: Answer) -> str:
    """List the refs of the criteria that have this answer, divided by commas."""
    return _joined((criterion.ref, f"{_of(criterion, answer)}>0") for criterion in criteria)


def _joined(items: Iterable[tuple[str, str]]) -> str:
    """Join the words whose condition is true: TEXTJOIN came after Excel 2016."""
    parts = "&".join(f'IF({condition},", {word}","")' for word, condition in items)
    return f"MID({parts or _NOTHING},3,999)"


_NOTHING = '""'


def _answered(benchmark: Benchmark) -> str:
    return "+".join(_count(benchmark, "", answer) for answer in Answer)


def _count(benchmark: Benchmark, letter: str, answer: Answer) -> str:
    return f'COUNTIFS({REFS},"B{benchmark.number}-{letter}*",{ANSWERS},"{answer}")'


def _of(criterion: Criterion, answer: Answer) -> str:
    return f'COUNTIFS({REFS},"{criterion.ref}",{ANSWERS},"{answer}")'
