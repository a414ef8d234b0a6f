"""A made-up council whose narrative is of unique words, and random changes of its workbook."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from random import Random

from assembler.model import Recommendation, Strength
from assembler.rich_text import from_text, plain
from support.merge_council import council

_LONG = 170  # words: a summary of so many stands in two rows
_OF_LINES = ("reword", "reword", "reword", "anew", "add", "drop", "move", "grow")
Point = Strength | Recommendation


class RandomWorkbook:
    """A workbook that changes at random, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        """Begin with a council of one to three paragraphs a summary."""
        self.chance = Random(seed)  # noqa: S311 - a game, not a secret
        self._numbers = count(1)
        made = council()
        outcomes = {
            number: replace(
                each,
                summary=from_text(
                    "\n".join(self.paragraph() for _ in range(self.chance.randint(1, 3)))
                ),
            )
            if each.summary
            else each
            for number, each in made.outcomes.items()
        }
        self.assessment = replace(
            made,
            outcomes=outcomes,
            strengths=tuple(self.strength() for _ in range(self.chance.randint(1, 4))),
            recommendations=tuple(self.recommendation() for _ in range(self.chance.randint(1, 4))),
        )

    def word(self) -> str:
        """Return a word that no other text has."""
        return f"q{next(self._numbers)}z"

    def paragraph(self) -> str:
        """Return a paragraph of one or two sentences."""
        sentences = []
        for _ in range(self.chance.randint(1, 2)):
            words = [self.word() for _ in range(self.chance.randint(5, 9))]
            links = [self.chance.choice(["of the", "and", "in", "to the", "with"]) for _ in words]
            pairs = zip(words, links, strict=True)
            sentences.append(f"The {' '.join(f'{word} {link}' for word, link in pairs)} plan.")
        return " ".join(sentences)

    def strength(self) -> Strength:
        return Strength(f"Head {self.word()}", from_text(self.paragraph()))

    def recommendation(self) -> Recommendation:
        return Recommendation(8, f"Head {self.word()}", from_text(self.paragraph()))

    def change(self) -> None:
        """Make one change."""
        self.chance.choice(_CHANGES)(self)

    def _reworded(self, text: str) -> str:
        """Replace, add or take out some words of a text."""
        words = text.split(" ")
        at = self.chance.randrange(len(words))
        taken = self.chance.randrange(3)
        words[at : at + taken] = [self.word() for _ in range(self.chance.randint(not taken, 2))]
        return " ".join(words) or self.word()

    def change_summary(self) -> None:
        numbers = [number for number, each in self.assessment.outcomes.items() if each.summary]
        number = self.chance.choice(numbers)
        lines = plain(self.assessment.outcomes[number].summary).split("\n")
        lines = self._changed_lines(lines)
        outcome = replace(self.assessment.outcomes[number], summary=from_text("\n".join(lines)))
        outcomes = {**self.assessment.outcomes, number: outcome}
        self.assessment = replace(self.assessment, outcomes=outcomes)

    def _changed_lines(self, lines: list[str]) -> list[str]:
        at = self.chance.randrange(len(lines))
        kind = self.chance.choice(
            ["reword", "reword", "reword", "anew", "add", "drop", "move", "grow"]
        )
        if kind == "reword":
            lines[at] = self._reworded(lines[at])
        elif kind == "anew":
            lines[at] = self.paragraph()
        elif kind == "add":
            lines.insert(at, self.paragraph())
        elif kind == "move":
            lines.insert(self.chance.randrange(len(lines)), lines.pop(at))
        elif kind == "drop" and len(lines) > 1:
            del lines[at]
        elif kind == "grow":
            if len(" ".join(lines).split()) > _LONG:
                return lines[:1]
            while len(" ".join(lines).split()) < _LONG:
                lines.append(self.paragraph())
        return lines

    def change_points(self) -> None:
        name = self.chance.choice(["strengths", "recommendations"])
        points: list[Point] = list(getattr(self.assessment, name))
        made = self.strength if name == "strengths" else self.recommendation
        kind = self.chance.choice(["text", "text", "heading", "add", "drop", "move"])
        at = self.chance.randrange(len(points)) if points else 0
        if kind == "add" or not points:
            points.insert(at, made())
        elif kind == "text":
            points[at] = replace(points[at], text=from_text(self._reworded(plain(points[at].text))))
        elif kind == "heading":
            points[at] = replace(points[at], heading=f"Head {self.word()}")
        elif kind == "drop":
            del points[at]
        else:
            points.insert(self.chance.randrange(len(points)), points.pop(at))
        self.assessment = replace(self.assessment, **{name: tuple(points)})

    def change_details(self) -> None:
        field = self.chance.choice(["recipient_job_title", "signatory_job_title"])
        details = replace(self.assessment.details, **{field: f"Head of {self.word()}"})
        self.assessment = replace(self.assessment, details=details)


_CHANGES: tuple[Callable[[RandomWorkbook], None], ...] = (
    RandomWorkbook.change_summary,
    RandomWorkbook.change_summary,
    RandomWorkbook.change_points,
    RandomWorkbook.change_points,
    RandomWorkbook.change_details,
)
