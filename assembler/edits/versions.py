"""The three versions that are compared, as lines with their owners."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from assembler.edits.assign_lines import Owned, Owner, owner
from assembler.edits.edit import Edit, EditKind
from assembler.edits.label_values import Label, Shape
from assembler.edits.labelled_copy import Base
from assembler.edits.match_lines import matched
from assembler.edits.read_lines import Document, Line
from assembler.edits.read_prose import Reader
from assembler.edits.split_lines import Regrouped, regrouped
from assembler.findings import Place
from assembler.merge.blocks import normal
from assembler.word.read_runs import OBJECT

AROUND = "words of the template around it were changed too."
# An edit, and the number of its line in the document.
Found: TypeAlias = tuple[int, Edit]


@dataclass(frozen=True)
class Version:
    """The lines of a document with their owners, and the reader of their words."""

    lines: Sequence[Owned]
    reader: Reader

    def of(self, whose: Owner) -> list[Owned]:
        """Return the lines of one owner, in order."""
        return [one for one in self.lines if one.owner == whose]


@dataclass(frozen=True)
class Versions:
    """The kept copy, the edited document, and what the workbook gives now.

    `agreed` are lines of the edited document that the workbook gives as they are.
    """

    base: Base
    was: Version
    now: Version
    printed: Version
    agreed: frozenset[Line]

    @cached_property
    def became(self) -> dict[Line, Owned]:
        """The line of the edited document that each line of the copy became."""
        return {one.base: one for one in self.now.lines if one.base is not None}

    @cached_property
    def regrouped(self) -> dict[Line, Regrouped]:
        """The paragraphs that were split or joined, by each of their lines in either version."""
        return {
            line: group
            for group in regrouped(self.base.lines, self.now.lines)
            if not any(one.line in self.agreed for one in group.now)
            if not any(line in self.base.gone for line in group.was)
            for line in (*group.was, *(one.line for one in group.now))
        }

    def edit(self, label: Label, place: str, was: str, now: str, **more: object) -> Edit:
        """Return the edit of a cell, with what the workbook says if that changed too."""
        kind = (
            EditKind.OUTCOME
            if label.shape is Shape.OUTCOME
            else (
                EditKind.WORDS if label.shape in {Shape.PROSE, Shape.HEADING} else EditKind.DETAIL
            )
        )
        workbook = self.base.changed.get(label.cell)
        edit = Edit(place, kind, was, now, label.cell, workbook)
        return replace(edit, **more)  # type: ignore[arg-type]


def owned(lines: Sequence[Line]) -> list[Owned]:
    """Return the lines of a version that is compared with none, with their owners."""
    return [Owned(line, line, _owner(line), at) for at, line in enumerate(lines)]


def _owner(line: Line) -> Owner | None:
    return owner(line.labels[-1].label) if line.labels else None


def agreed_lines(edited: Document, workbook: Document, base: Base) -> frozenset[Line]:
    """Return the lines of the edited document that a build would now give as they are."""
    if [line.text for line in workbook.lines] == [line.text for line in base.lines]:
        return frozenset()
    pairs = matched(edited, workbook)
    return frozenset(
        line
        for line in edited.lines
        if (theirs := workbook.by_element.get(pairs.get(line.element))) is not None  # type: ignore[arg-type]
        and same(line.text, theirs.text)
    )


def cells_of(versions: Versions, shape: Shape) -> list[Place]:
    """Return the cells printed in a shape, in the order of the document."""
    labels = (one for line in versions.base.lines for one in line.labels)
    return list(dict.fromkeys(one.label.cell for one in labels if one.shape is shape))


def first_line(versions: Versions, cell: Place) -> tuple[Label, Line]:
    """Return the first label of a cell, and the line it is on."""
    return next(
        (one.label, line)
        for line in versions.base.lines
        for one in line.labels
        if one.label.cell == cell
    )


def same(one: str, two: str) -> bool:
    """Whether two texts are the same but for white space."""
    return normal(one) == normal(two)


def words(text: str) -> str:
    """Return words in one line, without pictures and the like."""
    return normal(text.replace(OBJECT, ""))
