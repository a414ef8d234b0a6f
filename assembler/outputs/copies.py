"""Copies of documents as they were built, found again by the id in a document; and backups.

They lie in `.assembler` inside the outputs folder: they move with it, yet are outside the
council's own folder, which someone will zip and send.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from assembler import files
from assembler.outputs import names
from assembler.word import document_id

FOLDER = ".assembler"
BACKUPS = 10
_FOLDERS = ("backups", "issued", "locks", "made", "reviewed")
_STAMP = "%Y-%m-%d-%H%M%S"
_STAMPED = len("2026-01-31-235959-")


def make_ready(outputs: Path) -> None:
    """Prepare the program's own folder before a run; remove half-written files of earlier runs.

    Raises AssemblerError when one of its folders is a link, which could lead out of `outputs`.
    """
    root = outputs / FOLDER
    for folder in (root, *(root / name for name in _FOLDERS)):
        files.refuse_link(folder)
    for folder in (root, root / "made"):
        files.remove_leftovers(folder, older=3600)  # other runs may be writing here at this moment


def save(outputs: Path, slug: str, kind: str, document: bytes, key: str) -> None:
    """Save a copy of a document as it is built; `key` is the id that it carries.

    Raises AssemblerError when there is no room for it.
    """
    path = _path(outputs, key, kind)
    with suppress(OSError):
        if path.read_bytes() == document:
            return
    original = names.document(outputs, slug, kind)
    files.write_file(path, document, lasting=False, by_way_of=outputs / slug, mode_of=original)


def as_built(outputs: Path, kind: str, document: bytes) -> bytes | None:
    """Return the copy of a document as it was built; None when there is none.

    None also for a document of another kind, and where the copy was damaged since.
    """
    key = document_id.of(document)
    if not key.isalnum():
        return None
    try:
        copy = _path(outputs, key, kind).read_bytes()
    except OSError:
        return None
    return copy if copy == document or document_id.of(copy) == key else None


def is_edited(outputs: Path, path: Path) -> bool:
    """Whether a document is no longer as it was built; True also where no copy says how that was.

    False where the file cannot be read.
    """
    return path.is_file() and not _is_as_built(outputs, path)


def back_up(outputs: Path, slug: str, path: Path) -> None:
    """Copy a file that is about to be overwritten; keep its ten newest backups.

    A backup of what is also kept as built counts separately: it never pushes out one of edits.
    Raises AssemblerError when there is no room for the copy: the file must then stay.
    """
    folder = backup_folder(outputs, slug)
    files.refuse_link(folder)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise files.write_error(path, error) from error
    earlier = backups(outputs, slug, path.name)
    if earlier and earlier[-1].read_bytes() == content:
        return
    backup = folder / f"{_stamp_after(earlier):{_STAMP}}-{path.name}"
    files.write_file(backup, content, mode_of=path)
    edited = [old for old in [*earlier, backup] if not _is_as_built(outputs, old)]
    unedited = [old for old in [*earlier, backup] if old not in edited]
    for old in [*edited[:-BACKUPS], *unedited[:-BACKUPS]]:
        with suppress(OSError):
            old.unlink()


def _stamp_after(earlier: list[Path]) -> datetime:
    """Return the time of a backup: now, but later than the last one even by a wrong clock."""
    now = datetime.now().astimezone().replace(tzinfo=None, microsecond=0)
    for path in earlier[-1:]:
        with suppress(ValueError):
            last = datetime.strptime(path.name[: _STAMPED - 1], _STAMP)  # noqa: DTZ007 - local time
            return max(now, last + timedelta(seconds=1))
    return now


def _is_as_built(outputs: Path, path: Path) -> bool:
    try:
        content = path.read_bytes()
    except OSError:
        return False
    kinds = (*names.KINDS, *map(names.draft, names.KINDS))
    return any(as_built(outputs, kind, content) == content for kind in kinds)


def backup_folder(outputs: Path, slug: str) -> Path:
    """Return the folder of a council's backups."""
    return outputs / FOLDER / "backups" / slug


def backups(outputs: Path, slug: str, file: str) -> list[Path]:
    """Return the backups of a file, oldest first."""
    folder = backup_folder(outputs, slug)
    entries = folder.glob("*") if folder.is_dir() else ()
    return sorted(path for path in entries if path.name[_STAMPED:] == file)


def _path(outputs: Path, key: str, kind: str) -> Path:
    return outputs / FOLDER / f"{key}-{kind}.docx"
