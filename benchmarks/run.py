"""Every figure of the README in one table: python benchmarks/run.py [--quick]

Ratios against `plain.py`, the obvious script of openpyxl and docxtpl, measured in the same run on
the same work, in turns, so that a machine that is busy is busy for both. Medians; the tests never
look at a time.
"""

import argparse
import io
import os
import platform
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

import plain
from councils import REFERENCE, ROOT, YEAR, written

from assembler import batch, grading, letter
from assembler.build import Choices, order
from assembler.documents import template
from assembler.edition import shipped
from assembler.workbook.read import read

TEMPLATES = ROOT / "templates"
ASSEMBLE = Path(sysconfig.get_path("scripts"), "assemble")
# Linux tells the peak of the process itself; `resource` tells that of whoever started it as well.
PEAK = """
import sys
from contextlib import suppress
from pathlib import Path
from assembler.cli import commands
with suppress(SystemExit):
    commands(sys.argv[1:], standalone_mode=False)
said = Path("/proc/self/status").read_text()
print(said.partition("VmHWM:")[2].split()[0], file=sys.stderr)
"""
# So many renders are timed as one: each is too short to be timed alone.
MANY = 100
Work = Callable[[], object]


def once(work: Work) -> float:
    """Give the time of some work in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(times: int, **works: Work) -> dict[str, float]:
    """Give the median time of each work in seconds, after one round to warm up."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(times + 1):
        for name, work in works.items():
            took = once(work)
            if turn:
                taken[name].append(took)
    return {name: statistics.median(all_of_it) for name, all_of_it in taken.items()}


def run(*words: object, **environment: str) -> Work:
    """Give the work of running a program, out of sight."""
    command = [str(word) for word in words]
    usual = {**os.environ, **environment}
    return lambda: subprocess.run(command, check=True, cwd=ROOT, env=usual, capture_output=True)


def row(name: str, ours: str, baseline: str, ratio: str) -> None:
    print(f"| {name} | {ours} | {baseline} | {ratio} |", flush=True)


def shell(place: Path, times: int) -> None:
    """From the shell: validation, grading and three documents against reading and rendering."""
    runs = count()

    def ours() -> None:
        run(ASSEMBLE, REFERENCE, "-q", "-o", place / f"one-{next(runs)}")()

    def first() -> None:
        kept = place / f"kept-{next(runs)}"
        kept.mkdir()
        run(ASSEMBLE, REFERENCE, "-q", "-o", kept / "out", TMPDIR=str(kept))()

    script = (ROOT / "benchmarks" / "plain.py", REFERENCE, TEMPLATES, place / "plain-one")
    took = in_turns(times, ours=ours, theirs=run(sys.executable, *script), first=first)
    names = {"ours": "one council from the shell", "first": "the same, after a template changed"}
    for key, name in names.items():
        share = f"{took[key] / took['theirs']:.2f} of it"
        row(name, f"{took[key]:.3f} s", f"{took['theirs']:.3f} s", share)
    took = in_turns(
        times, ours=run(ASSEMBLE, "--help"), theirs=run(sys.executable, "-c", "import click")
    )
    share = f"{took['ours'] / took['theirs']:.2f} times"
    label = "`assemble --help` against `import click`"
    row(label, f"{took['ours']:.3f} s", f"{took['theirs']:.3f} s", share)


def warm(times: int) -> None:
    """Words in, bytes out, in a process that has done it before."""
    assessment = read(REFERENCE.read_bytes(), REFERENCE.name, shipped()).assessment
    assert assessment is not None
    context = letter.context(assessment, grading.settle(assessment))
    words = plain.context(REFERENCE)
    chosen = template.find(TEMPLATES)
    mine = base = 0.0
    for name in template.NAMES:
        prepared = chosen.prepared(name)

        def ours(prepared: template.Prepared = prepared) -> None:
            for _ in range(MANY):
                template.render(prepared, context)

        def theirs(name: str = name) -> None:
            plain.render(name, TEMPLATES, words, io.BytesIO())

        took = in_turns(times * 3, ours=ours, theirs=theirs)
        fast, slow = took["ours"] / MANY, took["theirs"]
        ratio = f"{slow / fast:.0f} times as fast"
        row(f"warm {name}", f"{fast * 1000:.2f} ms", f"{slow * 1000:.1f} ms", ratio)
        mine, base = mine + fast, base + slow
    rate = f"{3 / mine:,.0f} documents a second"
    row("warm, all three", rate, f"{3 / base:,.0f}", f"{base / mine:.0f} times as fast")


def year(place: Path, times: int) -> None:
    """175 councils, on one process and on two, and again with nothing changed."""
    paths, runs = written(place / "year", YEAR), count()

    def plainly() -> None:
        outputs = place / f"plain-year-{next(runs)}"
        for path in paths:
            plain.build(path, TEMPLATES, outputs)

    def ours(jobs: int) -> Work:
        def work() -> None:
            outputs = place / f"year-{next(runs)}"
            assert (
                len(list(batch.assemble(paths, order(Choices(outputs, TEMPLATES, jobs=jobs)))))
                == YEAR
            )

        return work

    took = in_turns(times, one=ours(1), two=ours(2), theirs=plainly)
    for jobs, key in ((1, "one"), (2, "two")):
        ratio = f"{took['theirs'] / took[key]:.1f} times as fast"
        row(f"{YEAR} councils, jobs {jobs}", f"{took[key]:.2f} s", f"{took['theirs']:.2f} s", ratio)
    row("two processes against one", "", "", f"{took['one'] / took['two']:.2f} times as fast")
    choices = Choices(place / "again", TEMPLATES, jobs=1)
    first = once(lambda: list(batch.assemble(paths, order(choices))))
    again = in_turns(times, again=lambda: list(batch.assemble(paths, order(choices))))["again"]
    share = f"1/{first / again:.0f} of the first"
    row(f"{YEAR} councils, nothing changed", f"{again:.2f} s", f"{first:.2f} s", share)


def growth(place: Path, counts: tuple[int, ...], times: int) -> None:
    """More councils: time and peak memory of one process, as the command is typed."""
    taken: dict[int, list[float]] = {number: [] for number in counts}
    peaks: dict[int, list[int]] = {number: [] for number in counts}
    for number in counts:
        written(place / f"in-{number}", number)
    for turn in range(times):
        for number in counts:
            words = [
                str(place / f"in-{number}"),
                "--jobs",
                "1",
                "-o",
                f"{place}/out-{turn}-{number}",
            ]
            start = time.perf_counter()
            said = subprocess.run(
                [sys.executable, "-c", PEAK, *words],
                check=True,
                capture_output=True,
                text=True,
                cwd=ROOT,
            )
            taken[number].append(time.perf_counter() - start)
            peaks[number].append(int(said.stderr.split()[-1]))
    before = 0
    for number in counts:
        took, peak = statistics.median(taken[number]), statistics.median(peaks[number])
        ratio = ""
        if before:
            times_as_long = took / statistics.median(taken[before])
            ratio = (
                f"{times_as_long:.2f} times, {peak / statistics.median(peaks[before]):.2f} memory"
            )
        row(f"{number:,} councils", f"{took:.1f} s", f"{peak / 1000:.0f} MB at most", ratio)
        before = number


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer rounds, fewer councils")
    quick = parser.parse_args().quick
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, ",
        end="",
    )
    print(f"{date.today():%d/%m/%Y}; medians; baseline: plain.py\n")  # noqa: DTZ011
    print("| what | assemble | baseline | ratio |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shell(place, 5 if quick else 15)
        warm(5 if quick else 15)
        year(place, 1 if quick else 5)
        growth(place, (100, 400) if quick else (100, 400, 1600), 1 if quick else 3)


if __name__ == "__main__":
    main()
