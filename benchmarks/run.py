"""Every figure of the README in one table: python benchmarks/run.py [--quick]

Ratios are against `plain.py`, the obvious script of openpyxl and docxtpl, on the same work in the
same run, in turns, so that a busy machine is busy for both. Medians. No test measures time.
"""

import argparse
import io
import os
import platform
import shutil
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
from zipfile import ZIP_DEFLATED, ZipFile

import plain
from councils import REFERENCE, ROOT, YEAR, written

from assembler.editions.load import shipped
from assembler.letter import context as letter
from assembler.pipeline import batch
from assembler.pipeline.assess import assess
from assembler.pipeline.build import Choices, order
from assembler.templating import render, template_set

TEMPLATES = ROOT / "templates"
ASSEMBLE = Path(sysconfig.get_path("scripts"), "assemble")
# Linux reports the peak of the process itself; `resource` includes that of its parent.
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
# Renders timed as one: each alone is too short to time.
MANY = 10
Work = Callable[[], object]


def once(work: Work) -> float:
    """Return the time that some work takes, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(times: int, **works: Work) -> dict[str, float]:
    """Return the median time of each work in seconds, after one round to warm up."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(times + 1):
        for name, work in works.items():
            took = once(work)
            if turn:
                taken[name].append(took)
    return {name: statistics.median(all_of_it) for name, all_of_it in taken.items()}


def run(*words: object, **environment: str) -> Work:
    """Return the work of running a program, its output discarded."""
    command = [str(word) for word in words]
    usual = {**os.environ, **environment}
    return lambda: subprocess.run(command, check=True, cwd=ROOT, env=usual, capture_output=True)


def head(*columns: str) -> None:
    print()
    row(*columns)
    print("|" + "---|" * len(columns), flush=True)


def row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


def shell(place: Path, times: int) -> None:
    """From the shell: validation, grading and three documents against reading and rendering."""
    runs, own, fresh = count(), place / "own", place / "fresh"
    shutil.copytree(TEMPLATES, own)
    shutil.copytree(TEMPLATES, fresh)
    sign_off(own, "Yours truly,")

    def ours(*more: object) -> Work:
        words = ASSEMBLE, REFERENCE, "-q", *more, "-o"
        return lambda: once(run(*words, place / f"one-{next(runs)}" / "outputs"))

    def changed() -> None:
        sign_off(fresh, f"Yours {os.urandom(6).hex()},")  # new to the cache of templates
        ours("--templates", fresh)()

    def theirs(templates: Path) -> Work:
        script = (ROOT / "benchmarks" / "plain.py", REFERENCE, templates, place / "plain-one")
        return run(sys.executable, *script)

    took = in_turns(
        times,
        ours=ours(),
        theirs=theirs(TEMPLATES),
        own=ours("--templates", own),
        theirs_own=theirs(own),
        changed=changed,
    )
    for key, base, name in (
        ("ours", "theirs", "one council from the shell"),
        ("own", "theirs_own", "the same, with an office's own templates"),
        ("changed", "theirs_own", "the same, the first time after a template changed"),
    ):
        share = f"{took[key] / took[base]:.2f} of it"
        row(name, f"{took[key]:.3f} s", f"{took[base]:.3f} s", share)
    took = in_turns(
        times, ours=run(ASSEMBLE, "--help"), theirs=run(sys.executable, "-c", "import click")
    )
    share = f"{took['ours'] / took['theirs']:.2f} times"
    label = "`assemble --help` against `import click`"
    row(label, f"{took['ours']:.3f} s", f"{took['theirs']:.3f} s", share)


def sign_off(templates: Path, words: str) -> None:
    """Change a word in a template of the letter, as an office would."""
    path, made = templates / "letter.docx", io.BytesIO()
    with ZipFile(TEMPLATES / "letter.docx") as before, ZipFile(made, "w", ZIP_DEFLATED) as after:
        for entry in before.infolist():
            content = before.read(entry)
            assert entry.filename != "word/document.xml" or b"Yours sincerely," in content
            after.writestr(entry, content.replace(b"Yours sincerely,", words.encode()))
    path.write_bytes(made.getvalue())


def warm(place: Path, times: int) -> None:
    """Render in a process that has done it before: ten councils, one by one."""
    paths = written(place / "ten", 10)
    examined = [assess(path, shipped()) for path in paths]
    contexts = [letter.context(e.assessment, e.graded) for e in examined if e.assessment]
    assert len(contexts) == len(paths)
    words = [plain.context(path) for path in paths]
    chosen = template_set.find(TEMPLATES)
    mine = base = 0.0
    for name in template_set.NAMES:
        prepared = chosen.prepared(name)

        def ours(prepared: render.Prepared = prepared) -> None:
            for _ in range(MANY):
                for context in contexts:
                    render.render(prepared, context)

        def theirs(name: str = name) -> None:
            for one in words:
                plain.render(name, TEMPLATES, one, io.BytesIO())

        took = in_turns(times, ours=ours, theirs=theirs)
        fast, slow = took["ours"] / MANY / len(paths), took["theirs"] / len(paths)
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

    def ours(jobs: int, outputs: Path | None = None) -> Work:
        def work() -> None:
            here = outputs or place / f"year-{next(runs)}" / "outputs"
            choices = Choices(here, TEMPLATES, jobs=jobs)
            assert len(list(batch.assemble(paths, order(choices)))) == YEAR

        return work

    ours(1, place / "again" / "outputs")()
    took = in_turns(
        times, one=ours(1), two=ours(2), theirs=plainly, again=ours(1, place / "again" / "outputs")
    )
    for jobs, key in (("1 process", "one"), ("2 processes", "two")):
        ratio = f"{took['theirs'] / took[key]:.1f} times as fast"
        label = f"{YEAR} councils on {jobs}; the baseline has one"
        row(label, f"{took[key]:.2f} s", f"{took['theirs']:.2f} s", ratio)
    head("what", "time", "against")
    share = f"{took['one'] / took['two']:.2f} times as fast as on one process"
    row(f"{YEAR} councils on 2 processes", f"{took['two']:.2f} s", share)
    share = f"1/{took['one'] / took['again']:.0f} of the first run"
    row(f"{YEAR} councils, nothing changed", f"{took['again']:.3f} s", share)


def growth(place: Path, counts: tuple[int, ...], times: int) -> None:
    """More councils: time and peak memory of one process, as the command is typed."""
    taken: dict[int, list[float]] = {number: [] for number in counts}
    peaks: dict[int, list[int]] = {number: [] for number in counts}
    folders = {number: place / f"in-{number}" for number in counts}
    for number, folder in folders.items():
        written(folder, number)
    for turn in range(times):
        for number, folder in folders.items():
            words = [str(folder), "--jobs", "1", "-o", f"{place}/out-{turn}-{number}/outputs"]
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
    head("councils", "time", "memory at most", "against the row before")
    before: tuple[float, float] | None = None
    for number in counts:
        took, peak = statistics.median(taken[number]), statistics.median(peaks[number])
        ratio = f"{took / before[0]:.2f} times, {peak / before[1]:.2f} memory" if before else ""
        row(f"{number:,}", f"{took:.1f} s", f"{peak / 1000:.1f} MB", ratio)
        before = took, peak


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer rounds, fewer councils")
    quick = parser.parse_args().quick
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, ",
        end="",
    )
    print(f"{date.today():%d/%m/%Y}; medians; baseline: plain.py")  # noqa: DTZ011
    head("what", "assemble", "baseline", "ratio")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        # Bytecode is written by the round to warm up, as an installation would.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(place / "compiled")
        shell(place, 5 if quick else 15)
        warm(place, 5 if quick else 15)
        year(place, 1 if quick else 5)
        growth(place, (100, 400) if quick else (100, 400, 1600), 1 if quick else 3)


if __name__ == "__main__":
    main()
