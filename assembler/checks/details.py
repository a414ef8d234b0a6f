"""Rules on the sheet `Letter`."""

from collections.abc import Iterator
from datetime import date

from assembler.checks.rule import Case, Found, Stage, check
from assembler.model import Severity

REQUIRED = {
    "authority": "the council's full name, such as Exampleshire County Council",
    "financial_year": "the financial year, such as 2024/25",
    "letter_date": "the date the letter is to carry",
    "recipient_name": "the name of the person the letter goes to",
    "recipient_address": "the address, one line of it on each line of the cell",
    "salutation": "what follows “Dear”, usually the first name",
    "adviser": "the name of the Prevent Adviser",
    "signatory_name": "the name of the person who signs",
    "signatory_job_title": "the job title of the person who signs",
    "sender_address": "the address the letter comes from, one line on each line of the cell",
    "contact_email": "the email address under the signature",
}


@check("details.required", Stage.CELLS, Severity.ERROR)
def required(case: Case) -> Iterator[Found]:
    """A field that the letter cannot do without is blank."""
    details = case.assessment.details
    for name, words in REQUIRED.items():
        if not getattr(details, name):
            yield Found("this field is blank.", f"Fill in {words}.", (details.places[name],))


@check("details.date_year", Stage.CELLS, Severity.WARNING)
def date_year(case: Case) -> Iterator[Found]:
    """The letter is dated before its financial year ends, or more than a year after.

    The assurance process looks back on a whole financial year, and its letters go out in the
    months that follow.
    """
    details, ends = case.assessment.details, case.assessment.edition.ends
    written = details.letter_date
    if written is None or ends < written <= date(ends.year + 1, ends.month, ends.day):
        return
    when = "before" if written <= ends else "more than a year after"
    yield Found(
        f"the date {written:%d/%m/%Y} is {when} the financial year's end ({ends:%d/%m/%Y}).",
        "Check the year of the date.",
        (details.places["letter_date"],),
    )
