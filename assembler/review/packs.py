"""Build the pack that a workbook gives; compare a pack with the documents beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from assembler.errors import AssemblerError
from assembler.findings import Finding, Severity
from assembler.results import ReviewResult
from assembler.review import document_kind, select
from assembler.review.document_kind import FolderContents
from assembler.review.reviewed_document import KINDS, REWORDED, WHOLE
from assembler.word.join import joined
from assembler.word.passages import opened
from assembler.word.personal_properties import without_personal_properties
from assembler.wording import shortened


def whole(documents: Mapping[str, bytes]) -> bytes:
    """Return documents, by kind, joined as a build joins them."""
    content = joined({kind: documents[kind] for kind in KINDS})
    return without_personal_properties(content, WHOLE)


def is_complete(contents: FolderContents) -> bool:
    """Whether a folder has a pack and its documents, each once."""
    return set(contents.kinds.values()) == {*KINDS, WHOLE} and not contents.copies


def without_rewordings(result: ReviewResult) -> ReviewResult:
    """Return the review of a pack without reworded passages: the documents beside it have them."""
    findings = tuple(f for f in result.findings if f.code != REWORDED)
    return replace(result, findings=findings, reworded=())


def pack_findings(contents: FolderContents) -> Iterator[Finding]:
    """Yield where a pack and the documents beside it do not read the same."""
    if not is_complete(contents):
        return
    by_kind = {kind: path for path, kind in contents.kinds.items()}
    try:
        separate = [text for kind in KINDS for text in _texts(by_kind[kind])]
        packed = list(_texts(by_kind[WHOLE]))
        content = by_kind[WHOLE].read_bytes()
    except (AssemblerError, OSError):  # reported of the document itself
        return
    if separate == packed:
        return
    pairs = zip_longest(separate, packed, fillvalue="")
    first = shortened(next(a or b for a, b in pairs if a != b))
    built = document_kind.kept_copy(by_kind[WHOLE], content)
    if built is not None and built.written == content:
        message = f"the three documents were edited after the pack was made, first at “{first}”."
        fix = "Run assemble on the workbook again: their edits then go into the pack."
    else:
        message = f"the pack was edited itself and differs from the documents, first at “{first}”."
        fix = "Run assemble on the workbook again: its edits then go into the three documents."
    yield select.finding("folder.pack", by_kind[WHOLE], message, fix, Severity.WARNING)


def _texts(path: Path) -> Iterator[str]:
    body = opened(path.read_bytes(), str(path)).body
    return (passage.plain for passage in body if passage.plain)
