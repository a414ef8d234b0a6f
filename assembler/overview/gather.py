"""From many assessments to the figures of the national picture. Knows no workbook and no sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assembler import rich_text
from assembler.findings import Severity
from assembler.model import Answer, Assessment, Benchmark, Criterion, Edition, Graded, Level
from assembler.results import Examination

NONE, NOT_SCORED = "No outcome yet", "Not scored"
OUTCOMES = (str(Level.EXCEEDING), str(Level.MET), str(Level.NOT_MET), NONE)
_ORDER = {str(Level.NOT_MET): 0, str(Level.MET): 1, str(Level.EXCEEDING): 2}


@dataclass(frozen=True)
class Council:
    """One council: its name, adviser, workbook, and the word of each benchmark's outcome."""

    name: str
    adviser: str
    workbook: str
    year: str
    outcomes: tuple[str, ...]
    ready: bool

    def count(self, word: str) -> int:
        """Give how many benchmarks have an outcome."""
        return self.outcomes.count(word)


@dataclass(frozen=True)
class Unmet:
    """A criterion and the councils that fall short of it, of those it applies to.

    They answered No to a Met or Exceeding criterion, or Yes to a Not met statement. `rank` counts
    the criteria of its level from the commonest; equals share a rank.
    """

    benchmark: Benchmark
    criterion: Criterion
    councils: tuple[str, ...]
    applicable: int
    rank: int = 0


@dataclass(frozen=True)
class Point:
    """A strength or recommendation of a council. `benchmark` is "" where none is named."""

    council: str
    benchmark: str
    outcome: str
    heading: str
    text: str


@dataclass(frozen=True)
class Move:
    """An outcome this year beside last year's; `step` is how many levels up (+) or down (-)."""

    council: str
    benchmark: str
    before: str
    now: str
    step: int


@dataclass(frozen=True)
class Override:
    """An outcome that the adviser recorded where the rule proposed another, or none."""

    council: str
    benchmark: str
    proposed: str
    recorded: str
    reason: str


@dataclass(frozen=True)
class Unread:
    """A workbook that is not in the picture, and why."""

    workbook: str
    why: str


@dataclass(frozen=True)
class Picture:
    """The whole: an edition, its councils, and everything said of them."""

    edition: Edition
    councils: tuple[Council, ...]
    unmet: tuple[Unmet, ...]
    recommendations: tuple[Point, ...]
    strengths: tuple[Point, ...]
    moves: tuple[Move, ...]
    overrides: tuple[Override, ...]
    unread: tuple[Unread, ...]

    def tally(self, benchmark: int, word: str) -> int:
        """Give how many councils have an outcome at the benchmark of this position."""
        return sum(council.outcomes[benchmark] == word for council in self.councils)


def picture(
    edition: Edition, found: Iterable[Examination], unread: Sequence[Unread] = ()
) -> Picture:
    """Gather the picture of an edition; what belongs to another edition is listed as unread."""
    left = list(unread)
    taken: list[tuple[Examination, Assessment]] = []
    for one in found:
        if one.assessment is None:
            left.append(Unread(one.workbook, _why(one)))
        elif one.assessment.edition.year != edition.year:
            year = one.assessment.edition.year
            left.append(Unread(one.workbook, f"It is of {year}, this overview of {edition.year}."))
        else:
            taken.append((one, one.assessment))
    taken.sort(key=lambda pair: (pair[1].details.authority.lower(), pair[0].workbook))
    return Picture(
        edition=edition,
        councils=tuple(_council(one, assessment) for one, assessment in taken),
        unmet=_unmet(edition, [assessment for _, assessment in taken]),
        recommendations=tuple(p for one, a in taken for p in _recommendations(one, a)),
        strengths=tuple(p for one, a in taken for p in _strengths(one, a)),
        moves=tuple(move for one, a in taken for move in _moves(one, a)),
        overrides=tuple(override for one, a in taken for override in _overrides(one, a)),
        unread=tuple(left),
    )


def named(one: Examination, assessment: Assessment) -> str:
    """Name a council: as its workbook does, else by the workbook."""
    return assessment.details.authority or one.workbook


def _why(one: Examination) -> str:
    errors = [f for f in one.findings if f.severity is Severity.ERROR]
    return " ".join(f"{f.message} {f.fix}" for f in errors) or "It could not be read."


def _word(graded: Graded) -> str:
    return str(graded.outcome or NONE) if graded.benchmark.scored else NOT_SCORED


def _title(benchmark: Benchmark) -> str:
    return f"{benchmark.number} {benchmark.title}"


def _council(one: Examination, assessment: Assessment) -> Council:
    return Council(
        named(one, assessment),
        assessment.details.adviser,
        one.workbook,
        assessment.edition.financial_year,
        tuple(_word(graded) for graded in one.graded),
        one.may_be_built,
    )


def _unmet(edition: Edition, assessments: Sequence[Assessment]) -> tuple[Unmet, ...]:
    """Give the criteria that councils fall short of: Met first, the commonest of a level first."""
    made: list[Unmet] = []
    for level in (Level.MET, Level.NOT_MET, Level.EXCEEDING):
        rows = [
            row
            for benchmark in edition.scored
            for criterion in benchmark.at(level)
            if (row := _short_of(benchmark, criterion, assessments)).councils
        ]
        counts = [len(row.councils) for row in rows]
        ranked = [
            replace(row, rank=1 + sum(count > len(row.councils) for count in counts))
            for row in rows
        ]
        made += sorted(ranked, key=lambda row: row.rank)
    return tuple(made)


def _short_of(
    benchmark: Benchmark, criterion: Criterion, assessments: Sequence[Assessment]
) -> Unmet:
    short = Answer.YES if criterion.level is Level.NOT_MET else Answer.NO
    answers = [(a, a.evidence[criterion.ref].answer) for a in assessments]
    councils = [a.details.authority or a.source for a, answer in answers if answer is short]
    applicable = sum(answer in {Answer.NO, Answer.YES} for _, answer in answers)
    return Unmet(benchmark, criterion, tuple(sorted(councils)), applicable)


def _recommendations(one: Examination, assessment: Assessment) -> Iterable[Point]:
    words = {graded.benchmark.number: graded for graded in one.graded}
    for row in assessment.recommendations:
        graded = words.get(row.benchmark or 0)
        title = _title(graded.benchmark) if graded else str(row.benchmark or "")
        outcome = _word(graded) if graded else ""
        text = rich_text.plain(row.text)
        yield Point(named(one, assessment), title, outcome, row.heading, text)


def _strengths(one: Examination, assessment: Assessment) -> Iterable[Point]:
    for row in assessment.strengths:
        yield Point(named(one, assessment), "", "", row.heading, rich_text.plain(row.text))


def _moves(one: Examination, assessment: Assessment) -> Iterable[Move]:
    before = {row.benchmark: row.outcome for row in assessment.last_year}
    for graded in one.graded:
        then, now = before.get(graded.benchmark.number, ""), _word(graded)
        if graded.benchmark.scored and then:
            step = _ORDER[now] - _ORDER[then] if then in _ORDER and now in _ORDER else 0
            yield Move(named(one, assessment), _title(graded.benchmark), then, now, step)


def _overrides(one: Examination, assessment: Assessment) -> Iterable[Override]:
    for graded in one.graded:
        recorded = assessment.outcomes[graded.benchmark.number]
        if graded.benchmark.scored and recorded.level not in {None, graded.grade.level}:
            yield Override(
                named(one, assessment),
                _title(graded.benchmark),
                str(graded.grade.level or "No proposal"),
                str(recorded.level),
                recorded.reason,
            )
