"""Find edited copies of a document that a build does not reach: moved, copied, or renamed.

They are recognised by their ids: in any folder of the outputs folder, and in other outputs folders
beside it, because the outputs folder may have been renamed as a whole.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from assembler.outputs import copies, names
from assembler.outputs.ownership import council_in_title
from assembler.outputs.rebuild import NewDocument
from assembler.word import document_id
from assembler.wording import folded

_UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class EarlierFolders:
    """The folders of earlier builds by council: those of the outputs folder, and of ones beside it.

    Looked up when the first document of a run is new; read once in a run.
    """

    outputs: Path

    @cached_property
    def by_council(self) -> Mapping[str, Sequence[tuple[Path, Path]]]:
        """Return, by a council's folded name, outputs folders each with a folder of documents."""
        found: dict[str, list[tuple[Path, Path]]] = {}
        for outputs in (self.outputs, *_beside(self.outputs)):
            named = set()
            for council, folder in _in_manifests(outputs):
                found.setdefault(council, []).append((outputs, folder))
                named.add(folder)
            for folder in _subfolders(outputs):
                if folder not in named:  # renamed since
                    for council in _councils_in(outputs, folder):
                        found.setdefault(council, []).append((outputs, folder))
        return found


def edited_copies(
    folders: EarlierFolders,
    new: Sequence[NewDocument],
    council: str,
    reached: Collection[Path],
    *,
    is_new: bool,
) -> Mapping[str, list[Path]]:
    """Return edited copies of a council's documents by kind, without those the build `reached`.

    They are looked for in the council's own folder and below it; where a document `is_new`, its
    folder or workbook may have been renamed, and the folders of earlier builds are searched too.
    """
    found: dict[str, list[Path]] = {}
    own = new[0].path.parent
    earlier = folders.by_council.get(folded(council), ()) if is_new else ()
    places = [(folders.outputs, own), *(place for place in earlier if place[1] != own)]
    paths = ((outputs, path) for outputs, folder in places for path in _below(folder))
    for outputs, path in dict.fromkeys(paths):
        if path in reached or names.is_draft(path.stem) or names.beside_which(path):
            continue
        for document in new:
            if _is_edited_copy(outputs, path, document):
                found.setdefault(document.kind, []).append(path)
    return found


def _beside(outputs: Path) -> Iterator[Path]:
    """Yield the other outputs folders beside this one."""
    for folder in _subfolders(outputs.resolve().parent):
        if folder != outputs.resolve() and (folder / copies.FOLDER / "made").is_dir():
            yield outputs.parent / folder.name


def _in_manifests(outputs: Path) -> Iterator[tuple[str, Path]]:
    for manifest in sorted((outputs / copies.FOLDER / "made").glob("*.json")):
        with suppress(*_UNREADABLE):
            yield folded(str(json.loads(manifest.read_bytes())["council"])), outputs / manifest.stem


def _councils_in(outputs: Path, folder: Path) -> set[str]:
    """Return the councils whose documents are in a folder, by the copies kept of them."""
    councils = set()
    for path in _below(folder):
        with suppress(OSError):
            content = path.read_bytes()
            for kind in names.KINDS:
                if base := copies.as_built(outputs, kind, content):
                    councils.add(folded(council_in_title(document_id.title(base))))
    return councils


def _subfolders(folder: Path) -> list[Path]:
    with suppress(OSError):
        return [
            entry
            for entry in sorted(folder.iterdir())
            if entry.name[0] != "." and entry.is_dir() and not entry.is_symlink()
        ]
    return []


def _below(folder: Path) -> Iterator[Path]:
    """Yield the Word files of a folder and its subfolders, without what was issued."""
    yield from names.word_files(folder)
    for entry in _subfolders(folder):
        if entry.name != "issued":
            yield from names.word_files(entry)


def _is_edited_copy(outputs: Path, path: Path, document: NewDocument) -> bool:
    """Whether a file was built as this document of this council and year, and edited since."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    base = copies.as_built(outputs, document.kind, content)
    if base is None or base == content:
        return False
    return folded(document_id.title(base)) == folded(document_id.title(document.content))
