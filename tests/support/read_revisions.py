"""Read a Word file as if all its tracked changes were accepted, or all rejected.

Written apart from the program's own code, after Word's rules: a paragraph whose end has gone is
one with the next, which gives it its properties; before a table or at the end of a cell an empty
one is gone, and one with words stays.
"""

import re
from collections.abc import Iterator
from enum import Enum
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STORY = re.compile(r"word/(document|header|footer|footnotes|endnotes)\d*\.xml")
_NOT_A_LOOK = {f"{W}{name}" for name in ("rPrChange", "ins", "del", "lang", "noProof")}
_NOT_A_PROPERTY = {f"{W}{n}" for n in ("rPr", "sectPr", "pPrChange", "tcPrChange", "ins", "del")}
_SILENT = {
    f"{W}{name}"
    for name in (
        *("pPr", "rPr", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd"),
        *("proofErr", "commentReference", "lastRenderedPageBreak"),
    )
}
_WORDS = {f"{W}t", f"{W}delText", f"{W}instrText", f"{W}delInstrText"}
_HOLDERS = {f"{W}{n}" for n in ("smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo")}

Piece = tuple[str, Any, str]


class Choice(Enum):
    """What was done with every tracked change."""

    ACCEPTED = frozenset((f"{W}del", f"{W}moveFrom"))
    REJECTED = frozenset((f"{W}ins", f"{W}moveTo"))


class Reader:
    """Reads the stories of one file, all tracked changes accepted or rejected."""

    def __init__(self, content: bytes, choice: Choice) -> None:
        self.choice = choice
        self.goes = choice.value
        with ZipFile(BytesIO(content)) as archive:
            self.parts = {
                name: etree.fromstring(archive.read(name))
                for name in sorted(archive.namelist())
                if _STORY.fullmatch(name)
            }

    def read(self) -> dict[str, list[Any]]:
        """Return every story: its paragraphs and tables, each with its words and looks."""
        return {name: self.story(self.body(root)) for name, root in self.parts.items()}

    def body(self, root: Any) -> Any:
        body = root.find(f"{W}body")
        return root if body is None else body

    def story(self, container: Any) -> list[Any]:
        found: list[Any] = []
        carried: list[Piece] = []
        properties: Any = ()
        for block in self.blocks(container):
            if block.tag == f"{W}p":
                own = block.find(f"{W}pPr")
                carried += self.pieces(block, "")
                properties = self.properties(own, "pPr")
                if not self.end_goes(own):
                    found.append(("p", properties, joined(carried)))
                    carried = []
            else:
                if carried:
                    found.append(("p", properties, joined(carried)))
                    carried = []
                table = self.table(block)
                found += [table] if table[1] else []
        if carried or not (found and found[-1][0] == "p"):
            found.append(("p", properties, joined(carried)))
        return found

    def blocks(self, container: Any) -> Iterator[Any]:
        for child in container:
            if child.tag in {f"{W}p", f"{W}tbl"}:
                yield child
            elif child.tag in _HOLDERS or child.tag in {f"{W}footnote", f"{W}endnote"}:
                yield from self.blocks(child)

    def table(self, table: Any) -> Any:
        rows = []
        for row in self.inside(table, f"{W}tr"):
            marks = {mark.tag for mark in row.findall(f"{W}trPr/*")}
            if marks & self.goes:
                continue
            cells = [
                (self.properties(cell.find(f"{W}tcPr"), "tcPr"), self.story(cell))
                for cell in self.inside(row, f"{W}tc")
            ]
            rows.append(cells)
        return ("tbl", rows)

    def inside(self, container: Any, tag: str) -> Iterator[Any]:
        for child in container:
            if child.tag == tag:
                yield child
            elif child.tag in _HOLDERS:
                yield from self.inside(child, tag)

    def end_goes(self, properties: Any) -> bool:
        marks = [] if properties is None else properties.findall(f"{W}rPr/*")
        return any(mark.tag in self.goes for mark in marks)

    def properties(self, properties: Any, name: str) -> Any:
        if properties is None:
            return ()
        change = properties.find(f"{W}{name}Change")
        if change is not None and self.choice is Choice.REJECTED:
            properties = change[0] if len(change) else ()
        skipped = _NOT_A_LOOK if name == "rPr" else _NOT_A_PROPERTY
        return tuple(sorted(said(entry) for entry in properties if entry.tag not in skipped))

    def pieces(self, container: Any, link: str) -> Iterator[Piece]:
        for child in container:
            if child.tag in self.goes or child.tag in _SILENT:
                continue
            if child.tag == f"{W}hyperlink":
                target = f"{child.get(f'{R}id', '')}#{child.get(f'{W}anchor', '')}"
                yield from self.pieces(child, target)
            elif child.tag == f"{W}fldSimple":
                yield "<begin>", (), link
                yield child.get(f"{W}instr"), (), link
                yield "<separate>", (), link
                yield from self.pieces(child, link)
                yield "<end>", (), link
            elif child.tag == f"{W}r":
                yield from self.run(child, link)
            elif child.tag == f"{W}sdtPr":
                continue
            else:
                yield from self.pieces(child, link)

    def run(self, run: Any, link: str) -> Iterator[Piece]:
        look = self.properties(run.find(f"{W}rPr"), "rPr")
        for node in run:
            if node.tag in _WORDS:
                yield node.text or "", look, link
            elif node.tag == f"{W}fldChar":
                yield f"<{node.get(f'{W}fldCharType')}>", (), link
            elif node.tag not in _SILENT:
                boxes = [
                    self.story(box)
                    for box in node.iter(f"{W}txbxContent")
                    if next(box.iterancestors(f"{W}p")) is next(node.iterancestors(f"{W}p"))
                ]
                yield f"<{etree.QName(node).localname} {boxes or ''}>", look, link


def joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Join the pieces of one look, and leave those without words."""
    found: list[Piece] = []
    for text, look, link in pieces:
        if found and found[-1][1:] == (look, link):
            found[-1] = (found[-1][0] + text, look, link)
        elif text:
            found.append((text, look, link))
    return tuple(found)


def said(entry: Any) -> tuple[str, ...]:
    inner = [said(child) for child in entry]
    return (str(entry.tag), *sorted(f"{k}={v}" for k, v in entry.attrib.items()), *map(str, inner))


def accepted(content: bytes) -> dict[str, list[Any]]:
    return Reader(content, Choice.ACCEPTED).read()


def rejected(content: bytes) -> dict[str, list[Any]]:
    return Reader(content, Choice.REJECTED).read()
