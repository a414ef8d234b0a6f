"""Store backups, and a copy of each document as built, which the document's id leads back to.

Both are in `.assembler` inside the outputs folder, so they move with it. They are outside the
council's own folder, because someone will zip and send that.
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
    """Check the folder `.assembler` before a run; remove temporary files of earlier runs.

    Raises AssemblerError when one of its folders is a link, which could point outside `outputs`.
    """
    root = outputs / FOLDER
    for folder in (root, *(root / name for name in _FOLDERS)):
        files.refuse_link(folder)
    for folder in (root, root / "made"):
        files.remove_leftovers(folder, older=3600)  # other runs may be writing here now


def save(outputs: Path, slug: str, kind: str, document: bytes, key: str) -> None:
    """Save a copy of a document as built; `key` is the id stored in the document.

    Raises AssemblerError when the copy cannot be written.
    """
    path = _path(outputs, key, kind)
    with suppress(OSError):
        if path.read_bytes() == document:
            return
    original = names.document(outputs, slug, kind)
    files.write_file(path, document, lasting=False, by_way_of=outputs / slug, mode_of=original)


def as_built(outputs: Path, kind: str, document: bytes) -> bytes | None:
    """Return the copy of a document as it was built, or None.

    None means that no copy exists, the document is of another kind, or the copy was damaged.
    """
    key = document_id.of(document)
    if not key.isalnum():
        return None
    try:
        copy = _path(outputs, key, kind).read_bytes()
    except OSError:
        return None
    return copy if copy == document or document_id.of(copy) == key else None


def unedited_kind(kind: str) -> str:
    """Return the kind under which the copy of a pack of unedited documents is kept."""
    return f"{kind}-unedited"


def unedited(outputs: Path, kind: str, document: bytes) -> bytes | None:
    """Return what a pack would have been built as of unedited documents, or None."""
    try:
        return _path(outputs, document_id.of(document), unedited_kind(kind)).read_bytes()
    except OSError:
        return None


def is_edited(outputs: Path, path: Path) -> bool:
    """Return whether a document differs from its copy as built; True also if no copy exists.

    False if the path is not a file.
    """
    return path.is_file() and not _is_as_built(outputs, path)


def back_up(outputs: Path, slug: str, path: Path) -> None:
    """Back up a file before it is overwritten; keep the ten newest backups with edits.

    Backups without edits are counted separately (ten more), so they never displace edited ones.
    Raises AssemblerError when the backup fails: the file must then not be overwritten.
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
    """Return the time for a new backup: now, or just after the last one if that is later."""
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
    key = document_id.of(content)
    kinds = (*names.KINDS, *map(names.draft, names.KINDS)) if key.isalnum() else ()
    for kind in kinds:
        with suppress(OSError):
            if _path(outputs, key, kind).read_bytes() == content:
                return True
    return False


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
