"""Copy blocks, runs and links of one document into another, with the styles and lists they need."""

from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from assembler.word.document import WordDocument
from assembler.word.namespaces import XML, R, W, w
from assembler.word.styles import keys_by_id

_STYLED = frozenset((w("pStyle"), w("rStyle"), w("tblStyle")))
_MARKS = (
    *("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd"),
    *("commentReference", "proofErr"),
)
# What leads to other parts of the new file, or is but numbered there.
_LEFT = frozenset(
    w(name) for name in ("drawing", "pict", "object", "footnoteReference", "endnoteReference")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}


PARAGRAPH_ORDER = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr"),
    *("suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap"),
)
CELL_ORDER = ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd")


class StyleTranslation:
    """The ids in the edited document of the new one's styles and lists.

    Styles are the same when their names are: programs rename the ids.
    """

    def __init__(self, edited: WordDocument, new: WordDocument) -> None:
        """Take the document that is written to and the one that blocks come from."""
        self._edited, self._new = edited, new
        self._names = keys_by_id(new)
        self._ids = {name: key for key, name in keys_by_id(edited).items()}
        self._lists: dict[str, str] = {}

    def translated(self, key: str) -> str:
        """Return the id of a style in the edited document, copied over when it is missing."""
        name = self._names.get(key)
        if name is None:
            return ""
        return self._ids[name] if name in self._ids else self._copied(key, name)

    def list_id(self, key: str) -> str:
        """Return the id in the edited document of a list, copied over at its first use."""
        if key not in self._lists:
            self._lists[key] = self._copied_list(key)
        return self._lists[key]

    def _copied(self, key: str, name: tuple[str, str]) -> str:
        root = self._edited.part_of_kind("styles")
        source = next(
            s
            for part in self._new.related("styles")
            for s in self._new.root(part).iter(w("style"))
            if s.get(w("styleId")) == key
        )
        taken = {style.get(w("styleId")) for style in root.iter(w("style"))}
        style_id, number = key, 1
        while style_id in taken:
            number += 1
            style_id = f"{key}{number}"
        self._ids[name] = style_id
        style = deepcopy(source)
        style.set(w("styleId"), style_id)
        if w("default") in style.attrib:
            del style.attrib[w("default")]
        root.append(style)
        for entry in style.iter(w("basedOn"), w("next"), w("link")):
            entry.set(w("val"), self.translated(entry.get(w("val"), "")) or style_id)
        for entry in style.iter(w("numId")):
            entry.set(w("val"), self.list_id(entry.get(w("val"), "")))
        return style_id

    def _copied_list(self, key: str) -> str:
        part = next(self._new.related("numbering"), None)
        if part is None:
            return "0"
        source = self._new.root(part)
        num = next((n for n in source.iter(w("num")) if n.get(w("numId")) == key), None)
        kind = None if num is None else num.find(w("abstractNumId"))
        if num is None or kind is None:
            return "0"
        root = self._edited.part_of_kind("numbering")
        list_id = _next_id(root, "num", "numId")
        abstract_id = _next_id(root, "abstractNum", "abstractNumId")
        self._lists[key] = list_id
        abstract = deepcopy(
            next(
                a
                for a in source.iter(w("abstractNum"))
                if a.get(w("abstractNumId")) == kind.get(w("val"))
            )
        )
        abstract.set(w("abstractNumId"), abstract_id)
        first = root.find(w("num"))
        root.insert(len(root) if first is None else root.index(first), abstract)
        instance = deepcopy(num)
        instance.set(w("numId"), list_id)
        for reference in instance.findall(w("abstractNumId")):
            reference.set(w("val"), abstract_id)
        last = root.findall(w("num"))
        root.insert(root.index(last[-1] if last else abstract) + 1, instance)
        for entry in abstract.iter(w("pStyle")):
            entry.set(w("val"), self.translated(entry.get(w("val"), "")))
        return list_id


@dataclass(frozen=True)
class Carrier:
    """Copies elements of one story of the new document into one of the edited document."""

    edited: WordDocument
    new: WordDocument
    styles: StyleTranslation
    edited_part: str
    new_part: str
    left: list[str] = field(default_factory=list)

    def may_come(self, element: etree._Element) -> bool:
        """Whether an element can be copied; it is noted in `left` when it cannot."""
        if element.tag in _LEFT:
            self.left.append(etree.QName(element).localname)
        return element.tag not in _LEFT

    def copy(self, element: etree._Element) -> etree._Element:
        """Return a copy of an element that can stand in the edited document."""
        made = deepcopy(element)
        made.tail = None
        for entry in made.iter():
            for key in [k for k in entry.attrib if not str(k).startswith((f"{{{W}}}", f"{{{R}}}"))]:
                if str(key).startswith("{") and not str(key).startswith(f"{{{XML}}}"):
                    del entry.attrib[key]
        for entry in list(made.iter(*(w(name) for name in _MARKS))):
            parent = entry.getparent()
            if parent is not None:
                parent.remove(entry)
        self._translate(made)
        return made

    def paragraph_list(self, made: etree._Element, story: etree._Element) -> None:
        """Put a copied paragraph into the list that its style's other paragraphs are in.

        LibreOffice moves a style's numbering into the paragraphs.
        """
        for paragraph in made.iter(w("p")):
            properties = paragraph.find(w("pPr"))
            key = None if properties is None else properties.find(w("pStyle"))
            if properties is None or key is None or properties.find(w("numPr")) is not None:
                continue
            numbering = self._numbering(key.get(w("val"), ""), story)
            if numbering is not None:
                place(properties, deepcopy(numbering), PARAGRAPH_ORDER)

    def link(self, address: str) -> etree._Element | None:
        """Return an empty hyperlink element to an address."""
        where, _, anchor = address.partition("#")
        made = etree.Element(w("hyperlink"), nsmap={"r": R})
        if where:
            made.set(f"{{{R}}}id", self.edited.hyperlink(self.edited_part, where))
        if anchor:
            made.set(w("anchor"), anchor)
        made.set(w("history"), "1")
        return made

    def _translate(self, made: etree._Element) -> None:
        targets = self.new.targets(self.new_part)
        for entry in list(made.iter()):
            if entry.tag in _STYLED:
                key = self.styles.translated(entry.get(w("val"), ""))
                parent = entry.getparent()
                if key:
                    entry.set(w("val"), key)
                elif parent is not None:
                    parent.remove(entry)
            elif entry.tag == w("numId") and entry.get(w("val"), "0") != "0":
                entry.set(w("val"), self.styles.list_id(entry.get(w("val"), "")))
            elif entry.tag == w("hyperlink") and f"{{{R}}}id" in entry.attrib:
                address = targets.get(entry.get(f"{{{R}}}id", ""), "")
                entry.set(f"{{{R}}}id", self.edited.hyperlink(self.edited_part, address))
            elif not self.may_come(entry):
                parent = entry.getparent()
                if parent is not None:
                    parent.remove(entry)

    def _numbering(self, key: str, story: etree._Element) -> etree._Element | None:
        for entry in story.iter(w("pStyle")):
            properties = entry.getparent()
            if entry.get(w("val")) == key and properties is not None:
                numbering = properties.find(w("numPr"))
                if numbering is not None:
                    return numbering
        return None


def place(properties: etree._Element, entry: etree._Element, order: tuple[str, ...]) -> None:
    """Put a property where the schema wants it, in place of one of its name."""
    for old in properties.findall(entry.tag):
        properties.remove(old)
    name = etree.QName(entry).localname
    before = {w(earlier) for earlier in order[: order.index(name)]}
    at = sum(1 for child in properties if child.tag in before)
    properties.insert(at, entry)


def _next_id(root: etree._Element, tag: str, attribute: str) -> str:
    taken = [int(entry.get(w(attribute), "0")) for entry in root.findall(w(tag))]
    return str(max([0, *taken]) + 1)
