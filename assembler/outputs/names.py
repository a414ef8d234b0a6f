"""Names of files: what the program calls the files it writes, and what a name tells.

In a council's folder: `<slug>-letter.docx`, `<slug>-letter-draft.docx` (built despite errors),
`<slug>-letter-new.docx` (a new version put beside an edited one), `<slug>-letter.pdf`. Beside a
workbook: `<name>-to-fix.xlsx` (a marked copy). `~$` begins Office's own lock files.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

PACK = "pack"
KINDS = ("letter", "annex-a", "annex-b", PACK)
_DRAFT, _NEW, _TO_FIX = "-draft", "-new", "-to-fix"
_LOCK_FILE, _TEMPORARY = "~$", ".~"
_NEW_VERSION = re.compile(rf"(?P<stem>.+){_NEW}(?:-[0-9]+)?(?P<draft>{_DRAFT})?")

_LONGEST = 80
_SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
_READ = {".xlsx", ".xlsm"}
_OTHER_KIND = "not an .xlsx workbook"
_OTHERS_IGNORED = {"assembler.toml", "desktop.ini", "thumbs.db"}
# The names of devices, which Windows reserves in every folder and with every suffix.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


def slug(name: str) -> str:
    """Return a file name made of words: a to z, figures and hyphens; never empty, never a path."""
    import unicodedata  # noqa: PLC0415 - a library of its own, not needed to show help

    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    safe = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:_LONGEST].strip("-")
    if not safe:
        return "council"
    return f"{safe}-council" if _RESERVED.fullmatch(safe) else safe


def new_workbook(council: str, year: str = "") -> str:
    """Return the file name of a council's new workbook; a `year` is made part of it."""
    ending = f"-{slug(year)}" if year else ""
    return f"{slug(council)[: _LONGEST - len(ending)].rstrip('-')}{ending}.xlsx"


def new_form(council: str, year: str) -> str:
    """Return the file name of the blank form of a year, for one council or for any."""
    ending = f"self-assessment-{slug(year)}"
    if not council.strip():
        return f"{ending}.docx"
    return f"{slug(council)[: _LONGEST - len(ending) - 1].rstrip('-')}-{ending}.docx"


def by_slug(workbooks: Iterable[Path]) -> dict[str, list[Path]]:
    """Group workbooks by the slug of their documents; two in a group would overwrite each other."""
    groups: dict[str, list[Path]] = {}
    for path in workbooks:
        groups.setdefault(slug(path.stem), []).append(path)
    return groups


def document(outputs: Path, council: str, kind: str) -> Path:
    """Return the path of a council's document; `council` is its slug, `kind` from `draft` too."""
    return outputs / council / f"{council}-{kind}.docx"


def draft(kind: str) -> str:
    """Return the name that the draft of a document goes by."""
    return f"{kind}{_DRAFT}"


def is_draft(kind: str) -> bool:
    """Whether a kind, or a document's stem, is that of a draft."""
    return kind.endswith(_DRAFT)


def finished(kind: str) -> str:
    """Return the name of the finished document that a draft is of."""
    return kind.removesuffix(_DRAFT)


def draft_beside(path: Path) -> Path:
    """Return the path of a document's draft."""
    return path.with_stem(draft(path.stem))


def new_version(path: Path, number: int) -> Path:
    """Return the path for a new version beside an edited document; `number` counts from 1."""
    ending = _DRAFT if is_draft(path.stem) else ""
    count = f"-{number}" if number > 1 else ""
    return path.with_name(f"{finished(path.stem)}{_NEW}{count}{ending}{path.suffix}")


def beside_which(path: Path) -> Path | None:
    """Return the document that a new version was put beside; None for any other file."""
    match = _NEW_VERSION.fullmatch(path.stem)
    return path.with_stem(f"{match['stem']}{match['draft'] or ''}") if match else None


def is_lock_file(path: Path) -> bool:
    """Whether a file is one that Word or Excel keeps beside an open document."""
    return path.name.startswith(_LOCK_FILE)


def word_files(folder: Path) -> list[Path]:
    """Return the Word documents in a folder, without lock files and half-written ones."""
    found = sorted(folder.glob("*.docx")) if folder.is_dir() else []
    return [path for path in found if not path.name.startswith((_LOCK_FILE, _TEMPORARY))]


def marked_copy(path: Path) -> Path:
    """Return the path of the copy in which a workbook's or template's faults are marked."""
    return path.with_stem(f"{path.stem}{_TO_FIX}")


def earlier_marked_copy(copy: Path) -> Path:
    """Return a free path for an earlier marked copy: someone may have worked in it."""
    number = 1
    while (kept := marked_copy(copy.with_stem(f"{_original(copy.stem)}-{number}"))).exists():
        number += 1
    return kept


def _original(stem: str) -> str:
    return stem.removesuffix(_TO_FIX)


def workbooks_below(folder: Path) -> list[Path]:
    """Return the workbooks of a folder and its subfolders, without hidden folders.

    Those of a subfolder that may not be opened are missing: `closed_below` names it.
    """
    return [path for each in folders_below(folder) for path in sort_folder(each).workbooks]


def unreadable_below(folder: Path) -> list[tuple[Path, str]]:
    """Return the spreadsheets of other kinds in a folder and its subfolders, with the reason.

    Lock files, hidden files and marked copies are not among them: nobody expects those to be read.
    """
    left_out = (entry for each in folders_below(folder) for entry in sort_folder(each).left_out)
    return [(path, reason) for path, reason in left_out if reason == _OTHER_KIND]


def closed_below(folder: Path) -> list[Path]:
    """Return the subfolders of a folder, at any depth, that may not be opened."""
    return [
        entry
        for each in folders_below(folder)
        for entry in _subfolders(each)
        if not may_be_opened(entry)
    ]


def folders_below(folder: Path) -> Iterator[Path]:
    """Yield a folder and its subfolders, without hidden ones and those that may not be opened."""
    yield folder
    for entry in _subfolders(folder):
        if may_be_opened(entry):
            yield from folders_below(entry)


def _subfolders(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and not entry.name.startswith(".") and not entry.is_symlink():
            yield entry


def may_be_opened(folder: Path) -> bool:
    """Whether a folder may be listed and what is in it reached."""
    return os.access(folder, os.R_OK | os.X_OK)


class Folder(NamedTuple):
    """The files of a folder: workbooks, spreadsheets left out with the reason, all others."""

    workbooks: list[Path]
    left_out: list[tuple[Path, str]]
    others: list[Path]


def sort_folder(folder: Path) -> Folder:
    """Sort the files of a folder by name, without what systems and this program keep there."""
    entries = Folder([], [], [])
    for entry in sorted(entry for entry in folder.iterdir() if not entry.is_dir()):
        if entry.suffix.lower() not in _SPREADSHEETS:
            if entry.name[0] not in ".~" and entry.name.lower() not in _OTHERS_IGNORED:
                entries.others.append(entry)
        elif is_lock_file(entry):
            reason = "a workbook is open in Excel: what was last saved is used"
            entries.left_out.append((entry, reason))
        elif entry.name.startswith("."):
            entries.left_out.append((entry, "a hidden file"))
        elif entry.stem.endswith(_TO_FIX):
            entries.left_out.append((entry, "a marked-up copy"))
        elif entry.suffix.lower() not in _READ:
            entries.left_out.append((entry, _OTHER_KIND))
        else:
            entries.workbooks.append(entry)
    return entries
