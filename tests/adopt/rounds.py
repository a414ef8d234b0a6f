"""Ten rounds of edit, adopt, change the workbook, build, for many made-up councils.

Too long for every run; by hand: `python tests/adopt/rounds.py [COUNCILS [ROUNDS]]`. Every word that
was typed in Word or in the workbook must be in a document, a comment or the workbook afterwards,
and two sides that changed other words must not conflict.
"""

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from zipfile import ZipFile

sys.path.insert(0, str(Path(__file__).parents[1]))

from assembler.editions.load import shipped
from assembler.findings import Place
from assembler.model import Assessment, Recommendation, Strength
from assembler.rich_text import Prose, from_text, plain
from assembler.workbook.read import read
from assembler.workbook.write import write
from support.adopted_council import Council
from support.paths import ROOT
from support.random_edits import random_edits

_HEADINGS = ("Training", "Board", "Venues", "Referral pathway", "Communications", "Data sharing")


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
        council.begin(write(_made_up(chance)))
        for turn in range(rounds):
            seed = number * 1_000 + turn
            for name in ("letter", "annex-a"):
                council.edit(name, random_edits(seed, chance.randint(1, 3)))
            before = _typed(council.folder.glob("*.docx"))
            code, row = council.adopt()
            left = [one for one in row["left"] if "waits for you to choose" not in one["why"]]
            if code == 1 or (code and not len(left) < len(row["left"])):
                yield f"round {turn}: adopt ended in {code}: {left[:1]}"
            word = f"Fact{number}x{turn}"
            council.write(_a_changed_summary(council, chance, word))
            code, built = council.build()
            # A sentence that counts the points, taken out in Word, is rightly told when it changes.
            conflicts = [one for one in built["conflicts"] if one["cell"] != "the template"]
            if code == 1 or conflicts:
                yield f"round {turn}: build ended in {code}: {conflicts[:1]}"
            after = _typed(council.folder.glob("*.docx"))
            anywhere = _typed([*council.folder.glob("*.docx"), council.workbook], "comments.xml")
            if lost := sorted({word, *before} - anywhere.keys()):
                yield f"round {turn}: lost {lost}"
            if doubled := sorted(one for one in before if after[one] > before[one]):
                yield f"round {turn}: doubled {doubled}"


def _typed(files: Iterable[Path], *more: str) -> Counter[str]:
    """Count the words that were typed in the rounds, which are told by their numbers."""
    return Counter(re.findall(r"(?:new|More|Added |Fact)[0-9]+x[0-9]+", _words(files, more)))


def _a_changed_summary(council: Council, chance: Random, word: str) -> dict[Place, str]:
    outcomes = [one for one in council.assessment.outcomes.values() if one.summary]
    outcome = chance.choice(outcomes)
    more = " It was seen at each visit, and noted by all who took part." * chance.choice([0, 1, 8])
    return {outcome.places["summary"]: f"{plain(outcome.summary)}\n{word} is a new fact.{more}"}


def _words(files: Iterable[Path], more: Sequence[str]) -> str:
    """Return all words of documents, or of `more` of their parts, and of workbooks."""
    texts = []
    for path in files:
        with ZipFile(path) as package:
            texts += [
                package.read(name).decode(errors="replace")
                for name in package.namelist()
                if name.endswith(("document.xml", *more)) or "/worksheets/sheet" in name
            ]
    return re.sub(r"<[^>]*>", " ", " ".join(texts))


def _made_up(chance: Random) -> Assessment:
    """Return a council with the example's sentences dealt out anew, and any number of points."""
    path = ROOT / "inputs" / "cambridgeshire.xlsx"
    example = read(path.read_bytes(), path.name, shipped()).assessment
    assert example is not None
    texts = [plain(one.summary) for one in example.outcomes.values()]
    sentences = [each for text in texts for each in re.split(r"(?<=[.])\s+", text)]
    chance.shuffle(sentences)

    def prose(most: int) -> Prose:
        ends = [" ", " ", " ", "\n", "\n- "]
        dealt = [sentences.pop() for _ in range(chance.randint(2, most)) if sentences]
        return from_text("".join(one + chance.choice(ends) for one in dealt))

    points = [(chance.choice(_HEADINGS), prose(3)) for _ in range(chance.randint(0, 6))]
    half = chance.randint(0, len(points))
    marking = chance.choice(["", "OFFICIAL", "OFFICIAL-SENSITIVE"])
    return replace(
        example,
        details=replace(example.details, security_marking=marking),
        strengths=tuple(Strength(*point) for point in points[:half]),
        recommendations=tuple(
            Recommendation(chance.choice([1, 2, 3, 4, 6, 7, 8]), *point) for point in points[half:]
        ),
        outcomes={
            number: replace(one, summary=prose(8) if one.summary else ())
            for number, one in example.outcomes.items()
        },
    )


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]] + [30, 10][len(sys.argv) - 1 :]
    sys.exit(bool(main(*numbers)))
