"""The copies kept of what was written, found again by the id that a document carries; backups.

They lie in `.assembler` inside the outputs folder: they move with it, yet stand outside the
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
    """See to the program's own files before a run: nothing half written is left of another.

    Raises AssemblerError when one of their folders is a link and leads out of the outputs folder.
    """
    own = outputs / FOLDER
    for folder in (own, *(own / name for name in _FOLDERS)):
        files.refuse_link(folder)
    for folder in (own, own / "made"):
        files.remove_leftovers(folder, older=3600)  # other runs may be writing here at this moment


def keep(outputs: Path, slug: str, name: str, document: bytes, mark: str) -> None:
    """Keep a copy of a document as it is written; `name` is its template's, `mark` its own id.

    Raises AssemblerError when there is no room for it.
    """
    place = _place(outputs, mark, name)
    with suppress(OSError):
        if place.read_bytes() == document:
            return
    files.write_file(place, document, lasting=False, by_way_of=outputs / slug)


def written(outputs: Path, name: str, document: bytes) -> bytes | None:
    """Find the copy of what a document was when it was written; None when there is none.

    A document that was written from another template than `name` has none here; a copy that was
    spoilt since is none.
    """
    mark = document_id.of(document)
    if not mark.isalnum():
        return None
    try:
        copy = _place(outputs, mark, name).read_bytes()
    except OSError:
        return None
    return copy if copy == document or document_id.of(copy) == mark else None


def back_up(outputs: Path, slug: str, path: Path) -> None:
    """Copy a file that is about to be overwritten; the last ten copies of it are kept.

    Raises AssemblerError when there is no room for the copy: the file must then stay.
    """
    folder = backups_of(outputs, slug)
    files.refuse_link(folder)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise files.write_error(path, error) from error
    earlier = backups(outputs, slug, path.name)
    if earlier and earlier[-1].read_bytes() == content:
        return
    now = datetime.now().astimezone()
    while (place := folder / f"{now:{_STAMP}}-{path.name}").exists():
        now += timedelta(seconds=1)
    files.write_file(place, content)
    for old in [*earlier, place][:-BACKUPS]:
        with suppress(OSError):
            old.unlink()


def backups_of(outputs: Path, slug: str) -> Path:
    """Give the folder that holds a council's backups."""
    return outputs / FOLDER / "backups" / slug


def backups(outputs: Path, slug: str, file: str) -> list[Path]:
    """Give the backups of a file, oldest first."""
    folder = backups_of(outputs, slug)
    found = folder.glob("*") if folder.is_dir() else ()
    return sorted(path for path in found if path.name[_STAMPED:] == file)


def _place(outputs: Path, mark: str, name: str) -> Path:
    return outputs / FOLDER / f"{mark}-{name}.docx"
