"""Work out how a table's style formats its cells: whole table, first row, last column, bands.

ECMA-376 part 1, 17.7.6: later entries of `_ORDER` win.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from lxml import etree

from assembler.word.namespaces import w

Look: TypeAlias = "Mapping[str, etree._Element]"  # noqa: SLF001 - lxml names it so

_ORDER = (
    *("band1Vert", "band2Vert", "band1Horz", "band2Horz", "firstCol", "lastCol"),
    *("firstRow", "lastRow", "nwCell", "neCell", "swCell", "seCell"),
)
# The bits of the older form of the switches, in `w:val`.
_SWITCHES = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}
_HEXADECIMAL = 16


def cell_looks(
    table: etree._Element, styles: Sequence[etree._Element]
) -> Mapping[etree._Element, tuple[Look, Look]]:
    """Return the run and cell properties that a table's style gives each of its cells.

    `styles` are the style and those it is based on.
    """
    kinds = {kind: _merged(_conditional(styles, kind)) for kind in _ORDER}
    kinds = {kind: look for kind, look in kinds.items() if any(look)}
    whole = _merged(styles)
    if not kinds:
        return dict.fromkeys(table.iter(w("tc")), whole) if any(whole) else {}
    switches = _switches(table)
    rows = [row for row in table.iter(w("tr")) if _table_of(row) is table]
    looks = {}
    for number, row in enumerate(rows):
        cells = [cell for cell in row.iter(w("tc")) if _table_of(cell) is table]
        for column, cell in enumerate(cells):
            at = (number, len(rows)), (column, len(cells))
            applied = [kinds[kind] for kind in _conditions(switches, *at) if kind in kinds]
            run, shade = dict(whole[0]), dict(whole[1])
            for run_look, cell_look in applied:
                run |= run_look
                shade |= cell_look
            looks[cell] = run, shade
    return looks


def _conditions(
    switches: Mapping[str, bool], row: tuple[int, int], column: tuple[int, int]
) -> Iterator[str]:
    """Yield the kinds of a cell, the one that wins last; places are (number, out of how many)."""
    top, bottom = (switches[name] for name in ("firstRow", "lastRow"))
    left, right = (switches[name] for name in ("firstColumn", "lastColumn"))
    is_at = {
        "firstRow": top and row[0] == 0,
        "lastRow": bottom and row[0] == row[1] - 1,
        "firstCol": left and column[0] == 0,
        "lastCol": right and column[0] == column[1] - 1,
    }
    for name, at, first, on in (
        ("Vert", column[0], left, not switches["noVBand"]),
        ("Horz", row[0], top, not switches["noHBand"]),
    ):
        if on and not (first and at == 0):
            yield f"band{(at - first) % 2 + 1}{name}"
    yield from (name for name in _ORDER if is_at.get(name))
    for corner, vertical, horizontal in (
        ("nwCell", "firstRow", "firstCol"),
        ("neCell", "firstRow", "lastCol"),
        ("swCell", "lastRow", "firstCol"),
        ("seCell", "lastRow", "lastCol"),
    ):
        if is_at[vertical] and is_at[horizontal]:
            yield corner


def _switches(table: etree._Element) -> Mapping[str, bool]:
    look = table.find(f"{w('tblPr')}/{w('tblLook')}")
    if look is None:
        return dict.fromkeys(_SWITCHES, False)
    try:
        bits = int(look.get(w("val"), "0"), _HEXADECIMAL)
    except ValueError:
        bits = 0
    return {
        name: look.get(w(name), "1" if bits & bit else "0") in {"1", "true", "on"}
        for name, bit in _SWITCHES.items()
    }


def _conditional(styles: Sequence[etree._Element], kind: str) -> list[etree._Element]:
    return [
        entry
        for style in styles
        for entry in style.findall(w("tblStylePr"))
        if entry.get(w("type")) == kind
    ]


def _merged(holders: Sequence[etree._Element]) -> tuple[Look, Look]:
    """Return the run and cell properties of a style and those it is based on."""
    looks: tuple[dict[str, etree._Element], dict[str, etree._Element]] = {}, {}
    for holder in holders:
        for look, name in zip(looks, ("rPr", "tcPr"), strict=True):
            for entry in holder.iterfind(f"{w(name)}/*"):
                look.setdefault(str(entry.tag), entry)
        shade = holder.find(f"{w('tblPr')}/{w('shd')}")  # of the table, where no cell has its own
        if shade is not None:
            looks[1].setdefault(str(shade.tag), shade)
    return looks


def _table_of(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(w("tbl")), None)
