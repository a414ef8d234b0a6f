"""Try a program folder, or anything that runs like it, on a year's round in small.

    python packaging/try_program.py dist/assemble/assemble
    python packaging/try_program.py python -m assembler

Runs in an empty folder with the environment taken away: no PATH, and a HOME and temporary folder
that cannot be written. Prints each command with its exit code, and digests of the documents, which
are the same on every system. Exits with 1 when a command does not do what is expected.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "inputs" / "cambridgeshire.xlsx"
NEW = "inputs/exampleshire"
FORM = "forms/exampleshire-self-assessment-2024-25.docx"
FOLDER = "outputs/cambridgeshire"
ANNEX_A = f"{FOLDER}/cambridgeshire-annex-a.docx"
BUILT, IN_WORD = b"meet quarterly", b"meet every quarter"


class Step(NamedTuple):
    """A command: its arguments, exit code, words it must print, a file there must be afterwards."""

    arguments: str
    code: int = 0
    says: str = ""
    file: str = ""


BUILD = [
    Step("--version", says="assemble "),
    Step("--help", says="overview"),
    Step("cambridgeshire.xlsx", says="new", file=f"{FOLDER}/cambridgeshire-letter.docx"),
    Step("cambridgeshire.xlsx", says="unchanged"),
]
EDITED = [
    Step(f"review {FOLDER}", says=IN_WORD.decode()),
    Step(f"issue {FOLDER}", 1, "assemble adopt"),
    Step(f"adopt {FOLDER} --dry-run", says="1 cell would be written"),
    Step(f"adopt {FOLDER}", says="1 cell was written"),
    Step("cambridgeshire.xlsx", says="rebuilt, with your edits"),
    Step(f"adopt {FOLDER}", says="othing to adopt"),
]
OTHERS = [
    Step("new Exampleshire", says="Written", file=f"{NEW}.xlsx"),
    Step(f"validate {NEW}.xlsx --mark", 1, "To put right", f"{NEW}-to-fix.xlsx"),
    Step("new Exampleshire --form --edition 2024-25", file=FORM),
    Step(f"new Exampleshire -o returned --returned {FORM}", file="returned/exampleshire.xlsx"),
    Step("validate --explain details.email", says="email address"),
    Step("grade cambridgeshire.xlsx --json", says='"proposed": "Exceeding"'),
    Step("build many --jobs 2 --pack -o made", says="6 ", file="made/c5/c5-pack.docx"),
    Step("review made --jobs 2", says="ready to send"),
    Step("status many", says="6 ready to build"),
    Step("overview many -o overview.xlsx", says="6 councils", file="overview.xlsx"),
    Step("templates check", says="nothing to put right"),
    Step("templates copy own", file="own/letter.docx"),
    Step("templates tidy own/letter.docx"),
    Step("templates dump", says="letter"),
    Step("editions list", says="2024"),
    Step("broken.xlsx", 1, "the file is not an Excel workbook"),
    Step("no-such.xlsx", 2, "There is no file"),
    Step("--no-such-option", 2, "No such option"),
]


def main(command: list[str]) -> int:
    """Run the round; return the exit code of this script."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepare(folder)
        passed = [try_step(step, command, folder) for step in BUILD]
        for document in sorted(folder.glob(f"{FOLDER}/*.docx")):
            print(hashlib.sha256(document.read_bytes()).hexdigest()[:16], document.name)
        if (folder / ANNEX_A).exists():
            edit_as_in_word(folder / ANNEX_A)
        passed += [try_step(step, command, folder) for step in (*EDITED, *OTHERS)]
    failed = passed.count(False)
    print(f"{len(passed)} commands, {failed} failed")
    return 1 if failed else 0


def prepare(folder: Path) -> None:
    """Copy the example, six of it under other names, and a file that is no workbook."""
    shutil.copy(EXAMPLE, folder)
    (folder / "many").mkdir()
    for number in range(6):
        shutil.copy(EXAMPLE, folder / "many" / f"c{number}.xlsx")
    (folder / "broken.xlsx").write_bytes(b"this is no workbook")


def edit_as_in_word(document: Path) -> None:
    """Change some words of a document, as an adviser would in Word."""
    with ZipFile(document) as built:
        parts = {name: built.read(name) for name in built.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(BUILT, IN_WORD)
    with ZipFile(document, "w", ZIP_DEFLATED) as edited:
        for name, content in parts.items():
            edited.writestr(name, content)


def try_step(step: Step, command: list[str], folder: Path) -> bool:
    """Run the program as a step says, print how it went, and return whether all is as expected."""
    result = run(command, step.arguments.split(), folder)
    said = " ".join((result.stdout + result.stderr).split())
    faults = [
        *([f"exit code {result.returncode}"] if result.returncode != step.code else []),
        *(["a traceback"] if "Traceback" in said else []),
        *([f"does not say {step.says!r}"] if step.says not in said else []),
        *([f"no file {step.file}"] if not (folder / step.file).exists() else []),
    ]
    print(f"{'FAILED' if faults else 'ok'} {result.returncode} assemble {step.arguments}")
    if faults:
        print(*faults, result.stdout, result.stderr, sep="\n")
    return not faults


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
    """Return what the program may know of its surroundings; nothing can be written below a file.

    Windows does not start a program without SYSTEMROOT. Wine needs to know where it is.
    """
    kept = ("SYSTEMROOT", "SYSTEMDRIVE", "WINEPREFIX", "WINEARCH", "WINEDEBUG")
    nowhere = ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "TMPDIR", "TEMP", "TMP")
    return {
        "PATH": "",
        "LANG": "C.UTF-8",
        **dict.fromkeys(nowhere, str(EXAMPLE)),
        **{name: os.environ[name] for name in kept if name in os.environ},
    }


if __name__ == "__main__":
    words = sys.argv[1:] or ["dist/assemble/assemble"]
    first = shutil.which(words[0]) or words[0]
    sys.exit(main([str(Path(first).absolute()), *words[1:]]))
