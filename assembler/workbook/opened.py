"""The bytes of a workbook opened, or in plain words what they are instead."""

from assembler import archive
from assembler.archive import UnsafeError
from assembler.model import Finding, Severity
from assembler.workbook import guard
from assembler.workbook.grid import Book, plain_name
from assembler.workbook.layout import SHEETS
from assembler.workbook.sheets import MOST_CELLS, TooLarge, read_book

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_SAVE_AS = "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and use that file."


def open_book(data: bytes, only: str = "") -> Book | Finding:
    """Open the bytes of a workbook, or say why they are none. `only` names the one sheet wanted."""
    unfit = _unfit(data)
    if unfit:
        return unfit
    try:
        wanted = [only] if only else [sheet.name for sheet in SHEETS]
        return read_book(guard.fit(data, only), {plain_name(name) for name in wanted})
    except UnsafeError as error:
        return _not_ours(f"the file {error.what}", error.do)
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
    if not data.startswith(b"PK"):
        return _not_ours("the file is no Excel workbook.", _SAVE_AS)
    try:
        names = archive.opened(data, guard.LARGEST_UNPACKED).parts
    except UnsafeError as error:
        return _not_ours(f"the file {error.what}", error.do)
    if "mimetype" in names:
        return _not_ours("the file is in the OpenDocument format (.ods).", _SAVE_AS)
    if not any(name.startswith("xl/") for name in names):
        return _not_ours("the file is no Excel workbook.", _SAVE_AS)
    return None


def _not_ours(message: str, fix: str) -> Finding:
    return Finding("workbook.file", Severity.ERROR, message, fix)
