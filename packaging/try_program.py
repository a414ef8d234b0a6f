"""Try a program folder, or anything that runs like it, on a year's round in small.

    python packaging/try_program.py dist/assemble/assemble
    python packaging/try_program.py python -m assembler

Runs in an empty folder with the environment taken away: no PATH, and a HOME and temporary folder
that cannot be written. Prints each command with its exit code, and digests of the documents, which
are the same on every system. Exits with 1 when a command does not do what is expected.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "inputs" / "cambridgeshire.xlsx"
BROKEN = "broken.xlsx"
COUNCIL = "exampleshire-county-council"
LETTER = "outputs/cambridgeshire/cambridgeshire-letter.docx"

# Arguments, the exit code, and a file that must be there afterwards.
ROUND: list[tuple[list[str], int, str]] = [
    (["--version"], 0, ""),
    (["cambridgeshire.xlsx"], 0, LETTER),
    (["cambridgeshire.xlsx"], 0, LETTER),
    (["new", "Exampleshire County Council"], 0, f"inputs/{COUNCIL}.xlsx"),
    (["validate", f"inputs/{COUNCIL}.xlsx", "--mark"], 1, f"inputs/{COUNCIL}-to-fix.xlsx"),
    (["grade", "cambridgeshire.xlsx", "--json"], 0, ""),
    (["build", "many", "--jobs", "2", "-o", "many-outputs"], 0, "many-outputs/c5/c5-pack.docx"),
    (["review", "outputs/cambridgeshire"], 0, ""),
    (["adopt", "outputs/cambridgeshire", "--dry-run"], 0, ""),
    (["status", "many"], 0, ""),
    (["overview", "many", "-o", "overview.xlsx"], 0, "overview.xlsx"),
    (["templates", "check"], 0, ""),
    ([BROKEN], 1, ""),
    (["--no-such-option"], 2, ""),
]


def main(command: list[str]) -> int:
    """Run the round; return the exit code of this script."""
    failures = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepare(folder)
        offered = run(command, ["--help"], folder).stdout
        for arguments, expected, file in ROUND:
            if arguments[0].isalpha() and not re.search(
                rf"^  {arguments[0]}\b", offered, re.MULTILINE
            ):
                print(f"left out: {arguments[0]} is not a command")
                continue
            packed = [*arguments, "--pack"] if arguments[0] == "build" else arguments
            result = run(command, packed, folder)
            missing = file and not (folder / file).exists()
            wrong = result.returncode != expected or "Traceback" in result.stderr or missing
            failures += bool(wrong)
            print(f"{'FAILED' if wrong else 'ok'} {result.returncode} assemble {' '.join(packed)}")
            if wrong:
                print(result.stdout, result.stderr, f"no {file}" if missing else "")
        for document in sorted(folder.glob("outputs/cambridgeshire/*.docx")):
            print(hashlib.sha256(document.read_bytes()).hexdigest()[:16], document.name)
    print(f"{len(ROUND)} commands, {failures} failed")
    return 1 if failures else 0


def prepare(folder: Path) -> None:
    """Copy the example, six of it under other names, and a file that is no workbook."""
    shutil.copy(EXAMPLE, folder)
    (folder / "many").mkdir()
    for number in range(6):
        shutil.copy(EXAMPLE, folder / "many" / f"c{number}.xlsx")
    (folder / BROKEN).write_bytes(b"this is no workbook")


def run(command: list[str], arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the program with arguments in a folder, with next to no environment."""
    return subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
        check=False,
    )


def environment() -> dict[str, str]:
    """Return what the program may know of its surroundings.

    /proc cannot be written, not even by root. Windows does not start a program without its own.
    """
    if os.name == "nt":
        kept = ("SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP")
        return {name: os.environ[name] for name in kept if name in os.environ}
    wine = {name: value for name, value in os.environ.items() if name.startswith("WINE")}
    return {"PATH": "", "HOME": "/proc/nowhere", "TMPDIR": "/proc", "LANG": "C.UTF-8", **wine}


if __name__ == "__main__":
    words = sys.argv[1:] or ["dist/assemble/assemble"]
    first = shutil.which(words[0]) or words[0]
    sys.exit(main([str(Path(first).absolute()), *words[1:]]))
