"""Describe what a form holds besides text: pictures, charts, old controls, embedded documents."""

from collections.abc import Iterator
from typing import Any

from assembler.word.document import WordDocument
from assembler.word.namespaces import MC, w
from assembler.wording import single_spaced

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_FALLBACK, _BOX = f"{{{MC}}}Fallback", w("txbxContent")
_PICTURES = (w("drawing"), w("pict"), w("object"))
_EMBEDDED = (w("altChunk"), w("subDoc"))
# The parts of a chart, and of SmartArt, that hold their words.
_WITH_WORDS = ("/charts/chart", "/diagrams/data")
_EMBEDDED_TEXT = (
    "(an embedded document, whose words cannot be read: open the form in Word, save it, and use "
    "that file)"
)
_NO_VALUE = "(a control of an older kind, whose value cannot be read)"


def pictures(paragraph: Any, document: WordDocument, part: str) -> Iterator[str]:
    """Yield what is to be said of each picture of a paragraph of a part, with the words in it."""
    for picture in paragraph.iter(*_PICTURES):
        in_another = next(picture.iterancestors(_FALLBACK, _BOX), None) is not None
        if in_another or picture.find(f".//{_BOX}") is not None:
            continue  # text boxes are read as text
        if picture.find(w("control")) is not None:
            yield _NO_VALUE
            continue
        words = single_spaced(" ".join(_words(picture, document, part)))
        says = f"; its words: {words}" if words else ""
        yield f"(a picture, which cannot be brought over{says})"


def embedded(document: WordDocument) -> Iterator[str]:
    """Yield what is to be said of each document that is embedded in the text of a form."""
    for _ in document.document.iter(*_EMBEDDED):
        yield _EMBEDDED_TEXT


def _words(picture: Any, document: WordDocument, part: str) -> Iterator[str]:
    yield from (art.get("string", "") for art in picture.iter(_WORD_ART))
    keys = {str(value) for element in picture.iter() for value in element.attrib.values()}
    for key, target in document.targets(part).items():
        if key in keys and target in document and any(name in f"/{target}" for name in _WITH_WORDS):
            for text in document.root(target).iter(f"{_DRAWN}t", f"{_CHART}v"):
                yield text.text or ""
