"""A council's name as a user types it for a new workbook, completed from the list where it can."""

import re
from typing import NamedTuple

from assembler.checks import find_authority_names
from assembler.wording import folded, single_spaced

_SMALL = {"and", "of", "on", "the", "upon", "with", "in"}
_FULL = re.compile(r"\b(?:council|authority|borough of|city of|corporation)\b", re.IGNORECASE)
# What councils of a kind are called; only a county council's name follows from its kind.
_NAMES = {
    "county": ("{} County Council",),
    "unitary": ("{} Council", "{} County Council", "{} City Council", "{} Borough Council"),
    "metropolitan": ("{} Metropolitan Borough Council", "{} City Council", "{} Council"),
    "london": ("London Borough of {}",),
    "wales": ("{} Council", "{} County Council", "{} County Borough Council"),
    "district": ("{} District Council", "{} Borough Council", "{} City Council"),
}


class CouncilName(NamedTuple):
    """The full name that was meant; or, where that is not certain, what it may be."""

    name: str
    suggestions: tuple[str, ...] = ()


def complete(typed: str) -> CouncilName:
    """Return the full name of a council: "essex" is Essex County Council.

    A name that says what kind of council it is stays as typed, with capitals where it has none.
    """
    name = single_spaced(typed)
    if _FULL.search(name):
        return CouncilName(_capitalised(name) if name.islower() else name)
    for authority in find_authority_names.known():
        if folded(name) in map(folded, authority.forms):
            names = tuple(n.format(authority.name) for n in _NAMES.get(authority.kind, ("{}",)))
            certain = authority.kind == "county"
            return CouncilName(names[0]) if certain else CouncilName("", names)
    return CouncilName(name)


def _capitalised(name: str) -> str:
    words = [word if word in _SMALL else word[:1].upper() + word[1:] for word in name.split()]
    return single_spaced(" ".join([words[0][:1].upper() + words[0][1:], *words[1:]]))
