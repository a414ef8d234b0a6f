"""Merge the blocks of one level: of a story, a table's rows, a row's cells, a cell's paragraphs."""

from collections.abc import Mapping, Sequence

from lxml import etree

from assembler.findings import Place
from assembler.merge import merge_paragraph, provenance
from assembler.merge.align import align
from assembler.merge.blocks import CELL, PARAGRAPH, ROW, TABLE, Block
from assembler.merge.diff import added, alike, in_order, tokens
from assembler.merge.state import Job, NotMergeableError, Why
from assembler.word import comments, runs, transplant
from assembler.word.namespaces import w

KEPT_HEADING = "Text kept from an earlier version: its place in the document has gone"
_RANGES = tuple(
    w(name) for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd")
)
_OWN = tuple(
    w(name)
    for name in ("commentReference", "footnoteReference", "endnoteReference", "drawing", "object")
)
_TWIN = 0.8


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
    to_edited = align([b.unit for b in base], [b.unit for b in edited])
    to_new = _alike_in_shape(align([b.unit for b in base], [b.unit for b in new]), base, new)
    from_new = {j: i for i, j in to_new.items()}
    twins = _twins(edited, set(to_edited.values()), new, set(from_new))
    stayed = {j for _, j in in_order(list(to_new.items()))}
    unmoved = {i for i, _ in in_order(list(to_edited.items()))}
    last: etree._Element | None = None
    for j, block in enumerate(new):
        i = from_new.get(j)
        if i is None:
            if j in twins:
                _both_added(job, edited[twins[j]], block, around)
                last = edited[twins[j]].element
            else:
                ahead = _next(j, new, from_new, to_edited, edited)
                last = _insert(job, block, last, ahead, home)
            continue
        k = to_edited.get(i)
        if k is None:
            near = last if last is not None else (edited[0].element if edited else None)
            _deleted(job, base[i], block, near, around)
            continue
        here = edited[k]
        _pair(job, base[i], here, block, around)
        if j not in stayed and i in unmoved:
            _move(job, here, last, edited)
        last = here.element
    for i, block in enumerate(base):
        if i not in to_new and i in to_edited:
            beside = [new[to_new[k]] for k in (i - 1, i + 1) if k in to_new]
            _gone(job, block, edited[to_edited[i]], _place_of(job, block, beside, around))


def _alike_in_shape(
    pairs: Mapping[int, int], base: Sequence[Block], new: Sequence[Block]
) -> dict[int, int]:
    """Return the pairs without rows whose number of cells changed: those are other rows."""
    return {
        i: j
        for i, j in pairs.items()
        if base[i].kind != ROW or len(base[i].parts) == len(new[j].parts)
    }


def _twins(
    edited: Sequence[Block], old: set[int], new: Sequence[Block], known: set[int]
) -> dict[int, int]:
    """Match blocks that both the adviser and the workbook added in nearly the same words."""
    mine = [k for k, b in enumerate(edited) if k not in old and b.text]
    theirs = [j for j, b in enumerate(new) if j not in known and b.text]
    found: dict[int, int] = {}
    for j in theirs:
        likest = max(
            (
                (alike(new[j].unit.words, edited[k].unit.words), -k)
                for k in mine
                if k not in found.values() and edited[k].kind == new[j].kind
            ),
            default=(0.0, 0),
        )
        if likest[0] >= _TWIN:
            found[j] = -likest[1]
    return found


def _both_added(job: Job, edited: Block, new: Block, around: str) -> None:
    """Report a conflict where the words that both sides added differ."""
    if edited.text != new.text:
        first = edited.paragraphs()[0].element if edited.paragraphs() else None
        kept, now = _line(edited.text), _line(new.text)
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
        merge_paragraph.merge(job, (base.element, edited.element, new.element), around or new.text)
    elif base.kind == TABLE:
        if _columns(base) != _columns(new):
            raise NotMergeableError("the template's table has other columns now")
        merge(job, base.parts, edited.parts, new.parts, edited.element)
        if not edited.element.findall(w("tr")) and not list(edited.element.iter(w("tr"))):
            _take_out(edited.element)
    elif base.kind == ROW:
        _row(job, base, edited, new)
    else:
        _cell(job, base, edited, new, around)


def _row(job: Job, base: Block, edited: Block, new: Block) -> None:
    properties = edited.element.find(w("trPr"))
    if properties is not None and runs.tracked(properties):
        first = edited.paragraphs()[0].element
        changed = added(tokens(base.text), tokens(new.text))
        kept, now = _line(edited.text), _line(new.text)
        job.conflict(Why.TRACKED, first, kept=kept, new=now, changed=changed)
        return
    around = _line(new.text)
    if len(base.parts) == len(edited.parts):
        for one, two, three in zip(base.parts, edited.parts, new.parts, strict=True):
            _pair(job, one, two, three, around)
        return
    pairs = align([b.unit for b in base.parts], [b.unit for b in edited.parts])
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
        _reshade(job, base.element, edited.element, new.element)


def _reshade(job: Job, base: etree._Element, edited: etree._Element, new: etree._Element) -> None:
    """Let a cell's shade follow its outcome, unless the adviser shaded it otherwise."""
    was, mine, now = (_fill(cell) for cell in (base, edited, new))
    if was == now or mine != was:
        return
    properties = edited.find(w("tcPr"))
    if properties is None:
        properties = etree.Element(w("tcPr"))
        edited.insert(0, properties)
    shade = new.find(f"{w('tcPr')}/{w('shd')}")
    if shade is None:
        for old in properties.findall(w("shd")):
            properties.remove(old)
    else:
        transplant.place(properties, job.carrier.copy(shade), transplant.CELL_ORDER)
    job.changed(edited, "", "")


def _fill(cell: etree._Element) -> str:
    shade = cell.find(f"{w('tcPr')}/{w('shd')}")
    fill = "" if shade is None else shade.get(w("fill"), "").upper()
    return "" if fill == "AUTO" else fill


def _insert(
    job: Job,
    block: Block,
    last: etree._Element | None,
    ahead: etree._Element | None,
    home: etree._Element,
) -> etree._Element:
    """Insert a new block after the one it follows, else before the one it precedes."""
    made = job.carrier.copy(block.element)
    job.carrier.paragraph_list(made, job.edited.root(job.story.edited))
    if last is not None:
        last.addnext(made)
    elif ahead is not None:
        ahead.addprevious(made)
    else:
        _append(home, made)
    job.changed(made, "", _line(block.text))
    return made


def _append(home: etree._Element, made: etree._Element) -> None:
    ending = home.find(w("sectPr"))
    if ending is not None:
        ending.addprevious(made)
    else:
        home.append(made)


def _move(job: Job, here: Block, last: etree._Element | None, edited: Sequence[Block]) -> None:
    """Move a block to its place in the workbook's new order."""
    if last is None:
        first = edited[0].element
        if first is not here.element:
            first.addprevious(here.element)
    elif last.getnext() is not here.element:
        last.addnext(here.element)
    job.changed(here.element, _line(here.text), _line(here.text), moved=True)


def _deleted(job: Job, base: Block, new: Block, near: etree._Element | None, around: str) -> None:
    """Report a block that the adviser deleted and the workbook changed."""
    if base.text != new.text:
        inner = [] if near is None else list(near.iter(PARAGRAPH))
        _tell_deleted(job, base, new, inner[-1] if inner else None, around or new.text)


def _tell_deleted(
    job: Job, base: Block, new: Block, near: etree._Element | None, around: str
) -> None:
    job.conflict(
        Why.DELETED,
        near,
        kept="",
        new=_line(new.text),
        changed=added(tokens(base.text), tokens(new.text)),
        around=around,
    )


def _place_of(job: Job, base: Block, beside: Sequence[Block], around: str) -> Place | None:
    """Return the cell that a dropped text stood in, from its neighbours of the same style."""
    for block in beside:
        place = provenance.cell(job.sources, "", block.text, around or block.text)
        if place is not None and block.unit.style == base.unit.style:
            return place if around else Place(place.part)
    return None


def _gone(job: Job, base: Block, edited: Block, place: Place | None) -> None:
    """Take out what the workbook no longer has; what the adviser changed of it is kept."""
    touched = base.text != edited.text or _own(base) != _own(edited)
    if not touched and not runs.tracked(edited.element):
        job.changed(None, _line(base.text), "")
        _take_out(edited.element)
        return
    kept = _line(edited.text)
    in_place = not job.in_body or runs.tracked(edited.element)
    first = edited.paragraphs()[0].element if edited.paragraphs() else None
    if not in_place:
        first = _keep(job, edited)
    job.conflict(Why.GONE, first, kept=kept, new="", place=place)


def _own(block: Block) -> int:
    return sum(1 for _ in block.element.iter(*_OWN))


def _keep(job: Job, edited: Block) -> etree._Element | None:
    """Put a block whose place has gone under a heading at the end of the document."""
    body = job.edited.document.find(w("body"))
    if body is None:
        return None
    heading = next((p for p in body.findall(PARAGRAPH) if runs.text(p) == KEPT_HEADING), None)
    if heading is None:
        _append(body, comments.paragraph_of(KEPT_HEADING, bold=True))
    if edited.kind == ROW:
        kept = [part for cell in edited.parts for part in cell.parts if part.text or _own(part)]
    else:
        kept = [edited]
    for block in kept:
        parent = block.element.getparent()
        if parent is not None:
            parent.remove(block.element)
        _append(body, block.element)
        if block.kind == TABLE:
            _append(body, etree.Element(PARAGRAPH))
    if edited.kind == ROW:
        end = -2 if body[-1].tag == w("sectPr") else -1
        body[end].extend(list(edited.element.iter(*_RANGES)))
        _take_out(edited.element)
    job.edited.touch(job.edited.main)
    return kept[0].paragraphs()[0].element if kept and kept[0].paragraphs() else None


def _take_out(element: etree._Element) -> None:
    """Remove a block. Bookmarks and comment ranges in it stay; a cell keeps one paragraph."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tag == PARAGRAPH and _needed(element, parent):
        for child in list(element):
            if child.tag not in {w("pPr"), *_RANGES}:
                element.remove(child)
        return
    for mark in list(element.iter(*_RANGES)):
        element.addprevious(mark)
    parent.remove(element)


def _needed(element: etree._Element, parent: etree._Element) -> bool:
    """Whether a paragraph ends a section, or is the only one of a cell, header or footer."""
    if element.find(f"{w('pPr')}/{w('sectPr')}") is not None:
        return True
    story = parent.tag in {CELL, w("hdr"), w("ftr")}
    return story and len(parent.findall(PARAGRAPH)) == 1


def _same(base: Block, new: Block) -> bool:
    return etree.tostring(base.element, with_tail=False) == etree.tostring(
        new.element, with_tail=False
    )


def _columns(table: Block) -> int:
    return len(table.element.findall(f"{w('tblGrid')}/{w('gridCol')}"))


def _line(text: str) -> str:
    return " ".join(text.split())
