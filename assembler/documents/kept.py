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

import jinja2
from jinja2 import Environment
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from assembler import __version__, letter

_PATTERN = "assembler_%s.cache"
_LONG_AGO = 90 * 24 * 3600


def read(environment: Environment, template: bytes) -> Any:
    """Give what was kept for a template; None when there is nothing, or it is not whole."""
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
    """Let go of what was kept for templates and programs of long ago."""
    for path in Path(_shelf().directory).glob(_PATTERN % "*"):
        if path.stat().st_mtime < time.time() - _LONG_AGO:
            path.unlink()


def _bucket(environment: Environment, template: bytes) -> Bucket | None:
    try:
        name = hashlib.sha256(_program() + template).hexdigest()
        return _shelf().get_bucket(environment, name, None, name)
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
    """Name the program that makes templates ready, so that another never takes up its work."""
    own = sorted(Path(__file__).parent.glob("*.py"))
    docxtpl = find_spec("docxtpl")
    others = [jinja2.__file__, letter.__file__, docxtpl and docxtpl.origin]
    modules = [*own, *(Path(other) for other in others if other)]
    changed = (str(module.stat().st_mtime_ns) for module in modules)
    return " ".join([__version__, *changed]).encode()
