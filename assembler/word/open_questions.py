"""The comments of this program that still ask an adviser to choose between two wordings."""

from typing import NamedTuple

from lxml import etree

from assembler.errors import AssemblerError
from assembler.word import comments
from assembler.word.document import WordDocument
from assembler.word.namespaces import w

# Every part of comments has it in its name, whatever the program that wrote it calls the part.
_COMMENTS = b"comments"


class OpenQuestion(NamedTuple):
    """A comment of this program, and the words that it stands beside."""

    comment: str
    beside: str


def open_questions(content: bytes) -> list[OpenQuestion]:
    """Return the comments by this program in the text of a document, in their order in it."""
    if _COMMENTS not in content:  # most documents have none, and need not be opened
        return []
    try:
        document = WordDocument(content, "the document")
        ours = comments.of_author(document, comments.AUTHOR)
    except AssemblerError:
        return []
    text = document.document
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
