"""The tables of the overview: its sheets, their headings and rows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from assembler.model import Criterion
from assembler.overview.advisers import DecidedGap
from assembler.overview.national_picture import OUTCOMES, Picture
from assembler.pipeline.status import STAGES, State
from assembler.wording import counted, listed
from assembler.workbook.controls import Heading, Value
from assembler.workbook.layout import criterion_text

UNMET, SHARED, GAPS = "Unmet criteria", "Same words", "Decided differently"
RECOMMENDATIONS, STRENGTHS, MOVEMENT = "Recommendations", "Strengths", "Movement"
OVERRIDES, UNREAD, STATUS, ADVISERS = "Overrides", "Not read", "Status", "By adviser"
NOT_READY, DIFFERING = "Not ready", "Letters that differ"
LAST_RECOMMENDATIONS = "Last recommendations"
NO_PROPOSAL, UNDECIDED = "No proposal", "Not decided yet"
_MOST_NAMED = 12


class Table(NamedTuple):
    """A sheet with one table: its title, a line below it, its headings and its rows.

    `if_empty` is what the sheet says when there are no rows, `note` a second line below the title.
    """

    name: str
    title: str
    lead: str
    headings: tuple[Heading, ...]
    rows: Sequence[tuple[Value, ...]]
    if_empty: str
    note: str = ""


def status_table(picture: Picture) -> Table:
    """Return a row for each council: how far its letter is. Stage sorts the states in order."""
    ready = {one.workbook for one in picture.councils if one.ready}
    return Table(
        STATUS,
        f"How far each letter is, {picture.edition.financial_year}",
        "Sort by Stage or by Since; the states are numbered in their order, from no workbook (0) "
        f"to changed since issued ({len(STAGES) - 1}).",
        (
            *(("Council", 40), ("Adviser", 24), ("State", 22), ("Stage", 8), ("Since", 13)),
            *(("Letter date", 13), ("Answered", 11), ("To answer", 11), ("Errors", 9)),
            *(("Ready", 9), ("Workbook", 44)),
        ),
        [
            (
                *(one.council or Path(one.workbook).name, one.adviser, str(one.state)),
                *(STAGES.index(one.state), _as_date(one.since), _as_date(one.letter_date)),
                *((one.answered, one.to_answer, one.errors) if one.workbook else ("", "", "")),
                *("Yes" if one.workbook in ready else "No", one.workbook),
            )
            for one in picture.statuses
        ],
        "There is no workbook, and no council is expected.",
        " ".join([*_unread_note(picture), *picture.notes]),
    )


def _unread_note(picture: Picture) -> Iterable[str]:
    if missing := sum(not one.of_another_year for one in picture.unread):
        yield f"{counted(missing, 'workbook')} not read and not counted: see {UNREAD}."


def _as_date(day: str) -> Value:
    return date.fromisoformat(day) if day else ""


def all_tables(picture: Picture) -> Iterable[Table]:
    """Return the tables that follow the heat map, the status and the charts, in order."""
    yield _adviser_table(picture)
    yield _gap_table(picture)
    yield _not_ready_table(picture)
    yield _differing_table(picture)
    yield _unmet_table(picture)
    yield Table(
        RECOMMENDATIONS,
        "Every recommendation",
        f"{counted(len(picture.recommendations), 'recommendation')}.",
        (
            *(("Council", 34), ("Benchmark", 30), ("Outcome", 12), ("Heading", 34)),
            ("Recommendation", 90),
        ),
        [(p.council, p.benchmark, p.outcome, p.heading, p.text) for p in picture.recommendations],
        "No council has a recommendation.",
    )
    yield Table(
        STRENGTHS,
        "Every strength",
        f"{counted(len(picture.strengths), 'strength')}.",
        (("Council", 34), ("Heading", 40), ("Strength", 110)),
        [(p.council, p.heading, p.text) for p in picture.strengths],
        "No council has a strength.",
    )
    yield _shared_table(picture)
    yield _movement_table(picture)
    yield _last_recommendation_table(picture)
    yield Table(
        OVERRIDES,
        "Outcomes recorded against the proposal, or without one",
        _override_lead(picture),
        (
            *(("Council", 34), ("Adviser", 24), ("Benchmark", 34), ("Proposed", 14)),
            *(("Recorded", 14), ("Reason", 80)),
        ),
        [
            (o.council, o.adviser, o.benchmark, o.proposed or NO_PROPOSAL, o.recorded, o.reason)
            for o in picture.overrides
        ],
        "No outcome was recorded that differs from what the rule proposed.",
    )
    yield Table(
        UNREAD,
        "Workbooks that are not in this picture",
        f"{counted(len(picture.unread), 'workbook')}.",
        (("Workbook", 60), ("Why", 110)),
        [(row.workbook, row.why) for row in picture.unread],
        "Every workbook was read.",
    )


def _override_lead(picture: Picture) -> str:
    set_aside = sum(bool(one.proposed) for one in picture.overrides)
    without = counted(len(picture.overrides) - set_aside, "outcome")
    return (
        f"{counted(set_aside, 'proposal')} set aside; {without} decided by the adviser where the "
        f"rule proposes none ({NO_PROPOSAL})."
    )


def _adviser_table(picture: Picture) -> Table:
    states = [s for s in State if any(s in row.states for row in picture.advisers)]
    return Table(
        ADVISERS,
        "The councils of each adviser",
        "Councils by state, the share of their scored benchmarks with each outcome, and how many "
        f"outcomes set a proposal aside, or had none to follow. Who differs where: see {GAPS}.",
        (
            ("Adviser", 30),
            ("Councils", 10),
            *((str(state).capitalize(), 13) for state in states),
            *((word, 12) for word in OUTCOMES),
            ("Proposal set aside", 13),
            ("Decided without a proposal", 13),
        ),
        [
            (
                row.adviser,
                row.councils,
                *(row.states.get(state, 0) for state in states),
                *(row.share(word) for word in OUTCOMES),
                row.set_aside,
                row.unproposed,
            )
            for row in picture.advisers
        ],
        "There is no workbook, and no council is expected.",
    )


def _gap_table(picture: Picture) -> Table:
    gaps = len({row.gap for row in picture.gaps})
    decisions = groupby(picture.gaps, key=lambda row: (row.gap, row.outcome, row.adviser))
    return Table(
        GAPS,
        "The same gap, decided differently by two advisers",
        f"{counted(gaps, 'gap')}: councils with the same unmet criteria of a benchmark, and "
        "another outcome by another adviser. Rows of one gap share its number, the outcome of most "
        "councils first.",
        (
            *(("Gap", 7), ("Benchmark", 26), ("Unmet criteria", 54), ("Outcome", 13)),
            *(("Adviser", 22), ("Councils", 10), ("Which councils", 50), ("Reasons", 60)),
        ),
        [_gap_row([*rows]) for _, rows in decisions],
        "No two advisers decided differently about the same unmet criteria.",
    )


def _gap_row(rows: Sequence[DecidedGap]) -> tuple[Value, ...]:
    """Return one adviser's outcome of a gap, with all of the adviser's councils that have it."""
    first = rows[0]
    reasons = (f"{row.council}: {row.reason}" for row in rows if row.reason)
    return (
        *(first.gap, first.benchmark, "\n".join(map(_ref_and_text, first.unmet)), first.outcome),
        *(first.adviser, len(rows), ", ".join(row.council for row in rows), "\n".join(reasons)),
    )


def _ref_and_text(criterion: Criterion) -> str:
    return f"{criterion.ref} {criterion.text}"


def _not_ready_table(picture: Picture) -> Table:
    return Table(
        NOT_READY,
        "Workbooks that are not ready to build",
        f"{counted(len(picture.not_ready), 'workbook')}. `assemble validate` lists all there is to "
        "put right.",
        (
            *(("Council", 36), ("Adviser", 24), ("Workbook", 44), ("Errors", 9)),
            ("To put right", 90),
        ),
        [
            (row.council, row.adviser, row.workbook, row.errors, row.to_put_right)
            for row in picture.not_ready
        ],
        "Every workbook is ready to build.",
    )


def _differing_table(picture: Picture) -> Table:
    return Table(
        DIFFERING,
        "Documents that differ from their workbook, or changed since they were issued",
        f"{counted(len(picture.differing), 'difference')}.",
        (
            *(("Council", 36), ("Adviser", 24), ("Document", 60), ("How it differs", 44)),
            ("What to run", 54),
        ),
        [(row.council, row.adviser, row.document, row.how, row.to_do) for row in picture.differing],
        "Every document is as its workbook has it, and as it was issued.",
    )


def _shared_table(picture: Picture) -> Table:
    return Table(
        SHARED,
        "Paragraphs that are word for word the same in letters to different councils",
        f"{counted(len(picture.shared), 'paragraph')}. They are wording that many letters share, "
        "or text copied by mistake.",
        (("Councils", 10), ("Which councils", 50), ("Sheets", 24), ("Paragraph", 110)),
        [
            (len(row.councils), listed(row.councils, _MOST_NAMED), listed(row.sheets), row.text)
            for row in picture.shared
        ],
        "No two councils share a paragraph.",
    )


def _unmet_table(picture: Picture) -> Table:
    return Table(
        UNMET,
        "Unmet criteria, the commonest first",
        "Met criteria answered No, Not met statements answered Yes, then Exceeding criteria "
        "answered No; ranked within each level. N/A is left out of the share.",
        (
            *(("Rank", 7), ("Ref", 9), ("Benchmark", 26), ("Level", 12), ("Criterion", 58)),
            *(("Councils", 10), ("Share", 9), ("Which councils", 60)),
        ),
        [
            (
                *(row.rank, row.criterion.ref, f"{row.benchmark.number} {row.benchmark.title}"),
                *(str(row.criterion.level), criterion_text(row.criterion)),
                *(len(row.councils), row.share),
                ", ".join(row.councils),
            )
            for row in picture.unmet
        ],
        "No criterion has been answered No.",
    )


def _movement_table(picture: Picture) -> Table:
    directions = Counter(_direction(move.step) for move in picture.movements)
    known = len({move.council for move in picture.movements})
    return Table(
        MOVEMENT,
        "Movement since last year",
        f"{counted(known, 'council')} with last year's outcomes: {directions['Up']:,} up, "
        f"{directions['Down']:,} down, {directions['Same']:,} unchanged, "
        f"{directions[UNDECIDED]:,} not decided yet.",
        (
            *(("Council", 38), ("Benchmark", 40), ("Last year", 16), ("This year", 16)),
            *(("Movement", 14), ("Levels", 9)),
        ),
        [
            (m.council, m.benchmark, m.before, m.now, _direction(m.step), _levels(m.step))
            for m in picture.movements
        ],
        "No workbook holds last year's outcomes (assemble new --from carries them over).",
    )


def _last_recommendation_table(picture: Picture) -> Table:
    answered = sum(bool(row.became) for row in picture.last_recommendations)
    return Table(
        LAST_RECOMMENDATIONS,
        "Last year's recommendations, and what became of them",
        f"{counted(len(picture.last_recommendations), 'recommendation')}, "
        f"{answered:,} with what became of it.",
        (
            *(("Council", 34), ("Benchmark", 30), ("Recommendation", 70)),
            *(("What became of it", 60), ("Last year", 14), ("This year", 14)),
        ),
        [
            (row.council, row.benchmark, row.recommendation, row.became, row.before, row.now)
            for row in picture.last_recommendations
        ],
        "No workbook holds last year's recommendations (assemble new --from carries them over).",
    )


def _levels(step: int | None) -> Value:
    return "" if step is None else step


def _direction(step: int | None) -> str:
    if step is None:
        return UNDECIDED
    return "Up" if step > 0 else "Down" if step < 0 else "Same"
