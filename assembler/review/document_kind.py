"""Tell which of a council's documents a Word file is: by its name, else by the id it carries."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assembler.letter.draft import BANNER
from assembler.outputs import copies
from assembler.review.case import KINDS, WHOLE
from assembler.word.passages import Copy, plain

EVERY = (*KINDS, WHOLE)
_NAME = re.compile(rf"-(?P<kind>{'|'.join(EVERY)})(?P<draft>-draft)?$")


@dataclass(frozen=True)
class Origin:
    """A document as the program wrote it: its kind, its bytes, whether it was a draft."""

    kind: str
    written: bytes
    draft: bool


def by_name(path: Path) -> str:
    """Return the kind that a file's name ends in, or ""."""
    match = _NAME.search(path.stem)
    return match["kind"] if match else ""


def slug(path: Path) -> str:
    """Return the council's part of a document's name."""
    return _NAME.sub("", path.stem)


def origin(path: Path, content: bytes) -> Origin | None:
    """Return the kept copy of what a document was built as, or None.

    Copies are looked for beside the document's folder and, for one moved up, in its own.
    """
    for outputs in (path.parent.parent, path.parent):
        for kind in EVERY:
            for name in (kind, f"{kind}-draft"):
                written = copies.written(outputs, name, content)
                if written is not None:
                    return Origin(kind, written, name != kind)
    return None


def kinds_by_path(files: Iterable[Path]) -> dict[Path, str]:
    """Return the kind of each of a council's documents among the files of a folder.

    A file under another name counts for a kind that no file is named for, as in a build.
    """
    paths = list(files)
    kinds = {path: kind for path in paths if (kind := by_name(path))}
    named = set(kinds.values())
    for path in paths:
        if path in kinds or path.stem.endswith("-new"):
            continue
        with suppress(OSError):
            built = origin(path, path.read_bytes())
            if built is not None and built.kind not in named:
                kinds[path] = built.kind
    return kinds


def superseded_drafts(kinds: Mapping[Path, str]) -> list[Path]:
    """Return the drafts whose finished version is in the same folder."""
    drafts = [path for path in kinds if (match := _NAME.search(path.stem)) and match["draft"]]
    finished = {kind for path, kind in kinds.items() if path not in drafts}
    return [path for path in drafts if kinds[path] in finished]


def is_draft(path: Path, document: Copy, built: Origin | None) -> bool:
    """Return whether a document is a draft, whatever it is called now."""
    banner = plain(BANNER).lower()
    match = _NAME.search(path.stem)
    return (
        bool(match and match["draft"])
        or (built is not None and built.draft)
        or any(banner in passage.plain.lower() for passage in document.passages)
    )
