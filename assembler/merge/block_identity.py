"""What identifies a block of a document when two versions are aligned. No XML here."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assembler.merge.likeness import words

if TYPE_CHECKING:
    from collections import Counter


@dataclass(frozen=True)
class BlockIdentity:
    """What identifies a block: `keys` from the surest to the weakest, then its words.

    The first key is the whole text. Only blocks of one `kind` are matched. An empty key matches
    nothing.
    """

    kind: str
    style: str
    keys: tuple[str, ...]

    @cached_property
    def words(self) -> "Counter[str]":
        """The words of the block, counted."""
        return words(self.keys[0])

    @property
    def text(self) -> tuple[str, str]:
        """Its kind and its whole text: what equal blocks have in common."""
        return self.kind, self.keys[0]
