"""Time the program folder against the installed program, from the first run to the hundredth.

    python benchmarks/program_folder.py dist/assemble/assemble

Both build the example in turns, each with a cache of its own, which is empty at a first run.
"""

import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "inputs" / "cambridgeshire.xlsx"
INSTALLED = Path(sysconfig.get_path("scripts"), "assemble")
RUNS = 100
FEW = 5  # a figure for the first or the hundredth run is the median of so many


def run(program: Path, caches: Path, outputs: Path) -> float:
    """Build the example with a program; return the time in seconds."""
    places = dict.fromkeys(("HOME", "LOCALAPPDATA", "XDG_CACHE_HOME"), str(caches))
    command = [str(program), str(EXAMPLE), "-q", "-o", str(outputs)]
    start = time.perf_counter()
    subprocess.run(command, check=True, env={**os.environ, **places}, capture_output=True)
    return time.perf_counter() - start


def main(program: Path) -> None:
    """Print a table of the first and the hundredth run."""
    turns = count()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)

        def once(each: Path, caches: str) -> float:
            return run(each, place / f"{caches}-{each.parent.name}", place / f"out-{next(turns)}")

        both = program, INSTALLED
        firsts = [[once(each, f"caches-{turn}") for each in both] for turn in range(FEW)]
        later = [[once(each, "caches") for each in both] for _ in range(RUNS)]
    print("| run | program folder | installed | ratio |\n|---|---|---|---|")
    for name, times in (("first", firsts), ("hundredth", later[-FEW:]), ("any", later)):
        ours, theirs = (statistics.median(taken) for taken in zip(*times, strict=True))
        print(f"| {name} | {ours:.3f} s | {theirs:.3f} s | {ours / theirs:.2f} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
