"""Read many workbooks and gather the figures of the national picture. Writes no sheet."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from assembler import rich_text
from assembler.editions.load import latest
from assembler.findings import Severity
from assembler.model import Answer, Assessment, Benchmark, Criterion, Edition, Graded, Level
from assembler.opc import archive
from assembler.opc.archive import UnsafeError
from assembler.overview import advisers, letters
from assembler.overview.advisers import is_unmet
from assembler.overview.national_picture import (
    NONE,
    NOT_SCORED,
    Council,
    LastRecommendation,
    Movement,
    Override,
    Picture,
    StrengthOrRecommendation,
    UnmetCriterion,
    UnreadWorkbook,
)
from assembler.pipeline.assess import assess_all, read_workbook
from assembler.pipeline.build import Order
from assembler.pipeline.expected_councils import Expected
from assembler.pipeline.status import CouncilStatus, status_of
from assembler.results import Examination

TITLE = "Prevent duty assurance"
_LARGEST = 100_000_000
_ORDER = {str(Level.NOT_MET): 0, str(Level.MET): 1, str(Level.EXCEEDING): 2}


def gather_workbooks(
    workbooks: Iterable[Path],
    order: Order,
    left_out: Sequence[UnreadWorkbook] = (),
    year: Edition | None = None,
    expected: Callable[[Sequence[CouncilStatus]], Expected] | None = None,
) -> Picture:
    """Read workbooks and gather their picture; one that cannot be read is listed with why.

    The picture is of one edition: `year`, else the newest that any of them has. `expected` holds
    the list of expected councils against their statuses; what it raises is passed on.
    """
    examinations = [
        one
        for one in assess_all(workbooks, order.editions)
        if one.assessment or not is_overview(Path(one.workbook))
    ]
    years = [each.assessment.edition for each in examinations if each.assessment is not None]
    edition = year or (latest(tuple(years)) if years else latest(order.editions))
    statuses = [_status(one, order) for one in examinations if _belongs(one, edition)]
    of_list = expected(statuses) if expected else Expected()
    statuses += of_list.without_workbook
    return gather(edition, examinations, left_out, statuses, of_list.notes)


def is_overview(path: Path) -> bool:
    """Return whether a file is an earlier overview."""
    try:
        core = archive.opened(path.read_bytes(), _LARGEST).read("docProps/core.xml", _LARGEST)
    except (OSError, UnsafeError, KeyError):
        return False
    return TITLE.encode() in core


def _belongs(examination: Examination, edition: Edition) -> bool:
    """Whether a workbook could be read and is of an edition."""
    assessment = examination.assessment
    return assessment is not None and assessment.edition.year == edition.year


def _status(examination: Examination, order: Order) -> CouncilStatus:
    path = Path(examination.workbook)
    return status_of(path, read_workbook(path), examination, order)


def gather(
    edition: Edition,
    examinations: Iterable[Examination],
    unread: Sequence[UnreadWorkbook] = (),
    statuses: Sequence[CouncilStatus] = (),
    notes: Sequence[str] = (),
) -> Picture:
    """Gather the picture of an edition; workbooks of another edition are listed as unread.

    `notes` are sentences on the expected councils.
    """
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
        notes=tuple(notes),
        not_ready=tuple(letters.not_ready(pairs)),
        differing=tuple(letters.differing_letters(statuses)),
        advisers=advisers.by_adviser(
            statuses, scored, ((row.adviser, bool(row.proposed)) for row in overrides)
        ),
        gaps=advisers.decided_differently(pairs),
        shared=tuple(letters.shared_paragraphs(assessment for _, assessment in pairs)),
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
    """Return the criteria that councils fall short of: by level, the commonest first.

    Of equals the one with the higher share comes first.
    """
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
        rows += sorted(ranked, key=lambda row: (row.rank, -row.share))
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
            step = _ORDER[now] - _ORDER[before] if is_ranked else None
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
                str(graded.grade.level or ""),
                str(recorded.level),
                recorded.reason,
            )
