"""Find a council's documents in its folder: by name, else by the id they carry under another."""

from pathlib import Path

from assembler.errors import AssemblerError
from assembler.outputs import copies, names


def documents(outputs: Path, slug: str) -> dict[str, Path]:
    """Return the finished documents of a council, by kind; of several copies the one saved last.

    A file that cannot be opened is left out.
    """
    found: dict[str, Path] = {}
    for kind in names.KINDS:
        try:
            paths = candidates(outputs, slug, kind)
        except AssemblerError:
            continue
        if paths:
            found[kind] = max(paths, key=lambda path: path.stat().st_mtime)
    return found


def candidates(outputs: Path, slug: str, kind: str) -> list[Path]:
    """Return the file with a document's name; if there is none, those that carry its id.

    A draft is looked for only among files whose names say draft. Raises AssemblerError when a file
    cannot be opened.
    """
    ours = names.document(outputs, slug, kind)
    if ours.exists():
        return [ours]
    return [
        path
        for path in names.word_files(ours.parent)
        if path != names.document(outputs, slug, names.PACK)
        and not (names.is_draft(kind) and not names.is_draft(path.stem))
        and not _is_new_version(path, ours)
        and copies.as_built(outputs, kind, read_document(path)) is not None
    ]


def read_document(path: Path) -> bytes:
    """Return the bytes of a document. Raises AssemblerError when it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise AssemblerError(
            f"{path} could not be opened.", "Close it in Word, then run it again."
        ) from error


def _is_new_version(path: Path, ours: Path) -> bool:
    """Whether a file is a new version beside another: beside `ours`, or beside one that exists."""
    original = names.beside_which(path)
    return original is not None and (original == ours or original.exists())
