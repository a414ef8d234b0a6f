"""Names of files: safe ones everywhere, Windows first, and which in a folder are workbooks."""

import re
from pathlib import Path

_LONGEST = 80
_SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
_READ = {".xlsx", ".xlsm"}
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


def folder_of(folder: Path) -> tuple[list[Path], list[tuple[Path, str]]]:
    """Give the workbooks in a folder by name, and what was left out of it with the reason."""
    taken: list[Path] = []
    left: list[tuple[Path, str]] = []
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() or entry.suffix.lower() not in _SPREADSHEETS:
            continue
        if entry.name.startswith("~$"):
            left.append((entry, "Excel's mark that the workbook is open"))
        elif entry.stem.endswith("-to-fix"):
            left.append((entry, "a marked-up copy"))
        elif entry.suffix.lower() not in _READ:
            left.append((entry, "not an .xlsx workbook"))
        else:
            taken.append(entry)
    return taken, left
