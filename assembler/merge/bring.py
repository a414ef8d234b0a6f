"""What comes over from the new file into the edited one: blocks, runs, links; and comments."""

from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from assembler.merge.canvas import Canvas, Styles
from assembler.word.namespaces import R, W, w

AUTHOR = "Assembler"
HEADING = "Text kept from an earlier version: its place in the document has gone"
_STYLED = frozenset((w("pStyle"), w("rStyle"), w("tblStyle")))
_MARKS = (
    *("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd"),
    *("commentReference", "proofErr"),
)
# What leads to other parts of the new file, or is but numbered there.
_LEFT = frozenset(
    w(name) for name in ("drawing", "pict", "object", "footnoteReference", "endnoteReference")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True)
class Carrier:
    """Takes elements of one story of the new file over into one of the edited file."""

    edited: Canvas
    new: Canvas
    styles: Styles
    edited_part: str
    new_part: str
    left: list[str] = field(default_factory=list)

    def may_come(self, element: etree._Element) -> bool:
        """Whether an element can be taken over; it is noted when it cannot."""
        if element.tag in _LEFT:
            self.left.append(etree.QName(element).localname)
        return element.tag not in _LEFT

    def copy(self, element: etree._Element) -> etree._Element:
        """Copy an element so that it can stand in the edited file."""
        made = deepcopy(element)
        made.tail = None
        for entry in made.iter():
            for key in [k for k in entry.attrib if not str(k).startswith((f"{{{W}}}", f"{{{R}}}"))]:
                if str(key).startswith("{") and not str(key).startswith(f"{{{_XML}}}"):
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
        """Make an empty link to an address."""
        where, _, anchor = address.partition("#")
        made = etree.Element(w("hyperlink"), nsmap={"r": R})
        if where:
            made.set(f"{{{R}}}id", self.edited.linked(self.edited_part, where))
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
                entry.set(f"{{{R}}}id", self.edited.linked(self.edited_part, address))
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


PARAGRAPH_ORDER = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr"),
    *("suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap"),
)
CELL_ORDER = ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd")


def place(properties: etree._Element, entry: etree._Element, order: tuple[str, ...]) -> None:
    """Put a property where the standard wants it, in place of one of its name."""
    for old in properties.findall(entry.tag):
        properties.remove(old)
    name = etree.QName(entry).localname
    before = {w(one) for one in order[: order.index(name)]}
    at = sum(1 for child in properties if child.tag in before)
    properties.insert(at, entry)


def comment(canvas: Canvas, text: str) -> str:
    """Add a comment to the file; give its id."""
    root = canvas.part_of_kind("comments")
    taken = [int(entry.get(w("id"), "0")) for entry in root.iter(w("comment"))]
    key = str(max([-1, *taken]) + 1)
    made = etree.SubElement(
        root,
        w("comment"),
        {w("id"): key, w("author"): AUTHOR, w("initials"): AUTHOR[0]},
    )
    made.append(worded(text))
    return key


def worded(text: str, *, bold: bool = False) -> etree._Element:
    """Make a paragraph of plain words."""
    paragraph = etree.Element(w("p"))
    run = etree.SubElement(paragraph, w("r"))
    if bold:
        properties = etree.SubElement(run, w("rPr"))
        etree.SubElement(properties, w("b"))
        etree.SubElement(properties, w("bCs"))
    said = etree.SubElement(run, w("t"))
    said.text = text
    said.set(f"{{{_XML}}}space", "preserve")
    return paragraph
