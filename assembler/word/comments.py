"""Word comments of this program, and plain paragraphs of its own."""

from collections.abc import Container

from lxml import etree

from assembler.word.document import WordDocument
from assembler.word.namespaces import XML, w, whole_number

AUTHOR = "Assembler"
_MARKS = tuple(w(name) for name in ("commentRangeStart", "commentRangeEnd", "commentReference"))
_PARAGRAPH_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
_LATER_PARTS = ("commentsExtended", "commentsIds")


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


def of_author(document: WordDocument, author: str) -> dict[str, str]:
    """Return the words of every comment by an author, by its id."""
    return {
        comment.get(w("id"), ""): "".join(text.text or "" for text in comment.iter(w("t")))
        for part in document.related("comments")
        for comment in document.root(part).iter(w("comment"))
        if comment.get(w("author")) == author
    }


def remove(document: WordDocument, keys: Container[str]) -> None:
    """Remove comments, their marks in the main text, and what later parts say of them."""
    for part in document.related("comments"):
        root = document.root(part)
        gone = [comment for comment in root.iter(w("comment")) if comment.get(w("id")) in keys]
        ids = {p.get(_PARAGRAPH_ID) for comment in gone for p in comment.iter(w("p"))} - {None}
        for comment in gone:
            root.remove(comment)
            document.touch(part)
        for kind in _LATER_PARTS if ids else ():
            for later in document.related(kind):
                _remove_entries(document, later, ids)
    for mark in list(document.document.iter(*_MARKS)):
        run = mark.getparent()
        if mark.get(w("id")) in keys and run is not None:
            run.remove(mark)
            document.touch(document.main)
            around = run.getparent()
            if run.tag == w("r") and around is not None and not set(run) - {run.find(w("rPr"))}:
                around.remove(run)


def _remove_entries(document: WordDocument, part: str, ids: Container[str | None]) -> None:
    for entry in list(document.root(part)):
        if any(str(name).endswith("}paraId") and v in ids for name, v in entry.attrib.items()):
            document.root(part).remove(entry)
            document.touch(part)


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
