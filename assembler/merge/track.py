"""Show what a merge changed in a document as tracked changes.

All accepted, the document is the merged one; all rejected, it is the document before. What the
merge left alone is the same element as before, so nothing has to be compared to find it again.
"""

from collections.abc import Sequence
from copy import deepcopy
from enum import Enum

from lxml import etree

from assembler.merge.diff import in_order
from assembler.merge.track_words import track_words
from assembler.word import transplant
from assembler.word.comments import AUTHOR
from assembler.word.document import WordDocument, story_container
from assembler.word.mark_revisions import Revisions, unmark_end
from assembler.word.namespaces import MC, w, whole_number
from assembler.word.revisions import (
    DELETED,
    INSERTED,
    OUTSIDE_CHANGE,
    Resolution,
    has_any,
    resolve,
)

_PARAGRAPH, _CELL, _BOX = w("p"), w("tc"), w("txbxContent")
_SETTABLE = frozenset((_PARAGRAPH, w("tbl"), w("tr")))
_BLOCKS = (
    *(_PARAGRAPH, w("tbl"), w("tr"), _CELL, w("sdt"), w("sdtContent"), w("customXml"), _BOX),
    *(f"{{{MC}}}{name}" for name in ("AlternateContent", "Choice", "Fallback")),
)
_PLACES = tuple(
    w(name) for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd")
)
# What a document may hold only once: a block with one of these is moved without a mark.
_SINGLE = tuple(
    w(name)
    for name in ("commentReference", "footnoteReference", "endnoteReference", "drawing", "object")
)
_NUMBERED = (INSERTED, DELETED, *(w(f"{name}Change") for name in ("rPr", "pPr", "tcPr")))


class _Stays(Enum):
    """What becomes of a paragraph's end."""

    BOTH = ""
    NEW = INSERTED
    OLD = DELETED


class Tracking:
    """A document before a merge, and the same document while it is merged.

    Changes of this program that are still tracked in it count as accepted in the merge, and as
    rejected in the document before it.
    """

    def __init__(self, content: bytes, merged: WordDocument) -> None:
        """Take the document's bytes, and the document that is going to be merged."""
        self.marked = False
        self._before = WordDocument(content, merged.label)
        self._after = merged
        self._pairs: dict[etree._Element, etree._Element] = {}
        self._watched: list[str] = []
        self._as_read: dict[str, bytes] = {}
        self._revisions = Revisions(AUTHOR)
        self._targets: dict[str, str] = {}
        self._ends: dict[etree._Element, _Stays] = {}
        self._old_ends: dict[etree._Element, etree._Element | None] = {}

    def watch(self, part: str) -> None:
        """Note a part as it is; to be called before the part is merged."""
        before, after = self._before.root(part), self._after.root(part)
        if part in self._watched:
            return
        self._watched.append(part)
        self._pairs.update(zip(after.iter(*_BLOCKS), before.iter(*_BLOCKS), strict=True))
        if has_any(after, AUTHOR):
            resolve(after, AUTHOR, Resolution.ACCEPTED)
            resolve(before, AUTHOR, Resolution.REJECTED)
            self._as_read[part] = etree.tostring(after)
            self._after.touch(part)

    def mark(self) -> None:
        """Mark in the merged document what differs in the parts that were watched."""
        first = self._revisions.next_id = self._free_id()
        for part in self._watched:
            root = self._after.root(part)
            if self._as_read.get(part) == etree.tostring(root):
                self._after.reset(part)  # its pending changes stay as they are
                continue
            self._targets = self._after.targets(part)
            before = story_container(self._before.root(part))
            self._story(before, story_container(root))
        self.marked = self._revisions.next_id > first

    def _free_id(self) -> int:
        roots = [self._after.root(part) for part in self._watched]
        ids = (whole_number(e.get(w("id"))) for root in roots for e in root.iter(*_NUMBERED))
        return max(ids, default=0) + 1

    def _story(self, before: etree._Element, after: etree._Element) -> None:
        """Mark what differs between two containers of blocks."""
        old, new = ([e for e in c if e.tag in _BLOCKS] for c in (before, after))
        at = {element: index for index, element in enumerate(old)}
        couples = [
            (at[pair], index)
            for index, element in enumerate(new)
            if (pair := self._pairs.get(element)) in at
        ]
        stayed = dict(in_order(couples))
        for i, j in couples:
            if i not in stayed and next(new[j].iter(*_SINGLE), None) is not None:
                stayed[i] = j  # moved, without a mark
        for i, j in stayed.items():
            self._pair(old[i], new[j])
        moved = {i for i, _ in couples if i not in stayed}
        for index in set(range(len(new))) - set(stayed.values()):
            if new[index].tag in _SETTABLE:
                self._revisions.block(new[index], INSERTED)
                self._ends[new[index]] = _Stays.NEW
        last: etree._Element | None = None
        for i, element in enumerate(old):
            if i in stayed:
                last = new[stayed[i]]
            elif element.tag in _SETTABLE:
                self._put_back(element, last, after, is_moved=i in moved)
                last = element
        self._settle_ends(after)

    def _pair(self, before: etree._Element, after: etree._Element) -> None:
        if etree.tostring(before, with_tail=False) == etree.tostring(after, with_tail=False):
            return
        if after.tag == _PARAGRAPH:
            self._paragraph(before, after)
            return
        if after.tag == _CELL:
            old, new = before.find(w("tcPr")), after.find(w("tcPr"))
            if _entries(old) != _entries(new):
                self._revisions.old_cell(after, old)
        self._story(before, after)

    def _paragraph(self, before: etree._Element, after: etree._Element) -> None:
        for box in list(after.iter(_BOX)):
            pair = self._pairs.get(box)
            if pair is not None and next(box.iterancestors(_PARAGRAPH)) is after:
                self._story(pair, box)
        old, new = before.find(w("pPr")), after.find(w("pPr"))
        if _entries(old) != _entries(new):
            self._revisions.old_paragraph(after, old)
        self._old_ends[after] = old
        track_words(self._revisions, (before, after), self._targets)

    def _put_back(
        self,
        element: etree._Element,
        last: etree._Element | None,
        home: etree._Element,
        *,
        is_moved: bool,
    ) -> None:
        """Put a block that the merge took out back into its place, as deleted."""
        self._old_ends[element] = deepcopy(element.find(w("pPr")))
        self._settle_places(element, home, is_moved=is_moved)
        element.tail = None
        if last is not None:
            last.addnext(element)
        else:
            first = next((e for e in home if e.tag in _BLOCKS or e.tag == w("sectPr")), None)
            if first is None:
                home.append(element)
            else:
                first.addprevious(element)
        self._revisions.block(element, DELETED)
        self._ends[element] = _Stays.OLD

    def _settle_places(
        self, element: etree._Element, home: etree._Element, *, is_moved: bool
    ) -> None:
        """Leave each bookmark and comment range in one place only."""
        if is_moved:
            transplant.remove_ids(element)
        taken_out = {
            (place.tag, place.get(w("id"))): place for place in home if place.tag in _PLACES
        }
        for place in list(element.iter(*_PLACES)):
            parent = place.getparent()
            spare = taken_out.get((place.tag, place.get(w("id"))))
            if spare is not None and spare.getparent() is home:
                home.remove(spare)
            elif parent is not None and is_moved:
                parent.remove(place)

    def _settle_ends(self, home: etree._Element) -> None:
        """Unmark the last paragraph before a table, or of a cell: its end cannot be removed."""
        stretch: list[etree._Element] = []
        for block in [*(e for e in home if e.tag in _BLOCKS), None]:
            if block is not None and block.tag == _PARAGRAPH:
                stretch.append(block)
                continue
            self._settle_end(stretch)
            stretch = []

    def _settle_end(self, stretch: Sequence[etree._Element]) -> None:
        """Move the mark of a stretch's last paragraph to the end that was added or removed."""
        states = [self._ends.get(paragraph, _Stays.BOTH) for paragraph in stretch]
        if not states or states[-1] is _Stays.BOTH:
            return
        kept = max((i for i, one in enumerate(states) if one is _Stays.BOTH), default=-1)
        last: dict[_Stays, etree._Element] = dict(
            zip(states[kept + 1 :], stretch[kept + 1 :], strict=True)
        )
        if len(last) > 1:
            self._join(last[_Stays.OLD], last[_Stays.NEW])
        elif kept >= 0 and stretch[kept].find(f"{w('pPr')}/{w('sectPr')}") is None:
            self._shift_end(stretch[kept], stretch[-1], states[-1])

    def _join(self, old: etree._Element, new: etree._Element) -> None:
        """Join a deleted and an inserted paragraph into one, whose end belongs to both."""
        at = 1 if new.find(w("pPr")) is not None else 0
        new[at:at] = [child for child in old if child.tag != w("pPr")]
        parent = old.getparent()
        if parent is not None:
            parent.remove(old)
        unmark_end(new, INSERTED)
        self._end_looked(new, self._old_ends[old])

    def _shift_end(self, kept: etree._Element, last: etree._Element, state: _Stays) -> None:
        """Mark the end of `kept`, and give `last` the unmarked end that `kept` had or will have."""
        here = kept.find(w("pPr"))
        self._revisions.end(kept, state.value)
        unmark_end(last, state.value)
        if state is _Stays.NEW:
            old = self._old_ends.get(kept, here)
        else:
            old = self._old_ends[last]
            properties = last.find(w("pPr"))
            if properties is not None:
                last.remove(properties)
            if here is not None:
                last.insert(0, _plain(here))
        self._end_looked(last, old)

    def _end_looked(self, paragraph: etree._Element, old: etree._Element | None) -> None:
        own = paragraph.find(w("pPr"))
        if _entries(own) != _entries(old):
            self._revisions.old_paragraph(paragraph, old)


def _plain(properties: etree._Element) -> etree._Element:
    """Return paragraph properties without what is tracked in them."""
    made = deepcopy(properties)
    for entry in list(made.iter(*_NUMBERED)):
        parent = entry.getparent()
        if parent is not None:
            parent.remove(entry)
    return made


def _entries(properties: etree._Element | None) -> list[bytes]:
    """Return what properties say, without what is tracked in them."""
    if properties is None:
        return []
    skipped = {*OUTSIDE_CHANGE, w("tcPrChange")}
    return [etree.tostring(e, with_tail=False) for e in properties if e.tag not in skipped]
