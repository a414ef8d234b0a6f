"""Divide a text over table rows alike in all versions before they are merged.

A long summary of Annex A continues in a second row, under the same number. When it grows or
shrinks, a build divides it differently. So the earlier versions are divided as the new one is, and
each row is compared with its counterpart.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy

from lxml import etree

from assembler.merge.align import align
from assembler.merge.blocks import PARAGRAPH, ROW, TABLE, Block
from assembler.merge.likeness import is_another
from assembler.merge.place_blocks import take_out
from assembler.merge.state import Job
from assembler.word.namespaces import w

_FEWEST_CELLS = 3
_PROPERTIES = w("tcPr")
_Versions = tuple[Sequence[Block], Sequence[Block], Sequence[Block]]
_Copy = Callable[[etree._Element], etree._Element]  # noqa: SLF001 - lxml names it so


def divide_as_new(job: Job, stories: _Versions) -> bool:
    """Divide the texts of base and edited over rows as the new version does.

    `stories` are the blocks of the three. Returns whether anything was divided otherwise.
    """
    divided = False
    for base, edited, new in _tables(stories):
        rows = [_rows_by_text(table) for table in (base, edited, new)]
        for label, theirs in rows[2].items():
            before, mine = rows[0].get(label, []), rows[1].get(label, [])
            if before and mine and _is_divided_otherwise(before, mine, theirs):
                _divide(job, before, mine, theirs)
                divided = True
    if divided:
        job.edited.touch(job.story.edited)
    return divided


def _tables(stories: _Versions) -> Iterator[tuple[Block, Block, Block]]:
    """Yield the tables that all three versions have."""
    base, edited, new = ([b for b in blocks if b.kind == TABLE] for blocks in stories)
    to_edited, to_new = (
        align([t.identity for t in base], [t.identity for t in o]) for o in (edited, new)
    )
    for i in sorted(to_edited.keys() & to_new.keys()):
        yield base[i], edited[to_edited[i]], new[to_new[i]]


def _rows_by_text(table: Block) -> dict[str, list[Block]]:
    """Return the rows of each text by its number, the first cell; without numbers that recur."""
    found: dict[str, list[Block]] = {}
    last, recurring = "", set[str]()
    for row in table.parts:
        label = row.parts[0].text if len(row.parts) >= _FEWEST_CELLS else ""
        if label and label == last:
            found[label].append(row)
        elif label:
            recurring |= {label} & found.keys()
            found[label] = [row]
        last = label
    return {label: rows for label, rows in found.items() if label not in recurring}


def _is_divided_otherwise(
    before: Sequence[Block], mine: Sequence[Block], theirs: Sequence[Block]
) -> bool:
    """Whether the new version divides a text otherwise, over rows that nobody has relabelled."""
    if _starts(before) == _starts(theirs):
        return False
    known = {cell.text for row in (*before, *theirs) for cell in row.parts[:-1]}
    return all(cell.text in known for row in mine[1:] for cell in row.parts[:-1]) and all(
        row.kind == ROW and len(row.parts) == len(theirs[0].parts) for row in (*before, *mine)
    )


def _starts(rows: Sequence[Block]) -> list[str]:
    """Return the first words of the rows that continue a text."""
    return [row.parts[-1].parts[0].text if row.parts[-1].parts else "" for row in rows[1:]]


def _divide(
    job: Job, before: Sequence[Block], mine: Sequence[Block], theirs: Sequence[Block]
) -> None:
    base, edited, new = (
        [b for r in rows for b in r.parts[-1].parts] for rows in (before, mine, theirs)
    )
    to_new = {
        i: j
        for i, j in align([b.identity for b in base], [b.identity for b in new]).items()
        if not is_another(base[i].identity.words, new[j].identity.words)
    }
    to_edited = align([b.identity for b in base], [b.identity for b in edited])
    from_edited = {k: i for i, k in to_edited.items()}
    starts = [sum(len(r.parts[-1].parts) for r in theirs[:n]) for n in range(1, len(theirs))]
    old_cuts, my_cuts = [], []
    for start in starts:
        first = next((i for i in range(len(base)) if to_new.get(i, -1) >= start), len(base))
        later = {block.text for block in new[start:]}
        old_cuts.append(first)
        my_cuts.append(
            next(
                (
                    k
                    for k, block in enumerate(edited)
                    if from_edited.get(k, -1) >= first
                    or (k not in from_edited and block.text and block.text in later)
                ),
                len(edited),
            )
        )
    my_cuts = [cut for cut in my_cuts if cut < len(edited)]
    # A row that begins with what both sides added is empty in base, so that they are compared.
    old_cuts = [cut for n, cut in enumerate(old_cuts) if cut < len(base) or n < len(my_cuts)]
    _divide_rows(before, base, old_cuts, theirs, deepcopy)
    _divide_rows(mine, edited, my_cuts, theirs, job.carrier.copy)


def _divide_rows(
    rows: Sequence[Block],
    blocks: Sequence[Block],
    cuts: Sequence[int],
    like: Sequence[Block],
    copy: _Copy,
) -> None:
    """Let rows of their own begin at some blocks, and only there; `like` are rows to copy.

    A row that would begin behind the last block is empty.
    """
    elements = [row.element for row in rows]
    cells = [row.parts[-1].element for row in rows]
    content = [child for cell in cells for child in cell if child.tag != _PROPERTIES]
    starts = {
        _child_of(cells, blocks[cut].element): number
        for number, cut in enumerate(cuts, start=1)
        if cut < len(blocks)
    }
    last, cell = elements[0], cells[0]
    spare = list(zip(elements[1:], cells[1:], strict=True))

    def begin(number: int) -> tuple[etree._Element, etree._Element]:
        if spare:
            return spare.pop(0)
        row = copy(like[number].element)
        last.addnext(row)
        cell = row.findall(w("tc"))[-1]
        _empty(cell)
        return row, cell

    for child in content:
        if child in starts:
            last, cell = begin(starts[child])
        cell.append(child)
    for number in (n for n, cut in enumerate(cuts, start=1) if cut == len(blocks)):
        last, cell = begin(number)
        etree.SubElement(cell, PARAGRAPH)
    if cells[0].find(PARAGRAPH) is None:
        etree.SubElement(cells[0], PARAGRAPH)
    for row, _ in spare:
        take_out(row)


def _child_of(cells: Sequence[etree._Element], element: etree._Element) -> etree._Element:
    """Return the child of one of some cells that an element is, or stands in."""
    around = [element, *element.iterancestors()]
    return next(one for one in around if one.getparent() in cells)


def _empty(cell: etree._Element) -> None:
    for child in [child for child in cell if child.tag != _PROPERTIES]:
        cell.remove(child)
