"""Templates made ready are kept from one run to the next, so that a single letter is made at once.

Loading docxtpl and compiling a template take longer than all else that a letter needs. What comes
of it is kept where Jinja keeps its compiled templates: in a folder that is the user's own and that
nobody else can write to, since it holds code. It is found by a digest of all it was made from.
"""

import hashlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Environment
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from assembler import __version__


def read(environment: Environment, template: bytes) -> Any:
    """Give what was kept for a template; None when there is nothing, or nothing can be kept."""
    bucket = _bucket(environment, template)
    with suppress(OSError):
        if bucket is not None:
            _shelf().load_bytecode(bucket)
            return bucket.code
    return None


def write(environment: Environment, template: bytes, made: Any) -> None:
    """Keep what was made of a template, in values that `marshal` knows; code may be among them."""
    bucket = _bucket(environment, template)
    with suppress(OSError):
        if bucket is not None:
            bucket.code = made
            _shelf().dump_bytecode(bucket)


def _bucket(environment: Environment, template: bytes) -> Bucket | None:
    try:
        name = hashlib.sha256(_program() + template).hexdigest()
        return _shelf().get_bucket(environment, name, None, name)
    except (OSError, RuntimeError):  # there is no folder that is the user's alone
        return None


@cache
def _shelf() -> FileSystemBytecodeCache:
    return FileSystemBytecodeCache(pattern="assembler_%s.cache")


@cache
def _program() -> bytes:
    """Name the program that makes templates ready, so that another never takes up its work."""
    modules = [Path(jinja2.__file__), *sorted(Path(__file__).parent.glob("*.py"))]
    changed = (str(module.stat().st_mtime_ns) for module in modules)
    return " ".join([__version__, *changed]).encode()
