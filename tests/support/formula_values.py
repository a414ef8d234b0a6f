"""The values stored beside the formulas of a workbook: to take out, and to compare."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook

_STORED = re.compile(rb'(<c [^>]*?)( t="str")?>(<f>[^<]*</f>)<v>[^<]*</v>')


def without_values(workbook: bytes) -> bytes:
    """Return a workbook whose formulas have no value yet, so that LibreOffice calculates them."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content = _STORED.sub(rb"\1>\3", content)
            new.writestr(name, content)
    return held.getvalue()


def formula_values(
    path: Path, formulas: Mapping[str, set[str]] | None = None
) -> dict[tuple[str, str], object]:
    """Return the value of each formula by sheet and address; a blank text is "".

    `formulas` names the cells to look at, where another program may have replaced a formula.
    """
    values = load_workbook(path, data_only=True)
    if formulas is None:
        formulas = formula_cells(path)
    return {
        (sheet, address): values[sheet][address].value or ""
        for sheet, addresses in formulas.items()
        for address in addresses
    }


def formula_cells(path: Path) -> dict[str, set[str]]:
    """Return the addresses of the formulas of each sheet."""
    return {
        sheet.title: {
            cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        }
        for sheet in load_workbook(path).worksheets
    }
