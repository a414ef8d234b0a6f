"""Rules on what the workbook changed after the document was made."""

from collections.abc import Iterator, Sequence

from assembler.review.counterparts import known, replaced
from assembler.review.header_footer_rules import outdated_marking
from assembler.review.reviewed_document import ReviewedDocument, problem, rule
from assembler.rules import Problem
from assembler.word.passages import Passage
from assembler.wording import listed, plain, shortened

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
    instead = _instead([p.plain for p in reviewed.before.body], printed)
    still = [passage for passage in reviewed.copy.body if passage.plain in instead]
    told = {id(instead[passage.plain]) for passage in still}
    for passage in new:
        is_told = id(passage) in told or any(words in passage.plain for words in both)
        if passage.plain not in arrived and not is_told:
            yield problem(
                passage.under or "at the top",
                f"the workbook now says “{shortened(passage.text)}”; this document does not.",
                _again(reviewed),
            )
    if outdated := outdated_marking(reviewed):
        marking = reviewed.workbook.context.security_marking
        says = f"sets the marking “{marking}”" if marking else "sets no marking"
        cell = reviewed.where("security_marking")
        yield problem(listed(outdated), f"the workbook now {says} ({cell}).", _again(reviewed))
    for passage in still:
        now_there = instead[passage.plain]
        says = (
            "no longer has this"
            if now_there is None
            else (f"now says “{shortened(now_there.text)}”")
        )
        yield problem(passage.place, f"the workbook {says}.", _again(reviewed))


def _instead(before: Sequence[str], printed: Sequence[Passage]) -> dict[str, Passage | None]:
    """Return what is printed now in the place of each text that is printed no more, if anything."""
    texts = [p.plain for p in printed]
    return {
        text: None if place is None else printed[place]
        for text, place in zip(before, replaced(before, texts), strict=True)
        if text and text not in texts
    }


def _again(reviewed: ReviewedDocument) -> str:
    return f"Run assemble on {reviewed.workbook.name} again; your edits stay."
