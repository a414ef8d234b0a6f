"""What Excel repairs on opening and neither the schemas nor openxml-audit report.

The limits are Excel's own: "Excel specifications and limits" of Microsoft's support pages, and for
the messages of drop-downs MS-OI29500 2.1.613.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree
from lxml.etree import _Element as Element
from openpyxl.utils import get_column_letter, range_boundaries

from support.validity_package import OFFICE_LINK, Package

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576
_CELL_TEXT, _CELL_LINES, _FORMULA = 32_767, 254, 8_192
_SHEET_NAME, _ROW_POINTS, _COLUMN_WIDTH, _PAGE_HEADER = 31, 409.5, 255, 255
_MESSAGES = {"prompt": 255, "error": 224, "promptTitle": 32, "errorTitle": 32}
_TYPED_LIST = 255
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)")

Rule = Callable[[Package, Element], Iterator[str]]
_SHEET_RULES: list[Rule] = []


def excel_faults(package: Package) -> Iterator[str]:
    """Yield the faults of the workbook, then those of each sheet, table and chart."""
    yield from (f"xl/workbook.xml: {fault}" for fault in _workbook(package))
    for part, root in package.roots.items():
        if root.tag == f"{S}worksheet":
            for rule in _SHEET_RULES:
                yield from (f"{part}: {fault}" for fault in rule(package, root))
            yield from (f"{part}: {fault}" for fault in _table_headings(package, part))
        elif part.startswith("xl/charts/"):
            yield from (f"{part}: {fault}" for fault in _chart(package, root))
        elif part.startswith("xl/drawings/"):
            ids = [e.get("id") for e in root.iter(etree.Element) if _local(e) == "cNvPr"]
            yield from (f"{part}: {fault}" for fault in _repeated("drawing id", ids))
    tables = [root for root in package.roots.values() if root.tag == f"{S}table"]
    yield from _repeated("table id", [table.get("id") for table in tables])
    yield from _repeated("table name", [table.get("displayName", "").lower() for table in tables])


def _sheet_rule(function: Rule) -> Rule:
    _SHEET_RULES.append(function)
    return function


def _workbook(package: Package) -> Iterator[str]:
    root = package.roots["xl/workbook.xml"]
    names = [sheet.get("name", "") for sheet in root.iter(f"{S}sheet")]
    for name in names:
        if not 0 < len(name) <= _SHEET_NAME or re.search(r"[\[\]:*?/\\]|^'|'$", name):
            yield f"{name!r} cannot be the name of a sheet"
    yield from _repeated("sheet name", [name.lower() for name in names])
    yield from _repeated("sheet id", [sheet.get("sheetId") for sheet in root.iter(f"{S}sheet")])
    defined = list(root.iter(f"{S}definedName"))
    scoped = [f"{e.get('name', '').lower()} {e.get('localSheetId', '')}".strip() for e in defined]
    yield from _repeated("defined name", scoped)
    for element in defined:
        yield from _unknown_sheets(package, element.text or "")


@_sheet_rule
def _cells(package: Package, root: Element) -> Iterator[str]:
    formats = len(package.roots["xl/styles.xml"].findall(f"{S}cellXfs/{S}xf"))
    shared = package.roots.get("xl/sharedStrings.xml")
    texts = 0 if shared is None else len(shared.findall(f"{S}si"))
    last = (0, 0)
    for cell in root.iter(f"{S}c"):
        address = cell.get("r", "")
        place = _place(address)
        if place <= last or place[0] > _LAST_ROW or place[1] > _LAST_COLUMN:
            yield f"{address}: is not where its cell can stand"
        last = place
        if int(cell.get("s", "0")) >= formats:
            yield f"{address}: has format {cell.get('s')} of {formats}"
        if cell.get("t") == "s" and int(cell.findtext(f"{S}v", "0")) >= texts:
            yield f"{address}: has shared text {cell.findtext(f'{S}v')} of {texts}"
        text = "".join(e.text or "" for e in cell.iter(f"{S}t"))
        if len(text) > _CELL_TEXT or text.count("\n") >= _CELL_LINES:
            yield f"{address}: has a text of {len(text)} characters, {text.count(chr(10))} breaks"
        if len(cell.findtext(f"{S}f", "")) > _FORMULA:
            yield f"{address}: has a formula of {len(cell.findtext(f'{S}f', ''))} characters"
        yield from _unknown_sheets(package, cell.findtext(f"{S}f", ""))


@_sheet_rule
def _sizes(_: Package, root: Element) -> Iterator[str]:
    for row in root.iter(f"{S}row"):
        if float(row.get("ht", "0")) > _ROW_POINTS:
            yield f"row {row.get('r')} is {row.get('ht')} points high"
    for column in root.iter(f"{S}col"):
        if float(column.get("width", "0")) > _COLUMN_WIDTH:
            yield f"column {column.get('min')} is {column.get('width')} wide"
    yield from _repeated("row", [row.get("r") for row in root.iter(f"{S}row")])
    for element in root.iterchildren(f"{S}headerFooter"):
        for child in element:
            if len(child.text or "") > _PAGE_HEADER:
                yield f"{_local(child)} has {len(child.text or '')} characters"


@_sheet_rule
def _validations(_: Package, root: Element) -> Iterator[str]:
    for validation in root.iter(f"{S}dataValidation"):
        where = validation.get("sqref")
        for name, most in _MESSAGES.items():
            if len(validation.get(name, "")) > most:
                yield f"{where}: {name} has {len(validation.get(name, ''))} characters of {most}"
        for name in ("formula1", "formula2"):
            formula = validation.findtext(f"{S}{name}", "")
            most = _TYPED_LIST + 2 if formula.startswith('"') else _FORMULA
            if len(formula) > most:
                yield f"{where}: {name} has {len(formula)} characters of {most}"


@_sheet_rule
def _views(_: Package, root: Element) -> Iterator[str]:
    for view in root.iter(f"{S}sheetView"):
        panes = [e.get("pane", "topLeft") for e in view.iter(f"{S}selection")]
        yield from _repeated("selection of pane", panes)


@_sheet_rule
def _ranges(package: Package, root: Element) -> Iterator[str]:
    merged = [range_boundaries(e.get("ref", "")) for e in root.iter(f"{S}mergeCell")]
    for at, one in enumerate(merged):
        for other in merged[:at]:
            if one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] <= one[3]:
                yield f"merged cells overlap at {get_column_letter(one[0])}{one[1]}"
    styles = len(package.roots["xl/styles.xml"].findall(f"{S}dxfs/{S}dxf"))
    for condition in root.iter(f"{S}cfRule"):
        if int(condition.get("dxfId", "0")) >= max(styles, 1):
            yield f"a conditional format has style {condition.get('dxfId')} of {styles}"
        for formula in condition.iter(f"{S}formula"):
            yield from _unknown_sheets(package, formula.text or "")
    for link in root.iter(f"{S}hyperlink"):
        yield from _unknown_sheets(package, link.get("location", ""))


def _table_headings(package: Package, part: str) -> Iterator[str]:
    """Yield the columns of tables whose name is not the text of their heading cell."""
    sheet = package.roots[part]
    cells = {e.get("r"): e for e in sheet.iter(f"{S}c")}
    for link in sheet.iter(f"{S}tablePart"):
        table = package.roots.get(package.links(part).get(link.get(f"{OFFICE_LINK}id", "")) or "")
        if table is None:
            continue
        left, top, *_ = range_boundaries(table.get("ref", ""))
        names = [column.get("name", "") for column in table.iter(f"{S}tableColumn")]
        yield from _repeated("table column", [name.lower() for name in names])
        for at, name in enumerate(names):
            address = f"{get_column_letter(left + at)}{top}"
            text = _text(package, cells.get(address))
            if text != name:
                yield f"{address}: says {text!r}; its table column is called {name!r}"


def _chart(package: Package, root: Element) -> Iterator[str]:
    for formula in root.iter(f"{_CHART}f"):
        yield from _unknown_sheets(package, formula.text or "")


def _unknown_sheets(package: Package, formula: str) -> Iterator[str]:
    names = {e.get("name") for e in package.roots["xl/workbook.xml"].iter(f"{S}sheet")}
    formula = re.sub(r'"[^"]*"', "", formula)
    for quoted, plain in re.findall(r"'((?:[^']|'')+)'!|([A-Za-z_][\w.]*)!", formula):
        name = quoted.replace("''", "'") or plain
        if name not in names:
            yield f"a formula names sheet {name!r}, which the workbook does not have"


def _text(package: Package, cell: Element | None) -> str:
    if cell is None:
        return ""
    if cell.get("t") == "s":
        text = package.roots["xl/sharedStrings.xml"][int(cell.findtext(f"{S}v", "0"))]
        return "".join(e.text or "" for e in text.iter(f"{S}t"))
    return "".join(e.text or "" for e in cell.iter(f"{S}t"))


def _place(address: str) -> tuple[int, int]:
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return (0, 0)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _local(element: Element) -> str:
    return etree.QName(element).localname


def _repeated(what: str, values: list[str | None]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{what} {value!r} stands {count} times"
