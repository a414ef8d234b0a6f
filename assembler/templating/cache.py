"""Cache compiled templates on disk, so that a one-letter run skips docxtpl and Jinja's compiler.

Loading cached code takes 12 ms of CPU; compiling takes 45 ms more, a quarter of a letter. Nobody
else may write to a cache that holds code: the folder is made for the user alone and checked before
each use, and so is each file in it. Where that is not possible, nothing is cached.
"""

import hashlib
import marshal
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assembler import __version__, files
from assembler.errors import AssemblerError

_NAME = "templates-{}.cache"
_LIBRARIES = ("docxtpl", "jinja2", "lxml", "markupsafe")
_DIGEST = hashlib.sha256().digest_size
_LONG_AGO = 90 * 24 * 3600
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def read(templates: bytes) -> Any:
    """Return what was cached for the bytes of templates, or None."""
    with suppress(Exception):  # a damaged cache is written anew
        content = _private_content(_place(templates))
        digest, packed = content[:_DIGEST], content[_DIGEST:]
        if hashlib.sha256(packed).digest() == digest:
            return marshal.loads(packed)  # noqa: S302 - nobody but the user can have written it
    return None


def write(templates: bytes, compiled: Any) -> None:
    """Cache what was made of templates: values that `marshal` knows, code among them."""
    with suppress(OSError, RuntimeError, KeyError, AssemblerError):  # no folder, or no space
        packed, place = marshal.dumps(compiled), _place(templates)
        files.write_file(place, hashlib.sha256(packed).digest() + packed, lasting=False)
        files.remove_leftovers(place.parent, older=3600)
        for path in place.parent.glob(_NAME.format("*")):
            if path.stat().st_mtime < time.time() - _LONG_AGO:
                path.unlink()


def _place(templates: bytes) -> Path:
    """Return the file for templates. Raises when there is no folder that is the user's alone."""
    return _folder() / _NAME.format(hashlib.sha256(_program() + templates).hexdigest())


def _folder() -> Path:
    """Return the folder of the cache, made if it is not there yet.

    Raises OSError, RuntimeError or KeyError when there is none that is the user's alone.
    """
    folder = _user_caches() / "assembler"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=True)
    _check_private(folder.lstat(), stat.S_ISDIR)
    return folder


def _user_caches() -> Path:
    """Return where a user's caches lie, as each system has it.

    Written out since the library for it, platformdirs, takes up to 11 ms to load.
    """
    if os.name == "nt":
        return Path(os.environ["LOCALAPPDATA"])
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return chosen if chosen.is_absolute() else Path.home() / ".cache"


def _private_content(path: Path) -> bytes:
    """Read a file of the cache. Raises OSError when it is not the user's alone, or a link."""
    with open(os.open(path, os.O_RDONLY | _NO_LINKS), "rb") as file:  # noqa: PTH123 - a descriptor
        _check_private(os.fstat(file.fileno()), stat.S_ISREG)
        return file.read()


def _check_private(status: os.stat_result, is_kind: Any) -> None:
    """Check kind, owner and mode. On Windows the folder's own permissions see to the latter two."""
    if not is_kind(status.st_mode):
        raise PermissionError
    if sys.platform != "win32" and (
        status.st_uid != os.getuid() or status.st_mode & _OTHERS_MAY_WRITE
    ):
        raise PermissionError


@cache
def _program() -> bytes:
    """Return a digest of the program, so that no other version uses its cached templates.

    A checkout keeps one version for many states, so every module of the package counts, by its path
    and content. Libraries count by size and age, which change whenever they are installed.
    """
    digest = hashlib.sha256(f"{__version__} {sys.version}".encode())
    package = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120 - in half the time
    modules = sorted(_modules(package))
    for module in modules:
        digest.update(module.encode(errors="surrogateescape"))
        with open(module, "rb") as file:  # noqa: PTH123
            digest.update(file.read())
    if not modules:
        digest.update(_stamp(_container(Path(package))))
    for library in _LIBRARIES:
        origin = (found := find_spec(library)) and found.origin
        for path in sorted(Path(origin).parent.glob("*.py")) if origin else ():
            digest.update(_stamp(path))
    return digest.digest()


def _modules(folder: str) -> Iterator[str]:
    """Yield the modules of the package, be it installed as source or only compiled."""
    with suppress(NotADirectoryError, FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".pyc")):
                yield entry.path
            elif entry.name != "__pycache__" and entry.is_dir():
                yield from _modules(entry.path)


def _container(package: Path) -> Path:
    """Return the file that holds the package: a zip of it, else a frozen program."""
    return next((path for path in package.parents if path.is_file()), Path(sys.executable))


def _stamp(path: Path) -> bytes:
    status = path.stat()
    return f" {path.name} {status.st_size} {status.st_mtime_ns}".encode()
