"""Assign each typed line to a criterion: by its table row, else by the lines above it."""

import re
from collections.abc import Iterator, Sequence

from assembler.model import Level
from assembler.returned.classify_lines import ClassifiedLine, Role
from assembler.returned.lines import Cell, LineKind
from assembler.returned.parse_answer import parse_answer

_NUMBERED = re.compile(r"\s*\(?[0-9]{1,2}[.):]")
_NAMES_CRITERION = (Role.CRITERION, Role.QUOTED)


def anchors(lines: Sequence[ClassifiedLine]) -> list[str]:
    """Return the ref of each line's criterion, or "" where the criterion is uncertain."""
    layout = _Layout(lines)
    return [layout.anchor(index, line) for index, line in enumerate(lines)]


class _Layout:
    """Indexes of the criteria by row, cell and table, and the last criterion read in each cell."""

    def __init__(self, lines: Sequence[ClassifiedLine]) -> None:
        self.lines = lines
        self.refs_by_row: dict[int, dict[str, None]] = {}
        self.refs_by_cell: dict[Cell, dict[str, None]] = {}
        self.tables_with_criteria: set[int] = set()
        self.lines_by_cell: dict[Cell, list[int]] = {}
        self.first_by_row: dict[int, Cell] = {}
        for index, each in enumerate(lines):
            for cell in dict.fromkeys(each.line.cells):
                self.lines_by_cell.setdefault(cell, []).append(index)
            for cell in each.line.cells if each.role in _NAMES_CRITERION else ():
                self.first_by_row.setdefault(cell.row, cell)
                self.refs_by_row.setdefault(cell.row, {})[each.ref] = None
                self.refs_by_cell.setdefault(cell, {})[each.ref] = None
                self.tables_with_criteria.add(cell.table)
        self.latest_in_cell: dict[Cell, str] = {}
        self.latest_row: dict[int, int] = {}
        self.latest_in_body = ""
        self.aligned: dict[Cell, dict[int, str]] = {}

    def anchor(self, index: int, line: ClassifiedLine) -> str:
        if line.role in {*_NAMES_CRITERION, Role.POINT}:
            self._note(line, line.ref)
            return line.ref
        if line.role is Role.HEADING:
            self._note(line, "")
            return ""
        if line.role is Role.PRINT or line.line.kind is not LineKind.TEXT:
            return ""
        return self._by_cells(index, line.line.cells)

    def _note(self, line: ClassifiedLine, ref: str) -> None:
        for cell in line.line.cells:
            self.latest_in_cell[cell] = ref
            if ref:
                self.latest_row[cell.table] = cell.row
        self.latest_in_body = "" if line.line.cells else ref

    def _by_cells(self, index: int, cells: tuple[Cell, ...]) -> str:
        for cell in reversed(cells):
            refs = self.refs_by_row.get(cell.row, {})
            if len(refs) == 1:
                return next(iter(refs))
            if cell in self.refs_by_cell:
                return self.latest_in_cell.get(cell, "")
            if refs:
                return self._beside(cell).get(index, "")
        if not cells:
            return self.latest_in_body
        table = cells[0].table
        if table not in self.tables_with_criteria:
            return self.latest_in_body
        above = self.refs_by_row.get(self.latest_row.get(table, -1), {})
        return next(iter(above)) if len(above) == 1 else ""

    def _beside(self, cell: Cell) -> dict[int, str]:
        """Match the lines of an added cell with the criteria beside them, where certain."""
        if cell not in self.aligned:
            self.aligned[cell] = dict(self._pairs(cell))
        return self.aligned[cell]

    def _pairs(self, cell: Cell) -> Iterator[tuple[int, str]]:
        in_cell = self.lines_by_cell[cell]
        beside = [self.lines[i] for i in self.lines_by_cell[self.first_by_row[cell.row]]]
        typed = [i for i in in_cell if self.lines[i].line.text.spans]
        refs = [each.ref for each in beside if each.role is Role.CRITERION]
        level = {i: each.ref for i, each in zip(in_cell, beside, strict=False)}
        if len(in_cell) == len(beside) and all(level[i] for i in typed):
            yield from ((i, level[i]) for i in typed)
        elif len(typed) == len(refs) and all(self._is_separate(i) for i in typed):
            yield from zip(typed, refs, strict=True)

    def _is_separate(self, index: int) -> bool:
        """Return whether a line starts a new entry: it begins with a number or an answer."""
        text = str(self.lines[index].line.text)
        return bool(_NUMBERED.match(text)) or parse_answer(text, Level.MET).answer is not None
