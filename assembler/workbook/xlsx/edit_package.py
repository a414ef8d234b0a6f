"""A workbook in which single parts are replaced or added; all others are packed unchanged."""

import re
from collections.abc import Mapping
from posixpath import basename, dirname, join, relpath

from assembler.errors import AssemblerError
from assembler.opc import archive, pack
from assembler.opc.archive import UnsafeError
from assembler.workbook.xlsx import package
from assembler.workbook.xlsx.grid import plain_name
from assembler.workbook.xlsx.splice import Part, attribute

# A larger sheet is mostly stray formatting; measuring it would take minutes.
_LARGEST_SHEET = 40_000_000
_LARGEST_PART = 16_000_000
_TYPES = "[Content_Types].xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


class EditedPackage:
    """The parts of one workbook as they will be written."""

    def __init__(self, data: bytes) -> None:
        """Open the bytes of a workbook.

        Raises UnsafeError when it is damaged, too large, of another kind, or saved as Strict.
        """
        self._archive = package.open_package(data)
        self._changed: dict[str, bytes] = {}
        outer = package.relationships(self._archive, "").values()
        self.main = next((part for part, kind in outer if kind == "officeDocument"), "")
        if _STRICT in self.read(self.main)[:2_000]:
            raise UnsafeError(
                "was saved as Strict Open XML.",
                "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and use that file.",
            )

    @property
    def names(self) -> list[str]:
        """The names of all parts, added ones last."""
        return list(dict.fromkeys([*self._archive.parts, *self._changed]))

    def read(self, name: str) -> bytes:
        """Return a part as it stands now. Raises UnsafeError when it is missing or too large."""
        if name in self._changed:
            return self._changed[name]
        most = _LARGEST_SHEET if "/worksheets/" in name else _LARGEST_PART
        return package.read_part(self._archive, name, most)

    def replace(self, name: str, content: bytes) -> None:
        """Give a part new content. The same content changes nothing."""
        if name in self.names and self.read(name) == content:
            return
        self._changed[name] = content

    def sheets(self) -> Mapping[str, str]:
        """Return the parts of the worksheets by the plain name of the sheet, in order."""
        book = Part(self.read(self.main), 3)
        listed = book.root.child("sheets")
        targets = self.related(self.main)
        found: dict[str, str] = {}
        for sheet in listed.all("sheet") if listed else ():
            key = next((v for k, v in sheet.attributes.items() if k.endswith(":id")), "")
            part, kind = targets.get(key, ("", ""))
            if kind == "worksheet":
                found.setdefault(plain_name(sheet.attributes.get("name", "")), part)
        return found

    def related(self, name: str) -> Mapping[str, tuple[str, str]]:
        """Return the relationships of a part by id: the part each leads to, and its kind."""
        listed = _relationships_of(name)
        if listed not in self._changed:
            return package.relationships(self._archive, name)
        found = {}
        for entry in Part(self._changed[listed], 2).root.children:
            target = entry.attributes.get("Target", "")
            if entry.attributes.get("TargetMode") != "External":
                target = package.resolved(name, target)
            kind = entry.attributes.get("Type", "").rpartition("/")[2]
            found[entry.attributes.get("Id", "")] = (target, kind)
        return found

    def part_of_kind(self, name: str, kind: str) -> str:
        """Return the part of a kind ("comments") that belongs to another; empty if none."""
        found = (part for part, its_kind in self.related(name).values() if its_kind == kind)
        return next((part for part in found if part in self.names), "")

    def add(self, name: str, content: bytes, content_type: str, owner: str, kind: str) -> str:
        """Add a part that belongs to `owner`, and return the id of their relationship.

        `content_type` is empty where one is declared for all parts of its ending.
        """
        self._changed[name] = content
        if content_type:
            self._declare(
                f'<Override xmlns="{_PACKAGE}/content-types" PartName="/{name}" '
                f'ContentType="{content_type}"/>'
            )
        listed = _relationships_of(owner)
        if listed not in self.names:
            self._changed[listed] = f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode()
        part = Part(self.read(listed), 2)
        taken = {entry.attributes.get("Id") for entry in part.root.children}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        target = attribute(relpath(name, dirname(owner) or "."))
        row = (
            f'<Relationship xmlns="{_PACKAGE}/relationships" Id="rId{number}" '
            f'Type="{RELATIONSHIPS}/{kind}" Target={target}/>'
        )
        self._changed[listed] = part.edited(part.appended(part.root, row.encode()))
        return f"rId{number}"

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Declare the content type of all parts with an ending, unless that is done."""
        entries = Part(self.read(_TYPES), 2).root.all("Default")
        if not any(e.attributes.get("Extension", "").lower() == ending for e in entries):
            self._declare(
                f'<Default xmlns="{_PACKAGE}/content-types" Extension="{ending}" '
                f'ContentType="{content_type}"/>'
            )

    def free_name(self, like: str) -> str:
        """Return a name for a new part: `xl/comments{}.xml` with the first number not taken."""
        taken = {name.casefold() for name in self.names}
        number = 1
        while like.format(number).casefold() in taken:
            number += 1
        return like.format(number)

    def packed(self) -> bytes:
        """Pack the workbook: changed parts anew, all others compressed as they lie."""
        return pack.pack(
            pack.deflated(name, self._changed[name])
            if name in self._changed
            else self._as_it_lies(name)
            for name in self.names
        )

    def _as_it_lies(self, name: str) -> pack.Part:
        entry = self._archive.parts[name]
        stored = archive.packed(self._archive.data, entry)
        return pack.compressed(name, stored, entry.compress_type, entry.CRC, entry.file_size)

    def _declare(self, row: str) -> None:
        part = Part(self.read(_TYPES), 2)
        # Defaults first, as Excel writes them; the schema takes any order.
        first = part.root.child("Override") if row.startswith("<Default") else None
        if first is None:
            self.replace(_TYPES, part.edited(part.appended(part.root, row.encode())))
        else:
            head, tail = part.xml[: first.start], part.xml[first.start :]
            self.replace(_TYPES, head + row.encode() + tail)


def cell_of(at: str) -> tuple[int, int]:
    """Return the row and the column of an address such as G14."""
    found = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]{0,6})", at)
    if found is None:
        raise AssemblerError(f"“{at}” is not the address of a cell.", "Write one such as B5.")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _relationships_of(name: str) -> str:
    return join(dirname(name), "_rels", f"{basename(name)}.rels")
