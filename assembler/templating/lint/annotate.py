"""Write a copy of a template with its faults as Word comments, each at its paragraph."""

from lxml import etree

from assembler.findings import Finding
from assembler.templating.lint.check import CheckedTemplate
from assembler.word.comments import add_comment, next_comment_id
from assembler.word.document import TYPES, WordDocument
from assembler.word.namespaces import w
from assembler.word.reader import located

_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE_TYPE = _DOCUMENT_TYPE.replace("document.main", "template.main")
_START, _END, _REFERENCE = map(w, ("commentRangeStart", "commentRangeEnd", "commentReference"))


def annotate(content: bytes, checked: CheckedTemplate) -> bytes:
    """Return a copy of a template with a comment for each fault.

    Word allows no comment in a header or footer: those faults stand at the first paragraph.
    """
    document = WordDocument(content, checked.label)
    paragraphs = {block.place: paragraph for block, paragraph in located(document.document)}
    first = next(iter(paragraphs.values()), None)
    if first is None:
        first = etree.Element(w("p"))
        document.body.insert(0, first)
    for key, fault in enumerate(checked.faults, start=next_comment_id(document)):
        paragraph = paragraphs.get(fault.places[0].at)
        words = _words(fault, named=paragraph is None)
        add_comment(document, words, str(key))
        _attach(first if paragraph is None else paragraph, str(key))
    document.touch(document.main)
    for row in document.root(TYPES):
        # Word does not open a .dotx under the name of a .docx.
        if row.get("ContentType") == _TEMPLATE_TYPE:
            row.set("ContentType", _DOCUMENT_TYPE)
            document.touch(TYPES)
    return document.packed()


def _words(fault: Finding, *, named: bool) -> str:
    where = f"In {fault.places[0].at}: " if named else ""
    words = f"{where}{fault.message}"
    return f"{words[:1].upper()}{words[1:]} {fault.fix}"


def _attach(paragraph: etree._Element, comment: str) -> None:
    """Let a comment span a paragraph."""
    start = etree.Element(_START, {w("id"): comment})
    has_properties = len(paragraph) and paragraph[0].tag == w("pPr")
    paragraph.insert(1 if has_properties else 0, start)
    etree.SubElement(paragraph, _END, {w("id"): comment})
    run = etree.SubElement(paragraph, w("r"))
    etree.SubElement(run, _REFERENCE, {w("id"): comment})
