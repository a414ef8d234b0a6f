"""Blocks over paragraphs: each `for` and `if` ends where it may, and swallows no text."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from assembler.findings import Finding, Place, error
from assembler.templating.lint.expressions import check_condition, check_loop, check_printed
from assembler.templating.lint.scope import Scope, Typed
from assembler.templating.lint.tag_syntax import BEGINS, ENDS, MIDDLES, Scanned, Tag, scan
from assembler.word.namespaces import w
from assembler.word.reader import Story
from assembler.word.runs import visible_text
from assembler.wording import quoted


@dataclass
class _Open:
    """A block that is open: its tag, its paragraph, the name and list of its loop."""

    tag: Tag
    at: int
    paragraph: Any
    name: str = ""
    item: Typed = Typed()  # noqa: RUF009 - it is frozen
    otherwise: bool = False


class Follower:
    """Follows the tags of one story from paragraph to paragraph, and keeps what is wrong."""

    def __init__(self, story: Story, scope: Scope) -> None:
        self.story = story
        self.scope = scope
        self.blocks: list[_Open] = []
        self.faults: list[Finding] = []
        self.repeated: set[int] = set()

    def follow(self) -> list[Finding]:
        """Read the story to its end."""
        for at, (block, paragraph) in enumerate(self.story.paragraphs):
            if any(opened.tag.word == "for" for opened in self.blocks):
                self.repeated.add(at)
            scanned = scan(block.text)
            self._note(at, scanned.faults)
            self._note(at, _swallowed(scanned, paragraph))
            for tag in scanned.tags:
                self._note(at, self._step(tag, at, paragraph))
        for left in reversed(self.blocks):
            self._close(left)
        for left in self.blocks:
            end = f"{{%{left.tag.level} end{left.tag.word} %}}"
            wrong = f"{quoted(left.tag.whole)} is never ended."
            self._note(
                left.at, [error("template.block.unclosed", wrong, f"Write {end} where it ends.")]
            )
        return self.faults

    def _note(self, at: int, faults: Any) -> None:
        place = Place("", self.story.place(at))
        self.faults += [replace(fault, places=(place,)) for fault in faults]

    def _step(self, tag: Tag, at: int, paragraph: Any) -> Iterator[Finding]:
        if tag.opening == "{{":
            yield from check_printed(tag, self.scope, in_body=not self.story.name)
            return
        if tag.level == "tr" and _holder(paragraph, "tr") is None:
            wrong = f"{quoted(tag.whole)} stands outside a table."
            yield error(
                "template.block.row", wrong, "Write {%p for a paragraph; {%tr is for table rows."
            )
        if tag.word in BEGINS:
            yield from self._begin(tag, at, paragraph)
        elif tag.word in MIDDLES:
            yield from self._middle(tag, paragraph)
        elif tag.word in ENDS:
            yield from self._end(tag, paragraph)
        elif tag.word == "cellbg":
            yield from check_condition(tag, self.scope)[0]
            if _holder(paragraph, "tc") is None:
                wrong = f"{quoted(tag.whole)} stands outside a table cell."
                yield error(
                    "template.block.row", wrong, "Move it into the cell that it is to colour."
                )

    def _begin(self, tag: Tag, at: int, paragraph: Any) -> Iterator[Finding]:
        opened = _Open(tag, at, paragraph)
        if tag.word == "for":
            opened.name, opened.item, faults = check_loop(tag, self.scope)
            self.scope.enter_loop(opened.name, opened.item)
            self.scope.filled.append({opened.item.path})
        else:
            faults, filled = check_condition(tag, self.scope)
            self.scope.filled.append(filled)
        yield from faults
        self.blocks.append(opened)

    def _middle(self, tag: Tag, paragraph: Any) -> Iterator[Finding]:
        if not self.blocks or (tag.word == "elif" and self.blocks[-1].tag.word == "for"):
            yield error(
                "template.block.stray", f"{quoted(tag.whole)} belongs to no 'if'.", _TAKE_OUT
            )
            return
        opened = self.blocks[-1]
        if opened.otherwise:
            wrong = f"{quoted(tag.whole)} comes after the 'else' of {quoted(opened.tag.whole)}."
            yield error("template.block.stray", wrong, "An 'if' has one else, and it comes last.")
        self.scope.filled[-1] = set()
        if tag.word == "elif":
            faults, self.scope.filled[-1] = check_condition(tag, self.scope)
            yield from faults
        elif not opened.otherwise:
            opened.otherwise = True
            self._forget(opened)
        yield from _apart(opened, tag, paragraph)

    def _end(self, tag: Tag, paragraph: Any) -> Iterator[Finding]:
        word = tag.word.removeprefix("end")
        if not any(opened.tag.word == word for opened in self.blocks):
            wrong = f"{quoted(tag.whole)} ends a '{word}' that was never begun."
            yield error("template.block.stray", wrong, _TAKE_OUT)
            return
        while self.blocks[-1].tag.word != word:
            left = self.blocks.pop()
            self._close(left)
            wrong = f"{quoted(left.tag.whole)} is not ended before {quoted(tag.whole)}."
            end = f"{{%{left.tag.level} end{left.tag.word} %}}"
            unclosed = error("template.block.unclosed", wrong, f"Write {end} where it ends.")
            self._note(left.at, [unclosed])
        opened = self.blocks.pop()
        self._close(opened)
        yield from _apart(opened, tag, paragraph)

    def _close(self, opened: _Open) -> None:
        self.scope.filled.pop()
        if not opened.otherwise:
            self._forget(opened)

    def _forget(self, opened: _Open) -> None:
        if opened.tag.word == "for":
            self.scope.leave_loop(opened.name, opened.item.path)


_TAKE_OUT = "Take it out, or write what begins it."


def _apart(opened: _Open, tag: Tag, paragraph: Any) -> Iterator[Finding]:
    """Find the two ends of a block where they cannot be: of other levels, in other places."""
    first = quoted(opened.tag.whole)
    if opened.tag.level != tag.level:
        right = f"{{%{opened.tag.level} {tag.word} %}}"
        wrong = f"{quoted(tag.whole)} does not match {first}."
        yield error(
            "template.block.level", wrong, f"Write {quoted(right)}, in a place like the first."
        )
    elif opened.tag.level == "" and opened.paragraph is not paragraph:
        wrong = f"{quoted(tag.whole)} stands in another paragraph than {first}."
        fix = f"Put both into one paragraph, or write {{%p {opened.tag.word} … %}} and "
        yield error(
            "template.block.level", wrong, fix + f"{{%p {tag.word} %}} in paragraphs of their own."
        )
    elif _home(opened.paragraph, tag.level) is not _home(paragraph, tag.level):
        kind = "table" if tag.level == "tr" else "cell"
        wrong = f"{quoted(tag.whole)} stands in another {kind} than {first}."
        yield error("template.block.place", wrong, f"Put both into the same {kind}.")


def _home(paragraph: Any, level: str) -> Any:
    """Give what both ends of a block share: the table for rows, else the cell or the story."""
    if level == "tr":
        return _holder(paragraph, "tbl")
    return _holder(paragraph, "tc")


def _holder(element: Any, name: str) -> etree._Element | None:
    return next(element.iterancestors(w(name)), None)


def _swallowed(scanned: Scanned, paragraph: Any) -> Iterator[Finding]:
    """Find text that a `{%p %}` or `{%tr %}` would take away with its paragraph or row."""
    for tag in scanned.tags:
        if tag.level not in {"p", "tr"} or tag.opening != "{%":
            continue
        others = [other.whole for other in scanned.tags if other is not tag]
        lost = " ".join([scanned.rest.strip(), *others]).strip()
        if not lost and tag.level == "tr":
            row = _holder(paragraph, "tr")
            paragraphs = [] if row is None else row.iter(w("p"))
            beside = (visible_text(p).strip() for p in paragraphs if p is not paragraph)
            lost = " ".join(beside).strip()
        if lost:
            unit = "paragraph" if tag.level == "p" else "row"
            wrong = f"{quoted(tag.whole)} takes its whole {unit} away, and with it {quoted(lost)}."
            yield error("template.block.swallows", wrong, f"Give the tag a {unit} of its own.")
            return
