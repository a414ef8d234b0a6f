"""Assessments for tests: hypothesis strategies for any, and plain ones to start from."""

import re
from datetime import date
from typing import Any

from hypothesis import strategies as st

from assembler.editions.load import latest, shipped
from assembler.model import (
    Answer,
    Assessment,
    Details,
    Edition,
    Evidence,
    LastYear,
    Level,
    Outcome,
    Recommendation,
    Strength,
    Unplaced,
    empty_assessment,
)
from assembler.rich_text import Prose, Span, clean, from_spans, from_text, lines
from assembler.workbook.cell_kind import CellKind
from assembler.workbook.letter_fields import FIELDS

EDITION = latest(shipped())

# Any character that XML and a cell can hold, and those that have broken such programs before.
_CHARACTERS = st.one_of(
    st.sampled_from(list("ab Z09\n\n\t-•=+@'\"<>&{}%_#/:.,’“ŵŷé😀\u00a0\u0301")),
    st.characters(exclude_categories=["Cs"]),
)
_ODDITIES = st.sampled_from(
    [
        "=1+1",
        "=SUM(A1:A9)",
        "+1",
        "-1",
        "@x",
        "#N/A",
        "#REF!",
        "TRUE",
        "1",
        "007",
        "1/2",
        "21/05/2025",
        "{{ 7*7 }}",
        "{% raw %}",
        "a\n- b\n• c",
        "- - x",
        "Smith & Sons <Ltd>",
        "  two  blanks ",
        "www.gov.uk/prevent",
    ]
)


def _raw() -> st.SearchStrategy[str]:
    text = st.text(_CHARACTERS, max_size=40)
    # `clean` reads _x000D_ as Excel does; a text that still holds such a mark cannot be typed.
    return st.one_of(text, _ODDITIES).filter(lambda raw: clean(clean(raw)) == clean(raw))


def words() -> st.SearchStrategy[str]:
    """Return a strategy for text of several lines, as a cell holds it."""
    return _raw().map(lambda raw: clean(raw).strip())


def line() -> st.SearchStrategy[str]:
    """Return a strategy for text on one line."""
    return _raw().map(lambda raw: " ".join(clean(raw).split()))


def items() -> st.SearchStrategy[tuple[str, ...]]:
    """Return a strategy for a list or an address."""
    return _raw().map(lines)


def emails() -> st.SearchStrategy[tuple[str, ...]]:
    """Return a strategy for a list of email addresses: no comma or semicolon is within one."""
    return _raw().map(lambda raw: lines(re.sub("[;,]", "\n", raw)))


def prose() -> st.SearchStrategy[Prose]:
    """Return a strategy for formatted text of a cell: at most one link, over all of it."""
    look = st.fixed_dictionaries(
        {
            "bold": st.booleans(),
            "italic": st.booleans(),
            "underline": st.booleans(),
            "position": st.sampled_from(["", "", "", "sub", "super"]),
        }
    )
    span = st.builds(lambda text, look: Span(text, **look), _raw(), look)
    link = st.sampled_from(["", "", "", "https://www.gov.uk/a?b=c&d#e", "mailto:a@example.org"])
    formatted = st.builds(
        lambda spans, link: from_spans(_with_link(spans, link)), st.lists(span, max_size=5), link
    )
    return st.one_of(_raw().map(from_text), formatted).filter(_can_be_typed)


def _with_link(spans: list[Span], link: str) -> list[Span]:
    looks = ("bold", "italic", "underline", "position")
    return [Span(s.text, **{name: getattr(s, name) for name in looks}, link=link) for s in spans]


def _can_be_typed(text: Prose) -> bool:
    return all(clean(span.text) == span.text for paragraph in text for span in paragraph.spans)


def details(edition: Edition) -> st.SearchStrategy[Details]:
    """Return a strategy for the details of a council."""
    kinds: dict[CellKind, st.SearchStrategy[Any]] = {
        CellKind.TEXT: line(),
        CellKind.LINES: items(),
        CellKind.EMAILS: emails(),
        CellKind.DATE: st.none() | st.dates(date(1901, 1, 1), date(2199, 12, 31)),
    }
    made = {field.attribute: kinds[field.kind] for field in FIELDS}
    return st.builds(Details, **{**made, "financial_year": st.just(edition.financial_year)})


def answers() -> st.SearchStrategy[Answer | None]:
    """Return a strategy for an answer or a blank."""
    return st.sampled_from([*Answer, None])


def assessments(edition: Edition = EDITION) -> st.SearchStrategy[Assessment]:
    """Return a strategy for any assessment that a workbook of the edition can hold."""
    evidence = st.fixed_dictionaries(
        {
            c.ref: st.builds(
                Evidence,
                ref=st.just(c.ref),
                answer=answers(),
                self_assessment=answers(),
                text=_seldom(prose(), ()),
                note=_seldom(words(), ""),
            )
            for c in edition.criteria
        }
    )
    outcomes = st.fixed_dictionaries(
        {
            b.number: st.builds(
                Outcome,
                benchmark=st.just(b.number),
                level=st.sampled_from([*Level, None]),
                reason=words(),
                summary=prose(),
            )
            for b in edition.benchmarks
        }
    )
    numbers = st.none() | st.sampled_from([b.number for b in edition.benchmarks]) | st.just(99)
    return st.builds(
        Assessment,
        edition=st.just(edition),
        details=details(edition),
        evidence=evidence,
        outcomes=outcomes,
        strengths=_rows(st.builds(Strength, line(), prose())),
        recommendations=_rows(st.builds(Recommendation, numbers, line(), prose())),
        last_year=_rows(
            st.builds(LastYear, st.integers(1, 12), line(), line(), prose(), prose()), largest=2
        ),
        unplaced=_rows(
            st.builds(Unplaced, line(), line(), prose()).filter(lambda u: bool(u.where or u.text)),
            largest=2,
        ),
    )


def _seldom(usual: st.SearchStrategy[Any], blank: Any) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(blank), st.just(blank), st.just(blank), usual)


def _rows(row: st.SearchStrategy[Any], largest: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return a strategy for the rows of a sheet, none of them wholly blank."""
    filled = row.filter(lambda value: bool(value.heading or value.text) if _has(value) else True)
    return st.lists(filled, max_size=largest).map(tuple)


def _has(value: Any) -> bool:
    return isinstance(value, Strength | Recommendation)


def answered(answer_of: dict[str, Answer | None], edition: Edition = EDITION) -> Assessment:
    """Return an assessment with these answers and nothing else."""
    blank = empty_assessment(edition, "Exampleshire County Council")
    evidence = {ref: Evidence(ref, answer_of.get(ref)) for ref in blank.evidence}
    return Assessment(edition, blank.details, evidence, blank.outcomes)


def finished(authority: str = "Exampleshire County Council") -> Assessment:
    """Return an assessment that passes every check: all benchmarks Met, none Exceeding."""
    edition = EDITION
    yes = {Level.MET: Answer.YES, Level.EXCEEDING: Answer.NO, Level.NOT_MET: Answer.NO}
    return Assessment(
        edition=edition,
        details=Details(
            authority=authority,
            financial_year=edition.financial_year,
            letter_date=date(edition.ends.year, 5, 21),
            recipient_name="Alex Example",
            recipient_job_title="Chief Executive",
            recipient_address=("County Hall", "1 Example Street", "Exampleton", "EX1 1AA"),
            salutation="Alex",
            copied_to=("Sam Sample",),
            thanked=("Sam Sample",),
            adviser="Pat Pattern",
            signatory_name="Robin Specimen",
            signatory_job_title="Head of Examples",
            sender_address=("Example Group", "Home Office", "2 Marsham Street", "SW1P 4DF"),
            contact_email="examples@example.gov.uk",
        ),
        evidence={c.ref: Evidence(c.ref, yes[c.level], yes[c.level]) for c in edition.criteria},
        outcomes={
            b.number: Outcome(
                b.number, summary=from_text("The board meets quarterly.") if b.scored else ()
            )
            for b in edition.benchmarks
        },
        strengths=(Strength("Training programme", from_text("Training is well attended.")),),
        recommendations=(
            Recommendation(2, "Local risk assessment", from_text("Review it each quarter.")),
        ),
    )
