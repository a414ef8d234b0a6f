"""Write the first sheet of a marked copy: a row for each cell, what is wrong, what to do."""

from collections.abc import Sequence

from assembler.findings import Finding, Place, Severity
from assembler.workbook import style
from assembler.workbook.xlsx.edit_package import RELATIONSHIPS, EditedPackage
from assembler.workbook.xlsx.edit_styles import EditedStyles
from assembler.workbook.xlsx.grid import plain_name
from assembler.workbook.xlsx.splice import Part, Replacement, attribute, text

TO_FIX = "To fix"
_HEADERS = {"Cell": 18, "What is wrong": 70, "What to do": 70, "How serious": 18}
_SEVERITY = {Severity.ERROR: "must be put right", Severity.WARNING: "worth a look"}
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_XF = (
    '<xf numFmtId="49" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
    'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
    '<alignment vertical="{vertical}" wrapText="1"/></xf>'
)
_SIDE = '<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>'
_PAGE = (
    '<pageMargins left="0.3" right="0.3" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    "<headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter>"
)
_VIEW = (
    '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0"><pane ySplit="1" '
    'topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" '
    'activeCell="A2" sqref="A2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
)


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
    name = package.free_name("xl/worksheets/sheet{}.xml")
    key = package.add(name, content, _TYPE, package.main, "worksheet")
    _list_first(package, key)
    _show(package, 0)


def _sheet(styles: EditedStyles, findings: Sequence[Finding], sheets: frozenset[str]) -> bytes:
    header, words, link = _formats(styles)
    rows = [_row(1, tuple(_HEADERS), (header,) * len(_HEADERS))]
    links = []
    for finding in findings:
        for place in finding.places or (None,):
            number = len(rows) + 1
            told = (str(place or ""), finding.message, finding.fix, _SEVERITY[finding.severity])
            leads = place is not None and plain_name(place.part) in sheets
            rows.append(_row(number, told, (link if leads else words, words, words, words)))
            if place is not None and leads:
                links.append(_link(number, place))
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(_HEADERS.values(), start=1)
    )
    listed = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'<worksheet xmlns="{_SPACE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>{_VIEW}'
        f"<cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>{listed}{_PAGE}</worksheet>"
    ).encode()


def _row(number: int, texts: Sequence[str], formats: Sequence[int]) -> str:
    cells = (
        f'<c r="{column}{number}" s="{style_id}" t="inlineStr"><is><t xml:space="preserve">'
        f"{text(said)}</t></is></c>"
        for column, said, style_id in zip("ABCD", texts, formats, strict=True)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _link(number: int, place: Place) -> str:
    sheet = place.part.replace("'", "''")
    target, hint = attribute(f"'{sheet}'!{place.at or 'A1'}"), attribute(f"To {place}")
    return f'<hyperlink ref="A{number}" location={target} tooltip={hint} display={hint}/>'


def _formats(styles: EditedStyles) -> tuple[int, int, int]:
    """Add the looks of a heading, of text and of a link, and return their numbers."""
    face = f'<sz val="{style.SIZE}"/>{{colour}}<name val="{style.FACE}"/><family val="2"/>'
    white, blue = '<color rgb="FFFFFFFF"/>', '<color rgb="FF0563C1"/>'
    heading = styles.add("font", f"<font><b/>{face.format(colour=white)}</font>")
    plain = styles.add("font", f"<font>{face.format(colour='')}</font>")
    link = styles.add("font", f"<font><u/>{face.format(colour=blue)}</font>")
    purple = styles.add("fill", solid_fill(style.PURPLE))
    sides = "".join(_SIDE.format(side=side) for side in ("left", "right", "top", "bottom"))
    border = styles.add("border", f"<border>{sides}<diagonal/></border>")
    looks = ((heading, purple, "center"), (plain, 0, "top"), (link, 0, "top"))
    header, words, linked = (
        styles.add("xf", _XF.format(font=font, fill=fill, border=border, vertical=vertical))
        for font, fill, vertical in looks
    )
    return header, words, linked


def solid_fill(colour: str) -> str:
    """Return a plain fill (RRGGBB) as the styles of a workbook have it."""
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/>'
        f'<bgColor rgb="FF{colour}"/></patternFill></fill>'
    )


def _list_first(package: EditedPackage, key: str) -> None:
    """Put the sheet before all others; names that belong to a sheet count from the first."""
    book = Part(package.read(package.main), 3)
    listed, names = book.root.child("sheets"), book.root.child("definedNames")
    if listed is None:
        return
    number = 1 + max((int(s.attributes.get("sheetId", "0")) for s in listed.children), default=0)
    tag = (
        f'<{book.prefix}sheet xmlns:r="{RELATIONSHIPS}" name="{TO_FIX}" sheetId="{number}" '
        f'r:id="{key}"/>'
    )
    edits = [Replacement(listed.opened, listed.opened, tag.encode())]
    for name in names.children if names else ():
        if "localSheetId" in name.attributes:
            moved = str(int(name.attributes["localSheetId"]) + 1)
            edits.append(book.retagged(name, localSheetId=moved))
    package.replace(package.main, book.edited(edits))


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
