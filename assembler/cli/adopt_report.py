"""What `assemble adopt` did, in words and as JSON."""

from collections.abc import Iterator
from typing import Any

from assembler.merge import diff
from assembler.results import AdoptedCell, AdoptResult, AdoptStatus
from assembler.wording import counted, shortened

_LONGEST = 300


def row(result: AdoptResult) -> dict[str, Any]:
    """Return what `adopt --json` prints for one workbook."""
    return {
        "workbook": result.workbook,
        "status": str(result.status),
        "adopted": [
            {
                "document": one.document,
                "sheet": one.cell.part,
                "cell": one.cell.at,
                "was": one.was,
                "now": one.now,
            }
            for one in result.adopted
        ],
        "left": [
            {"document": one.document, "place": one.place, "why": one.why} for one in result.left
        ],
    }


def text(result: AdoptResult, *, dry_run: bool, quiet: bool) -> str:
    """Return what became of one workbook, a line for each cell."""
    return "\n".join(_lines(result, dry_run=dry_run, quiet=quiet))


def _lines(result: AdoptResult, *, dry_run: bool, quiet: bool) -> Iterator[str]:
    left = [one for one in result.left if one.is_conflict or not quiet]
    if not quiet:
        yield from _adopted(result, dry_run=dry_run)
    if left:
        stopped = result.status is AdoptStatus.TO_PUT_RIGHT
        yield "Nothing was written:" if stopped else "Left in Word only:"
        for one in left:
            where = ", ".join(part for part in (one.document, one.place) if part)
            yield f"  {where}: {one.why}"
    if result.backup and not quiet:
        yield f"The workbook as it was: {result.backup}"


def _adopted(result: AdoptResult, *, dry_run: bool) -> Iterator[str]:
    if not result.adopted:
        if result.status is not AdoptStatus.TO_PUT_RIGHT:
            yield f"{result.workbook}: nothing to adopt."
        return
    count = len(result.adopted)
    verb = "would be" if dry_run else "was" if count == 1 else "were"
    yield f"{result.workbook}: {counted(count, 'cell')} {verb} written."
    for one in result.adopted:
        was, now = _changed_words(one)
        yield f"  {one.cell}"
        yield f"    was  {was or '(blank)'}"
        yield f"    now  {now or '(blank)'}"


def _changed_words(one: AdoptedCell) -> tuple[str, str]:
    """Return the sentences of a cell that changed, before and after."""
    was, now = diff.tokens(one.was), diff.tokens(one.now)
    changes = diff.changes(was, now)
    if not changes or not was or not now:
        return shortened(one.was, _LONGEST), shortened(one.now, _LONGEST)
    before = range(changes[0].start, changes[-1].end)
    after = range(changes[0].to_start, changes[-1].to_end)
    sentences = diff.sentence(was, before), diff.sentence(now, after)
    return shortened(sentences[0], _LONGEST), shortened(sentences[1], _LONGEST)
