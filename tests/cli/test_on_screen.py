"""What a terminal shows: 80 columns, no colour needed, lines that a screen reader can follow."""

import re
from pathlib import Path
from typing import Any

import pytest

from assembler.workbook.write import write
from support import councils

NATION = councils.many(6)


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "inputs"
    folder.mkdir()
    for slug, assessment in {**councils.five(), **NATION}.items():
        (folder / f"{slug}.xlsx").write_bytes(write(assessment))
    return folder


def readable(text: str) -> bool:
    """Whether every line fits, and holds no control character, colour or drawn frame."""
    drawn = {chr(code) for code in range(0x2500, 0x25A0)}
    return all(
        len(line) <= 80 and line.isprintable() and not drawn.intersection(line)
        for line in text.splitlines()
    )


def test_grades_read_as_sentences(inputs: Path, run: Any, golden: Any) -> None:
    result = run("grade", inputs / "pretendham.xlsx", inputs / "caer-esiampl.xlsx")
    assert result.exit_code == 0
    assert readable(result.output)
    golden("grade.txt", result.output)


def test_the_grades_of_any_council_fit_the_screen(inputs: Path, run: Any) -> None:
    result = run("grade", inputs)
    assert readable(result.output)
    assert result.output.count("benchmarks:") == 11


def test_a_folder_run_closes_with_how_it_ended(inputs: Path, run: Any, golden: Any) -> None:
    (inputs / "broken.xlsx").write_bytes(b"no workbook")
    run(inputs / "samplebury.xlsx", "--jobs", 1)
    result = run("inputs", "--jobs", 1)
    assert result.exit_code == 1
    assert readable(result.output)
    without_advice = re.sub(r", \d+ worth a look$", "", result.output, flags=re.MULTILINE)
    golden("closing.txt", without_advice.replace("\\", "/"))
