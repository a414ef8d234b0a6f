"""Tidy a template: remove what Word leaves behind, so that a change of words stays small.

Nothing a reader sees is changed.
"""

import re
from typing import Any

from lxml import etree

from assembler.opc.pack import deflated, pack
from assembler.templating.lint.tag_syntax import STRAIGHT
from assembler.word.document import CORE, PARSER, WordDocument
from assembler.word.namespaces import w

_LINK = "Hyperlink"
_NAMES_A_STYLE = tuple(w(name) for name in ("style", "rStyle", "basedOn", "link", "next"))
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DEBRIS = tuple(w(name) for name in ("proofErr", "lastRenderedPageBreak", "rsids", "rsid"))
_PERSONAL = ("creator", "lastModifiedBy", "revision", "created", "modified", "lastPrinted")
_APP = "docProps/app.xml"
_COUNTS = {"TotalTime", "Company", "Manager", "Pages", "Words", "Characters", "Lines"}
_COUNTS |= {"Paragraphs", "CharactersWithSpaces", "Template"}
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


def tidy(label: str, content: bytes) -> bytes:
    """Return a template without revision marks, spelling marks, names of editors and edit times.

    Runs that look the same are joined, quotation marks inside tags are made straight, and the file
    is packed the same way every time. Raises AssemblerError when it is no Word document.
    """
    taken = WordDocument(content, label)
    taken.check()
    link = _link_style(taken)
    made = []
    for name in taken.names:
        raw = taken.raw(name)
        if name.startswith("word/") and name.endswith(".xml"):
            raw = _written(_tidied(etree.fromstring(raw, PARSER), link))
        elif name in {CORE, _APP}:
            raw = _written(_without(etree.fromstring(raw, PARSER), {*_PERSONAL, *_COUNTS}))
        made.append(deflated(name, raw))
    return pack(made)


def _written(root: Any) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _without(root: Any, names: set[str]) -> Any:
    for child in list(root):
        if etree.QName(child).localname in names:
            root.remove(child)
    return root


def _link_style(taken: WordDocument) -> str:
    """Return the id of the style named Hyperlink, which another program may have changed."""
    for style in (style for name in taken.related("styles") for style in taken.root(name)):
        name = style.find(w("name"))
        if name is not None and name.get(w("val")) == _LINK:
            return style.get(w("styleId"), _LINK)
    return _LINK


def _tidied(root: Any, link: str) -> Any:
    _rename(root, link)
    for element in root.iter():
        for name in [name for name in element.attrib if name.startswith(w("rsid"))]:
            del element.attrib[name]
        for name in [name for name in element.attrib if name.endswith(("}paraId", "}textId"))]:
            del element.attrib[name]
    for element in [e for e in root.iter() if e.tag in _DEBRIS]:
        element.getparent().remove(element)
    for paragraph in root.iter(w("p")):
        _join(paragraph)
        for holder in paragraph.iter(w("hyperlink")):
            _join(holder)
    for text in root.iter(w("t")):
        if text.text:
            text.text = _TAG.sub(lambda found: found[0].translate(STRAIGHT), text.text)
    return root


def _rename(root: Any, link: str) -> None:
    """Set the id of the style of links to the one that tags print."""
    for element in root.iter(*_NAMES_A_STYLE) if link != _LINK else ():
        key = w("styleId") if element.tag == w("style") else w("val")
        if element.get(key) == link:
            element.set(key, _LINK)


def _join(holder: Any) -> None:
    """Join neighbouring runs that look the same and hold only text."""
    held: Any = None
    for run in list(holder):
        if run.tag != w("r") or not _only_text(run):
            held = None
            continue
        if held is not None and _look(held) == _look(run):
            text = held.find(w("t"))
            text.text = f"{text.text or ''}{run.find(w('t')).text or ''}"
            if text.text != text.text.strip():
                text.set(_XML_SPACE, "preserve")
            holder.remove(run)
        else:
            held = run


def _only_text(run: Any) -> bool:
    return [child.tag for child in run if child.tag != w("rPr")] == [w("t")]


def _look(run: Any) -> bytes:
    properties = run.find(w("rPr"))
    return b"" if properties is None or not len(properties) else etree.tostring(properties)
