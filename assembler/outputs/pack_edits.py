"""Bring the edits of the pack into the documents it was joined from.

It is a three-way merge: the part of the pack as it was joined, the document as it is now, the part
of the pack as it was edited. Where both were edited in the same place nothing is brought in, and
the pack stays as it is until they agree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from assembler.errors import AssemblerError
from assembler.merge.merge import LOOK, Merged, merge
from assembler.merge.state import NotMergeableError
from assembler.outputs import copies
from assembler.outputs.locate import read_document
from assembler.outputs.rebuild import Decision, NewDocument, resulting_content
from assembler.results import BuiltDocument, Change, DocumentState
from assembler.word import document_id
from assembler.word.document import CORE
from assembler.word.read_runs import HAS_TRACKED_CHANGES, tracked
from assembler.word.split import section_count, split
from assembler.wording import shortened, where_they_differ

_BROUGHT_IN = "Brought in from the pack, where it was edited: {changes}."
_LEFT = (
    "It was edited, and left as it is: {why}. Delete it and build with --pack to make it from "
    "the documents again."
)
_DISAGREE = (
    "the document and the pack were both edited, and do not agree on {places}; make them say the "
    "same"
)
_SECTIONS = "sections were added to it or taken out, so its parts cannot be told apart"
_FRESH = ", or build with --fresh"  # which would lose what was edited
_SHOWN = 48
_MERGED = {DocumentState.NEW: DocumentState.NEW, DocumentState.REBUILT: DocumentState.MERGED}


class WithPackEdits(NamedTuple):
    """Decisions with the edits of the pack in them; `pack` is the decision on a pack left alone."""

    documents: list[Decision]
    pack: Decision | None = None


def bring_in(outputs: Path, pack: Path, kind: str, decisions: Sequence[Decision]) -> WithPackEdits:
    """Bring the edits of a pack into the documents that were decided on. Writes nothing.

    Raises AssemblerError when a file cannot be read.
    """
    documents = list(decisions)
    edited = read_document(pack)
    joined = copies.as_built(outputs, kind, edited)
    beside = any(one.document.state is DocumentState.BESIDE for one in documents)
    if joined is None or joined == edited or beside:
        return WithPackEdits(documents)
    try:
        merged = list(_merged(joined, edited, [resulting_content(one) for one in documents]))
    except (NotMergeableError, AssemblerError) as error:
        return WithPackEdits(documents, _left(pack, kind, joined, str(error)))
    disagreed = [one.kept or one.new for each in merged for one in each.conflicts]
    if disagreed:
        places = " and ".join(f"“{shortened(words)}”" for words in disagreed)
        why = _DISAGREE.format(places=places)
        return WithPackEdits(documents, _left(pack, kind, joined, why))
    pairs = zip(documents, merged, strict=True)
    return WithPackEdits([_brought_in(one, result) for one, result in pairs])


def _merged(joined: bytes, edited: bytes, documents: Sequence[bytes]) -> Iterator[Merged]:
    counts = [section_count(content, "the document") for content in documents]
    before, after = (split(content, counts, "the pack") for content in (joined, edited))
    if not before or not after:
        raise NotMergeableError(_SECTIONS)
    if any(tracked(part.document) for part in after):
        raise NotMergeableError(HAS_TRACKED_CHANGES)
    for was, now, document in zip(before, after, documents, strict=True):
        document_id.replace_id(now, document_id.of(document))
        if CORE in was and CORE in now:  # the title of a pack is its own
            now.put(CORE, was.root(CORE))
        yield merge(was.packed(), document, now.packed())


def _brought_in(decision: Decision, merged: Merged) -> Decision:
    changes = [change for change in merged.brought_in if change.was or change.now]
    if not changes:
        return decision
    listed = "; ".join(map(_described, changes))
    others = (note.replace(_FRESH, "") for note in merged.notes if note != LOOK)
    notes = (_BROUGHT_IN.format(changes=listed), *others)
    before = decision.document
    there = Path(before.path)
    return replace(
        decision,
        document=replace(
            before,
            state=_MERGED.get(before.state, DocumentState.MERGED),
            notes=(*before.notes, *notes),
        ),
        content=merged.content,
        replaced=decision.replaced if decision.content else read_document(there),
    )


def _described(change: Change) -> str:
    if not change.now:
        return f"“{shortened(change.was)}” was taken out"
    if not change.was:
        return f"“{shortened(change.now)}” was added"
    if change.moved or change.was == change.now:
        return f"“{shortened(change.now)}” was moved or looks different"
    differing = where_they_differ(change.was, change.now, _SHOWN)
    was, now = (shortened(words, 2 * _SHOWN) for words in differing)
    return f"“{was}” is now “{now}”"


def _left(pack: Path, kind: str, joined: bytes, why: str) -> Decision:
    note = _LEFT.format(why=why.rstrip("."))
    document = BuiltDocument(str(pack), DocumentState.LEFT, notes=(note,))
    return Decision(document, NewDocument(pack, kind, joined, document_id.of(joined)), pack)
