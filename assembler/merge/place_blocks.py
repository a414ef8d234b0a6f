"""Insert, move and remove blocks of the edited document."""

from collections.abc import Sequence

from lxml import etree

from assembler.merge.blocks import CELL, PARAGRAPH, Block, line
from assembler.merge.state import Job
from assembler.word import read_runs
from assembler.word.namespaces import w

_RANGES = tuple(
    w(name) for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd")
)


def insert(
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
    job.changed(made, "", line(block.text))
    return made


def _append(home: etree._Element, made: etree._Element) -> None:
    ending = home.find(w("sectPr"))
    if ending is not None:
        ending.addprevious(made)
    else:
        home.append(made)


def move(
    job: Job,
    here: Block,
    last: etree._Element | None,
    edited: Sequence[Block],
    ahead: etree._Element | None = None,
) -> None:
    """Move a block to its place in the workbook's new order: before `ahead`, else after `last`."""
    if ahead is not None:
        if ahead is not here.element:
            ahead.addprevious(here.element)
    elif last is None:
        first = edited[0].element
        if first is not here.element:
            first.addprevious(here.element)
    elif last.getnext() is not here.element:
        last.addnext(here.element)
    text = line(" ".join(read_runs.text(p) for p in here.element.iter(PARAGRAPH)))
    job.changed(here.element, text, text, moved=True)


def take_out(element: etree._Element) -> None:
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
