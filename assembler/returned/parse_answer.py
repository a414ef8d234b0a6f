"""Read a clear answer from typed words or ticked boxes. What is not clear stays evidence."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assembler.model import Answer, Level
from assembler.wording import CROSSES, NO, NOT_APPLICABLE, TICKS, YES, folded

_ALWAYS: Mapping[str, Answer] = {
    **dict.fromkeys((*YES, "fully met", "achieved"), Answer.YES),
    **dict.fromkeys((*NO, "not achieved"), Answer.NO),
    **dict.fromkeys(NOT_APPLICABLE, Answer.NOT_APPLICABLE),
}
_CROSSED_BOXES = "☒🗷⊠"
# Under a Not met statement these may mean either, so there they are not a clear answer.
_EXCEPT_UNDER_NOT_MET: Mapping[str, Answer] = {
    **dict.fromkeys(("met", "exceeding", "exceeded", *TICKS), Answer.YES),
    **dict.fromkeys(("not met", *CROSSES), Answer.NO),
}
# Choices that a form may offer beside these; ticked, they are not a clear answer.
_OTHER_CHOICES = (
    *("partially met", "partly met", "partially", "partly", "partial", "in part", "not yet"),
    *("in progress", "ongoing", "unsure", "not sure", "don't know", "unknown"),
)
_EMPTY_BOXES, _EMPTY_CIRCLES, _FULL_CIRCLES = "☐□⬜◻▢", "○◯⚪", "●◉⦿⚫🔘"
_FULL_SQUARES = "■▣◼⬛"
_EMOJI = "[\ufe0e\ufe0f]?"  # chooses the plain or the coloured form of the character before it


def _any_of(phrases: Sequence[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)


_ALL_CHOICES = (*_ALWAYS, "met", "not met", "exceeding", *_OTHER_CHOICES)
_CHOICE = rf"(?<!\w)(?P<said>{_any_of(_ALL_CHOICES)})(?!\w)"
_BETWEEN = r"[\s.:;,/|()\[\]–—-]*"
_HEAD = (
    r"(?:(?:our |the |council(?:['’]?s)? )?(?:self[- ]assessment|answer|response|status|outcome)"
    r"|in place|met|please (?:tick|select)[\w ]*|tick[\w ]*|B\d+-[MEN]\d+|\d+)"
)
_BEGINNING = re.compile(
    rf"\s*(?P<head>(?:(?:self[- ]assessment|answer|response|status|outcome)\s*[:–—-]\s*)?)[(\[]?"
    rf"(?P<said>{_any_of([*_ALWAYS, *_EXCEPT_UNDER_NOT_MET])}){_EMOJI}[)\]]?"
    r"\s*(?:[.,:;–—-]+(?=\s|$)|$)",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\W*(?:but|partly|partially|in part|mostly|mainly|largely|almost|nearly|except|although"
    r"|though|however|not (?:fully|quite|entirely)|to some extent|and no|or no)\b"
    rf"|\W*(?:(?:and|but|now|then|previously|formerly)\s+)+(?:{_any_of(_ALL_CHOICES)})(?!\w)",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"\W*not yet\b", re.IGNORECASE)
# Behind a Yes these say that it holds later, in part, or on a condition.
_LATER_OR_PARTLY = re.compile(
    r"\W*(?:(?:not (?:all|always|every\w*|in|at|for|across)|no (?:for|in|at)|only|limited|pending"
    r"|under review|being \w+ed|working towards|will be|to be|tbc|if|subject to|until"
    r"|(?:planned|expected|draft(?:ed)?)(?=\s*(?:[.,;:)–—-]|$|for\b|in\b|from\b|by\b|to\b))"
    r"|to (?:a|an|some) (?:\w+ )?(?:degree|extent)|once (?:the|it|this|they|\w+ed)"
    r"|in (?:development|progress|preparation|(?:the )?draft|some|most|places|principle|theory)"
    r"|(?:some|most) (?:of|areas?|parts?|wards?|services?|partners?|teams?|schools?)"
    r"|due (?:in|by|for|to be|[0-9])|from (?:next|early|mid|late|[0-9]"
    r"|(?:the )?(?:spring|summer|autumn|winter)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
    r"\w*)\b)(?P<ends>\s*(?:[.,;:)]|$))?",
    re.IGNORECASE,
)
# "No. 4" and "No. of meetings" speak of a number.
_NUMBER = re.compile(r"\s*no\.\s*(?:[0-9]|(?-i:of)\b)", re.IGNORECASE)
# A choice with nothing but marks about it, as where one of two lines has an X or an arrow.
_MARK = r"(?:x|this(?: one)?|selected|chosen|ticked)"
_MARKED_CHOICE = re.compile(
    rf"[\W_]*(?:{_MARK}[\W_]+)?{_CHOICE}[\W_]*(?:{_MARK}[\W_]*)?", re.IGNORECASE
)
_IN_PART = re.compile(rf"\W*(?:{_any_of(_OTHER_CHOICES)})\s*(?:[.,:;)–—-]|$)", re.IGNORECASE)
_BOX = re.compile(
    rf"(?P<ticked>[{TICKS}{CROSSES}{_CROSSED_BOXES}{_FULL_CIRCLES}{_FULL_SQUARES}]"
    rf"|[\[(] ?[xX✓✔] ?[\])]){_EMOJI}"
    rf"|(?:[{_EMPTY_BOXES}{_EMPTY_CIRCLES}]|\[ *\]|\( +\)){_EMOJI}"
)
_ONLY_CHOICE = re.compile(rf"{_BETWEEN}{_CHOICE}{_BETWEEN}", re.IGNORECASE)
_FIRST_CHOICE = re.compile(rf"{_BETWEEN}{_CHOICE}(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_LAST_CHOICE = re.compile(rf"(?P<head>.*?){_CHOICE}{_BETWEEN}", re.IGNORECASE | re.DOTALL)
_ONLY_HEAD = re.compile(rf"\W*{_HEAD}?\W*", re.IGNORECASE)


class ParsedAnswer(NamedTuple):
    """The answer in a text, if clear; `length` characters at its start do nothing but state it.

    `two_ways`: a box is ticked, but it may belong to the label on either side. `bare`: marks or
    boxes without a word, whose meaning depends on where they stand.
    """

    answer: Answer | None = None
    length: int = 0
    two_ways: bool = False
    bare: bool = False


def parse_answer(text: str, level: Level) -> ParsedAnswer:
    """Read the answer that a text begins with, or that its ticked boxes give.

    `level` is that of the criterion: under a Not met statement "Met" is not a clear answer. Boxes
    stay part of the text, so their length is 0.
    """
    boxes = _boxes(text)
    match = _BEGINNING.match(text)
    if boxes and not (len(boxes) == 1 and match and boxes[0].start() < match.end()):
        return _from_boxes(text, boxes, level)
    if not match or _DOUBT.match(text, match.end()):
        return ParsedAnswer()
    answer = None if _NUMBER.match(text) else meaning(match["said"], level)
    if _is_another(choice_in(text[match.end() :]), answer, level):
        return ParsedAnswer()
    if answer is Answer.YES and _holds_later(text, match.end()):
        return ParsedAnswer()
    # A heading such as "Status:" is words too: with one, all of the text stays as evidence.
    length = 0 if answer is None or match["head"] else match.end()
    return ParsedAnswer(answer, length, bare=not any(c.isalnum() for c in text))


def contradicts(text: str, answer: Answer | None, level: Level, *, follows: bool) -> bool:
    """Return whether a line that gives no answer casts doubt on the answer of another line.

    It is another choice with a mark beside it ("Yes", "No X"), it says "Partly", or, where it
    follows the answer in its cell, it goes on with "However, …".
    """
    if answer is None or _boxes(text):
        return False
    marked = _MARKED_CHOICE.fullmatch(text)
    if marked and parse_answer(text, level).answer is None:
        return meaning(marked["said"], level) is not answer
    qualified = _DOUBT.match(text) or (answer is Answer.YES and _holds_later(text, 0))
    return bool(_IN_PART.match(text) or (follows and qualified))


def _holds_later(text: str, end: int) -> bool:
    """Return whether the words behind a Yes take it back for now: "Yes – from April".

    A new sentence ("Yes. From April 2024 the board met.") does so only if it says nothing else.
    """
    found = _LATER_OR_PARTLY.match(text, end)
    is_sentence = text[:end].rstrip().endswith(".")
    later = found is not None and (not is_sentence or found["ends"] is not None)
    return later or _NOT_YET.match(text, end) is not None


def _is_another(choice: str, answer: Answer | None, level: Level) -> bool:
    """Return whether the rest of a line is another choice: "Yes, no" is no answer."""
    return bool(choice) and meaning(choice, level) is not answer


def meaning(choice: str, level: Level) -> Answer | None:
    """Return what a choice means that stands alone, such as a label or a column's heading."""
    said = folded(choice)
    if said == "na" and not choice.isupper():  # a Welsh No, as well as N/A
        return None
    if said in _EXCEPT_UNDER_NOT_MET:
        return None if level is Level.NOT_MET else _EXCEPT_UNDER_NOT_MET[said]
    return _ALWAYS.get(said)


def choice_in(text: str) -> str:
    """Return the choice that a text consists of ("Yes", "In progress"), or ""."""
    match = _ONLY_CHOICE.fullmatch(text)
    return match["said"] if match else ""


def is_ticked(text: str) -> bool:
    """Return whether a text is one tick, cross or X and nothing else."""
    match = _BOX.fullmatch(text.strip())
    return text.strip() in {"x", "X"} or bool(match and match["ticked"])


def introduces_answer(text: str) -> bool:
    """Return whether words before an answer leave it an answer to the criterion.

    After "Any gaps?" a Yes or No answers something else.
    """
    return bool(_ONLY_HEAD.fullmatch(text))


def _boxes(text: str) -> list[re.Match[str]]:
    """Return the boxes of a line. A full one is a box only beside an empty one, else a bullet."""
    boxes = [*_BOX.finditer(text)]
    for full, empty in ((_FULL_CIRCLES, _EMPTY_CIRCLES), (_FULL_SQUARES, _EMPTY_BOXES)):
        if not any(box[0][0] in empty for box in boxes):
            boxes = [box for box in boxes if box[0][0] not in full]
    return boxes


def _from_boxes(text: str, boxes: Sequence[re.Match[str]], level: Level) -> ParsedAnswer:
    edges = [0, *(edge for box in boxes for edge in box.span()), len(text)]
    gaps = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    ticked = [at for at, box in enumerate(boxes) if box["ticked"]]
    if not any(_has_words(gap) for gap in gaps):
        return ParsedAnswer(bare=True)
    if len(ticked) != 1:
        return ParsedAnswer()
    # A cross is the mark in a box only where others are empty; alone it may mean "not".
    crossed = boxes[ticked[0]][0][0] in CROSSES and len(boxes) == 1
    labels = None if crossed else _labels(gaps)
    if labels is None:
        return ParsedAnswer(two_ways=True)
    label = labels[ticked[0]]
    return ParsedAnswer(meaning(label, level)) if label else ParsedAnswer()


def _labels(gaps: Sequence[str]) -> list[str] | None:
    """Return the label of each box, "" for an unknown one; None if both directions are possible.

    `gaps` are the words before the first box, between two, and after the last.
    """
    first, *middle, last = gaps
    if not all(_has_words(gap) for gap in middle) or not (_has_words(first) or _has_words(last)):
        return None
    inner = [choice_in(gap) for gap in middle]
    before, after = _LAST_CHOICE.fullmatch(first), _FIRST_CHOICE.match(last)
    label_first = [before["said"], *inner] if before else ["", *inner]
    box_first = [*inner, after["said"]] if after else [*inner, ""]
    if not _has_words(first):
        direction = "box first"
    elif not _has_words(last):
        direction = "label first"
    elif all(inner) and bool(before) != bool(after) and (middle or first.rstrip()[-1] in ":?"):
        direction = "label first" if before else "box first"
    else:
        return None
    if direction == "label first":
        sure = before and introduces_answer(before["head"]) and not _DOUBT.match(last)
        return label_first if sure else [""] * len(label_first)
    sure = after is None or _ends(after["rest"])
    prefixed = _has_words(first) and not introduces_answer(first)
    return [""] * len(box_first) if prefixed else [*box_first[:-1], box_first[-1] if sure else ""]


def _ends(rest: str) -> bool:
    """Return whether a label is over: "No, …" and not "No longer …" or "Yes, but …"."""
    return bool(re.match(r"\s*(?:$|[.,:;)\]–—-])|\s\s|\t", rest)) and not _DOUBT.match(rest)


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)
