"""Record which documents were reviewed or issued, by digest, so that later changes show.

The records are in `.assembler` like the manifest, one file for each council.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from assembler.files import write_file
from assembler.outputs.copies import FOLDER

REVIEWED, ISSUED = "reviewed", "issued"
# What reading a damaged record raises: it then counts as absent.
_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


class Record(NamedTuple):
    """When documents were reviewed or issued, and the digest of each by its file name.

    `files` are those that were issued, with their digests.
    """

    when: str
    digests: Mapping[str, str]
    files: Mapping[str, str]

    def matches(self, documents: Iterable[Path]) -> bool:
        """Whether all these documents are as they were then."""
        return all(self.digests.get(path.name) == digest_of(path) for path in documents)


def write(
    outputs: Path, slug: str, what: str, documents: Iterable[Path], files: Iterable[Path] = ()
) -> None:
    """Record that documents were reviewed or issued, as they are on disk now.

    Raises AssemblerError when the record cannot be written.
    """
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    entries = {
        "when": now,
        "documents": {path.name: digest_of(path) for path in documents},
        "files": {path.name: digest_of(path) for path in files},
    }
    content = json.dumps(entries, indent=1).encode()
    write_file(_path(outputs, slug, what), content, by_way_of=outputs / slug)


def read(outputs: Path, slug: str, what: str) -> Record | None:
    """Return the record of a council; None where there is none."""
    try:
        entries = json.loads(_path(outputs, slug, what).read_bytes())
        return Record(str(entries["when"]), dict(entries["documents"]), dict(entries["files"]))
    except _UNREADABLE:
        return None


def digest_of(path: Path) -> str:
    """Return the digest of a file's content; empty where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _path(outputs: Path, slug: str, what: str) -> Path:
    return outputs / FOLDER / what / f"{slug}.json"
