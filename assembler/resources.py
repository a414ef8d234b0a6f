"""The files that travel with the program: editions, templates, lists of names and words."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def folder(name: str) -> "Traversable":
    """Return a folder of resources: in a checkout, an installed package, or a zip of one."""
    package = Path(__file__).parent
    for path in (package / name, package.parent / name):
        if path.is_dir():
            return path
    from importlib.resources import files  # noqa: PLC0415 - takes longer than most files to read

    return files("assembler") / name
