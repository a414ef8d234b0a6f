"""A copy of a template with its faults as Word comments, each at its paragraph."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from assembler.findings import Finding
from assembler.templating.lint.check import Checked
from assembler.word.namespaces import W, w
from assembler.word.reader import located

_AUTHOR, _INITIALS = "Assembler", "A"
_STYLES = {"CommentReference": "character", "CommentText": "paragraph"}
_NO_STORY: Any = None  # a paragraph asks its story only for styles and pictures


def marked(content: bytes, checked: Checked) -> bytes:
    """Write the faults of a template into a copy of it.

    Word allows no comment in a header or footer: those faults stand at the first paragraph.
    """
    document = Document(BytesIO(content))
    for name, kind in _STYLES.items():
        _with_style(document, name, kind)
    paragraphs = [paragraph for _, paragraph in located(document.element)]
    numbers = {checked.stories[0].place(at): at for at in range(len(paragraphs))}
    for fault in checked.faults:
        here = numbers.get(fault.places[0].at)
        runs = _runs(paragraphs, here)
        words = _words(fault, named=here is None)
        document.add_comment(runs, text=words, author=_AUTHOR, initials=_INITIALS)
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def _with_style(document: Any, name: str, kind: str) -> None:
    """Make sure of a style that comments are written in, under the id that they name."""
    styles = document.styles.element
    if not any(style.get(w("styleId")) == name for style in styles.iter(w("style"))):
        xml = (
            f'<w:style xmlns:w="{W}" w:type="{kind}" w:styleId="{name}">'
            f'<w:name w:val="annotation {name.removeprefix("Comment").lower()}"/></w:style>'
        )
        styles.append(etree.fromstring(xml))


def _words(fault: Finding, *, named: bool) -> str:
    where = f"In {fault.places[0].at}: " if named else ""
    said = f"{where}{fault.message}"
    return f"{said[:1].upper()}{said[1:]} {fault.fix}"


def _runs(paragraphs: list[Any], at: int | None) -> list[Run]:
    """Give the runs that a comment spans: the paragraph's own, else one is made."""
    element = paragraphs[at or 0]
    paragraph = Paragraph(element, _NO_STORY)
    own = paragraph.runs
    if own:
        return [own[0], own[-1]]
    inside = [Run(run, paragraph) for run in element.iter(w("r"))]
    return inside[:1] or [paragraph.add_run()]
