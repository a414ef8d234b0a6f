"""What the cells of a workbook hold."""

from enum import Enum, auto


class CellKind(Enum):
    """What a cell holds. A FIXED cell is for the user to read, not an input."""

    FIXED = auto()
    TEXT = auto()
    MULTILINE = auto()
    LINES = auto()
    EMAILS = auto()
    PROSE = auto()
    DATE = auto()
    ANSWER = auto()
    OUTCOME = auto()
    BENCHMARK = auto()


# Several items, one on each line of the cell; of emails also with a comma or semicolon between.
LISTS = (CellKind.LINES, CellKind.EMAILS)
