"""Check the numbering of what a loop prints several times."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assembler.findings import Finding, Place, error
from assembler.templating.lint.block_structure import Enclosing
from assembler.templating.lint.tag_syntax import scan
from assembler.word.document import WordDocument
from assembler.word.namespaces import w
from assembler.word.reader import Story, style_of

_UNORDERED = ("bullet", "none")


@dataclass(frozen=True)
class _Numbered:
    """A numbered paragraph: its place in the story, its list and level, the blocks round it."""

    at: int
    list_id: str
    level: int
    blocks: tuple[Enclosing, ...]

    @property
    def loops(self) -> tuple[Enclosing, ...]:
        return tuple(block for block in self.blocks if block.word == "for")


def check(
    document: WordDocument, story: Story, enclosing: Mapping[int, tuple[Enclosing, ...]]
) -> Iterator[Finding]:
    """Find what cannot stand in a loop, given the blocks round each paragraph."""
    numbered = _numbered(document, story, enclosing)
    for one in _counting_on(numbered, _first_printed(story, enclosing)):
        wrong = (
            "the numbers of this list would carry on from one item of the loop to the next instead "
            "of beginning again at 1."
        )
        fix = "Use bullets, or make it the next level of the list that numbers the loop's items."
        place = Place("", story.place(one.at))
        yield error("template.form.numbering", wrong, fix, place)


def _numbered(
    document: WordDocument, story: Story, enclosing: Mapping[int, tuple[Enclosing, ...]]
) -> list[_Numbered]:
    """Return the paragraphs with ordered numbering that stand in a loop."""
    styles = {style.get(w("styleId"), ""): style for style in _rows(document, "styles", "style")}
    formats = _formats(document)
    numbered = []
    for at, (block, paragraph) in enumerate(story.paragraphs):
        if _vanishes(block.text):
            continue
        list_id, level = _list_of(paragraph, styles)
        numbering = formats.get(list_id, {})
        if level < 0:  # a style names the list, and the list the style of each level
            style = style_of(paragraph)
            level = next((n for n, (_, linked) in numbering.items() if linked == style), 0)
        is_ordered = numbering.get(level, ("none", ""))[0] not in _UNORDERED
        entry = _Numbered(at, list_id, level, enclosing[at])
        if is_ordered and entry.loops:
            numbered.append(entry)
    return numbered


def _first_printed(
    story: Story, enclosing: Mapping[int, tuple[Enclosing, ...]]
) -> dict[Enclosing, int]:
    """Return the first paragraph that each loop prints."""
    first: dict[Enclosing, int] = {}
    for at, (block, _) in enumerate(story.paragraphs):
        if not _vanishes(block.text):
            for loop in enclosing[at]:
                first.setdefault(loop, at)
    return first


def _vanishes(text: str) -> bool:
    """Return whether a paragraph holds only a tag, so that it is removed with it."""
    return any(tag.level in {"p", "tr"} for tag in scan(text).tags)


def _counting_on(numbered: list[_Numbered], first: Mapping[Enclosing, int]) -> Iterator[_Numbered]:
    """Yield the first paragraph of each list that is printed several times in a turn of a loop.

    The list that a loop's turns begin with numbers its items, as does one that is printed once a
    turn. A level below another of the same list begins again after it.
    """
    reported = set()
    for one in numbered:
        for loop in one.loops:
            others = [other for other in numbered if loop in other.loops]
            items = (o for o in others if o.at == first.get(loop))
            if _is_restarted(one, others) or any(_is_same_list(one, item) for item in items):
                continue
            inner = one.loops[-1] != loop
            again = any(
                _is_same_list(one, other) and not _are_alternatives(one, other)
                for other in others
                if other is not one
            )
            if (inner or again) and (one.list_id, one.level, loop) not in reported:
                reported.add((one.list_id, one.level, loop))
                yield one
                break


def _is_same_list(one: _Numbered, other: _Numbered) -> bool:
    return (one.list_id, one.level) == (other.list_id, other.level)


def _is_restarted(one: _Numbered, others: list[_Numbered]) -> bool:
    return any(
        other.list_id == one.list_id and other.level < one.level and other.at < one.at
        for other in others
    )


def _are_alternatives(one: _Numbered, other: _Numbered) -> bool:
    """Whether two paragraphs stand in different branches of one block."""
    branches = {block.at: block.branch for block in one.blocks}
    return any(branches.get(block.at, block.branch) != block.branch for block in other.blocks)


def _list_of(paragraph: Any, styles: Mapping[str, Any]) -> tuple[str, int]:
    """Return the list of a paragraph and its level, -1 when only the style's list tells."""
    properties, style = paragraph.find(w("pPr")), style_of(paragraph)
    for _ in range(20):  # styles may be based on each other in a circle
        numbering = None if properties is None else properties.find(w("numPr"))
        if numbering is not None and (entry := numbering.find(w("numId"))) is not None:
            level = numbering.find(w("ilvl"))
            return entry.get(w("val"), ""), -1 if level is None else int(level.get(w("val"), "0"))
        row = styles.get(style)
        if row is None:
            break
        properties, based_on = row.find(w("pPr")), row.find(w("basedOn"))
        style = "" if based_on is None else based_on.get(w("val"), "")
    return "", 0


def _formats(document: WordDocument) -> dict[str, dict[int, tuple[str, str]]]:
    """Return by list and level the number format and the linked style."""
    levels = {}
    for row in _rows(document, "numbering", "abstractNum"):
        levels[row.get(w("abstractNumId"))] = {
            int(level.get(w("ilvl"), "0")): (
                _value(level, "numFmt") or "decimal",
                _value(level, "pStyle"),
            )
            for level in row.findall(w("lvl"))
        }
    return {
        row.get(w("numId"), ""): levels.get(_value(row, "abstractNumId"), {})
        for row in _rows(document, "numbering", "num")
    }


def _rows(document: WordDocument, kind: str, name: str) -> Iterator[Any]:
    for part in document.related(kind):
        yield from document.root(part).findall(w(name))


def _value(element: Any, name: str) -> str:
    child = element.find(w(name))
    return "" if child is None else child.get(w("val"), "")
