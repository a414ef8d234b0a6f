"""A thousand random rounds of edits, changes of the workbook and builds, judged by an oracle.

Too long for every run; by hand: `python tests/merge/rounds.py [ROUNDS [FIRST]]`. A few of them are
in the suite (test_rounds.py).
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.merge_rounds import faults_of


def main(rounds: int, first: int) -> int:
    """Play the rounds; return how many had a fault."""
    failed = 0
    for seed in range(first, first + rounds):
        if faults := faults_of(seed):
            failed += 1
            print(f"round {seed}:", *faults[:5], sep="\n  ")  # noqa: T201 - a script
    print(f"{rounds - failed} of {rounds} rounds sound")  # noqa: T201 - a script
    return failed


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]] + [1_000, 1][len(sys.argv) - 1 :]
    sys.exit(bool(main(*numbers)))
