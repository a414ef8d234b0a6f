"""Write tracked changes as Word does: insertions, deletions and earlier formatting."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from assembler.word.namespaces import M, w
from assembler.word.revisions import (
    AUTHOR_ATTRIBUTE,
    DELETED,
    INSERTED,
    OUTSIDE_CHANGE,
    TO_DELETED_TEXT,
)

_RUN, _MARK, _PARAGRAPH, _ROW = w("r"), w("rPr"), w("p"), w("tr")
_FIELD, _INSTRUCTION = w("fldSimple"), w("instr")
_BOX = w("txbxContent")
_MATH = frozenset((f"{{{M}}}oMath", f"{{{M}}}oMathPara"))
_HOLDERS = frozenset(
    w(name) for name in ("hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo")
)
_ADDED = frozenset((INSERTED, w("moveTo")))
_TAKEN_OUT = frozenset((DELETED, w("moveFrom")))
_ROW_EXCEPTIONS = w("tblPrEx")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass
class Revisions:
    """The tracked changes that one author makes in a document, each with an id of its own."""

    author: str
    next_id: int = 1

    def mark(self, name: str) -> etree._Element:
        """Return a mark of a change, `name` being that of its element."""
        key = str(self.next_id)
        self.next_id += 1
        return etree.Element(name, {w("id"): key, AUTHOR_ATTRIBUTE: self.author})

    def wrap(self, elements: Iterable[etree._Element], kind: str) -> list[etree._Element]:
        """Mark runs as inserted or deleted; return the marks, each in the place of its runs."""
        made = []
        for _, group in groupby(list(_stretches(elements)), key=lambda one: one[0]):
            runs = [element for _, element in group]
            change = self.mark(kind)
            runs[0].addprevious(change)
            for run in runs:
                change.append(run)
                if kind == DELETED:
                    _hide_text(run)
            made.append(change)
        return made

    def block(self, element: etree._Element, kind: str) -> None:
        """Mark a whole paragraph, row or table as inserted or deleted."""
        rows = [element] if element.tag == _ROW else list(element.iter(_ROW))
        for row in rows:
            if not _in_box(row, element):
                self._row(row, kind)
        for paragraph in list(element.iter(_PARAGRAPH)):
            if not _in_box(paragraph, element):
                self.wrap(content(paragraph, kind), kind)
                self.end(paragraph, kind)

    def end(self, paragraph: etree._Element, kind: str) -> None:
        """Mark the end of a paragraph as inserted or deleted."""
        mark = _end_properties(paragraph)
        for old in mark.findall(kind):
            mark.remove(old)
        mark.insert(0, self.mark(kind))

    def old_look(self, properties: etree._Element, old: etree._Element | None) -> None:
        """Note how words, or the end of a paragraph, looked before: `old` are their properties."""
        self._old(properties, old, "rPr", (INSERTED, DELETED, w("rPrChange")))

    def old_paragraph(self, paragraph: etree._Element, old: etree._Element | None) -> None:
        """Note which properties a paragraph had before."""
        self._old(_properties(paragraph, "pPr"), old, "pPr", OUTSIDE_CHANGE)

    def old_cell(self, cell: etree._Element, old: etree._Element | None) -> None:
        """Note which properties a cell had before."""
        self._old(_properties(cell, "tcPr"), old, "tcPr", (w("tcPrChange"),))

    def _old(
        self,
        properties: etree._Element,
        old: etree._Element | None,
        name: str,
        without: tuple[str, ...],
    ) -> None:
        if properties.find(w(f"{name}Change")) is not None:
            return
        change = self.mark(w(f"{name}Change"))
        earlier = etree.SubElement(change, w(name))
        earlier.extend(deepcopy(e) for e in (() if old is None else old) if e.tag not in without)
        properties.append(change)

    def _row(self, row: etree._Element, kind: str) -> None:
        properties = row.find(w("trPr"))
        if properties is None:
            properties = etree.Element(w("trPr"))
            row.insert(1 if row.find(_ROW_EXCEPTIONS) is not None else 0, properties)
        later = properties.find(w("trPrChange"))
        if later is None:
            properties.append(self.mark(kind))
        else:
            later.addprevious(self.mark(kind))


def unmark_end(paragraph: etree._Element, kind: str) -> None:
    """Take the mark of an inserted or deleted end off a paragraph."""
    mark = paragraph.find(f"{w('pPr')}/{_MARK}")
    if mark is not None:
        for old in mark.findall(kind):
            mark.remove(old)


def content(container: etree._Element, kind: str) -> Iterator[etree._Element]:
    """Yield what is to be marked of a paragraph: its runs, those in links and controls included.

    What others have inserted is theirs when it is inserted; what they deleted is gone already. A
    simple field becomes runs, which a mark can hold.
    """
    for child in list(container):
        if child.tag == _RUN:
            if not is_comment(child):
                yield child
        elif child.tag in _MATH:
            yield child
        elif child.tag in _HOLDERS or (child.tag in _ADDED and kind == DELETED):
            yield from content(child, kind)
        elif child.tag in _TAKEN_OUT and kind == INSERTED:
            yield child
        elif child.tag == _FIELD:
            yield from field_runs(child)


def is_comment(run: etree._Element) -> bool:
    """Whether a run only says where a comment stands."""
    return run.find(w("commentReference")) is not None


def field_runs(field: etree._Element) -> list[etree._Element]:
    """Put runs in the place of a simple field, and return them."""
    code = etree.Element(_RUN)
    instruction = etree.SubElement(code, w("instrText"), {_SPACE: "preserve"})
    instruction.text = field.get(_INSTRUCTION, "")
    shown = [child for child in field if child.tag == _RUN]
    runs = [_field_mark("begin"), code, _field_mark("separate"), *shown, _field_mark("end")]
    parent = field.getparent()
    if parent is not None:
        at = parent.index(field)
        parent[at : at + 1] = runs
    return runs


def _field_mark(kind: str) -> etree._Element:
    run = etree.Element(_RUN)
    etree.SubElement(run, w("fldChar"), {w("fldCharType"): kind})
    return run


def _stretches(elements: Iterable[etree._Element]) -> Iterator[tuple[int, etree._Element]]:
    """Number the stretches of elements that follow each other in one parent."""
    number, last = 0, None
    for element in elements:
        if last is None or last.getnext() is not element:
            number += 1
        yield number, element
        last = element


def _hide_text(run: etree._Element) -> None:
    for text in list(run):
        if text.tag in TO_DELETED_TEXT:
            text.tag = TO_DELETED_TEXT[str(text.tag)]


def _in_box(element: etree._Element, within: etree._Element) -> bool:
    """Whether an element stands in a text box of what is marked: the box goes as a whole."""
    around = element
    while around is not within:
        parent = around.getparent()
        if parent is None or parent.tag == _BOX:
            return parent is not None
        around = parent
    return False


def _properties(element: etree._Element, name: str) -> etree._Element:
    properties = element.find(w(name))
    if properties is None:
        properties = etree.Element(w(name))
        element.insert(0, properties)
    return properties


def _end_properties(paragraph: etree._Element) -> etree._Element:
    properties = _properties(paragraph, "pPr")
    mark = properties.find(_MARK)
    if mark is None:
        mark = etree.Element(_MARK)
        later = next((e for e in properties if e.tag in OUTSIDE_CHANGE), None)
        if later is None:
            properties.append(mark)
        else:
            later.addprevious(mark)
    return mark
