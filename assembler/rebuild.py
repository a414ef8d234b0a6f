"""Putting a new build in the place of what stands there, without losing an adviser's words.

What is to be written is decided first, for all documents of a council, then written: a dry run is
a decision that nobody carries out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assembler.documents import package, store
from assembler.model import AssemblerError, Change, Conflict, Document, State

if TYPE_CHECKING:
    from assembler.merge.merge import Merged
    from assembler.merge.sources import Source

_LOST = (
    "What it was made from is not among the copies kept in {folder}, so your edits cannot be told "
    "from older wording; it was left as it is."
)
_LEFT = "It was left as it is: {why}."
_NEXT = "Take over what you need from the new version, or build with --fresh."
_TWO = "It could be any of {files}; none was touched. Keep one of them and move the others away."


@dataclass(frozen=True, slots=True)
class Made:
    """One document of a new build: where it belongs, the template's name, its bytes."""

    path: Path
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to become of one document: `content` at `target`; nothing when `content` is empty."""

    document: Document
    made: Made
    target: Path
    content: bytes = b""
    conflicts: tuple[Conflict, ...] = ()
    brought_in: tuple[Change, ...] = ()


def decide(outputs: Path, made: Made, told: Sequence["Source"], *, fresh: bool) -> Decision:
    """Say what is to become of a document, given what stands in its place. Writes nothing.

    Raises AssemblerError when the file there cannot be read.
    """
    standing = _standing(outputs, made)
    if not standing:
        return _written(made, made.path, State.NEW)
    if len(standing) > 1:
        files = " and ".join(path.name for path in standing)
        return _beside(made, standing[0], made.path, _TWO.format(files=files))
    (path,) = standing
    current = _content(path)
    if current == made.content:
        return Decision(Document(str(path), State.UNCHANGED), made, path)
    return _written(made, path, State.REBUILT) if fresh else _over(outputs, made, path, told)


def _over(outputs: Path, made: Made, path: Path, told: Sequence["Source"]) -> Decision:
    """Decide on a file that is not what the build would write: an older one, or an edited one."""
    current = _content(path)
    before = store.written(outputs, made.name, current)
    beside = path.with_name(f"{path.stem}-new.docx")
    if before is None:
        return _beside(made, path, beside, _LOST.format(folder=outputs / store.FOLDER))
    if before == made.content:
        return Decision(Document(str(path), State.KEPT), made, path)
    if before == current:
        return _written(made, path, State.REBUILT)
    # Imported when there is something to merge: most builds never come here.
    from assembler.merge.canvas import NotMergeableError  # noqa: PLC0415
    from assembler.merge.merge import merge  # noqa: PLC0415

    try:
        return _merged(made, path, merge(before, current, made.content, told))
    except NotMergeableError as error:
        return _beside(made, path, beside, _LEFT.format(why=error))


def standing(decision: Decision) -> bytes:
    """Give what lies in a document's place once a decision is carried out."""
    path = Path(decision.document.path)
    return decision.content if decision.content and decision.target == path else _content(path)


def carry_out(outputs: Path, slug: str, decisions: Sequence[Decision]) -> None:
    """Write what was decided: first a backup of what it overwrites, then the copy for next time.

    Raises AssemblerError when a file cannot be written; what stood there is then as it was. One
    that is open or read-only is found before any is written.
    """
    writing = [
        one
        for one in decisions
        if one.content and not (one.target.exists() and _content(one.target) == one.content)
    ]
    for one in writing:
        package.check(one.target)
    for one in writing:
        if one.target.exists():
            store.back_up(outputs, slug, one.target)
        store.keep(outputs, one.made.name, one.made.content)
        package.write(one.target, one.content)


def _standing(outputs: Path, made: Made) -> list[Path]:
    """Find the file to build over: by its name, else by the id it carries under another name."""
    folder = made.path.parent
    if made.path.exists():
        return [made.path]
    others = sorted(folder.glob("*.docx")) if folder.is_dir() else []
    pack = made.path.name.removesuffix(f"{made.name}.docx") + "pack"
    return [
        path
        for path in others
        if not path.name.startswith(("~$", ".~"))
        and path.stem not in {pack, f"{made.path.stem}-new"}
        and store.written(outputs, made.name, _content(path)) is not None
    ]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise AssemblerError(
            f"{path} could not be opened.", "Close it in Word, then run it again."
        ) from error


def _written(made: Made, target: Path, state: State) -> Decision:
    return Decision(Document(str(target), state), made, target, made.content)


def _beside(made: Made, path: Path, beside: Path, why: str) -> Decision:
    document = Document(str(path), State.BESIDE, str(beside), (f"{why} {_NEXT}",))
    return Decision(document, made, beside, made.content)


def _merged(made: Made, path: Path, merged: "Merged") -> Decision:
    name = str(path)
    return Decision(
        Document(name, State.MERGED, notes=merged.notes),
        made,
        path,
        merged.content,
        tuple(replace(conflict, document=name) for conflict in merged.conflicts),
        tuple(replace(change, document=name) for change in merged.brought_in),
    )
