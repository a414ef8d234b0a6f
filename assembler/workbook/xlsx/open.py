"""Open the bytes of a workbook, or say in plain words what they are instead."""

from assembler.opc.archive import UnsafeError
from assembler.workbook.layout import SHEETS
from assembler.workbook.xlsx import package
from assembler.workbook.xlsx.cells import read_book
from assembler.workbook.xlsx.grid import Book, plain_name

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def open_book(data: bytes, only: str = "") -> Book:
    """Open a workbook. `only` names the one sheet wanted.

    Raises UnsafeError alone, which says what is wrong and what to do; so may reading its cells.
    """
    wanted = [only] if only else [sheet.name for sheet in SHEETS]
    try:
        _refuse_other_formats(data)
        return read_book(package.open_package(data), {plain_name(name) for name in wanted})
    except UnsafeError:
        raise
    except Exception as error:
        # Damaged parts raise all kinds of exceptions.
        raise UnsafeError(
            "is damaged, or is not an Excel workbook.",
            "Open it in Excel and let Excel repair it, or go back to an earlier copy.",
        ) from error


def _refuse_other_formats(data: bytes) -> None:
    """Refuse what the first bytes show to be no zip. Raises UnsafeError."""
    if not data:
        raise UnsafeError("is empty.", "Go back to an earlier copy.")
    if data.startswith(b"PK"):
        return
    if not data.startswith(_OLE):
        raise package.not_a_workbook(data)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnsafeError(
            "is protected by a password.",
            "Open it in Excel, take the password off (File, Info, Protect Workbook) and save.",
        )
    raise UnsafeError("is in the old .xls format.", package.SAVE_AS)
