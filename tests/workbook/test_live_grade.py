"""The outcome that a workbook shows while a user types is the outcome that the program gives.

LibreOffice recalculates invented answers; each live outcome is compared with the Python rule, which
shares no line with the formula. Whole workbooks show that the formulas find their cells; sheets
with the very same formulas over many columns of answers show that they judge correctly.

LIVE_GRADES_SETS=20000 tries so many sets of answers (each of a whole edition) instead of 1,000.
"""

import csv
import io
import os
import random
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from assembler.editions.load import load, shipped
from assembler.model import Answer, Assessment, Benchmark, Edition, Level
from assembler.workbook import live_grade
from assembler.workbook.layout import NO_PROPOSAL
from assembler.workbook.read import read
from assembler.workbook.write import write
from support import councils, paths
from support.assessments import EDITION, answered, finished
from support.expected_grades import CHOICES, Answers, expected, invented, reason
from support.formula_values import formula_cells, formula_values, without_values

INVENTED = load(paths.INVENTED.read_text("utf-8"), "invented.toml")
WORKBOOKS = 6
SETS = int(os.environ.get("LIVE_GRADES_SETS", "1000"))
SETS_A_SHEET = 125
FILES_A_RUN = 24
Convert = Callable[[str, Iterable[Path]], Path]


def shown(path: Path, sheet: str, heading: str, key: str) -> dict[str, str]:
    """Return what a recalculated workbook shows under a heading, by the words under another."""
    rows = list(load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))
    head = next(row for row in rows if heading in row)
    at, by = head.index(heading), head.index(key)
    return {str(row[by]): row[at] for row in rows[rows.index(head) + 1 :] if row[by]}


def recalculated(
    soffice: Convert, folder: Path, assessments: Iterable[Assessment]
) -> list[tuple[Assessment, Path]]:
    paths = {}
    for number, assessment in enumerate(assessments):
        path = folder / f"{number}.xlsx"
        path.write_bytes(without_values(write(assessment)))
        paths[path] = assessment
    results = soffice("xlsx:Calc MS Excel 2007 XML", paths)
    return [(assessment, results / path.name) for path, assessment in paths.items()]


def test_the_live_outcome_is_the_program_s(soffice: Convert, tmp_path: Path) -> None:
    dice = random.Random(20250521)  # noqa: S311 - the same throws each time, no secret
    editions = [
        *(replace(EDITION, exceeding_needs=needs) for needs in (None, None, 1, 2, 4)),
        INVENTED,
    ]
    assessments = [invented(editions[n % len(editions)], dice) for n in range(WORKBOOKS)]
    seen: dict[str, int] = {}
    for assessment, path in recalculated(soffice, tmp_path, assessments):
        live = shown(path, "Annex A", "Proposed outcome", "No.")
        for benchmark in assessment.edition.benchmarks:
            outcome = expected(benchmark, assessment)
            assert live[str(benchmark.number)] == outcome, (path.name, benchmark.number)
            kind = outcome if "unanswered" not in outcome else "unanswered"
            seen[kind] = seen.get(kind, 0) + 1
    assert set(seen) == {*map(str, Level), NO_PROPOSAL, live_grade.NOT_SCORED, "unanswered"}


def trial(path: Path, edition: Edition, sets: list[Answers]) -> None:
    """Write the formulas of a workbook over many columns of answers, one column a set."""
    book = Workbook()
    results, answers = book.worksheets[0], book.create_sheet("Answers")
    refs = [criterion.ref for criterion in edition.criteria]
    for row, ref in enumerate(refs, start=2):
        answers.cell(row, 1, ref)
    book.defined_names[live_grade.REFS] = DefinedName(
        live_grade.REFS, attr_text="Answers!$A$2:$A$200"
    )
    for column, answer_of in enumerate(sets, start=2):
        for row, ref in enumerate(refs, start=2):
            answers.cell(row, column, answer_of.get(ref))
        letter = get_column_letter(column)
        shown = [
            give(benchmark, edition).replace(
                live_grade.ANSWERS, f"Answers!${letter}$2:${letter}$200"
            )
            for benchmark in edition.scored
            for give in (live_grade.proposed, live_grade.why)
        ]
        results.append(shown)
    book.save(path)


def every(benchmark: Benchmark) -> list[Answers]:
    """Return every answer set that a benchmark can have."""
    refs = [criterion.ref for criterion in benchmark.criteria]
    return [dict(zip(refs, chosen, strict=True)) for chosen in product(CHOICES, repeat=len(refs))]


def trials() -> list[tuple[Edition, list[Answers]]]:
    """Return editions, each with sets of answers: invented ones, and all of a small benchmark."""
    dice = random.Random(20250521)  # noqa: S311 - the same throws each time, no secret
    editions = [
        *(replace(EDITION, exceeding_needs=needs) for needs in (None, None, 1, 2, 4)),
        *(replace(INVENTED, exceeding_needs=needs) for needs in (None, 1, 2)),
    ]
    small = INVENTED.scored[0]
    work = [(edition, every(small)) for edition in editions[-3:]]
    for number in range(-(-SETS // SETS_A_SHEET)):
        edition = editions[number % len(editions)]
        assessments = (invented(edition, dice) for _ in range(SETS_A_SHEET))
        sets = [{ref: row.answer for ref, row in one.evidence.items()} for one in assessments]
        work.append((edition, sets))
    return work


def batches(paths: list[Path]) -> list[list[Path]]:
    return [paths[at : at + FILES_A_RUN] for at in range(0, len(paths), FILES_A_RUN)]


def test_many_sets_of_answers_have_the_program_s_outcome(soffice: Convert, tmp_path: Path) -> None:
    work = {tmp_path / f"{number}.xlsx": trial for number, trial in enumerate(trials())}
    for path, (edition, sets) in work.items():
        trial(path, edition, sets)
    folders = [soffice("csv", paths) for paths in batches(list(work))]
    seen: dict[str, int] = {}
    for number, (path, (edition, sets)) in enumerate(work.items()):
        result = folders[number // FILES_A_RUN] / f"{path.stem}.csv"
        with result.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        assert len(rows) == len(sets)
        for answers, row in zip(sets, rows, strict=True):
            assessment = answered(answers, edition)
            wanted = [
                words
                for benchmark in edition.scored
                for words in (
                    expected(benchmark, assessment),
                    reason(benchmark, answers, edition.exceeding_needs),
                )
            ]
            assert row == wanted, (path.name, answers)
            for outcome in wanted[::2]:
                kind = outcome if "unanswered" not in outcome else "unanswered"
                seen[kind] = seen.get(kind, 0) + 1
    print(f"{sum(len(sets) for _, sets in work.values())} sets, grades: {seen}")  # noqa: T201
    assert set(seen) == {*map(str, Level), NO_PROPOSAL, "unanswered"}


def test_the_guide_counts_what_is_done(soffice: Convert, tmp_path: Path) -> None:
    first = EDITION.scored[0]
    some = answered({criterion.ref: Answer.YES for criterion in first.criteria[:4]})
    ((_, path),) = recalculated(soffice, tmp_path, [some])
    label = f"{first.number}. {first.title}"
    assert shown(path, "Guide", "Answered", "Benchmark")[label] == 4
    assert shown(path, "Guide", "Proposed outcome", "Benchmark")[label] == (
        f"{len(first.criteria) - 4} of {len(first.criteria)} unanswered"
    )
    assert shown(path, "Guide", "To do", "Benchmark")[label] == "◄ answers, summary"
    assert shown(path, "Annex A", "Answered, and why", "No.")[str(first.number)].startswith(
        f"4 of {len(first.criteria)} answered; {len(first.criteria) - 4} to go: "
    )
    headline = load_workbook(path, data_only=True)["Guide"]["A2"].value
    rows = len(EDITION.criteria) - 4
    scored = len(EDITION.scored)
    assert headline == (
        f"◄ Left to do: 9 fields on Letter, {rows} rows on Annex B, {scored} benchmarks on Annex A"
    )


def test_a_finished_workbook_has_nothing_left_to_do(soffice: Convert, tmp_path: Path) -> None:
    ((_, path),) = recalculated(soffice, tmp_path, [finished()])
    headline = load_workbook(path, data_only=True)["Guide"]["A2"].value
    assert headline.startswith("Nothing is left to do here.")


def test_no_cell_shows_an_error(soffice: Convert, tmp_path: Path) -> None:
    dice = random.Random(7)  # noqa: S311 - the same throws each time, no secret
    assessments = [answered({}), invented(EDITION, dice), invented(INVENTED, dice), finished()]
    for _, path in recalculated(soffice, tmp_path, assessments):
        book = load_workbook(path, data_only=True)
        assert [
            f"{sheet.title}!{cell.coordinate}"
            for sheet in book.worksheets
            for row in sheet.iter_rows(max_row=200)
            for cell in row
            if cell.data_type == "e"
        ] == []


@pytest.mark.parametrize("needs", [None, 1, 3])
def test_a_formula_fits_where_excel_2016_can_read_it(needs: int | None) -> None:
    edition = replace(EDITION, exceeding_needs=needs)
    for benchmark in edition.scored:
        for text in (live_grade.proposed(benchmark, edition), live_grade.why(benchmark, edition)):
            assert len(text) < 8192
            assert text.count("(") == text.count(")")
            modern = ("TEXTJOIN", "LET(", "FILTER(", "IFS(", "XLOOKUP", "CONCAT(")
            assert not any(name in text.replace("COUNTIFS(", "") for name in modern)


# As pasted from an email or a form: what each counts as, None where it is to be chosen again. (TRUE
# and FALSE are tried elsewhere: in a text cell LibreOffice makes them 1 and 0.)
PASTED: list[tuple[object, Answer | None]] = [
    ("Y", Answer.YES),
    ("yes ", Answer.YES),
    (" YES", Answer.YES),
    ("✓", Answer.YES),
    ("Yes\u00a0", Answer.YES),
    ("Yes\n", Answer.YES),
    ("\u200byes", Answer.YES),
    ("n", Answer.NO),
    ("✗", Answer.NO),
    ("n/a", Answer.NOT_APPLICABLE),
    ("N / A", Answer.NOT_APPLICABLE),
    ("not applicable", Answer.NOT_APPLICABLE),
    ("Mostly", None),
    ("☒", None),
    ("Yes?", None),
    ("y*", None),
    ("?", None),
    ("*", None),
    ("~", None),
    (1, None),
    ("=NA()", None),
    ('="Yes"', None),
]


def test_a_pasted_answer_counts_alike_on_every_sheet_and_in_validate(
    soffice: Convert, tmp_path: Path
) -> None:
    source = tmp_path / "source.xlsx"
    source.write_bytes(write(finished()))
    book = load_workbook(source)
    refs = [criterion.ref for criterion in EDITION.criteria]
    for row, (typed, _) in enumerate(PASTED, start=2):
        book["Annex B"].cell(row, 7).value = typed
        book["Annex B"].cell(row, 8).value = "A note."
    book.save(tmp_path / "pasted.xlsx")
    result = soffice("xlsx:Calc MS Excel 2007 XML", [tmp_path / "pasted.xlsx"]) / "pasted.xlsx"
    counted, to_do = (shown(result, "Annex B", name, "Ref") for name in ("Counts as", "To do"))
    answers = read(result.read_bytes(), result.name, shipped()).assessment
    assert answers is not None
    for ref, (typed, answer) in zip(refs, PASTED, strict=False):
        assert (counted[ref] or "") == str(answer or ""), typed
        assert answers.evidence[ref].answer is answer, typed
        marked = "◄ error" if typed == "=NA()" else "◄ choose from the list"
        assert answer or to_do[ref] == marked, typed
    live = shown(result, "Annex A", "Proposed outcome", "No.")
    assert {number: live[str(number)] for number in (1, 2, 3)} == {
        benchmark.number: expected(benchmark, answers) for benchmark in EDITION.scored[:3]
    }


def test_a_row_that_is_missing_or_stands_twice_gives_no_level(
    soffice: Convert, tmp_path: Path
) -> None:
    source = tmp_path / "source.xlsx"
    source.write_bytes(write(finished()))
    changes: dict[str, Callable[[Any], object]] = {
        "twice": lambda sheet: [
            sheet.cell(90, place, sheet.cell(2, place).value) for place in (1, 7, 10)
        ],
        "another one twice": lambda sheet: sheet.__setitem__("A3", "B1-M1"),
        "deleted": lambda sheet: sheet.delete_rows(2),
    }
    for name, change in changes.items():
        book = load_workbook(source)
        change(book["Annex B"])
        book.save(tmp_path / f"{name}.xlsx")
    paths = [tmp_path / f"{name}.xlsx" for name in changes]
    results = soffice("xlsx:Calc MS Excel 2007 XML", paths)
    for path in paths:
        live = shown(results / path.name, "Annex A", "Proposed outcome", "No.")
        assert (live["1"], live["2"]) == (live_grade.CHECK_ROWS, "Met"), path.name
        assert shown(results / path.name, "Annex A", "To do", "No.")["1"] == "◄ rows"


def test_the_values_stored_beside_formulas_are_those_that_are_calculated(
    soffice: Convert, tmp_path: Path
) -> None:
    dice = random.Random(11)  # noqa: S311 - the same throws each time, no secret
    assessments = {
        "empty": answered({}),
        "finished": finished(),
        "thrown": invented(EDITION, dice),
        "invented": invented(replace(INVENTED, exceeding_needs=1), dice),
        **{name: councils.five()[name] for name in ("testford", "pretendham")},
    }
    for name, assessment in assessments.items():
        (tmp_path / f"{name}.xlsx").write_bytes(write(assessment))
    stored = {name: formula_values(tmp_path / f"{name}.xlsx") for name in assessments}
    for name in assessments:
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(without_values(path.read_bytes()))
    results = soffice(
        "xlsx:Calc MS Excel 2007 XML", [tmp_path / f"{name}.xlsx" for name in assessments]
    )
    for name, values in stored.items():
        cells = formula_cells(tmp_path / f"{name}.xlsx")
        assert len(values) == sum(map(len, cells.values()))
        assert values == formula_values(results / f"{name}.xlsx", cells), name


def test_every_formula_has_its_value_for_programs_that_do_not_calculate() -> None:
    for assessment in (answered({}), finished()):
        with zipfile.ZipFile(io.BytesIO(write(assessment))) as package:
            names = [name for name in package.namelist() if "worksheets/sheet" in name]
            sheets = b"".join(package.read(name) for name in names)
            assert b'fullCalcOnLoad="1"' in package.read("xl/workbook.xml")
        formulas = re.findall(rb'<c [^>]*?(?: t="str")?><f>[^<]*</f>(<v>[^<]*</v>)?', sheets)
        assert len(formulas) > 2 * len(EDITION.criteria)
        assert all(formulas)
