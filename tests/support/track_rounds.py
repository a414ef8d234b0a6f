"""Two builds with tracked changes over a document that is edited before and between, at random.

`python -m support.track_rounds 500 1`, in `tests`, runs 500 rounds from seed 1.
"""

import sys
from collections.abc import Iterator
from random import Random

from assembler.merge.merge import merge
from assembler.word.comments import AUTHOR
from assembler.word.document import WordDocument
from assembler.word.revisions import Resolution, has_any, resolve
from support.adviser_edits import by_word, edited
from support.merge_council import made
from support.random_edits import random_edits
from support.read_revisions import accepted, rejected

_NAMES = ("letter", "annex-a", "annex-a", "annex-b")
_MOST = 8


def broken(seed: int) -> Iterator[str]:
    """Yield the laws that a round broke."""
    chance = Random(seed)  # noqa: S311 - a game, not a secret
    base = made()[0][chance.choice(_NAMES)]
    mine = edited(base, random_edits(seed, chance.randrange(1, _MOST)))
    mine = by_word(mine) if chance.randrange(2) else mine
    new = edited(base, random_edits(seed + 100_000, chance.randrange(1, _MOST)))
    newest = edited(new, random_edits(seed + 200_000, chance.randrange(1, _MOST)))
    plain, tracked = merge(base, mine, new), merge(base, mine, new, track=True)
    if accepted(tracked.content) != accepted(plain.content):
        yield "accepted"
    if rejected(tracked.content) != rejected(mine):
        yield "rejected"
    if accepted(settled(tracked.content, Resolution.ACCEPTED)) != accepted(plain.content):
        yield "accepted by the program"
    if rejected(settled(tracked.content, Resolution.REJECTED)) != rejected(mine):
        yield "rejected by the program"
    pending = tracked.content
    if chance.randrange(2):
        pending = edited(pending, random_edits(seed + 300_000, 2))
    track = bool(chance.randrange(2))
    after = merge(new, settled(pending, Resolution.ACCEPTED), newest)
    result = merge(new, pending, newest, track=track)
    if accepted(result.content) != accepted(after.content):
        yield "accepted after a second build"
    is_pending = has_any(WordDocument(pending, "a file").document, AUTHOR)
    if (track or is_pending) and rejected(result.content) != rejected(pending):
        yield "rejected after a second build"
    if result.conflicts != after.conflicts:
        yield "conflicts of a second build"
    if merge(newest, result.content, newest).content != result.content:
        yield "a build with nothing new"


def settled(content: bytes, how: Resolution) -> bytes:
    """Accept or reject the program's tracked changes in the body, headers and footers."""
    document = WordDocument(content, "a file")
    for part in (document.main, *document.related("header"), *document.related("footer")):
        resolve(document.root(part), AUTHOR, how)
        document.touch(part)
    return document.packed()


if __name__ == "__main__":
    count, first = int(sys.argv[1]), int(sys.argv[2])
    for number in range(first, first + count):
        for law in broken(number):
            sys.stdout.write(f"{number}: {law}\n")
