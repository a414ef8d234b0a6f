"""The comments of this program that still ask an adviser to choose between two wordings."""

import re
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zipfile import ZipFile

from lxml import etree

from assembler.opc.archive import UNREADABLE
from assembler.word.comments import AUTHOR
from assembler.word.document import PARSER
from assembler.word.namespaces import w

_COMMENTS = re.compile(r"word/comments[0-9]*\.xml")


class OpenQuestion(NamedTuple):
    """A comment of this program, and the words that it stands beside."""

    comment: str
    beside: str


def has_open_question(document: Path | BinaryIO) -> bool:
    """Whether a comment by this program is anchored in the text of a document."""
    return bool(open_questions(document))


def open_questions(document: Path | BinaryIO) -> list[OpenQuestion]:
    """Return the comments by this program in the text of a document, in their order in it."""
    try:
        with ZipFile(document) as archive:
            names = [name for name in archive.namelist() if _COMMENTS.fullmatch(name)]
            if not names:
                return []
            comments = [etree.fromstring(archive.read(name), PARSER) for name in names]
            text = etree.fromstring(archive.read("word/document.xml"), PARSER)
    except (*UNREADABLE, RuntimeError, etree.XMLSyntaxError):
        return []
    ours = {
        comment.get(w("id"), ""): "".join(words.text or "" for words in comment.iter(w("t")))
        for root in comments
        for comment in root.iter(w("comment"))
        if comment.get(w("author")) == AUTHOR
    }
    anchored = [mark.get(w("id"), "") for mark in text.iter(w("commentReference"))]
    return [OpenQuestion(ours[key], _beside(text, key)) for key in anchored if key in ours]


def _beside(text: etree._Element, key: str) -> str:
    """Return the words between the marks of a comment."""
    words, inside = [], False
    for element in text.iter(w("commentRangeStart"), w("commentRangeEnd"), w("t"), w("p")):
        if element.tag in {w("commentRangeStart"), w("commentRangeEnd")}:
            if element.get(w("id")) == key:
                inside = element.tag == w("commentRangeStart")
        elif inside:
            words.append(" " if element.tag == w("p") else element.text or "")
    return " ".join("".join(words).split())
