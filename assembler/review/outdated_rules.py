"""Rules on what the workbook changed after the document was made."""

from collections.abc import Iterator

from assembler.review.counterparts import counterparts, known
from assembler.review.reviewed_document import ReviewedDocument, problem, rule
from assembler.rules import Problem
from assembler.wording import plain, shortened

_SAME = 0.6


@rule("document.later")
def later(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The workbook was changed after this document was made, and the change is not in it."""
    if reviewed.before is None or not reviewed.workbook.finished:
        return
    now = [p.plain for p in reviewed.copy.body]
    old = {p.plain for p in reviewed.before.body}.union(now)
    printed = [p for kind in reviewed.parts for p in reviewed.printed_passages(kind)]
    new = [p for p in printed if p.plain and p.plain not in old]
    arrived = known([p.plain for p in new], now, _SAME)
    both = [plain(edit.workbook) for edit in reviewed.edits or () if edit.workbook]  # document.both
    for passage in new:
        if passage.plain not in arrived and not any(words in passage.plain for words in both):
            yield problem(
                passage.under or "at the top",
                f"the workbook now says “{shortened(passage.text)}”; this document does not.",
                f"Run assemble on {reviewed.workbook.name} again; your edits stay.",
            )
    yield from _no_longer(reviewed)


def _no_longer(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """Yield what is still in the document, unedited, though the workbook has dropped it."""
    before = [p.plain for p in (reviewed.before.body if reviewed.before else ())]
    printed = [p for kind in reviewed.parts for p in reviewed.printed_passages(kind)]
    texts = [p.plain for p in printed]
    gone = {
        before[index]
        for index, place in enumerate(counterparts(before, texts))
        if before[index] and (place is None or texts[place] != before[index])
    } - set(texts)
    for passage in reviewed.copy.body:
        if passage.plain in gone:
            yield problem(
                passage.place,
                "the workbook now has different words for this.",
                f"Run assemble on {reviewed.workbook.name} again; your edits stay.",
            )
