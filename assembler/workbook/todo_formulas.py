"""What is left to do, as Excel formulas: beside each row in words, and counted on `Guide`.

The mark stands beside every colour, so that a page printed in black and white says the same.
"""

from assembler.model import Answer, Benchmark
from assembler.workbook.layout import ANNEX_A, ANNEX_B, ANSWERS, FIELDS, LETTER, NO_PROPOSAL, Sheet
from assembler.workbook.live_grade import blank, column

MARK = "◄"
_SHEETS = {LETTER: "field", ANNEX_B: "row", ANNEX_A: "benchmark"}


def field(row: int) -> str:
    """Say beside a required field of `Letter` whether it is to be filled."""
    return f'=IFERROR(IF({blank(_cell(LETTER, "value", row))},"{MARK} fill in",""),"{MARK} error")'


def criterion(row: int) -> str:
    """Say beside a criterion whether its answer, or the note that N/A needs, is missing."""
    answer = _cell(ANNEX_B, "answer", row)
    known = ",".join(f'{answer}="{choice}"' for choice in ANSWERS)
    unexplained = f'AND({answer}="{Answer.NOT_APPLICABLE}",{blank(_cell(ANNEX_B, "note", row))})'
    return (
        f'=IFERROR(IF({blank(_cell(ANNEX_B, "ref", row))},"",IF({blank(answer)},"{MARK} answer",'
        f'IF(OR({known}),IF({unexplained},"{MARK} note",""),"{MARK} choose from the list"))),'
        f'"{MARK} choose from the list")'
    )


def outcome(row: int) -> str:
    """Say beside a benchmark whether an outcome, a reason or the summary is missing."""
    undecided, unexplained, unwritten = outcome_gaps(row)
    parts = (
        f'IF({undecided},", outcome","")&IF({unexplained},", reason","")&'
        f'IF({unwritten},", summary","")'
    )
    return (
        f'=IFERROR(IF(OR({undecided},{unexplained},{unwritten}),"{MARK} "&MID({parts},3,99),""),'
        f'"{MARK} error")'
    )


def outcome_gaps(row: int) -> tuple[str, str, str]:
    """Give the conditions that the outcome, the reason and the summary of a row are missing."""
    proposed = f"${ANNEX_A.letter('proposed')}{row}"
    level, reason = _cell(ANNEX_A, "level", row), _cell(ANNEX_A, "reason", row)
    graded = f'ISERROR(SEARCH("unanswered",{proposed}))'
    return (
        f'AND({proposed}="{NO_PROPOSAL}",{blank(level)})',
        f"AND({graded},NOT({blank(level)}),{level}<>{proposed},{blank(reason)})",
        blank(_cell(ANNEX_A, "summary", row)),
    )


def filled() -> str:
    """Count the required fields of `Letter` that are filled."""
    required = sum(field.required for field in FIELDS)
    return f"={required}-{_left(LETTER)}"


def of_benchmark(number: int, attribute: str) -> str:
    """Take over what `Annex A` says of a benchmark in one of its columns."""
    found = f"MATCH({number},{column(ANNEX_A, 'number')},0)"
    return f'=IFERROR(INDEX({column(ANNEX_A, attribute)},{found})&"","")'


def left_of(benchmark: Benchmark, row: int) -> str:
    """Say on `Guide` what is left to do for a benchmark, its answers (columns B and C) included."""
    others = of_benchmark(benchmark.number, "to_do")[1:]
    return f'=IF($B{row}<$C{row},"{MARK} answers"&SUBSTITUTE({others},"{MARK}",","),{others})'


def headline() -> str:
    """Say in one line what is left to do in the whole workbook."""
    counts = [_left(sheet) for sheet in _SHEETS]
    parts = "&".join(
        f'IF({count}>0,", "&{count}&" {noun}"&IF({count}=1,"","s")&" on {sheet.name}","")'
        for count, (sheet, noun) in zip(counts, _SHEETS.items(), strict=True)
    )
    done = "Nothing is left to do here. Save, close, and run: assemble"
    return f'=IF({"+".join(counts)}=0,"{done}","{MARK} Left to do: "&MID({parts},3,999))'


def is_left(sheet: Sheet) -> str:
    """Give the condition that something is left to do on a sheet."""
    return f"{_left(sheet)}>0"


def _left(sheet: Sheet) -> str:
    return f'COUNTIF({column(sheet, "to_do")},"{MARK}*")'


def _cell(sheet: Sheet, attribute: str, row: int) -> str:
    return f"${sheet.letter(attribute)}{row}"
