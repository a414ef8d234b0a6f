"""One change of an adviser's, as review lists it and `adopt` takes it over."""

from dataclasses import dataclass
from enum import StrEnum

from assembler.findings import Place
from assembler.rich_text import Prose


class EditKind(StrEnum):
    """What kind of words were changed: it decides what review and adopt do with them."""

    DETAIL = "a detail of the sheet Letter"
    OUTCOME = "an outcome"
    WORDS = "narrative"
    STANDING = "words of the template or the edition"


@dataclass(frozen=True)
class Edit:
    """A passage that differs from the kept copy: added (`was` empty), removed or reworded.

    `place` is where a person finds it in Word. `cell` is where its words stand in the workbook; of
    added words where they would stand; None for standing words. `workbook` is what the cell holds
    now, where that is no longer what the document was built with. `value` is what to write into the
    cell, None where nothing can be: `why` says what stands in the way. `is_row` is true of a
    strength or recommendation that was added, moved or taken out as a whole. What the workbook has
    taken over already is no edit.
    """

    place: str
    kind: EditKind
    was: str
    now: str
    cell: Place | None = None
    workbook: str | None = None
    value: Prose | str | None = None
    why: str = ""
    is_row: bool = False
