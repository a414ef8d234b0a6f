"""How far each letter is, as a table of 80 columns."""

from collections.abc import Sequence
from pathlib import Path

from assembler.cli.text_report import wrapped
from assembler.pipeline.status import CouncilStatus, listed_states
from assembler.wording import counted

_COUNCIL, _STATE, _ANSWERED, _ERRORS = 32, 20, 8, 5


def table(councils: Sequence[CouncilStatus]) -> str:
    """Return a line for each council, and how many there are in each state; year by year."""
    years = sorted({council.edition for council in councils} - {""}) or [""]
    parts = []
    for year in years:
        # A workbook that cannot be read is shown with the newest year.
        of_year = [council for council in councils if (council.edition or years[-1]) == year]
        title = [year, ""] if len(years) > 1 else []
        parts.append("\n".join([*title, *_lines(of_year)]))
    return "\n\n".join(parts)


def _lines(councils: Sequence[CouncilStatus]) -> list[str]:
    heading = _row("Council", "State", "Answered", "Wrong", "Since")
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
