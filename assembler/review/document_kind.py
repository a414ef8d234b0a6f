"""Which of a letter's documents a Word file is: by its name, else by the id it carries."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assembler.letter.draft import BANNER
from assembler.outputs import copies
from assembler.review.rule import KINDS, WHOLE
from assembler.word.passages import Copy, plain

EVERY = (*KINDS, WHOLE)
_NAMED = re.compile(rf"-(?P<kind>{'|'.join(EVERY)})(?P<draft>-draft)?$")


@dataclass(frozen=True)
class Origin:
    """What a document was when the program wrote it: its kind, its bytes, whether a draft."""

    kind: str
    written: bytes
    draft: bool


def by_name(path: Path) -> str:
    """Give the kind that a file's name ends in; empty when it ends in none."""
    found = _NAMED.search(path.stem)
    return found["kind"] if found else ""


def slug(path: Path) -> str:
    """Give the council's part of a document's name."""
    return _NAMED.sub("", path.stem)


def origin(path: Path, content: bytes) -> Origin | None:
    """Find what a document was made as, kept two folders up or beside; None where it is not."""
    for outputs in (path.parent.parent, path.parent):
        for kind in EVERY:
            for name in (kind, f"{kind}-draft"):
                kept = copies.written(outputs, name, content)
                if kept is not None:
                    return Origin(kind, kept, name != kind)
    return None


def told_apart(files: Iterable[Path]) -> dict[Path, str]:
    """Give the kind of each of a letter's documents among the files of a folder.

    A file named otherwise counts for a kind that no file is named for, as it does for a build.
    """
    paths = list(files)
    kinds = {path: kind for path in paths if (kind := by_name(path))}
    taken = set(kinds.values())
    for path in paths:
        if path in kinds or path.stem.endswith("-new"):
            continue
        with suppress(OSError):
            made = origin(path, path.read_bytes())
            if made is not None and made.kind not in taken:
                kinds[path] = made.kind
    return kinds


def drafts_left(kinds: Mapping[Path, str]) -> list[Path]:
    """Give the drafts among a folder's documents that were finished since: both lie there."""
    drafts = [path for path in kinds if (found := _NAMED.search(path.stem)) and found["draft"]]
    finished = {kind for path, kind in kinds.items() if path not in drafts}
    return [path for path in drafts if kinds[path] in finished]


def is_draft(path: Path, copy: Copy, made: Origin | None) -> bool:
    """Whether a document is a draft, whatever it is called now."""
    banner = plain(BANNER).lower()
    found = _NAMED.search(path.stem)
    return (
        bool(found and found["draft"])
        or (made is not None and made.draft)
        or any(banner in passage.plain.lower() for passage in copy.passages)
    )
