"""What an officer does without code: templates of their own, a new year, folders by name."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from docx import Document
from openpyxl import load_workbook

from assembler.editions import load
from assembler.model import Answer
from support.paths import INVENTED, ROOT
from support.template_faults import DEAR, all_of, at, says

EXAMPLE = ROOT / "inputs" / "cambridgeshire.xlsx"
COUNCIL = "Exampleshire County Council"
WORKBOOK = Path("inputs/exampleshire-county-council.xlsx")
OUTPUTS = Path("outputs/exampleshire-county-council")
Run = Callable[..., Result]


def changed(path: Path, change: Callable[[Any], None]) -> None:
    """Change a Word file as an officer does."""
    document = Document(str(path))
    change(document)
    document.save(str(path))


def text_of(path: Path) -> str:
    document = Document(str(path))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def fill(path: Path, answers: dict[str, Answer], dated: str = "21/05/2032") -> None:
    """Fill a workbook by hand: Excel is opened, cells are found by their headings."""
    book = load_workbook(path)
    letter = {
        "Letter date": dated,
        "Recipient name": "Alex Example",
        "Recipient address": "County Hall\nExampleton\nEX1 1AA",
        "Salutation": "Alex",
        "Prevent Adviser": "Pat Pattern",
        "Signatory name": "Robin Specimen",
        "Signatory job title": "Head of Examples",
        "Sender address": "2 Marsham Street\nLondon\nSW1P 4DF",
        "Contact email": "examples@example.gov.uk",
    }
    for row in book["Letter"].iter_rows(min_row=2):
        row[1].value = letter.get(row[0].value, row[1].value)
    headings = {cell.value: cell.column - 1 for cell in book["Annex B"][1]}
    for row in book["Annex B"].iter_rows(min_row=2):
        row[headings["Adviser answer"]].value = str(answers[row[headings["Ref"]].value])
    headings = {cell.value: cell.column - 1 for cell in book["Annex A"][1]}
    for row in book["Annex A"].iter_rows(min_row=2):
        row[headings["Summary of outcome"]].value = "The board meets quarterly."
    book["Strengths"]["A2"], book["Strengths"]["B2"] = "Example plans", "They are well kept."
    book.save(path)


def met(one: Any) -> dict[str, Answer]:
    """Answer so that every Met criterion is met and nothing else is true."""
    return {c.ref: Answer.YES if c.level == "Met" else Answer.NO for c in one.criteria}


# The round, as the documentation shows it


def commands(page: str) -> list[str]:
    """Return the commands that a page of the documentation shows, in order."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    return re.findall(r"^    (assemble .*)$", text, re.MULTILINE)


def indented(page: str, first: str) -> str:
    """Return the block of a page that begins with a line."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    block = re.search(rf"^(    {re.escape(first)}\n(?:    .*\n|\n(?=    ))*)", text, re.MULTILINE)
    assert block is not None
    return re.sub(r"^    ", "", block[1], flags=re.MULTILINE)


def test_an_officers_round_without_code(run: Run) -> None:
    page = "officers-round.md"
    shown = iter(commands(page))

    def go_on() -> str:
        words = re.findall(r'"[^"]*"|\S+', next(shown))
        result = run(*(word.strip('"') for word in words[1:]))
        assert result.exit_code == 0, result.output
        return result.output

    Path("inputs").mkdir()
    shutil.copy(EXAMPLE, "inputs")
    go_on()  # templates copy
    changed(
        Path("our-templates/letter.docx"),
        all_of(
            says(DEAR, "Dear {{ salutation }}, good morning."), says("Home Office", "Our Office")
        ),
    )
    assert go_on().count("nothing to put right") == 3  # templates check
    go_on()  # editions copy
    year = Path("our-editions/2025-26.toml")
    block = indented(page, "[[benchmark]]")
    year.write_text(f"{year.read_text('utf-8')}\n{block}", encoding="utf-8")
    checked = go_on().splitlines()  # editions check
    assert "  New: B9-M1, B9-N1" in checked
    to_use_it = 'To use it, write into assembler.toml: editions = "our-editions"'
    assert checked[-1] == to_use_it
    Path("assembler.toml").write_text(indented(page, 'templates = "our-templates"'))
    assert to_use_it not in run("editions", "check", year).output
    built = go_on()  # the example
    assert "Templates: our-templates." in built
    letter = Path("outputs/cambridgeshire/cambridgeshire-letter.docx")
    assert "Dear Stephen, good morning." in text_of(letter)
    assert "the eight benchmarks" in text_of(letter)
    header = Document(str(letter)).sections[0].first_page_header
    assert [p.text for p in header.paragraphs if p.text] == ["Our Office"]
    go_on()  # new
    new_year, _ = load.read(year.read_text("utf-8"), year.name)
    fill(WORKBOOK, met(new_year), dated="21/05/2026")
    assert "9 Example duty: Met" in go_on()
    assert "the nine benchmarks" in text_of(OUTPUTS / f"{OUTPUTS.name}-letter.docx")
    assert "There is an example plan." in text_of(OUTPUTS / f"{OUTPUTS.name}-annex-b.docx")
    go_on()  # new --form
    assert Path("forms/sampleford-borough-council-self-assessment-2025-26.docx").exists()
    go_on()  # new --from, for the year after
    assert Path("inputs/cambridgeshire-county-council-2025-26.xlsx").exists()
    listed = go_on()  # status
    assert "Cambridgeshire County Council" in listed
    assert "Exampleshire County Council" in listed
    assert "cambridgeshire.eml" in go_on()  # issue
    assert "2 workbooks of another year" in go_on()  # overview
    sheets = load_workbook("outputs/overview-2024-25.xlsx").sheetnames
    told = re.findall(
        r"^\| ([A-Z][^|]*) \|", (ROOT / "docs" / page).read_text("utf-8"), re.MULTILINE
    )
    assert sorted(sheets) == sorted(name for row in told for name in row.split(", "))
    assert next(shown, None) is None


# An edition of its own kind, from the empty workbook to the documents


def test_an_invented_edition_goes_all_the_way(run: Run) -> None:
    Path("years").mkdir()
    shutil.copy(INVENTED, "years")
    Path("assembler.toml").write_text('editions = "years"')
    assert run("new", COUNCIL, "--edition", "2031-32").exit_code == 0
    invented, _ = load.read(INVENTED.read_text("utf-8"), INVENTED.name)
    assert invented is not None
    fill(WORKBOOK, {**met(invented), "B1-E1": Answer.YES})
    graded = run("grade", WORKBOOK)
    assert "1 Example plans: Exceeding" in graded.output
    assert "1 of 2 Exceeding criteria are met; 1 needed." in " ".join(graded.output.split())
    assert "2 Example talks: Met" in graded.output
    assert "3 Example panel: not scored" in graded.output
    result = run("build", WORKBOOK)
    assert result.exit_code == 0, result.output
    letter, annex_a, annex_b = (
        text_of(OUTPUTS / f"{OUTPUTS.name}-{name}.docx")
        for name in ("letter", "annex-a", "annex-b")
    )
    assert "Annual Example Assurance Process 2031/2032" in letter
    assert "21 May 2032" in letter
    assert "the three benchmarks" in letter
    assert "benchmark 3, in relation to your Example Panel" in letter
    assert "more tangential e.g. benchmark 2 – example talks" in letter
    assert "Example Plans\nExceeding" in annex_a
    assert "Exceeding, beyond Met" in annex_b
    assert "a second point" in annex_b
    assert "Write to panel@example.gov.uk" in annex_b


# Years side by side


def test_documents_of_a_year_stay_the_same_when_a_year_is_added(run: Run) -> None:
    def built(outputs: str) -> dict[str, bytes]:
        assert run("build", EXAMPLE, "-o", outputs).exit_code == 0
        return {
            path.name: path.read_bytes() for path in Path(outputs).glob("cambridgeshire/*.docx")
        }

    before = built("before")
    run("editions", "copy", "years")
    shutil.copy(INVENTED, "years")
    Path("assembler.toml").write_text('editions = "years"')
    assert run("editions", "list").output.count("benchmarks") == 3
    assert built("after") == before
    assert len(before) == 3


def test_a_workbook_is_built_with_its_own_year_and_a_new_one_is_of_the_newest(run: Run) -> None:
    run("editions", "copy", "years")
    Path("assembler.toml").write_text('editions = "years"')
    assert "2024/25" in run("grade", EXAMPLE).output
    assert run("new", COUNCIL).exit_code == 0
    assert "2025/26" in run("grade", WORKBOOK).output


def test_an_office_may_correct_a_shipped_year(run: Run) -> None:
    run("editions", "copy", "years")
    shipped = (ROOT / "assembler" / "editions" / "2024-25.toml").read_text("utf-8")
    own = shipped.replace("e.g. ", "for example ", 1).replace("Met criteria", "Met criteria", 1)
    Path("years/2024-25.toml").write_text(own, encoding="utf-8")
    Path("assembler.toml").write_text('editions = "years"')
    assert run("editions", "list").output.splitlines() == [
        "2024-25: 8 benchmarks, 83 criteria",
        "2025-26: 8 benchmarks, 83 criteria",
    ]
    Path("years/again.toml").write_text(own, encoding="utf-8")
    result = run("editions", "list")
    assert result.exit_code == 1
    assert "both hold the edition 2024-25" in result.output


def test_editions_check_says_everything_in_plain_words(run: Run) -> None:
    wrong = INVENTED.read_text("utf-8").replace("ends =", "end =").replace('"B1-E2"', '"B1-X2"')
    Path("2031-32.toml").write_text(wrong, encoding="utf-8")
    result = run("editions", "check", "2031-32.toml")
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert "ends: it is missing. Write it like: ends = 2025-03-31" in said
    assert "end: this key is not known." in said
    assert 'the ref does not fit benchmark 1 and level Exceeding. Write "B1-E"' in said
    for key in ("ends:", "criterion B1-X2:"):
        assert said.count(key) == 1
    Path("2031-32.toml").write_text(wrong.replace("end =", "end = “"), encoding="utf-8")
    assert "\n  - Line " in run("editions", "check", "2031-32.toml").output


def test_an_edition_that_lacks_a_phrase_of_the_templates_is_told(run: Run) -> None:
    text = INVENTED.read_text("utf-8").replace("related_example", "related_exampel")
    Path("2031-32.toml").write_text(text, encoding="utf-8")
    result = run("editions", "check", "2031-32.toml")
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert "2031-32 has no 'related_example' under [wording]" in said
    assert "Did you mean 'related_exampel'?" in said


def test_a_phrase_that_one_year_lacks_stops_only_the_builds_of_that_year(run: Run) -> None:
    newer = INVENTED.read_text("utf-8")
    Path("years").mkdir()
    Path("years/2031-32.toml").write_text(
        newer.replace("[wording]", '[wording]\nclosing_example = "With thanks"'), "utf-8"
    )
    Path("assembler.toml").write_text('editions = "years"\ntemplates = "own"', "utf-8")
    shutil.copytree(ROOT / "templates", "own")
    changed(
        Path("own/letter.docx"), says(DEAR, "Dear {{ salutation }}, {{ wording.closing_example }}")
    )
    shutil.copy(EXAMPLE, "old.xlsx")
    assert run("new", COUNCIL).exit_code == 0
    fill(WORKBOOK, met(load.load(newer, "2031-32.toml")))
    result = run("build", "old.xlsx", WORKBOOK)
    said = " ".join(result.output.split())
    assert result.exit_code == 1
    assert "2024/25 has no phrase 'closing_example'." in said
    assert [path.name for path in Path("outputs").glob("[!.]*")] == [OUTPUTS.name]
    assert "With thanks" in text_of(OUTPUTS / f"{OUTPUTS.name}-letter.docx")
    states = json.loads(run("status", "old.xlsx", WORKBOOK, "--json").stdout)
    assert [row["state"] for row in states] == ["ready to build", "built"]


# Wrong templates, wrong settings


def test_a_wrong_template_stops_a_build_before_anything_is_written(run: Run) -> None:
    run("templates", "copy", "ours")
    # The fault stands where this workbook would never meet it.
    fault = says("{{ recipient.job_title }}", "{{ recipient.job_titel }}")
    changed(Path("ours/letter.docx"), fault)
    result = run("build", EXAMPLE, "--templates", "ours")
    assert result.exit_code == 1
    text = " ".join(result.output.split())
    assert "letter.docx, at the top: “{{ recipient.job_titel }}”" in text
    assert "Did you mean 'job_title'?" in text
    assert not Path("outputs").exists()


def test_a_set_without_one_template_is_refused(run: Run) -> None:
    run("templates", "copy", "ours")
    Path("ours/annex-a.docx").unlink()
    for words in (("build", EXAMPLE, "--templates", "ours"), ("templates", "check", "ours")):
        result = run(*words)
        assert result.exit_code == 1
        assert "ours has no annex-a.docx." in result.output


def test_own_templates_are_never_written_over(run: Run) -> None:
    run("templates", "copy", "ours")
    changed(Path("ours/letter.docx"), lambda document: at(document, DEAR).add_run("!"))
    mine = Path("ours/letter.docx").read_bytes()
    result = run("templates", "copy", "ours")
    assert result.exit_code == 1
    assert "already there" in result.output
    assert Path("ours/letter.docx").read_bytes() == mine


def test_settings_beside_the_workbooks_count_and_the_command_line_wins(run: Run) -> None:
    Path("inputs").mkdir()
    shutil.copy(EXAMPLE, "inputs")
    Path("inputs/assembler.toml").write_text('outputs = "../letters"\ntemplates = "../ours"')
    run("templates", "copy", "ours")
    result = run("build", "inputs/cambridgeshire.xlsx")
    assert result.exit_code == 0, result.output
    assert "ours." in result.stdout.splitlines()[0]
    assert Path("letters/cambridgeshire/cambridgeshire-letter.docx").exists()
    run("build", "inputs/cambridgeshire.xlsx", "-o", "elsewhere")
    assert Path("elsewhere/cambridgeshire/cambridgeshire-letter.docx").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('template = "x"', "'template' is not known. Did you mean 'templates'?"),
        ("templates = 5", "'templates' should be a folder in quotation marks."),
        ('templates = "nowhere"', "there is no folder nowhere."),
        ("templates = our", "Line 1: the words are not in quotation marks"),
    ],
)
def test_wrong_settings_are_said_in_words(run: Run, text: str, said: str) -> None:
    Path("assembler.toml").write_text(text)
    result = run("build", EXAMPLE)
    assert result.exit_code == 1
    assert said in " ".join(result.output.split())


def test_a_template_folder_of_the_machine_makes_no_other_documents(run: Run) -> None:
    run("templates", "copy", "ours")
    run("build", EXAMPLE, "-o", "one")
    run("build", EXAMPLE, "-o", "two", "--templates", "ours")
    one, two = (sorted(Path(name).glob("*/*.docx")) for name in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_a_build_names_own_editions_and_outputs_that_lie_elsewhere(run: Run) -> None:
    Path("inputs").mkdir()
    shutil.copy(EXAMPLE, "inputs")
    Path("years").mkdir()
    shutil.copy(ROOT / "assembler" / "editions" / "2024-25.toml", "years/2024-25.toml")
    Path("inputs/assembler.toml").write_text('outputs = "../letters"\neditions = "../years"')
    result = run("build", "inputs/cambridgeshire.xlsx")
    assert "Editions: 2024-25.toml in" in result.stdout
    assert "letters" in run("build", "inputs/cambridgeshire.xlsx", "-q").stderr
    assert run("build", "inputs/cambridgeshire.xlsx", "-q", "-o", "outputs").stderr == ""
