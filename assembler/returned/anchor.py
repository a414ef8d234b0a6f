"""Which criterion typed words belong to: by their row, else by what stands above them."""

import re
from collections.abc import Iterator, Sequence

from assembler.model import Level
from assembler.returned.classify_lines import Read, Role
from assembler.returned.lines import Cell, Kind
from assembler.returned.parse_answer import clear

_NUMBERED = re.compile(r"\s*\(?[0-9]{1,2}[.):]")
_NAMES = (Role.CRITERION, Role.QUOTED)


def anchors(made: Sequence[Read]) -> list[str]:
    """Give the ref for each line, "" where none is sure."""
    table = _Table(made)
    return [table.anchor(at, one) for at, one in enumerate(made)]


class _Table:
    """What stands where, and the criterion last met in each cell while the lines go by."""

    def __init__(self, made: Sequence[Read]) -> None:
        self.made = made
        self.of_row: dict[int, dict[str, None]] = {}
        self.of_cell: dict[Cell, dict[str, None]] = {}
        self.of_table: set[int] = set()
        for one in made:
            for cell in one.line.cells if one.role in _NAMES else ():
                self.of_row.setdefault(cell.row, {})[one.ref] = None
                self.of_cell.setdefault(cell, {})[one.ref] = None
                self.of_table.add(cell.table)
        self.current: dict[Cell, str] = {}
        self.last_row: dict[int, int] = {}
        self.body = ""
        self.aligned: dict[Cell, dict[int, str]] = {}

    def anchor(self, at: int, one: Read) -> str:
        if one.role in {*_NAMES, Role.POINT}:
            self._met(one, one.ref)
            return one.ref
        if one.role is Role.HEADING:
            self._met(one, "")
            return ""
        if one.role is Role.PRINT or one.line.kind is not Kind.TEXT:
            return ""
        return self._of_cells(at, one.line.cells)

    def _met(self, one: Read, ref: str) -> None:
        for cell in one.line.cells:
            self.current[cell] = ref
            if ref:
                self.last_row[cell.table] = cell.row
        self.body = "" if one.line.cells else ref

    def _of_cells(self, at: int, cells: tuple[Cell, ...]) -> str:
        for cell in reversed(cells):
            refs = self.of_row.get(cell.row, {})
            if len(refs) == 1:
                return next(iter(refs))
            if cell in self.of_cell:
                return self.current.get(cell, "")
            if refs:
                return self._beside(cell).get(at, "")
        if not cells:
            return self.body
        table = cells[0].table
        if table not in self.of_table:
            return self.body
        above = self.of_row.get(self.last_row.get(table, -1), {})
        return next(iter(above)) if len(above) == 1 else ""

    def _beside(self, cell: Cell) -> dict[int, str]:
        """Match the lines of an added cell with the criteria beside them, where that is sure."""
        if cell not in self.aligned:
            self.aligned[cell] = dict(self._pairs(cell))
        return self.aligned[cell]

    def _pairs(self, cell: Cell) -> Iterator[tuple[int, str]]:
        own = [at for at, one in enumerate(self.made) if cell in one.line.cells]
        other = next(c for c in self.of_cell if c.row == cell.row)
        beside = [one for one in self.made if other in one.line.cells]
        typed = [at for at in own if self.made[at].line.text.spans]
        refs = [one.ref for one in beside if one.role is Role.CRITERION]
        if len(own) == len(beside) and all(beside[own.index(at)].ref for at in typed):
            yield from ((at, beside[own.index(at)].ref) for at in typed)
        elif len(typed) == len(refs) and all(self._stands_alone(at) for at in typed):
            yield from zip(typed, refs, strict=True)

    def _stands_alone(self, at: int) -> bool:
        text = str(self.made[at].line.text)
        return bool(_NUMBERED.match(text)) or clear(text, Level.MET)[0] is not None
