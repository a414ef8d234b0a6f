"""Merge the blocks of one level: of a story, a table's rows, a row's cells, a cell's paragraphs."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import deepcopy

from lxml import etree

from assembler.merge import merge_paragraph
from assembler.merge.align import align
from assembler.merge.blocks import (
    PARAGRAPH,
    ROW,
    TABLE,
    Block,
    line,
    normal,
    own,
    story_blocks,
)
from assembler.merge.both_added import twins
from assembler.merge.cell_shade import reshade
from assembler.merge.conflict_comments import Why
from assembler.merge.diff import added, in_order, tokens
from assembler.merge.dropped_blocks import drop
from assembler.merge.joined_lines import Joined, joined_lines
from assembler.merge.likeness import is_another
from assembler.merge.place_blocks import insert, move, take_out
from assembler.merge.repeats import agreed
from assembler.merge.state import Job, NotMergeableError
from assembler.word import read_runs
from assembler.word.namespaces import w
from assembler.word.read_runs import Piece

_BOX = w("txbxContent")


def merge(  # noqa: PLR0913, PLR0917 - three versions, and where they stand
    job: Job,
    base: Sequence[Block],
    edited: Sequence[Block],
    new: Sequence[Block],
    home: etree._Element,
    around: str = "",
) -> None:
    """Apply the changes from base to new to the edited blocks, which are children of `home`.

    `around` is the text of the row around them, which helps to find a cell of the workbook.
    """
    identities = [[block.identity for block in blocks] for blocks in (base, edited, new)]
    to_edited = align(identities[0], identities[1])
    to_new = _alike_in_shape(align(identities[0], identities[2]), base, new)
    to_edited, to_new = (
        agreed(to_edited, to_new, identities),
        agreed(to_new, to_edited, (identities[0], identities[2], identities[1])),
    )
    joined = list(joined_lines((base, edited, new), to_edited, to_new))
    kept = to_edited.keys() | {i for one in joined for i in one.base}
    to_new = _without_replaced(to_new, kept, base, new)
    from_edited = {k: i for i, k in to_edited.items()}
    from_new = {j: i for i, j in to_new.items()}
    added_by_both = twins(identities, from_edited, from_new)
    stayed = {j for _, j in in_order(list(to_new.items()))}
    unmoved = {i for i, _ in in_order(list(to_edited.items()))}
    in_joined = {j: one for one in joined for j in one.new}
    last: etree._Element | None = None
    last_moved = False
    following = 0  # the index of the edited block after the last one
    for j, block in enumerate(new):
        i = from_new.get(j)
        if j in in_joined:
            last, following = _merge_joined(job, in_joined[j], j, edited, around)
            continue
        k = added_by_both.get(j) if i is None else to_edited.get(i)
        if i is None and k is None and following not in from_edited:
            k = following if _is_blank_like(block, edited[following : following + 1]) else None
        if k is None:
            if i is None:
                ahead = _next(j, new, from_new, to_edited, edited) if last is None else None
                last = insert(job, block, last, ahead, home)
            else:
                near = last if last is not None else (edited[0].element if edited else None)
                _deleted(job, base[i], block, near, around)
            continue
        if i is None:
            _both_added(job, edited[k], block, around)
        else:
            _pair(job, base[i], edited[k], block, around)
            if j not in stayed and i in unmoved:
                ahead = None
                if last_moved:  # by the adviser: what follows in the new order is a better guide
                    settled = {
                        at: to_edited[at]
                        for at in to_edited
                        if at in unmoved and to_new.get(at) in stayed
                    }
                    ahead = _next(j, new, from_new, settled, edited)
                move(job, edited[k], last, edited, ahead)
        last, following = edited[k].element, k + 1
        last_moved = i is not None and i not in unmoved
    gone = set(range(len(base))) - to_new.keys() - {i for one in joined for i in one.base}
    drop(job, (base, edited, new), (to_edited, to_new), sorted(gone), around)


def _merge_joined(
    job: Job, joined: Joined, at: int, edited: Sequence[Block], around: str
) -> tuple[etree._Element, int]:
    """Merge lines that the adviser joined, at the first of them.

    Returns their paragraph and the index of the edited block after it.
    """
    element = edited[joined.at].element
    base, new = joined.elements
    if at != joined.new.start:
        return element, joined.at + 1
    was, mine, now = map(read_runs.text, (base, element, new))
    if joined.is_turned and normal(was) != normal(mine):
        # Lines in another order, in words of the adviser's: put in word by word they stood twice.
        job.conflict(Why.CHANGED, element, kept=line(mine), new=line(now), around=around)
    else:
        merge_paragraph.merge(job, (base, element, new), around or read_runs.text(new))
    return element, joined.at + 1


def _alike_in_shape(
    pairs: Mapping[int, int], base: Sequence[Block], new: Sequence[Block]
) -> dict[int, int]:
    """Return the pairs without rows whose number of cells changed: those are other rows."""
    return {
        i: j
        for i, j in pairs.items()
        if base[i].kind != ROW or len(base[i].parts) == len(new[j].parts)
    }


def _without_replaced(
    pairs: Mapping[int, int], kept: AbstractSet[int], base: Sequence[Block], new: Sequence[Block]
) -> dict[int, int]:
    """Return the pairs without those of other words in the place of what the adviser took out."""
    return {
        i: j
        for i, j in pairs.items()
        if i in kept or not is_another(base[i].identity.words, new[j].identity.words)
    }


def _is_blank_like(block: Block, following: Sequence[Block]) -> bool:
    """Whether a block is blank, and the one that follows in the edited file in the same way."""
    return not block.text and any(
        there.kind == block.kind and not there.text and own(there) == own(block)
        for there in following
    )


def _both_added(job: Job, edited: Block, new: Block, around: str) -> None:
    """Report a conflict where the words that both sides added differ."""
    if edited.text != new.text:
        first = edited.paragraphs()[0].element if edited.paragraphs() else None
        kept, now = line(edited.text), line(new.text)
        job.conflict(Why.CHANGED, first, kept=kept, new=now, around=around)


def _next(
    at: int,
    new: Sequence[Block],
    from_new: Mapping[int, int],
    to_edited: Mapping[int, int],
    edited: Sequence[Block],
) -> etree._Element | None:
    """Return the edited counterpart of the first block after `at` that has one."""
    for j in range(at + 1, len(new)):
        k = to_edited.get(from_new.get(j, -1))
        if k is not None:
            return edited[k].element
    return None


def _pair(job: Job, base: Block, edited: Block, new: Block, around: str = "") -> None:
    if _same(base, new):
        return
    if base.kind == PARAGRAPH:
        _merge_boxes(job, base, edited, new, around)
        merge_paragraph.merge(job, (base.element, edited.element, new.element), around or new.text)
    elif base.kind == TABLE:
        if _columns(base) != _columns(new):
            raise NotMergeableError("the template's table has other columns now")
        merge(job, base.parts, edited.parts, new.parts, edited.element)
        if not edited.element.findall(w("tr")) and not list(edited.element.iter(w("tr"))):
            take_out(edited.element)
    elif base.kind == ROW:
        _row(job, base, edited, new)
    else:
        _cell(job, base, edited, new, around)


def _merge_boxes(job: Job, base: Block, edited: Block, new: Block, around: str) -> None:
    """Merge the text boxes of a paragraph that all three versions have."""
    if read_runs.tracked(edited.element):
        return
    names = job.names
    for triple in merge_paragraph.common_objects(base.element, edited.element, new.element):
        before, now = _without_boxes(triple[0]), _without_boxes(triple[2])
        if now not in (before, _without_boxes(triple[1])):
            job.leave(triple[2].name)
        boxes = [[box for node in piece.whole for box in node.iter(_BOX)] for piece in triple]
        if not len(boxes[0]) == len(boxes[1]) == len(boxes[2]):
            job.leave("text box")
            continue
        for one, two, three in zip(*boxes, strict=True):
            merge(
                job,
                story_blocks(one, names["base"]),
                story_blocks(two, names["edited"]),
                story_blocks(three, names["new"]),
                two,
                around or new.text,
            )


def _without_boxes(piece: Piece) -> list[bytes]:
    """Return the XML of an object without the words of its text boxes."""
    elements = []
    for node in piece.whole:
        copy = deepcopy(node)
        copy.tail = None
        for box in copy.iter(_BOX):
            box.clear()
        elements.append(etree.tostring(copy))
    return elements


def _row(job: Job, base: Block, edited: Block, new: Block) -> None:
    properties = edited.element.find(w("trPr"))
    if properties is not None and read_runs.tracked(properties):
        first = edited.paragraphs()[0].element
        changed = added(tokens(base.text), tokens(new.text))
        kept, now = line(edited.text), line(new.text)
        job.conflict(Why.TRACKED, first, kept=kept, new=now, changed=changed)
        return
    around = line(new.text)
    if len(base.parts) == len(edited.parts):
        for one, two, three in zip(base.parts, edited.parts, new.parts, strict=True):
            _pair(job, one, two, three, around)
        return
    pairs = align([b.identity for b in base.parts], [b.identity for b in edited.parts])
    for index, (one, three) in enumerate(zip(base.parts, new.parts, strict=True)):
        if index in pairs:
            _pair(job, one, edited.parts[pairs[index]], three, around)
        elif not _same(one, three) and one.text != three.text:
            place = edited.paragraphs()[-1].element if edited.paragraphs() else None
            _tell_deleted(job, one, three, place, around)


def _cell(job: Job, base: Block, edited: Block, new: Block, around: str) -> None:
    clashes = len(job.conflicts)
    merge(job, base.parts, edited.parts, new.parts, edited.element, around)
    if not len(edited.element) or edited.element[-1].tag not in {PARAGRAPH, w("sdt")}:
        etree.SubElement(edited.element, PARAGRAPH)
    if len(job.conflicts) == clashes:
        reshade(job, base.element, edited.element, new.element)


def _deleted(job: Job, base: Block, new: Block, near: etree._Element | None, around: str) -> None:
    """Report a block that the adviser deleted and the workbook changed."""
    if base.text != new.text and new.text:
        inner = [] if near is None else list(near.iter(PARAGRAPH))
        _tell_deleted(job, base, new, inner[-1] if inner else None, around or new.text)


def _tell_deleted(
    job: Job, base: Block, new: Block, near: etree._Element | None, around: str
) -> None:
    job.conflict(
        Why.DELETED,
        near,
        kept="",
        new=line(new.text),
        changed=added(tokens(base.text), tokens(new.text)),
        around=around,
    )


def _same(base: Block, new: Block) -> bool:
    one, two = base.element, new.element
    return base.text == new.text and etree.tostring(one, with_tail=False) == etree.tostring(
        two, with_tail=False
    )


def _columns(table: Block) -> int:
    return len(table.element.findall(f"{w('tblGrid')}/{w('gridCol')}"))
