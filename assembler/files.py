"""Read a user's file, and write one whole or not at all, with the messages a user needs."""

import contextlib
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from assembler.errors import AssemblerError
from assembler.runtime import ON_WINDOWS

_TRIES, _PAUSE = 5, 0.1
_BEFORE, _AFTER = ".~", ".part"
_LONGEST_PATH = 259  # of Windows, MAX_PATH without its closing zero
_PROGRAMS = {
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm", ".doc"), " in Word"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), " in Excel"),
}


def read_file(path: Path, largest: int) -> bytes:
    """Return the content of a file; of one longer than `largest`, one byte more than that.

    Raises AssemblerError when it is not there or cannot be opened.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise AssemblerError(f"{path} is not a file.", "Name a file, or a folder of them.")
        with path.open("rb") as file:
            return file.read(largest + 1)  # the caller refuses a longer one unread
    except FileNotFoundError as error:
        if _is_too_long(path):
            raise _too_long(path) from error
        raise AssemblerError(f"There is no file {path}.", "Check its name and folder.") from error
    except PermissionError as error:
        raise AssemblerError(
            f"{path} could not be opened.", f"Close it{_in_program(path)}, then run it again."
        ) from error
    except OSError as error:
        raise AssemblerError(
            f"{path} could not be read: {error.strerror or 'the disk gave no reason'}.",
            "Copy it to a folder on this computer, then run it again.",
        ) from error


def check_writable(path: Path) -> None:
    """Check that a file can be overwritten, as far as that can be known before.

    Raises AssemblerError when it is a link, read-only, or open in another program.
    """
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    if stat.S_ISLNK(mode):
        raise _is_link(path)
    if not mode & stat.S_IWUSR:
        raise AssemblerError(
            f"{path} is read-only.",
            "In its Properties, clear Read-only, then run it again.",
        )
    if owner := owner_file(path):
        raise AssemblerError(
            f"{path} is open{_in_program(path)}: {owner.name} is beside it.",
            f"Save and close it there, then run it again. If it is not open, delete {owner.name}.",
        )
    try:
        _with_retries(lambda: path.open("r+b").close())
    except OSError as error:
        raise write_error(path, error) from error


def owner_file(path: Path) -> Path | None:
    """Return the file that Word, Excel or LibreOffice keeps beside one that they have open.

    On a shared drive, or outside Windows, nothing else shows it: the file could be replaced.
    """
    # Word leaves out the first letters of a longer name.
    names = (*(f"~${path.name[start:]}" for start in range(3)), f".~lock.{path.name}#")
    return next((owner for name in names if (owner := path.with_name(name)).exists()), None)


def write_file(
    path: Path,
    content: bytes,
    *,
    lasting: bool = True,
    by_way_of: Path | None = None,
    mode_of: Path | None = None,
) -> None:
    """Write a file whole or not at all: a temporary file beside it, flushed, then renamed.

    `lasting` False leaves the flush to the system: for what can be made again after a power cut.
    `by_way_of` is a folder on the same disk for the temporary file, where a later run removes it
    if this one is killed. Who may read the file stays as it was; `mode_of` is the file of which it
    is a copy.

    Raises AssemblerError when the place cannot be written; the old file is then unchanged.
    """
    check_writable(path)
    temporary = write_temporary(
        path, content, lasting=lasting, by_way_of=by_way_of, mode_of=mode_of
    )
    if by_way_of is not None and not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(temporary, path)


def write_temporary(
    path: Path,
    content: bytes,
    *,
    lasting: bool = True,
    by_way_of: Path | None = None,
    mode_of: Path | None = None,
) -> Path:
    """Write the temporary file that `replace_file` will rename to `path`, which was checked.

    Raises AssemblerError when the place cannot be written.
    """
    folder = path.parent if by_way_of is None else by_way_of
    temporary = folder / f"{_BEFORE}{os.urandom(6).hex()}{_AFTER}"
    try:
        with _created(temporary) as file:
            _copy_mode(mode_of or path, temporary)
            file.write(content)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
    except BaseException as error:
        remove_temporary(temporary)
        if isinstance(error, OSError):
            raise write_error(by_way_of or path, error) from error
        raise
    return temporary


def replace_file(temporary: Path, path: Path) -> None:
    """Rename a temporary file to `path`; it is gone afterwards either way.

    Raises AssemblerError when the place cannot be written; the old file is then unchanged.
    """
    try:
        _with_retries(lambda: temporary.replace(path))
    except BaseException as error:
        remove_temporary(temporary)
        if isinstance(error, OSError):
            raise write_error(path, error) from error
        raise


def remove_temporary(temporary: Path) -> None:
    """Remove a temporary file, if it is still there."""
    with contextlib.suppress(OSError):
        temporary.unlink(missing_ok=True)


def remove_leftovers(folder: Path, older: float = 0.0) -> None:
    """Remove temporary files of a run that was killed, if they are `older` (in seconds)."""
    with contextlib.suppress(OSError):
        for leftover in folder.glob(f"{_BEFORE}*{_AFTER}"):
            with contextlib.suppress(OSError):
                if time.time() - leftover.stat().st_mtime >= older:
                    leftover.unlink()


def refuse_link(path: Path) -> None:
    """Refuse a link, through which something elsewhere would be written.

    Raises AssemblerError.
    """
    if path.is_symlink():
        raise _is_link(path)


def write_error(path: Path, error: OSError) -> AssemblerError:
    """Return the message on why a place cannot be written, and what to do."""
    if isinstance(error, PermissionError):
        what = f"{path} could not be written: it is open in another program, or is read-only."
        return AssemblerError(what, f"Close it{_in_program(path)}, then run it again.")
    if _is_too_long(path):
        return _too_long(path)
    reason = error.strerror or type(error).__name__
    return AssemblerError(
        f"{path} could not be written: {reason}.",
        "Free some space or choose another folder with --outputs, then run it again.",
    )


def _created(temporary: Path) -> IO[bytes]:
    """Create a file, and its folder when that is not there yet."""
    try:
        return temporary.open("xb")
    except FileNotFoundError:
        temporary.parent.mkdir(parents=True, exist_ok=True)
        return temporary.open("xb")


def _copy_mode(original: Path, copy: Path) -> None:
    """Let those read a copy who may read the original, where there is one."""
    with contextlib.suppress(OSError):
        copy.chmod(stat.S_IMODE(original.stat().st_mode))


def _is_link(path: Path) -> AssemblerError:
    return AssemblerError(
        f"{path} is a link to another place.", "Remove the link, then run it again."
    )


def _is_too_long(path: Path) -> bool:
    # With the temporary file's name beside it, and where long paths are not switched on.
    return ON_WINDOWS and len(os.path.abspath(path)) + len(_AFTER) > _LONGEST_PATH  # noqa: PTH100


def _too_long(path: Path) -> AssemblerError:
    return AssemblerError(
        f"{path} has too long a path for Windows: {len(str(path))} characters, at most 260.",
        "Move the folder nearer to the top of the disk, such as C:\\Prevent.",
    )


def _in_program(path: Path) -> str:
    return _PROGRAMS.get(path.suffix.lower(), "")


def _with_retries(work: Callable[[], object]) -> None:
    """Do something with a file; on Windows a virus scanner may hold it for a moment."""
    for retries in reversed(range(_TRIES)):
        try:
            work()
        except PermissionError:
            if not retries:
                raise
            time.sleep(_PAUSE)
        else:
            return
