"""Try the .cmd files of a program folder, on Windows: python packaging/try_cmd_files.py FOLDER.

Starts them as Explorer does when files are dropped: quotation marks round names with blanks only.
Exits with 1 when one does not do what is expected.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "inputs" / "cambridgeshire.xlsx"
SHORTCUTS = ("SendTo/Assemble.lnk", "Start Menu/Programs/Assemble.lnk")


def main(program_folder: Path) -> int:
    """Try both files; return the exit code of this script."""
    faults = 0
    with tempfile.TemporaryDirectory() as place:
        tried = [*drops(program_folder, Path(place)), *shortcuts(program_folder, Path(place))]
    for what, fault in tried:
        faults += bool(fault)
        print(f"FAILED {what}\n{fault}" if fault else f"ok {what}")
    return 1 if faults else 0


def drops(program_folder: Path, place: Path) -> Iterator[tuple[str, str]]:
    """Drop workbooks and a folder onto Assemble.cmd; yield what was tried, and what went wrong."""
    folder = place / "a & b (1)"
    folder.mkdir()
    books = [folder / "two words.xlsx", folder / "kent(1).xlsx", place / "brackets(2).xlsx"]
    for book in books:
        shutil.copy(EXAMPLE, book)
    script = program_folder / "Assemble.cmd"
    for dropped, built in (
        ([], None),
        (books[:1], folder / "outputs" / "two-words"),
        (books[2:], place / "outputs" / "brackets-2"),
        ([folder], folder / "outputs" / "kent-1"),
        ([books[2], folder], place / "outputs" / "kent-1"),
    ):
        said = run([str(script), *map(str, dropped)], place)
        whole = any(built.glob("*-annex-b.docx")) if built else "Usage:" in said
        names = " and ".join(path.name for path in dropped) or "nothing"
        yield f"{names} dropped onto Assemble.cmd", "" if whole else said


def shortcuts(program_folder: Path, place: Path) -> Iterator[tuple[str, str]]:
    """Add the entries of a user of its own, and take them away; yield as `drops` does."""
    windows = place / "AppData" / "Microsoft" / "Windows"
    links = [windows / name for name in SHORTCUTS]
    for link in links:
        link.parent.mkdir(parents=True)
    script = program_folder / "install-for-me.cmd"
    target = str(program_folder / "Assemble.cmd")
    said = run([str(script)], place)
    added = all(link.is_file() for link in links)
    if added and not all(points_to(link, target) for link in links):
        said += f"\nA shortcut does not lead to {target}"
        added = False
    yield "install-for-me.cmd adds both entries", "" if added else said
    said = run([str(script)], place)
    gone = not any(link.exists() for link in links)
    yield "install-for-me.cmd takes both away", "" if gone else said


def points_to(link: Path, target: str) -> bool:
    """Whether a shortcut holds a path, in whatever form Windows wrote it."""
    content = link.read_bytes().lower()
    return any(target.lower().encode(encoding) in content for encoding in ("utf-16-le", "mbcs"))


def run(command: list[str], place: Path) -> str:
    """Run a .cmd file in a folder; return what it said."""
    result = subprocess.run(
        command,
        cwd=place,
        env={**os.environ, "APPDATA": str(place / "AppData")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return result.stdout + result.stderr


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).absolute()))
