"""The obvious way to the same three documents: openpyxl and docxtpl, and no checking at all.

Used as the baseline of run.py. It reads the same workbook by fixed addresses, fills the same
templates with the same words and saves them. Run by itself it builds one workbook:

    python benchmarks/plain.py WORKBOOK TEMPLATES OUTPUTS
"""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from docxtpl import DocxTemplate, RichText
from jinja2 import Environment
from openpyxl import load_workbook

NAMES = ("letter", "annex-a", "annex-b")


def lines(value: Any) -> list[str]:
    return str(value or "").splitlines()


class Line:
    def __init__(self, text: str) -> None:
        self.xml, self.item = RichText(text).xml, False

    def __html__(self) -> str:
        return self.xml

    def __str__(self) -> str:
        return self.xml


def context(path: Path) -> dict[str, Any]:
    """Read the workbook at the addresses that hold while nobody has moved anything."""
    book = load_workbook(path)
    details = {row[0].value: row[1].value for row in book["Letter"].iter_rows(min_row=2)}
    summaries = {row[0].value: row for row in book["Annex A"].iter_rows(min_row=2)}
    groups: dict[str, dict[str, list[str]]] = {}
    for row in book["Annex B"].iter_rows(min_row=2):
        if row[0].value:
            number = str(row[0].value)[1:].split("-")[0]
            groups.setdefault(number, {}).setdefault(row[2].value, []).append(row[3].value)
    benchmarks = []
    for number in range(1, 9):
        row = next(r for key, r in summaries.items() if str(key) == str(number))
        levels = [
            SimpleNamespace(
                heading=level,
                criteria=[
                    SimpleNamespace(text=Line(text), points=[], bullet=True) for text in criteria
                ],
            )
            for level, criteria in groups.get(str(number), {}).items()
        ]
        benchmarks.append(
            SimpleNamespace(
                number=number,
                title=row[1].value,
                annex_a_title=row[1].value,
                scored=number != 5,
                outcome=row[3].value or "Exceeding",
                shade="C9E4CA",
                summary=[Line(text) for text in lines(row[5].value)] or [Line("")],
                levels=levels,
                name="",
                title_note="",
                elsewhere="",
                note=Line(""),
            )
        )
    return {
        "authority": details["Local authority"],
        "financial_year": details["Financial year"],
        "date": f"{details['Letter date']:%d/%m/%Y}",
        "titles": {
            "letter": "Annual Prevent duty Assurance Process 2024/2025",
            "annex_a": "Annex A",
            "annex_b": "Annex B",
        },
        "wording": {"related_example": "", "tangential_example": "", "tangential_name": ""},
        "benchmark_count": "eight",
        "sender": SimpleNamespace(
            name=details["Signatory name"],
            job_title=details["Signatory job title"],
            address=lines(details["Sender address"]),
        ),
        "recipient": SimpleNamespace(
            name=details["Recipient name"],
            job_title=details["Recipient job title"] or "",
            address=lines(details["Recipient address"]),
        ),
        "copied_to": lines(details["Copied to"]),
        "salutation": details["Salutation"],
        "unscored": [b for b in benchmarks if not b.scored],
        "strengths": points(book["Strengths"], 0),
        "recommendations": points(book["Recommendations"], 1),
        "thanked": " and ".join(lines(details["Prevent leads to thank"])),
        "contact_email": Line(details["Contact email"]),
        "adviser": details["Prevent Adviser"],
        "security_marking": details["Security marking"] or "",
        "benchmarks": benchmarks,
    }


def points(sheet: Any, first: int) -> list[Any]:
    return [
        SimpleNamespace(heading=row[first], text=[Line(row[first + 1])])
        for row in sheet.iter_rows(min_row=2, values_only=True)
        if row[first] and row[first + 1]
    ]


def render(name: str, templates: Path, words: dict[str, Any], output: Any) -> None:
    template = DocxTemplate(templates / f"{name}.docx")
    template.render(words, Environment(autoescape=True))
    template.save(output)


def build(workbook: Path, templates: Path, outputs: Path) -> None:
    words = context(workbook)
    folder = outputs / workbook.stem
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        render(name, templates, words, folder / f"{workbook.stem}-{name}.docx")


if __name__ == "__main__":
    build(*map(Path, sys.argv[1:4]))
