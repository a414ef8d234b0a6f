"""Faults planted in copies of the shipped templates, and the proper changes of an officer."""

# ruff: noqa: SLF001 - faults are planted below what python-docx offers
import io
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from support.paths import ROOT

TEMPLATES = ROOT / "templates"
Plant = Callable[[Any], None]
STRENGTH = "{{ strength.heading }} – {{r strength.text[0] }}"
DEAR = "Dear {{ salutation }},"


def planted(name: str, plant: Plant) -> bytes:
    """Return a shipped template with one change."""
    document = Document(str(TEMPLATES / f"{name}.docx"))
    plant(document)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def rezipped(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Change the parts of a file by name."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return held.getvalue()


def paragraphs(document: Any) -> list[Paragraph]:
    """Return every paragraph, including those of tables, headers and footers."""
    section = document.sections[0]
    stories = [document.element.body, section.header._element, section.footer._element]
    stories += [section.first_page_header._element, section.first_page_footer._element]
    return [Paragraph(p, document) for story in stories for p in story.iter(qn("w:p"))]


def at(document: Any, text: str, nth: int = 0) -> Paragraph:
    """Return the paragraph with exactly this text."""
    return [p for p in paragraphs(document) if p.text == text][nth]


def says(old: str, new: str, nth: int = 0) -> Plant:
    """Replace the text of the paragraph `old` by `new`, formatted as its first run."""

    def plant(document: Any) -> None:
        paragraph = at(document, old, nth)
        for run in paragraph.runs[1:]:
            run._element.getparent().remove(run._element)
        paragraph.runs[0].text = new

    return plant


def gone(*texts: str) -> Plant:
    """Delete paragraphs."""

    def plant(document: Any) -> None:
        for text in texts:
            element = at(document, text)._element
            element.getparent().remove(element)

    return plant


def after(old: str, *new: str, nth: int = 0) -> Plant:
    """Add paragraphs after the one with the text `old`, in its style."""

    def plant(document: Any) -> None:
        here = at(document, old, nth)
        for text in reversed(new):
            made = deepcopy(here._element)
            here._element.addnext(made)
            paragraph = Paragraph(made, document)
            for run in paragraph.runs[1:]:
                made.remove(run._element)
            paragraph.runs[0].text = text

    return plant


def all_of(*plants: Plant) -> Plant:
    """Make several changes."""

    def plant(document: Any) -> None:
        for one in plants:
            one(document)

    return plant


def split(old: str, *pieces: tuple[str, bool], nth: int = 0) -> Plant:
    """Write a paragraph as several runs; the second of a piece says whether it is bold."""

    def plant(document: Any) -> None:
        paragraph = at(document, old, nth)
        for run in paragraph.runs:
            run._element.getparent().remove(run._element)
        for text, bold in pieces:
            paragraph.add_run(text).bold = bold or None

    return plant


def inside(old: str, xml: str, nth: int = 0) -> Plant:
    """Add an element to the end of a paragraph."""

    def plant(document: Any) -> None:
        spaces = nsdecls("w", "wp", "a", "r")
        element = parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {spaces}", xml))
        at(document, old, nth)._element.append(element)

    return plant


def style(old: str, name: str) -> Plant:
    """Set the style of a paragraph by id, whether or not it is defined."""

    def plant(document: Any) -> None:
        properties = at(document, old)._element.get_or_add_pPr()
        properties.get_or_add_pStyle().set(qn("w:val"), name)

    return plant


def no_header_row(document: Any) -> None:
    """Do not repeat the header row of the table."""
    row = document.tables[0].rows[0]._tr
    row.trPr.remove(row.trPr.find(qn("w:tblHeader")))


def no_table_text(document: Any) -> None:
    """Remove the alternative text of the table."""
    for name in ("w:tblCaption", "w:tblDescription"):
        found = document.tables[0]._tbl.tblPr.find(qn(name))
        found.getparent().remove(found)


def american(document: Any) -> None:
    """Set the language to American English."""
    lang = next(document.styles.element.iter(qn("w:lang")))
    lang.set(qn("w:val"), "en-US")


def no_style(name: str) -> Plant:
    """Delete a style from the document."""

    def plant(document: Any) -> None:
        document.styles[name].delete()

    return plant


def commented(document: Any) -> None:
    """Leave a comment."""
    document.add_comment(at(document, DEAR).runs, text="Is this right?", author="A", initials="A")


def tracked(document: Any) -> None:
    """Leave a tracked insertion."""
    paragraph = at(document, DEAR)._element
    insertion = OxmlElement("w:ins")
    insertion.set(qn("w:id"), "90")
    insertion.set(qn("w:author"), "A")
    paragraph.append(insertion)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = " hello"
    run.append(text)
    insertion.append(run)


PICTURE = (
    "<w:r><w:drawing><wp:inline><wp:extent cx='100' cy='100'/>"
    "<wp:docPr id='7' name='Arms'{}/><a:graphic><a:graphicData uri='x'/></a:graphic>"
    "</wp:inline></w:drawing></w:r>"
)
TEXT_BOX = (
    "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Boxed</w:t></w:r></w:p></w:txbxContent>"
    "</w:pict></w:r>"
)
BOOKMARK = "<w:bookmarkStart w:id='5' w:name='Strengths'/>"


def like_word(content: bytes) -> bytes:
    """Save as Word does: runs split, spelling marks, revision marks, ids for paragraphs."""

    def change(name: str, raw: bytes) -> bytes:
        if name != "word/document.xml":
            return raw
        text = raw.decode().replace("<w:p>", '<w:p w:rsidR="00A12B3C" w:rsidRDefault="00D45E6F">')
        broken = '</w:t></w:r><w:proofErr w:type="spellStart"/><w:r w:rsidR="00AA11BB"><w:t'
        keep = ' xml:space="preserve">'
        text = text.replace(
            "{{ salutation }}", "{" + broken + ">{" + broken + keep + " salutation }}"
        )
        text = text.replace("{{ date }}", "{{ da" + broken + ">te" + broken + keep + " }}")
        return text.replace("{%p endif %}", "{%p end" + broken + ">if %}").encode()

    return rezipped(content, change)
