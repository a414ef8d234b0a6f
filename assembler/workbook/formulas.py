"""Building blocks of the workbook's formulas, and formulas with the value they have now.

Only functions of Excel 2016 and LibreOffice are used. A formula names a cell of its own row by
position, INDEX($G:$G,ROW()): a reference such as $G5 would follow the cell when a user drags or
cuts it, and leave #REF! behind.
"""

from collections.abc import Iterable
from typing import NamedTuple

from assembler.model import Answer
from assembler.workbook.layout import INVISIBLE, SPACES, SPELLINGS, Sheet

LONGEST_FORMULA = 8_192
_LONGEST_LITERAL = 255
_WILDCARDS = "~*?"


class Formula(NamedTuple):
    """A formula, and the value that Excel will calculate.

    The value is stored with the formula, so that Protected View, a preview or a phone, none of
    which calculate, show it.
    """

    text: str
    value: str | int


def column(sheet: Sheet, attribute: str) -> str:
    """Refer to a whole column of a sheet."""
    letter = sheet.letter(attribute)
    return f"'{sheet.name}'!${letter}:${letter}"


def own_cell(sheet: Sheet, attribute: str) -> str:
    """Refer to the cell of a column in the formula's own row and sheet."""
    letter = sheet.letter(attribute)
    return f"INDEX(${letter}:${letter},ROW())"


def literal(text: str) -> str:
    """Quote text; a literal holds 255 characters, so longer text becomes several joined."""
    pieces = (text[at : at + _LONGEST_LITERAL] for at in range(0, len(text), _LONGEST_LITERAL))
    quoted = ['"{}"'.format(piece.replace('"', '""')) for piece in pieces]
    return "&".join(quoted) or '""'


def trimmed(cell: str) -> str:
    """Return a cell's text without invisible characters or surrounding white space."""
    for character in SPACES:
        cell = f'SUBSTITUTE({cell},{_character(character)}," ")'
    for character in INVISIBLE:
        cell = f'SUBSTITUTE({cell},{_character(character)},"")'
    return f"TRIM(CLEAN({cell}))"


def trim(text: str) -> str:
    """Return what `trimmed` makes of a text."""
    for character in SPACES:
        text = text.replace(character, " ")
    text = "".join(c for c in text if c >= " " and c not in INVISIBLE)
    return " ".join(word for word in text.split(" ") if word)


def is_blank(cell: str) -> str:
    """Tell whether a cell holds nothing, or only white space."""
    return f"LEN({trimmed(cell)})=0"


def answer_of(cell: str) -> str:
    """Return Yes, No or N/A for any accepted spelling of it; an error for anything else.

    A formula in place of an answer is refused, as the reader refuses it. MATCH takes wildcards:
    those that a user typed are replaced by a character that is in no spelling.
    """
    text = f"LOWER({trimmed(cell)})"
    for wildcard in _WILDCARDS:
        text = f'SUBSTITUTE({text},"{wildcard}","!")'
    spellings = ",".join(literal(spelling) for spelling in SPELLINGS)
    answers = ",".join(literal(str(answer)) for answer in SPELLINGS.values())
    found = f"INDEX({{{answers}}},1,MATCH({text},{{{spellings}}},0))"
    ticked = f'IF({cell},"{Answer.YES}",NA())'  # an unticked box may not have been looked at
    return f"IF(_xlfn.ISFORMULA({cell}),NA(),IF(ISLOGICAL({cell}),{ticked},{found}))"


def listed(items: Iterable[tuple[str, str]]) -> str:
    """Join the words whose condition is true, with commas (TEXTJOIN came after Excel 2016)."""
    parts = "&".join(f'IF({condition},", {word}","")' for word, condition in items)
    return f"MID({parts},3,999)" if parts else '""'


def _character(character: str) -> str:
    code = ord(character)
    return f"CHAR({code})" if code < 32 else literal(character)  # noqa: PLR2004 - control codes
