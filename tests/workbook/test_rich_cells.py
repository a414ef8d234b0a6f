"""What is bold, slanted, raised, listed or a link in a cell is so in the Word document."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from click.testing import Result
from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from assembler.editions.load import shipped
from assembler.model import Outcome
from assembler.rich_text import Paragraph, Span
from assembler.workbook.read import read
from assembler.workbook.write import write
from support.assessments import EDITION, finished

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
Run = Callable[..., Result]


def formatted() -> CellRichText:
    """Return a cell as a user formats it in Excel."""
    return CellRichText(
        "The board is ",
        TextBlock(InlineFont(b=True), "very strong"),
        " and ",
        TextBlock(InlineFont(i=True), "well led"),
        ", ",
        TextBlock(InlineFont(u="single"), "meets often"),
        ", CO",
        TextBlock(InlineFont(vertAlign="subscript"), "2"),
        " and the 2",
        TextBlock(InlineFont(vertAlign="superscript"), "nd"),
        " plan.\n- first item\n• second ",
        TextBlock(InlineFont(b=True), "item"),
        "\nSee https://www.gov.uk/prevent. Write to prevent@example.gov.uk.",
    )


def annex_a(run: Run, folder: Path) -> tuple[Any, dict[str, str]]:
    """Build a workbook with such a summary; give Annex A's XML and the addresses it leads to."""
    book = load_workbook(io.BytesIO(write(finished())), rich_text=True)
    book["Annex A"]["F2"] = formatted()
    book.save(folder / "exampleshire.xlsx")
    result = run("build", folder / "exampleshire.xlsx")
    assert result.exit_code == 0, result.output
    path = folder / "outputs" / "exampleshire" / "exampleshire-annex-a.docx"
    with zipfile.ZipFile(path) as package:
        body = etree.fromstring(package.read("word/document.xml"))
        related = etree.fromstring(package.read("word/_rels/document.xml.rels"))
    return body, {one.get("Id"): one.get("Target") for one in related}


def text(element: Any) -> str:
    return "".join(element.itertext(f"{W}t"))


def looks(body: Any, words: str) -> set[str]:
    """Return what the run with these words says of its look."""
    run = next(run for run in body.iter(f"{W}r") if text(run) == words)
    properties = run.find(f"{W}rPr")
    found = set()
    for one in properties if properties is not None else ():
        name, value = one.tag.removeprefix(W), one.get(f"{W}val")
        found.add(f"{name}={value}" if name in {"vertAlign", "u", "rStyle"} else name)
    return found


def test_formatting_of_a_cell_reaches_word(run: Run, tmp_path: Path) -> None:
    body, links = annex_a(run, tmp_path)
    assert "b" in looks(body, "very strong")
    assert "i" in looks(body, "well led")
    assert "u=single" in looks(body, "meets often")
    assert "vertAlign=subscript" in looks(body, "2")
    assert "vertAlign=superscript" in looks(body, "nd")
    assert looks(body, "The board is ") == set()
    shown = {text(link): links[link.get(f"{R}id")] for link in body.iter(f"{W}hyperlink")}
    assert shown["https://www.gov.uk/prevent"] == "https://www.gov.uk/prevent"
    assert shown["prevent@example.gov.uk"] == "mailto:prevent@example.gov.uk"


def test_lines_with_a_dash_or_a_bullet_become_a_word_list(run: Run, tmp_path: Path) -> None:
    body, _ = annex_a(run, tmp_path)
    styles = {
        text(paragraph): paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val")
        for paragraph in body.iter(f"{W}p")
        if paragraph.find(f"{W}pPr/{W}pStyle") is not None
    }
    assert styles["first item"] == styles["second item"]
    assert styles["first item"] != styles.get("The board is very strong and well led, meets often")
    assert "- first item" not in "".join(text(p) for p in body.iter(f"{W}p"))
    with zipfile.ZipFile(
        tmp_path / "outputs" / "exampleshire" / "exampleshire-annex-a.docx"
    ) as package:
        sheet = etree.fromstring(package.read("word/styles.xml"))
    (style,) = (s for s in sheet if s.get(f"{W}styleId") == styles["first item"])
    assert style.find(f"{W}pPr/{W}numPr") is not None


def test_a_link_over_part_of_a_cell_is_written_out() -> None:
    words = (Span("See the "), Span("guidance", bold=True, link="https://www.gov.uk/g"), Span("."))
    summary = (Paragraph(words),)
    whole = replace(finished(), outcomes={**finished().outcomes, 1: Outcome(1, summary=summary)})
    result = read(write(whole), "x.xlsx", shipped()).assessment
    assert result is not None
    assert str(result.outcomes[1].summary[0]) == "See the guidance (https://www.gov.uk/g)."
    assert result.edition is EDITION
