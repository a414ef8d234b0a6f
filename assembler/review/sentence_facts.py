"""Find facts that differ between two wordings of a passage: figures, dates, names, outcomes.

Words may be changed freely in Word; a fact may not, or the letter and the workbook disagree.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from assembler.merge.likeness import alike, likest
from assembler.review.opposites import opposites

_NEARLY_SAME = 0.75
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"'‘(0-9])")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_MONTH = "|".join(_MONTHS)
NUMBER_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
# "One" is left out: "one of the best" is not a figure.
_NUMBER_WORD = "|".join(NUMBER_WORDS[2:])
_PATTERNS: Mapping[str, re.Pattern[str]] = {
    "address": re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+|\b(?:https?://|www\.)\S+\w"),
    "postcode": re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b"),
    "date": re.compile(
        rf"\b(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH})(?: (?P<year>[0-9]{{4}}))?\b"
        r"|\b(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})\b"
    ),
    "season": re.compile(r"\b(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)(?: (?:of )?[0-9]{4})\b"),
    "month": re.compile(rf"(?<!^)(?<![.!?] )\b(?:{_MONTH})(?: [0-9]{{4}})?\b"),
    "percentage": re.compile(r"\b[0-9]+(?:[.,][0-9]+)* ?(?:%|per ?cent\b)", re.IGNORECASE),
    "frequency": re.compile(
        r"\b(?:dai|week|fortnight|month|quarter|year|annual)ly\b"
        r"|\b(?:once|twice|(?:three|four|six) times)"
        r" (?:a|each|every|per) (?P<per>week|month|year)\b"
        r"|\b(?:each|every|per) (?P<unit>day|week|fortnight|month|quarter|year)\b",
        re.IGNORECASE,
    ),
    "figure": re.compile(
        rf"£?\b[0-9]+(?:[.,/:-][0-9]+)*(?:st|nd|rd|th)?\b|\b(?:{_NUMBER_WORD})\b", re.IGNORECASE
    ),
    "outcome": re.compile(r"\b(?:[Nn]ot [Mm]et|Met|[Ee]xceed(?:ing|s|ed)|Exceeding)\b"),
    "name": re.compile(r"(?<=[\w,;:)’'\"”–-] )[A-Z][\w’'-]*"),
}
_NEGATION = re.compile(
    r"\b(?:not|no|none|never|nor|neither|cannot|without|unable to|fail(?:s|ed)? to|\w+n[’']t)\b",
    re.IGNORECASE,
)
_UNITS = {"day": "daily", "week": "weekly", "fortnight": "fortnightly", "month": "monthly"}
_UNITS |= {"quarter": "quarterly", "year": "yearly", "annually": "yearly"}


class FactChange(NamedTuple):
    """A fact of one wording and what stands in its place in the other ("" when nothing does)."""

    kind: str
    was: str
    now: str


def changed_facts(was: str, now: str) -> tuple[FactChange, ...]:
    """Return the facts of `was` that `now` states differently, or drops from a sentence it keeps.

    A whole sentence taken out or put in is a matter of wording.
    """
    before, after = _facts(was), _facts(now)
    changes = []
    for kind in _PATTERNS:
        missing = _without(before[kind], after[kind], now if kind == "name" else "")
        extra = _without(after[kind], before[kind], was if kind == "name" else "")
        if not extra:
            missing = [fact for fact in missing if _sentence_stays(fact, was, now)]
        for at, fact in enumerate(missing):
            changes.append(FactChange(kind, fact, extra[at] if at < len(extra) else ""))
    return (*changes, *_contradictions(was, now))


def _facts(text: str) -> dict[str, dict[str, list[str]]]:
    """Return the facts of a text by kind: each by its normalised form, as it is written."""
    found: dict[str, dict[str, list[str]]] = {}
    for kind, pattern in _PATTERNS.items():
        found[kind] = {}
        for match in pattern.finditer(text):
            found[kind].setdefault(_normalised(kind, match), []).append(match[0])
        # What one kind has read is not read again as another: the year of a date as a figure.
        text = pattern.sub(lambda match: " " * len(match[0]), text) if kind != "name" else text
    return found


def _normalised(kind: str, match: re.Match[str]) -> str:
    text = " ".join(match[0].casefold().split())
    if kind == "date":
        groups = match.groupdict()
        month = groups["m"] or str(_MONTHS.index(groups["month"]) + 1)
        return f"{int(groups['d'] or groups['day'])}/{int(month)}/{groups['y'] or groups['year']}"
    if kind == "frequency":
        unit = (match["unit"] or match["per"] or text).casefold()
        times = text.split(" ", 1)[0] if match["per"] else ""
        return f"{times} {_UNITS.get(unit, unit)}".strip().removeprefix("once ")
    if kind == "figure":
        number = str(NUMBER_WORDS.index(text)) if text in NUMBER_WORDS else text
        return re.sub(r"(?<=[0-9])(?:st|nd|rd|th)$|,(?=[0-9]{3})", "", number)
    if kind == "outcome":
        return "exceeding" if text.startswith("exceed") else text
    spelt = {
        "percentage": lambda: re.sub(r"[^0-9.]", "", text),
        "season": lambda: text.replace(" of ", " "),
        "name": lambda: _name(text),
    }
    return spelt[kind]() if kind in spelt else text


def _without(
    some: Mapping[str, list[str]], others: Mapping[str, list[str]], text: str
) -> list[str]:
    """Return the facts of `some` beyond those of `others`, without words that `text` has."""
    words = {_name(word) for word in re.findall(r"[\w’'-]+", text)}
    return [
        fact
        for key, facts in some.items()
        for fact in facts[len(others.get(key, [])) :]
        if key not in words
    ]


def _name(word: str) -> str:
    return re.sub(r"[’']", "", word.casefold()).rstrip("s")


def _sentence_stays(fact: str, was: str, now: str) -> bool:
    """Return whether the sentence of a fact is still there, without the fact."""
    after = [_words(sentence) for sentence in _SENTENCE.split(now)]
    return any(
        alike(_words(sentence.replace(fact, "")), other) >= _NEARLY_SAME
        for sentence in _SENTENCE.split(was)
        if fact in sentence
        for other in after
    )


def _contradictions(was: str, now: str) -> Iterator[FactChange]:
    """Yield sentences that say the opposite in otherwise much the same words."""
    before, after = _SENTENCE.split(was), _SENTENCE.split(now)
    one, two = ([_words(_NEGATION.sub("", each)) for each in side] for side in (before, after))
    counterparts: dict[int, int] = {}
    for i, j in likest(one, two, _NEARLY_SAME):
        counterparts.setdefault(i, j)
    stayed = set(after)
    for i, j in sorted(counterparts.items()):
        if before[i] in stayed:
            continue
        if bool(_NEGATION.search(before[i])) != bool(_NEGATION.search(after[j])):
            yield FactChange("negation", before[i], after[j])
        else:
            for word, opposite in opposites(before[i], after[j]):
                yield FactChange("opposite", word, opposite)


def _words(text: str) -> "Counter[str]":
    return Counter(re.findall(r"\w+", text.casefold()))
