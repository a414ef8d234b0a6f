"""The national picture: many workbooks in one, for the head of delivery."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from assembler.editions.load import latest
from assembler.errors import AssemblerError
from assembler.model import Edition
from assembler.overview.gather import Picture, Unread, picture
from assembler.pipeline.assess import examine

__all__ = ["Picture", "Unread", "of"]


def of(
    workbooks: Iterable[Path],
    known: tuple[Edition, ...],
    left_out: Sequence[Unread] = (),
    year: Edition | None = None,
) -> Picture:
    """Read workbooks and gather their picture; one that cannot be read is listed with why.

    The picture is of one edition: `year`, else the newest that any of them has.
    """
    found = []
    unread = list(left_out)
    for path in workbooks:
        try:
            found.append(examine(path, known))
        except AssemblerError as error:
            unread.append(Unread(str(path), f"{error.what} {error.do}"))
    years = [one.assessment.edition for one in found if one.assessment is not None]
    chosen = year or (latest(tuple(years)) if years else latest(known))
    return picture(chosen, found, unread)
