"""Names of files: safe ones everywhere, Windows first, and which in a folder are workbooks."""

import re
from pathlib import Path
from typing import NamedTuple

_LONGEST = 80
_SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
_READ = {".xlsx", ".xlsm"}
_NOBODYS = {"assembler.toml", "desktop.ini", "thumbs.db"}
# The names of devices, which Windows keeps for itself in every folder and with every ending.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


def slug(name: str) -> str:
    """Make a file name of words: small letters, figures and hyphens; never empty, never a path."""
    import unicodedata  # noqa: PLC0415 - a library of its own, not needed to show help

    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    safe = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:_LONGEST].strip("-")
    if not safe:
        return "council"
    return f"{safe}-council" if _RESERVED.fullmatch(safe) else safe


class Folder(NamedTuple):
    """What lies in a folder by name: workbooks, those left out with the reason, all else."""

    workbooks: list[Path]
    left: list[tuple[Path, str]]
    others: list[Path]


def folder_of(folder: Path) -> Folder:
    """Sort what lies in a folder, save what systems and this program keep there for themselves."""
    found = Folder([], [], [])
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() or entry.suffix.lower() not in _SPREADSHEETS:
            if entry.name[0] not in ".~" and entry.name.lower() not in _NOBODYS:
                found.others.append(entry)
        elif entry.name.startswith("~$"):
            found.left.append((entry, "a workbook is open in Excel: what was last saved is used"))
        elif entry.name.startswith("."):
            found.left.append((entry, "a hidden file"))
        elif entry.stem.endswith("-to-fix"):
            found.left.append((entry, "a marked-up copy"))
        elif entry.suffix.lower() not in _READ:
            found.left.append((entry, "not an .xlsx workbook"))
        else:
            found.workbooks.append(entry)
    return found
