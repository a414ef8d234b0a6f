"""Show as tracked changes how the words of one paragraph differ from those before a merge."""

from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml import etree

from assembler.merge import diff
from assembler.merge.diff import Change
from assembler.merge.paragraph_text import ParagraphText
from assembler.word import edit_runs, read_runs
from assembler.word.mark_revisions import Revisions, content, field_runs, is_comment
from assembler.word.namespaces import w
from assembler.word.revisions import DELETED, INSERTED

_LINK, _PROPERTIES, _FIELD = w("hyperlink"), w("rPr"), w("fldSimple")
_SHOWN = frozenset(w(n) for n in ("t", "tab", "br", "cr", "noBreakHyphen", "softHyphen"))
_CODES = frozenset((w("fldChar"), w("instrText")))


class _TangledError(Exception):
    """The changes cannot be marked one by one: the paragraph is replaced as a whole."""


def track_words(
    revisions: Revisions,
    elements: tuple[etree._Element, etree._Element],
    targets: dict[str, str],
) -> None:
    """Mark in a merged paragraph what differs from the paragraph before.

    `elements` are the paragraph before, whose runs are moved into the other, and after. `targets`
    are the relationships of their part.
    """
    spares = [deepcopy(element) for element in elements]
    before, after = (ParagraphText(element, targets) for element in elements)
    try:
        _Paragraph(revisions, before, after).mark()
    except _TangledError:
        for element, spare in zip(elements, spares, strict=True):
            element[:] = list(spare)
        _replace_whole(revisions, *elements)


class _Paragraph:
    """One paragraph before and after, marked from its end to its beginning.

    Splitting a run leaves what stands before the split where it was.
    """

    def __init__(self, revisions: Revisions, before: ParagraphText, after: ParagraphText) -> None:
        self.revisions, self.before, self.after = revisions, before, after

    def mark(self) -> None:
        old, new = _linked(self.before), _linked(self.after)
        changes = diff.changes(old, new)
        end = len(old), len(new)
        for change in [*reversed(changes), Change(0, 0, 0, 0)]:
            self._mark_looks(range(change.end, end[0]), range(change.to_end, end[1]))
            self._mark_change(change)
            end = change.start, change.to_start

    def _mark_looks(self, old: range, new: range) -> None:
        """Mark words that stayed and look different."""
        here = self.after.part(new)
        there = self.before.part(old)
        for stretch, properties in reversed(list(self._relooked(there, here))):
            for run in _split_off(self.after, stretch):
                own = run.find(_PROPERTIES)
                if own is None:
                    own = etree.Element(_PROPERTIES)
                    run.insert(0, own)
                self.revisions.old_look(own, properties)

    def _relooked(self, old: range, new: range) -> Iterator[tuple[range, "etree._Element | None"]]:
        """Yield stretches of one look before and one after, with the properties before."""
        at = 0
        while at < len(old):
            one, other = self.before.piece(old[at]), self.after.piece(new[at])
            ends = self.before.ends[one] - old.start, self.after.ends[other] - new.start
            end = min(*ends, len(old))
            looks = self.before.look(old[at]), self.after.look(new[at])
            run = self.before.pieces[one].run
            if run is not None and looks[0].full != looks[1].full:
                yield range(new.start + at, new.start + end), run.find(_PROPERTIES)
            at = end

    def _mark_change(self, change: Change) -> None:
        gone = self.before.part(range(change.start, change.end))
        come = self.after.part(range(change.to_start, change.to_end))
        added = self.revisions.wrap(_split_off(self.after, come), INSERTED)
        taken = _linked_runs(self.revisions.wrap(_split_off(self.before, gone), DELETED))
        if not taken:
            return
        if added:
            _place(taken, added[0], behind=False)
        elif come.start:
            _place(taken, edit_runs.split_after(self.after.character(come.start - 1)), behind=True)
        else:
            _place_first(taken, self.after.element)


def _linked(text: ParagraphText) -> list[str]:
    """Return the tokens of a paragraph, each with the addresses of the links that it stands in."""
    tokens = []
    for number, token in enumerate(text.tokens):
        start, end = text.starts[number], text.starts[number + 1]
        links = {text.look(start).link: None, text.look(end - 1).link: None}
        tokens.append(token + "".join(f"\0{link}" for link in links if link))
    return tokens


def _split_off(text: ParagraphText, part: range) -> list[etree._Element]:
    """Return the runs that hold some characters and nothing else that a reader sees."""
    if not part:
        return []
    following = _behind(text, part.stop - 1)
    first = _behind(text, part.start - 1) if part.start else None
    pieces = text.pieces[text.piece(part.start) : text.piece(part.stop - 1) + 1]
    whole = {node for piece in pieces for node in piece.whole}
    level = list(read_runs.run_level(text.element))
    start = 0 if first is None else level.index(first)
    stop = len(level) if following is None else level.index(following)
    found = []
    for element in level[start:stop]:
        if element.tag == _FIELD:
            found += field_runs(element)
        elif element.tag != w("r") or _shows(element, whole):
            found.append(element)
    return found


def _behind(text: ParagraphText, at: int) -> etree._Element | None:
    """Split a run after a character; return the run, or other object, that follows."""
    run = edit_runs.split_after(text.character(at))
    level = list(read_runs.run_level(text.element))
    number = level.index(run) + 1
    return level[number] if number < len(level) else None


def _shows(run: etree._Element, whole: set[etree._Element]) -> bool:
    """Whether a run holds text, or is part of an object."""
    foreign = any(child.tag in _CODES and child not in whole for child in run)
    shows = any(child.tag in _SHOWN or child in whole for child in run)
    if shows and foreign:
        raise _TangledError
    return shows


def _linked_runs(marks: Sequence[etree._Element]) -> list[etree._Element]:
    """Take deleted runs out of their paragraph, each in the link that it stood in."""
    taken = []
    for mark in marks:
        link = read_runs.holder(mark, _LINK)
        if link is not None:
            copy = deepcopy(link)
            copy[:] = []
            copy.tail = None
            copy.append(mark)
            taken.append(copy)
        else:
            taken.append(mark)
    return taken


def _place(taken: Sequence[etree._Element], beside: etree._Element, *, behind: bool) -> None:
    """Put deleted runs before or after a run, in its link or out of it as they were."""
    link = beside.getparent()
    if link is not None and link.tag == _LINK:
        inside = all(e.tag == _LINK and _attributes(e) == _attributes(link) for e in taken)
        if inside:
            taken = [mark for element in taken for mark in element]
        elif (link[-1] if behind else link[0]) is beside:
            beside = link
        else:
            raise _TangledError
    for element in reversed(taken) if behind else taken:
        if behind:
            beside.addnext(element)
        else:
            beside.addprevious(element)


def _attributes(link: etree._Element) -> list[tuple[str, str]]:
    return sorted((str(name), str(value)) for name, value in link.attrib.items())


def _place_first(taken: Sequence[etree._Element], paragraph: etree._Element) -> None:
    first = next(iter(_content_of(paragraph)), None)
    if first is not None:
        _place(taken, first, behind=False)
        return
    at = 1 if paragraph.find(w("pPr")) is not None else 0
    paragraph[at:at] = list(taken)


def _content_of(paragraph: etree._Element) -> list[etree._Element]:
    """Return what stands at the level of runs in a paragraph, without comments."""
    return [run for run in read_runs.run_level(paragraph) if not is_comment(run)]


def _replace_whole(revisions: Revisions, before: etree._Element, after: etree._Element) -> None:
    """Mark all that a paragraph had as deleted, and all that it has as inserted."""
    revisions.wrap(content(after, INSERTED), INSERTED)
    taken = _linked_runs(revisions.wrap(content(before, DELETED), DELETED))
    at = 1 if after.find(w("pPr")) is not None else 0
    after[at:at] = taken
