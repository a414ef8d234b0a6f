"""Ten rounds of edit, adopt, change the workbook, build, for many made-up councils.

Too long for every run; by hand: `python tests/adopt/rounds.py [COUNCILS [ROUNDS]]`. Every word that
was typed in Word or in the workbook must be in a document, a comment or the workbook afterwards,
and two sides that changed other words must not conflict.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from zipfile import ZipFile

sys.path.insert(0, str(Path(__file__).parents[1]))

from assembler.findings import Place
from assembler.rich_text import plain
from support.adopted_council import Council
from support.paths import ROOT
from support.random_edits import random_edits


def main(councils: int, rounds: int) -> int:
    """Run the rounds; return how many councils lost a word or met a needless conflict."""
    failed = 0
    for number in range(councils):
        faults = list(_faults(number, rounds))
        failed += bool(faults)
        print(number, *faults or ("sound",), sep="\n  ")  # noqa: T201 - a script
    print(f"{councils - failed} of {councils} sound")  # noqa: T201 - a script
    return failed


def _faults(number: int, rounds: int) -> Iterator[str]:
    chance = Random(number)  # noqa: S311 - a game, not a secret
    with tempfile.TemporaryDirectory() as folder:
        council = Council(Path(folder))
        council.begin((ROOT / "inputs" / "cambridgeshire.xlsx").read_bytes())
        for turn in range(rounds):
            seed = number * 1_000 + turn
            for name in ("letter", "annex-a"):
                council.edit(name, random_edits(seed, chance.randint(1, 3)))
            before = _everything(council)
            code, row = council.adopt()
            if code:
                yield f"round {turn}: adopt ended in {code}: {row['left'][:1]}"
            word = f"Fact{number}x{turn}"
            council.write(_a_changed_summary(council, chance, word))
            code, built = council.build()
            if code == 1 or built["conflicts"]:
                yield f"round {turn}: build ended in {code}: {built['conflicts'][:1]}"
            after = _everything(council)
            lost = sorted(({word} | _new(before)) - _new(after))
            if lost:
                yield f"round {turn}: lost {lost}"


def _new(words: str) -> set[str]:
    """Return the words that random edits typed, which are told by their numbers."""
    return set(re.findall(r"(?:new|More|Fact)[0-9]+x[0-9]+", words))


def _a_changed_summary(council: Council, chance: Random, word: str) -> dict[Place, str]:
    outcomes = [one for one in council.assessment.outcomes.values() if one.summary]
    outcome = chance.choice(outcomes)
    return {outcome.places["summary"]: f"{plain(outcome.summary)}\n{word} is a new fact."}


def _everything(council: Council) -> str:
    """Return all words of the documents, their comments, and the workbook."""
    texts = []
    for path in (*council.folder.glob("*.docx"), council.workbook):
        with ZipFile(path) as package:
            texts += [
                package.read(name).decode(errors="replace")
                for name in package.namelist()
                if name.endswith(("document.xml", "comments.xml")) or "/worksheets/sheet" in name
            ]
    return re.sub(r"<[^>]*>", " ", " ".join(texts))


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]] + [30, 10][len(sys.argv) - 1 :]
    sys.exit(bool(main(*numbers)))
