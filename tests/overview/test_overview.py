"""The national picture: every figure is counted here again, from the assessments themselves."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import permutations
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from assembler.editions.load import shipped
from assembler.grading import settle
from assembler.model import Answer, Assessment, LastYear, Level, empty_assessment
from assembler.overview import charts, gather, sheets
from assembler.pipeline.status import CouncilStatus, DocumentStatus, State
from assembler.results import Examination
from assembler.rich_text import plain
from assembler.workbook.write import write
from support import assessments, councils, validity
from support.assessments import EDITION
from support.contrast import contrast
from support.paths import ROOT

HEAD = 4  # the row of the headings
OUTCOMES = ("Exceeding", "Met", "Not met", "No outcome yet")


ADVISERS = ("Pat Pattern", "Robin Example", "Sam Specimen", "Lee Case", "")


DIFFERENT = 25


@pytest.fixture(scope="module")
def nation() -> dict[str, Assessment]:
    """Return a year of councils, shared by five advisers, one of whom is not named.

    After the first 25 their answers repeat under other names.
    """
    made = [*councils.many(DIFFERENT).values()]
    return {
        f"council-{number:03}": replace(
            made[number % DIFFERENT],
            details=replace(
                made[number % DIFFERENT].details,
                authority=f"Made-up Council {number:03}",
                adviser=ADVISERS[number % 5],
            ),
        )
        for number in range(175)
    }


@pytest.fixture(scope="module")
def inputs(nation: dict[str, Assessment], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a subfolder for each adviser, and what lies beside workbooks."""
    folder = tmp_path_factory.mktemp("inputs")
    written = [(one.details.authority, write(one)) for one in [*nation.values()][:DIFFERENT]]
    for number, (slug, assessment) in enumerate(nation.items()):
        of_adviser = folder / (assessment.details.adviser or "new")
        of_adviser.mkdir(exist_ok=True)
        old, workbook = written[number % DIFFERENT]
        content = councils.renamed(workbook, old, assessment.details.authority)
        (of_adviser / f"{slug}.xlsx").write_bytes(content)
    copied = (folder / "Pat Pattern" / "council-000.xlsx").read_bytes()
    for name in ("~$council-000.xlsx", "council-000-to-fix.xlsx", ".hidden.xlsx"):
        (folder / "Pat Pattern" / name).write_bytes(copied)
    names = [one.details.authority for one in nation.values()][1:]
    listed = ["Council", *names, "Forgotten Council"]
    (folder / "expected.csv").write_text("\n".join(listed), "utf-8")
    (folder / "assembler.toml").write_text('expected = "expected.csv"', "utf-8")
    (folder / "broken.xlsx").write_bytes(b"this is no workbook")
    (folder / "old.xls").write_bytes(b"an old one")
    return folder


@pytest.fixture(scope="module")
def made(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from assembler.cli import commands  # noqa: PLC0415

    path = tmp_path_factory.mktemp("made") / "overview.xlsx"
    with pytest.raises(SystemExit) as end:
        commands(["overview", str(inputs), "-o", str(path)])
    assert end.value.code == 1
    return path


@pytest.fixture(scope="module")
def book(made: Path) -> Any:
    return load_workbook(made)


def rows(book: Any, name: str) -> list[tuple[Any, ...]]:
    """Return the rows of a sheet's table, as values."""
    found = book[name].iter_rows(min_row=HEAD + 1, values_only=True)
    return [row for row in found if row[0] is not None]


def outcome(assessment: Assessment, number: int) -> str:
    """Grade by the rule as the contract words it, in other words than the program."""
    recorded = assessment.outcomes[number].level
    if recorded:
        return str(recorded)
    benchmark = next(b for b in assessment.edition.benchmarks if b.number == number)
    answers: dict[Level, list[Answer | None]] = {
        level: [assessment.evidence[c.ref].answer for c in benchmark.at(level)] for level in Level
    }
    met = [a for a in answers[Level.MET] if a is not Answer.NOT_APPLICABLE]
    more = [a for a in answers[Level.EXCEEDING] if a is not Answer.NOT_APPLICABLE]
    if Answer.YES in answers[Level.NOT_MET] or (met and Answer.YES not in met):
        return "Not met"
    if not met or Answer.NO in met:
        return "No outcome yet"
    return "Exceeding" if more and Answer.NO not in more else "Met"


def outcomes(assessment: Assessment) -> dict[int, str]:
    return {b.number: outcome(assessment, b.number) for b in assessment.edition.scored}


def test_the_sheets_stand_in_their_order(book: Any) -> None:
    assert book.sheetnames == [
        *("Heat map", "Charts", "Status", "Progress", "By adviser", "Decided differently"),
        *("Not ready", "Letters that differ", "Unmet criteria", "Recommendations", "Strengths"),
        *("Same words", "Movement", "Last recommendations", "Overrides", "Not read"),
    ]


def test_the_heat_map_has_every_outcome_in_word_and_colour(
    book: Any, nation: dict[str, Assessment]
) -> None:
    found = {row[0]: row[1:] for row in rows(book, "Heat map")}
    assert len(found) == len(nation) == 175
    for assessment in nation.values():
        words = outcomes(assessment)
        shown = [words.get(b.number, "Not scored") for b in assessment.edition.benchmarks]
        counts = [shown.count(word) for word in OUTCOMES]
        assert list(found[assessment.details.authority]) == [*shown, *counts]
    edition = next(iter(nation.values())).edition
    for row in book["Heat map"].iter_rows(min_row=HEAD + 1, min_col=2, max_col=9):
        for cell in row:
            if cell.value in edition.shades:
                assert cell.fill.start_color.rgb == f"00{edition.shades[cell.value]}"


def test_the_figures_of_the_charts(book: Any, nation: dict[str, Assessment]) -> None:
    sheet = book["Charts"]
    everything = [outcomes(assessment) for assessment in nation.values()]
    edition = next(iter(nation.values())).edition
    at = HEAD + 1
    for at, benchmark in enumerate(edition.scored, start=HEAD + 1):
        counts = Counter(words[benchmark.number] for words in everything)
        assert [sheet.cell(at, place).value for place in range(2, 6)] == [
            counts[word] for word in OUTCOMES
        ]
    spread = Counter(list(words.values()).count("Exceeding") for words in everything)
    for number in range(len(edition.scored) + 1):
        row = at + 3 + number
        assert sheet.cell(row, 1).value == str(number)
        assert sheet.cell(row, 2).value == spread[number]
    assert sum(spread.values()) == 175


def test_unmet_criteria_are_ranked_and_name_their_councils(
    book: Any, nation: dict[str, Assessment]
) -> None:
    found = rows(book, "Unmet criteria")
    short: dict[str, list[str]] = {}
    applies: Counter[str] = Counter()
    for assessment in nation.values():
        for criterion in assessment.edition.criteria:
            answer = assessment.evidence[criterion.ref].answer
            applies[criterion.ref] += answer is not Answer.NOT_APPLICABLE
            if answer is (Answer.YES if criterion.level is Level.NOT_MET else Answer.NO):
                short.setdefault(criterion.ref, []).append(assessment.details.authority)
    assert {row[1]: row[7].split(", ") for row in found} == short
    for rank, ref, _, level, _, count, share, _ in found:
        assert count == len(short[ref])
        assert share == pytest.approx(count / applies[ref])
        same_level = [row[5] for row in found if row[3] == level]
        assert rank == 1 + sum(other > count for other in same_level)
    for level in ("Met", "Not met", "Exceeding"):
        shares = [(row[5], row[6]) for row in found if row[3] == level]
        assert shares == sorted(shares, reverse=True)


def test_recommendations_and_strengths_are_all_there(
    book: Any, nation: dict[str, Assessment]
) -> None:
    advice = Counter((row[0], row[1][:1], row[3], row[4]) for row in rows(book, "Recommendations"))
    assert advice == Counter(
        (a.details.authority, str(r.benchmark), r.heading, plain(r.text))
        for a in nation.values()
        for r in a.recommendations
    )
    assert Counter(rows(book, "Strengths")) == Counter(
        (a.details.authority, s.heading, plain(s.text))
        for a in nation.values()
        for s in a.strengths
    )


def test_movement_and_overrides(book: Any, nation: dict[str, Assessment]) -> None:
    order = ["Not met", "Met", "Exceeding"]
    expected, overridden = Counter[tuple[Any, ...]](), Counter[tuple[Any, ...]]()
    for assessment in nation.values():
        now, name = outcomes(assessment), assessment.details.authority
        for row in assessment.last_year:
            word = now[row.benchmark]
            step = order.index(word) - order.index(row.outcome) if word in order else None
            expected[name, str(row.benchmark), row.outcome, word, step] += 1
        for number, recorded in assessment.outcomes.items():
            if recorded.level is not None:
                alone = councils.without(assessment, number)
                proposed = outcome(alone, number).replace("No outcome yet", "No proposal")
                if proposed != recorded.level:
                    key = (name, str(number), proposed, str(recorded.level), recorded.reason)
                    overridden[key] += 1
    moves = Counter((r[0], r[1][:1], r[2], r[3], r[5]) for r in rows(book, "Movement"))
    assert moves == expected
    for _, _, _, now, direction, step in rows(book, "Movement"):
        assert (direction == "Not decided yet") == (step is None) == (now == "No outcome yet")
    ways = Counter(row[4] for row in rows(book, "Movement"))
    assert all(ways[way] for way in ("Up", "Same", "Down"))
    assert (
        book["Movement"]
        .cell(2, 1)
        .value.endswith(
            f"{ways['Up']:,} up, {ways['Down']:,} down, {ways['Same']:,} unchanged, "
            f"{ways['Not decided yet']:,} not decided yet."
        )
    )
    found = Counter((r[0], r[2][:1], r[3], r[4], r[5]) for r in rows(book, "Overrides"))
    assert found == overridden
    unproposed = sum(count for key, count in found.items() if key[2] == "No proposal")
    assert 0 < unproposed < found.total()
    lead = book["Overrides"].cell(2, 1).value
    assert lead.startswith(f"{found.total() - unproposed:,} proposals set aside; {unproposed:,} ")


def test_an_outcome_that_is_not_decided_yet_has_not_moved() -> None:
    whole = assessments.finished()
    last = tuple(LastYear(b.number, b.title, "Met") for b in EDITION.scored)
    blank = replace(empty_assessment(EDITION, "Testford City Council"), last_year=last)
    both = [
        Examination(name, one, settle(one), ())
        for name, one in (("a.xlsx", blank), ("b.xlsx", replace(whole, last_year=last)))
    ]
    made = load_workbook(BytesIO(sheets.write_overview(gather.gather(EDITION, both))))
    found = rows(made, "Movement")
    undecided = [row for row in found if row[3] == "No outcome yet"]
    assert {row[4:] for row in undecided} == {("Not decided yet", None)}
    lead = made["Movement"].cell(2, 1).value
    assert lead.startswith("2 councils with last year's outcomes: ")
    assert lead.endswith(f" {len(undecided)} not decided yet.")
    assert len(undecided) == len(EDITION.scored)


def test_the_status_has_a_row_for_every_council_and_the_expected_one(
    book: Any, nation: dict[str, Assessment]
) -> None:
    found = {row[0]: row[1:] for row in rows(book, "Status")}
    assert len(found) == 175 + 1
    assert book["Status"]["A3"].value == (
        "2 workbooks not read and not counted: see Not read. "
        "Not on the list of expected councils: Made-up Council 000."
    )
    assert found["Forgotten Council"][1:3] == ("no workbook", 0)
    for assessment in nation.values():
        details = assessment.details
        adviser, state, stage, since, dated, answered, to_answer, errors, ready, _ = found[
            details.authority
        ]
        assert (adviser or "", dated.date()) == (details.adviser, details.letter_date)
        assert (answered, to_answer) == (83, 83)
        assert isinstance(since, datetime)
        assert (state, stage, ready) == (
            ("filling", 2, "No") if errors else ("ready to build", 3, "Yes")
        )


def test_workbooks_that_are_not_ready_are_named_with_what_is_wrong(book: Any) -> None:
    waiting = {row[0]: row[8] for row in rows(book, "Status") if row[8]}
    assert waiting
    found = {row[0]: row[3:] for row in rows(book, "Not ready")}
    assert {name: errors for name, (errors, _) in found.items()} == waiting
    assert all("!" in text for _, text in found.values())


def unmet(assessment: Assessment, number: int) -> frozenset[str]:
    """Return the unmet criteria that an outcome turns on."""
    of = [c for b in assessment.edition.scored if b.number == number for c in b.criteria]
    short = {
        level: {
            c.ref
            for c in of
            if c.level is level
            and assessment.evidence[c.ref].answer
            is (Answer.YES if level is Level.NOT_MET else Answer.NO)
        }
        for level in Level
    }
    return frozenset(short[Level.MET] | short[Level.NOT_MET] or short[Level.EXCEEDING])


def test_the_councils_of_each_adviser(book: Any, nation: dict[str, Assessment]) -> None:
    heads = [cell.value for cell in book["By adviser"][HEAD]]
    found = {row[0]: dict(zip(heads, row, strict=True)) for row in rows(book, "By adviser")}
    states = Counter((row[1] or "", row[2]) for row in rows(book, "Status"))
    assert [*found] == [*sorted(ADVISERS[:4]), "No adviser named"]
    overridden = Counter((row[1] or "", row[3] != "No proposal") for row in rows(book, "Overrides"))
    for name in ADVISERS:
        row = found[name or "No adviser named"]
        theirs = [a for a in nation.values() if a.details.adviser == name]
        assert row["Councils"] == len(theirs) + (not name) == 35 + (not name)
        for state in ("No workbook", "Filling", "Ready to build"):
            assert row[state] == states[name, state.lower()]
        words = Counter(word for a in theirs for word in outcomes(a).values())
        for word in OUTCOMES:
            assert row[word] == pytest.approx(words[word] / words.total())
        assert row["Proposal set aside"] == overridden[name, True]
        assert row["Decided without a proposal"] == overridden[name, False]
    assert "Decided differently" not in heads


def test_the_same_gap_decided_differently_by_two_advisers(
    book: Any, nation: dict[str, Assessment]
) -> None:
    groups: dict[tuple[int, frozenset[str]], list[tuple[str, str, str]]] = {}
    for assessment in nation.values():
        for number, word in outcomes(assessment).items():
            if (refs := unmet(assessment, number)) and word != "No outcome yet":
                adviser = assessment.details.adviser or "No adviser named"
                groups.setdefault((number, refs), []).append(
                    (word, adviser, assessment.details.authority)
                )
    divided = {
        key: sorted(rows, key=lambda row: (-sum(row[0] == one[0] for one in rows), row))
        for key, rows in groups.items()
        if any(a[0] != b[0] and a[1] != b[1] for a in rows for b in rows)
    }
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows(book, "Decided differently"):
        found.setdefault(row[0], []).append(row[1:])
        assert row[5] == len(row[6].split(", "))
    assert [*found] == [*range(1, len(divided) + 1)]
    assert {
        (int(of[0][0][:1]), frozenset(re.findall(r"^B\d-[MEN]\d+", of[0][1], re.MULTILINE))): [
            (*row[2:4], council) for row in of for council in row[5].split(", ")
        ]
        for of in found.values()
    } == divided


def test_paragraphs_of_several_letters_are_listed(book: Any, nation: dict[str, Assessment]) -> None:
    holders: dict[str, set[str]] = {}
    for assessment in nation.values():
        points = (*assessment.strengths, *assessment.recommendations)
        texts = [point.text for point in points]
        texts += [outcome.summary for outcome in assessment.outcomes.values()]
        for paragraph in (str(one) for text in texts for one in text):
            if len(re.findall(r"[\w']+", paragraph)) >= 10:
                holders.setdefault(paragraph, set()).add(assessment.details.authority)
    found = {row[3]: row[0] for row in rows(book, "Same words")}
    assert found == {text: len(names) for text, names in holders.items() if len(names) > 1}
    assert found


def test_last_years_recommendations_with_what_became_of_them(
    book: Any, nation: dict[str, Assessment]
) -> None:
    expected = [
        (
            *(assessment.details.authority, f"{row.benchmark} {row.title}"),
            *(plain(row.recommendation), plain(row.became) or None, row.outcome),
            outcomes(assessment)[row.benchmark],
        )
        for assessment in nation.values()
        for row in assessment.last_year
        if row.recommendation
    ]
    assert sorted(rows(book, "Last recommendations"), key=str) == sorted(expected, key=str)
    assert {row[3] is None for row in expected} == {True, False}


def test_what_could_not_be_read_is_listed_with_why(book: Any) -> None:
    found = {Path(row[0]).name: row[1] for row in rows(book, "Not read")}
    assert sorted(found) == ["broken.xlsx", "old.xls"]
    assert all(why.strip().endswith(".") for why in found.values())


def test_text_that_begins_with_an_equals_sign_stays_text(book: Any) -> None:
    cells = [c for ws in book for row in ws.iter_rows() for c in row if c.value is not None]
    risky = [cell for cell in cells if str(cell.value).startswith("=")]
    assert risky
    assert {cell.data_type for cell in risky} == {"s"}
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_it_prints_on_a4_landscape_one_page_wide_with_headings_repeated(book: Any) -> None:
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth == 1
        if sheet.title not in {"Charts", "Progress"} and sheet.cell(HEAD + 1, 1).value:
            assert sheet.print_title_rows == f"${HEAD}:${HEAD}"
            assert sheet.auto_filter.ref


def test_charts_are_described_for_a_screen_reader(made: Path) -> None:
    with ZipFile(made) as archive:
        drawings = [archive.read(f"xl/drawings/drawing{n}.xml").decode() for n in (1, 2)]
    described = [re.findall(r'<(?:\w+:)?cNvPr [^>]*descr="([^"]+)"', one) for one in drawings]
    (first, second), (third, fourth) = described
    assert first.startswith("Bar chart: for each benchmark the share of councils with each outcome")
    assert second.startswith("Column chart: how many councils are Exceeding")
    assert third.startswith("Bar chart: how many letters are in each state.")
    assert fourth.startswith("Bar chart: for each of 5 advisers the share of scored benchmarks")
    assert all("figures are in" in text for text in (first, second, third, fourth))


def test_neighbouring_bars_and_their_labels_can_be_told_apart() -> None:
    page = "FFFFFF"
    for fill, outline, label in charts.BAR_COLOURS.values():
        assert contrast(label, fill) >= 4.5
        assert contrast(outline, fill) >= 3
        assert max(contrast(fill, page), contrast(outline, page)) >= 3
    for (fill, outline, _), (other, other_outline, _) in permutations(
        charts.BAR_COLOURS.values(), 2
    ):
        # The bars meet at an outline of either: one of them parts the two.
        parted = [contrast(line, bar) for line in (outline, other_outline) for bar in (fill, other)]
        assert contrast(fill, other) >= 3 or max(parted) >= 3


def test_a_view_has_one_selection_for_each_pane_and_rows_no_fixed_height(book: Any) -> None:
    for sheet in book:
        panes = [selection.pane for selection in sheet.sheet_view.selection]
        assert len(panes) == len(set(panes)), sheet.title
        assert not [row for row, size in sheet.row_dimensions.items() if size.height], sheet.title
        assert not sheet.merged_cells.ranges, sheet.title


def statuses_of(examinations: Iterable[Examination]) -> list[CouncilStatus]:
    """Return statuses of councils whose letters no longer fit their workbooks."""
    letter = DocumentStatus("outputs/council/council-letter.docx", State.BEHIND)
    return [
        CouncilStatus(
            one.workbook,
            one.assessment.details.authority,
            State.BEHIND,
            adviser=one.assessment.details.adviser,
            documents=(letter,),
        )
        for one in examinations
        if one.assessment
    ]


def test_it_is_valid_for_no_council_for_some_and_for_a_year(
    made: Path, nation: dict[str, Assessment], tmp_path: Path
) -> None:
    none = gather.gather(shipped()[0], ())
    examinations = [
        Examination(f"{slug}.xlsx", assessment, settle(assessment), ())
        for slug, assessment in [*nation.items(), ("met", assessments.finished())][-12:]
    ]
    all_met = [Examination("met.xlsx", met := assessments.finished(), settle(met), ())]
    edition = met.edition
    pictures = {
        "none": none,
        "one": gather.gather(edition, all_met, (), statuses_of(all_met)),
        "twelve": gather.gather(edition, examinations, (), statuses_of(examinations)),
    }
    paths = [made]
    for name, picture in pictures.items():
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(sheets.write_overview(picture))
    assert [found for path in paths for found in validity.faults(path)] == []


def test_the_charts_are_excels_own(made: Path) -> None:
    with ZipFile(made) as archive:
        charts = [name for name in archive.namelist() if re.match(r"xl/charts/chart\d", name)]
        assert len(charts) == 4
        assert all(b"barChart>" in archive.read(name) for name in charts)


def test_libreoffice_opens_it_and_sees_the_same_figures(
    made: Path, book: Any, soffice: Callable[[str, Iterable[Path]], Path]
) -> None:
    again = load_workbook(soffice("xlsx:Calc MS Excel 2007 XML", [made]) / made.name)
    for name in ("Heat map", "Overrides", "Recommendations"):
        assert rows(again, name) == rows(book, name)


def test_one_workbook_makes_a_picture_and_empty_sheets_say_so(run: Any, tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    shutil.copy(ROOT / "inputs" / "cambridgeshire.xlsx", tmp_path / "inputs")
    result = run("overview", "inputs")
    written = f"Written: {Path('outputs', 'overview.xlsx')} (1 council)."
    assert (result.exit_code, result.output.strip()) == (0, written)
    book = load_workbook(tmp_path / "outputs" / "overview.xlsx")
    said = {name: book[name].cell(HEAD, 1).value for name in book.sheetnames}
    assert said["Unmet criteria"] == "No criterion has been answered No."
    assert "carries them over" in said["Movement"]
    assert said["Not read"] == "Every workbook was read."
    assert said["Not ready"] == "Every workbook is ready to build."
    assert said["Same words"] == "No two councils share a paragraph."


def test_an_earlier_overview_among_the_workbooks_is_passed_over(run: Any, tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()
    shutil.copy(ROOT / "inputs" / "cambridgeshire.xlsx", tmp_path / "inputs")
    for _ in range(2):
        result = run("overview", "-o", "inputs/overview.xlsx")
        assert (result.exit_code, result.output.strip()[-12:]) == (0, "(1 council).")


def test_the_edition_may_be_named(run: Any) -> None:
    result = run("overview", ROOT / "inputs", "--edition", "1999-00")
    assert result.exit_code == 2
    assert "There is no edition '1999-00'" in result.output
