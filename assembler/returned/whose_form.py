"""Find the council named at the head of a returned form; compare it with another name."""

import re
from collections.abc import Iterator, Sequence

from assembler.checks import find_authority_names
from assembler.returned.classify_lines import ClassifiedLine, Role
from assembler.wording import straight, words

_NAMED = re.compile(r"\s*Council\s*:\s*(?P<name>\S.*?)\s*", re.IGNORECASE)
# What a name may have or lack and still be the same council's.
_SMALL = frozenset({"and", "of", "the"})
_KINDS = _SMALL | {
    *("council", "authority", "borough", "city", "county", "district", "metropolitan", "royal"),
    *("unitary", "combined", "corporation", "london"),
    *("bc", "cc", "dc", "cbc", "mbc", "mdc", "lb", "lbc", "rb", "rbc", "la"),
}


def council_named(lines: Sequence[ClassifiedLine]) -> str:
    """Return the council that a form names before its first criterion, or ""."""
    for each in lines:
        if each.role is Role.CRITERION:
            break
        said = "".join(span.text for span in each.line.text.spans if not span.highlight)
        if match := _NAMED.fullmatch(said):
            return match["name"]
    return ""


def is_another(named: str, authority: str) -> bool:
    """Whether a name cannot be meant for a council: "Sampleford BC" can for Sampleford's."""
    one, other = ([*_own_words(name)] for name in (named, authority))
    shorter = min(len(one), len(other))
    if one == other or not shorter or _initials(authority) == named.strip().casefold():
        return False
    known = [set(find_authority_names.named(name)) for name in (named, authority)]
    if all(known):
        return known[0].isdisjoint(known[1])
    # "Sampleford Prevent team" is Sampleford's; East Sampleford is another council.
    return one[:shorter] != other[:shorter]


def _own_words(name: str) -> Iterator[str]:
    """Yield the words of a name without those that say what kind of council it is."""
    plain = words(straight(name).replace("'", ""))
    yield from [word for word in plain if word not in _KINDS] or plain


def _initials(name: str) -> str:
    return "".join(word[0] for word in words(straight(name)) if word not in _SMALL)
