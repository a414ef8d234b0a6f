"""A paragraph as tokens and as characters with looks: what merging and tracking compare."""

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree

from assembler.merge import diff
from assembler.merge.changed_sentences import sentence
from assembler.word import read_runs
from assembler.word.read_runs import OBJECT, Character, Look, Piece


@dataclass
class ParagraphText:
    """A paragraph as tokens and as characters; `targets` are the relationships of its part."""

    element: etree._Element
    targets: dict[str, str]
    pieces: list[Piece] = field(init=False)
    text: str = field(init=False)
    ends: list[int] = field(init=False)
    tokens: list[str] = field(init=False)
    starts: list[int] = field(init=False)
    looks: dict[int, Look] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Read the paragraph once; the looks are read when asked for."""
        self.pieces = read_runs.pieces(self.element)
        self.text = "".join(piece.text for piece in self.pieces)
        self.ends = list(accumulate(len(piece.text) for piece in self.pieces))
        names = iter([piece.name for piece in self.pieces if piece.text == OBJECT])
        self.tokens = [
            token + next(names, "") if token == OBJECT else token
            for token in diff.tokens(self.text)
        ]
        lengths = (1 if token[0] == OBJECT else len(token) for token in self.tokens)
        self.starts = list(accumulate(lengths, initial=0))

    def part(self, tokens: range) -> range:
        """Return the range of characters of some tokens."""
        return range(self.starts[tokens.start], self.starts[tokens.stop])

    def piece(self, at: int) -> int:
        """Return the index of the piece that holds a character."""
        return bisect_right(self.ends, at)

    def character(self, at: int) -> Character:
        """Return a character."""
        piece = self.pieces[self.piece(at)]
        return Character(piece, at - self.ends[self.piece(at)] + len(piece.text))

    def object(self, token: int) -> Piece:
        """Return the object that a token is."""
        return self.pieces[self.piece(self.starts[token])]

    def look(self, at: int) -> Look:
        """Return how a character looks."""
        index = self.piece(at)
        if index not in self.looks:
            self.looks[index] = read_runs.look(
                self.pieces[index], lambda link: read_runs.address(link, self.targets)
            )
        return self.looks[index]

    def only_look(self) -> Look | None:
        """Return the look of all its characters, None when they have several."""
        looks = {self.look(end - 1) for end in self.ends}
        return looks.pop() if len(looks) == 1 else None

    def said(self, tokens: range | None = None) -> str:
        """Return the words: all, or the sentences around some."""
        part = range(len(self.text)) if tokens is None else self.part(tokens)
        return sentence(self.text, part)
