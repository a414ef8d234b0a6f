"""A template as lint sees it: its stories (text, headers, footers), paragraph by paragraph."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from lxml import etree

from assembler.templating import prepare
from assembler.word.namespaces import R, w
from assembler.word.reader import PARSER, Block, located

TEXT = "word/document.xml"
CORE = "docProps/core.xml"
STYLES = "word/styles.xml"
_LINKS = "word/_rels/document.xml.rels"
_KINDS = {
    "headerReference": "header",
    "footerReference": "footer",
}
_PAGES = {"default": "", "first": "first page ", "even": "even page "}


@dataclass(frozen=True)
class Story:
    """One part with text. `name` is what a person calls it; the main text has none."""

    part: str
    name: str
    root: etree._Element
    rows: tuple[tuple[Block, etree._Element], ...]

    def place(self, at: int) -> str:
        """Name the place of a paragraph: "first page header, paragraph 2"."""
        place = self.rows[at][0].place
        return f"{self.name}, {place}" if self.name else place


@dataclass(frozen=True)
class Opened:
    """A Word file taken apart: all parts, those of XML as trees, and its stories in order."""

    parts: Mapping[str, bytes]
    trees: Mapping[str, etree._Element]
    stories: tuple[Story, ...]

    @property
    def text(self) -> Story:
        """The main text."""
        return self.stories[0]


def opened(label: str, content: bytes) -> Opened:
    """Take a template apart.

    Raises AssemblerError when it is not a Word document, or a damaged one.
    """
    with prepare.readable(label):
        parts = prepare.unpacked(content)
        trees = {
            name: etree.fromstring(raw, PARSER)
            for name, raw in parts.items()
            if name.endswith((".xml", ".rels"))
        }
        names = {TEXT: "", **_headers(trees)}
        stories = tuple(
            Story(part, name, trees[part], tuple(located(trees[part])))
            for part, name in names.items()
        )
    return Opened(parts, trees, stories)


def _headers(trees: Mapping[str, etree._Element]) -> dict[str, str]:
    """Give the parts of headers and footers, with what a person calls them; notes as well."""
    targets = {
        entry.get("Id", ""): str(PurePosixPath("word") / entry.get("Target", ""))
        for entry in trees.get(_LINKS, ())
    }
    found: dict[str, str] = {}
    for section in trees[TEXT].iter(w("sectPr")):
        for reference in section:
            kind = _KINDS.get(etree.QName(reference).localname)
            part = targets.get(reference.get(f"{{{R}}}id", ""), "")
            if kind and part in trees:
                page = _PAGES.get(reference.get(w("type"), "default"), "")
                found.setdefault(part, page + kind)
    notes = {"word/footnotes.xml": "footnotes", "word/endnotes.xml": "endnotes"}
    return {**found, **{part: name for part, name in notes.items() if part in trees}}
