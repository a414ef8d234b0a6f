"""How far each letter is, as a table of 80 columns."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from assembler.cli.text_report import wrapped
from assembler.pipeline.status import CouncilStatus, State, listed_states
from assembler.wording import counted

_COUNCIL, _STATE, _ANSWERED, _ERRORS = 32, 20, 8, 5


def table(statuses: Sequence[CouncilStatus], notes: Iterable[str] = ()) -> str:
    """Return a line for each council and a count for each state; with several years, year by year.

    Files that cannot be read, and `notes` on the expected councils, come at the end.
    """
    councils = [status for status in statuses if status.state is not State.UNREADABLE]
    parts = []
    years = sorted({council.edition for council in councils} - {""}) or [""]
    for year in years if councils else ():
        # A council whose documents may not be opened is shown with the newest year.
        of_year = [council for council in councils if (council.edition or years[-1]) == year]
        title = [year, ""] if len(years) > 1 else []
        parts.append("\n".join([*title, *_lines(of_year)]))
    if unreadable := [one.workbook for one in statuses if one.state is State.UNREADABLE]:
        said = "Cannot be read, so not counted; assemble validate says why:"
        parts.append("\n".join([said, *(f"  - {name}" for name in unreadable)]))
    if closing := [line for note in notes for line in wrapped(note, "")]:
        parts.append("\n".join(closing))
    return "\n\n".join(parts)


def _lines(councils: Sequence[CouncilStatus]) -> list[str]:
    heading = _row("Council", "State", "Answered", "To do", "Since")
    total = wrapped(f"{counted(len(councils), 'council')}: {listed_states(councils)}.", "")
    return [heading, *map(_line, councils), "", *total]


def _line(council: CouncilStatus) -> str:
    answered = f"{council.answered}/{council.to_answer}" if council.to_answer else ""
    errors = str(council.errors or "")
    name = council.council or Path(council.workbook).name
    return _row(name, str(council.state), answered, errors, council.since)


def _row(council: str, state: str, answered: str, errors: str, since: str) -> str:
    name = council if len(council) <= _COUNCIL else f"{council[: _COUNCIL - 1].rstrip()}…"
    row = f"{name:<{_COUNCIL}} {state:<{_STATE}} {answered:>{_ANSWERED}} {errors:>{_ERRORS}} "
    return f"{row} {since}".rstrip()
