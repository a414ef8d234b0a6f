"""Add the styles of one document to those of another: same name and look, same style."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from assembler.word.document import WordDocument
from assembler.word.namespaces import w

_REFERENCES = (w("basedOn"), w("next"), w("link"))
# What a style says beside its look.
_ASIDE = (
    *(w("name"), w("aliases"), w("uiPriority"), w("qFormat"), w("semiHidden"), w("locked")),
    *(w("unhideWhenUsed"), w("rsid"), w("next"), w("autoRedefine")),
)
_DEFAULTS = (("pPrDefault", "pPr"), ("rPrDefault", "rPr"))
_DEFAULTS_STYLE = "Annex Defaults"
# What the name of a style gets that is in use for another look in an earlier part.
OF_A_LATER_PART = " – annex"


@dataclass(frozen=True)
class JoinedStyles:
    """The new ids of a joined document's styles by their old ones, and its default if it differs.

    `default` is the id that a paragraph without a style has to name; empty when it need not.
    """

    ids: Mapping[str, str]
    default: str

    def name_the_default(self, paragraph: etree._Element) -> None:
        """Name the style of a paragraph that names none."""
        if not self.default:
            return
        properties = paragraph.find(w("pPr"))
        if properties is None:
            properties = etree.Element(w("pPr"))
            paragraph.insert(0, properties)
        if properties.find(w("pStyle")) is None:
            style = etree.Element(w("pStyle"))
            style.set(w("val"), self.default)
            properties.insert(0, style)


def add_styles(whole: WordDocument, other: WordDocument, lists: Mapping[str, str]) -> JoinedStyles:
    """Add the styles of another file to the whole's; `lists` are its list ids, old to new."""
    mine, theirs = _sheet(whole), _sheet(other)
    if mine is None or theirs is None:
        return JoinedStyles({}, "")
    theirs = _with_defaults(deepcopy(theirs), mine)
    names = _names(theirs)
    there = {_key(style): style for style in mine.findall(w("style"))}
    looks = {_look(style, _names(mine)): _id(style) for style in mine.findall(w("style"))}
    taken = {_id(style) for style in mine.findall(w("style"))}
    ids: dict[str, str] = {}
    fresh: list[etree._Element] = []
    for style in theirs.findall(w("style")):
        look = _look(style, names)
        if look in looks:
            ids[_id(style)] = looks[look]
            continue
        if _key(style) in there:
            _renamed(style, there)
        ids[_id(style)] = _free(_id(style), taken)
        there[_key(style)] = style
        looks[look] = ids[_id(style)]
        fresh.append(style)
    for style in fresh:
        _adopted(style, ids, lists)
        mine.append(style)
    whole.put(next(whole.related("styles")), mine)
    default = ids.get(_default(theirs), "")
    return JoinedStyles(ids, default if default != _default(mine) else "")


def _sheet(parts: WordDocument) -> etree._Element | None:
    name = next(parts.related("styles"), None)
    return None if name is None else parts.root(name)


def _id(style: etree._Element) -> str:
    return style.get(w("styleId"), "")


def _name(style: etree._Element) -> str:
    name = style.find(w("name"))
    return _id(style) if name is None else name.get(w("val"), "") or _id(style)


def _key(style: etree._Element) -> tuple[str, str]:
    return style.get(w("type"), ""), _name(style).lower()


def _names(sheet: etree._Element) -> dict[str, str]:
    return {_id(style): _name(style) for style in sheet.findall(w("style"))}


def _default(sheet: etree._Element) -> str:
    return next(
        (
            _id(style)
            for style in sheet.findall(w("style"))
            if style.get(w("type")) == "paragraph" and style.get(w("default")) in {"1", "true"}
        ),
        "",
    )


def _look(style: etree._Element, names: Mapping[str, str]) -> bytes:
    """Return all that makes a style look as it does, its name first, with names for ids."""
    bare = deepcopy(style)
    first = _name(style).split(OF_A_LATER_PART)[0].lower()
    for child in list(bare):
        if child.tag in _ASIDE:
            bare.remove(child)
        elif child.tag in _REFERENCES:
            child.set(w("val"), names.get(child.get(w("val"), ""), ""))
    for attribute in ("styleId", "default", "customStyle"):
        bare.attrib.pop(w(attribute), "")
    look: bytes = etree.tostring(bare, method="c14n", exclusive=True)
    return first.encode() + look


def _renamed(style: etree._Element, there: Mapping[tuple[str, str], etree._Element]) -> None:
    """Rename a style that looks different from the one of its name."""
    name = style.find(w("name"))
    if name is None:
        name = etree.Element(w("name"))
        style.insert(0, name)
    plain, number = _name(style), 1
    name.set(w("val"), f"{plain}{OF_A_LATER_PART}")
    while _key(style) in there:
        number += 1
        name.set(w("val"), f"{plain}{OF_A_LATER_PART} {number}")
    style.attrib.pop(w("default"), "")
    style.set(w("customStyle"), "1")


def _free(wanted: str, taken: set[str]) -> str:
    style_id, number = wanted, 1
    while style_id in taken:
        number += 1
        style_id = f"{wanted}{number}"
    taken.add(style_id)
    return style_id


def _adopted(style: etree._Element, ids: Mapping[str, str], lists: Mapping[str, str]) -> None:
    """Translate the ids in a style."""
    style.set(w("styleId"), ids[_id(style)])
    style.attrib.pop(w("default"), "")
    for element in style.iter(*_REFERENCES):
        element.set(w("val"), ids.get(element.get(w("val"), ""), element.get(w("val"), "")))
    for element in style.iter(w("numId")):
        element.set(w("val"), lists.get(element.get(w("val"), ""), element.get(w("val"), "")))


def _with_defaults(theirs: etree._Element, mine: etree._Element) -> etree._Element:
    """Where the documents' defaults differ, turn theirs into a style under their default style."""
    there, here = theirs.find(w("docDefaults")), mine.find(w("docDefaults"))
    if there is None or _same(there, here):
        return theirs
    defaults = etree.SubElement(theirs, w("style"))
    defaults.set(w("type"), "paragraph")
    defaults.set(w("styleId"), _DEFAULTS_STYLE.replace(" ", ""))
    etree.SubElement(defaults, w("name")).set(w("val"), _DEFAULTS_STYLE)
    for holder, kind in _DEFAULTS:
        look = there.find(f"{w(holder)}/{w(kind)}")
        if look is not None:
            defaults.append(deepcopy(look))
    wanted = _default(theirs)
    for style in theirs.findall(w("style")):
        if _id(style) == wanted and style.find(w("basedOn")) is None:
            rest = etree.Element(w("basedOn"))
            rest.set(w("val"), defaults.get(w("styleId"), ""))
            before = [e for e in style if e.tag in {w("name"), w("aliases")}]
            style.insert(len(before), rest)
    return theirs


def _same(one: etree._Element, two: etree._Element | None) -> bool:
    if two is None:
        return False
    first, second = (etree.tostring(e, method="c14n", exclusive=True) for e in (one, two))
    return bool(first == second)
