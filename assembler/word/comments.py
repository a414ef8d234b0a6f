"""Word comments of this program, and plain paragraphs of its own."""

from lxml import etree

from assembler.word.document import WordDocument
from assembler.word.namespaces import XML, w, whole_number

AUTHOR = "Assembler"


def next_comment_id(document: WordDocument) -> int:
    """Return the lowest comment id above all of a document."""
    entries = (entry for part in document.related("comments") for entry in document.root(part))
    return max((whole_number(entry.get(w("id"))) for entry in entries), default=-1) + 1


def add_comment(document: WordDocument, text: str, key: str) -> None:
    """Add a comment to the document under a free id."""
    root = document.part_of_kind("comments")
    comment = etree.SubElement(
        root,
        w("comment"),
        {w("id"): key, w("author"): AUTHOR, w("initials"): AUTHOR[0]},
    )
    comment.append(paragraph_of(text))


def paragraph_of(text: str, *, bold: bool = False) -> etree._Element:
    """Return a paragraph of plain words."""
    paragraph = etree.Element(w("p"))
    run = etree.SubElement(paragraph, w("r"))
    if bold:
        properties = etree.SubElement(run, w("rPr"))
        etree.SubElement(properties, w("b"))
        etree.SubElement(properties, w("bCs"))
    said = etree.SubElement(run, w("t"))
    said.text = text
    said.set(f"{{{XML}}}space", "preserve")
    return paragraph
