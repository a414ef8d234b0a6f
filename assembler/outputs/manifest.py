"""The build manifest: what a council's documents were built from, so that later runs skip them.

Decided by content, never by a date: the workbook's bytes, the templates, the editions and the
program's version make one digest; each document is recognised by its own.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from assembler import __version__, files
from assembler.errors import AssemblerError
from assembler.outputs import names
from assembler.outputs.copies import FOLDER
from assembler.results import BuiltDocument, DocumentState, LongParagraph

_MOST_RECIPIENTS = 5
# What reading a damaged manifest raises: it then counts as absent.
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def digest_of_inputs(workbook: bytes, templates: str, editions: str) -> str:
    """Return a digest that changes with anything a document depends on."""
    digest = hashlib.sha256()
    for content in (workbook, templates.encode(), editions.encode(), __version__.encode()):
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()


class BuiltFor(NamedTuple):
    """What documents were built for: the workbook, its council, year and recipient."""

    workbook: Path
    council: str
    year: str
    recipient: str = ""


class CheckedAgainst(NamedTuple):
    """The councils that a text was checked against, and the paragraphs it may share with them."""

    among: str = ""
    paragraphs: tuple[LongParagraph, ...] = ()


def write(
    outputs: Path, inputs: str, target: BuiltFor, paths: Iterable[Path], checked: CheckedAgainst
) -> None:
    """Write the manifest: the digest of the inputs, and of each document as it is on disk now.

    The manifest only saves a later run's time: where it cannot be written there is none.
    """
    slug = names.slug(target.workbook.stem)
    path = _path(outputs, slug)
    try:
        entries = {
            "made_from": inputs,
            "council": target.council,
            "year": target.year,
            "workbook": _relative(target.workbook, outputs),
            "recipients": _with(recipients(outputs, slug), target.recipient),
            "among": checked.among,
            "paragraphs": checked.paragraphs,
            "documents": {document.name: _digest(document) for document in paths},
        }
        content = json.dumps(entries).encode()
        if not (path.is_file() and path.read_bytes() == content):
            files.write_file(path, content, lasting=False, by_way_of=outputs / slug)
    except (OSError, AssemblerError):
        with suppress(OSError):
            path.unlink()


def built_for(outputs: Path, slug: str) -> BuiltFor | None:
    """Return what a council's documents were built for; None where no manifest says it."""
    try:
        entries = json.loads(_path(outputs, slug).read_bytes())
        return BuiltFor(
            (outputs / entries["workbook"]).resolve(),
            str(entries["council"]),
            str(entries.get("year", "")),
        )
    except _UNREADABLE:
        return None


def recipients(outputs: Path, slug: str) -> tuple[str, ...]:
    """Return the people to whom a council's letter was addressed in its builds, the last one last.

    Nobody where no manifest says it.
    """
    try:
        return tuple(map(str, json.loads(_path(outputs, slug).read_bytes())["recipients"]))
    except _UNREADABLE:
        return ()


def inputs(outputs: Path, slug: str) -> str:
    """Return the digest of the inputs of the last build; empty where none is known."""
    try:
        return str(json.loads(_path(outputs, slug).read_bytes())["made_from"])
    except _UNREADABLE:
        return ""


def workbook(outputs: Path, slug: str) -> Path | None:
    """Return the workbook that a council's documents were built from, by the manifest."""
    known = built_for(outputs, slug)
    return known.workbook if known else None


class Unchanged(NamedTuple):
    """A council whose documents need no build."""

    council: str
    documents: tuple[BuiltDocument, ...]
    checked: CheckedAgainst


def unchanged(outputs: Path, slug: str, inputs: str) -> Unchanged | None:
    """Return a council's documents when all are as the manifest has them, from the same inputs."""
    try:
        entries = json.loads(_path(outputs, slug).read_bytes())
        if entries["made_from"] != inputs:
            return None
        paths = {outputs / slug / name: digest for name, digest in entries["documents"].items()}
        if not paths or any(_digest(path) != digest for path, digest in paths.items()):
            return None
        documents = tuple(BuiltDocument(str(path), DocumentState.UNCHANGED) for path in paths)
        paragraphs = tuple(LongParagraph(*row) for row in entries["paragraphs"])
        checked = CheckedAgainst(str(entries["among"]), paragraphs)
        return Unchanged(str(entries["council"]), documents, checked)
    except _UNREADABLE:
        return None


def pdf_is_current(outputs: Path, document: Path) -> bool:
    """Whether the PDF beside a document was made from it, both as they are now."""
    digests = _pdf_digests(outputs, document)
    return digests is not None and digests == _digests(document)


def pdf_is_ours(outputs: Path, document: Path) -> bool:
    """Whether the PDF beside a document is as this program made it."""
    digests, now = _pdf_digests(outputs, document), _digests(document)
    return digests is not None and now is not None and digests[1] == now[1]


def pdf_is_outdated(outputs: Path, document: Path) -> bool:
    """Whether a document was changed after this program made the PDF beside it."""
    return pdf_is_ours(outputs, document) and not pdf_is_current(outputs, document)


def note_pdf(outputs: Path, document: Path) -> None:
    """Note that the PDF beside a document was made from it."""
    content = json.dumps(_digests(document)).encode()
    files.write_file(
        _pdf_note(outputs, document), content, lasting=False, by_way_of=document.parent
    )


def _pdf_digests(outputs: Path, document: Path) -> list[str] | None:
    try:
        document_digest, pdf_digest = json.loads(_pdf_note(outputs, document).read_bytes())
    except _UNREADABLE:
        return None
    return [document_digest, pdf_digest]


def _digests(document: Path) -> list[str] | None:
    """Return the digests of a document and of the PDF beside it; None where one is missing."""
    try:
        return [_digest(document), _digest(document.with_suffix(".pdf"))]
    except OSError:
        return None


def _pdf_note(outputs: Path, document: Path) -> Path:
    return outputs / FOLDER / "made" / f"{document.stem}-pdf.json"


def _with(names_before: Iterable[str], name: str) -> list[str]:
    """Append a name, without duplicates; keep the last few."""
    return [*(each for each in names_before if each != name), name][-_MOST_RECIPIENTS:]


def _relative(workbook: Path, outputs: Path) -> str:
    """Return a workbook's path from the outputs folder, so that both can be moved together."""
    try:
        relative = os.path.relpath(workbook.resolve(), outputs.resolve())
    except ValueError:  # on another drive
        return str(workbook.resolve())
    return Path(relative).as_posix()


def _path(outputs: Path, slug: str) -> Path:
    return outputs / FOLDER / "made" / f"{slug}.json"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
