"""What `assemble adopt` did, in words."""

from collections.abc import Iterator

from assembler.results import AdoptedCell, AdoptResult, AdoptStatus
from assembler.wording import counted, shortened, where_they_differ

_LONGEST = 300
_MARKS = str.maketrans("", "", "*_~")


def text(result: AdoptResult, *, dry_run: bool, quiet: bool) -> str:
    """Return what became of one workbook, a line for each cell."""
    return "\n".join(_lines(result, dry_run=dry_run, quiet=quiet))


def _lines(result: AdoptResult, *, dry_run: bool, quiet: bool) -> Iterator[str]:
    left = [one for one in result.left if one.is_conflict or not quiet]
    if not quiet:
        yield from _adopted(result, dry_run=dry_run)
    stopped = result.status is AdoptStatus.TO_PUT_RIGHT
    for heading, group in (
        (
            "Nothing was written:" if stopped else "Left in Word only:",
            [one for one in left if not one.is_to_do],
        ),
        ("Still to do in Excel:", [one for one in left if one.is_to_do]),
    ):
        yield from [heading] if group else []
        for one in group:
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
        was, now = where_they_differ(one.was, one.now, _LONGEST)
        yield f"  {one.cell}"
        yield f"    was  {shortened(was, _LONGEST) or '(blank)'}"
        yield f"    now  {shortened(now, _LONGEST) or '(blank)'}{_divided(one)}"


def _divided(one: AdoptedCell) -> str:
    """Return in how many paragraphs the same words were and are, if in more or fewer."""
    if _words(one.was) != _words(one.now):
        return ""
    was, now = one.was.count("\n") + 1, one.now.count("\n") + 1
    return f" ({counted(was, 'paragraph')} before, {now} now)" if was != now else ""


def _words(text: str) -> list[str]:
    """Return words without the marks for bold, italic and underline."""
    return text.translate(_MARKS).split()
