"""Compare the list of expected councils with the workbooks of a run."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assembler.checks import find_authority_names
from assembler.errors import AssemblerError
from assembler.files import read_file
from assembler.pipeline.status import CouncilStatus, State
from assembler.settings import Settings
from assembler.wording import folded, listed

_LARGEST = 1_000_000
_HEADINGS = {"council", "councils", "local authority", "local authorities", "name"}
_ADVISERS = {"adviser", "advisor", "prevent adviser"}
_INPUTS = "inputs"  # the folder that status and overview read where none is named
_MOST_NAMED = 8


@dataclass(frozen=True)
class Expected:
    """The expected councils without a workbook, and notes on what could not be compared."""

    without_workbook: tuple[CouncilStatus, ...] = ()
    notes: tuple[str, ...] = ()


def held(settings: Settings, named: Iterable[Path], known: Iterable[CouncilStatus]) -> Expected:
    """Compare the settings' list of councils with the workbooks `known`, found in `named` folders.

    Only the newest year of the workbooks is compared, and only when the run covers the whole of the
    settings' folder: otherwise the missing workbooks may be in the rest of it. Raises
    AssemblerError when the list cannot be read.
    """
    if settings.expected is None or settings.source is None:
        return Expected()
    folder = settings.source.parent
    if not _covers(named, folder):
        whole = folder / _INPUTS if (folder / _INPUTS).is_dir() else folder
        said = f"Expected councils are listed for the whole of {whole}, not for a part of it."
        return Expected(notes=(said,))
    known = [status for status in known if status.council]
    newest, *older = sorted({one.edition for one in known}, reverse=True) or [""]
    of_year = [status for status in known if status.edition == newest]
    advisers = dict(_councils(settings.expected))
    have = {key for status in of_year for key in _keys(status.council)}
    on_list = {key for council in advisers for key in _keys(council)}
    return Expected(
        tuple(
            CouncilStatus("", council, State.NO_WORKBOOK, adviser, edition=newest)
            for council, adviser in advisers.items()
            if have.isdisjoint(_keys(council))
        ),
        tuple(_notes(newest, older, [s for s in of_year if on_list.isdisjoint(_keys(s.council))])),
    )


def _notes(newest: str, older: Sequence[str], unlisted: Iterable[CouncilStatus]) -> Iterator[str]:
    if older:
        yield (
            f"Expected councils are listed for {newest} only; "
            f"--edition {older[0]} lists those of that year."
        )
    if names := dict.fromkeys(status.council for status in unlisted):
        yield f"Not on the list of expected councils: {listed(names, _MOST_NAMED)}."


def _covers(named: Iterable[Path], folder: Path) -> bool:
    """Return whether one of the folders named is the settings' folder, its inputs, or above it."""
    whole = folder.resolve()
    folders = [path.resolve() for path in named if path.is_dir()]
    return any(whole.is_relative_to(one) or one == whole / _INPUTS for one in folders)


def _keys(council: str) -> set[str]:
    """Return the keys that identify a council: its name, and the authorities named in it."""
    authorities = {authority.name for authority in find_authority_names.named(council)}
    return {folded(council), *map(folded, authorities)} - {""}


def _councils(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the councils of a list, one on each line, with the adviser where a heading says so."""
    place = 0
    for line in _lines(path):
        council, *others = _values(line) or [""]
        if folded(council) in _HEADINGS:
            headings = [folded(heading) for heading in others]
            place = next((n for n, one in enumerate(headings, 1) if one in _ADVISERS), 0)
        elif council:
            yield council, others[place - 1] if 0 < place <= len(others) else ""


def _values(line: str) -> list[str]:
    """Return the values of a line of a list, whichever separator the list was saved with."""
    separator = next((one for one in ";\t" if one in line), ",")
    return [value.strip() for value in next(csv.reader([line], delimiter=separator), [])]


def _lines(path: Path) -> list[str]:
    try:
        return read_file(path, _LARGEST).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise AssemblerError(
            f"{path} is not plain text in UTF-8.",
            "In Excel, save it as “CSV UTF-8 (Comma delimited)”.",
        ) from error
