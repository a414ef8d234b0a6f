"""Remove the blocks that the workbook dropped, or say why they stay."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from assembler.findings import Place
from assembler.merge import provenance
from assembler.merge.blocks import PARAGRAPH, Block, is_blank, line, normal, own
from assembler.merge.conflict_comments import Why
from assembler.merge.likeness import candidates
from assembler.merge.place_blocks import take_out
from assembler.merge.state import Job
from assembler.word import read_runs

_TWIN = 0.8
_FEW_WORDS = 5


def drop(
    job: Job,
    versions: tuple[Sequence[Block], Sequence[Block], Sequence[Block]],
    pairs: tuple[Mapping[int, int], Mapping[int, int]],
    gone: Sequence[int],
    around: str,
) -> None:
    """Remove the blocks of the base that the new version no longer has, or say why they stay."""
    base, edited, new = versions
    to_edited, to_new = pairs
    holders = _holders(base, edited, to_edited, [i for i in gone if i not in to_edited])
    texts = {block.text for block in new}
    for i in gone:
        beside = [new[to_new[k]] for k in (i - 1, i + 1) if k in to_new]
        place = _place_of(job, base[i], beside, around)
        if i in to_edited:
            parts = _parts_of(base[i], to_edited[i], edited, set(to_edited.values()))
            _gone(job, base[i], edited[to_edited[i]], place, parts)
        else:
            _joined(job, base[i], holders.get(i), place, texts)


def _parts_of(
    base: Block, at: int, edited: Sequence[Block], paired: AbstractSet[int]
) -> list[Block]:
    """Return the edited block at an index with those beside it into which it was divided."""

    def is_part(k: int) -> bool:
        inside = 0 <= k < len(edited) and k not in paired
        return inside and _share(edited[k], base) >= _TWIN

    start = end = at
    while is_part(start - 1):
        start -= 1
    while is_part(end + 1):
        end += 1
    return list(edited[start : end + 1])


def _gone(
    job: Job, base: Block, edited: Block, place: Place | None, parts: Sequence[Block]
) -> None:
    """Delete a block the workbook dropped. If the adviser edited it, keep it as a conflict.

    `parts` are the blocks into which the adviser divided it.
    """
    is_as_built = not _is_edited(base, edited) and not read_runs.tracked(edited.element)
    if is_as_built or is_blank(edited):
        job.changed(base.element, line(base.text), "")
        take_out(edited.element)
        return
    first = parts[0].paragraphs()[0].element if parts[0].paragraphs() else None
    kept = " ".join(line(part.text) for part in parts)
    job.conflict(Why.GONE, first, kept=kept, new="", place=place)


def _place_of(job: Job, base: Block, beside: Sequence[Block], around: str) -> Place | None:
    """Return the cell that a dropped text stood in, from its neighbours of the same style."""
    for block in beside:
        place = provenance.cell(job.sources, "", block.text, around or block.text)
        if place is not None and block.identity.style == base.identity.style:
            return place if around else Place(place.part)
    return None


def _joined(
    job: Job, base: Block, holder: Block | None, place: Place | None, new: AbstractSet[str]
) -> None:
    """Report a block the workbook dropped and the adviser had joined with another.

    `new` are the texts the workbook has now: where it has the joined one there is nothing to say.
    """
    if holder is not None and holder.text not in new:
        first = holder.paragraphs()[0].element if holder.paragraphs() else None
        job.conflict(Why.JOINED, first, kept=line(base.text), new="", place=place)


def _holders(
    base: Sequence[Block],
    edited: Sequence[Block],
    to_edited: Mapping[int, int],
    gone: Sequence[int],
) -> dict[int, Block]:
    """Return the edited blocks that took over the words of blocks that neither side has."""
    from_edited = {k: i for i, k in to_edited.items()}
    gone = [i for i in gone if base[i].identity.words.total() >= _FEW_WORDS]
    found: dict[int, Block] = {}
    for at, k in candidates(
        [base[i].identity.words for i in gone], [b.identity.words for b in edited]
    ):
        block, other = base[gone[at]], edited[k]
        held_before = k in from_edited and _share(block, base[from_edited[k]]) >= _TWIN
        if _share(block, other) >= _TWIN and not held_before:
            found.setdefault(gone[at], other)
    return found


def _share(block: Block, other: Block) -> float:
    """Return the share of a block's words that the other has too."""
    words = block.identity.words
    return (words & other.identity.words).total() / words.total() if words else 0.0


def _is_edited(base: Block, edited: Block) -> bool:
    """Whether the adviser changed a block: its words, those of its text boxes, its objects."""
    if base.text != edited.text or own(base) != own(edited):
        return True
    before, after = (
        {normal(read_runs.text(p)) for p in b.element.iter(PARAGRAPH)} for b in (base, edited)
    )
    return before != after
