"""Faults to plant in sound files, so that the judge of files can be seen to find them."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

Parts = dict[str, bytes]
_BODY, _STYLES, _NUMBERS = "word/document.xml", "word/styles.xml", "word/numbering.xml"
_TYPES, _LINKS = "[Content_Types].xml", "word/_rels/document.xml.rels"
_SHEET, _BOOK, _FORMATS = "xl/worksheets/sheet4.xml", "xl/workbook.xml", "xl/styles.xml"
_PARAGRAPH = "<w:p><w:r><w:t>planted</w:t></w:r></w:p>"
_DRAWING = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing"><wp:extent cx="1" cy="1"/><wp:docPr id="7" name="A"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="x"/></a:graphic></wp:inline></w:drawing></w:r>'
)


@dataclass(frozen=True)
class Planted:
    """A fault: what it is, how it is planted, and words that a finding of it must hold."""

    name: str
    plant: Callable[[Parts], None]
    says: str

    def into(self, content: bytes) -> bytes:
        """Return a copy of a .docx or .xlsx with the fault in it."""
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        self.plant(parts)
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, raw in parts.items():
                archive.writestr(name, raw)
        return target.getvalue()


def _swap(part: str, pattern: str, by: str, count: int = 1) -> Callable[[Parts], None]:
    def plant(parts: Parts) -> None:
        text, times = re.subn(pattern, by, parts[part].decode(), count=count, flags=re.DOTALL)
        assert times, f"{part} has no {pattern}"
        parts[part] = text.encode()

    return plant


def _in_body(xml: str) -> Callable[[Parts], None]:
    return _swap(_BODY, r"(<w:body>)", rf"\1{xml}")


def _without(part: str) -> Callable[[Parts], None]:
    return lambda parts: parts.pop(part) and None


def _cut(parts: Parts) -> None:
    parts[_BODY] = parts[_BODY][:-20]


def _extra(parts: Parts) -> None:
    parts["word/extra.bin"] = b"extra"


_TABLE = '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9"/></w:tblGrid>{}</w:tbl>' + _PARAGRAPH
_RANGE = '<w:p><w:{0}Start w:id="{1}"{2}/>{3}</w:p>'

WORD = (
    Planted("XML cut off", _cut, "not well-formed"),
    Planted("a part without a content type", _extra, "no content type"),
    Planted("a part that is gone", _without(_STYLES), "not in the package"),
    Planted("a relationship that is gone", _swap(
        _LINKS, "<Relationship [^>]*styles[^>]*>", ""
    ), ""),
    Planted("a link to no relationship", _in_body(
        '<w:p><w:hyperlink r:id="rId999"><w:r><w:t>A</w:t></w:r></w:hyperlink></w:p>'
    ), "rId999"),
    Planted("a table without rows", _in_body(_TABLE.format("")), "no rows"),
    Planted("a row without cells", _in_body(_TABLE.format("<w:tr/>")), "no cells"),
    Planted("a cell without a paragraph", _in_body(
        _TABLE.format("<w:tr><w:tc><w:tcPr/></w:tc></w:tr>")
    ), "does not end in a paragraph"),
    Planted("a huge span", _in_body(_TABLE.format(
        f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="900"/></w:tcPr>{_PARAGRAPH}</w:tc></w:tr>'
    )), "spans 900 columns"),
    Planted("a list level that Word has not", _in_body(
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="12"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    ), "level 12"),
    Planted("a list that is not defined", _in_body(
        '<w:p><w:pPr><w:numPr><w:numId w:val="4321"/></w:numPr></w:pPr></w:p>'
    ), "list 4321"),
    Planted("a style that is not defined", _in_body(
        '<w:p><w:pPr><w:pStyle w:val="Nowhere"/></w:pPr></w:p>'
    ), "Nowhere"),
    Planted("a style id twice", _swap(
        _STYLES, "(<w:style [^>]*>.*?</w:style>)", r"\1\1"
    ), "style id"),
    Planted("a comment that leads nowhere", _in_body(
        '<w:p><w:r><w:commentReference w:id="77"/></w:r></w:p>'
    ), "leads to no comment"),
    Planted("a note that leads nowhere", _in_body(
        '<w:p><w:r><w:footnoteReference w:id="77"/></w:r></w:p>'
    ), "leads to no footnote"),
    Planted("a drawing id twice", _in_body(f"<w:p>{_DRAWING}{_DRAWING}</w:p>"), "drawing id 7"),
    Planted("a bookmark without an end", _in_body(
        _RANGE.format("bookmark", 91, ' w:name="a"', "")
    ), "do not match"),
    Planted("a bookmark name twice", _in_body("".join(
        _RANGE.format("bookmark", at, ' w:name="a"', f'<w:bookmarkEnd w:id="{at}"/>')
        for at in (91, 92)
    )), "bookmark name"),
    Planted("a field without an end", _in_body(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'
    ), "fields do not match"),
    Planted("an element that is not Word's", _in_body("<w:nonsense/>"), "nonsense"),
    Planted("properties in the wrong order", _in_body(
        '<w:p><w:pPr><w:jc w:val="left"/><w:pStyle w:val="Normal"/></w:pPr></w:p>'
    ), "pStyle"),
    Planted("a value that is not on the list", _in_body(
        '<w:p><w:pPr><w:jc w:val="sideways"/></w:pPr></w:p>'
    ), "sideways"),
    Planted("a paragraph inside a run", _in_body("<w:p><w:r><w:p/></w:r></w:p>"), "p"),
    Planted("a tracked change without an author", _in_body(
        '<w:p><w:ins w:id="5"><w:r><w:t>A</w:t></w:r></w:ins></w:p>'
    ), "author"),
)  # fmt: skip

_FIRST_LIST = r'(<dataValidation [^>]*type="list"[^>]*?)'
_FIRST_CELL = r'(<c r="A2")'
EXCEL = (
    Planted("five selections", _swap(
        _SHEET, "(<selection [^>]*/>)", r"\1\1\1\1\1"
    ), "selection of pane"),
    Planted("a long input message",
        _swap(_SHEET, ' prompt="[^"]*"', f' prompt="{"x" * 256}"'),
        "prompt has 256"),
    Planted("a long error message",
        _swap(_SHEET, ' error="[^"]*"', f' error="{"x" * 225}"'),
        "error has 225"),
    Planted("a long typed list", _swap(
        _SHEET, '<formula1>"[^<]*"</formula1>', f'<formula1>"{"x" * 256}"</formula1>'
    ), "formula1 has"),
    Planted("a long formula", _swap(
        _SHEET, "<f>[^<]*</f>", f"<f>{'1+' * 4200}1</f>"
    ), "formula of 8401"),
    Planted("a long text", _swap(
        _SHEET, r"(<c [^>]*inlineStr[^>]*><is><t[^>]*>)", rf"\1{'x' * 32768}"
    ), "characters"),
    Planted("a long sheet name", _swap(
        _BOOK, r'(<sheet [^>]*?name=")', rf"\1{'x' * 32}"
    ), "name of a sheet"),
    Planted("a sheet name twice", _swap(
        _BOOK, '(name="Guide"|name="Letter")', 'name="Twice"', count=2
    ), "sheet name 'twice'"),
    Planted("a sheet name with a colon", _swap(_BOOK, 'name="Letter"', 'name="A:B"'), "A:B"),
    Planted("a row that is too high", _swap(
        _SHEET, '<row r="3"', '<row r="3" ht="500"'
    ), "500 points"),
    Planted("a column that is too wide", _swap(
        _SHEET, r'(<col [^>]*?width=")[^"]*"', r'\g<1>300"'
    ), "300 wide"),
    Planted("a cell twice", _swap(_SHEET, r'(<row r="3".*?<c r="B)3"', r'\g<1>2"'), "can stand"),
    Planted("a format that is not defined", _swap(
        _SHEET, r'(<c r="A2"[^>]*? s=")[0-9]+"', r'\g<1>9999"'
    ), "9999"),
    Planted("a shared text that is not there", _swap(
        _SHEET, r'(<c r="A2")[^>]*>.*?</c>', r'\1 t="s"><v>99</v></c>'
    ), "shared text 99"),
    Planted("a conditional style that is not defined", _swap(
        _SHEET, r'dxfId="[0-9]+"', 'dxfId="999"'
    ), "999"),
    Planted("a formula that names no sheet", _swap(
        _SHEET, "<f>[^<]*</f>", "<f>'No sheet'!A1</f>"
    ), "'No sheet'"),
    Planted("a name that leads to no sheet", _swap(
        _BOOK, "(<definedName [^>]*>)[^<]*<", r"\1Nowhere!$A$1<"
    ), "'Nowhere'"),
    Planted("merged cells that overlap", _swap(
        _SHEET,
        "(</sheetData>(?:<sheetProtection[^>]*>)?(?:<autoFilter.*?/>)?)",
        r'\1<mergeCells><mergeCell ref="H20:J22"/><mergeCell ref="I21:K23"/></mergeCells>',
    ), "merged cells overlap"),
    Planted("an element that is not Excel's", _swap(
        _SHEET, "(<sheetData>)", r"<nonsense/>\1"
    ), "nonsense"),
    Planted("elements in the wrong order", _swap(
        _SHEET, "(<sheetViews>.*</sheetViews>)(.*)(<sheetData>)", r"\2\1\3"
    ), ""),
    Planted("a sheet that is gone", _without(_SHEET), "not in the package"),
)  # fmt: skip
