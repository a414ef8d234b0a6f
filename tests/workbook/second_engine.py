"""Compare the workbook's formulas, calculated by HyperFormula, with the program's own grades.

    npm install --prefix FOLDER --ignore-scripts hyperformula
    NODE_PATH=FOLDER/node_modules PYTHONPATH=.:tests python tests/workbook/second_engine.py 300

Each set of answers is spelled as people paste them, read by the program, and graded; the sheets
must show those outcomes, those reasons, and what is left to do. Prints each difference.
"""

import io
import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from assembler.editions.load import load
from assembler.model import Answer, Assessment, Edition
from assembler.workbook.layout import ANNEX_A, ANNEX_B, SPELLINGS
from assembler.workbook.read import read
from assembler.workbook.write import write
from support import paths
from support.assessments import EDITION, answered
from support.expected_grades import Answers, expected, invented, reason

INVENTED = load(paths.INVENTED.read_text("utf-8"), "invented.toml")
EDITIONS = (
    *(replace(EDITION, exceeding_needs=needs) for needs in (None, 1, 2, 4)),
    *(replace(INVENTED, exceeding_needs=needs) for needs in (None, 2)),
)
AROUND = ("{}", "{}", " {}", "{} ", "{}\n", "\u00a0{}", "{}\u200b", "\ufeff{}\u202f", "\t{}\t")
CASES = (str, str.upper, str.title)
ERRORS = ("=NA()", "=1/0")
# None of these is an answer.
UNCLEAR: tuple[object, ...] = (
    *("Mostly", "Yes?", "Yes / No", "y*", "?", "*", "~", "yess", "☒", "☐", "-", "0"),
    *(False, 1, 0, '="Yes"', *ERRORS),
)
_OWN_CELL = re.compile(r"INDEX\(\$([A-Z]):\$\1,ROW\(\)\)")
Set = dict[str, object]
Cell = tuple[str, int, int]


def spelled(answer: Answer | None, dice: random.Random) -> object:
    """Return an answer as somebody may have pasted it; for none, often something unclear."""
    if answer is None:
        return dice.choice((None, *UNCLEAR))
    if answer is Answer.YES and dice.random() < 0.1:
        return True
    word = dice.choice([s for s, meaning in SPELLINGS.items() if meaning is answer])
    return dice.choice(AROUND).format(dice.choice(CASES)(word))


def columns(book: Any, sheet: str, key: str, heading: str) -> dict[str, Cell]:
    """Return the cells of a column of a sheet by the words in another."""
    rows = list(book[sheet].iter_rows(values_only=True))
    at, by = rows[0].index(heading), rows[0].index(key)
    return {str(row[by]): (sheet, n, at) for n, row in enumerate(rows) if n and row[by]}


def contents(book: Any) -> dict[str, list[list[object]]]:
    """Return the values and formulas of every sheet, as the engine takes them."""
    return {
        sheet.title: [[_typed(cell) for cell in row] for row in sheet.iter_rows()]
        for sheet in book.worksheets
    }


def _typed(cell: Any) -> object:
    if cell.value is None or isinstance(cell.value, bool | int | float):
        return cell.value
    text = str(cell.value)
    if cell.data_type != "f":
        return as_text(text)
    # The engine's ISFORMULA knows no reference that another function returned.
    return _OWN_CELL.sub(rf"$\g<1>{cell.row}", text.replace("_xlfn.", ""))


def as_text(text: str) -> str:
    """Return text that the engine takes as it is."""
    return f"'{text}"


def calculated(edition: Edition, sets: list[Set]) -> Iterator[dict[Cell, object]]:
    """Yield, for each set of answers, what the engine makes of the cells to be compared."""
    book = load_workbook(io.BytesIO(write(answered({}, edition))))
    places = columns(book, ANNEX_B.name, "Ref", "Adviser answer")
    asked = [place for _, place in compared(book)]
    order = {
        "sheets": contents(book),
        "names": {name: f"={one.attr_text}" for name, one in book.defined_names.items()},
        "asked": asked,
        "sets": [[(places[ref], _sent(value)) for ref, value in one.items()] for one in sets],
    }
    node = shutil.which("node")
    assert node is not None
    script = str(Path(__file__).with_suffix(".js"))
    given = json.dumps(order).encode()
    made = subprocess.run([node, script], input=given, stdout=subprocess.PIPE, check=True)
    for values in json.loads(made.stdout):
        yield dict(zip(asked, values, strict=True))


def compared(book: Any) -> Iterator[tuple[tuple[str, str], Cell]]:
    """Yield the cells to compare, each by its heading and the number or ref of its row."""
    for heading in ("Proposed outcome", "Answered, and why"):
        for number, cell in columns(book, ANNEX_A.name, "No.", heading).items():
            yield (heading, number), cell
    for ref, cell in columns(book, ANNEX_B.name, "Ref", "To do").items():
        yield ("To do", ref), cell


def wanted(edition: Edition, one: Set, assessment: Assessment) -> dict[tuple[str, str], object]:
    """Return what the cells are to show, from what the program read and its rule."""
    answers = {ref: row.answer for ref, row in assessment.evidence.items()}
    cells: dict[tuple[str, str], object] = {}
    for benchmark in edition.benchmarks:
        row = str(benchmark.number)
        cells["Proposed outcome", row] = expected(benchmark, assessment)
        if benchmark.scored:
            why = reason(benchmark, answers, edition.exceeding_needs)
            cells["Answered, and why", row] = why
    for ref, answer in answers.items():
        cells["To do", ref] = _to_do(answer, one[ref])
    return cells


def _to_do(answer: Answer | None, typed: object) -> str:
    if answer is None:
        if typed is None:
            return "◄ answer"
        return "◄ error" if typed in ERRORS else "◄ choose from the list"
    return "◄ note" if answer is Answer.NOT_APPLICABLE else ""


def _sent(value: object) -> object:
    is_text = isinstance(value, str) and not value.startswith("=")
    return as_text(str(value)) if is_text else value


def as_read(edition: Edition, one: Set) -> Assessment:
    """Return what the program reads from a workbook with these answers typed into it."""
    book = load_workbook(io.BytesIO(write(answered({}, edition))))
    for ref, (sheet, row, column) in columns(book, ANNEX_B.name, "Ref", "Adviser answer").items():
        cell = book[sheet].cell(row + 1, column + 1)
        cell.value = one[ref]
        if isinstance(one[ref], str) and not str(one[ref]).startswith("="):
            cell.data_type = "s"
    held = io.BytesIO()
    book.save(held)
    assessment = read(held.getvalue(), "exampleshire.xlsx", (edition,)).assessment
    assert assessment is not None
    return assessment


def main(count: int) -> int:
    """Try `count` sets of answers; return how many cells differ."""
    dice = random.Random(20250521)  # noqa: S311 - the same throws each time, no secret
    seen: Counter[str] = Counter()
    compares = differences = 0
    for number, edition in enumerate(EDITIONS):
        share = len(range(number, count, len(EDITIONS)))
        answers: list[Answers] = [
            {ref: row.answer for ref, row in invented(edition, dice).evidence.items()}
            for _ in range(share)
        ]
        sets = [{ref: spelled(a, dice) for ref, a in one.items()} for one in answers]
        read_back = [as_read(edition, one) for one in sets]
        for one, assessment in zip(answers, read_back, strict=True):
            assert {ref: row.answer for ref, row in assessment.evidence.items()} == one
            seen.update(expected(b, assessment).lstrip("0123456789 of") for b in edition.scored)
        cells = dict(compared(load_workbook(io.BytesIO(write(answered({}, edition))))))
        for one, assessment, has in zip(sets, read_back, calculated(edition, sets), strict=True):
            for key, want in wanted(edition, one, assessment).items():
                compares += 1
                if has[cells[key]] != want:
                    differences += 1
                    print(f"{' '.join(key)}: {has[cells[key]]!r} is not {want!r}: {one}")  # noqa: T201
    print(f"{count} sets, {compares} cells, outcomes {dict(seen)}: {differences} differences")  # noqa: T201
    return differences


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]))))
