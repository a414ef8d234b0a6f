"""Compare an edition with the year before; make next year's file from this year's."""

import re
from collections.abc import Iterator

from assembler.editions import load
from assembler.errors import AssemblerError
from assembler.model import Edition
from assembler.wording import listed

_MOST_NAMED = 8
_MOST_YEARS = 20


def compared(new: Edition, editions: tuple[Edition, ...]) -> Iterator[str]:
    """Say how many criteria an edition has, and how it differs from the year before it."""
    counted = f"{len(new.benchmarks)} benchmarks, {len(new.criteria)} criteria"
    yield f"{new.year}: {counted}."
    earlier = [one for one in editions if one.year < new.year]
    if not earlier:
        return
    before = load.latest(tuple(earlier))
    old = {criterion.ref: criterion for criterion in before.criteria}
    now = {criterion.ref: criterion for criterion in new.criteria}
    said = {
        "New": [ref for ref in now if ref not in old],
        "Gone": [ref for ref in old if ref not in now],
        "Reworded": [
            ref
            for ref in now
            if ref in old and (now[ref].text, now[ref].points) != (old[ref].text, old[ref].points)
        ],
    }
    yield f"Against {before.year}:"
    for word, refs in said.items():
        if refs:
            yield f"  {word}: {listed(refs, _MOST_NAMED, word='')}"
    if not any(said.values()):
        yield "  the criteria are the same."


def moved_to(text: str, year: str) -> tuple[str, str]:
    """Make the file of a later year from this year's, as `following` does for the next.

    Raises AssemblerError when the year is not a later one.
    """
    wanted = load.year_key(year)
    for _ in range(_MOST_YEARS):
        made, text = following(text)
        if load.year_key(made) == wanted:
            return made, text
    raise AssemblerError(
        f"{year} is not a year after the newest edition.", "Name a later year, such as 2026-27."
    )


def following(text: str) -> tuple[str, str]:
    """Make next year's file from this year's, with every year in it moved on by one.

    Criteria are left as they are. Raises AssemblerError when the file has no plain year.
    """
    found = re.search(r'^year = "([0-9]{4})-([0-9]{2})"', text, re.MULTILINE)
    if found is None:
        raise AssemblerError("The newest edition has no plain year.", 'Write: year = "2024-25".')
    first = int(found[1])
    head, mark, criteria = text.partition("[[benchmark]]")
    year = f"{first + 1}-{(first + 2) % 100:02}"

    def moved(match: re.Match[str]) -> str:
        return f"{first + 1}{match[1]}{first + 2 if len(match[2]) > 2 else f'{first + 2}'[2:]}"  # noqa: PLR2004

    end = f"{(first + 1) % 100:02}"
    head = re.sub(
        r"\A(?:#.*\n|\n)*", "", head
    )  # where the old text came from is not said of the new
    head = re.sub(rf"\b{first}([-/–])((?:{first // 100})?{end})\b", moved, head)
    head = re.sub(rf"^ends = {first + 1}-", f"ends = {first + 2}-", head, flags=re.MULTILINE)
    note = (
        f"# The {year} edition, begun from {found[1]}-{found[2]}. Say here where its text is from."
    )
    return year, f"{note}\n\n{head}{mark}{criteria}"
