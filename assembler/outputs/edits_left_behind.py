"""Edited copies of a document that a build does not reach: moved, copied, or renamed.

Their ids are known, so they are recognised wherever they are under the outputs folder.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from assembler.outputs import copies, names
from assembler.outputs.ownership import council_in_title
from assembler.outputs.rebuild import NewDocument
from assembler.word import document_id
from assembler.wording import folded

_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def folders_by_council(outputs: Path) -> dict[str, list[Path]]:
    """Return the folders of documents that the manifests name, by council. For a whole run."""
    folders: dict[str, list[Path]] = {}
    for manifest in sorted((outputs / copies.FOLDER / "made").glob("*.json")):
        with suppress(*_UNREADABLE):
            council = str(json.loads(manifest.read_bytes())["council"])
            folders.setdefault(folded(council), []).append(outputs / manifest.stem)
    return folders


def edited_copies(
    outputs: Path,
    new: Sequence[NewDocument],
    council: str,
    reached: Collection[Path],
    others: Iterable[Path],
) -> Mapping[str, list[Path]]:
    """Return edited copies of a council's documents by kind, without those the build `reached`.

    They are looked for in the council's own folder and below it, and in the folders `others`.
    """
    found: dict[str, list[Path]] = {}
    own = new[0].path.parent
    for path in dict.fromkeys([*_below(own), *(p for f in others if f != own for p in _below(f))]):
        if path in reached or names.is_draft(path.stem) or names.beside_which(path):
            continue
        for document in new:
            if _is_edited_copy(outputs, path, document, council):
                found.setdefault(document.kind, []).append(path)
    return found


def _below(folder: Path) -> Iterator[Path]:
    """Yield the Word files of a folder and its subfolders, without what was issued."""
    yield from names.word_files(folder)
    if folder.is_dir():
        for entry in sorted(folder.iterdir()):
            if entry.is_dir() and not entry.is_symlink() and entry.name != "issued":
                yield from names.word_files(entry)


def _is_edited_copy(outputs: Path, path: Path, document: NewDocument, council: str) -> bool:
    try:
        content = path.read_bytes()
    except OSError:
        return False
    base = copies.as_built(outputs, document.kind, content)
    if base is None or base == content:
        return False
    return folded(council_in_title(document_id.title(base))) == folded(council)
