"""Run every command on any folder of Word files and workbooks: benchmarks/every_command.py DIR

A Word file is reviewed, adopted and read as a returned form, it stands in the place of a template,
and in the place of a letter that was built. A workbook is validated, marked, graded, built, carried
over to the next year and counted. Each command is a process of its own, on copies in a folder that
goes away. Reported is

    crash    an exit code that means nothing, a signal, or the message of an error nobody foresaw
    changed  the file has other bytes than before
    slow     more than 10 seconds of processor time; of the clock where that cannot be had

With --part 2/5 only the second of five parts of the files is taken.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

_SLOW, _HUNG = 10.0, 120.0  # seconds
_KINDS = {".docx": "word", ".docm": "word", ".dotx": "word", ".xlsx": "excel", ".xlsm": "excel"}
_FINE = {0, 1, 2, 3}
_UNFORESEEN = ("inside the program", "Traceback")
_CHILDREN = ("children_user", "children_system")
_ROOT = Path(__file__).resolve().parents[1]
_EXAMPLE = _ROOT / "inputs" / "cambridgeshire.xlsx"
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


def _run(words: Sequence[str], folder: Path) -> tuple[int, float, str]:
    """Run a command in a folder; return its exit code, seconds and what it printed."""
    before, begun = os.times(), time.monotonic()
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "assembler", *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_HUNG,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 0, _HUNG, ""
    after = os.times()
    used = sum(getattr(after, of) - getattr(before, of) for of in _CHILDREN)
    said = ran.stdout.decode(errors="replace")
    return ran.returncode, used or time.monotonic() - begun, said


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


if __name__ == "__main__":
    sys.exit(main())
