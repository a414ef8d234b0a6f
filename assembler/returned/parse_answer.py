"""A clear answer where typed words begin. What is not clear is evidence, not an answer."""

import re
from collections.abc import Mapping

from assembler.model import Answer, Level

_SAID: Mapping[str, Answer] = {
    **dict.fromkeys(("yes", "y", "✓", "✔", "☑", "fully met", "achieved"), Answer.YES),
    **dict.fromkeys(("no", "n", "✗", "✘", "not achieved"), Answer.NO),
    **dict.fromkeys(("n/a", "na", "not applicable"), Answer.NOT_APPLICABLE),
}
# Said of a Not met statement these may mean either; there they are no clear answer.
_OF_A_LEVEL: Mapping[str, Answer] = {
    "met": Answer.YES,
    "not met": Answer.NO,
    "exceeding": Answer.YES,
    "exceeded": Answer.YES,
    "✓": Answer.YES,
    "✗": Answer.NO,
}
_LABEL = r"(?:(?:self[- ]assessment|answer|response|status|outcome)\s*[:–—-]\s*)?"
_PHRASES = "|".join(
    re.escape(said).replace(r"\ ", r"\s+")
    for said in sorted({*_SAID, *_OF_A_LEVEL}, key=len, reverse=True)
)
_BEGINNING = re.compile(
    rf"\s*(?P<label>{_LABEL})[(\[]?(?P<said>{_PHRASES})[)\]]?\s*(?P<mark>[.,:;–—-]+(?=\s|$)|$)",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"(?:but|partly|partially|in part|mostly|mainly|largely|almost|nearly|except|although|though"
    r"|however|not fully|to some extent|and no)\b",
    re.IGNORECASE,
)
_BOXES = re.compile(r"(?P<box>[☒☑☐□✓✔✗✘])\s*(?P<said>yes|no|n/?a|met|not met)\b", re.IGNORECASE)
_TICKED = "☒☑✓✔✗✘"


def clear(text: str, level: Level) -> tuple[Answer | None, int]:
    """Read the answer that a text begins with, and how many of its characters say it.

    No characters: the answer was read from ticked boxes, which stay part of the text. `level` is
    that of the criterion: to a Not met statement "Met" says nothing clear.
    """
    boxes = _BOXES.findall(text)
    if boxes:
        ticked = [said.casefold() for box, said in boxes if box in _TICKED]
        return (_meaning(ticked[0], level) if len(ticked) == 1 else None), 0
    found = _BEGINNING.match(text)
    if not found or _DOUBT.match(text[found.end() :].lstrip()):
        return None, 0
    answer = _meaning(" ".join(found["said"].casefold().split()), level)
    # A label is words too: where there is one, all of it stays as evidence.
    return answer, 0 if answer is None or found["label"] else found.end()


def _meaning(said: str, level: Level) -> Answer | None:
    if said in _OF_A_LEVEL:
        return None if level is Level.NOT_MET else _OF_A_LEVEL[said]
    return _SAID.get(said)
