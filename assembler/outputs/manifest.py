"""What a council's documents were made from, noted so that a later run can leave them alone.

Decided by content, never by a date: the workbook's bytes, the templates, the editions and the
program's version go into one stamp; each document is known again by its own digest.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from assembler import __version__, files
from assembler.errors import AssemblerError
from assembler.outputs import names
from assembler.outputs.copies import FOLDER
from assembler.results import BuiltDocument, DocumentState

# What a note raises that is not as it was written: it is then as if there were none.
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def stamp(workbook: bytes, templates: str, editions: str) -> str:
    """Give one short text that changes with anything a document depends on."""
    digest = hashlib.sha256()
    for content in (workbook, templates.encode(), editions.encode(), __version__.encode()):
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()


class Origin(NamedTuple):
    """What documents are of: the workbook, the council and the financial year it speaks of."""

    workbook: Path
    council: str
    year: str


def note(outputs: Path, made_from: str, origin: Origin, paths: Iterable[Path], among: str) -> None:
    """Note what stands: the stamp, and the digest of each document as it lies there now.

    `among` says which councils the text was held against. The note only saves a later run's
    time: when it cannot be written there is none.
    """
    slug = names.slug(origin.workbook.stem)
    place = _place(outputs, slug)
    try:
        said = {
            "made_from": made_from,
            "council": origin.council,
            "year": origin.year,
            "workbook": str(origin.workbook.resolve()),
            "among": among,
            "documents": {path.name: _digest(path) for path in paths},
        }
        content = json.dumps(said).encode()
        if not (place.is_file() and place.read_bytes() == content):
            files.write_file(place, content, lasting=False, by_way_of=outputs / slug)
    except (OSError, AssemblerError):
        with suppress(OSError):
            place.unlink()


def origin(outputs: Path, slug: str) -> Origin | None:
    """Give what a council's documents were made of, as it was noted."""
    try:
        said = json.loads(_place(outputs, slug).read_bytes())
        return Origin(Path(said["workbook"]), str(said["council"]), str(said.get("year", "")))
    except _UNREADABLE:
        return None


def workbook(outputs: Path, slug: str) -> Path | None:
    """Give the workbook that a council's documents were made from, as it was noted."""
    noted = origin(outputs, slug)
    return noted.workbook if noted else None


class Standing(NamedTuple):
    """What stands of a council; `among` says which councils its text was held against."""

    council: str
    documents: tuple[BuiltDocument, ...]
    among: str


def standing(outputs: Path, slug: str, made_from: str) -> Standing | None:
    """Give the documents of a council when all lie there as noted, made from the same."""
    try:
        said = json.loads(_place(outputs, slug).read_bytes())
        if said["made_from"] != made_from:
            return None
        paths = {outputs / slug / name: digest for name, digest in said["documents"].items()}
        if not paths or any(_digest(path) != digest for path, digest in paths.items()):
            return None
        documents = tuple(BuiltDocument(str(path), DocumentState.UNCHANGED) for path in paths)
        return Standing(str(said["council"]), documents, str(said.get("among", "")))
    except _UNREADABLE:
        return None


def printed(outputs: Path, document: Path) -> bool:
    """Whether the PDF beside a document was made of it as both lie there now."""
    try:
        said = json.loads(_print(outputs, document).read_bytes())
        return bool(said == [_digest(document), _digest(document.with_suffix(".pdf"))])
    except _UNREADABLE:
        return False


def is_print(outputs: Path, document: Path) -> bool:
    """Whether the PDF beside a document is one that this program made, as it made it."""
    try:
        said = json.loads(_print(outputs, document).read_bytes())
        return bool(said[1] == _digest(document.with_suffix(".pdf")))
    except _UNREADABLE:
        return False


def outprinted(outputs: Path, document: Path) -> bool:
    """Whether a document was changed after the PDF beside it was made of it."""
    try:
        said = json.loads(_print(outputs, document).read_bytes())
        same = said[1] == _digest(document.with_suffix(".pdf"))
        return bool(same and said[0] != _digest(document))
    except _UNREADABLE:
        return False


def note_printed(outputs: Path, document: Path) -> None:
    """Note that the PDF beside a document was made of it."""
    said = [_digest(document), _digest(document.with_suffix(".pdf"))]
    content = json.dumps(said).encode()
    files.write_file(_print(outputs, document), content, lasting=False, by_way_of=document.parent)


def _print(outputs: Path, document: Path) -> Path:
    return outputs / FOLDER / "made" / f"{document.stem}-pdf.json"


def _place(outputs: Path, slug: str) -> Path:
    return outputs / FOLDER / "made" / f"{slug}.json"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
