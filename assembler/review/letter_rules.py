"""Rules on the letter: what it prints against what the workbook says now."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assembler.checks import authority_rules
from assembler.findings import Severity
from assembler.letter.context import LetterContext
from assembler.review.counterparts import counterparts, likeness, rejoined
from assembler.review.reviewed_document import ReviewedDocument, problem, rule
from assembler.rules import Problem
from assembler.word.passages import Passage
from assembler.wording import plain, shortened, whole_words

_FIX = "Put it right here, or change the workbook and run assemble again."
# Below this share of common words a text is not the workbook's text edited, but another one.
_ANOTHER = 0.3
# A line with no more than this beside a fact is there for the fact: "Dear Alex,", "CC: Sam".
_BESIDE = 12
_DATES = ("{:%d/%m/%Y}", "{0.day}/{0.month}/{0.year}", "{0.day} {0:%B %Y}", "{:%d %B %Y}")


@dataclass(frozen=True)
class Fact:
    """A value that the letter must print: its words, what it is, its cell.

    `also` are other ways to write it. `alone`: only a line of its own counts, since elsewhere the
    same words may mean something else.
    """

    words: str
    what: str
    cell: str
    alone: bool = True
    also: tuple[str, ...] = ()

    def is_in(self, text: str) -> bool:
        """Return whether a text has the value, as whole words."""
        return any(any(whole_words(words, text)) for words in (self.words, *self.also))

    def is_stated_by(self, text: str) -> bool:
        """Return whether a paragraph of the letter exists to state the value."""
        return any(whole_words(self.words, text)) and (
            not self.alone or len(text) - len(self.words) <= _BESIDE
        )


@rule("letter.fact")
def fact(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A name, address, date, year or title is not the workbook's, and no copy was kept."""
    passages = _without_copy(reviewed)
    printed = _lines(reviewed.printed_passages("letter"))
    if not passages:
        return
    narrative = {p.plain for p in printed if _is_point(reviewed, p)}
    one, two = [p.plain for p in printed], [p.plain for p in passages]
    places = counterparts(one, two)
    whole = rejoined(one, two, places)
    known = [_plain(value) for value in _facts(reviewed)]
    for index, passage in enumerate(printed):
        if passage.plain in narrative:
            continue
        at = places[index]
        now = None if at is None else passages[at]
        for value in known:
            is_there = at is not None and value.is_in(whole[at])
            if value.is_stated_by(passage.plain) and not is_there:
                if not now and any(value.is_in(p.plain) for p in _spare(places, passages)):
                    continue
                yield _differs(value, now, passage)


@rule("letter.points", Severity.WARNING)
def points(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A strength or recommendation of the workbook is not in the letter, or reads otherwise."""
    passages = _without_copy(reviewed)
    for name in ("strengths", "recommendations"):
        for value, text in _headings(reviewed, name) if passages else ():
            heading = _plain(value)
            there = [p for p in passages if heading.is_in(p.plain)]
            if not there:
                yield problem(
                    _nearest(f"{value.words} {text}", passages),
                    f"{value.what} of the workbook is not in the letter: “{value.words}” "
                    f"({value.cell}).",
                    _FIX,
                )
            elif text and not any(_says(p, text, passages) for p in there):
                yield problem(
                    there[0].place,
                    f"the text under “{value.words}” is not the workbook's ({value.cell}), which "
                    f"begins “{shortened(text)}”.",
                    _FIX,
                )


@rule("letter.extra", Severity.WARNING)
def extra(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A strength, a recommendation or a person copied in is here that the workbook lacks."""
    passages = _without_copy(reviewed)
    printed = _lines(reviewed.printed_passages("letter"))
    places = counterparts([p.plain for p in printed], [p.plain for p in passages])
    kept = {place for place in places if place is not None}
    kinds = _kinds(reviewed, printed)
    for index, passage in enumerate(passages):
        if index not in kept and passage.style in kinds:
            yield problem(
                passage.place,
                f"{kinds[passage.style]} is here that is not in the workbook.",
                "Add it to the workbook and run assemble again, or take it out here.",
            )


@rule("letter.missing", Severity.WARNING)
def missing(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A heading, or the paragraph that says a benchmark was not scored, is gone."""
    passages = _without_copy(reviewed)
    if not passages:
        return
    printed = _lines(reviewed.printed_passages("letter"))
    texts = [p.plain for p in passages]
    places = counterparts([p.plain for p in printed], texts)
    unscored = [plain(f"benchmark {b.number}") for b in reviewed.workbook.context.unscored]
    for index, passage in enumerate(printed):
        needed = passage.level or any(words in passage.plain for words in unscored)
        if needed and places[index] is None:
            yield problem(
                _nearest(passage.text, passages),
                f"“{shortened(passage.text)}” is no longer in the letter.",
                "Put it back; assemble --fresh writes the letter anew, and keeps a copy of yours.",
            )


@rule("left.other_council")
def other_council(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """Another council is named: text reused from another letter sends its business to this one."""
    details = reviewed.workbook.assessment.details
    if not details.authority.strip():  # every council would be another one, its own included
        return
    for passage in reviewed.copy.passages:
        for name in authority_rules.strangers(passage.text, details):
            yield problem(
                passage.place,
                f"“{name}” is named in a letter to {details.authority}.",
                "Take it out, or, if it belongs, add the name to Other authorities mentioned "
                f"({reviewed.where('other_authorities')}).",
            )


def _without_copy(reviewed: ReviewedDocument) -> list[Passage]:
    """Return the passages of a letter of which no copy is kept; else `rewording_rules` speak."""
    if reviewed.edits is not None:
        return []
    return _lines(reviewed.parts.get("letter", ()))


def _lines(passages: Sequence[Passage]) -> list[Passage]:
    """Return the lines of passages: an address may be one paragraph with line breaks or tabs."""
    return [
        replace(passage, text=line)
        for passage in passages
        for line in re.split(r"[\n\t]+", passage.text)
        if line.strip()
    ]


def _spare(places: list[int | None], passages: Sequence[Passage]) -> list[Passage]:
    taken = {place for place in places if place is not None}
    return [passage for index, passage in enumerate(passages) if index not in taken]


def _differs(value: Fact, now: Passage | None, printed: Passage) -> Problem:
    if now is None:
        place = printed.under or "at the top"
        return problem(place, f"{value.what} is not there: “{value.words}” ({value.cell}).", _FIX)
    message = f"{value.what} is not what the workbook says: “{value.words}” ({value.cell})."
    return problem(now.place, message, _FIX)


def _is_point(reviewed: ReviewedDocument, passage: Passage) -> bool:
    context = reviewed.workbook.context
    return any(
        passage.plain.startswith(plain(point.heading)) and point.heading
        for point in (*context.strengths, *context.recommendations)
    )


def _kinds(reviewed: ReviewedDocument, printed: Sequence[Passage]) -> dict[str, str]:
    """Return the styles that hold only strengths, recommendations or people copied in."""
    context = reviewed.workbook.context
    groups = (
        ("a strength", [plain(s.heading) for s in context.strengths]),
        ("a recommendation", [plain(r.heading) for r in context.recommendations]),
        ("a person copied in", [plain(name) for name in context.copied_to]),
    )
    kinds: dict[str, str] = {}
    for what, starts in groups:
        for passage in printed:
            if any(
                start and passage.plain.removeprefix("CC: ").startswith(start) for start in starts
            ):
                kinds[passage.style] = what
    others = {p.style for p in printed} - set(kinds)
    return {style: what for style, what in kinds.items() if style not in others}


def _says(passage: Passage, text: str, passages: Sequence[Passage]) -> bool:
    """Return whether a point's text, which may be several paragraphs, is still the workbook's."""
    at = passages.index(passage)
    after = " ".join(p.plain for p in passages[at : at + 1 + text.count(".")])
    wanted = plain(text)
    return max(likeness(passage.plain, wanted), likeness(after, wanted)) >= _ANOTHER


def _nearest(text: str, passages: Sequence[Passage]) -> str:
    best = max(passages, key=lambda p: likeness(p.plain, plain(text)))
    return best.under or "at the top"


def _plain(value: Fact) -> Fact:
    return Fact(
        plain(value.words),
        value.what,
        value.cell,
        value.alone,
        tuple(plain(way) for way in value.also),
    )


def _facts(reviewed: ReviewedDocument) -> Iterator[Fact]:
    """Yield the facts that the letter prints, each with its cell; narrative left out."""
    context = reviewed.workbook.context
    yield from _people(reviewed, context)
    assessment = reviewed.workbook.assessment
    yield Fact(context.titles["letter"], "the title", f"edition {assessment.edition.year}")
    year_cell = reviewed.where("financial_year")
    yield Fact(context.financial_year, "the financial year", year_cell, alone=False)
    written = assessment.details.letter_date
    if written:
        ways = _ways(written)
        yield Fact(context.date, "the date", reviewed.where("letter_date"), also=ways)


def _headings(reviewed: ReviewedDocument, name: str) -> Iterator[tuple[Fact, str]]:
    """Yield the headings of the strengths or recommendations, each with its text."""
    what = {"strengths": "a strength", "recommendations": "a recommendation"}[name]
    sheet = name.capitalize()
    for point, row in zip(
        getattr(reviewed.workbook.context, name),
        getattr(reviewed.workbook.assessment, name),
        strict=True,
    ):
        cell = f"{reviewed.workbook.name}, {row.places.get('heading', sheet)}"
        text = " ".join(str(paragraph) for paragraph in point.text)
        yield Fact(point.heading, what, cell, alone=False), text


def _people(reviewed: ReviewedDocument, context: LetterContext) -> Iterator[Fact]:
    rows = (
        ("the name of the signatory", "signatory_name", (context.sender.name,)),
        ("the job title of the signatory", "signatory_job_title", (context.sender.job_title,)),
        ("the sender's address", "sender_address", context.sender.address),
        ("the recipient's name", "recipient_name", (context.recipient.name,)),
        ("the recipient's job title", "recipient_job_title", (context.recipient.job_title,)),
        ("the recipient's address", "recipient_address", context.recipient.address),
        ("a person copied in", "copied_to", context.copied_to),
        ("the salutation", "salutation", (context.salutation,)),
        ("the contact email", "contact_email", (str(context.contact_email),)),
    )
    for what, field, values in rows:
        for value in values:
            if value:
                yield Fact(value, what, reviewed.where(field))
    for name in reviewed.workbook.assessment.details.thanked:
        yield Fact(name, "a person thanked", reviewed.where("thanked"), alone=False)


def _ways(written: date) -> tuple[str, ...]:
    return tuple(style.format(written) for style in _DATES)
