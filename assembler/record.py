"""What a council's documents were made from, noted so that a later run can leave them alone.

Decided by content, never by a date: the workbook's bytes, the templates, the editions and the
program's version go into one stamp; each document is known again by its own digest.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from assembler import __version__
from assembler.documents import package
from assembler.documents.store import FOLDER
from assembler.model import Document, State


def stamp(workbook: bytes, templates: str, editions: str) -> str:
    """Give one short text that changes with anything a document depends on."""
    digest = hashlib.sha256()
    for content in (workbook, templates.encode(), editions.encode(), __version__.encode()):
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()


def note(outputs: Path, slug: str, made_from: str, council: str, paths: Iterable[Path]) -> None:
    """Note what stands: the stamp, and the digest of each document as it lies there now."""
    documents = {path.name: _digest(path) for path in paths}
    said = {"made_from": made_from, "council": council, "documents": documents}
    content = json.dumps(said, indent=1).encode()
    place = _place(outputs, slug)
    with suppress(OSError):
        if place.read_bytes() == content:
            return
    package.write(place, content, lasting=False)


def standing(outputs: Path, slug: str, made_from: str) -> tuple[str, tuple[Document, ...]] | None:
    """Give the council and its documents when all lie there as noted, made from the same."""
    try:
        said = json.loads(_place(outputs, slug).read_bytes())
        if said["made_from"] != made_from:
            return None
        paths = {outputs / slug / name: digest for name, digest in said["documents"].items()}
        if not paths or any(_digest(path) != digest for path, digest in paths.items()):
            return None
        return said["council"], tuple(Document(str(p), State.UNCHANGED) for p in paths)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _place(outputs: Path, slug: str) -> Path:
    return outputs / FOLDER / "made" / f"{slug}.json"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
