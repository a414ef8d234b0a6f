"""Copy blocks, runs and links into another document, with the styles and lists they need."""

from copy import deepcopy
from dataclasses import dataclass, field, replace

from lxml import etree

from assembler.word.document import WordDocument
from assembler.word.namespaces import MC, R, w, whole_number
from assembler.word.styles import keys_by_id

_STYLED = frozenset((w("pStyle"), w("rStyle"), w("tblStyle")))
_MARKS = (
    *("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd"),
    *("commentReference", "proofErr"),
)
# What leads to other parts of the new file, or is but numbered there.
_LEFT = frozenset(
    w(name) for name in ("drawing", "pict", "object", "footnoteReference", "endnoteReference")
) | {f"{{{MC}}}AlternateContent"}
_REFERENCES = (w("headerReference"), w("footerReference"))
_IGNORABLE = f"{{{MC}}}Ignorable"
_PARAGRAPH_IDS = ("}paraId", "}textId")


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

    def _shared_part(self, kind: str) -> etree._Element:
        """Return the root of the edited document's part of a kind, ready for the new one's XML."""
        self._edited.part_of_kind(kind)
        ours, theirs = next(self._edited.related(kind)), next(self._new.related(kind), None)
        if theirs is not None:
            share_namespaces(self._edited, ours, self._new.root(theirs))
        return self._edited.root(ours)

    def _copied(self, key: str, name: tuple[str, str]) -> str:
        root = self._shared_part("styles")
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
        root = self._shared_part("numbering")
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
    """Copies elements of one story of the new document into one of the edited document.

    `stories` are the parts of the edited document by those of the new one that they correspond to.
    `left` names what could not be copied.
    """

    edited: WordDocument
    new: WordDocument
    styles: StyleTranslation
    edited_part: str
    new_part: str
    stories: dict[str, str] = field(default_factory=dict)
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
        remove_ids(made)
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
        """Translate the ids of styles, lists and relationships; remove what cannot come along."""
        for entry in list(made.iter(etree.Element)):
            parent, stays = entry.getparent(), True
            if entry.tag in _STYLED:
                key = self.styles.translated(entry.get(w("val"), ""))
                entry.set(w("val"), key)
                stays = bool(key)
            elif entry.tag == w("numId") and entry.get(w("val"), "0") != "0":
                entry.set(w("val"), self.styles.list_id(entry.get(w("val"), "")))
            elif entry.tag in _LEFT:
                stays = self.may_come(entry)
            else:
                stays = self._relate(entry)
            if not stays and parent is not None:
                parent.remove(entry)

    def _relate(self, entry: etree._Element) -> bool:
        """Translate an element's relationship ids; False for a header that is not there."""
        for name in [name for name in entry.attrib if str(name).startswith(f"{{{R}}}")]:
            key = self._relationship(entry.get(name, ""))
            if key:
                entry.set(name, key)
            else:
                del entry.attrib[name]
                if entry.tag in _REFERENCES:
                    return False
        return True

    def _relationship(self, key: str) -> str:
        """Return the id in the edited part of a relationship of the new one, added when missing."""
        links = self.new.relationships(self.new_part)
        link = next((link for link in links if link.key == key), None)
        if link is None or not (link.external or link.target in self.new):
            return ""
        target = link.target if link.external else self._copied_part(link.target)
        for known in self.edited.relationships(self.edited_part):
            if (known.kind, known.target, known.external) == (link.kind, target, link.external):
                return known.key
        return self.edited.relate_new(link.kind, target, self.edited_part, external=link.external)

    def _copied_part(self, name: str) -> str:
        """Return the part of the edited document that a part of the new one is, copied if none."""
        if name not in self.stories:
            copy = self.edited.free_name(name)
            self.stories[name] = copy
            kind = self.new.content_type(name)
            if not kind.endswith(("header+xml", "footer+xml")):
                self.edited.add(copy, self.new.raw(name), kind)
                return copy
            root = deepcopy(self.new.root(name))
            self.edited.add(copy, root, kind)
            remove_ids(root)
            carrier = replace(self, edited_part=copy, new_part=name)
            carrier._translate(root)  # noqa: SLF001 - its own class
        return self.stories[name]

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


def share_namespaces(document: WordDocument, part: str, source: etree._Element) -> None:
    """Declare in a part what another root declares as ignorable: Word's later additions.

    Their elements and attributes (a check box's state, an effect's colour) are valid only where
    mc:Ignorable names them.
    """
    root = document.root(part)
    known = {root.nsmap.get(prefix) for prefix in root.get(_IGNORABLE, "").split()}
    missing = {
        prefix: space
        for prefix in source.get(_IGNORABLE, "").split()
        if (space := source.nsmap.get(prefix)) and space not in known
    }
    if not missing:
        return
    spaces = {"mc": MC, **root.nsmap}
    prefixes = []
    for prefix, space in missing.items():
        if space not in spaces.values():
            spaces[prefix if prefix not in spaces else f"{prefix}x"] = space
        prefixes.append(next(p for p, s in spaces.items() if s == space and p))
    attributes = {str(name): str(value) for name, value in root.attrib.items()}
    changed = etree.Element(root.tag, attributes, nsmap=spaces)  # type: ignore[arg-type]
    changed.text = root.text
    changed.set(_IGNORABLE, " ".join([*root.get(_IGNORABLE, "").split(), *prefixes]))
    changed.extend(list(root))
    document.replace_root(part, changed)


def remove_ids(element: etree._Element) -> None:
    """Remove the ids that Word gives paragraphs, which must not occur twice."""
    for entry in element.iter(etree.Element):
        for key in [key for key in entry.attrib if str(key).endswith(_PARAGRAPH_IDS)]:
            del entry.attrib[key]


def _next_id(root: etree._Element, tag: str, attribute: str) -> str:
    taken = [whole_number(entry.get(w(attribute))) for entry in root.findall(w(tag))]
    return str(max([0, *taken]) + 1)
