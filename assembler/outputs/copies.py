"""Copies of documents as they were built, found again by the id in a document; and backups.

They lie in `.assembler` inside the outputs folder: they move with it, yet are outside the
council's own folder, which someone will zip and send.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from assembler import files
from assembler.word import document_id

FOLDER = ".assembler"
BACKUPS = 10
_FOLDERS = ("backups", "locks", "made")
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
    files.write_file(path, document, lasting=False, by_way_of=outputs / slug)


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


def back_up(outputs: Path, slug: str, path: Path) -> None:
    """Copy a file that is about to be overwritten; keep its ten newest backups.

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
    now = datetime.now().astimezone()
    while (backup := folder / f"{now:{_STAMP}}-{path.name}").exists():
        now += timedelta(seconds=1)
    files.write_file(backup, content)
    for old in [*earlier, backup][:-BACKUPS]:
        with suppress(OSError):
            old.unlink()


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
