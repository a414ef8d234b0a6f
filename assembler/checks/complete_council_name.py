"""Complete the council's name that a user types for a new workbook, from the shipped list."""

import re
from typing import NamedTuple

from assembler.checks import find_authority_names
from assembler.wording import folded, single_spaced

_SMALL = {"and", "of", "on", "the", "upon", "with", "in"}
_FULL = re.compile(r"\b(?:council|authority|borough of|city of|corporation)\b", re.IGNORECASE)
# Forms of name by kind of council; only for a county is there a single one.
_NAMES = {
    "county": ("{} County Council",),
    "unitary": ("{} Council", "{} County Council", "{} City Council", "{} Borough Council"),
    "metropolitan": ("{} Metropolitan Borough Council", "{} City Council", "{} Council"),
    "london": ("London Borough of {}",),
    "wales": ("{} Council", "{} County Council", "{} County Borough Council"),
    "district": ("{} District Council", "{} Borough Council", "{} City Council"),
}


class CouncilName(NamedTuple):
    """The full name that was meant; or suggestions, where that is not certain."""

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
