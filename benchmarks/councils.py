"""Made-up councils for the benchmarks, no two with the same text."""

import io
import random
import re
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from assembler.editions.load import shipped
from assembler.model import Assessment
from assembler.rich_text import Prose, from_text, plain
from assembler.workbook.read import read
from assembler.workbook.write import write

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "inputs" / "cambridgeshire.xlsx"
YEAR = 175


def written(folder: Path, count: int) -> list[Path]:
    """Write workbooks as long as the reference, each with its own council and people.

    After the first 175 the texts repeat under other names.
    """
    folder.mkdir(parents=True)
    reference = read(REFERENCE.read_bytes(), REFERENCE.name, shipped()).assessment
    assert reference is not None
    paths = [folder / f"exampleshire-{number:04}.xlsx" for number in range(count)]
    for number, path in enumerate(paths):
        if number < YEAR:
            path.write_bytes(write(_council(reference, number)))
        else:
            path.write_bytes(_renamed(paths[number % YEAR].read_bytes(), number % YEAR, number))
    return paths


def _renamed(workbook: bytes, old: int, new: int) -> bytes:
    """Return a workbook under another council's name, a hundred times as fast as writing it."""
    names = re.compile(rb"\b(Exampleshire|Alex Example|Sam Sample) %d\b" % old)
    made = io.BytesIO()
    with ZipFile(io.BytesIO(workbook)) as before, ZipFile(made, "w", ZIP_DEFLATED) as after:
        for entry in before.infolist():
            after.writestr(entry, names.sub(rb"\g<1> %d" % new, before.read(entry)))
    return made.getvalue()


def _council(reference: Assessment, number: int) -> Assessment:
    """Return a council with the reference's sentences in another order."""
    chance = random.Random(number)  # noqa: S311 - the same councils each time
    texts = [plain(outcome.summary) for outcome in reference.outcomes.values()]
    sentences = [part for text in texts for part in re.split(r"(?<=[.]) ", text)]
    name = f"Exampleshire {number} Council"

    def other(text: Prose) -> Prose:
        wanted, made = len(plain(text)), ""
        while len(made) < wanted:
            made += chance.choice(sentences) + chance.choice([" ", " ", " ", "\n"])
        return from_text(made.replace("Cambridgeshire County Council", name))

    return replace(
        reference,
        details=replace(
            reference.details,
            authority=name,
            other_authorities=(*reference.details.other_authorities, "Cambridgeshire"),
            recipient_name=f"Alex Example {number}",
            salutation="Alex",
            copied_to=(f"Robin Pattern {number}", "Kim Specimen"),
            thanked=(f"Sam Sample {number}",),
        ),
        outcomes={n: replace(o, summary=other(o.summary)) for n, o in reference.outcomes.items()},
        strengths=tuple(replace(s, text=other(s.text)) for s in reference.strengths),
        recommendations=tuple(replace(r, text=other(r.text)) for r in reference.recommendations),
    )
