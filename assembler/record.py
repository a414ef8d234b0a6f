"""What a council's documents were made from, noted so that a later run can leave them alone.

Decided by content, never by a date: the workbook's bytes, the templates, the editions and the
program's version go into one stamp; each document is known again by its own digest.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from assembler import __version__, naming
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


def note(
    outputs: Path, made_from: str, council: str, workbook: Path, paths: Iterable[Path]
) -> None:
    """Note what stands: the stamp, and the digest of each document as it lies there now."""
    slug = naming.slug(workbook.stem)
    documents = {path.name: _digest(path) for path in paths}
    said = {
        "made_from": made_from,
        "council": council,
        "workbook": str(workbook.resolve()),
        "documents": documents,
    }
    content = json.dumps(said, indent=1).encode()
    place = _place(outputs, slug)
    with suppress(OSError):
        if place.read_bytes() == content:
            return
    package.write(place, content, lasting=False)


def workbook(outputs: Path, slug: str) -> Path | None:
    """Give the workbook that a council's documents were made from, as it was noted."""
    try:
        return Path(json.loads(_place(outputs, slug).read_bytes())["workbook"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


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


def printed(outputs: Path, document: Path) -> bool:
    """Whether the PDF beside a document was made of it as both lie there now."""
    try:
        said = json.loads(_print(outputs, document).read_bytes())
        return bool(said == [_digest(document), _digest(document.with_suffix(".pdf"))])
    except (OSError, ValueError):
        return False


def outprinted(outputs: Path, document: Path) -> bool:
    """Whether a document was changed after the PDF beside it was made of it."""
    try:
        said = json.loads(_print(outputs, document).read_bytes())
        same = said[1] == _digest(document.with_suffix(".pdf"))
        return bool(same and said[0] != _digest(document))
    except (OSError, ValueError, IndexError, TypeError):
        return False


def note_printed(outputs: Path, document: Path) -> None:
    """Note that the PDF beside a document was made of it."""
    said = [_digest(document), _digest(document.with_suffix(".pdf"))]
    package.write(_print(outputs, document), json.dumps(said).encode(), lasting=False)


def _print(outputs: Path, document: Path) -> Path:
    return outputs / FOLDER / "made" / f"{document.stem}-pdf.json"


def _place(outputs: Path, slug: str) -> Path:
    return outputs / FOLDER / "made" / f"{slug}.json"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
