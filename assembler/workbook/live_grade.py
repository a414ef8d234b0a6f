"""Repeat the grading rule as Excel formulas over the sheet `Annex B`.

Rows are counted by `Ref` (`B1-M2` is benchmark 1, level Met) over whole columns, so that sorting,
filtering and inserting rows does no harm. Nothing is shared with `grading`: the tests compare the
two.
"""

from collections.abc import Mapping, Sequence

from assembler.model import Answer, Benchmark, Criterion, Edition, Evidence, Graded, Level
from assembler.workbook.formulas import LONGEST_FORMULA, Formula, column, listed, literal
from assembler.workbook.layout import ANNEX_B, NO_PROPOSAL

REFS, ANSWERS = "Criterion_refs", "Answers_as_counted"
NOT_SCORED = "N/A"
CHECK_ROWS = "Check the rows"
_ROWS_ALTERED = "a criterion is missing or repeated on Annex B; undo, or run: assemble validate"
_LETTERS = {Level.MET: "M", Level.EXCEEDING: "E", Level.NOT_MET: "N"}
# Up to this many criteria are named; more are only counted.
MOST_NAMED = 6

Rows = Mapping[str, Evidence]


def names() -> dict[str, str]:
    """Return the defined names that the formulas use, with what each refers to."""
    return {REFS: column(ANNEX_B, "ref"), ANSWERS: column(ANNEX_B, "counts_as")}


def answered(benchmark: Benchmark, rows: Rows) -> Formula:
    """Count a benchmark's answered criteria."""
    return Formula(
        f"={_answered(benchmark)}", len(benchmark.criteria) - len(_blank(benchmark, rows))
    )


def proposed(benchmark: Benchmark, edition: Edition) -> str:
    """Return the formula of a scored benchmark's proposed outcome."""
    tally = _Tally(benchmark)
    grade = tally.choose(
        unanswered=f'{tally.total}-({tally.answered})&" of {tally.total} unanswered"',
        stated=f'"{Level.NOT_MET}"',
        inapplicable=f'"{NO_PROPOSAL}"',
        none_met=f'"{Level.NOT_MET}"',
        gap=f'"{NO_PROPOSAL}"',
        met=f'IF({_is_exceeding(tally, edition)},"{Level.EXCEEDING}","{Level.MET}")',
    )
    return f'=IFERROR(IF({_rows_as_published(benchmark)},{grade},"{CHECK_ROWS}"),"{CHECK_ROWS}")'


def proposed_now(graded: Graded, rows: Rows) -> str:
    """Return what `proposed` shows for the answers of `rows`."""
    blank, total = _blank(graded.benchmark, rows), len(graded.benchmark.criteria)
    if blank:
        return f"{len(blank)} of {total} unanswered"
    return str(graded.grade.level or NO_PROPOSAL)


def why(benchmark: Benchmark, edition: Edition) -> str:
    """Return the formula that says how many criteria are answered, and what the proposal rests on.

    A benchmark with so many criteria that their refs do not fit is explained without them.
    """
    text = _why(benchmark, edition, naming=True)
    return text if len(text) <= LONGEST_FORMULA else _why(benchmark, edition, naming=False)


def _why(benchmark: Benchmark, edition: Edition, *, naming: bool) -> str:
    tally = _Tally(benchmark)
    of_met, of_not_met = benchmark.at(Level.MET), benchmark.at(Level.NOT_MET)
    unmet = (
        f'{tally.no(Level.MET)}&" of "&{tally.applicable(Level.MET)}&" Met criteria "&'
        f'IF({tally.no(Level.MET)}=1,"is","are")&" No"&{_refs(of_met, Answer.NO, ": ", naming)}'
    )
    true = (
        f'{tally.yes(Level.NOT_MET)}&" of {tally.count(Level.NOT_MET)} Not met statements "&'
        f'IF({tally.yes(Level.NOT_MET)}=1,"is","are")&" Yes"&'
        f"{_refs(of_not_met, Answer.YES, ': ', naming)}"
    )
    reason = tally.choose(
        unanswered=_to_go(tally, naming=naming),
        stated=true,
        inapplicable='"no Met criterion applies. You decide."',
        none_met='"every Met criterion that applies is No."',
        gap=f'{unmet}&". You decide."',
        met=_exceeding_or_not(tally, edition, naming=naming),
    )
    sentence = f'{tally.answered}&" of {tally.total} answered; "&{reason}'
    altered = literal(_ROWS_ALTERED)
    return f"=IFERROR(IF({_rows_as_published(benchmark)},{sentence},{altered}),{altered})"


def why_now(graded: Graded, rows: Rows, edition: Edition) -> str:
    """Return what `why` shows for the answers of `rows`."""
    benchmark = graded.benchmark
    blank, total = _blank(benchmark, rows), len(benchmark.criteria)
    naming = len(_why(benchmark, edition, naming=True)) <= LONGEST_FORMULA
    reason = (
        _to_go_now(blank, naming=naming)
        if blank
        else _reason_now(graded, rows, edition, naming=naming)
    )
    return f"{total - len(blank)} of {total} answered; {reason}"


def _reason_now(graded: Graded, rows: Rows, edition: Edition, *, naming: bool) -> str:
    def refs(level: Level, answer: Answer) -> list[str]:
        return [c.ref for c in graded.benchmark.at(level) if rows[c.ref].answer is answer]

    def counted(chosen: list[str], total: int, noun: str, answer: Answer) -> str:
        named = f": {', '.join(chosen)}" if naming else ""
        return (
            f"{len(chosen)} of {total} {noun} {'is' if len(chosen) == 1 else 'are'} {answer}{named}"
        )

    met, unmet = refs(Level.MET, Answer.YES), refs(Level.MET, Answer.NO)
    if true := refs(Level.NOT_MET, Answer.YES):
        total = len(graded.benchmark.at(Level.NOT_MET))
        return counted(true, total, "Not met statements", Answer.YES)
    if not met and not unmet:
        return "no Met criterion applies. You decide."
    if not met:
        return "every Met criterion that applies is No."
    if unmet:
        return f"{counted(unmet, len(met) + len(unmet), 'Met criteria', Answer.NO)}. You decide."
    yes, no = refs(Level.EXCEEDING, Answer.YES), refs(Level.EXCEEDING, Answer.NO)
    if not yes and not no:
        return "every Met criterion is Yes; no Exceeding criterion applies"
    needed = f" ({edition.exceeding_needs} needed)" if edition.exceeding_needs else ""
    share = f"{len(yes)} of {len(yes) + len(no)} Exceeding criteria are Yes{needed}"
    rest = f"; No: {', '.join(no)}" if no and naming else ""
    return f"every Met criterion and {share}{rest}"


class _Tally:
    """The counts of one benchmark as pieces of a formula."""

    def __init__(self, benchmark: Benchmark) -> None:
        self.benchmark = benchmark
        self.total = len(benchmark.criteria)
        self.answered = _answered(benchmark)

    def count(self, level: Level) -> int:
        """Return how many criteria the level has."""
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


def _rows_as_published(benchmark: Benchmark) -> str:
    """Return the condition that each criterion occurs once: duplicates must not give a level."""
    total = len(benchmark.criteria)
    refs = ",".join(literal(criterion.ref) for criterion in benchmark.criteria)
    count = f'COUNTIF({REFS},"B{benchmark.number}-*")={total}'
    each = f"SUMPRODUCT(--(COUNTIF({REFS},{{{refs}}})=1))={total}"
    # Beyond a few hundred criteria their refs leave no space for the rest of the formula.
    return f"AND({count},{each})" if len(each) < LONGEST_FORMULA // 4 else count


def _is_exceeding(tally: _Tally, edition: Edition) -> str:
    needs = edition.exceeding_needs
    enough = (
        f"{tally.no(Level.EXCEEDING)}=0"
        if needs is None
        else f"{tally.yes(Level.EXCEEDING)}>={needs}"
    )
    return f"AND({tally.applicable(Level.EXCEEDING)}>0,{enough})"


def _exceeding_or_not(tally: _Tally, edition: Edition, *, naming: bool) -> str:
    """Return the words for or against Exceeding, where every Met criterion is Yes."""
    level, needs = Level.EXCEEDING, edition.exceeding_needs
    needed = "" if needs is None else f" ({needs} needed)"
    share = (
        f'{tally.yes(level)}&" of "&{tally.applicable(level)}&" Exceeding criteria are Yes{needed}"'
    )
    unmet = _refs(tally.benchmark.at(level), Answer.NO, "; No: ", naming)
    return (
        f"IF({tally.applicable(level)}=0,"
        '"every Met criterion is Yes; no Exceeding criterion applies",'
        f'"every Met criterion and "&{share}&IF({tally.no(level)}>0,{unmet},""))'
    )


def _to_go(tally: _Tally, *, naming: bool) -> str:
    """Count the criteria still to be answered; name them if they are few."""
    count = f"({tally.total}-({tally.answered}))"
    if not naming:
        return f'{count}&" to go"'
    refs = listed(
        (criterion.ref, "+".join(_count_ref(criterion, answer) for answer in Answer) + "=0")
        for criterion in tally.benchmark.criteria
    )
    return f'IF({count}>{MOST_NAMED},{count}&" to go",{count}&" to go: "&{refs})'


def _to_go_now(blank: Sequence[str], *, naming: bool) -> str:
    refs = f": {', '.join(blank)}" if naming and len(blank) <= MOST_NAMED else ""
    return f"{len(blank)} to go{refs}"


def _refs(criteria: tuple[Criterion, ...], answer: Answer, before: str, naming: bool) -> str:  # noqa: FBT001 - passed on
    """List the refs of the criteria that have this answer after a word, or nothing."""
    if not naming:
        return '""'
    items = ((criterion.ref, f"{_count_ref(criterion, answer)}>0") for criterion in criteria)
    return f'"{before}"&{listed(items)}'


def _blank(benchmark: Benchmark, rows: Rows) -> list[str]:
    return [c.ref for c in benchmark.criteria if rows[c.ref].answer is None]


def _answered(benchmark: Benchmark) -> str:
    return "+".join(_count(benchmark, "", answer) for answer in Answer)


def _count(benchmark: Benchmark, letter: str, answer: Answer) -> str:
    return f'COUNTIFS({REFS},"B{benchmark.number}-{letter}*",{ANSWERS},"{answer}")'


def _count_ref(criterion: Criterion, answer: Answer) -> str:
    return f'COUNTIFS({REFS},"{criterion.ref}",{ANSWERS},"{answer}")'
