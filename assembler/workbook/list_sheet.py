"""Add a sheet to an existing workbook: a row of headings, and rows of wrapped text under them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from assembler.workbook import style
from assembler.workbook.xlsx.edit_package import RELATIONSHIPS, EditedPackage
from assembler.workbook.xlsx.edit_styles import EditedStyles
from assembler.workbook.xlsx.grid import column_letters
from assembler.workbook.xlsx.splice import Part, Replacement, attribute, text

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
    '<sheetViews><sheetView showGridLines="0"{selected} workbookViewId="0"><pane ySplit="1" '
    'topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" '
    'activeCell="A2" sqref="A2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
)


class Looks(NamedTuple):
    """The numbers of the formats of a list: of a heading, of text and of a link."""

    heading: int
    words: int
    link: int


def add_looks(styles: EditedStyles) -> Looks:
    """Add the formats of a list to the styles of a workbook."""
    face = f'<sz val="{style.SIZE}"/>{{colour}}<name val="{style.FACE}"/><family val="2"/>'
    white, blue = '<color rgb="FFFFFFFF"/>', '<color rgb="FF0563C1"/>'
    heading = styles.add("font", f"<font><b/>{face.format(colour=white)}</font>")
    plain = styles.add("font", f"<font>{face.format(colour='')}</font>")
    link = styles.add("font", f"<font><u/>{face.format(colour=blue)}</font>")
    purple = styles.add("fill", solid_fill(style.PURPLE))
    sides = "".join(_SIDE.format(side=side) for side in ("left", "right", "top", "bottom"))
    border = styles.add("border", f"<border>{sides}<diagonal/></border>")
    looks = ((heading, purple, "center"), (plain, 0, "top"), (link, 0, "top"))
    return Looks(
        *(
            styles.add("xf", _XF.format(font=font, fill=fill, border=border, vertical=vertical))
            for font, fill, vertical in looks
        )
    )


def solid_fill(colour: str) -> str:
    """Return a plain fill (RRGGBB) as the styles of a workbook have it."""
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/>'
        f'<bgColor rgb="FF{colour}"/></patternFill></fill>'
    )


def heading_row(headings: Iterable[str], looks: Looks) -> str:
    """Return the XML of the first row."""
    texts = tuple(headings)
    return row(1, texts, (looks.heading,) * len(texts))


def row(number: int, texts: Sequence[str], formats: Sequence[int]) -> str:
    """Return the XML of a row of texts, each with the number of its format."""
    cells = (
        f'<c r="{column_letters(column)}{number}" s="{style_id}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{text(said)}</t></is></c>'
        for column, (said, style_id) in enumerate(zip(texts, formats, strict=True), start=1)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def sheet(headings: Mapping[str, int], rows: Iterable[str], *, links: str, selected: bool) -> bytes:
    """Return the XML of a sheet, given its columns with their widths and its rows."""
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(headings.values(), start=1)
    )
    view = _VIEW.format(selected=' tabSelected="1"' if selected else "")
    listed = f"<hyperlinks>{links}</hyperlinks>" if links else ""
    return (
        f'<worksheet xmlns="{_SPACE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>{view}'
        f"<cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>{listed}{_PAGE}</worksheet>"
    ).encode()


def add(package: EditedPackage, name: str, content: bytes, *, first: bool = False) -> None:
    """Add a sheet behind all others, or before them."""
    part = package.free_name("xl/worksheets/sheet{}.xml")
    key = package.add(part, content, _TYPE, package.main, "worksheet")
    book = Part(package.read(package.main), 3)
    listed, names = book.root.child("sheets"), book.root.child("definedNames")
    if listed is None:
        return
    number = 1 + max((int(s.attributes.get("sheetId", "0")) for s in listed.children), default=0)
    tag = (
        f'<{book.prefix}sheet xmlns:r="{RELATIONSHIPS}" name={attribute(name)} '
        f'sheetId="{number}" r:id="{key}"/>'
    ).encode()
    if not first:
        package.replace(package.main, book.edited(book.appended(listed, tag)))
        return
    edits = [Replacement(listed.opened, listed.opened, tag)]
    for one in names.children if names else ():
        if "localSheetId" in one.attributes:  # they count from the first sheet
            moved = str(int(one.attributes["localSheetId"]) + 1)
            edits.append(book.retagged(one, localSheetId=moved))
    package.replace(package.main, book.edited(edits))
