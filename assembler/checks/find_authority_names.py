"""Find the local authorities named in a text: whole names, not words that look like one.

"Devon" does not occur in "East Devon", "Reading the plan" is not a town, "Cllr Sutton" and "York
Road" are no councils, and a police force or a university is not the council it is named after.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from assembler import resources
from assembler.wording import WORD, straight

# Begins with the letter, not with what may not stand before it: so no place is looked at in vain.
_CAPITAL = re.compile(r"[A-Z](?<![\w'-][A-Z])[A-Za-z&]*")
_COUNCIL_AFTER = re.compile(
    r"(?:'s)?,? (?:(?:City|County|Borough|District|Metropolitan|Unitary|Combined|Town|"
    r"city|county|borough|district|metropolitan|unitary) )*"
    r"(?:Council|Councils|council|councils|Authority|authority|Borough|LA)\b"
)
_MOST_NAME_WORDS = 6
_COUNCIL_BEFORE = re.compile(r"(?:[Bb]orough|[Cc]ity|[Cc]ounty|[Rr]oyal [Bb]orough) of $")
_BODY_AFTER = re.compile(
    r"(?:(?:,| and| &) [A-Z][\w'-]+(?: [A-Z][\w'-]+)?)*,? "
    r"(?:Police|Constabulary|Fire|Ambulance|NHS|ICB|Integrated Care|Healthcare|Foundation Trust|"
    r"Hospitals?|Universit(?:y|ies)|Diocese|Cathedral|Castle|Airport|Arena|Prison|Magistrates|"
    r"Crown Court|Road|Street|Lane|Avenue|House|Square|Bridge|Building|Way|Close|Park|Gardens|"
    r"City Region|Probation|Chamber|attacks?|bombings?|riots?|murders?|Abbey|Parliament)\b"
)
_NOT_BEFORE = re.compile(r"(?:Greater|University of|Bishop of|Archbishop of|Duke of|Duchess of) $")
_TITLE = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor|Sir|Dame|Lord|Lady|Baroness|Prof|Professor|Rev|"
    r"DI|DCI|DS|DC|PC|PS|Sgt|Sergeant|Insp|Inspector|Supt|Superintendent|Constable|Officer|"
    r"Alderman|Mayor|Imam|Rabbi)\.? (?:[A-Z][\w'-]* )?$"
)
_LEADS_TO_PLACE = re.compile(
    r"\b(?:in|from|across|for|of|with|at|near|to|by|around|within|into|throughout|between|"
    r"neighbouring|outside|covering|including|like|In|From|Across|For|With|At|Within|"
    r"Neighbouring|Throughout) (?:the )?$"
)
_OF_A_COUNCIL = re.compile(
    r" (?:Prevent|Partnership|MAPG|Channel|Community|Safeguarding|Safer|Corporate|Board|Local|"
    r"Multi-Agency|Multi-agency|Internet|Adult|Children|Childrens|Cabinet|Leader|Strategic|"
    r"Education|Venue|Officers?|Members?)\b"
)
_CAPITAL_AFTER = re.compile(r" (?P<joined>(?:and|&) )?(?P<word>[A-Z][A-Za-z]*)")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;•“\"(]\s*|[–—-] )$")
_NAME_BEFORE = re.compile(r"(?P<word>[A-Z][\w'-]*) $")
_OPENERS = frozenset(
    {
        "The",
        "In",
        "At",
        "For",
        "Across",
        "From",
        "With",
        "Both",
        "And",
        "Of",
        "By",
        "To",
        "Neighbouring",
        "Safer",
        "Prevent",
        "When",
        "While",
        "As",
        "This",
        "That",
        "Our",
        "Their",
        "All",
        "Since",
        "Within",
        "Under",
        "If",
        "On",
        "Like",
        "Unlike",
        "Visit",
        "Following",
        "Where",
        "After",
        "North",
        "South",
        "East",
        "West",
        "Central",
        "Mid",
        "Upper",
        "Lower",
        "Inner",
        "Outer",
        "But",
        "Although",
        "Through",
    }
)


class Authority(NamedTuple):
    """A local authority as a text may call it; `like` says what else its name may be.

    `like` is "word" (Reading), "name" (Hastings: a surname, or a first name) or empty. `county` is
    set for a district.
    """

    name: str
    kind: str
    county: str
    forms: tuple[str, ...]
    like: str


class Mention(NamedTuple):
    """An authority's name in a text: the words, where they stand, and whose name it may be."""

    form: str
    start: int
    end: int
    owners: tuple[Authority, ...]


@cache
def known() -> tuple[Authority, ...]:
    """Return the authorities of the shipped list."""
    text = (resources.folder("data") / "authorities.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Authority(
            row["name"],
            row["kind"],
            row["county"],
            (row["name"], *(also.strip() for also in row["also"].split(";") if also.strip())),
            row["like"],
        )
        for row in rows
    )


def named(text: str) -> tuple[Authority, ...]:
    """Return the authorities named in a name or list of names, whatever the context."""
    return tuple(owner for mention in _forms(straight(text)) for owner in mention.owners)


@cache
def first_words() -> frozenset[str]:
    """Return the first words of all names, folded: a text without one names no authority."""
    forms = (form for authority in known() for form in authority.forms)
    return frozenset(WORD.findall(form)[0].casefold() for form in forms)


def mentions(text: str) -> Iterator[Mention]:
    """Find the authorities that a sentence (made straight) speaks of, in order."""
    yield from _in_other_case(text)
    before_end = -1
    for mention in _forms(text):
        listed = text[before_end : mention.start] in {" and ", ", ", " & "} and before_end > 0
        if _is_meant(text, mention, listed=listed):
            before_end = mention.end
            yield mention


def _in_other_case(text: str) -> Iterator[Mention]:
    """Find councils written without their capitals, or all in capitals: "kent county council"."""
    lower = text.lower()
    if len(lower) != len(text):  # a letter whose lower case is longer
        return
    for council in _COUNCIL_AFTER.finditer(lower):
        end = start = council.start()
        longest: Mention | None = None
        for _ in range(_MOST_NAME_WORDS):
            start = lower.rfind(" ", 0, max(start - 1, 0)) + 1
            name = _names_in_lower_case().get(lower[start:end])
            if name:
                longest = Mention(name[0], start, end, name[1])
            if start == 0:
                break
        typed = text[longest.start : longest.end] if longest else ""
        meant = typed.isupper() or (longest and longest.owners[0].like != "word")
        if longest and meant and typed != longest.form:
            yield longest


@cache
def _names_in_lower_case() -> dict[str, tuple[str, tuple[Authority, ...]]]:
    return {form.lower(): (form, owners) for forms in _table().values() for form, owners in forms}


def _forms(text: str) -> Iterator[Mention]:
    """Find every form of a name, the longest that stands at each place."""
    table = _table()
    at = 0
    for found in _CAPITAL.finditer(text):
        if found.start() < at:
            continue
        for form, owners in table.get(found[0], ()):
            end = found.start() + len(form)
            if text.startswith(form, found.start()) and not text[end : end + 1].isalnum():
                at = end
                yield Mention(form, found.start(), end, owners)
                break


@cache
def _table() -> dict[str, tuple[tuple[str, tuple[Authority, ...]], ...]]:
    """Return the forms by their first word, longest first, each with its authorities."""
    owners: dict[str, list[Authority]] = {}
    for authority in known():
        for form in authority.forms:
            owners.setdefault(form, []).append(authority)
            if " and " in form:
                owners.setdefault(form.replace(" and ", " & "), []).append(authority)
    table: dict[str, list[tuple[str, tuple[Authority, ...]]]] = {}
    for form in sorted(owners, key=len, reverse=True):
        first = _CAPITAL.match(form)
        if first:
            table.setdefault(first[0], []).append((form, tuple(owners[form])))
    return {first: tuple(forms) for first, forms in table.items()}


def _is_meant(text: str, mention: Mention, *, listed: bool) -> bool:
    # Only the neighbourhood matters, so a very long text costs no more for each name in it.
    before = text[max(mention.start - 60, 0) : mention.start]
    after = text[mention.end : mention.end + 100]
    if _BODY_AFTER.match(after) or _NOT_BEFORE.search(before):
        return False
    if _COUNCIL_AFTER.match(after) or _COUNCIL_BEFORE.search(before):
        return True
    like = mention.owners[0].like if " " not in mention.form else ""
    if " " in mention.form:
        return True
    if _TITLE.search(before):
        return False
    if like == "word":
        return listed or _word_is_meant(before, after)
    return not (like == "name" and _is_a_person(before, after))


def _word_is_meant(before: str, after: str) -> bool:
    if after.startswith("'s "):
        return not _follows_a_name(before)
    if _OF_A_COUNCIL.match(after):
        return not _SENTENCE_START.search(before)
    if _LEADS_TO_PLACE.search(before) is None:
        return False
    follows = _CAPITAL_AFTER.match(after)
    # "in Rugby Football Clubs", "in Reading and Writing", yet "from Slough and Reading".
    return follows is None or (follows["joined"] is not None and follows["word"] in _table())


def _is_a_person(before: str, after: str) -> bool:
    if _OF_A_COUNCIL.match(after):
        return False
    return _follows_a_name(before) or bool(re.match(r" [A-Z][a-z]+", after))


def _follows_a_name(before: str) -> bool:
    found = _NAME_BEFORE.search(before)
    return found is not None and found["word"] not in _OPENERS
