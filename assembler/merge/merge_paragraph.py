"""Merge one paragraph: its words, then the bold, italic and links of words that stayed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from assembler.merge import diff
from assembler.merge.changed_sentences import Stretch, changed_sentences
from assembler.merge.conflict_comments import Why
from assembler.merge.diff import Change, Region
from assembler.merge.paragraph_text import ParagraphText
from assembler.merge.state import Job
from assembler.word import edit_runs, read_runs, transplant
from assembler.word.edit_runs import Added, Host, Replacement
from assembler.word.namespaces import w
from assembler.word.read_runs import OBJECT, Character, Look, Piece

_MOST_CLASHES = 12


@dataclass(frozen=True)
class _Edit:
    """Characters of the edited paragraph to replace, their originals in base, the new ones."""

    base: range
    edited: range
    new: range


def merge(
    job: Job,
    elements: tuple[etree._Element, etree._Element, etree._Element],
    around: str,
) -> None:
    """Apply the changes from base to new to the edited paragraph."""
    base, edited, new = (
        ParagraphText(element, canvas.targets(part))
        for element, canvas, part in zip(
            elements,
            (job.base, job.edited, job.new),
            (job.story.base, job.story.edited, job.story.new),
            strict=True,
        )
    )
    same_words = base.tokens == new.tokens
    was, mine, now = (_directions(side, with_words=same_words) for side in (base, edited, new))
    if now not in (was, mine):
        job.leave("text direction")
    if same_words and not list(_new_looks(base, new)):
        _restyle(job, elements)
        return
    left = _must_be_left(edited.element)
    if left:
        if not same_words and edited.tokens != new.tokens:
            _leave(job, left, (base, edited, new), around)
        return
    edits = [] if same_words else _merged_words(job, base, edited, new, around)
    _make(job, [*edits, *_relooked(base, edited, new)], (base, edited, new))
    _restyle(job, elements)


def common_objects(
    base: etree._Element, edited: etree._Element, new: etree._Element
) -> list[tuple[Piece, Piece, Piece]]:
    """Return the objects of a paragraph that stayed in all three versions."""
    sides = [ParagraphText(element, {}) for element in (base, edited, new)]
    if not any(piece.whole for piece in sides[0].pieces):
        return []
    in_edited, in_new = (
        _kept(len(sides[0].tokens), diff.changes(sides[0].tokens, side.tokens))
        for side in sides[1:]
    )
    return [
        (sides[0].object(token), sides[1].object(in_edited[token]), sides[2].object(in_new[token]))
        for token in sorted(in_edited.keys() & in_new.keys())
        if sides[0].tokens[token][0] == OBJECT
    ]


def _directions(side: ParagraphText, *, with_words: bool) -> list[tuple[str, str]]:
    """Return the directions of writing that a paragraph sets, and where asked the words in each."""
    return [
        (node.get(w("val"), ""), read_runs.visible_text(node) if with_words else "")
        for node in side.element.iter(w("bdo"), w("dir"))
    ]


def _must_be_left(paragraph: etree._Element) -> Why | None:
    if read_runs.tracked(paragraph):
        return Why.TRACKED
    return None if read_runs.balanced(paragraph) else Why.FIELD


def _leave(
    job: Job, why: Why, sides: tuple[ParagraphText, ParagraphText, ParagraphText], around: str
) -> None:
    base, edited, new = sides
    job.conflict(
        why,
        edited.element,
        kept=edited.said(),
        new=new.said(),
        changed=diff.added(base.tokens, new.tokens),
        around=around,
    )


def _merged_words(
    job: Job, base: ParagraphText, edited: ParagraphText, new: ParagraphText, around: str
) -> list[_Edit]:
    """Report the conflicts, and return the edits that are none."""
    regions = diff.three_way(base.tokens, edited.tokens, new.tokens)
    clashes = [region for region in regions if region.clash and _differs(edited, new, region)]
    if len(clashes) > _MOST_CLASHES:  # one comment says more than a dozen
        clashes = [_spanning(clashes)]
    for region in reversed(clashes):
        said = new.said(region.new)
        job.conflict(
            Why.CHANGED if said else Why.SHORTENED,
            edited.element,
            kept=edited.said(region.edited),
            new=said,
            changed="".join(new.tokens[region.new.start : region.new.stop]),
            block=new.said(),
            around=around,
            part=edited.part(region.edited),
        )
    return [
        _Edit(base.part(region.base), edited.part(region.edited), new.part(region.new))
        for region in reversed(regions)
        if not region.clash
    ]


def _differs(edited: ParagraphText, new: ParagraphText, region: Region) -> bool:
    """Whether two sides say other words, not only other spaces, as Enter may leave them."""
    mine = "".join(edited.tokens[region.edited.start : region.edited.stop])
    theirs = "".join(new.tokens[region.new.start : region.new.stop])
    return mine.split() != theirs.split()


def _spanning(regions: Sequence[Region]) -> Region:
    first, last = regions[0], regions[-1]
    return Region(
        range(first.base.start, last.base.stop),
        range(first.edited.start, last.edited.stop),
        range(first.new.start, last.new.stop),
        clash=True,
    )


def _make(
    job: Job, edits: Sequence[_Edit], sides: tuple[ParagraphText, ParagraphText, ParagraphText]
) -> None:
    """Apply the edits, from the end of the paragraph to its beginning."""
    base, edited, new = sides
    if not edits:
        return
    text = read_runs.characters(edited.element)  # comments may have split runs since
    joined = _joined(edits)
    for edit in reversed(joined):
        replacement = Replacement(
            edit.edited.start,
            edit.edited.stop,
            tuple(
                Added(new.character(at), new.look(at))
                for at in edit.new
                if _may_come(job, new.character(at))
            ),
            tuple(_hosts(text, base, edit)),
        )
        edit_runs.replace_characters(
            edited.element, text, replacement, job.carrier.link, job.carrier.copy
        )
    job.changed(edited.element, "", "")
    for was, now in _sentences(job, edited, new, joined):
        job.changed(edited.element, was, now)


def _may_come(job: Job, character: Character) -> bool:
    return all(job.carrier.may_come(element) for element in character.piece.whole)


def _hosts(text: Sequence[Character], base: ParagraphText, edit: _Edit) -> Iterator[Host]:
    """Yield the characters whose run new words may join: those replaced, then the neighbours."""
    pairs = list(zip(edit.edited, edit.base, strict=False))
    seen = set()
    for mine, old in reversed(pairs):
        if base.look(old) not in seen:
            seen.add(base.look(old))
            yield Host(text[mine], base.look(old))
    if edit.edited.start and edit.base.start:
        yield Host(text[edit.edited.start - 1], base.look(edit.base.start - 1))
    if edit.edited.stop < len(text) and edit.base.stop < base.starts[-1]:
        yield Host(text[edit.edited.stop], base.look(edit.base.stop))


def _new_looks(base: ParagraphText, new: ParagraphText) -> Iterator[int]:
    """Yield the characters, of two paragraphs of equal words, whose look changed."""
    for token in range(len(base.tokens)):
        yield from (
            at
            for at, there in _looked(base, base.starts[token], new, new.starts[token], token)
            if _differ(base.look(at), new.look(there))
        )


def _relooked(base: ParagraphText, edited: ParagraphText, new: ParagraphText) -> Iterator[_Edit]:
    """Yield words of all three versions whose look the workbook changed and the adviser did not."""
    if base.only_look() == new.only_look() is not None:
        return
    in_edited = _kept(len(base.tokens), diff.changes(base.tokens, edited.tokens))
    in_new = _kept(len(base.tokens), diff.changes(base.tokens, new.tokens))
    for token in sorted(in_edited.keys() & in_new.keys()):
        mine, theirs = in_edited[token], in_new[token]
        if base.tokens[token][0] == OBJECT:
            continue
        for at, there in _looked(base, base.starts[token], new, new.starts[theirs], token):
            here = edited.starts[mine] + at - base.starts[token]
            if _differ(base.look(at), new.look(there)) and not _differ(
                base.look(at), edited.look(here)
            ):
                yield _Edit(range(at, at + 1), range(here, here + 1), range(there, there + 1))


def _looked(
    base: ParagraphText, at: int, new: ParagraphText, there: int, token: int
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of characters of a token to compare; none where its ends look alike."""
    length = base.starts[token + 1] - at
    ends = {0, length - 1}
    one_look = all(
        side.piece(start) == side.piece(start + length - 1)
        for side, start in ((base, at), (new, there))
    )
    if one_look and not any(_differ(base.look(at + e), new.look(there + e)) for e in ends):
        return
    yield from ((at + step, there + step) for step in range(length))


def _differ(one: Look, two: Look) -> bool:
    return one.link != two.link or (not one.link and one.plain != two.plain)


def _kept(length: int, changes: list[Change]) -> dict[int, int]:
    """Return the positions on the other side of the base's unchanged tokens."""
    places: dict[int, int] = {}
    at = shift = 0
    for change in [*changes, Change(length, length, 0, 0)]:
        places.update((i, i + shift) for i in range(at, change.start))
        at, shift = change.end, change.to_end - change.end
    return places


def _joined(edits: Sequence[_Edit]) -> list[_Edit]:
    """Sort edits, and merge those that touch."""
    joined: list[_Edit] = []
    for edit in sorted(edits, key=lambda one: (one.edited.start, one.edited.stop)):
        last = joined[-1] if joined else None
        if last and last.edited.stop == edit.edited.start and last.new.stop == edit.new.start:
            joined[-1] = _Edit(
                range(last.base.start, edit.base.stop),
                range(last.edited.start, edit.edited.stop),
                range(last.new.start, edit.new.stop),
            )
        else:
            joined.append(edit)
    return joined


def _sentences(
    job: Job, edited: ParagraphText, new: ParagraphText, edits: Sequence[_Edit]
) -> Iterator[tuple[str, str]]:
    """Yield the sentences of the edited paragraph that the edits change, before and after."""
    after, end = "", 0
    changes = []
    for edit in edits:
        after += edited.text[end : edit.edited.start]
        words = "".join(new.text[at] for at in edit.new if _may_come(job, new.character(at)))
        changes.append(Stretch(edit.edited, range(len(after), len(after) + len(words))))
        after += words
        end = edit.edited.stop
    yield from changed_sentences(edited.text, after + edited.text[end:], changes)


def _restyle(job: Job, elements: tuple[etree._Element, etree._Element, etree._Element]) -> None:
    """Apply a new paragraph style (a list item, say), unless the adviser chose another.

    Where the style sheets differ the template changed, and its look stays out of edited files.
    """
    base, edited, new = (
        job.names[name].get(_style(element), "")
        for name, element in zip(("base", "edited", "new"), elements, strict=True)
    )
    if base == new or edited != base or not job.same_styles:
        return
    properties = elements[1].find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        elements[1].insert(0, properties)
    key = job.carrier.styles.translated(_style(elements[2]))
    entry = etree.Element(w("pStyle"), {w("val"): key})
    transplant.place(properties, entry, transplant.PARAGRAPH_ORDER)
    for numbering in properties.findall(w("numPr")):
        properties.remove(numbering)
    job.changed(elements[1], "", "")


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    return "" if style is None else style.get(w("val"), "")
