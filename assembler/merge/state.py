"""The state of one merge: the three documents, the carrier, and the results so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from assembler.findings import Place
from assembler.merge import provenance
from assembler.merge.conflict_comments import NO_CELL, Why
from assembler.merge.provenance import Source
from assembler.results import Change, Conflict
from assembler.word import comments, edit_runs, read_runs
from assembler.word.document import WordDocument
from assembler.word.namespaces import w
from assembler.word.passages import Passage, by_element
from assembler.word.reader import paragraphs
from assembler.word.transplant import Carrier


class NotMergeableError(Exception):
    """The edited file stays as it is; the text says why."""


@dataclass(frozen=True)
class Story:
    """A body, header or footer: its part in the three documents, its name ("" for the body)."""

    base: str
    edited: str
    new: str
    label: str


@dataclass
class Job:
    """The state of one merge."""

    base: WordDocument
    edited: WordDocument
    new: WordDocument
    story: Story
    carrier: Carrier
    names: Mapping[str, Mapping[str, str]]
    sources: Sequence[Source]
    same_styles: bool
    conflicts: list[Conflict] = field(default_factory=list)
    found: list[tuple[etree._Element, Change]] = field(default_factory=list)
    next_comment: int = field(init=False)

    def __post_init__(self) -> None:
        """Find the first free comment id once: a document may hold thousands."""
        self.next_comment = comments.next_comment_id(self.edited)

    @property
    def in_body(self) -> bool:
        """Whether the story can hold comments, as headers and footers cannot."""
        return self.story.edited == self.edited.main

    def changed(self, block: etree._Element, was: str, now: str, *, moved: bool = False) -> None:
        """Record what was brought in, and its block: that of the base for what was taken out."""
        self.edited.touch(self.story.edited)
        if was or now:
            self.found.append((block, Change("", "", was, now, moved)))

    def leave(self, what: str) -> None:
        """Record that something of the new version was not brought in."""
        self.carrier.left.append(what)

    def conflict(  # noqa: PLR0913 - a conflict is told with all of these
        self,
        why: Why,
        paragraph: etree._Element | None,
        *,
        kept: str,
        new: str,
        changed: str = "",
        block: str = "",
        around: str = "",
        part: range | None = None,
        place: Place | None = None,
    ) -> None:
        """Record a conflict, and add a comment at its place where the story can hold one.

        Where neither side has words to show, only what was not brought in is recorded.
        """
        if not (kept or new):
            self.leave(why.name)
            return
        if new:
            block = block or new
            place = provenance.cell(self.sources, changed or block, block, around or block)
        self.conflicts.append(Conflict("", place or NO_CELL, kept, new))
        if paragraph is None or not self.in_body:
            return
        said = why.said(kept=kept, new=new, place=place)
        part = part if _outside_boxes(paragraph) is paragraph else None
        paragraph = _outside_boxes(paragraph)
        _add_comment(self.edited, said, self.next_comment, paragraph, part)
        self.next_comment += 1

    def changes(self) -> list[Change]:
        """Return what was brought in, each with its place; for words taken out, that before."""
        if not self.found:
            return []
        found = [(next(block.iter(w("p")), block), change) for block, change in self.found]
        passages = self._passages([paragraph for paragraph, _ in found])
        placed = []
        for paragraph, change in found:
            passage = passages.get(paragraph)
            place = "" if passage is None else passage.place_beside(change.now or change.was)
            placed.append(replace(change, place=place))
        return placed

    def _passages(self, wanted: Sequence[etree._Element]) -> Mapping[etree._Element, Passage]:
        """Return the passages of paragraphs of the edited document, or else of the base."""
        if not self.in_body:
            label = self.story.label
            return {p: Passage(read_runs.visible_text(p), story=label) for p in wanted}
        found = by_element(self.edited, self.story.edited, "", wanted)
        if missing := [paragraph for paragraph in wanted if paragraph not in found]:
            found |= by_element(self.base, self.story.base, "", missing)
        return found


def comment_at_top(document: WordDocument, said: str) -> None:
    """Add a comment at the first words of the body; a document without words gets none."""
    every = paragraphs(document.body)
    first = next((each for each in every if read_runs.visible_text(each).strip()), None)
    if first is not None:
        number = comments.next_comment_id(document)
        _add_comment(document, said, number, _outside_boxes(first), None)


def _add_comment(
    document: WordDocument, said: str, number: int, paragraph: etree._Element, part: range | None
) -> None:
    """Add a comment at a stretch of a paragraph of the body, or at the whole of it."""
    comments.add_comment(document, said, str(number))
    text = read_runs.characters(paragraph)
    stretch = range(len(text)) if part is None else part
    edit_runs.anchor_comment(paragraph, text, stretch, str(number))
    document.touch(document.main)


def _outside_boxes(paragraph: etree._Element) -> etree._Element:
    """Return the paragraph that holds a text box: Word has no comments inside one."""
    boxes = list(paragraph.iterancestors(w("txbxContent")))
    return next(boxes[-1].iterancestors(w("p"))) if boxes else paragraph
