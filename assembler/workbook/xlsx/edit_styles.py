"""Add formats to a workbook's styles; existing ones keep their numbers and their bytes."""

import re
from collections.abc import Sequence

from assembler.workbook.xlsx.edit_package import EditedPackage
from assembler.workbook.xlsx.splice import Node, Part, with_attribute

_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
# Their order in a style sheet (ECMA-376 part 1, 18.8.39).
_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors", "extLst"),
)
_EMPHASIS = ("b", "i", "u", "vertAlign")
_FEWEST = (
    f'<styleSheet xmlns="{_SPACE}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/>'
    '</font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/>'
    '<top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" '
    'fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" '
    'fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)


class EditedStyles:
    """The styles of a workbook, to which formats are added as they are asked for."""

    def __init__(self, package: EditedPackage) -> None:
        """Read the styles; one without any is given the fewest that Excel takes."""
        self._package = package
        self._name = package.part_of_kind(package.main, "styles")
        xml = package.read(self._name) if self._name else _FEWEST.encode()
        self._part = Part(xml, 4)
        self._made: dict[tuple[str, bytes], int] = {}

    def save(self) -> None:
        """Put the styles back into the workbook, if any were added."""
        if not self._made:
            return
        if not self._name:
            self._name = self._package.free_name("xl/styles{}.xml").replace("styles1.", "styles.")
            self._package.add(self._name, b"", _TYPE, self._package.main, "styles")
        self._package.replace(self._name, self._part.xml)

    def add(self, kind: str, xml: str) -> int:
        """Add an element ("fill", "dxf", "font") and return its number; the same one only once.

        `xml` is written without prefixes.
        """
        return self._added(_CONTAINERS[kind], self._prefixed(xml))

    def with_fill(self, style: int, fill: int) -> int:
        """Return the format of a cell with another fill."""
        return self._varied(style, fillId=str(fill), applyFill="1")

    def without_emphasis(self, style: int) -> int:
        """Return the format of a cell without bold, italic, underline or a raised baseline."""
        font = self._font(style)
        if font is None:
            return style
        kept = [self._part.raw(child) for child in font.children if child.name not in _EMPHASIS]
        tag = self._part.tag(font)
        bare = tag if font.is_empty_tag else tag + b"".join(kept) + _end_of(tag)
        number = self._added("fonts", bare)
        return self._varied(style, fontId=str(number), applyFont="1")

    def font_of(self, style: int) -> bytes:
        """Return what the font of a cell says of face, size and colour, for a run of rich text."""
        font = self._font(style)
        children = font.children if font else ()
        said = (
            # A run names its face `rFont` (18.4.5) where a font says `name`.
            self._part.raw(child).replace(b"name ", b"rFont ", 1)
            if child.name == "name"
            else self._part.raw(child)
            for child in children
            if child.name not in _EMPHASIS and child.is_empty_tag
        )
        return b"".join(said)

    def filled_with(self, colour: str) -> frozenset[int]:
        """Return the cell formats whose fill is a plain colour (RRGGBB)."""
        fills = self._children("fills")
        mark = re.compile(rb'fgColor rgb="..%b"' % colour.encode(), re.IGNORECASE)
        marked = {str(n) for n, fill in enumerate(fills) if mark.search(self._part.raw(fill))}
        formats = enumerate(self._children("cellXfs"))
        return frozenset(n for n, xf in formats if xf.attributes.get("fillId") in marked)

    def _font(self, style: int) -> Node | None:
        formats, fonts = self._children("cellXfs"), self._children("fonts")
        if style >= len(formats):
            return None
        number = int(formats[style].attributes.get("fontId", "0"))
        return fonts[number] if number < len(fonts) else None

    def _varied(self, style: int, **attributes: str) -> int:
        formats = self._children("cellXfs")
        xf = formats[style] if style < len(formats) else None
        if xf is None:
            tag = self._prefixed('<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>')
            raw = tag
        else:
            tag, raw = self._part.tag(xf), self._part.raw(xf)
        changed = tag
        for name, value in attributes.items():
            changed = with_attribute(changed, name, value)
        return self._added("cellXfs", changed + raw[len(tag) :])

    def _children(self, container: str) -> Sequence[Node]:
        node = self._part.root.child(container)
        return node.children if node else ()

    def _added(self, container: str, xml: bytes) -> int:
        if (container, xml) in self._made:
            return self._made[container, xml]
        node = self._part.root.child(container)
        if node is None:
            self._make(container)
            node = self._part.root.child(container)
            assert node is not None  # noqa: S101 - it was just made
        number = len(node.children)
        same = (n for n, child in enumerate(node.children) if self._part.raw(child) == xml)
        if (there := next(same, number)) < number:
            return there
        edits = list(self._part.appended(node, xml))
        if not node.is_empty_tag:
            edits.append(self._part.retagged(node, count=str(number + 1)))
        self._part = Part(self._part.edited(edits), 4)
        self._made[container, xml] = number
        return number

    def _make(self, container: str) -> None:
        later = _ORDER[_ORDER.index(container) + 1 :]
        root = self._part.root
        before = next((child for child in root.children if child.name in later), None)
        at = before.start if before else root.closing
        made = self._prefixed(f'<{container} count="0"></{container}>')
        self._part = Part(self._part.xml[:at] + made + self._part.xml[at:], 4)

    def _prefixed(self, xml: str) -> bytes:
        prefix = self._part.prefix
        return re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}", xml).encode()


_CONTAINERS = {
    "font": "fonts",
    "fill": "fills",
    "border": "borders",
    "xf": "cellXfs",
    "dxf": "dxfs",
}


def _end_of(tag: bytes) -> bytes:
    name = re.match(rb"<([^\s/>]+)", tag)
    return b"" if name is None else b"</" + name[1] + b">"
