"""The bytes of a workbook opened, or in plain words what they are instead."""

import zipfile
from io import BytesIO

from assembler.model import Finding, Severity
from assembler.workbook.grid import Book, plain_name
from assembler.workbook.layout import SHEETS
from assembler.workbook.sheets import MOST_CELLS, TooLarge, read_book

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_SAVE_AS = "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and use that file."
_LARGEST = 300_000_000


def open_book(data: bytes) -> Book | Finding:
    """Open the bytes of a workbook, or say why they are none."""
    unfit = _unfit(data)
    if unfit:
        return unfit
    try:
        return read_book(data, {plain_name(sheet.name) for sheet in SHEETS})
    except TooLarge:
        return _not_ours(
            f"more than {MOST_CELLS:,} cells of a sheet are filled.",
            "Copy the filled cells into a new workbook from `assemble new`.",
        )
    except Exception:  # noqa: BLE001 - damaged parts raise whatever they like
        return _not_ours(
            "the file is damaged, or no Excel workbook.",
            "Open it in Excel and let Excel repair it, or go back to an earlier copy.",
        )


def _unfit(data: bytes) -> Finding | None:
    """Say what the file is when it is no workbook, as far as its first bytes show."""
    if not data:
        return _not_ours("the file is empty.", "Go back to an earlier copy.")
    if not data.startswith(_OLE):
        return _unfit_package(data)
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _not_ours(
            "the file is protected by a password.",
            "Open it in Excel, take the password off (File, Info, Protect Workbook) and save.",
        )
    return _not_ours("the file is in the old .xls format.", _SAVE_AS)


def _unfit_package(data: bytes) -> Finding | None:
    """Say what the file is when it is no workbook, as far as the names of its parts show."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
            size = sum(part.file_size for part in package.infolist())
    except Exception:  # noqa: BLE001 - a damaged zip raises more than BadZipFile
        return _not_ours("the file is no Excel workbook, or it is damaged.", _SAVE_AS)
    if "mimetype" in names:
        return _not_ours("the file is in the OpenDocument format (.ods).", _SAVE_AS)
    if not any(name.startswith("xl/") for name in names):
        return _not_ours("the file is no Excel workbook.", _SAVE_AS)
    if size > _LARGEST:
        return _not_ours(
            f"unpacked, the file would fill {size // 1_000_000:,} MB.",
            "Copy the filled cells into a new workbook from `assemble new`.",
        )
    return None


def _not_ours(message: str, fix: str) -> Finding:
    return Finding("workbook.file", Severity.ERROR, message, fix)
