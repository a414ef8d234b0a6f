"""The copies kept of what was written, found again by the id that a document carries.

They lie in `.assembler` inside the outputs folder: they move with it, yet stand outside the
council's own folder, which someone will zip and send.
"""

from pathlib import Path

from assembler.documents import identity, package

FOLDER = ".assembler"


def keep(outputs: Path, document: bytes) -> None:
    """Keep a copy of a document as it is written."""
    place = _place(outputs, identity.of(document))
    if not place.exists():
        package.write(place, document, lasting=False)


def written(outputs: Path, document: bytes) -> bytes | None:
    """Find the copy of what a document was when it was written; None when there is none."""
    mark = identity.of(document)
    if not mark.isalnum():
        return None
    try:
        return _place(outputs, mark).read_bytes()
    except OSError:
        return None


def _place(outputs: Path, mark: str) -> Path:
    return outputs / FOLDER / f"{mark}.docx"
