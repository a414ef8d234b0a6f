"""Parse cells: answers, outcomes, dates, text. An invalid value becomes a finding."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from assembler.findings import Finding, Place, error
from assembler.model import Answer, Benchmark, Level
from assembler.rich_text import Prose, clean, from_spans, lines
from assembler.wording import folded, listed, shortened, single_spaced
from assembler.workbook.layout import ANSWERS, OUTCOMES, SPELLINGS, benchmark_label
from assembler.workbook.table import Row
from assembler.workbook.xlsx.grid import Cell

T = TypeVar("T")

_LEVELS = {str(level).casefold(): level for level in Level}
_CHOOSE_ANSWER, _CHOOSE_OUTCOME = (
    f"Choose {listed(choices, word='or')} from the list" for choices in (ANSWERS, OUTCOMES)
)
_UNTICKED = f"An unticked box is not an answer. {_CHOOSE_ANSWER}."
_STRUCK = "Delete the words, or select them and press Ctrl+5 to remove the line through them."
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
class InvalidCells:
    """Cells with an invalid value, grouped: each problem gives one finding for each sheet."""

    contents: dict[tuple[str, str, str], dict[Place, str]] = field(default_factory=dict)

    def add(self, code: str, fix: str, place: Place, content: str) -> None:
        """Record an invalid cell and its content."""
        self.contents.setdefault((code, place.part, fix), {})[place] = content

    def findings(self) -> tuple[Finding, ...]:
        """Return one finding for each problem of each sheet."""
        return tuple(
            error(code, _message(code, tuple(cells.values())), fix, *cells)
            for (code, _, fix), cells in self.contents.items()
        )


def parse_answer(row: Row, attribute: str, invalid: InvalidCells) -> Answer | None:
    """Parse an answer; None when the cell is blank or invalid."""
    cell = row.cell(attribute)
    if cell and folded(cell.text) == "false":
        invalid.add("answers.choice", _UNTICKED, row.places[attribute], cell.text)
        return None
    problem = "answers.choice", f"{_CHOOSE_ANSWER}."
    return _parse_choice(row, attribute, invalid, problem, SPELLINGS.get)


def parse_outcome(row: Row, attribute: str, invalid: InvalidCells) -> Level | None:
    """Parse an outcome; None when the cell is blank or invalid."""
    problem = "outcomes.choice", f"{_CHOOSE_OUTCOME}, or leave it blank."
    return _parse_choice(row, attribute, invalid, problem, _LEVELS.get)


def parse_benchmark(
    row: Row, attribute: str, benchmarks: tuple[Benchmark, ...], invalid: InvalidCells
) -> int | None:
    """Parse a benchmark's number or title; return its number, or None when blank or invalid."""
    numbers = {
        folded(name): benchmark.number
        for benchmark in benchmarks
        for name in (benchmark.title, benchmark_label(benchmark))
    }

    def number_of(text: str) -> int | None:
        if text in numbers:
            return numbers[text]
        match = re.fullmatch(r"(?:benchmark |b)?([0-9]{1,9})(?:[.:) ].*)?", text)
        return int(match[1]) if match else None

    problem = "recommendations.choice", "Choose the benchmark from the list."
    return _parse_choice(row, attribute, invalid, problem, number_of)


def parse_date(row: Row, attribute: str, invalid: InvalidCells) -> date | None:
    """Parse a date (date cell, serial number, day-first text); None when blank or invalid."""
    cell = _cell_with_value(row, attribute, invalid)
    if cell is None or not clean(cell.text).strip():
        return None
    day = cell.day or _date_of_text(folded(clean(cell.text)))
    if day is None:
        fix = "Type the date as day/month/year, for example 21/05/2025."
        invalid.add("details.date", fix, row.places[attribute], cell.text)
    return day


def parse_line(row: Row, attribute: str, invalid: InvalidCells) -> str:
    """Parse text as one line: replace each run of white space with a single space."""
    return single_spaced(parse_text(row, attribute, invalid))


def parse_text(row: Row, attribute: str, invalid: InvalidCells) -> str:
    """Parse plain text that may have several lines."""
    cell = _cell_with_value(row, attribute, invalid)
    return clean(cell.text).strip() if cell else ""


def parse_lines(row: Row, attribute: str, invalid: InvalidCells) -> tuple[str, ...]:
    """Parse a list or an address, one item on each line."""
    cell = _cell_with_value(row, attribute, invalid)
    return lines(cell.text) if cell else ()


def parse_emails(row: Row, attribute: str, invalid: InvalidCells) -> tuple[str, ...]:
    """Parse a list of email addresses, one on each line or as an email program separates them."""
    items = (re.split("[;,]", line) for line in parse_lines(row, attribute, invalid))
    return tuple(address for parts in items for part in parts if (address := part.strip()))


def parse_prose(row: Row, attribute: str, invalid: InvalidCells) -> Prose:
    """Parse formatted text."""
    cell = _cell_with_value(row, attribute, invalid)
    return from_spans(cell.spans) if cell else ()


def _parse_choice(
    row: Row,
    attribute: str,
    invalid: InvalidCells,
    problem: tuple[str, str],
    value_of: Callable[[str], T | None],
) -> T | None:
    """Look up a cell's normalised text; `problem` is the code and fix for an unknown one."""
    cell = _cell_with_value(row, attribute, invalid)
    text = folded(clean(cell.text)) if cell else ""
    if cell is None or not text:
        return None
    value = value_of(text)
    if value is None:
        code, fix = problem
        invalid.add(code, fix, row.places[attribute], cell.text)
    return value


def _cell_with_value(row: Row, attribute: str, invalid: InvalidCells) -> Cell | None:
    """Return the cell without struck-through words; None when blank, a formula or an error.

    Struck-through words, formulas and errors are recorded as invalid.
    """
    cell = row.cell(attribute)
    if cell is None:
        return None
    if cell.struck:
        invalid.add("cells.struck", _STRUCK, row.places[attribute], cell.struck)
        return cell.without_struck_words()
    if not cell.not_text:
        return cell
    fix = "Type the words themselves, or copy the cell and choose Paste Special, Values."
    if cell.not_text != "a formula":
        fix = "Clear the cell and type its words again."
    invalid.add("cells.formula", fix, row.places[attribute], cell.not_text)
    return None


def _date_of_text(text: str) -> date | None:
    day_first, year_first = _DAY_FIRST.fullmatch(text), _YEAR_FIRST.fullmatch(text)
    if day_first:
        day, name, year = day_first.groups()
        month = _MONTHS.get(name) or (int(name) if name.isdecimal() else 0)
        figures = int(year), month, int(day)
    elif year_first:
        figures = int(year_first[1]), int(year_first[2]), int(year_first[3])
    else:
        return None
    try:
        return date(*figures)
    except ValueError:
        return None


def _message(code: str, contents: tuple[str, ...]) -> str:
    """Return a message that quotes what the cells hold: one value, or the first few."""
    values = tuple(dict.fromkeys(contents))
    not_text = values[0] == "a formula" or values[0].startswith("the error ")
    quoted = [
        value if not_text else f"'{shortened(clean(value), _LONGEST_SHOWN)}'"
        for value in values[:_MOST_SHOWN]
    ]
    more = "" if len(values) <= _MOST_SHOWN else " and more"
    if code == "cells.struck":
        return f"words are struck through: {', '.join(quoted)}{more}."
    verb = "hold" if not_text else "say"
    subject = f"the cell {verb}s" if len(contents) == 1 else f"the cells {verb}"
    return f"{subject} {', '.join(quoted)}{more}."
