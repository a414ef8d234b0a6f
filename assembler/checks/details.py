"""Rules on the sheet `Letter`."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, reduce
from operator import or_

from assembler.checks import find_authority_names
from assembler.checks.checked_assessment import CheckedAssessment, rule
from assembler.checks.stand_ins import is_implausible, is_stand_in
from assembler.findings import Severity
from assembler.rules import Problem, Stage
from assembler.wording import listed, quoted, single_spaced, straight
from assembler.workbook.cell_kind import LISTS, CellKind
from assembler.workbook.letter_fields import FIELDS, Field

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
def required(checked: CheckedAssessment) -> Iterator[Problem]:
    """A field that the letter cannot do without is blank."""
    details = checked.assessment.details
    for field in FIELDS:
        if field.required and not getattr(details, field.attribute):
            yield Problem(
                f"{field.name} is blank.",
                f"Fill it in. {field.help}",
                (details.places[field.attribute],),
            )


@rule("details.stand_in")
def stand_in(checked: CheckedAssessment) -> Iterator[Problem]:
    """A field holds words that stand in for a missing value: N/A, None, TBC, as above.

    They would be printed in the letter. Where a field may be blank, leave its cell blank.
    """
    yield from _wrong_values(checked, is_stand_in, lambda lines: lines)


@rule("details.implausible")
def implausible(checked: CheckedAssessment) -> Iterator[Problem]:
    """A council, person, job title or address cannot be one: a number, one letter, an email."""
    yield from _wrong_values(
        checked,
        lambda value, field: is_implausible(value, field) and not is_stand_in(value, field),
        lambda address: (single_spaced(" ".join(address)),),
    )


def _wrong_values(
    checked: CheckedAssessment,
    is_wrong: Callable[[str, Field], bool],
    address_as: Callable[[tuple[str, ...]], tuple[str, ...]],
) -> Iterator[Problem]:
    """Report fields with a wrong text; in a list, only the wrong lines."""
    details = checked.assessment.details
    for field in FIELDS:
        value = getattr(details, field.attribute)
        if field.kind not in {CellKind.TEXT, *LISTS} or field.attribute == "financial_year":
            continue
        lines = value if isinstance(value, tuple) else (value,) if value else ()
        if lines and field.attribute.endswith("address"):
            lines = address_as(lines)
        wrong = [line for line in lines if is_wrong(line, field)]
        if not wrong:
            continue
        fix = "Take that line out."
        if len(wrong) == len(lines):
            fix = f"Fill it in. {field.help}" if field.required else "Leave the cell blank."
        yield Problem(
            f"{field.name} says {listed(map(quoted, wrong))}, which cannot be right.",
            fix,
            (details.places[field.attribute],),
        )


@rule("details.date_far")
def date_far(checked: CheckedAssessment) -> Iterator[Problem]:
    """The letter is dated more than a year before or after the end of its financial year."""
    details, ends = checked.assessment.details, checked.assessment.edition.ends
    written = details.letter_date
    if written is None or _years_later(ends, -1) <= written <= _years_later(ends, 1):
        return
    when = "before" if written < ends else "after"
    yield Problem(
        f"the date {written:%d/%m/%Y} is more than a year {when} the financial year's end "
        f"({ends:%d/%m/%Y}).",
        "Type the date that the letter is to carry, for example 21/05/2025.",
        (details.places["letter_date"],),
    )


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


@rule("details.date_year", Severity.WARNING, Stage.ACROSS)
def date_year(checked: CheckedAssessment) -> Iterator[Problem]:
    """The letter is dated before its financial year ends.

    The assurance process looks back on a whole financial year, and its letters go out in the
    months that follow.
    """
    details, ends = checked.assessment.details, checked.assessment.edition.ends
    if details.letter_date is not None and details.letter_date <= ends:
        yield Problem(
            f"the date {details.letter_date:%d/%m/%Y} is before the financial year's end "
            f"({ends:%d/%m/%Y}).",
            "Check the year of the date.",
            (details.places["letter_date"],),
        )


@rule("details.email", Severity.ERROR, Stage.ACROSS)
def email(checked: CheckedAssessment) -> Iterator[Problem]:
    """An email address cannot be one: a part of it is missing or holds a space."""
    details = checked.assessment.details
    written = [
        ("contact_email", (details.contact_email,)),
        ("recipient_email", (details.recipient_email,)),
        ("copied_to_emails", details.copied_to_emails),
    ]
    for field, addresses in written:
        on_each_line = " on each line" if field == "copied_to_emails" else ""
        for address in addresses:
            if address and not _EMAIL.fullmatch(address):
                yield Problem(
                    f"“{address}” cannot be an email address.",
                    f"Write one address{on_each_line}, such as prevent@exampleshire.gov.uk.",
                    (details.places[field],),
                )


@rule("details.postcode", Severity.WARNING, Stage.ACROSS)
def postcode(checked: CheckedAssessment) -> Iterator[Problem]:
    """An address ends in something like a postcode that cannot be one, or has none at all."""
    details = checked.assessment.details
    for name in ("recipient_address", "sender_address"):
        lines = [single_spaced(straight(line)).upper() for line in getattr(details, name)]
        if not lines or _POSTCODE.search(" ".join(lines[-2:])):
            continue
        like = _LIKE_POSTCODE.search(lines[-1])
        wrong = f"“{like[0]}” cannot be a postcode." if like else "this address has no postcode."
        yield Problem(
            wrong, "End the address with a postcode like PE28 4YE.", (details.places[name],)
        )


@rule("details.salutation", Severity.WARNING, Stage.ACROSS)
def salutation(checked: CheckedAssessment) -> Iterator[Problem]:
    """The salutation names someone other than the recipient."""
    details = checked.assessment.details
    names, greeted = _names(details.recipient_name), _names(details.greeted)
    if not names or not greeted or greeted & (names | _ANYBODY):
        return
    # Chris for Christopher, but not Mark for Mary.
    if any(name.startswith(short) for name in names for short in greeted if len(short) > 2):  # noqa: PLR2004
        return
    yield Problem(
        f"the letter greets “{details.greeted}”, but goes to {details.recipient_name}.",
        "Correct whichever name is wrong.",
        (details.places["salutation"],),
        rests_on=(details.places["recipient_name"],),
    )


@rule("details.greeting", Severity.WARNING, Stage.ACROSS)
def greeting(checked: CheckedAssessment) -> Iterator[Problem]:
    """The salutation holds "Dear" itself, or the recipient's name without its capital.

    The letter and the email print “Dear” before it and leave out a second one.
    """
    details = checked.assessment.details
    name = details.greeted
    capital = name[:1].upper() + name[1:]
    named = set(re.findall(r"[\w'’-]+", details.recipient_name))
    lacks_capital = name != capital and capital.split()[0] in named
    if name != single_spaced(details.salutation).rstrip(" ,"):
        wrong = f"the cell says “{details.salutation}”: the letter prints “Dear” itself."
        fix = "Leave only what follows “Dear”"
    elif lacks_capital:
        wrong, fix = (
            f"“{name}” does not begin with a capital letter.",
            "Write it as in the recipient's name",
        )
    else:
        return
    right = capital if lacks_capital else name
    yield Problem(wrong, f"{fix}: {right}.", (details.places["salutation"],))


@rule("details.authority", Severity.WARNING, Stage.ACROSS)
def authority(checked: CheckedAssessment) -> Iterator[Problem]:
    """The council's name is nearly that of a council on the list, so it may be misspelt."""
    details = checked.assessment.details
    written = straight(details.authority)
    if not written or find_authority_names.named(written):
        return
    from difflib import get_close_matches  # noqa: PLC0415 - nearly every council is on the list

    name = " ".join(word for word in written.split() if word not in _COUNCIL_WORDS)
    close = get_close_matches(name, _names_close_to(name), n=1, cutoff=_CLOSE)
    if close:
        yield Problem(
            f"“{details.authority}” is not on the list of councils.",
            f"Check its spelling: did you mean {close[0]}?",
            (details.places["authority"],),
        )


def _names_close_to(name: str) -> list[str]:
    """Return the names on the list that may be that close, before difflib looks at them.

    Characters by which one is longer, and letters that only one has, cannot match.
    """
    length, letters, apart = len(name), _letters(name), 1 - _CLOSE
    return [
        other
        for other, other_length, other_letters in _names_with_letters()
        if abs(length - other_length) <= (most := apart * (length + other_length))
        and (letters ^ other_letters).bit_count() <= most
    ]


@cache
def _names_with_letters() -> tuple[tuple[str, int, int], ...]:
    names = (authority.name for authority in find_authority_names.known())
    return tuple((name, len(name), _letters(name)) for name in names)


def _letters(name: str) -> int:
    """Return the letters of a name as a set of bits; a few letters share one."""
    return reduce(or_, (1 << ord(letter) % 64 for letter in set(name)), 0)


def _names(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return frozenset(re.findall(r"[a-z]+(?:['-][a-z]+)*", plain)) - _TITLES
