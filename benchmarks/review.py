"""Reviewing a year against building it: python benchmarks/review.py [--quick]

Times are medians of alternating runs, as ratios to the build of the same councils on as many
processes. Edited means that every document was saved by another program, with a sentence of each
letter and a summary of each Annex A reworded. No test measures time.
"""

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path

from councils import ROOT, YEAR, written
from docx import Document
from run import PEAK, TEMPLATES, Work, head, in_turns, row

from assembler.pipeline import batch
from assembler.pipeline.build import Choices, order
from assembler.review.parallel import review_all
from assembler.review.run import Options

EDITS = {"letter": ("critical role", "vital role"), "annex-a": ("Delivery", "Delivered")}


def build(paths: list[Path], outputs: Path, jobs: int) -> None:
    results = list(batch.assemble(paths, order(Choices(outputs, TEMPLATES, jobs=jobs))))
    assert len(results) == len(paths)


def edit(outputs: Path) -> None:
    """Save every document as another program would, with some words changed."""
    for path in sorted(outputs.glob("[!.]*/*.docx")):  # not the kept copies
        document, stream = Document(str(path)), io.BytesIO()
        old, new = EDITS.get(path.stem.partition("-")[2].split("-", 1)[-1], ("", ""))
        for text in document.element.body.iter("{*}t"):
            if old and old in (text.text or ""):
                text.text = text.text.replace(old, new, 1)
                break
        document.save(stream)
        path.write_bytes(stream.getvalue())


def reviewing(outputs: Path, jobs: int) -> Work:
    return lambda: list(review_all([outputs], Options(None, TEMPLATES), jobs))


def year(place: Path, councils: int, times: int) -> None:
    """Time the review of documents as built and as edited, on one process and on two."""
    paths, runs = written(place / "inputs", councils), count()
    built, edited = place / "outputs", place / "edited"
    build(paths, built, 1)
    shutil.copytree(built, edited)
    edit(edited)
    head(f"{3 * councils} documents", "review", "build", "ratio")
    for jobs in (1, 2):

        def again(jobs: int = jobs) -> None:
            build(paths, place / f"out-{next(runs)}", jobs)

        took = in_turns(
            times,
            build=again,
            built=reviewing(built, jobs),
            edited=reviewing(edited, jobs),
        )
        for key, name in (("built", "as built"), ("edited", "edited in Word")):
            on = "1 process" if jobs == 1 else f"{jobs} processes"
            ratio = f"{took[key] / took['build']:.2f} times"
            row(f"{name}, {on}", f"{took[key]:.2f} s", f"{took['build']:.2f} s", ratio)


def memory(place: Path, counts: tuple[int, ...]) -> None:
    """Measure the most memory that `assemble review` takes on one process."""
    head("councils", "memory at most", "against the row before")
    before = 0
    for number in counts:
        folder = place / f"of-{number}"
        build(written(folder / "inputs", number), folder / "outputs", 2)
        words = ["review", str(folder / "outputs"), "--jobs", "1", "-q"]
        said = subprocess.run(
            [sys.executable, "-c", PEAK, *words], check=True, capture_output=True, cwd=ROOT
        )
        peak = int(said.stderr.split()[-1])
        ratio = f"{peak / before:.2f} times" if before else ""
        row(f"{number:,}", f"{peak / 1000:.1f} MB", ratio)
        before = peak


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer rounds, fewer councils")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        year(Path(folder), 40 if quick else YEAR, 1 if quick else 3)
        memory(Path(folder), (50, 200) if quick else (400, 1600))


if __name__ == "__main__":
    main()
