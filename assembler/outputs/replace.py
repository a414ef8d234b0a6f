"""Putting a new build in the place of what stands there, without losing an adviser's words.

What is to be written is decided first, for all documents of a council, then written: a dry run is
a decision that nobody carries out.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from assembler import files
from assembler.errors import AssemblerError
from assembler.outputs import copies
from assembler.results import BuiltDocument, Change, Conflict, DocumentState
from assembler.word import document_id

if TYPE_CHECKING:
    from assembler.merge.merge import Merged
    from assembler.merge.provenance import Source

Told: TypeAlias = Callable[[], Sequence["Source"]]

_LOST = (
    "What it was made from is not among the copies kept in {folder}, so your edits cannot be told "
    "from older wording; it was left as it is."
)
_LEFT = "It was left as it is: {why}."
_REPLACED = "It was written anew; what had been edited is kept in {folder}."
_NEXT = "Take over what you need from the new version, or build with --fresh."
_DRAFT = "-draft"
_NO_DRAFT = "It is a draft under the name of a finished document; it was left as it is."
_ONLY_DRAFTS = "It is not a draft that this program wrote; it was left as it is."
_BESIDE_NAME = re.compile(r"(?P<stem>.+)-new(?:-[0-9]+)?(?P<draft>-draft)?")
_TWO = "It could be any of {files}; none was touched. Keep one of them and move the others away."


class Made(NamedTuple):
    """One document of a new build: where it belongs, the template's name, its bytes, its id."""

    path: Path
    name: str
    content: bytes
    mark: str


@dataclass(frozen=True)
class Decision:
    """What is to become of one document: `content` at `target`; nothing when `content` is empty."""

    document: BuiltDocument
    made: Made
    target: Path
    content: bytes = b""
    conflicts: tuple[Conflict, ...] = ()
    brought_in: tuple[Change, ...] = ()


def decide(outputs: Path, made: Made, told: Told, *, fresh: bool) -> Decision:
    """Say what is to become of a document, given what stands in its place. Writes nothing.

    `told` gives the texts of the workbook, by which a conflict is traced to its cell.
    Raises AssemblerError when the file there cannot be read.
    """
    standing = _standing(outputs, made)
    if not standing:
        return _written(made, made.path, DocumentState.NEW)
    if len(standing) > 1:
        names = " and ".join(path.name for path in standing)
        return _beside(made, standing[0], made.path, _TWO.format(files=names))
    (path,) = standing
    current = _content(path)
    if current == made.content:
        return Decision(BuiltDocument(str(path), DocumentState.UNCHANGED), made, path)
    if not fresh:
        return _over(outputs, made, path, told)
    decision = _written(made, path, DocumentState.REBUILT)
    if copies.written(outputs, made.name, current) == current:
        return decision
    folder = copies.backups_of(outputs, made.path.parent.name)
    note = _REPLACED.format(folder=folder)
    return replace(decision, document=replace(decision.document, notes=(note,)))


def _over(outputs: Path, made: Made, path: Path, told: Told) -> Decision:
    """Decide on a file that is not what the build would write: an older one, or an edited one."""
    current = _content(path)
    before = copies.written(outputs, made.name, current)
    if before is None and document_id.of(current) == made.mark:
        before = made.content  # its copy was cleared away
    if before is None:
        return _aside(outputs, made, path, _lost(outputs, made, current))
    if before == made.content:
        return Decision(BuiltDocument(str(path), DocumentState.KEPT), made, path)
    if before == current:
        return _written(made, path, DocumentState.REBUILT)
    # Imported when there is something to merge: most builds never come here.
    from assembler.merge.canvas import NotMergeableError  # noqa: PLC0415
    from assembler.merge.merge import merge  # noqa: PLC0415

    try:
        return _merged(made, path, merge(before, current, made.content, told()))
    except NotMergeableError as error:
        return _aside(outputs, made, path, _LEFT.format(why=error))


def _lost(outputs: Path, made: Made, current: bytes) -> str:
    """Say why what a document was made from is not known."""
    if why := document_id.damage(current):
        return _LEFT.format(why=f"it {why}")
    if not made.name.endswith(_DRAFT) and copies.written(outputs, made.name + _DRAFT, current):
        return _NO_DRAFT
    if made.name.endswith(_DRAFT) and copies.written(
        outputs, made.name.removesuffix(_DRAFT), current
    ):
        return _ONLY_DRAFTS
    return _LOST.format(folder=outputs / copies.FOLDER)


def _aside(outputs: Path, made: Made, path: Path, why: str) -> Decision:
    """Put the new version beside a file, over no version beside it that was edited since."""
    draft = _DRAFT if made.name.endswith(_DRAFT) else ""
    stem, number = path.stem.removesuffix(draft), 1
    while True:
        more = f"-{number}" if number > 1 else ""
        beside = path.with_name(f"{stem}-new{more}{draft}.docx")
        if not beside.exists():
            return _beside(made, path, beside, why)
        there = _content(beside)
        before = copies.written(outputs, made.name, there)
        if before == made.content:
            return replace(_beside(made, path, beside, why), content=b"")
        if before == there:
            return _beside(made, path, beside, why)
        number += 1


def standing(decision: Decision) -> bytes:
    """Give what lies in a document's place once a decision is carried out."""
    path = Path(decision.document.path)
    return decision.content if decision.content and decision.target == path else _content(path)


def title_before(outputs: Path, made: Made) -> str:
    """Give the title under which what stands in a document's place was written; empty if unknown.

    Raises AssemblerError when the file there cannot be read.
    """
    for path in _standing(outputs, made):
        if before := copies.written(outputs, made.name, _content(path)):
            return document_id.title(before)
    return ""


def carry_out(outputs: Path, slug: str, decisions: Sequence[Decision]) -> None:
    """Write what was decided: backups and the copies for next time first, then all files.

    Raises AssemblerError when a file cannot be written; all of them are then as they were.
    """
    writing = [
        one
        for one in decisions
        if one.content and not (one.target.exists() and _content(one.target) == one.content)
    ]
    for one in decisions:
        if one.document.state in {
            DocumentState.UNCHANGED,
            DocumentState.KEPT,
        }:  # copies may have been cleared away
            copies.keep(outputs, slug, one.made.name, one.made.content, one.made.mark)
    for one in writing:
        files.check_writable(one.target)
    staged: list[tuple[Path, Path]] = []
    try:
        for one in writing:
            if one.target.exists():
                copies.back_up(outputs, slug, one.target)
            copies.keep(outputs, slug, one.made.name, one.made.content, one.made.mark)
            staged.append((files.write_temporary(one.target, one.content), one.target))
        _put_all(staged)
    finally:
        for temporary, _ in staged:
            files.remove_temporary(temporary)


def _put_all(staged: Sequence[tuple[Path, Path]]) -> None:
    """Put all files in place, or leave all as they were."""
    before = {path: _content(path) if path.exists() else None for _, path in staged}
    done: list[Path] = []
    try:
        for temporary, path in staged:
            files.replace_file(temporary, path)
            done.append(path)
    except BaseException:
        for path in done:
            _put_back(path, before[path])
        raise


def _put_back(path: Path, content: bytes | None) -> None:
    """Undo a write as far as the disk lets us; the backup is there in any case."""
    with suppress(AssemblerError, OSError):
        if content is None:
            path.unlink()
        else:
            files.write_file(path, content)


def _standing(outputs: Path, made: Made) -> list[Path]:
    """Find the file to build over: by its name, else by the id it carries under another name.

    A draft is looked for only among files whose names say draft.
    """
    folder = made.path.parent
    if made.path.exists():
        return [made.path]
    others = sorted(folder.glob("*.docx")) if folder.is_dir() else []
    pack = made.path.name.removesuffix(f"{made.name}.docx") + "pack"
    return [
        path
        for path in others
        if not path.name.startswith(("~$", ".~"))
        and path.stem != pack
        and not (made.name.endswith(_DRAFT) and not path.stem.endswith(_DRAFT))
        and not _is_beside(path, made.path)
        and copies.written(outputs, made.name, _content(path)) is not None
    ]


def _is_beside(path: Path, own: Path) -> bool:
    """Whether a file is a new version beside another, which is its own or stands there."""
    found = _BESIDE_NAME.fullmatch(path.stem)
    if found is None:
        return False
    other = path.with_name(f"{found['stem']}{found['draft'] or ''}.docx")
    return other == own or other.exists()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise AssemblerError(
            f"{path} could not be opened.", "Close it in Word, then run it again."
        ) from error


def _written(made: Made, target: Path, state: DocumentState) -> Decision:
    return Decision(BuiltDocument(str(target), state), made, target, made.content)


def _beside(made: Made, path: Path, beside: Path, why: str) -> Decision:
    document = BuiltDocument(str(path), DocumentState.BESIDE, str(beside), (f"{why} {_NEXT}",))
    return Decision(document, made, beside, made.content)


def _merged(made: Made, path: Path, merged: "Merged") -> Decision:
    name = str(path)
    return Decision(
        BuiltDocument(name, DocumentState.MERGED, notes=merged.notes),
        made,
        path,
        merged.content,
        tuple(replace(conflict, document=name) for conflict in merged.conflicts),
        tuple(replace(change, document=name) for change in merged.brought_in),
    )
