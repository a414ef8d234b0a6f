"""The reference letter as paragraphs, read from its scan, with what the scan broke mended.

Every departure of the scan from the letter is listed here with its reason; nothing else is changed.
"""

import html
import re
from functools import cache

from support.paths import DATA

# A paragraph that a page break cut in two: the words it breaks after.
PAGE_BREAKS = (
    "where we would expect local authorities to have",
    "with your local Prevent governance group e.g., a",
    "There is a process in place to ensure that any risks",
    "The county-wide plan is regularly reviewed by the Prevent",
)
OUTCOMES = ("Exceeding", "Met", "Not met", "N/A")
# Lines that the narrow sender block of the page broke.
NARROW_COLUMN = {("Homeland Security", "Group"): "Homeland Security Group"}


@cache
def scan() -> str:
    """Return the text of the scan, without the comment that says where it comes from."""
    text = (DATA / "reference-letter.txt").read_text("utf-8")
    return re.sub(r"\A(?:#.*\n)+", "", text)


def letter() -> list[str]:
    """Return the paragraphs of the letter; address lines are paragraphs of their own."""
    text = scan().split("\nAnnex A\n")[0]
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\*+|^#+ ", "", text, flags=re.MULTILINE)
    return _joined([" ".join(line.split()) for line in text.split("\n") if line.strip()])


def annex_a() -> list[tuple[str, str, str, list[str]]]:
    """Return the rows of Annex A: number, benchmark, outcome, paragraphs of the summary."""
    text = scan().split("\nAnnex A\n")[1].split("## Annex B")[0]
    rows: list[tuple[str, str, str, list[str]]] = []
    for piece in re.split(r"\n(?=\t|[1-8]\t)", text):
        number, *cells = (cell.strip() for cell in piece.split("\t"))
        if "Benchmark" in cells or not any(cells):
            continue
        benchmark = next((_plain(cell) for cell in cells if "<b>" in cell), "")
        paragraphs = [
            _plain(marked_up) for marked_up in re.findall(r"<p>(.*?)</p>", piece, re.DOTALL)
        ]
        texts = [*map(_plain, cells), *paragraphs]
        outcome = next((text for text in texts if text in OUTCOMES), "")
        summary = [text for text in paragraphs if text not in {"", benchmark, outcome}]
        if number:
            rows.append((number, benchmark, outcome, summary))
        else:
            rows[-1][3].extend(summary)
    return [(*row[:3], _joined(row[3])) for row in rows]


def annex_b() -> list[str]:
    """Return the texts of Annex B in order: titles, headings, criteria, points."""
    text = scan().split("## Annex B")[1].partition("\n")[2]
    text = re.sub(r"</?ul[^>]*>|</?a[^>]*>", "", text)
    text = re.sub(r"<li[^>]*>|</li>|</?p[^>]*>|\t", "\n", text)
    lines = (re.sub(r"^(?:[•-]\s+)+", "", " ".join(line.split())) for line in text.split("\n"))
    return [html.unescape(line) for line in lines if line]


def _plain(text: str) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]*>", "", text).split()))


def _joined(lines: list[str]) -> list[str]:
    paragraphs: list[str] = []
    for line in lines:
        if paragraphs and paragraphs[-1].endswith(PAGE_BREAKS):
            paragraphs[-1] += f" {line}"
        elif paragraphs and (paragraphs[-1], line) in NARROW_COLUMN:
            paragraphs[-1] = NARROW_COLUMN[paragraphs[-1], line]
        else:
            paragraphs.append(line)
    return paragraphs
