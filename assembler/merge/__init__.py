"""Rebuilding without losing a word: a three-way merge of what was written, edited and is new."""

from assembler.merge.canvas import NotMergeableError
from assembler.merge.merge import Merged, merge
from assembler.merge.sources import Source

__all__ = ["Merged", "NotMergeableError", "Source", "merge"]
