"""Find words of a sentence that were replaced by their opposites, or by words that say less."""

import re
from collections.abc import Iterator
from itertools import product

_GROUPS = (
    ("all|every|each|both", "most|many|the majority", "few|hardly any|a minority", "none|no"),
    ("always", "often|usually|regularly", "sometimes|occasionally", "rarely|seldom|never"),
    ("before|until", "after|since"),
    ("at least|more than|over|no fewer than", "at most|less than|fewer than|under|no more than"),
    ("up", "down"),
    (
        "ris(?:e|es|en|ing)|rose|increas(?:e|es|ed|ing)|grew|grow(?:n|s|ing|th)?",
        "f[ae]ll(?:s|en|ing)?|decreas(?:e|es|ed|ing)|dropp?(?:s|ed|ing)?|declin(?:e|es|ed|ing)",
    ),
    ("high(?:er|est)?", "low(?:er|est)?"),
    ("strong(?:er|est)?|good|excellent|effective", "weak(?:er|est)?|poor|ineffective"),
    ("full(?:y)?|whole|wholly", "part|partly|partial(?:ly)?"),
    ("agreed|accepted|approved|adopted", "refused|rejected|declined"),
)
_SIDES = tuple(
    tuple(re.compile(rf"\b(?:{side})\b", re.IGNORECASE) for side in group) for group in _GROUPS
)
_UNDOING = ("un", "in", "im", "dis", "non")


def opposites(was: str, now: str) -> Iterator[tuple[str, str]]:
    """Yield words of a sentence with their opposites that took their place: "all", "few"."""
    for sides in _SIDES:
        before, after = ([side.search(text) for side in sides] for text in (was, now))
        gone = [one[0] for one, other in zip(before, after, strict=True) if one and not other]
        come = [other[0] for one, other in zip(before, after, strict=True) if other and not one]
        if gone and come:
            yield gone[0], come[0]
    words, others = (set(re.findall(r"[a-z]+", text.casefold())) for text in (was, now))
    for word, other in product(words - others, others - words):
        shorter, longer = sorted((word, other), key=len)
        if longer.removesuffix(shorter) in _UNDOING:
            yield word, other
