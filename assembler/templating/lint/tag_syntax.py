"""Find the tags of a paragraph, and the faults in how they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from assembler.findings import Finding, error, warning
from assembler.wording import quoted

BEGINS, MIDDLES, ENDS = ("for", "if"), ("elif", "else"), ("endfor", "endif")
WORDS = (*BEGINS, *MIDDLES, *ENDS, "cellbg")
_CLOSE = {"{{": "}}", "{%": "%}", "{#": "#}"}
_MARK = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_LEVEL = re.compile(r"(?P<level>tr|tc|p|r)(?=\s)")
_LOOSE_LEVEL = re.compile(rf"\s*(?P<level>tr|tc|p)\s*(?P<word>{'|'.join(WORDS)})\b", re.IGNORECASE)
_APART = re.compile(r"\{\s+[{%][^{}]*[%}]?\s*\}|[{]{1,2}[^{}]*\}\s+\}|\{%[^{}%]*%\s+\}")
_ONE_BRACE = re.compile(r"(?<![{\w])\{\s*[A-Za-z_][\w.\[\]]*\s*\}(?!\})")
_MAIL_MERGE = re.compile(r"«\s*([^«»]+?)\s*»|<<\s*([A-Za-z_][\w. ]*)>>|\[\[\s*([^\[\]]+?)\s*\]\]")
_CURLED = re.compile("[“”‘’„‚]")
STRAIGHT = str.maketrans({**dict.fromkeys("‘’‚", "'"), **dict.fromkeys("“”„", '"')})
_SPELLED = {"elseif": "elif", "elsif": "elif", "else if": "elif", "end for": "endfor"}


@dataclass(frozen=True)
class Tag:
    """One tag: its opening ("{{", "{%"), its level ("p", "tr", "r" or none), what it says."""

    opening: str
    level: str
    body: str
    whole: str
    start: int

    @property
    def word(self) -> str:
        """The first word of a `{% %}`: for, if, endif."""
        return self.body.split(maxsplit=1)[0] if self.opening == "{%" and self.body else ""

    @property
    def end(self) -> int:
        """Where it ends in its paragraph."""
        return self.start + len(self.whole)


@dataclass(frozen=True)
class Scanned:
    """The tags of a paragraph in order, the text around them, and faults (without a place yet)."""

    tags: tuple[Tag, ...]
    rest: str
    faults: tuple[Finding, ...]


def scan(text: str) -> Scanned:
    """Read the tags of a paragraph."""
    tags: list[Tag] = []
    faults: list[Finding] = []
    rest, at = "", 0
    while mark := _MARK.search(text, at):
        rest += text[at : mark.start()]
        if mark[0] not in _CLOSE:
            faults.append(_stray(mark[0]))
            at = mark.end()
            continue
        end, fault = _closing(text, mark)
        if fault:
            faults.append(fault)
        elif mark[0] != "{#":
            tag = _tag(text[mark.start() : end], mark.start())
            tags.append(tag)
            faults += _faults(tag)
        at = end
    rest += text[at:]
    faults += _look_alikes(rest)
    return Scanned(tuple(tags), rest, tuple(faults))


def _closing(text: str, mark: re.Match[str]) -> tuple[int, Finding | None]:
    """Find the end of a tag; if there is none, return how much text it spoils, and the fault."""
    wanted = _CLOSE[mark[0]]
    following = _MARK.search(text, mark.end())
    while following and mark[0] == "{#" and following[0] != wanted:
        following = _MARK.search(text, following.end())
    if following and following[0] == wanted:
        return following.end(), None
    if following and following[0] in _CLOSE.values():
        whole = text[mark.start() : following.end()]
        fix = f"Let it end with {wanted}."
        wrong = f"{quoted(whole)} begins with {mark[0]} and ends with {following[0]}."
        return following.end(), error("template.tag.closing", wrong, fix)
    end = following.start() if following else len(text)
    whole = text[mark.start() : end]
    if (single := whole.find("}", 2)) >= 0:
        whole = whole[: single + 1]
        wrong = f"{quoted(whole)} ends with one bracket, not with {wanted}."
        return mark.start() + len(whole), error(
            "template.tag.closing", wrong, f"Let it end with {wanted}."
        )
    wrong = f"{quoted(whole)} is not closed in this paragraph."
    fix = f"Close it with {wanted}; a tag begins and ends in the same paragraph."
    return end, error("template.tag.unclosed", wrong, fix)


def _stray(mark: str) -> Finding:
    opening = next(begin for begin, end in _CLOSE.items() if end == mark)
    wrong = f"there is {mark} without {opening} before it."
    return error(
        "template.tag.stray", wrong, f"Write the {opening} that belongs to it, or take it out."
    )


def _tag(whole: str, start: int) -> Tag:
    opening, body = whole[:2], whole[2:-2]
    found = _LEVEL.match(body)
    level = found["level"] if found else ""
    return Tag(opening, level, body[len(level) :].strip(), whole, start)


def _faults(tag: Tag) -> Iterator[Finding]:
    if _CURLED.search(tag.body):
        yield warning(
            "template.tag.quotes",
            f"{quoted(tag.whole)} has curly quotation marks.",
            "Write straight ones ('…'): type them, then press Ctrl+Z to undo Word's correction.",
        )
    if tag.body.startswith("-") or tag.body.endswith("-") or tag.body.startswith("+"):
        yield error(
            "template.tag.dash",
            f"{quoted(tag.whole)} has a dash inside its bracket, which deletes spaces.",
            "Take the dash out.",
        )
    elif not tag.body:
        yield error(
            "template.tag.empty", f"{quoted(tag.whole)} is empty.", "Name a field, or take it out."
        )
    elif tag.opening == "{%":
        yield from _block_faults(tag)
    elif tag.level in {"p", "tr", "tc"}:
        yield error(
            "template.tag.level",
            f"{quoted(tag.whole)} is not used here.",
            "Write {{ … }} for words, {{r … }} for text with formatting.",
        )


def _block_faults(tag: Tag) -> Iterator[Finding]:
    loose = None if tag.level else _LOOSE_LEVEL.match(tag.whole[2:-2])
    if loose:
        right = f"{{%{loose['level'].lower()} {loose['word'].lower()}"
        wrong = f"{quoted(tag.whole)} is written {quoted(tag.whole[: 2 + loose.end()])}."
        yield error(
            "template.tag.level", wrong, f"Write {quoted(right)}: no blank before, one after."
        )
    elif tag.level in {"tc", "r"}:
        wrong = f"{quoted(tag.whole)}: {{%{tag.level} is not used here."
        yield error(
            "template.tag.level", wrong, "Write {%p for whole paragraphs, {%tr for table rows."
        )
    elif tag.word not in WORDS:
        close = get_close_matches(tag.word.casefold(), WORDS, n=1)
        guess = _SPELLED.get(tag.word.casefold()) or (close[0] if close else "")
        fix = f"Did you mean '{guess}'?" if guess else f"A block is one of {', '.join(WORDS)}."
        yield error(
            "template.tag.word", f"{quoted(tag.whole)}: there is no block '{tag.word}'.", fix
        )
    elif tag.word in {"else", *ENDS} and tag.body != tag.word:
        wrong = f"{quoted(tag.whole)} says more than '{tag.word}'."
        yield error("template.tag.word", wrong, f"Write {{%{tag.level} {tag.word} %}}.")


def _look_alikes(rest: str) -> Iterator[Finding]:
    """Find text that looks like a tag and is none."""
    apart = _APART.search(rest)
    if apart:
        wrong = f"{quoted(apart[0])} has a blank between its brackets, so it would be printed."
        yield error("template.tag.apart", wrong, "Take the blank out.")
        rest = rest.replace(apart[0], "")
    for found in _ONE_BRACE.finditer(rest):
        inside = found[0].strip("{} ")
        wrong = f"{quoted(found[0])} has one bracket on each side, so it would be printed."
        yield error("template.tag.apart", wrong, f"Write {{{{ {inside} }}}}.")
    for found in _MAIL_MERGE.finditer(rest):
        wrong = f"{quoted(found[0])} looks like a mail-merge field; it would be printed."
        yield error("template.tag.other", wrong, "Write a field of this program: {{ … }}.")
