"""Follow `for` and `if` over paragraphs: each must end where it may, and swallow no text."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from assembler.findings import Finding, Place, error
from assembler.templating.lint.expressions import check_condition, check_loop, check_printed
from assembler.templating.lint.scope import Scope, Typed
from assembler.templating.lint.tag_syntax import BEGINS, ENDS, MIDDLES, Scanned, Tag, scan
from assembler.word.namespaces import w
from assembler.word.read_runs import visible_text
from assembler.word.reader import Story
from assembler.wording import quoted


@dataclass
class _Open:
    """A block that is open: its tag, its paragraph, the name and list of its loop."""

    tag: Tag
    at: int
    paragraph: Any
    name: str = ""
    item: Typed = Typed()  # noqa: RUF009 - it is frozen
    branch: int = 0
    has_else: bool = False


@dataclass(frozen=True)
class Enclosing:
    """A block round a paragraph: `for` or `if`, where it begins, which of its branches this is."""

    word: str
    at: int
    branch: int


class BlockReader:
    """Reads the tags of one story from paragraph to paragraph, and collects what is wrong.

    `enclosing` has for each paragraph the blocks round it, outermost first.
    """

    def __init__(self, story: Story, scope: Scope) -> None:
        self.story = story
        self.scope = scope
        self.blocks: list[_Open] = []
        self.faults: list[Finding] = []
        self.enclosing: dict[int, tuple[Enclosing, ...]] = {}

    def read(self) -> list[Finding]:
        """Read the story to its end; return its faults."""
        for at, (block, paragraph) in enumerate(self.story.paragraphs):
            self.enclosing[at] = tuple(
                Enclosing(opened.tag.word, opened.at, opened.branch) for opened in self.blocks
            )
            scanned = scan(block.text)
            self._note(at, scanned.faults)
            self._note(at, _swallowed(scanned, paragraph))
            for tag in scanned.tags:
                self._note(at, self._step(tag, at, paragraph))
        for opened in reversed(self.blocks):
            self._close(opened)
        for opened in self.blocks:
            end = f"{{%{opened.tag.level} end{opened.tag.word} %}}"
            wrong = f"{quoted(opened.tag.whole)} is never ended."
            unclosed = error("template.block.unclosed", wrong, f"Write {end} where it ends.")
            self._note(opened.at, [unclosed])
        return self.faults

    def _note(self, at: int, faults: Any) -> None:
        place = Place("", self.story.place(at))
        self.faults += [replace(fault, places=(place,)) for fault in faults]

    def _step(self, tag: Tag, at: int, paragraph: Any) -> Iterator[Finding]:
        if tag.opening == "{{":
            yield from check_printed(tag, self.scope, in_body=not self.story.name)
            return
        if tag.level == "tr" and _ancestor(paragraph, "tr") is None:
            wrong = f"{quoted(tag.whole)} is outside a table."
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
            if _ancestor(paragraph, "tc") is None:
                wrong = f"{quoted(tag.whole)} is outside a table cell."
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
                "template.block.stray",
                f"{quoted(tag.whole)} does not belong to an 'if'.",
                _TAKE_OUT,
            )
            return
        opened = self.blocks[-1]
        if opened.has_else:
            wrong = f"{quoted(tag.whole)} comes after the 'else' of {quoted(opened.tag.whole)}."
            yield error("template.block.stray", wrong, "An 'if' has one else, and it comes last.")
        opened.branch += 1
        self.scope.filled[-1] = set()
        if tag.word == "elif":
            faults, self.scope.filled[-1] = check_condition(tag, self.scope)
            yield from faults
        elif not opened.has_else:
            opened.has_else = True
            self._leave(opened)
        yield from _mismatched(opened, tag, paragraph)

    def _end(self, tag: Tag, paragraph: Any) -> Iterator[Finding]:
        word = tag.word.removeprefix("end")
        if not any(opened.tag.word == word for opened in self.blocks):
            wrong = f"{quoted(tag.whole)} ends a '{word}' that was never begun."
            yield error("template.block.stray", wrong, _TAKE_OUT)
            return
        while self.blocks[-1].tag.word != word:
            inner = self.blocks.pop()
            self._close(inner)
            wrong = f"{quoted(inner.tag.whole)} is not ended before {quoted(tag.whole)}."
            end = f"{{%{inner.tag.level} end{inner.tag.word} %}}"
            unclosed = error("template.block.unclosed", wrong, f"Write {end} where it ends.")
            self._note(inner.at, [unclosed])
        opened = self.blocks.pop()
        self._close(opened)
        yield from _mismatched(opened, tag, paragraph)

    def _close(self, opened: _Open) -> None:
        self.scope.filled.pop()
        if not opened.has_else:
            self._leave(opened)

    def _leave(self, opened: _Open) -> None:
        if opened.tag.word == "for":
            self.scope.leave_loop(opened.name, opened.item.path)


_TAKE_OUT = "Take it out, or write what begins it."


def _mismatched(opened: _Open, tag: Tag, paragraph: Any) -> Iterator[Finding]:
    """Find the two ends of a block that do not fit: in level, or in place."""
    first = quoted(opened.tag.whole)
    if opened.tag.level != tag.level:
        right = f"{{%{opened.tag.level} {tag.word} %}}"
        wrong = f"{quoted(tag.whole)} does not match {first}."
        yield error(
            "template.block.level", wrong, f"Write {quoted(right)}, in a place like the first."
        )
    elif opened.tag.level == "" and opened.paragraph is not paragraph:
        wrong = f"{quoted(tag.whole)} is in a different paragraph from {first}."
        fix = f"Put both into one paragraph, or write {{%p {opened.tag.word} … %}} and "
        yield error(
            "template.block.level", wrong, fix + f"{{%p {tag.word} %}} in paragraphs of their own."
        )
    elif _shared_container(opened.paragraph, tag.level) is not _shared_container(
        paragraph, tag.level
    ):
        kind = "table" if tag.level == "tr" else "cell"
        wrong = f"{quoted(tag.whole)} is in a different {kind} from {first}."
        yield error("template.block.place", wrong, f"Put both into the same {kind}.")


def _shared_container(paragraph: Any, level: str) -> Any:
    """Return what both ends of a block must share: the table for rows, else the cell (or none)."""
    if level == "tr":
        return _ancestor(paragraph, "tbl")
    return _ancestor(paragraph, "tc")


def _ancestor(element: Any, name: str) -> etree._Element | None:
    return next(element.iterancestors(w(name)), None)


def _swallowed(scanned: Scanned, paragraph: Any) -> Iterator[Finding]:
    """Find text that a `{%p %}` or `{%tr %}` would take away with its paragraph or row."""
    for tag in scanned.tags:
        if tag.level not in {"p", "tr"} or tag.opening != "{%":
            continue
        others = [other.whole for other in scanned.tags if other is not tag]
        lost = " ".join([scanned.rest.strip(), *others]).strip()
        if not lost and tag.level == "tr":
            row = _ancestor(paragraph, "tr")
            paragraphs = [] if row is None else row.iter(w("p"))
            beside = (visible_text(p).strip() for p in paragraphs if p is not paragraph)
            lost = " ".join(beside).strip()
        if lost:
            unit = "paragraph" if tag.level == "p" else "row"
            wrong = f"{quoted(tag.whole)} takes its whole {unit} away, and with it {quoted(lost)}."
            yield error("template.block.swallows", wrong, f"Give the tag a {unit} of its own.")
            return
