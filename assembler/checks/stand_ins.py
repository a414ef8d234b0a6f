"""Values that stand in for a missing one ("N/A", "as above"), and impossible ones ("0")."""

import re

from assembler.leftover_marks import is_leftover_mark
from assembler.wording import folded, straight
from assembler.workbook.letter_fields import Field

_PUNCTUATION = " .,:;()[]<>{}\"'“”‘’-–—_/\\*•·|~=+"
_STAND_INS = frozenset(
    {
        *("n/a", "n.a", "n a", "na", "not applicable", "none", "nil", "null", "nan", "void"),
        *("unknown", "not known", "not yet known", "n/k", "no name", "nobody", "no one", "noone"),
        *("tbc", "tbd", "tba", "tbn", "to follow", "pending", "awaited", "awaiting", "vacant"),
        *("to be confirmed", "to be advised", "to be decided", "to be appointed", "to be named"),
        *("as above", "see above", "as below", "see below", "ditto", "same", "same as above"),
        *("as before", "as last year", "as previous", "blank", "leave blank", "empty", "delete"),
        *("test", "testing", "asdf", "qwerty", "abc", "xyz", "dummy", "foo", "name here", "xx"),
        *("name", "full name", "your name", "first name", "surname", "job title", "address"),
        *("first name surname", "forename surname", "council", "council name", "name of council"),
        *("local authority", "authority", "recipient", "signatory", "sender", "date", "email"),
        *("a n other", "a.n. other", "a. n. other", "an other", "joe bloggs", "insert name"),
    }
)
_PERSONAL_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "cllr", "councillor", "sir", "dame", "lord", "lady"}
)
_ADDRESS_OF_A_PAGE = re.compile(r"@|https?:|www\.", re.IGNORECASE)
_PEOPLE = {"recipient_name", "salutation", "copied_to", "thanked", "adviser", "signatory_name"}
_ADDRESSES = {"recipient_address", "sender_address"}
_NAMES = {*_PEOPLE, "authority", "recipient_job_title", "signatory_job_title"}


def is_stand_in(value: str, field: Field) -> bool:
    """Whether a value only says that the real one is missing."""
    text = folded(straight(value)).strip(_PUNCTUATION)
    if not text:
        return True
    if text == "na" and "Na" in value:  # a surname
        return False
    letters = {letter for letter in text if letter != " "}
    repeated = len(letters) == 1 and len(text) > 2 and text.isalpha()  # noqa: PLR2004 - "xxx"
    same_as_help = len(text) > 20 and folded(straight(field.help)).startswith(text)  # noqa: PLR2004
    return (
        text in _STAND_INS
        or text == folded(field.name)
        or repeated
        or same_as_help
        or is_leftover_mark(value.strip())
    )


def is_implausible(value: str, field: Field) -> bool:
    """Whether a value cannot be a council, person, job title or address: a number, one letter."""
    text = value.strip(_PUNCTUATION)
    if field.attribute not in _NAMES:
        return field.attribute in _ADDRESSES and not any(letter.isalpha() for letter in text)
    words = folded(text).replace(".", "").split()
    return (
        not any(letter.isalpha() for letter in text)
        or (len(text) == 1 and text.isascii())
        or _ADDRESS_OF_A_PAGE.search(text) is not None
        or (field.attribute in _PEOPLE - {"salutation"} and set(words) <= _PERSONAL_TITLES)
    )
