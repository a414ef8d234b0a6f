"""A .docx as a package of parts: packed the same way every time, written whole or not at all."""

import contextlib
import os
import stat
import struct
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, NamedTuple

from assembler.errors import AssemblerError

# 1 January 1980, the first date a zip can hold: the same bytes whenever it is packed.
_DATE, _TIME = (0 << 9) | (1 << 5) | 1, 0
_STORED, _DEFLATED, _VERSION, _UTF8 = 0, 8, 20, 0x800
_MADE_BY = struct.pack("<H", _VERSION)
_TRIES, _PAUSE = 5, 0.1
_BEFORE, _AFTER = ".~", ".part"


class Part(NamedTuple):
    """A part ready to be packed: its name, its content as it lies, what the zip tells of both."""

    name: bytes
    packed: bytes
    told: bytes


def part(name: str, content: bytes) -> Part:
    """Make a part ready to be packed, as it is.

    Squeezed, it would not be the same bytes on every machine: there are several libraries for it.
    """
    return as_it_lies(name, content, _STORED, zlib.crc32(content), len(content))


def squeezed(name: str, content: bytes) -> Part:
    """Make a part ready to be packed, squeezed: for files that people have worked on."""
    squeeze = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = squeeze.compress(content) + squeeze.flush()
    return as_it_lies(name, packed, _DEFLATED, zlib.crc32(content), len(content))


def as_it_lies(name: str, packed: bytes, method: int, crc: int, size: int) -> Part:
    """Give a part as another file holds it; `crc` and `size` are those of its content."""
    path = name.encode()
    sizes = crc, len(packed), size, len(path), 0
    told = struct.pack("<HHHHHLLLHH", _VERSION, _UTF8, method, _TIME, _DATE, *sizes)
    return Part(path, packed, told)


def pack(parts: Iterable[Part]) -> bytes:
    """Pack parts into the bytes of a file, in the order given."""
    body: list[bytes] = []
    directory: list[bytes] = []
    count = at = 0
    for entry in parts:
        body += (b"PK\3\4", entry.told, entry.name, entry.packed)
        place = struct.pack("<HHHLL", 0, 0, 0, 0, at)
        directory += (b"PK\1\2", _MADE_BY, entry.told, place, entry.name)
        at += 4 + len(entry.told) + len(entry.name) + len(entry.packed)
        count += 1
    listing = b"".join(directory)
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, len(listing), at, 0)
    return b"".join([*body, listing, end])


def check(path: Path) -> None:
    """See that a file can be written over, as far as that can be known before.

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
            "In its Properties take the tick from Read-only, then run it again.",
        )
    try:
        _patiently(lambda: path.open("r+b").close())
    except OSError as error:
        raise cannot_write(path, error) from error


def write(
    path: Path, content: bytes, *, lasting: bool = True, by_way_of: Path | None = None
) -> None:
    """Write a file whole or not at all: a temporary file beside it, flushed, then put in place.

    `lasting` False leaves the flush to the system: for what can be made again when power fails.
    `by_way_of` is a folder on the same disk for the temporary file, where a later run clears it
    away if this one is killed.

    Raises AssemblerError when the place cannot be written; the old file is then as it was.
    """
    check(path)
    temporary = stage(path, content, lasting=lasting, by_way_of=by_way_of)
    if by_way_of is not None and not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
    put(temporary, path)


def stage(
    path: Path, content: bytes, *, lasting: bool = True, by_way_of: Path | None = None
) -> Path:
    """Write the temporary file that `put` will put in the place of a file that was checked.

    Raises AssemblerError when the place cannot be written.
    """
    folder = path.parent if by_way_of is None else by_way_of
    temporary = folder / f"{_BEFORE}{os.urandom(6).hex()}{_AFTER}"
    try:
        with _made(temporary) as file:
            file.write(content)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
    except BaseException as error:
        drop(temporary)
        if isinstance(error, OSError):
            raise cannot_write(by_way_of or path, error) from error
        raise
    return temporary


def _made(temporary: Path) -> IO[bytes]:
    """Make a new file, and its folder when that is not there yet."""
    try:
        return temporary.open("xb")
    except FileNotFoundError:
        temporary.parent.mkdir(parents=True, exist_ok=True)
        return temporary.open("xb")


def put(temporary: Path, path: Path) -> None:
    """Put a temporary file in a file's place; it is gone afterwards either way.

    Raises AssemblerError when the place cannot be written; the old file is then as it was.
    """
    try:
        _patiently(lambda: temporary.replace(path))
    except BaseException as error:
        drop(temporary)
        if isinstance(error, OSError):
            raise cannot_write(path, error) from error
        raise


def drop(temporary: Path) -> None:
    """Take away a temporary file, if it is still there."""
    with contextlib.suppress(OSError):
        temporary.unlink(missing_ok=True)


def must_be_no_link(path: Path) -> None:
    """Refuse a link, through which something elsewhere would be written.

    Raises AssemblerError.
    """
    if path.is_symlink():
        raise _is_link(path)


def tidy(folder: Path, older: float = 0.0) -> None:
    """Clear away what a run that was killed left half written, if it is `older` (in seconds)."""
    with contextlib.suppress(OSError):
        for left in folder.glob(f"{_BEFORE}*{_AFTER}"):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime >= older:
                    left.unlink()


def _is_link(path: Path) -> AssemblerError:
    return AssemblerError(
        f"{path} is a link to another place.", "Take the link away, then run it again."
    )


def _patiently(work: Callable[[], object]) -> None:
    """Do something with a file; on Windows a virus scanner may hold it for a moment."""
    for left in reversed(range(_TRIES)):
        try:
            work()
        except PermissionError:
            if not left:
                raise
            time.sleep(_PAUSE)
        else:
            return


def cannot_write(path: Path, error: OSError) -> AssemblerError:
    """Say why a place cannot be written, and what to do."""
    if isinstance(error, PermissionError):
        what = f"{path} could not be written: it is open in another program, or kept read-only."
        return AssemblerError(what, "Close it in Word, then run it again.")
    reason = error.strerror or type(error).__name__
    return AssemblerError(
        f"{path} could not be written: {reason}.",
        "Free some space or choose another folder with --outputs, then run it again.",
    )
