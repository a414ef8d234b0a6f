"""Templates made ready are kept from one run to the next, so that a single letter is made at once.

Loading docxtpl and compiling a template take longer than all else that a letter needs. What comes
of it is kept where Jinja keeps its compiled templates: in a folder that is the user's own and that
nobody else can write to, since it holds code. It is found by a digest of all it was made from.
"""

import hashlib
import marshal
import os
import time
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from assembler import __version__

_PATTERN = "assembler_%s.cache"
# What documents are made with beside this room.
_OTHERS = ("archive", "edition", "letter", "model", "prose")
_LIBRARIES = ("docxtpl", "jinja2", "lxml", "markupsafe")
_LONG_AGO = 90 * 24 * 3600


def read(environment: Environment, template: bytes) -> Any:
    """Give what was kept for the bytes of a template, or of several; None when it is not whole."""
    bucket = _bucket(environment, template)
    with suppress(Exception):  # a file that is spoilt raises whatever it likes
        if bucket is not None:
            _shelf().load_bytecode(bucket)
            digest, content = cast("Any", bucket.code)
            if hashlib.sha256(content).digest() == digest:
                return marshal.loads(content)  # noqa: S302 - the folder is the user's own
    return None


def write(environment: Environment, template: bytes, made: Any) -> None:
    """Keep what was made of a template, in values that `marshal` knows; code may be among them."""
    bucket = _bucket(environment, template)
    with suppress(OSError):
        if bucket is not None:
            content = marshal.dumps(made)
            bucket.code = cast("Any", (hashlib.sha256(content).digest(), content))
            _shelf().dump_bytecode(bucket)
            _forget_old()


def _forget_old() -> None:
    """Let go of what was kept for templates and programs of long ago, half written or whole."""
    for path in Path(_shelf().directory).glob(f"{_PATTERN % '*'}*"):
        if path.stat().st_mtime < time.time() - _LONG_AGO:
            path.unlink()


def _bucket(environment: Environment, template: bytes) -> Bucket | None:
    try:
        name = hashlib.sha256(_program() + template).hexdigest()
        return Bucket(environment, _shelf().get_cache_key(name), name)
    except (OSError, RuntimeError, KeyError):  # there is no folder that is the user's alone
        return None


@cache
def _shelf() -> FileSystemBytecodeCache:
    folder = None  # Jinja sees to it that its own folder is the user's alone, yet not on Windows
    if os.name == "nt":
        folder = Path(os.environ["LOCALAPPDATA"], "Assembler")
        folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder) if folder else None, _PATTERN)


@cache
def _program() -> bytes:
    """Name the program that makes templates ready, so that another never takes up its work.

    Its own modules by their content, which may differ under one version; the libraries' by size and
    age, which change whenever they are installed.
    """
    here = Path(__file__).parent
    own = [*sorted(here.rglob("*.py")), *(here.with_name(f"{name}.py") for name in _OTHERS)]
    digest = hashlib.sha256(__version__.encode())
    for module in own:
        digest.update(module.read_bytes())
    for library in _LIBRARIES:
        origin = (found := find_spec(library)) and found.origin
        for file in sorted(Path(origin).parent.glob("*.py")) if origin else ():
            looks = file.stat()
            digest.update(f" {file.name} {looks.st_size} {looks.st_mtime_ns}".encode())
    return digest.digest()
