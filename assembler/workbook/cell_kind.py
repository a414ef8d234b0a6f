"""What the cells of a workbook hold."""

from enum import Enum, auto


class Kind(Enum):
    """What a cell holds. A FIXED cell is for the user to read, not an input."""

    FIXED = auto()
    TEXT = auto()
    MULTILINE = auto()
    LINES = auto()
    PROSE = auto()
    DATE = auto()
    ANSWER = auto()
    OUTCOME = auto()
    BENCHMARK = auto()
