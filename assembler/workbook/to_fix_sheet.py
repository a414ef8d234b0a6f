"""Write the first sheet of a marked copy: a row for each cell, what is wrong, what to do."""

from collections.abc import Sequence

from assembler.findings import Finding, Place, Severity
from assembler.workbook import list_sheet
from assembler.workbook.xlsx.edit_package import EditedPackage
from assembler.workbook.xlsx.edit_styles import EditedStyles
from assembler.workbook.xlsx.grid import plain_name
from assembler.workbook.xlsx.splice import Part, attribute

TO_FIX = "To fix"
_HEADINGS = {"Cell": 18, "What is wrong": 70, "What to do": 70, "How serious": 18}
_SEVERITY = {Severity.ERROR: "must be put right", Severity.WARNING: "worth a look"}


def write_list(package: EditedPackage, styles: EditedStyles, findings: Sequence[Finding]) -> None:
    """Write the list as the first sheet, over an earlier list if there is one; open it there."""
    sheets = package.sheets()
    content = _sheet(styles, findings, frozenset(sheets))
    _unselect_all(package)
    name = sheets.get(plain_name(TO_FIX))
    if name:
        package.replace(name, content)
        _show(package, list(sheets).index(plain_name(TO_FIX)))
        return
    list_sheet.add(package, TO_FIX, content, first=True)
    _show(package, 0)


def _sheet(styles: EditedStyles, findings: Sequence[Finding], sheets: frozenset[str]) -> bytes:
    looks = list_sheet.add_looks(styles)
    rows = [list_sheet.heading_row(_HEADINGS, looks)]
    links = []
    for finding in findings:
        for place in finding.places or (None,):
            number = len(rows) + 1
            told = (str(place or ""), finding.message, finding.fix, _SEVERITY[finding.severity])
            leads = place is not None and plain_name(place.part) in sheets
            first = looks.link if leads else looks.words
            rows.append(list_sheet.row(number, told, (first, *(looks.words,) * 3)))
            if place is not None and leads:
                links.append(_link(number, place))
    return list_sheet.sheet(_HEADINGS, rows, links="".join(links), selected=True)


def _link(number: int, place: Place) -> str:
    sheet = place.part.replace("'", "''")
    target, hint = attribute(f"'{sheet}'!{place.at or 'A1'}"), attribute(f"To {place}")
    return f'<hyperlink ref="A{number}" location={target} tooltip={hint} display={hint}/>'


def _show(package: EditedPackage, index: int) -> None:
    """Make the workbook open at a sheet."""
    book = Part(package.read(package.main), 3)
    views = book.root.child("bookViews")
    shown = str(index)
    edits = [
        book.retagged(view, activeTab=shown, firstSheet=shown)
        for view in (views.children if views else ())
    ]
    package.replace(package.main, book.edited(edits))


def _unselect_all(package: EditedPackage) -> None:
    """Deselect all sheets: typing into one of several selected sheets types into all of them."""
    for part, kind in package.related(package.main).values():
        if kind not in {"worksheet", "chartsheet"} or b"tabSelected" not in package.read(part):
            continue
        sheet = Part(package.read(part), 3)
        views = sheet.root.child("sheetViews")
        edits = [
            sheet.retagged(view, tabSelected=None)
            for view in (views.children if views else ())
            if "tabSelected" in view.attributes
        ]
        package.replace(part, sheet.edited(edits))
