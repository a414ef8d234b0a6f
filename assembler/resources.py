"""The files that travel with the program: editions, templates, lists of names and words."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def folder(name: str) -> "Traversable":
    """Give a folder of the kit: in a checkout, in an installed package, in a zip of one."""
    here = Path(__file__).parent
    for place in (here / name, here.parent / name):
        if place.is_dir():
            return place
    from importlib.resources import files  # noqa: PLC0415 - takes longer than most files to read

    return files("assembler") / name
