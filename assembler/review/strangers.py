"""Rules on text of another council's letter."""

import re
from collections.abc import Iterator

from assembler.model import Details
from assembler.review.copy import plain
from assembler.review.rule import Case, Remark, look

_COUNCIL = re.compile(
    r"\b(?P<name>(?:[A-Z][\w'-]+(?: (?:and|upon|of|the|on|in))* ){1,4}?"
    r"(?:(?:County|City|Borough|District|Metropolitan|Unitary) )*Councils?)\b"
)

_COMMON = frozenset({*("the", "and", "of", "county", "city", "borough", "district", "council")})


@look("left.other_council")
def other_council(case: Case) -> Iterator[Remark]:
    """Another council is named: text reused from another letter sends its business to this one."""
    details = case.workbook.assessment.details
    for passage in case.copy.passages:
        for name in named(passage.text, details):
            yield Remark(
                passage.place,
                f"“{name}” is named in a letter to {details.authority}.",
                "Take it out, or, if it belongs, add the name to Other authorities mentioned "
                f"({case.where('other_authorities')}).",
            )


def named(text: str, details: Details) -> Iterator[str]:
    """Give the other councils that a text names."""
    allowed = plain(" ".join((details.authority, *details.other_authorities))).lower()
    for found in _COUNCIL.finditer(plain(text)):
        words = found["name"].removesuffix("s").split()
        proper = [word for word in words if word.lower() not in _COMMON]
        if proper and not any(word.lower() in allowed for word in proper):
            yield found["name"]
