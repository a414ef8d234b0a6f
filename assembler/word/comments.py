"""Word comments of this program, and plain paragraphs of its own."""

from lxml import etree

from assembler.word.document import WordDocument
from assembler.word.namespaces import XML, w, whole_number

AUTHOR = "Assembler"


def add_comment(document: WordDocument, text: str) -> str:
    """Add a comment to the document; return its id."""
    root = document.part_of_kind("comments")
    last = max((whole_number(entry.get(w("id"))) for entry in root), default=-1)
    key = str(last + 1)
    comment = etree.SubElement(
        root,
        w("comment"),
        {w("id"): key, w("author"): AUTHOR, w("initials"): AUTHOR[0]},
    )
    comment.append(paragraph_of(text))
    return key


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
