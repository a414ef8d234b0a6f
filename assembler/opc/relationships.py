"""Relationships of an Office Open XML package: which part leads to which (ECMA-376 part 2, 9)."""

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships'
    b' xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


@dataclass(frozen=True)
class Relationship:
    """A relationship of a part: its id, its type, and the part or the outside address it names."""

    key: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last word of its type: "styles", "header", "image"."""
        return self.type.rpartition("/")[2]


def relationships_part(part: str) -> str:
    """Return the name of the part that holds the relationships of `part` ("" for the package)."""
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def read_relationships(rows: Iterable[Any], part: str) -> list[Relationship]:
    """Return the relationships of `part`, read from elements of either XML library.

    A target is given as the full name of a part, whether the file has it absolute or relative.
    """
    return [read_relationship(row, part) for row in rows if isinstance(row.tag, str)]


def read_relationship(row: Any, part: str) -> Relationship:
    """Return one relationship of `part`."""
    get = row.get
    target, external = get("Target", ""), get("TargetMode") == "External"
    if not external:
        target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target))[1:]
    return Relationship(get("Id", ""), get("Type", ""), target, external)
