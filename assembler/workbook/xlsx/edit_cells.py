"""Write into cells of an existing workbook, and change nothing else.

Only the XML of the cells named changes (and the styles, for a new format). Formulas, drop-downs,
comments, pictures, macros and all other parts stay byte for byte.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from assembler.errors import AssemblerError
from assembler.findings import Place
from assembler.rich_text import Span
from assembler.workbook.xlsx import read_formats
from assembler.workbook.xlsx.edit_package import EditedPackage, cell_of
from assembler.workbook.xlsx.edit_styles import EditedStyles
from assembler.workbook.xlsx.grid import column_letters, plain_name
from assembler.workbook.xlsx.read_formats import CellFormat
from assembler.workbook.xlsx.splice import Node, Part, Replacement, with_attribute
from assembler.workbook.xlsx.write_cell_text import (
    Value,
    emphasis,
    escaped,
    needs_bare_font,
    spans_of,
)

LONGEST = 32_767
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_EPOCHS = date(1899, 12, 30), date(1904, 1, 1)


@dataclass(frozen=True)
class CellEdit:
    """A new value and fill of a cell. None leaves the value, or the fill, as it is."""

    value: Value | None = None
    fill: int | None = None


def edit_cells(data: bytes, values: Mapping[Place, Value]) -> bytes:
    """Return a workbook with values written into cells; an empty one clears its cell.

    Text that begins with "=" stays text. Raises AssemblerError when the workbook is refused, a
    sheet is missing, a cell holds a formula, or a text is longer than a cell holds.
    """
    if not values:
        return data
    package = EditedPackage(data)
    styles = EditedStyles(package)
    by_sheet: dict[str, dict[str, CellEdit]] = {}
    for place, value in values.items():
        by_sheet.setdefault(place.part, {})[place.at] = CellEdit(value)
    for name, edits in by_sheet.items():
        SheetEditor(package, styles, name).edit(edits)
    styles.save()
    return package.packed()


@dataclass(frozen=True)
class _Target:
    """A row, or the place where it is to be made, and its cells by column."""

    number: int
    row: Node | None
    cells: Mapping[int, Node] = field(default_factory=dict)


class SheetEditor:
    """Edits cells of one sheet, the part of which it puts back into the package."""

    def __init__(self, package: EditedPackage, styles: EditedStyles, name: str) -> None:
        """Find a sheet by its name. Raises AssemblerError when there is none."""
        self._package, self._styles, self._name = package, styles, name
        self.part_name = package.sheets().get(plain_name(name), "")
        if not self.part_name:
            raise AssemblerError(f"There is no sheet “{name}”.", "Give it its name back.")

    def cells_with(self, styles: Collection[int]) -> list[str]:
        """Return the addresses of the cells whose format is one of these."""
        wanted = {str(style) for style in styles}

        def keep(_: Node, attributes: dict[str, str]) -> bool:
            return "r" not in attributes or attributes.get("s") in wanted

        sheet = _Sheet(Part(self._package.read(self.part_name), 4, keep))
        return [
            f"{column_letters(column)}{number}"
            for number in sheet.rows
            for column, cell in sheet.target(number).cells.items()
            if cell.attributes.get("s") in wanted
        ]

    def edit(self, edits: Mapping[str, CellEdit]) -> None:
        """Change cells, named by their address."""
        if not edits:
            return
        by_row: dict[int, dict[int, CellEdit]] = {}
        for at, edit in sorted(edits.items(), key=lambda one: cell_of(one[0])):
            row, column = cell_of(at)
            if row > _LAST_ROW or column > _LAST_COLUMN:
                raise AssemblerError(f"Excel has no cell {at}.", "Check the address.")
            by_row.setdefault(row, {})[column] = edit
        sheet = _Sheet(Part(self._package.read(self.part_name), 4, _cells_of(by_row)))
        writer = _Writer(sheet, self._styles, self._name, self._looks(), self._epoch())
        self._package.replace(self.part_name, sheet.part.edited(writer.changes(by_row)))

    def _looks(self) -> Mapping[str, CellFormat]:
        name = self._package.part_of_kind(self._package.main, "styles")
        return read_formats.cell_formats(self._package.read(name)) if name else {}

    def _epoch(self) -> date:
        settings = Part(self._package.read(self._package.main), 2).root.child("workbookPr")
        old = settings is not None and settings.attributes.get("date1904") in {"1", "true"}
        return _EPOCHS[old]


class _Sheet:
    """The measured rows of a sheet; a row or cell that names no address follows the one before."""

    def __init__(self, part: Part) -> None:
        self.part = part
        data = part.root.child("sheetData")
        if data is None:
            raise AssemblerError("A sheet has no cells.", "Open the workbook in Excel and save it.")
        self.data = data
        self.rows: dict[int, Node] = {}
        number = 0
        for row in data.all("row"):
            number = int(row.attributes.get("r") or number + 1)
            self.rows.setdefault(number, row)

    def target(self, number: int) -> _Target:
        """Return a row with its cells by column."""
        row = self.rows.get(number)
        cells: dict[int, Node] = {}
        column = 0
        for cell in row.all("c") if row else ():
            at = cell.attributes.get("r", "")
            column = cell_of(at)[1] if at else column + 1
            cells.setdefault(column, cell)
        return _Target(number, row, cells)

    def column_style(self, column: int) -> str:
        """Return the number of the format that a column gives its blank cells."""
        columns = self.part.root.child("cols")
        for one in columns.all("col") if columns else ():
            first, last = (int(one.attributes.get(name, "0")) for name in ("min", "max"))
            if first <= column <= last:
                return one.attributes.get("style", "0")
        return "0"


@dataclass(frozen=True)
class _Writer:
    """Writes the XML of cells."""

    sheet: _Sheet
    styles: EditedStyles
    name: str
    looks: Mapping[str, CellFormat]
    epoch: date

    def changes(self, edits: Mapping[int, Mapping[int, CellEdit]]) -> Iterator[Replacement]:
        """Change cells, by row and column."""
        new_rows: dict[int, bytes] = {}
        for number, cells in edits.items():
            target = self.sheet.target(number)
            if target.row is not None:
                yield from self._row(target, target.row, cells)
                continue
            made = b"".join(self._new(target, column, cells[column]) for column in sorted(cells))
            if made:
                name = f"{self.sheet.part.prefix}row".encode()
                new_rows[number] = b'<%b r="%d">%b</%b>' % (name, number, made, name)
        yield from self._inserted(new_rows)
        yield from self._widened(edits)

    def _row(
        self, target: _Target, row: Node, edits: Mapping[int, CellEdit]
    ) -> Iterator[Replacement]:
        part = self.sheet.part
        added = [(c, self._new(target, c, e)) for c, e in edits.items() if c not in target.cells]
        added = [(column, xml) for column, xml in sorted(added) if xml]
        tag = self._fitting(row, edits, added=bool(added))
        if added and row.is_empty_tag:
            whole = b"".join(xml for _, xml in added)
            name = f"{part.prefix}row".encode()
            written = tag[:-2].rstrip() + b">" + whole + b"</" + name + b">"
            yield Replacement(row.start, row.end, written)
            return
        yield Replacement(row.start, row.opened, tag)
        for column, xml in added:
            after = [cell for c, cell in target.cells.items() if c > column]
            at = min(cell.start for cell in after) if after else row.closing
            yield Replacement(at, at, xml)
        for column, edit in edits.items():
            if column in target.cells:
                cell = target.cells[column]
                yield Replacement(cell.start, cell.end, self._changed(target, column, cell, edit))

    def _fitting(self, row: Node, edits: Mapping[int, CellEdit], *, added: bool) -> bytes:
        """Return the tag of a row, without a height that its text gave it and no longer needs."""
        tag = self.sheet.part.tag(row)
        chosen = row.attributes.get("customHeight") in {"1", "true"}
        if not chosen and any(edit.value is not None for edit in edits.values()):
            tag = with_attribute(tag, "ht", None)
        # A hint of the first and last cell, which a new cell may lie outside of.
        return with_attribute(tag, "spans", None) if added else tag

    def _inserted(self, rows: Mapping[int, bytes]) -> Iterator[Replacement]:
        last: list[bytes] = []
        for number, xml in rows.items():
            later = [row.start for at, row in self.sheet.rows.items() if at > number]
            if later:
                yield Replacement(min(later), min(later), xml)
            else:
                last.append(xml)
        if last:
            yield from self.sheet.part.appended(self.sheet.data, b"".join(last))

    def _widened(self, edits: Mapping[int, Mapping[int, CellEdit]]) -> Iterator[Replacement]:
        """Let the extent that a sheet states reach the cells written."""
        node = self.sheet.part.root.child("dimension")
        stated = node.attributes.get("ref", "") if node else ""
        if node is None or not re.fullmatch(r"[A-Z]+[0-9]+(:[A-Z]+[0-9]+)?", stated):
            return
        first, _, last = stated.partition(":")
        top, left = cell_of(first)
        bottom, right = cell_of(last or first)
        rows, columns = list(edits), [column for cells in edits.values() for column in cells]
        wider = (
            *(min(top, *rows), min(left, *columns)),
            *(max(bottom, *rows), max(right, *columns)),
        )
        if wider != (top, left, bottom, right):
            ends = (f"{column_letters(c)}{r}" for r, c in (wider[:2], wider[2:]))
            yield self.sheet.part.retagged(node, ref=":".join(ends))

    def _new(self, target: _Target, column: int, edit: CellEdit) -> bytes:
        """Write a cell that is not there; nothing for one that is cleared."""
        if edit.fill is None and not edit.value:
            return b""
        row = target.row
        style = self.sheet.column_style(column)
        if row is not None and row.attributes.get("customFormat") in {"1", "true"}:
            style = row.attributes.get("s", "0")
        name = f"{self.sheet.part.prefix}c"
        tag = f'<{name} r="{column_letters(column)}{target.number}"/>'.encode()
        if style != "0":
            tag = with_attribute(tag, "s", style)
        return self._written(target.number, column, tag, b"", style, edit)

    def _changed(self, target: _Target, column: int, cell: Node, edit: CellEdit) -> bytes:
        part = self.sheet.part
        tag, inside = part.tag(cell), part.xml[cell.opened : max(cell.closing, cell.opened)]
        style = cell.attributes.get("s", "0")
        formula = re.search(rb"<%bf[\s/>]" % re.escape(part.prefix.encode()), inside)
        if edit.value is not None and formula:
            where = f"{self.name}!{column_letters(column)}{target.number}"
            raise AssemblerError(
                f"{where} holds a formula, which is not written over.",
                "Type the words themselves into the cell.",
            )
        return self._written(target.number, column, tag, inside, style, edit)

    def _written(  # noqa: PLR0913, PLR0917 - a cell is all of these
        self, row: int, column: int, tag: bytes, inside: bytes, style: str, edit: CellEdit
    ) -> bytes:
        number = int(style or "0")
        if edit.value is not None:
            look = self.looks.get(str(number), CellFormat())
            if needs_bare_font(look.span, edit.value):
                number = self.styles.without_emphasis(number)
            kind, inside = self._content(
                number, look, edit.value, f"{self.name}!{column_letters(column)}{row}"
            )
            tag = with_attribute(tag, "t", kind)
            # They lead to a picture or a dynamic array that the value was.
            for name in ("cm", "vm"):
                tag = with_attribute(tag, name, None)
        if edit.fill is not None:
            number = self.styles.with_fill(number, edit.fill)
        if str(number) != (style or "0"):
            tag = with_attribute(tag, "s", str(number))
        bare = tag[:-2].rstrip() if tag.endswith(b"/>") else tag[:-1]
        if not inside:
            return bare + b"/>"
        return bare + b">" + inside + f"</{self.sheet.part.prefix}c>".encode()

    def _content(
        self, style: int, look: CellFormat, value: Value, where: str
    ) -> tuple[str | None, bytes]:
        """Return the type of a cell and what stands in it."""
        prefix = self.sheet.part.prefix
        if isinstance(value, date) and look.is_date:
            return None, f"<{prefix}v>{(value - self.epoch).days}</{prefix}v>".encode()
        spans = spans_of(f"{value:%d/%m/%Y}" if isinstance(value, date) else value)
        words = "".join(span.text for span in spans)
        if len(words) > LONGEST:
            raise AssemblerError(
                f"The text for {where} has {len(words):,} characters; a cell holds {LONGEST:,}.",
                "Shorten it.",
            )
        if not words:
            return None, b""
        runs = b"".join(self._run(span, style) for span in spans)
        if not any(span.stands_out for span in spans):
            runs = f'<{prefix}t xml:space="preserve">{escaped(words)}</{prefix}t>'.encode()
        return "inlineStr", f"<{prefix}is>".encode() + runs + f"</{prefix}is>".encode()

    def _run(self, span: Span, style: int) -> bytes:
        prefix = self.sheet.part.prefix
        look = emphasis(span, prefix)
        font = self.styles.font_of(style) if look else b""
        properties = f"<{prefix}rPr>{look}".encode() + font + f"</{prefix}rPr>".encode()
        words = f'<{prefix}t xml:space="preserve">{escaped(span.text)}</{prefix}t>'
        shown = properties if look else b""
        return f"<{prefix}r>".encode() + shown + f"{words}</{prefix}r>".encode()


def _cells_of(rows: Collection[int]) -> Callable[[Node, dict[str, str]], bool]:
    """Keep the cells of some rows; of a row that names no number it is known only later."""

    def wanted(parent: Node, _: dict[str, str]) -> bool:
        number = parent.attributes.get("r", "")
        return parent.name == "row" and (not number or int(number) in rows)

    return wanted
