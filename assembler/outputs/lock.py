"""A file lock, so that only one run at a time writes a council's documents.

The process holds the lock: when a run is killed, the operating system releases it.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assembler import files
from assembler.errors import AssemblerError
from assembler.outputs.copies import FOLDER, backup_folder

_PATIENCE, _PAUSE = 20.0, 0.1


@contextmanager
def held(outputs: Path, slug: str, patience: float = _PATIENCE) -> Iterator[None]:
    """Lock a council's documents while they are written; remove a killed run's temporary files.

    Raises AssemblerError when another run holds the lock for `patience` seconds, or the folder
    cannot be written.
    """
    documents, backups = outputs / slug, backup_folder(outputs, slug)
    lock_file = outputs / FOLDER / "locks" / f"{slug}.lock"
    for path in (documents, backups, lock_file):
        files.refuse_link(path)
    handle = _open(lock_file)
    try:
        _wait(handle, slug, patience)
        files.remove_leftovers(documents)
        files.remove_leftovers(backups)
        yield
    finally:
        with suppress(OSError):
            _release(handle)
        os.close(handle)


def _open(path: Path) -> int:
    try:
        with suppress(FileNotFoundError):
            return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise files.write_error(path.parents[2], error) from error


def _wait(handle: int, slug: str, patience: float) -> None:
    end = time.monotonic() + patience
    while not _try_lock(handle):
        if time.monotonic() >= end:
            raise AssemblerError(
                f"Another run is writing the documents of {slug}.",
                "Wait until it has finished, then run this one again.",
            )
        time.sleep(_PAUSE)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a network drive that does not support locks
            return True
        return True

    def _release(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
