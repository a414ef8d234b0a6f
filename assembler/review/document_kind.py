"""Tell which of a council's documents a Word file is: by its name, else by its id."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from assembler.letter.draft import BANNER
from assembler.outputs import copies
from assembler.review.reviewed_document import KINDS, WHOLE
from assembler.word import document_id
from assembler.word.passages import Copy
from assembler.wording import plain

EVERY = (*KINDS, WHOLE)
_NAME = re.compile(rf"-(?P<kind>{'|'.join(EVERY)})(?P<draft>-draft)?$")
_BESIDE = re.compile(r"-new(?:-[0-9]+)?(?:-draft)?$")


@dataclass(frozen=True)
class KeptCopy:
    """A document as the program wrote it: its kind, its bytes, whether it was a draft.

    `unedited` is what the workbook alone gave: a pack is joined of documents as they were edited.
    """

    kind: str
    written: bytes
    draft: bool
    unedited: bytes


@dataclass(frozen=True)
class FolderContents:
    """The Word files of a folder: a council's documents by kind, drafts finished since, others.

    `copies` are groups of documents that are one document under several names.
    """

    kinds: dict[Path, str] = field(default_factory=dict)
    superseded_drafts: dict[Path, bool] = field(default_factory=dict)  # True: edited
    copies: list[list[Path]] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)


def by_name(path: Path) -> str:
    """Return the kind that a file's name ends in, or ""."""
    match = _NAME.search(path.stem)
    return match["kind"] if match else ""


def slug(path: Path) -> str:
    """Return the council's part of a document's name."""
    return _NAME.sub("", path.stem)


def is_beside(path: Path) -> bool:
    """Return whether a file is a new version that a build put beside an edited document."""
    return bool(_BESIDE.search(path.stem))


def kept_copy(path: Path, content: bytes) -> KeptCopy | None:
    """Return the kept copy of what a document was built as, or None.

    Copies are looked for beside the document's folder and, for one moved up, in its own.
    """
    if not document_id.of(content).isalnum():
        return None
    named = by_name(path)
    for outputs in (path.parent.parent, path.parent):
        if not (outputs / copies.FOLDER).is_dir():
            continue
        for kind in sorted(EVERY, key=lambda kind: kind != named):
            for name in (kind, f"{kind}-draft"):
                written = copies.as_built(outputs, name, content)
                if written is not None:
                    unedited = copies.unedited(outputs, name, content) if kind == WHOLE else None
                    return KeptCopy(kind, written, name != kind, unedited or written)
    return None


def contents(files: Iterable[Path]) -> FolderContents:
    """Sort the Word files of a folder.

    A file under a name of its own counts for what its id says, so that a renamed or copied letter
    is reviewed as the letter.
    """
    found = FolderContents()
    by_document: dict[tuple[str, str], list[Path]] = {}
    for path in files:
        built = None if by_name(path) else _kept_copy_of(path)
        kind = by_name(path) or (built.kind if built else "")
        if not kind or is_beside(path):
            found.others.append(path)
            continue
        found.kinds[path] = kind
        if not _is_named_draft(path):
            council = slug(path) if by_name(path) else path.parent.name
            by_document.setdefault((council, kind), []).append(path)
    finished = {kind for path, kind in found.kinds.items() if not _is_named_draft(path)}
    for path in [path for path in found.kinds if _is_named_draft(path)]:
        if found.kinds[path] in finished:
            del found.kinds[path]
            built = _kept_copy_of(path)
            found.superseded_drafts[path] = built is None or built.written != path.read_bytes()
    found.copies.extend(paths for paths in by_document.values() if len(paths) > 1)
    return found


def is_draft(path: Path, document: Copy, built: KeptCopy | None) -> bool:
    """Return whether a document is a draft, whatever it is called now."""
    banner = plain(BANNER).lower()
    return (
        _is_named_draft(path)
        or (built is not None and built.draft)
        or any(banner in passage.plain.lower() for passage in document.passages)
    )


def _is_named_draft(path: Path) -> bool:
    match = _NAME.search(path.stem)
    return bool(match and match["draft"])


def _kept_copy_of(path: Path) -> KeptCopy | None:
    try:
        return kept_copy(path, path.read_bytes())
    except OSError:
        return None
