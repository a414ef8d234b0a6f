"""Templates made ready are kept from one run to the next, so that a single letter is made at once.

Loading docxtpl and compiling a template take longer than all else that a letter needs. What comes
of it is kept where Jinja keeps its compiled templates: in a folder that is the user's own and that
nobody else can write to, since it holds code. It is found by a digest of all it was made from.
"""

import hashlib
import marshal
import os
import sys
import time
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2.bccache import FileSystemBytecodeCache

from assembler import __version__, files
from assembler.errors import AssemblerError

_NAME = "assembler_{}.cache"
_LIBRARIES = ("docxtpl", "jinja2", "lxml", "markupsafe")
_DIGEST = hashlib.sha256().digest_size
_LONG_AGO = 90 * 24 * 3600


def read(templates: bytes) -> Any:
    """Give what was kept for the bytes of templates; None when there is nothing, or not all."""
    with suppress(Exception):  # whatever is wrong with it, it is made anew
        content = _place(templates).read_bytes()
        digest, packed = content[:_DIGEST], content[_DIGEST:]
        if hashlib.sha256(packed).digest() == digest:
            return marshal.loads(packed)  # noqa: S302 - the folder is the user's own
    return None


def write(templates: bytes, made: Any) -> None:
    """Keep what was made of templates, in values that `marshal` knows; code may be among them."""
    with suppress(OSError, RuntimeError, KeyError, AssemblerError):  # no folder, or no room
        packed, place = marshal.dumps(made), _place(templates)
        files.write_file(place, hashlib.sha256(packed).digest() + packed, lasting=False)
        files.remove_leftovers(place.parent, older=3600)
        for path in place.parent.glob(_NAME.format("*")):
            if path.stat().st_mtime < time.time() - _LONG_AGO:
                path.unlink()


def _place(templates: bytes) -> Path:
    """Give the file for templates. Raises when there is no folder that is the user's alone."""
    return _folder() / _NAME.format(hashlib.sha256(_program() + templates).hexdigest())


@cache
def _folder() -> Path:
    """Find the folder in which Jinja keeps code: it sees to it that it is the user's alone.

    It does not do so on Windows, where each user has such a folder. Raises OSError, RuntimeError or
    KeyError when there is none.
    """
    if os.name != "nt":
        return Path(FileSystemBytecodeCache().directory)
    folder = Path(os.environ["LOCALAPPDATA"], "Assembler")
    folder.mkdir(exist_ok=True)
    return folder


@cache
def _program() -> bytes:
    """Name the program that makes templates ready, so that another never takes up its work.

    Every module of the package counts by its content, since a checkout keeps one version for many
    states; libraries count by size and age, which change whenever they are installed.
    """
    package = Path(__file__).parents[1]
    own = sorted(package.rglob("*.py"))
    digest = hashlib.sha256(f"{__version__} {sys.version}".encode())
    for module in own:
        digest.update(module.read_bytes())
    for library in _LIBRARIES:
        origin = (found := find_spec(library)) and found.origin
        for file in sorted(Path(origin).parent.glob("*.py")) if origin else ():
            looks = file.stat()
            digest.update(f" {file.name} {looks.st_size} {looks.st_mtime_ns}".encode())
    return digest.digest()
