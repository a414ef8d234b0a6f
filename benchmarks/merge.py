"""What a merge costs beside the build it is part of: python benchmarks/merge.py [ROUNDS].

For the example workbook: the build alone (read, grade, check, render three documents), and the
merge of all three documents, an adviser having edited every third paragraph and the workbook every
summary, the recipient and the marking. Then one large table: 90 rows of 250 words, every row
changed on both sides.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from docx import Document

from assembler import grading, letter
from assembler.documents import template
from assembler.edition import shipped
from assembler.examine import examine
from assembler.merge import merge, sources
from assembler.model import Assessment
from assembler.prose import from_text, plain

ROOT = Path(__file__).parents[1]
WORKBOOK = ROOT / "inputs" / "cambridgeshire.xlsx"
TEMPLATES = template.find(ROOT / "templates")


def build() -> dict[str, bytes]:
    """Build the example council's documents, without writing them."""
    found = examine(WORKBOOK, shipped())
    assert found.assessment is not None  # noqa: S101 - the example is complete
    return TEMPLATES.render(letter.context(found.assessment, found.graded))


def changed() -> Assessment:
    """Change every summary of the workbook, the recipient and the marking."""
    found = examine(WORKBOOK, shipped()).assessment
    assert found is not None  # noqa: S101 - the example is complete
    outcomes = {
        number: replace(o, summary=from_text(plain(o.summary) + " Agreed in May."))
        if o.summary
        else o
        for number, o in found.outcomes.items()
    }
    details = replace(found.details, security_marking="OFFICIAL", recipient_name="A. Example")
    return replace(found, outcomes=outcomes, details=details)


def edited(content: bytes) -> bytes:
    """Have an adviser type a word into every third paragraph."""
    document = Document(BytesIO(content))
    cells = [c for t in document.tables for r in t.rows for c in r.cells]
    paragraphs = [*document.paragraphs, *(p for c in cells for p in c.paragraphs)]
    for paragraph in [p for p in paragraphs if p.runs][::3]:
        paragraph.runs[-1].text = f"Notably, {paragraph.runs[-1].text}"
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def table(mark: str, step: int) -> bytes:
    """Make 90 rows of 250 words, one word in every `step` marked."""
    document = Document()
    made = document.add_table(rows=0, cols=2)
    for row in range(90):
        words = [f"word{row * 7 + n % 97}" for n in range(250)]
        if step:
            words[::step] = [f"{mark}{n}" for n in range(len(words[::step]))]
        cells = made.add_row().cells
        cells[0].text, cells[1].text = str(row), " ".join(words)
    document.core_properties.title = "A large table"
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_id(content: bytes) -> bytes:
    """Give a document room for the id that every output carries."""
    from zipfile import ZipFile  # noqa: PLC0415 - only the large table needs it

    from assembler.documents import identity, package  # noqa: PLC0415 - likewise

    with ZipFile(BytesIO(content)) as archive:
        parts = identity.with_room({n: archive.read(n) for n in archive.namelist()})
    return package.pack(package.part(n, c) for n, c in parts.items())


def timed(work: Callable[[], object], rounds: int) -> float:
    """Give the best time of some rounds, in milliseconds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    base = build()
    assessment = changed()
    graded = grading.settle(assessment)
    new = TEMPLATES.render(letter.context(assessment, graded))
    told = sources.of(assessment, graded)
    mine = {name: edited(content) for name, content in base.items()}
    building = timed(build, rounds)
    merging = {
        name: timed(lambda name=name: merge(base[name], mine[name], new[name], told), rounds)  # type: ignore[misc]
        for name in base
        if base[name] != new[name]
    }
    print(f"build, three documents       {building:8.1f} ms")
    for name, cost in merging.items():
        print(f"merge, {name:<10}            {cost:8.1f} ms")
    print(f"merges / build               {sum(merging.values()) / building:8.2f}")
    large = [with_id(table(mark, step)) for mark, step in (("", 0), ("mine", 9), ("new", 10))]
    print(f"90 rows of 250 words         {timed(lambda: merge(*large), 1):8.1f} ms")


if __name__ == "__main__":
    main()
