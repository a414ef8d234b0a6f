"""Run every command on any folder of Word files and workbooks: benchmarks/every_command.py DIR

A Word file is reviewed, adopted and read as a returned form, it stands in the place of a template,
and in the place of a letter that was built. A workbook is validated, marked, graded, built, carried
over to the next year and counted. Each command is a process of its own, on copies in a folder that
goes away. Reported is

    crash    an exit code that means nothing, a signal, or the message of an error nobody foresaw
    changed  the file has other bytes than before
    slow     more than 10 seconds of processor time

With --part 2/5 only the second of five parts of the files is taken. Not for Windows: it forks.
"""

import argparse
import hashlib
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import chdir
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory

import assembler
from assembler import cli

assert sys.platform != "win32", "the commands are started by fork"

_SLOW, _HUNG = 10.0, 120.0  # seconds
_KINDS = {".docx": "word", ".docm": "word", ".dotx": "word", ".xlsx": "excel", ".xlsm": "excel"}
_FINE, _NOT_ENDED = {0, 1, 2, 3}, 99
_UNFORESEEN = ("inside the program", "Traceback")
_EXAMPLE = Path(__file__).resolve().parents[1] / "inputs" / "cambridgeshire.xlsx"
_SLUG = "cambridgeshire"
_HERE = "given"  # the folder of the file, in the folder of a case
_WORD = (
    "review {file} --workbook inputs/cambridgeshire.xlsx",
    "adopt --dry-run {file} --workbook inputs/cambridgeshire.xlsx",
    "new Exampleshire --returned {file} -o returned",
    "templates check --mark templates",
    "templates dump templates",
    "build inputs/cambridgeshire.xlsx -o other --templates templates",
    "status inputs -o outputs",
    "build inputs/cambridgeshire.xlsx -o outputs",
    "review outputs/cambridgeshire",
    "adopt --dry-run outputs/cambridgeshire",
    "issue outputs/cambridgeshire",
)
_EXCEL = (
    "validate --mark {file}",
    "grade {file}",
    "build {file} -o outputs",
    "build --draft {file} -o outputs",
    "status given -o outputs",
    "new --from {file} -o next",
    "overview given -o overview.xlsx --outputs outputs",
)


def main() -> int:
    """Print what each command did wrong, then a table of counts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", default="1/1", help="which part of the files, such as 2/5")
    parser.add_argument("--most", type=int, default=sys.maxsize, help="stop after so many files")
    options = parser.parse_args()
    number, _, of = options.part.partition("/")
    files = sorted(p for p in options.folder.rglob("*") if p.suffix.lower() in _KINDS)
    counts: Counter[str] = Counter()
    slowest: list[tuple[float, str]] = []
    _load()
    with TemporaryDirectory() as folder:
        ours = Path(folder, "ours")
        _make(ours)
        for path in files[int(number) - 1 :: int(of)][: options.most]:
            counts["files"] += 1
            for command, seconds, wrong in _tried(path, ours, Path(folder, "case")):
                counts["commands"] += 1
                slowest = sorted([*slowest, (seconds, f"{command} ({path.name})")])[-5:]
                if wrong:
                    counts[wrong.partition(":")[0]] += 1
                    print(f"{path}: {command}: {wrong}", flush=True)
    print(*(f"{count:6} {what}" for what, count in counts.items()), sep="\n")
    print(*(f"{seconds:6.1f} s {what}" for seconds, what in reversed(slowest)), sep="\n")
    return int(len(counts) > len(("files", "commands")))


def _make(ours: Path) -> None:
    """Make the folder that every case begins with: a council's workbook, documents, templates."""
    (ours / "inputs").mkdir(parents=True)
    shutil.copy(_EXAMPLE, ours / "inputs")
    for words in (f"build inputs/{_SLUG}.xlsx", "templates copy templates"):
        code, _, said = _run(words.split(), ours)
        assert code == 0, said


def _tried(path: Path, ours: Path, case: Path) -> Iterator[tuple[str, float, str]]:
    """Yield each command tried on a file, its seconds, and what is wrong ("" when nothing is)."""
    kind = _KINDS[path.suffix.lower()]
    shutil.copytree(ours, case)
    try:
        given = case / _HERE / path.name
        given.parent.mkdir()
        shutil.copy(path, given)
        watched = [given]
        if kind == "word":
            watched += [case / "templates" / "letter.docx"]
            shutil.copy(path, watched[-1])
            shutil.copy(path, case / "outputs" / _SLUG / f"{_SLUG}-letter.docx")
        before = [_digest(one) for one in watched]
        for command in _WORD if kind == "word" else _EXCEL:
            name = given.relative_to(case).as_posix()
            words = [word.format(file=name) for word in command.split()]
            code, seconds, said = _run(words, case)
            wrong = _wrong(code, seconds, said)
            if [_digest(one) for one in watched] != before:
                wrong = wrong or "changed: the file has other bytes"
            yield " ".join(words), seconds, wrong
    finally:
        shutil.rmtree(case)


def _wrong(code: int, seconds: float, said: str) -> str:
    if code not in _FINE or any(words in said for words in _UNFORESEEN):
        return f"crash: exit code {code}: {' '.join(said.split())[-400:]}"
    return f"slow: {seconds:.1f} s" if seconds > _SLOW else ""


def _load() -> None:
    """Load the whole program once; each command then begins in no time."""
    for module in walk_packages(assembler.__path__, "assembler."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def _run(words: Sequence[str], folder: Path) -> tuple[int, float, str]:
    """Run a command in a folder; return its exit code, processor time and what it printed."""
    printed = folder / "printed.txt"
    child = os.fork()
    if not child:
        try:
            with printed.open("w", encoding="utf-8") as stream, chdir(folder):
                os.dup2(stream.fileno(), 1)
                os.dup2(stream.fileno(), 2)
                sys.argv = ["assemble", *words]
                cli.main()
        finally:
            os._exit(_NOT_ENDED)
    end = time.monotonic() + _HUNG
    while not (ended := os.wait4(child, os.WNOHANG))[0]:
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.002)
    _, status, used = ended
    said = printed.read_text(encoding="utf-8", errors="replace")
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, said


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


if __name__ == "__main__":
    sys.exit(main())
