"""The one mark a document carries: an opaque id among its custom properties.

The id says which kept copy the document was made as, and tells a reader nothing. It is a digest of
what was written, so equal documents have equal ids on every machine.
"""

import hashlib
from collections.abc import Iterable

from assembler.opc import archive
from assembler.opc.archive import Element, UnsafeError

PART, _CORE = "docProps/custom.xml", "docProps/core.xml"
NAME = "Assembler"
ROOM = "{assembler-id}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_LARGEST, _LARGEST_PART = 400_000_000, 2_000_000


def token(parts: Iterable[bytes]) -> str:
    """Give the id of a document made of these parts."""
    digest = hashlib.sha256()
    for content in parts:
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()[:32]


def of(document: bytes) -> str:
    """Read the id of a document, however it was saved since; empty when it has none.

    A file that is damaged or protected by a password has none.
    """
    for entry in _children(document, PART):
        if entry.get("name") == NAME:
            return "".join(entry.itertext()).strip()
    return ""


def title(document: bytes) -> str:
    """Read the title of a document; empty when it has none or cannot be read."""
    return next((e.text or "" for e in _children(document, _CORE) if e.tag == _TITLE), "").strip()


def _children(document: bytes, part: str) -> Iterable[Element]:
    try:
        package = archive.opened(document, _LARGEST)
        return archive.root(package.read(part, _LARGEST_PART)) if part in package.parts else ()
    except (UnsafeError, RuntimeError):  # an encrypted part raises the latter
        return ()


def damage(document: bytes) -> str:
    """Say what keeps a file from being opened, to follow the word "it"; empty when nothing does."""
    try:
        archive.opened(document, _LARGEST)
    except UnsafeError as error:
        return error.what.rstrip(".")
    return ""


def signed(custom: bytes, mark: str) -> bytes:
    """Put the id into the custom properties that `room.made` prepared."""
    return custom.replace(ROOM.encode(), mark.encode())
