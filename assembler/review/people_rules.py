"""Rules on people whom an edited letter names, and the workbook does not, or no longer."""

import re
from collections.abc import Iterator
from itertools import chain

from assembler.checks import find_authority_names
from assembler.findings import Severity
from assembler.review.reviewed_document import ReviewedDocument, problem, rule
from assembler.rules import Problem
from assembler.wording import folded, listed, plain, whole_words

_NAME = r"(?:[A-Z][\w'’-]+ ){1,3}[A-Z][\w'’-]+"
_THANKED = re.compile(
    r"\b(?:[Tt]hank(?:s to| you,?(?: to)?)?|[Gg]rateful to|[Gg]ratitude to|[Aa]ppreciation to"
    rf"|[Dd]ear|[Cc]ongratulat(?:e|ions to)) (?P<names>{_NAME}(?:(?:, and |, | and |; ){_NAME})*)"
)
_EACH = re.compile(_NAME)
# Words of a name that is a body's or an office's, not a person's.
_NOT_A_PERSON = re.compile(
    r"\b(?:Council|Councils|Office|Board|Group|Team|Teams|Service|Services|Police|Partnership"
    r"|Partnerships|Prevent|Channel|Committee|Forum|University|College|School|Schools|Trust|NHS"
    r"|Department|Directorate|Division|Leads?|Officers?|Advisers?|Executive|Director|Directors"
    r"|Chair|Chairs|Panel|Members|Staff|Safety|Government|Authority|Authorities|Constabulary|Unit"
    r"|Network|Association|Sir|Madam|Colleague|Colleagues)\b"
)


@rule("letter.person", Severity.WARNING)
def person(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The letter thanks or greets a person whom the workbook does not name."""
    if "letter" not in reviewed.parts or reviewed.as_given:
        return
    known = _named_by_workbook(reviewed)
    for passage in reviewed.parts["letter"]:
        strangers = dict.fromkeys(
            name
            for thanked in _THANKED.finditer(plain(passage.text))
            for name in _EACH.findall(thanked["names"])
            if folded(name) not in known
            and not _NOT_A_PERSON.search(name)
            and not find_authority_names.named(name)
        )
        if strangers:
            yield problem(
                passage.place,
                f"the workbook does not name {listed(strangers)}.",
                "Check who is meant; a Prevent lead belongs under Prevent leads to thank "
                f"({reviewed.where('thanked')}).",
            )


@rule("letter.former")
def former(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A sentence names the person to whom an earlier build of the letter was addressed."""
    if "letter" not in reviewed.parts or reviewed.as_given or not reviewed.recipients:
        return
    known = _named_by_workbook(reviewed)
    strangers = [name for name in reviewed.recipients if name.strip() and folded(name) not in known]
    as_built = {p.plain for p in reviewed.before.body} if reviewed.before else set()
    for passage in reviewed.parts["letter"] if strangers else ():
        for name in strangers if passage.plain not in as_built else ():  # else: document.later
            if any(whole_words(folded(name), folded(plain(passage.text)))):
                yield problem(
                    passage.place,
                    f"“{name}” is named, to whom the letter was addressed before; the recipient is "
                    f"{reviewed.workbook.assessment.details.recipient_name} "
                    f"({reviewed.where('recipient_name')}).",
                    "Put the sentence right, or the workbook.",
                )


def _named_by_workbook(reviewed: ReviewedDocument) -> str:
    """Return the people whom the workbook names and the words of its letter, folded."""
    details = reviewed.workbook.assessment.details
    texts = chain(
        (details.recipient_name, details.salutation, details.adviser),
        (details.signatory_name, *details.copied_to, *details.thanked),
        (passage.plain for passage in reviewed.printed_passages("letter")),
    )
    return folded(" ".join(texts))
