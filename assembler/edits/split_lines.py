"""Find the paragraphs of the template that were split or joined in Word."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from assembler.edits.assign_lines import Owned, owner
from assembler.edits.label_values import LabelledRange
from assembler.edits.read_lines import Line
from assembler.merge import likeness


class Regrouped(NamedTuple):
    """Lines of the kept copy, and the lines of the edited document that have their words now."""

    was: tuple[Line, ...]
    now: tuple[Owned, ...]

    @property
    def line(self) -> Owned:
        """The line of the edited document that is the same paragraph still."""
        return next(one for one in self.now if one.base is not None)

    @property
    def text(self) -> str:
        """The words of the kept copy, on one line."""
        return _joined([line.text for line in self.was])[0]

    @property
    def ranges(self) -> tuple[LabelledRange, ...]:
        """Where labelled values stand in `text`."""
        starts = _joined([line.text for line in self.was])[1]
        return tuple(
            one._replace(start=one.start + start, end=one.end + start)
            for line, start in zip(self.was, starts, strict=True)
            for one in line.labels
        )

    @property
    def text_now(self) -> str:
        """The words of the edited document, on one line."""
        return _joined([one.line.text for one in self.now])[0]


def regrouped(before: Sequence[Line], after: Sequence[Owned]) -> Iterator[Regrouped]:
    """Yield the paragraphs that were split or joined, in the order of the edited document.

    Lists, addresses and summaries are left out: they are compared as a whole, however divided.
    """
    number = {line: at for at, line in enumerate(before)}
    became = {one.base for one in after}
    for one in after:
        base = one.base
        if base is None or one.owner is not None or one.line.text == base.text:
            continue
        old, new = likeness.words(base.text), likeness.words(one.line.text)
        gone = partial(_is_gone, before, base, became)
        was = likeness.with_parts([line.text for line in before], number[base], new - old, gone)
        added = partial(_is_new, after, one)
        now = likeness.with_parts([each.line.text for each in after], one.at, old - new, added)
        if len(was) + len(now) > 2:  # noqa: PLR2004 - one of each is a paragraph as it was
            yield Regrouped(tuple(before[n] for n in was), tuple(after[n] for n in now))


def _is_gone(before: Sequence[Line], base: Line, became: set[Line | None], at: int) -> bool:
    line = before[at]
    whose = owner(line.labels[-1].label) if line.labels else None
    return line not in became and whose is None and _stand_together(line, base)


def _is_new(after: Sequence[Owned], beside: Owned, at: int) -> bool:
    one = after[at]
    return one.base is None and one.owner is None and _stand_together(one.line, beside.line)


def _stand_together(one: Line, two: Line) -> bool:
    return one.story == two.story and one.cell is None and two.cell is None


def _joined(texts: Sequence[str]) -> tuple[str, list[int]]:
    """Return texts on one line, and where each begins there; one text stays as it is."""
    line, starts = "", []
    for text in texts:
        if line and not line[-1].isspace() and not text[:1].isspace():
            line += " "
        starts.append(len(line))
        line += text
    return line, starts
