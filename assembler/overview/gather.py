"""Read many workbooks and gather the figures of the national picture. Writes no sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assembler import rich_text
from assembler.editions.load import latest
from assembler.findings import Severity
from assembler.model import Answer, Assessment, Benchmark, Criterion, Edition, Graded, Level
from assembler.overview import advisers, progress
from assembler.overview.advisers import AdvisersCouncils, DecidedGap, is_unmet
from assembler.overview.progress import DifferingLetter, NotReady, SharedParagraph
from assembler.pipeline.assess import assess_all, read_workbook
from assembler.pipeline.build import Order
from assembler.pipeline.status import (
    CouncilStatus,
    is_of_a_council,
    status_of,
    without_workbook,
)
from assembler.results import Examination

NONE, NOT_SCORED = "No outcome yet", "Not scored"
OUTCOMES = (str(Level.EXCEEDING), str(Level.MET), str(Level.NOT_MET), NONE)
_ORDER = {str(Level.NOT_MET): 0, str(Level.MET): 1, str(Level.EXCEEDING): 2}


@dataclass(frozen=True)
class Council:
    """One council: its name, adviser and workbook, and the outcome of each benchmark in words."""

    name: str
    adviser: str
    workbook: str
    year: str
    outcomes: tuple[str, ...]
    ready: bool

    def count(self, outcome: str) -> int:
        """Return how many benchmarks have an outcome."""
        return self.outcomes.count(outcome)


@dataclass(frozen=True)
class UnmetCriterion:
    """A criterion, and the councils that fall short of it among those it applies to.

    They answered No to a Met or Exceeding criterion, or Yes to a Not met statement. `rank` counts
    the criteria of its level from the commonest; equals share a rank.
    """

    benchmark: Benchmark
    criterion: Criterion
    councils: tuple[str, ...]
    applicable: int
    rank: int = 0


@dataclass(frozen=True)
class StrengthOrRecommendation:
    """A strength or recommendation of a council. `benchmark` is "" where none is named."""

    council: str
    benchmark: str
    outcome: str
    heading: str
    text: str


@dataclass(frozen=True)
class Movement:
    """An outcome this year beside last year's; `step` counts levels up (+) or down (-)."""

    council: str
    benchmark: str
    before: str
    now: str
    step: int


@dataclass(frozen=True)
class LastRecommendation:
    """A recommendation of last year's letter, and what the adviser says became of it."""

    council: str
    benchmark: str
    recommendation: str
    became: str
    before: str
    now: str


@dataclass(frozen=True)
class Override:
    """An outcome that the adviser recorded where the rule proposed another, or none."""

    council: str
    adviser: str
    benchmark: str
    proposed: str
    recorded: str
    reason: str


@dataclass(frozen=True)
class UnreadWorkbook:
    """A workbook that is not in the picture, and why; one `of_another_year` need not be."""

    workbook: str
    why: str
    of_another_year: bool = False


@dataclass(frozen=True)
class Picture:
    """The national picture: an edition, its councils, and every figure about them.

    `statuses` has a row for each workbook of the edition and each expected council without one.
    """

    edition: Edition
    councils: tuple[Council, ...]
    unmet: tuple[UnmetCriterion, ...]
    recommendations: tuple[StrengthOrRecommendation, ...]
    strengths: tuple[StrengthOrRecommendation, ...]
    movements: tuple[Movement, ...]
    last_recommendations: tuple[LastRecommendation, ...]
    overrides: tuple[Override, ...]
    unread: tuple[UnreadWorkbook, ...]
    statuses: tuple[CouncilStatus, ...]
    not_ready: tuple[NotReady, ...]
    differing: tuple[DifferingLetter, ...]
    advisers: tuple[AdvisersCouncils, ...]
    gaps: tuple[DecidedGap, ...]
    shared: tuple[SharedParagraph, ...]

    def count(self, position: int, outcome: str) -> int:
        """Return how many councils have an outcome at the benchmark of a position."""
        return sum(council.outcomes[position] == outcome for council in self.councils)


def gather_workbooks(
    workbooks: Iterable[Path],
    order: Order,
    left_out: Sequence[UnreadWorkbook] = (),
    year: Edition | None = None,
    expected: Path | None = None,
) -> Picture:
    """Read workbooks and gather their picture; one that cannot be read is listed with why.

    The picture is of one edition: `year`, else the newest that any of them has. `expected` is a
    list of councils; those without a workbook are in it. Raises AssemblerError when that list
    cannot be read.
    """
    examinations = assess_all(workbooks, order.editions)
    years = [each.assessment.edition for each in examinations if each.assessment is not None]
    edition = year or (latest(tuple(years)) if years else latest(order.editions))
    statuses = [_status(one, order) for one in examinations if _belongs(one, edition)]
    if expected:
        statuses += without_workbook(expected, statuses)
    return gather(edition, examinations, left_out, statuses, order.choices.outputs)


def _belongs(examination: Examination, edition: Edition) -> bool:
    """Whether a workbook is of an edition, or a council's that could not be read."""
    if examination.assessment is None:
        return is_of_a_council(examination)
    return examination.assessment.edition.year == edition.year


def _status(examination: Examination, order: Order) -> CouncilStatus:
    path = Path(examination.workbook)
    content = read_workbook(path) if examination.assessment else b""
    return status_of(path, content, examination, order)


def gather(
    edition: Edition,
    examinations: Iterable[Examination],
    unread: Sequence[UnreadWorkbook] = (),
    statuses: Sequence[CouncilStatus] = (),
    outputs: Path = Path("outputs"),
) -> Picture:
    """Gather the picture of an edition; workbooks of another edition are listed as unread."""
    not_read = list(unread)
    pairs: list[tuple[Examination, Assessment]] = []
    for examination in examinations:
        assessment, workbook = examination.assessment, examination.workbook
        if assessment is None:
            not_read.append(UnreadWorkbook(workbook, _why_unread(examination)))
        elif assessment.edition.year != edition.year:
            why = f"It is of {assessment.edition.year}, this overview of {edition.year}."
            not_read.append(UnreadWorkbook(workbook, why, of_another_year=True))
        else:
            pairs.append((examination, assessment))
    pairs.sort(key=lambda pair: (pair[1].details.authority.lower(), pair[0].workbook))
    statuses = sorted(statuses, key=lambda one: (one.council.lower(), one.workbook))
    overrides = tuple(row for pair in pairs for row in _overrides(*pair))
    gaps = advisers.decided_differently(pairs)
    scored = (
        (assessment.details.adviser, _outcome(graded))
        for examination, assessment in pairs
        for graded in examination.graded
        if graded.benchmark.scored
    )
    return Picture(
        edition=edition,
        councils=tuple(_council(*pair) for pair in pairs),
        unmet=_unmet_criteria(edition, [assessment for _, assessment in pairs]),
        recommendations=tuple(row for pair in pairs for row in _recommendations(*pair)),
        strengths=tuple(row for pair in pairs for row in _strengths(*pair)),
        movements=tuple(row for pair in pairs for row in _movements(*pair)),
        last_recommendations=tuple(row for pair in pairs for row in _last_recommendations(*pair)),
        overrides=overrides,
        unread=tuple(not_read),
        statuses=tuple(statuses),
        not_ready=tuple(progress.not_ready(pairs)),
        differing=tuple(progress.differing_letters(statuses, outputs)),
        advisers=advisers.by_adviser(
            statuses, scored, (row.adviser for row in overrides), (row.adviser for row in gaps)
        ),
        gaps=gaps,
        shared=tuple(progress.shared_paragraphs([assessment for _, assessment in pairs])),
    )


def _council_name(examination: Examination, assessment: Assessment) -> str:
    return assessment.details.authority or examination.workbook


def _why_unread(examination: Examination) -> str:
    errors = [f for f in examination.findings if f.severity is Severity.ERROR]
    return " ".join(f"{f.message} {f.fix}" for f in errors) or "It could not be read."


def _outcome(graded: Graded) -> str:
    return str(graded.outcome or NONE) if graded.benchmark.scored else NOT_SCORED


def _title(benchmark: Benchmark) -> str:
    return f"{benchmark.number} {benchmark.title}"


def _council(examination: Examination, assessment: Assessment) -> Council:
    return Council(
        _council_name(examination, assessment),
        assessment.details.adviser,
        examination.workbook,
        assessment.edition.financial_year,
        tuple(_outcome(graded) for graded in examination.graded),
        examination.may_be_built,
    )


def _unmet_criteria(
    edition: Edition, assessments: Sequence[Assessment]
) -> tuple[UnmetCriterion, ...]:
    """Return the criteria that councils fall short of: by level, the commonest first."""
    rows: list[UnmetCriterion] = []
    for level in (Level.MET, Level.NOT_MET, Level.EXCEEDING):
        of_level = [
            row
            for benchmark in edition.scored
            for criterion in benchmark.at(level)
            if (row := _unmet_criterion(benchmark, criterion, assessments)).councils
        ]
        counts = [len(row.councils) for row in of_level]
        ranked = [
            replace(row, rank=1 + sum(count > len(row.councils) for count in counts))
            for row in of_level
        ]
        rows += sorted(ranked, key=lambda row: row.rank)
    return tuple(rows)


def _unmet_criterion(
    benchmark: Benchmark, criterion: Criterion, assessments: Sequence[Assessment]
) -> UnmetCriterion:
    answers = [(a, a.evidence[criterion.ref].answer) for a in assessments]
    councils = [
        a.details.authority or a.source for a, answer in answers if is_unmet(criterion, answer)
    ]
    applicable = sum(answer in {Answer.NO, Answer.YES} for _, answer in answers)
    return UnmetCriterion(benchmark, criterion, tuple(sorted(councils)), applicable)


def _recommendations(
    examination: Examination, assessment: Assessment
) -> Iterable[StrengthOrRecommendation]:
    graded_by_number = {graded.benchmark.number: graded for graded in examination.graded}
    for row in assessment.recommendations:
        graded = graded_by_number.get(row.benchmark or 0)
        yield StrengthOrRecommendation(
            _council_name(examination, assessment),
            _title(graded.benchmark) if graded else str(row.benchmark or ""),
            _outcome(graded) if graded else "",
            row.heading,
            rich_text.plain(row.text),
        )


def _strengths(
    examination: Examination, assessment: Assessment
) -> Iterable[StrengthOrRecommendation]:
    council = _council_name(examination, assessment)
    for row in assessment.strengths:
        yield StrengthOrRecommendation(council, "", "", row.heading, rich_text.plain(row.text))


def _movements(examination: Examination, assessment: Assessment) -> Iterable[Movement]:
    outcomes_before = {row.benchmark: row.outcome for row in assessment.last_year}
    council = _council_name(examination, assessment)
    for graded in examination.graded:
        before, now = outcomes_before.get(graded.benchmark.number, ""), _outcome(graded)
        if graded.benchmark.scored and before:
            is_ranked = before in _ORDER and now in _ORDER
            step = _ORDER[now] - _ORDER[before] if is_ranked else 0
            yield Movement(council, _title(graded.benchmark), before, now, step)


def _last_recommendations(
    examination: Examination, assessment: Assessment
) -> Iterable[LastRecommendation]:
    now = {graded.benchmark.number: _outcome(graded) for graded in examination.graded}
    for row in assessment.last_year:
        if row.recommendation:
            yield LastRecommendation(
                _council_name(examination, assessment),
                f"{row.benchmark or ''} {row.title}".strip(),
                rich_text.plain(row.recommendation),
                rich_text.plain(row.became),
                row.outcome,
                now.get(row.benchmark, ""),
            )


def _overrides(examination: Examination, assessment: Assessment) -> Iterable[Override]:
    for graded in examination.graded:
        recorded = assessment.outcomes[graded.benchmark.number]
        if graded.benchmark.scored and recorded.level not in {None, graded.grade.level}:
            yield Override(
                _council_name(examination, assessment),
                assessment.details.adviser,
                _title(graded.benchmark),
                str(graded.grade.level or "No proposal"),
                str(recorded.level),
                recorded.reason,
            )
