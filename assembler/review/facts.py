"""The facts of a workbook that a letter prints, each with its cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assembler.letter.context import LetterContext
from assembler.review.rule import Case

# A line with no more than this beside a fact is there for the fact: "Dear Alex,", "CC: Sam".
_BESIDE = 12
_DATES = ("{:%d/%m/%Y}", "{0.day}/{0.month}/{0.year}", "{0.day} {0:%B %Y}", "{:%d %B %Y}")


@dataclass(frozen=True)
class Fact:
    """What must be in print: the words, other ways to write them, what they are, their cell.

    `alone`: it has a line of its own; elsewhere the same words may mean something else.
    """

    words: str
    what: str
    cell: str
    alone: bool = True
    also: tuple[str, ...] = ()

    def is_in(self, text: str) -> bool:
        """Whether a text says it, whole words only."""
        return any(_holds(text, words) for words in (self.words, *self.also))

    def is_told_by(self, text: str) -> bool:
        """Whether a paragraph of the letter is there to say it."""
        return _holds(text, self.words) and (
            not self.alone or len(text) - len(self.words) <= _BESIDE
        )


def letter(case: Case) -> Iterator[Fact]:
    """Give the facts that the letter prints, narrative left out."""
    context = case.workbook.context
    yield from _people(case, context)
    titles = context.titles
    yield Fact(titles["letter"], "the title", f"edition {case.workbook.assessment.edition.year}")
    yield Fact(context.financial_year, "the financial year", case.where("financial_year"), False)  # noqa: FBT003 - reads as a table
    written = case.workbook.assessment.details.letter_date
    if written:
        ways = _ways(written)
        yield Fact(context.date, "the date", case.where("letter_date"), also=ways)


def points(case: Case, name: str) -> Iterator[tuple[Fact, str]]:
    """Give the headings of the strengths or recommendations, each with its text."""
    what = {"strengths": "a strength", "recommendations": "a recommendation"}[name]
    sheet = name.capitalize()
    for point, row in zip(
        getattr(case.workbook.context, name),
        getattr(case.workbook.assessment, name),
        strict=True,
    ):
        cell = f"{case.workbook.name}, {row.places.get('heading', sheet)}"
        text = " ".join(str(paragraph) for paragraph in point.text)
        yield Fact(point.heading, what, cell, alone=False), text


def _people(case: Case, context: LetterContext) -> Iterator[Fact]:
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
                yield Fact(value, what, case.where(field))
    for name in case.workbook.assessment.details.thanked:
        yield Fact(name, "a person thanked", case.where("thanked"), alone=False)


def _ways(written: date) -> tuple[str, ...]:
    return tuple(style.format(written) for style in _DATES)


def _holds(text: str, words: str) -> bool:
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        before, after = text[at - 1 : at], text[end : end + 1]
        if not (before.isalnum() or after.isalnum()):
            return True
        at = text.find(words, at + 1)
    return False
