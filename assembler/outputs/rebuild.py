"""Replace earlier documents by a new build without losing an adviser's words.

All documents of a council are decided on first, then written: a dry run stops after the decisions.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assembler import files
from assembler.errors import AssemblerError, unexpected
from assembler.model import Assessment, Graded
from assembler.outputs import copies, names
from assembler.outputs.locate import candidates, read_document
from assembler.results import BuiltDocument, Change, Conflict, DocumentState
from assembler.word import document_id

if TYPE_CHECKING:
    from assembler.merge.merge import Merged
    from assembler.merge.provenance import Source

_NO_COPY = (
    "What it was made from is not among the copies kept in {folder}, so your edits cannot be told "
    "from older wording; it was left as it is."
)
_LEFT = "It was left as it is: {why}."
_REPLACED = "It was written again from the workbook; the edited version is kept in {folder}."
_NEXT = "Take over what you need from the new version, or build with --fresh."
_TRACKED = (
    "What is new in it is marked as tracked changes by Assembler: accept or reject each of them in "
    "Word (Review)."
)
_NO_DRAFT = "It is a draft under the name of a finished document; it was left as it is."
_ONLY_DRAFTS = "It is not a draft that this program wrote; it was left as it is."
_TWO = "It could be any of {files}; none was touched. Keep one of them and move the others away."


class OverEdits(Enum):
    """What a build does with a document that was edited in Word."""

    MERGE = auto()  # bring the workbook's changes in
    TRACK = auto()  # bring them in as tracked changes
    REPLACE = auto()  # replace it by the new build


class NewDocument(NamedTuple):
    """A document of this build: its path, its kind (as in `names`), its bytes, its id.

    `unedited`, of a pack alone, is what it would be if no document had been edited.
    """

    path: Path
    kind: str
    content: bytes
    key: str
    unedited: bytes = b""


class _Existing(NamedTuple):
    """The file in a document's place: its path, its bytes."""

    path: Path
    content: bytes


@dataclass(frozen=True)
class WorkbookTexts:
    """The texts of a workbook's cells, collected only when an edited document is merged."""

    assessment: Assessment
    graded: tuple[Graded, ...]

    @cached_property
    def sources(self) -> tuple["Source", ...]:
        """Every text with its cell, by which a conflict is traced to the workbook."""
        from assembler.merge import provenance  # noqa: PLC0415 - most builds merge nothing

        return provenance.of(self.assessment, self.graded)


@dataclass(frozen=True)
class Decision:
    """What to do about one document: write `content` to `target`, or nothing when it is empty.

    `replaced` is the content that `target` had when this was decided; None where there was no file.
    """

    document: BuiltDocument
    new: NewDocument
    target: Path
    content: bytes = b""
    replaced: bytes | None = None
    conflicts: tuple[Conflict, ...] = ()
    brought_in: tuple[Change, ...] = ()


def decide(outputs: Path, new: NewDocument, texts: WorkbookTexts, over: OverEdits) -> Decision:
    """Decide what to do about a document, given the file in its place. Writes nothing.

    `over` says what becomes of a file that was edited. Raises AssemblerError when the file in its
    place cannot be read.
    """
    existing = candidates(outputs, new.path.parent.name, new.kind)
    if not existing:
        return _write(new, new.path, DocumentState.NEW)
    if len(existing) > 1:
        listed = " and ".join(path.name for path in existing)
        return _beside(new, existing[0], new.path, _TWO.format(files=listed), None)
    (path,) = existing
    current = read_document(path)
    if current == new.content:
        return Decision(BuiltDocument(str(path), DocumentState.UNCHANGED), new, path)
    if over is not OverEdits.REPLACE:
        return _decide_on_older(outputs, new, _Existing(path, current), texts, over)
    decision = _write(new, path, DocumentState.REBUILT, current)
    if copies.as_built(outputs, new.kind, current) == current:
        return decision
    folder = copies.backup_folder(outputs, new.path.parent.name)
    note = _REPLACED.format(folder=folder)
    return replace(decision, document=replace(decision.document, notes=(note,)))


def _decide_on_older(
    outputs: Path, new: NewDocument, existing: _Existing, texts: WorkbookTexts, over: OverEdits
) -> Decision:
    """Decide on a file that differs from the new build: built earlier, or edited."""
    path, current = existing
    base = copies.as_built(outputs, new.kind, current)
    if base is None and document_id.of(current) == new.key:
        base = new.content  # its copy was deleted
    if base is None:
        return _put_beside(outputs, new, path, _why_no_base(outputs, new, current))
    if base == new.content:
        return Decision(BuiltDocument(str(path), DocumentState.KEPT), new, path)
    if base == current:
        return _write(new, path, DocumentState.REBUILT, current)
    # Imported here because most builds merge nothing.
    from assembler.merge.merge import merge  # noqa: PLC0415
    from assembler.merge.state import NotMergeableError  # noqa: PLC0415

    try:
        track = over is OverEdits.TRACK
        merged = merge(base, current, new.content, texts.sources, track=track)
    except NotMergeableError as error:
        return _put_beside(outputs, new, path, _LEFT.format(why=error))
    except Exception as error:  # noqa: BLE001 - one document's fault must not stop the others
        why = f"it could not be merged. {unexpected(error).do}".rstrip(".")
        return _put_beside(outputs, new, path, _LEFT.format(why=why))
    return _write_merged(new, path, current, merged)


def _why_no_base(outputs: Path, new: NewDocument, current: bytes) -> str:
    """Return the reason why there is no copy of the document as built."""
    if why := document_id.damage(current):
        return _LEFT.format(why=f"it {why}")
    if names.is_draft(new.kind):
        if copies.as_built(outputs, names.finished(new.kind), current):
            return _ONLY_DRAFTS
    elif copies.as_built(outputs, names.draft(new.kind), current):
        return _NO_DRAFT
    return _NO_COPY.format(folder=outputs / copies.FOLDER)


def _put_beside(outputs: Path, new: NewDocument, path: Path, why: str) -> Decision:
    """Put the new version beside a file, but never over such a version that was edited."""
    number, replaced = 1, None
    while (beside := names.new_version(path, number)).exists():
        current = read_document(beside)
        base = copies.as_built(outputs, new.kind, current)
        if base == new.content:
            return replace(_beside(new, path, beside, why, current), content=b"")
        if base == current:
            replaced = current
            break
        number += 1
    return _beside(new, path, beside, why, replaced)


def resulting_content(decision: Decision) -> bytes:
    """Return what will be in a document's place once a decision is carried out."""
    path = Path(decision.document.path)
    return decision.content if decision.content and decision.target == path else read_document(path)


def titles_as_built(outputs: Path, new: NewDocument) -> Iterator[tuple[Path, str]]:
    """Yield the files in a document's place with the titles under which they were built.

    Where its copy is lost, the title that a file of ours has now.
    Raises AssemblerError when a file cannot be read.
    """
    for path in candidates(outputs, new.path.parent.name, new.kind):
        current = read_document(path)
        if current != new.content and document_id.of(current):
            base = copies.as_built(outputs, new.kind, current) or current
            yield path, document_id.title(base)


def carry_out(outputs: Path, slug: str, decisions: Sequence[Decision]) -> None:
    """Write what was decided: backups and copies for the next build first, then all files.

    Raises AssemblerError when a file cannot be written; all of them are then as they were.
    """
    for decision in decisions:
        if decision.document.state in {DocumentState.UNCHANGED, DocumentState.KEPT}:
            _save_copy(outputs, slug, decision.new)  # it may have been deleted
    to_write = [
        decision
        for decision in decisions
        if decision.content
        and not (decision.target.exists() and read_document(decision.target) == decision.content)
    ]
    for decision in to_write:
        files.check_writable(decision.target)
    staged: list[tuple[Path, Path]] = []
    try:
        for decision in to_write:
            if decision.target.exists():
                copies.back_up(outputs, slug, decision.target)
            _save_copy(outputs, slug, decision.new)
            like = decision.target if decision.target.exists() else Path(decision.document.path)
            temporary = files.write_temporary(decision.target, decision.content, mode_of=like)
            staged.append((temporary, decision.target))
        for decision in to_write:
            _refuse_if_saved_meanwhile(decision)
        _replace_all(staged)
    finally:
        for temporary, _ in staged:
            files.remove_temporary(temporary)


def _refuse_if_saved_meanwhile(decision: Decision) -> None:
    """Raise AssemblerError when a file is no longer what was decided on: someone saved it."""
    path = decision.target
    current = read_document(path) if path.exists() else None
    if current != decision.replaced:
        raise AssemblerError(
            f"{path} was saved while its new version was being made, so nothing was written.",
            "Close it in Word, then run it again.",
        )


def _save_copy(outputs: Path, slug: str, new: NewDocument) -> None:
    copies.save(outputs, slug, new.kind, new.content, new.key)
    if new.unedited:
        copies.save(outputs, slug, copies.unedited_kind(new.kind), new.unedited, new.key)


def _replace_all(staged: Sequence[tuple[Path, Path]]) -> None:
    """Put all files in place, or leave all as they were."""
    before = {path: read_document(path) if path.exists() else None for _, path in staged}
    replaced: list[Path] = []
    try:
        for temporary, path in staged:
            files.replace_file(temporary, path)
            replaced.append(path)
    except BaseException:
        for path in replaced:
            _restore(path, before[path])
        raise


def _restore(path: Path, content: bytes | None) -> None:
    """Undo a write as far as the disk allows; the backup is there in any case."""
    with suppress(AssemblerError, OSError):
        if content is None:
            path.unlink()
        else:
            files.write_file(path, content)


def _write(
    new: NewDocument, target: Path, state: DocumentState, replaced: bytes | None = None
) -> Decision:
    return Decision(BuiltDocument(str(target), state), new, target, new.content, replaced)


def _beside(
    new: NewDocument, path: Path, beside: Path, why: str, replaced: bytes | None
) -> Decision:
    document = BuiltDocument(str(path), DocumentState.BESIDE, str(beside), (f"{why} {_NEXT}",))
    return Decision(document, new, beside, new.content, replaced)


def _write_merged(new: NewDocument, path: Path, current: bytes, merged: "Merged") -> Decision:
    name = str(path)
    notes = (*merged.notes, *((_TRACKED,) if merged.tracked else ()))
    return Decision(
        BuiltDocument(name, DocumentState.MERGED, notes=notes),
        new,
        path,
        merged.content,
        current,
        tuple(replace(conflict, document=name) for conflict in merged.conflicts),
        tuple(replace(change, document=name) for change in merged.brought_in),
    )
