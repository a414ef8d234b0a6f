"""Acts of users on a workbook, done by LibreOffice, and what is then shown and found.

The acts themselves are in `user_acts.bas`, one `Case` each.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from openpyxl import load_workbook

from assembler.editions.load import shipped
from assembler.findings import Severity
from assembler.pipeline.assess import assess
from assembler.workbook.todo_formulas import MARK
from support import macros
from support.expected_grades import expected

_SOURCE = Path(__file__).with_suffix(".bas").read_text("utf-8")
ACTS = tuple(re.findall(r'^    Case "([^"]+)"', _SOURCE, re.MULTILINE))


def do(program: str, profile: Path, folder: Path, acts: Iterable[str], workbook: bytes) -> None:
    """Do each act to a copy of a workbook, all in one session; write them to `folder`."""
    for act in acts:
        (folder / f"{act}.xlsx").write_bytes(workbook)
    macros.run(program, profile, _SOURCE, f'DoAll("{folder}")')


class Shown:
    """What a workbook shows after an act, and what the program finds in it."""

    def __init__(self, path: Path) -> None:
        """Read a workbook that LibreOffice has calculated."""
        self.book = load_workbook(path, data_only=True)
        self.headline = str(self.book["Guide"]["A2"].value)
        self.live = self._column("Annex A", "No.", "Proposed outcome")
        self.to_do = self._column("Annex B", "Ref", "To do")
        self.found = assess(path, shipped())

    def _column(self, sheet: str, key: str, heading: str) -> dict[str, str]:
        if sheet not in self.book.sheetnames:
            return {}
        rows = list(self.book[sheet].iter_rows(values_only=True))
        head = next((row for row in rows if {key, heading} <= set(row)), None)
        if head is None:
            return {}
        at, by = head.index(heading), head.index(key)
        below = rows[rows.index(head) + 1 :]
        return {str(row[by]): str(row[at] or "") for row in below if row[by] is not None}

    def grades(self) -> dict[str, tuple[str, str]]:
        """Return, for each benchmark, the outcome shown and the one that the program gives."""
        assessment = self.found.assessment
        assert assessment is not None
        numbers = {str(b.number): b for b in assessment.edition.benchmarks}
        return {n: (self.live.get(n, ""), expected(b, assessment)) for n, b in numbers.items()}

    def unmarked(self) -> list[str]:
        """Return the refs without an answer whose row says nothing of it."""
        assessment = self.found.assessment
        assert assessment is not None
        blank = [ref for ref, row in assessment.evidence.items() if row.answer is None]
        return [ref for ref in blank if not self.to_do.get(ref, "").startswith(MARK)]

    def errors(self) -> set[str]:
        return {f.code for f in self.found.findings if f.severity is Severity.ERROR}

    def advice(self) -> set[str]:
        return {f.code for f in self.found.findings} - self.errors()

    def line(self, usual: Iterable[str]) -> str:
        """Return it as a row of the table; `usual` are the codes of a workbook left alone."""
        differ = [f"{n}: {live or '(none)'} for {rule}"
                  for n, (live, rule) in self.grades().items() if live != rule]  # fmt: skip
        marks = sum(words.startswith(MARK) for words in self.to_do.values())
        codes = [*sorted(self.errors()), *sorted(self.advice() - set(usual))]
        agree = "; ".join(differ) if len(differ) < 3 else f"{len(differ)} differ"
        return f"{self.headline} | {agree or 'as the rule'} | {marks} | {', '.join(codes) or '–'}"
