"""Find words of a Word file outside its paragraphs: WordArt, descriptions, stored values."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from assembler.word.document import WordDocument
from assembler.word.namespaces import MC, w

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_VML = "{urn:schemas-microsoft-com:vml}"
_WORD_ART = f"{_VML}textpath"
_SHAPES = tuple(
    f"{_VML}{name}" for name in ("shape", "rect", "oval", "line", "roundrect", "image", "imagedata")
)
_OFFICE_TITLE = "{urn:schemas-microsoft-com:office:office}title"
# Elements whose value is words that a page does not show, and what a person calls them.
_VALUES = {
    w("alias"): "a content control's title",
    w("tag"): "a content control's tag",
    w("helpText"): "a form field's help",
    w("statusText"): "a form field's help",
}
_ALTERNATIVES, _CHOICE = f"{{{MC}}}AlternateContent", f"{{{MC}}}Choice"
_FALLBACK = f"{{{MC}}}Fallback"
_PROPERTIES = ("core-properties", "extended-properties", "custom-properties")


class OutsideText(NamedTuple):
    """Words, where they are, and whether a page shows them; `element` holds them there."""

    place: str
    text: str
    is_shown: bool = False
    element: etree._Element | None = None


def outside_paragraphs(document: WordDocument) -> Iterator[OutsideText]:
    """Yield all such words; the title of the file's properties is left out."""
    stories = [document.main]
    for kind in ("header", "footer", "footnotes", "endnotes"):
        stories += document.related(kind)
    for name in dict.fromkeys(stories):
        yield from _in_story(document.root(name))
    for name in document.related("numbering"):
        for level in document.root(name).iter(w("lvlText")):
            yield OutsideText("the numbers of a list", level.get(w("val"), ""), is_shown=True)
    for name in document.names:
        if name.endswith(".xml") and (name.startswith("customXml/") or "/glossary/" in name):
            yield OutsideText("stored data", " ".join(map(str, document.root(name).itertext())))
    yield from _properties(document)


def _properties(document: WordDocument) -> Iterator[OutsideText]:
    for link in document.relationships():
        if link.kind in _PROPERTIES and link.target in document:
            for entry in document.root(link.target):
                if isinstance(entry.tag, str) and not entry.tag.endswith("}title"):
                    words = " ".join(map(str, entry.itertext()))
                    yield OutsideText("file properties", words)


def _in_story(root: etree._Element) -> Iterator[OutsideText]:
    for element in root.iter(_DRAWING, _WORD_ART, *_SHAPES, *_VALUES, w("hyperlink"), _FALLBACK):
        if element.tag == _WORD_ART:
            yield OutsideText("WordArt", element.get("string", ""), True, element)  # noqa: FBT003
        elif element.tag == _FALLBACK:
            words = _not_in_choice(element)
            yield OutsideText("the older form of a drawing", words, element=element)
        elif element.tag == w("hyperlink"):
            yield OutsideText("a link's tip", element.get(w("tooltip"), ""), element=element)
        elif element.tag in _VALUES:
            value = element.get(w("val"), "")
            yield OutsideText(_VALUES[str(element.tag)], value, element=element)
        else:
            names = ("descr", "title", "alt", _OFFICE_TITLE)
            words = " ".join(filter(None, map(element.get, names)))
            yield OutsideText("a picture's description", words, element=element)


def _not_in_choice(fallback: etree._Element) -> str:
    """Return the words that older programs show instead of those that Word shows."""
    alternatives = fallback.getparent()
    choices = [] if alternatives is None else alternatives.findall(_CHOICE)[:1]
    shown = {text.text for choice in choices for text in choice.iter(w("t"))}
    return "".join(text.text or "" for text in fallback.iter(w("t")) if text.text not in shown)
