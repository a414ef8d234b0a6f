"""Column headings of a form's tables: a tick under "No" is not a Yes."""

import re
from collections.abc import Sequence

from assembler.model import Answer, Level
from assembler.returned.classify_lines import ClassifiedLine, Role
from assembler.returned.lines import Line
from assembler.returned.parse_answer import ParsedAnswer, choice_in, is_ticked, meaning
from assembler.wording import CROSSES

_MOST_WORDS = 8
# Under such a heading a Yes says that something is missing.
_NEGATIVE = re.compile(
    r"\b(?:no|not|non|gaps?|missing|absent|lacking|without|weakness(?:es)?|concerns?|issues?"
    r"|risks?|actions?|outstanding|required|needed|unmet)\b",
    re.IGNORECASE,
)
# Under such a heading a tick answers the criterion; under "Attached" it does not.
_ANSWERING = re.compile(
    r"\b(?:met|in place|achieved|self|assessment|answer|response|status|compliant)\b",
    re.IGNORECASE,
)


class Columns:
    """The headings of every table, taken from its first row unless criteria stand in that row."""

    def __init__(self, lines: Sequence[ClassifiedLine]) -> None:
        """Read the headings of all tables."""
        self._first_rows: dict[int, int] = {}
        self._widths: dict[int, int] = {}
        self._headings: dict[tuple[int, int], str] = {}
        without: set[int] = set()
        for each in lines:
            for cell in each.line.cells:
                self._widths[cell.row] = max(self._widths.get(cell.row, 0), cell.column + 1)
                if self._first_rows.setdefault(cell.table, cell.row) != cell.row:
                    continue
                if each.role in {Role.CRITERION, Role.POINT}:
                    without.add(cell.table)
                key = cell.table, cell.column
                self._headings[key] = f"{self._headings.get(key, '')} {each.line.text}".strip()
        for key, heading in list(self._headings.items()):
            if key[0] in without or len(heading.split()) > _MOST_WORDS:
                del self._headings[key]
        self._with_choices = {
            table for (table, _), text in self._headings.items() if choice_in(text)
        }

    def in_column(self, line: Line, reading: ParsedAnswer, level: Level) -> ParsedAnswer:
        """Return what a reading means under the heading of its column."""
        if not line.cells or line.cells[-1].row == self._first_rows[line.cells[-1].table]:
            return reading
        cell, text = line.cells[-1], str(line.text).strip()
        same_width = self._widths[cell.row] == self._widths[self._first_rows[cell.table]]
        heading = self._headings.get((cell.table, cell.column), "") if same_width else ""
        choice = choice_in(heading)
        if choice and is_ticked(text):
            answer = meaning(choice, level)
            crossed_out = text[0] in CROSSES and answer is not Answer.NO
            return ParsedAnswer() if crossed_out else ParsedAnswer(answer)
        if choice and reading.bare:  # an empty box: the choice was not taken
            return ParsedAnswer()
        if _NEGATIVE.search(heading) and not choice:
            return ParsedAnswer(two_ways=reading.two_ways)
        other = bool(heading) and not _ANSWERING.search(heading)
        if reading.bare and (cell.table in self._with_choices or other):
            return ParsedAnswer()
        return reading
