"""The letter bends where the facts differ, and what was typed comes out as typed."""

import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument

from assembler.model import Answer, Assessment, Level, Recommendation, Strength
from assembler.pipeline import batch
from assembler.pipeline.build import Choices, order
from assembler.results import BuildStatus
from assembler.rich_text import from_text
from assembler.workbook.write import write
from support.assessments import EDITION, finished
from support.paths import ROOT

AWKWARD = (
    "Smith & Sons <Ltd>",
    "{{ 7*7 }} and {% raw %} and {# note #}",
    "“curly”, ‘single’ and 'straight' \"quotes\"",
    "emoji 😀 and Welsh ŵ, ŷ, Ŵ",
    "{_{ 7*7 }_} stays",
    "&amp; &lt; are not marks",
    "]]> <w:t>bold</w:t>",
    "long " * 6_000,
)


def build(folder: Path, assessment: Assessment, name: str = "exampleshire") -> dict[str, Path]:
    workbook = folder / f"{name}.xlsx"
    workbook.write_bytes(write(assessment))
    outputs = folder / "outputs"
    (built,) = batch.assemble([workbook], order(Choices(outputs, ROOT / "templates")))
    assert built.status is BuildStatus.BUILT, built.findings
    return {path.stem.removeprefix(f"{name}-"): path for path in (outputs / name).glob("*.docx")}


def words(path: Path) -> list[str]:
    return [paragraph.text for paragraph in Document(str(path)).paragraphs]


def letter(folder: Path, assessment: Assessment) -> list[str]:
    return words(build(folder, assessment)["letter"])


def points(count: int, heading: str) -> tuple[Strength, ...]:
    return tuple(
        Strength(f"{heading} {number}", from_text(f"Text {number}."))
        for number in range(1, count + 1)
    )


def recommended(count: int) -> tuple[Recommendation, ...]:
    return tuple(
        Recommendation(1, point.heading, point.text) for point in points(count, "Recommendation")
    )


def cells(document: WordDocument, number: int) -> list[list[str]]:
    """Return the paragraphs of each cell of a benchmark; a long summary stands in several rows."""
    (table,) = document.tables
    rows = [row for row in table.rows if row.cells[0].text == str(number)]
    read = [[[p.text for p in cell.paragraphs] for cell in row.cells] for row in rows]
    return [*read[0][:3], [text for row in read for text in row[3]]]


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (1, "the following strength was identified as part of your Prevent delivery"),
        (2, "the following strengths were identified as part of your Prevent delivery"),
        (12, "the following strengths were identified as part of your Prevent delivery"),
    ],
)
def test_strengths_one_or_many(tmp_path: Path, count: int, sentence: str) -> None:
    text = letter(tmp_path, replace(finished(), strengths=points(count, "Strength")))
    assert any(sentence in paragraph for paragraph in text)
    assert [p for p in text if p.startswith("Strength ")] == [
        f"Strength {number} – Text {number}." for number in range(1, count + 1)
    ]


def test_without_strengths_or_recommendations_the_letter_says_so(tmp_path: Path) -> None:
    text = letter(tmp_path, replace(finished(), strengths=(), recommendations=()))
    assert any("did not identify any specific strengths" in paragraph for paragraph in text)
    assert not any("namely" in paragraph for paragraph in text)


def test_without_strengths_the_process_does_not_also_identify(tmp_path: Path) -> None:
    text = letter(tmp_path, replace(finished(), strengths=(), recommendations=recommended(1)))
    (introduction,) = [p for p in text if "namely:" in p]
    assert introduction.startswith("The process identified the following actions/recommendations")


@pytest.mark.parametrize("count", [1, 12])
def test_recommendations_stand_in_their_order(tmp_path: Path, count: int) -> None:
    text = letter(tmp_path, replace(finished(), recommendations=recommended(count)))
    assert [p for p in text if p.startswith("Recommendation ")] == [
        f"Recommendation {number} – Text {number}." for number in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("names", "lines"),
    [
        ((), []),
        (("Ann Example",), ["CC: Ann Example"]),
        (
            ("Ann Example", "Bob Sample", "Cy Pattern", "Di Model", "Ed Instance"),
            ["CC: Ann Example", "Bob Sample", "Cy Pattern", "Di Model", "Ed Instance"],
        ),
    ],
)
def test_nobody_one_or_five_copied(
    tmp_path: Path, names: tuple[str, ...], lines: list[str]
) -> None:
    whole = finished()
    text = letter(tmp_path, replace(whole, details=replace(whole.details, copied_to=names)))
    salutation = text.index(f"Dear {whole.details.salutation},")
    start = salutation - len(lines)
    assert [" ".join(line.split()) for line in text[start:salutation]] == lines
    assert any("CC:" in line for line in text) == bool(names)


@pytest.mark.parametrize(
    ("names", "thanks"),
    [
        ((), "I would like to thank you and your team for engaging"),
        (("A Example",), "I would like to thank A Example for engaging"),
        (("A Example", "B Sample"), "I would like to thank A Example and B Sample for engaging"),
        (
            ("A Example", "B Sample", "C Model"),
            "I would like to thank A Example, B Sample and C Model for engaging",
        ),
    ],
)
def test_people_are_thanked_as_a_sentence_does(
    tmp_path: Path, names: tuple[str, ...], thanks: str
) -> None:
    whole = finished()
    text = letter(tmp_path, replace(whole, details=replace(whole.details, thanked=names)))
    assert any(thanks in paragraph for paragraph in text)


def test_a_not_met_benchmark_and_a_long_summary_with_a_list(tmp_path: Path) -> None:
    whole = finished()
    lines = ["One.", "Two:", "- first", "• second", "Three.", "Four.", "Five.", "Six."]
    outcome = replace(whole.outcomes[3], summary=from_text("\n".join(lines)))
    no = {c.ref: Answer.NO for c in EDITION.benchmarks[2].at(Level.MET)}
    evidence = {
        ref: replace(row, answer=no.get(ref, row.answer)) for ref, row in whole.evidence.items()
    }
    changed = replace(whole, evidence=evidence, outcomes={**whole.outcomes, 3: outcome})
    document = Document(str(build(tmp_path, changed)["annex-a"]))
    _, _, said, summary = cells(document, 3)
    assert said == ["Not met"]
    assert summary == ["One.", "Two:", "first", "second", "Three.", "Four.", "Five.", "Six."]
    row = next(row for row in document.tables[0].rows if row.cells[0].text == "3")
    styles = [p.style.name for p in row.cells[3].paragraphs if p.style]
    assert styles == ["Table Bullet" if line[0] in "-•" else "Table Text" for line in lines]
    shade = row.cells[2]._tc.tcPr.xpath("w:shd/@w:fill")  # noqa: SLF001
    assert shade == [EDITION.shades["Not met"]]


def test_what_was_typed_comes_out_as_typed(
    tmp_path: Path,
    faults: Callable[[Iterable[Path]], list[str]],
    soffice: Callable[[str, Iterable[Path]], Path],
) -> None:
    whole = finished("Smith & Sons <Ltd> Council ŵŷ")
    summary = from_text("\n".join(AWKWARD))
    changed = replace(
        whole,
        details=replace(whole.details, recipient_name="Łukasz “Luke” O'Example & <Co>"),
        outcomes={n: replace(outcome, summary=summary) for n, outcome in whole.outcomes.items()},
        strengths=tuple(Strength(text[:60].strip(), from_text(text)) for text in AWKWARD),
    )
    paths = build(tmp_path, changed)
    typed = [text.strip() for text in AWKWARD]
    assert cells(Document(str(paths["annex-a"])), 1)[3] == typed
    text = words(paths["letter"])
    assert "Łukasz “Luke” O'Example & <Co>" in text
    said = [p for p in text if " – " in p][-len(AWKWARD) - len(changed.recommendations) :]
    assert [p.split(" – ", 1)[1] for p in said][: len(AWKWARD)] == typed
    title = Document(str(paths["letter"])).core_properties.title
    assert title is not None
    assert title.endswith("– Smith & Sons <Ltd> Council ŵŷ")
    assert faults(paths.values()) == []
    opened_elsewhere(paths.values(), soffice)


def opened_elsewhere(paths: Iterable[Path], soffice: Callable[[str, Iterable[Path]], Path]) -> None:
    """LibreOffice and pandoc read what was written."""
    paths = list(paths)
    folder = soffice("txt:Text", paths)
    for path in paths:
        assert "Annual Prevent duty" in (folder / f"{path.stem}.txt").read_text("utf-8") or (
            "Annex" in (folder / f"{path.stem}.txt").read_text("utf-8")
        )
    pandoc = shutil.which("pandoc")
    if pandoc:
        for path in paths:
            said = subprocess.run(
                [pandoc, "-t", "plain", str(path)], check=True, text=True, capture_output=True
            )
            assert "{{" not in said.stdout.replace("{{ 7*7 }}", "")
