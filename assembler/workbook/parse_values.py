"""What a cell means: an answer, an outcome, a date, words. What has no plain meaning is a fault."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from assembler.findings import Finding, Place, Severity
from assembler.model import Answer, Benchmark, Level
from assembler.rich_text import Prose, clean, from_spans, lines
from assembler.workbook.layout import ANSWERS, OUTCOMES, benchmark_label
from assembler.workbook.table import Row
from assembler.workbook.xlsx.grid import Cell

T = TypeVar("T")

_YES = ("yes", "y", "true", "✓", "✔", "☑", "✅")
_NO = ("no", "n", "false", "✗", "✘", "☒", "❌")
_NOT_APPLICABLE = ("n/a", "na", "n.a.", "n.a", "n / a", "not applicable")
_SAID: Mapping[str, Answer] = {
    **dict.fromkeys(_YES, Answer.YES),
    **dict.fromkeys(_NO, Answer.NO),
    **dict.fromkeys(_NOT_APPLICABLE, Answer.NOT_APPLICABLE),
}
_LEVELS = {str(level).casefold(): level for level in Level}
_CHOOSE_ANSWER, _CHOOSE_OUTCOME = (
    f"Choose {', '.join(choices[:-1])} or {choices[-1]} from the list"
    for choices in (ANSWERS, OUTCOMES)
)
_MONTHS = {
    name: number
    for number, (short, long) in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may", "may"),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in (short, long)
}
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]+(\d{1,2}|[a-z]+)\.?,?[\s./-]+(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]00:00(?::00)?)?")
_MOST_SHOWN, _LONGEST_SHOWN = 3, 40


@dataclass
class Faults:
    """What cells hold instead of what belongs there: the same problem in a sheet is one finding."""

    found: dict[tuple[str, str, str], dict[Place, str]] = field(default_factory=dict)

    def add(self, code: str, fix: str, place: Place, shown: str) -> None:
        """Note a cell, and what it shows."""
        self.found.setdefault((code, place.part, fix), {})[place] = shown

    def findings(self) -> tuple[Finding, ...]:
        """Give one finding for each problem of each sheet."""
        return tuple(
            Finding(code, Severity.ERROR, _says(tuple(cells.values())), fix, tuple(cells))
            for (code, _, fix), cells in self.found.items()
        )


def answer(row: Row, attribute: str, faults: Faults) -> Answer | None:
    """Read an answer; None when blank, or when it is none (which is noted)."""
    return _chosen(row, attribute, faults, ("answers.choice", f"{_CHOOSE_ANSWER}."), _SAID.get)


def outcome(row: Row, attribute: str, faults: Faults) -> Level | None:
    """Read an outcome; None when blank, or when it is none (which is noted)."""
    fix = f"{_CHOOSE_OUTCOME}, or leave it blank."
    return _chosen(row, attribute, faults, ("outcomes.choice", fix), _LEVELS.get)


def benchmark(
    row: Row, attribute: str, benchmarks: tuple[Benchmark, ...], faults: Faults
) -> int | None:
    """Read a benchmark by its number or its title; None when blank, or when it is none (noted)."""
    titles = {
        _folded(name): one.number
        for one in benchmarks
        for name in (one.title, benchmark_label(one))
    }

    def said(text: str) -> int | None:
        if text in titles:
            return titles[text]
        found = re.fullmatch(r"(?:benchmark |b)?([0-9]{1,9})(?:[.:) ].*)?", text)
        return int(found[1]) if found else None

    fix = "Choose the benchmark from the list."
    return _chosen(row, attribute, faults, ("recommendations.choice", fix), said)


def day(row: Row, attribute: str, faults: Faults) -> date | None:
    """Read a date, be it a date, a number formatted as one, or one typed as text (day first)."""
    cell = _sound(row, attribute, faults)
    if cell is None or not clean(cell.text).strip():
        return None
    found = cell.day or _typed_day(_folded(clean(cell.text)))
    if found is None:
        fix = "Type the date as day/month/year, for example 21/05/2025."
        faults.add("details.date", fix, row.places[attribute], cell.text)
        return None
    return found


def text(row: Row, attribute: str, faults: Faults) -> str:
    """Read words that stand on one line: white space of any kind becomes single spaces."""
    return " ".join(words(row, attribute, faults).split())


def words(row: Row, attribute: str, faults: Faults) -> str:
    """Read words that may run over several lines."""
    cell = _sound(row, attribute, faults)
    return clean(cell.text).strip() if cell else ""


def items(row: Row, attribute: str, faults: Faults) -> tuple[str, ...]:
    """Read a list or an address, one item a line."""
    cell = _sound(row, attribute, faults)
    return lines(cell.text) if cell else ()


def prose(row: Row, attribute: str, faults: Faults) -> Prose:
    """Read formatted text."""
    cell = _sound(row, attribute, faults)
    return from_spans(cell.spans) if cell else ()


def _chosen(
    row: Row,
    attribute: str,
    faults: Faults,
    fault: tuple[str, str],
    known: Callable[[str], T | None],
) -> T | None:
    cell = _sound(row, attribute, faults)
    said = _folded(clean(cell.text)) if cell else ""
    if cell is None or not said:
        return None
    found = known(said)
    if found is None:
        code, fix = fault
        faults.add(code, fix, row.places[attribute], cell.text)
    return found


def _sound(row: Row, attribute: str, faults: Faults) -> Cell | None:
    """Give a cell that holds a value. A formula or an error in its stead is noted."""
    cell = row.cell(attribute)
    if cell is None or not cell.fault:
        return cell
    fix = "Type the words themselves, or copy the cell and choose Paste Special, Values."
    if cell.fault != "a formula":
        fix = "Clear the cell and type its words again."
    faults.add("cells.formula", fix, row.places[attribute], cell.fault)
    return None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _typed_day(typed: str) -> date | None:
    first, last = _DAY_FIRST.fullmatch(typed), _YEAR_FIRST.fullmatch(typed)
    if first:
        month = _MONTHS.get(first[2]) or (int(first[2]) if first[2].isdecimal() else 0)
        figures = int(first[3]), month, int(first[1])
    elif last:
        figures = int(last[1]), int(last[2]), int(last[3])
    else:
        return None
    try:
        return date(*figures)
    except ValueError:
        return None


def _says(shown: tuple[str, ...]) -> str:
    """Say what the cells hold: one value, or the first few."""
    values = tuple(dict.fromkeys(shown))
    fault = values[0] == "a formula" or values[0].startswith("the error ")
    quoted = [value if fault else f"'{_brief(value)}'" for value in values[:_MOST_SHOWN]]
    more = "" if len(values) <= _MOST_SHOWN else " and more"
    subject = "the cell" if len(shown) == 1 else "the cells"
    verb = ("holds" if fault else "says") if len(shown) == 1 else ("hold" if fault else "say")
    return f"{subject} {verb} {', '.join(quoted)}{more}."


def _brief(value: str) -> str:
    value = " ".join(clean(value).split())
    return value if len(value) <= _LONGEST_SHOWN else f"{value[: _LONGEST_SHOWN - 1]}…"
