"""Every figure of the README in one table: python benchmarks/run.py [--quick]

Ratios against `plain.py`, the obvious script of openpyxl and docxtpl, measured in the same run on
the same work. Medians; the tests never look at a time.
"""

import argparse
import io
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import plain

from assembler import batch, grading, letter
from assembler.build import Choices
from assembler.documents import template
from assembler.edition import shipped
from assembler.workbook.read import read
from assembler.workbook.write import write

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "inputs" / "cambridgeshire.xlsx"
TEMPLATES = ROOT / "templates"
PEAK = (
    "import resource, sys; from pathlib import Path; from assembler import batch;"
    "from assembler.build import Choices;"
    "n = sum(1 for _ in batch.assemble(sorted(Path(sys.argv[1]).glob('*.xlsx')),"
    " Choices(Path(sys.argv[2]), Path(sys.argv[3]), jobs=1)));"
    "print(n, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
)


def median(work: Callable[[], object], times: int) -> float:
    """Give the median time of some work in seconds, after one round to warm up."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def councils(folder: Path, count: int) -> list[Path]:
    """Write workbooks of made-up councils: the reference's words under other names."""
    folder.mkdir(parents=True)
    assessment = read(REFERENCE.read_bytes(), REFERENCE.name, shipped()).assessment
    assert assessment is not None
    paths = []
    for number in range(count):
        path = folder / f"exampleshire-{number:04}.xlsx"
        if number < 175:
            details = replace(assessment.details, authority=f"Exampleshire {number} Council")
            path.write_bytes(write(replace(assessment, details=details)))
        else:
            shutil.copy(paths[number % 175], path)
        paths.append(path)
    return paths


def row(name: str, ours: str, baseline: str, ratio: str) -> None:
    print(f"| {name} | {ours} | {baseline} | {ratio} |", flush=True)


def shell(place: Path, times: int) -> None:
    """From the shell: validation, grading and three documents against reading and rendering."""
    ours = [sys.executable, "-m", "assembler", str(REFERENCE), "-q", "-o", str(place / "one")]
    theirs = [
        *(sys.executable, str(ROOT / "benchmarks" / "plain.py")),
        *(str(REFERENCE), str(TEMPLATES), str(place / "plain-one")),
    ]

    def fresh() -> None:
        shutil.rmtree(place / "one" / "cambridgeshire", ignore_errors=True)
        subprocess.run(ours, check=True, cwd=ROOT)

    mine = median(fresh, times)
    base = median(lambda: subprocess.run(theirs, check=True, cwd=ROOT), times)
    row("one council from the shell", f"{mine:.3f} s", f"{base:.3f} s", f"{mine / base:.2f} of it")
    nothing = [sys.executable, "-c", "import click"]
    shown = [sys.executable, "-m", "assembler", "--help"]
    mine = median(lambda: subprocess.run(shown, check=True, capture_output=True, cwd=ROOT), times)
    base = median(lambda: subprocess.run(nothing, check=True), times)
    label = "`assemble --help` against `import click`"
    row(label, f"{mine:.3f} s", f"{base:.3f} s", f"{mine / base:.2f} times")


def warm(times: int) -> None:
    """Words in, bytes out, in a process that has done it before."""
    assessment = read(REFERENCE.read_bytes(), REFERENCE.name, shipped()).assessment
    assert assessment is not None
    context = letter.context(assessment, grading.settle(assessment))
    words = plain.context(REFERENCE)
    chosen = template.find(TEMPLATES)
    mine = base = 0.0
    for name in template.NAMES:
        ours = median(lambda n=name: template.render(chosen.prepared(n), context), times * 20)
        theirs = median(lambda n=name: plain.render(n, TEMPLATES, words, io.BytesIO()), times)
        row(
            f"warm {name}",
            f"{ours * 1000:.2f} ms",
            f"{theirs * 1000:.1f} ms",
            f"{theirs / ours:.0f} times as fast",
        )
        mine, base = mine + ours, base + theirs
    rate = f"{3 / mine:,.0f} documents a second"
    row("warm, all three", rate, f"{3 / base:,.0f}", f"{base / mine:.0f} times as fast")


def year(place: Path) -> None:
    """175 councils, on one process and on two, and again with nothing changed."""
    paths = councils(place / "year", 175)
    base = once(lambda: [plain.build(path, TEMPLATES, place / "plain-year") for path in paths])
    taken = {}
    for jobs in (1, 2):
        choices = Choices(place / f"year-{jobs}", TEMPLATES, jobs=jobs)
        taken[jobs] = once(lambda c=choices: list(batch.assemble(paths, c)))
        ratio = f"{base / taken[jobs]:.1f} times as fast"
        row(f"175 councils, jobs {jobs}", f"{taken[jobs]:.2f} s", f"{base:.2f} s", ratio)
    row("two processes against one", "", "", f"{taken[1] / taken[2]:.2f} times as fast")
    choices = Choices(place / "year-1", TEMPLATES)
    again = once(lambda: list(batch.assemble(paths, choices)))
    share = f"1/{taken[1] / again:.0f} of the first"
    row("175 councils, nothing changed", f"{again:.2f} s", f"{taken[1]:.2f} s", share)


def growth(place: Path, counts: tuple[int, ...]) -> None:
    """More councils: time and peak memory of one process."""
    before: tuple[float, int] | None = None
    for count in counts:
        councils(place / f"in-{count}", count)
        start = time.perf_counter()
        said = subprocess.run(
            [
                *(sys.executable, "-c", PEAK, str(place / f"in-{count}")),
                *(str(place / f"out-{count}"), str(TEMPLATES)),
            ],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        taken, peak = time.perf_counter() - start, int(said.stdout.split()[1])
        ratio = f"{taken / before[0]:.2f} times, {peak / before[1]:.2f} memory" if before else ""
        row(f"{count:,} councils", f"{taken:.1f} s", f"{peak} MB at most", ratio)
        before = taken, peak


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer rounds, fewer councils")
    quick = parser.parse_args().quick
    times = 5 if quick else 15
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, ",
        end="",
    )
    print(f"{date.today():%d/%m/%Y}; medians; baseline: plain.py\n")  # noqa: DTZ011
    print("| what | assemble | baseline | ratio |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shell(place, times)
        warm(times)
        year(place)
        growth(place, (100, 400) if quick else (100, 400, 1600))


if __name__ == "__main__":
    main()
