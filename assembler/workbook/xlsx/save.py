"""Save a workbook: Arial as its normal font, formulas with their values, the same bytes each time.

openpyxl writes formulas without a value, charts without a description, and the time of day.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, datetime, time
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.xml.functions import tostring

_CORE, _APP = "docProps/core.xml", "docProps/app.xml"
# openpyxl writes its own version here: another one would give other bytes.
_APP_PART = (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>Assembler</Application></Properties>'
)
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_DRAWING = re.compile(r"xl/drawings/drawing(\d+)\.xml")
_FORMULA_CELL = re.compile(
    r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>(.*?)</f><v ?(?:/>|></v>)</c>', re.DOTALL
)
# openpyxl leaves out that a label's format is its own: LibreOffice then takes that of the cells.
_LABEL_FORMAT = re.compile(rb'(<(?:\w+:)?numFmt formatCode="[^"]*")\s*/>')
_CHART_NAME = re.compile(r'(<(?:\w+:)?cNvPr [^>]*?name="Chart (\d+)")')
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


class CalculatedWorkbook(Workbook):
    """A workbook that knows the values of its formulas, by sheet and address.

    `looks` are the formats of table cells that were used before.

    Column widths are counted in digits of the normal font, which is Arial 11 like all its text.
    """

    def __init__(self) -> None:
        """Make a workbook without sheets."""
        super().__init__()
        self.remove(self.worksheets[0])
        self.values: dict[tuple[str, str], str | int] = {}
        self.looks: dict[tuple[bool, str], Any] = {}
        normal = Font(name="Arial", size=11, family=2)
        inner: Any = self  # openpyxl offers no public way to change the normal font
        inner._fonts = IndexedList([normal])  # noqa: SLF001
        inner._named_styles["Normal"].font = copy(normal)  # noqa: SLF001


def workbook_bytes(
    book: CalculatedWorkbook, day: date, chart_descriptions: Sequence[Mapping[int, str]] = ()
) -> bytes:
    """Return the file of a workbook. `day` is its date.

    Charts are described sheet by sheet, for those that have any, by their number from 1.
    """
    book.properties.creator = book.properties.lastModifiedBy = "Assembler"
    book.properties.language = "en-GB"
    book.properties.created = book.properties.modified = datetime.combine(day, time())
    book.calculation.fullCalcOnLoad = True
    book.active = 0
    saved = io.BytesIO()
    book.save(saved)
    book.properties.modified = datetime.combine(day, time())  # saving put today into it
    packed = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == _CORE:
                content = tostring(book.properties.to_tree())
            elif name == _APP:
                content = _APP_PART
            elif match := _SHEET.fullmatch(name):
                title = book.worksheets[int(match[1]) - 1].title
                content = _with_values(content, title, book.values)
            elif name.startswith("xl/charts/"):
                content = _LABEL_FORMAT.sub(rb'\1 sourceLinked="0"/>', content)
            elif (match := _DRAWING.fullmatch(name)) and chart_descriptions:
                content = _with_descriptions(content, chart_descriptions[int(match[1]) - 1])
            part = zipfile.ZipInfo(name, _ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, content)
    return packed.getvalue()


def _with_values(sheet: bytes, title: str, values: Mapping[tuple[str, str], str | int]) -> bytes:
    """Put the value of each formula beside it."""

    def with_value(match: re.Match[str]) -> str:
        address, attributes, formula = match.groups()
        value = values.get((title, address))
        if value is None:
            return match[0]
        kind = ' t="str"' if isinstance(value, str) else ""
        return f'<c r="{address}"{attributes}{kind}><f>{formula}</f><v>{escape(str(value))}</v></c>'

    return _FORMULA_CELL.sub(with_value, sheet.decode()).encode()


def _with_descriptions(drawing: bytes, descriptions: Mapping[int, str]) -> bytes:
    """Describe charts for a screen reader (alternative text)."""

    def described(match: re.Match[str]) -> str:
        return f"{match[1]} descr={quoteattr(descriptions[int(match[2])])}"

    return _CHART_NAME.sub(described, drawing.decode()).encode()
