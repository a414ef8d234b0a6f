"""The bytes of a workbook opened, or in plain words what they are instead."""

from assembler.archive import UnsafeError
from assembler.model import Finding, Severity
from assembler.workbook import parts
from assembler.workbook.grid import Book, plain_name
from assembler.workbook.layout import SHEETS
from assembler.workbook.sheets import read_book

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def open_book(data: bytes, only: str = "") -> Book | Finding:
    """Open the bytes of a workbook, or say why they are none. `only` names the one sheet wanted."""
    wanted = [only] if only else [sheet.name for sheet in SHEETS]
    try:
        _must_be_a_package(data)
        return read_book(parts.opened(data), {plain_name(name) for name in wanted})
    except UnsafeError as error:
        return _not_ours(f"the file {error.what}", error.do)
    except Exception:  # noqa: BLE001 - damaged parts raise whatever they like
        return _not_ours(
            "the file is damaged, or no Excel workbook.",
            "Open it in Excel and let Excel repair it, or go back to an earlier copy.",
        )


def _must_be_a_package(data: bytes) -> None:
    """Refuse what is no zip, as far as the first bytes show. Raises UnsafeError."""
    if not data:
        raise UnsafeError("is empty.", "Go back to an earlier copy.")
    if data.startswith(b"PK"):
        return
    if not data.startswith(_OLE):
        raise UnsafeError("is no Excel workbook.", parts.SAVE_AS)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnsafeError(
            "is protected by a password.",
            "Open it in Excel, take the password off (File, Info, Protect Workbook) and save.",
        )
    raise UnsafeError("is in the old .xls format.", parts.SAVE_AS)


def _not_ours(message: str, fix: str) -> Finding:
    return Finding("workbook.file", Severity.ERROR, message, fix)
