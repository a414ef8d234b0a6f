"""The cost of a merge beside the build it is part of: python benchmarks/merge.py [ROUNDS].

For the example workbook, with every third paragraph edited by an adviser: the build alone; the
merges after a change of the recipient and one summary; then of every summary and the marking too.
Then one large table: 90 rows of 250 words, every row changed on both sides.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from docx import Document

from assembler import grading
from assembler.editions.load import shipped
from assembler.letter import context
from assembler.merge import provenance
from assembler.merge.merge import merge
from assembler.model import Assessment, Graded
from assembler.pipeline.assess import assess
from assembler.pipeline.build import Choices, build_or_stop, order
from assembler.rich_text import from_text, plain
from assembler.templating import template_set

ROOT = Path(__file__).parents[1]
WORKBOOK = ROOT / "inputs" / "cambridgeshire.xlsx"
TEMPLATES = template_set.find(ROOT / "templates")


def rendered(assessment: Assessment, graded: tuple[Graded, ...]) -> dict[str, bytes]:
    made = TEMPLATES.render(context.context(assessment, graded))
    return {name: one.content for name, one in made.items()}


def build() -> dict[str, bytes]:
    """Build the example council's documents, without writing them."""
    found = assess(WORKBOOK, shipped())
    assert found.assessment is not None
    return rendered(found.assessment, found.graded)


def changed(summaries: int) -> Assessment:
    """Change the recipient and some summaries in the workbook; with all of them, the marking."""
    found = assess(WORKBOOK, shipped()).assessment
    assert found is not None  # the example is complete
    outcomes = dict(found.outcomes)
    for number in [n for n, o in outcomes.items() if o.summary][:summaries]:
        text = plain(outcomes[number].summary) + " Agreed in May."
        outcomes[number] = replace(outcomes[number], summary=from_text(text))
    marking = "OFFICIAL" if summaries > 1 else found.details.security_marking
    details = replace(found.details, security_marking=marking, recipient_name="A. Example")
    return replace(found, outcomes=outcomes, details=details)


def edited(content: bytes) -> bytes:
    """Add a word to every third paragraph, as an adviser."""
    document = Document(BytesIO(content))
    cells = [c for t in document.tables for r in t.rows for c in r.cells]
    paragraphs = [*document.paragraphs, *(p for c in cells for p in c.paragraphs)]
    for paragraph in [p for p in paragraphs if p.runs][::3]:
        paragraph.runs[-1].text = f"Notably, {paragraph.runs[-1].text}"
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def table(mark: str, step: int) -> bytes:
    """Return a table of 90 rows of 250 words, with one word in every `step` marked."""
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
    """Add the placeholder for the id that every output carries."""
    from zipfile import ZipFile  # noqa: PLC0415 - only the large table needs it

    from assembler.opc import pack  # noqa: PLC0415 - likewise
    from assembler.word import document_id  # noqa: PLC0415 - likewise

    with ZipFile(BytesIO(content)) as archive:
        parts = document_id.with_placeholder({n: archive.read(n) for n in archive.namelist()})
    return pack.pack(pack.stored(n, c) for n, c in parts.items())


def timed(work: Callable[[], object], rounds: int) -> float:
    """Return the best time of some rounds, in milliseconds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def merging(summaries: int, rounds: int, *, track: bool) -> float:
    """Time the merges of all documents that a change in the workbook affects."""
    base = build()
    assessment = changed(summaries)
    graded = grading.settle(assessment)
    new = rendered(assessment, graded)
    told = provenance.of(assessment, graded)
    mine = {name: edited(content) for name, content in base.items()}

    def all_of_them() -> None:
        for name in base:
            if base[name] != new[name]:
                merge(base[name], mine[name], new[name], told, track=track)

    return timed(all_of_them, rounds)


def writing() -> float:
    """Time a whole first build: read, grade, check, render and write, copies included."""

    def whole() -> None:
        with TemporaryDirectory() as folder:
            build_or_stop(WORKBOOK, order(Choices(Path(folder), ROOT / "templates")))

    return timed(whole, 10)


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    making, whole = timed(build, rounds), writing()
    print(f"{'build, in memory':<52}{making:8.1f} ms")
    print(f"{'build, with its files written':<52}{whole:8.1f} ms")
    for summaries, what in ((1, "one fact and one summary"), (7, "all summaries, all three files")):
        for track, how in ((False, "merge"), (True, "with tracked changes")):
            cost = merging(summaries, rounds, track=track)
            ratio = f"{cost / making:.2f} of the one, {cost / whole:.2f} of the other"
            print(f"{f'{how}, {what}':<52}{cost:8.1f} ms   {ratio}")
    tables = [with_id(table(mark, step)) for mark, step in (("", 0), ("mine", 9), ("new", 10))]
    base, mine, new = tables
    large = timed(lambda: merge(base, mine, new), 1)
    print(f"{'merge, 90 rows of 250 words, all changed':<52}{large:8.1f} ms")


if __name__ == "__main__":
    main()
