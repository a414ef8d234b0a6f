"""Give the lists, notes, bookmarks and drawings of a joined document free ids."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from assembler.word.document import WordDocument
from assembler.word.namespaces import R, w, whole_number

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_MARKED = (
    *(w("bookmarkStart"), w("bookmarkEnd"), w("ins"), w("del"), w("moveFrom"), w("moveTo")),
    *(w("rPrChange"), w("pPrChange"), w("sectPrChange"), w("tblPrChange"), w("trPrChange")),
    *(w("tcPrChange"), w("moveFromRangeStart"), w("moveFromRangeEnd"), w("moveToRangeStart")),
    *(w("moveToRangeEnd"), w("cellIns"), w("cellDel"), w("permStart"), w("permEnd")),
)
_NOTES = {
    "footnotes": ("footnote", ("footnoteReference",)),
    "endnotes": ("endnote", ("endnoteReference",)),
    "comments": ("comment", ("commentReference", "commentRangeStart", "commentRangeEnd")),
}


def add_lists(whole: WordDocument, other: WordDocument) -> dict[str, str]:
    """Add the lists of another document; return their new ids by the old ones."""
    theirs_name = next(other.related("numbering"), None)
    mine_name = next(whole.related("numbering"), None)
    if theirs_name is None:
        return {}
    mine_name = mine_name or _adopted(whole, "numbering", other)
    mine, theirs = whole.root(mine_name), deepcopy(other.root(theirs_name))
    kinds = _highest(mine, "abstractNum", "abstractNumId") + 1
    count = _highest(mine, "num", "numId")
    instances = mine.findall(w("num"))
    for kind in theirs.findall(w("abstractNum")):
        kind.set(w("abstractNumId"), str(whole_number(kind.get(w("abstractNumId"))) + kinds))
        for level in kind.iter(w("lvl")):
            for picture in level.findall(w("lvlPicBulletId")):
                level.remove(picture)
        if instances:
            instances[0].addprevious(kind)
        else:
            mine.append(kind)
    ids: dict[str, str] = {"0": "0"}
    for instance in theirs.findall(w("num")):
        old = instance.get(w("numId"), "0")
        ids[old] = str(int(old) + count)
        instance.set(w("numId"), ids[old])
        for of in instance.findall(w("abstractNumId")):
            of.set(w("val"), str(whole_number(of.get(w("val"))) + kinds))
        _last(mine, "num").addnext(instance)
    whole.put(mine_name, mine)
    return ids


def _adopted(whole: WordDocument, kind: str, other: WordDocument) -> str:
    """Add an empty part of a kind that the other document has; return its name."""
    link = next(link for link in other.relationships(other.main) if link.kind == kind)
    root = deepcopy(other.root(link.target))
    for child in list(root):
        root.remove(child)
    whole.add(link.target, root, other.content_type(link.target))
    whole.relate(replace(link, key=f"rId-{kind}"))
    return link.target


def add_notes(
    whole: WordDocument,
    other: WordDocument,
    body: etree._Element,
    rewrite: Callable[[etree._Element], None],
) -> None:
    """Add the footnotes, endnotes and comments that a body refers to, under free ids.

    `rewrite` translates the ids of styles and lists in a note.
    """
    for kind, (item, references) in _NOTES.items():
        used = list(body.iter(*(w(reference) for reference in references)))
        mine, theirs = next(whole.related(kind), None), next(other.related(kind), None)
        if not used or theirs is None:
            continue
        mine = mine or _adopted(whole, kind, other)
        root = whole.root(mine)
        shift = _highest(root, item, "id") + 1
        for note in other.root(theirs).findall(w(item)):
            if note.get(w("type")) is None:
                copy = deepcopy(note)
                copy.set(w("id"), str(whole_number(note.get(w("id"))) + shift))
                rewrite(copy)
                _linked(copy, (whole, mine), (other, theirs))
                root.append(copy)
        for reference in used:
            reference.set(w("id"), str(whole_number(reference.get(w("id"))) + shift))
        whole.put(mine, root)


def _linked(
    note: etree._Element, here: tuple[WordDocument, str], there: tuple[WordDocument, str]
) -> None:
    """Relate the web links of a copied note; a link to anything else becomes plain text."""
    (whole, mine), (other, theirs) = here, there
    links = {link.key: link for link in other.relationships(theirs)}
    for element in note.iter(w("hyperlink")):
        link = links.get(str(element.attrib.pop(f"{{{R}}}id", "")))
        if link is not None and link.external:
            key = f"rIdNote{len(whole.relationships(mine)) + 1}"
            whole.relate(replace(link, key=key), mine)
            element.set(f"{{{R}}}id", key)


def renumber_marks(document: etree._Element, body: etree._Element) -> None:
    """Give the bookmarks, tracked changes and drawings of a new body free ids."""
    for tags, name in ((_MARKED, w("id")), ((_DRAWING,), "id")):
        taken = [whole_number(element.get(name)) for element in document.iter(*tags)]
        shift = max(taken, default=0) + 1
        for element in body.iter(*tags):
            element.set(name, str(whole_number(element.get(name)) + shift))


def _highest(root: etree._Element, tag: str, attribute: str) -> int:
    ids = (whole_number(element.get(w(attribute))) for element in root.findall(w(tag)))
    return max(ids, default=0)


def _last(root: etree._Element, tag: str) -> etree._Element:
    return (root.findall(w(tag)) or root.findall(w("abstractNum")))[-1]
