"""Rules on the sheet `Letter`."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache, reduce
from operator import or_

from assembler.checks import gazetteer
from assembler.checks.case import Case, rule
from assembler.findings import Severity
from assembler.rules import Problem
from assembler.wording import straight
from assembler.workbook.layout import FIELDS

_EMAIL = re.compile(r"[\w.%+'&-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.)+[A-Za-z]{2,24}")
_POSTCODE = re.compile(
    r"\b(?:[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKMNPR-Y]? ?[0-9][ABD-HJLNP-UW-Z]{2}|GIR ?0AA)\b"
)
_LIKE_POSTCODE = re.compile(r"\b(?=[A-Z ]*[0-9])[A-Z]{1,3}[0-9OIL][A-Z0-9]{0,2} ?[0-9A-Z]{1,4}$")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "cllr", "councillor", "sir", "dame"})
_ANYBODY = frozenset({"madam", "colleague", "colleagues", "all", "chief", "leader", "director"})
_COUNCIL_WORDS = frozenset(
    {"London", "Royal", "Borough", "City", "County", "District", "Metropolitan", "Council", "of"}
)
_CLOSE = 0.88


@rule("details.required", Severity.ERROR)
def required(case: Case) -> Iterator[Problem]:
    """A field that the letter cannot do without is blank."""
    details = case.assessment.details
    for field in FIELDS:
        if field.required and not getattr(details, field.attribute):
            yield Problem(
                f"{field.name} is blank.",
                f"Fill it in. {field.help}",
                (details.places[field.attribute],),
            )


@rule("details.date_year", Severity.WARNING)
def date_year(case: Case) -> Iterator[Problem]:
    """The letter is dated before its financial year ends, or more than a year after.

    The assurance process looks back on a whole financial year, and its letters go out in the
    months that follow.
    """
    details, ends = case.assessment.details, case.assessment.edition.ends
    written = details.letter_date
    if written is None or ends < written <= date(ends.year + 1, ends.month, ends.day):
        return
    when = "before" if written <= ends else "more than a year after"
    yield Problem(
        f"the date {written:%d/%m/%Y} is {when} the financial year's end ({ends:%d/%m/%Y}).",
        "Check the year of the date.",
        (details.places["letter_date"],),
    )


@rule("details.email", Severity.ERROR)
def email(case: Case) -> Iterator[Problem]:
    """The contact email cannot be an address: a part of it is missing or holds a space."""
    details = case.assessment.details
    if details.contact_email and not _EMAIL.fullmatch(details.contact_email):
        yield Problem(
            f"“{details.contact_email}” cannot be an email address.",
            "Write one address, such as prevent@exampleshire.gov.uk.",
            (details.places["contact_email"],),
        )


@rule("details.postcode", Severity.WARNING)
def postcode(case: Case) -> Iterator[Problem]:
    """An address ends in something like a postcode that cannot be one, or has none at all."""
    details = case.assessment.details
    for name in ("recipient_address", "sender_address"):
        lines = getattr(details, name)
        if not lines or _POSTCODE.search(" ".join(lines[-2:]).upper()):
            continue
        like = _LIKE_POSTCODE.search(lines[-1].upper())
        wrong = f"“{like[0]}” cannot be a postcode." if like else "this address has no postcode."
        yield Problem(wrong, "Write it like PE28 4YE, at the end.", (details.places[name],))


@rule("details.salutation", Severity.WARNING)
def salutation(case: Case) -> Iterator[Problem]:
    """The salutation names somebody else than the recipient."""
    details = case.assessment.details
    names, greeted = _names(details.recipient_name), _names(details.salutation)
    if not names or not greeted or greeted & (names | _ANYBODY):
        return
    # Chris for Christopher, but not Mark for Mary.
    if any(name.startswith(short) for name in names for short in greeted if len(short) > 2):  # noqa: PLR2004
        return
    yield Problem(
        f"the letter greets “{details.salutation}”, but goes to {details.recipient_name}.",
        "Check which of the two names is right.",
        (details.places["salutation"],),
        rests_on=(details.places["recipient_name"],),
    )


@rule("details.authority", Severity.WARNING)
def authority(case: Case) -> Iterator[Problem]:
    """The council's name is nearly that of a council on the list, so it may be misspelt."""
    details = case.assessment.details
    written = straight(details.authority)
    if not written or gazetteer.named(written):
        return
    from difflib import get_close_matches  # noqa: PLC0415 - nearly every council is on the list

    name = " ".join(word for word in written.split() if word not in _COUNCIL_WORDS)
    close = get_close_matches(name, _perhaps_close(name), n=1, cutoff=_CLOSE)
    if close:
        yield Problem(
            f"“{details.authority}” is not on the list of councils.",
            f"Check its spelling: did you mean {close[0]}?",
            (details.places["authority"],),
        )


def _perhaps_close(name: str) -> list[str]:
    """Give the names on the list that may be as close as that: a look before a closer one.

    What one has longer than the other, and letters that only one has, match nothing.
    """
    length, letters, apart = len(name), _letters(name), 1 - _CLOSE
    return [
        other
        for other, other_length, other_letters in _lettered()
        if abs(length - other_length) <= (most := apart * (length + other_length))
        and (letters ^ other_letters).bit_count() <= most
    ]


@cache
def _lettered() -> tuple[tuple[str, int, int], ...]:
    names = (authority.name for authority in gazetteer.known())
    return tuple((name, len(name), _letters(name)) for name in names)


def _letters(name: str) -> int:
    """Give the letters of a name as a set of bits; a few share one."""
    return reduce(or_, (1 << ord(letter) % 64 for letter in set(name)), 0)


def _names(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return frozenset(re.findall(r"[a-z]+(?:['-][a-z]+)*", plain)) - _TITLES
