"""The styles of one Word file added to those of another: same name and look, same style."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from assembler.word.document import PARSER, WordDocument
from assembler.word.namespaces import w

_REFERENCES = (w("basedOn"), w("next"), w("link"))
# What a style says beside its look.
_ASIDE = (
    *(w("name"), w("aliases"), w("uiPriority"), w("qFormat"), w("semiHidden"), w("locked")),
    *(w("unhideWhenUsed"), w("rsid"), w("next"), w("autoRedefine")),
)
_DEFAULTS = (("pPrDefault", "pPr"), ("rPrDefault", "rPr"))
_DEFAULTS_STYLE = "Annex Defaults"


@dataclass(frozen=True)
class Styles:
    """The ids of a file's styles in the whole, by their ids there, and its default if it differs.

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


def added(whole: WordDocument, other: WordDocument, lists: Mapping[str, str]) -> Styles:
    """Add the styles of another file to the whole's; `lists` are its list ids, old to new."""
    mine, theirs = _sheet(whole), _sheet(other)
    if mine is None or theirs is None:
        return Styles({}, "")
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
    return Styles(ids, default if default != _default(mine) else "")


def names_by_id(document: WordDocument) -> Mapping[str, str]:
    """Return the folded names of a document's styles by their ids."""
    return {style_id: name for style_id, (_, name) in keys_by_id(document).items()}


def keys_by_id(document: WordDocument) -> Mapping[str, tuple[str, str]]:
    """Return the type and folded name of a document's styles by their ids.

    Raises AssemblerError when the styles cannot be read.
    """
    part = next(document.related("styles"), "")
    try:
        return _keys_in(document.raw(part)) if part else {}
    except etree.XMLSyntaxError:
        document.root(part)  # says which document is damaged
        raise


@lru_cache(maxsize=64)
def _keys_in(sheet: bytes) -> Mapping[str, tuple[str, str]]:
    styles = etree.fromstring(sheet, PARSER).iter(w("style"))
    return {_id(style): (style.get(w("type"), ""), _name(style).casefold()) for style in styles}


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
    """Give all that makes a style look as it does, its name first, ids of others by their names."""
    bare = deepcopy(style)
    first = _name(style).split(" – annex")[0].lower()
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
    """Give a style that looks different here a name of its own."""
    name = style.find(w("name"))
    if name is None:
        name = etree.Element(w("name"))
        style.insert(0, name)
    plain, number = _name(style), 1
    name.set(w("val"), f"{plain} – annex")
    while _key(style) in there:
        number += 1
        name.set(w("val"), f"{plain} – annex {number}")
    style.attrib.pop(w("default"), "")
    style.set(w("customStyle"), "1")


def _free(wanted: str, taken: set[str]) -> str:
    made, number = wanted, 1
    while made in taken:
        number += 1
        made = f"{wanted}{number}"
    taken.add(made)
    return made


def _adopted(style: etree._Element, ids: Mapping[str, str], lists: Mapping[str, str]) -> None:
    """Turn a style's ids into the whole's."""
    style.set(w("styleId"), ids[_id(style)])
    style.attrib.pop(w("default"), "")
    for element in style.iter(*_REFERENCES):
        element.set(w("val"), ids.get(element.get(w("val"), ""), element.get(w("val"), "")))
    for element in style.iter(w("numId")):
        element.set(w("val"), lists.get(element.get(w("val"), ""), element.get(w("val"), "")))


def _with_defaults(theirs: etree._Element, mine: etree._Element) -> etree._Element:
    """Where the files' defaults differ, make theirs a style that their default style rests on."""
    there, here = theirs.find(w("docDefaults")), mine.find(w("docDefaults"))
    if there is None or _same(there, here):
        return theirs
    made = etree.SubElement(theirs, w("style"))
    made.set(w("type"), "paragraph")
    made.set(w("styleId"), _DEFAULTS_STYLE.replace(" ", ""))
    etree.SubElement(made, w("name")).set(w("val"), _DEFAULTS_STYLE)
    for holder, kind in _DEFAULTS:
        look = there.find(f"{w(holder)}/{w(kind)}")
        if look is not None:
            made.append(deepcopy(look))
    wanted = _default(theirs)
    for style in theirs.findall(w("style")):
        if _id(style) == wanted and style.find(w("basedOn")) is None:
            rest = etree.Element(w("basedOn"))
            rest.set(w("val"), made.get(w("styleId"), ""))
            before = [e for e in style if e.tag in {w("name"), w("aliases")}]
            style.insert(len(before), rest)
    return theirs


def _same(one: etree._Element, two: etree._Element | None) -> bool:
    if two is None:
        return False
    first, second = (etree.tostring(e, method="c14n", exclusive=True) for e in (one, two))
    return bool(first == second)
