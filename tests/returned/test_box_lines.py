"""Lines of boxes put together by chance: never is the answer another than the one ticked.

LINES=40000 tries so many instead of 2,000.
"""

import os
import random

from assembler.model import Answer, Level
from assembler.returned.parse_answer import parse_answer

LINES = int(os.environ.get("LINES", "2000"))
MEANS = {
    **dict.fromkeys(("Yes", "YES", "Y", "Met", "Fully met"), Answer.YES),
    **dict.fromkeys(("No", "no", "N", "Not met"), Answer.NO),
    **dict.fromkeys(("N/A", "Not applicable"), Answer.NOT_APPLICABLE),
}
CHOICES = (
    *(("Yes", "No"), ("No", "Yes"), ("Yes", "No", "N/A"), ("YES", "no", "Not applicable")),
    *(("Met", "Not met"), ("Not met", "Met"), ("Fully met", "Partially met", "Not met")),
    *(("Yes", "In progress", "No"), ("Y", "N"), ("Yes", "Not yet", "No", "N/A")),
)
# A ticked box and an empty one.
MARKS = (
    *(("☒", "☐"), ("☑", "☐"), ("✓", "☐"), ("✔️", "⬜"), ("✅", "⬜"), ("🗹", "□")),
    *(("[x]", "[ ]"), ("[X]", "[ ]"), ("(x)", "( )"), ("●", "○"), ("◉", "◯")),
)
HEADS = ("", "Answer: ", "1. ", "B1-M1 ", "In place? ", "Self-assessment – ", "Please tick one: ")
OTHER_HEADS = ("Any gaps? ", "The board said: ")
TAILS = ("", ".", " – the plan", ": the plan", " the plan was agreed", ", but only in part", " Yes")
BETWEEN = ("  ", " ", "\t", " / ", ", ", " | ", "; ")


def line(dice: random.Random) -> tuple[str, str, str]:
    """Return a line of boxes with one ticked, the choice that is ticked, and the head."""
    choices, (full, empty) = dice.choice(CHOICES), dice.choice(MARKS)
    ticked, label_first = dice.choice(choices), dice.random() < 0.5
    space = dice.choice((" ", "", ": ", "  ")) if label_first else dice.choice((" ", "", "  "))
    parts = []
    for choice in choices:
        box = full if choice == ticked else empty
        parts.append(f"{choice}{space}{box}" if label_first else f"{box}{space}{choice}")
    head = dice.choice((*HEADS, *OTHER_HEADS))
    return f"{head}{dice.choice(BETWEEN).join(parts)}{dice.choice(TAILS)}", ticked, head


def test_no_line_of_boxes_is_turned_over() -> None:
    dice = random.Random(17)  # noqa: S311 - the same throws each time, no secret
    read = 0
    for _ in range(LINES):
        text, ticked, head = line(dice)
        for level in Level:
            answer = parse_answer(text, level).answer
            assert answer in {MEANS.get(ticked), None}, text
            assert answer is None or head in HEADS, text
            read += answer is not None
    assert read > LINES  # of three levels each, more than a third
