"""Status and overview of a year against validate: python benchmarks/picture.py [--councils N]

175 councils are written and built, every second letter is edited; then each command runs in turns
with `validate` on the same folder, so that a busy machine is busy for all. Medians of CPU and time.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from councils import YEAR, written
from docx import Document

COMMANDS = ("validate", "status", "overview")


def run(place: Path, *words: str) -> tuple[float, float]:
    """Run a command in a folder; return the time it took and the CPU it used, in seconds."""
    before, start = os.times(), time.perf_counter()
    command = [sys.executable, "-m", "assembler", *words]
    subprocess.run(command, check=False, cwd=place, capture_output=True)
    took, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system
    return took, used - before.children_user - before.children_system


def main() -> None:
    """Print a table: each command, its time, its CPU and its CPU against that of validate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--councils", type=int, default=YEAR)
    parser.add_argument("--times", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        written(place / "inputs", chosen.councils)
        run(place, "build", "inputs", "-q")
        for letter in sorted((place / "outputs").glob("*/*-letter.docx"))[::2]:
            document = Document(str(letter))
            document.paragraphs[-1].add_run(" Edited in Word.")
            document.save(str(letter))
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
        for turn in range(chosen.times + 1):
            for name in COMMANDS:
                figures = run(place, name, "inputs")
                if turn:
                    taken[name].append(figures)
    print("| command | time | CPU | CPU against validate |\n|---|---|---|---|")
    whole = statistics.median(cpu for _, cpu in taken["validate"])
    for name, runs in taken.items():
        took = statistics.median(wall for wall, _ in runs)
        used = statistics.median(cpu for _, cpu in runs)
        print(f"| {name} {chosen.councils} | {took:.2f} s | {used:.2f} s | {used / whole:.2f} |")


if __name__ == "__main__":
    main()
