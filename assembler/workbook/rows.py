"""The rows of a table by their key, and what is wrong with them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from assembler.findings import Finding, Place, Severity
from assembler.model import Edition
from assembler.workbook.layout import Sheet, criterion_text
from assembler.workbook.table import Row, Table

_MOST_NAMED = 12


class Keyed(NamedTuple):
    """The first row of each key, the rows without one, a finding for each key that stands twice."""

    rows: Mapping[str, Row]
    nameless: tuple[Row, ...]
    findings: tuple[Finding, ...]


def by_key(table: Table, sheet: Sheet, key_of: Callable[[Row], str]) -> Keyed:
    """Sort the rows of a table by their key."""
    groups: dict[str, list[Row]] = {}
    for row in table.rows:
        groups.setdefault(key_of(row), []).append(row)
    nameless = tuple(groups.pop("", ()))
    findings = tuple(
        Finding(
            "workbook.duplicate",
            Severity.ERROR,
            f"“{key}” stands in {len(group)} rows.",
            "Delete the rows that are too many; the first one is to hold what counts.",
            tuple(row.places[sheet.key] for row in group),
        )
        for key, group in groups.items()
        if len(group) > 1
    )
    return Keyed({key: group[0] for key, group in groups.items()}, nameless, findings)


def missing(table: Table, names: Sequence[str], kind: str) -> Iterator[Finding]:
    """Say which rows are missing, in one finding; nothing where the whole table is."""
    if not names or table.findings:
        return
    named = ", ".join(names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    yield Finding(
        "workbook.row",
        Severity.ERROR,
        f"{kind} {named}{more} is missing."
        if len(names) == 1
        else f"{len(names)} rows are missing: {kind} {named}{more}.",
        "Put it back as it was: undo, or copy it from a workbook made by `assemble new`.",
        (Place(table.name),),
    )


def unknown(keyed: Keyed, known: AbstractSet[str], sheet: Sheet) -> Iterator[Finding]:
    """Say which rows have a key that the edition does not know, or an answer and no key."""
    for key, row in keyed.rows.items():
        if key not in known:
            yield Finding(
                "workbook.unknown",
                Severity.ERROR,
                f"the edition has no “{key}”.",
                "Correct it, or delete the row.",
                (row.places[sheet.key],),
            )
    orphans = tuple(
        row for row in keyed.nameless if any(row.words(c.attribute) for c in sheet.inputs)
    )
    if orphans:
        header = sheet.column(sheet.key).header
        yield Finding(
            "workbook.unknown",
            Severity.ERROR,
            f"something is filled in here, but under “{header}” the row is blank.",
            f"Write its {header} back, or clear the row.",
            tuple(row.places[sheet.key] for row in orphans),
        )


def altered(keyed: Keyed, edition: Edition) -> Iterator[Finding]:
    """Say which criteria no longer read as the edition has them."""
    places = tuple(
        keyed.rows[criterion.ref].places["criterion"]
        for criterion in edition.criteria
        if criterion.ref in keyed.rows
        and _is_altered(keyed.rows[criterion.ref], criterion_text(criterion))
    )
    if places:
        yield Finding(
            "workbook.altered",
            Severity.WARNING,
            "the words of the criterion were changed."
            if len(places) == 1
            else "the words of the criteria were changed.",
            "The documents print them as published. Check that the answer is to those words.",
            places,
        )


def _is_altered(row: Row, published: str) -> bool:
    cell = row.cell("criterion")
    if cell is None or cell.text == published:
        return False
    return _letters(cell.text) != _letters(published)


def _letters(text: str) -> Iterable[str]:
    """Give the words alone: how they are spaced, marked and quoted makes no difference."""
    return re.findall(r"\w+", text.casefold())
