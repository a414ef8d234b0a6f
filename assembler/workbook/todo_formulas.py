"""Excel formulas for what is left to do: in words beside each row, and counted on `Guide`.

Where a cell is coloured as to do, a mark stands too, so that a page printed in black and white says
the same.
"""

from assembler.model import Answer, Benchmark, Evidence, Outcome
from assembler.rich_text import clean, plain
from assembler.workbook.formulas import (
    Formula,
    answer_of,
    column,
    is_blank,
    literal,
    own_cell,
    trim,
    trimmed,
)
from assembler.workbook.layout import ANNEX_A, ANNEX_B, LETTER, NO_PROPOSAL, OUTCOMES, Sheet
from assembler.workbook.letter_fields import FIELDS
from assembler.workbook.live_grade import CHECK_ROWS

MARK = "◄"
TOO_LONG = "The row cannot show all: read it in the formula bar."
ALTERED = (
    f"{MARK} Part of this workbook is missing or typed over. Undo it; until then rely on "
    "assemble validate, not this sheet"
)
_NOUNS = {LETTER: "field", ANNEX_B: "row", ANNEX_A: "benchmark"}
# A row is at most 409 points high: 28 lines of Arial 11. A line holds somewhat more characters than
# the column's width says; a paragraph ends in half an empty line on average.
_LINES_SHOWN, _CHARACTERS_BY_WIDTH, _LOST_BY_PARAGRAPH = 28, 1.15, 0.5


def counts_as(row: Evidence) -> Formula:
    """Say what an answer counts as: Yes, No, N/A, or nothing when it is not one of them."""
    text = f'=IFERROR({answer_of(own_cell(ANNEX_B, "answer"))},"")'
    return Formula(text, str(row.answer or ""))


def of_field(value: object) -> Formula:
    """Say beside a required field of `Letter` whether it is still to be filled in."""
    cell = own_cell(LETTER, "value")
    text = f'=IFERROR(IF({is_blank(cell)},"{MARK} fill in",""),"{MARK} error")'
    lines = value if isinstance(value, tuple) else (str(value or ""),)
    return Formula(text, "" if any(trim(clean(line)) for line in lines) else f"{MARK} fill in")


def of_criterion(row: Evidence) -> Formula:
    """Say beside a criterion what is missing, or that the council's own answer differs.

    Where neither is so, say whether the evidence is longer than a row can show.
    """
    answer, counted = own_cell(ANNEX_B, "answer"), own_cell(ANNEX_B, "counts_as")
    council = answer_of(own_cell(ANNEX_B, "self_assessment"))
    no_note = f'AND({counted}="{Answer.NOT_APPLICABLE}",{is_blank(own_cell(ANNEX_B, "note"))})'
    differs = (
        f"IF(IFERROR({council},{counted})={counted},"
        f'{_said_if_too_long(ANNEX_B, "text")},"council says "&{council})'
    )
    text = (
        f'=IFERROR(IF({is_blank(own_cell(ANNEX_B, "ref"))},"",'
        f'IF({is_blank(answer)},"{MARK} answer",'
        f'IF({counted}="","{MARK} choose from the list",'
        f'IF({no_note},"{MARK} note",{differs})))),"{MARK} error")'
    )
    return Formula(text, _criterion_now(row))


def _criterion_now(row: Evidence) -> str:
    if row.answer is None:
        return f"{MARK} answer"
    if row.answer is Answer.NOT_APPLICABLE and not trim(clean(row.note)):
        return f"{MARK} note"
    council = row.self_assessment
    if council not in {None, row.answer}:
        return f"council says {council}"
    return _said_now_if_too_long(clean(plain(row.text)), ANNEX_B, "text")


def _said_if_too_long(sheet: Sheet, attribute: str) -> str:
    """Say that a row cannot show all of a cell."""
    cell, in_line = own_cell(sheet, attribute), _characters_in_line(sheet, attribute)
    paragraphs = f'LEN({cell})-LEN(SUBSTITUTE({cell},CHAR(10),""))+1'
    lines = f"LEN({cell})/{in_line}+({paragraphs})*{_LOST_BY_PARAGRAPH}"
    return f'IF({lines}>{_LINES_SHOWN},{literal(TOO_LONG)},"")'


def _said_now_if_too_long(text: str, sheet: Sheet, attribute: str) -> str:
    # Excel counts UTF-16 code units.
    characters, paragraphs = len(text.encode("utf-16-le")) // 2, text.count("\n") + 1
    in_line = _characters_in_line(sheet, attribute)
    lines = characters / in_line + paragraphs * _LOST_BY_PARAGRAPH
    return TOO_LONG if lines > _LINES_SHOWN else ""


def _characters_in_line(sheet: Sheet, attribute: str) -> int:
    return round(sheet.column(attribute).width * _CHARACTERS_BY_WIDTH)


def of_outcome(outcome: Outcome, proposed: str) -> Formula:
    """Say beside a benchmark whether an outcome, a reason or the summary is missing.

    `proposed` is the proposed outcome as the sheet shows it now.
    """
    gaps = outcome_gaps()
    parts = "&".join(f'IF({gap},", {word}","")' for word, gap in gaps.items())
    text = (
        f'=IFERROR(IF(OR({",".join(gaps.values())}),"{MARK} "&MID({parts},3,99),'
        f'{_said_if_too_long(ANNEX_A, "summary")}),"{MARK} error")'
    )
    return Formula(text, _outcome_now(outcome, proposed))


def outcome_gaps() -> dict[str, str]:
    """Return the conditions under which something is missing from a row of `Annex A`, by its name.

    They stand in conditional formats too, where Excel takes no array constants.
    """
    proposed = own_cell(ANNEX_A, "proposed")
    level, reason = own_cell(ANNEX_A, "level"), own_cell(ANNEX_A, "reason")
    choices = ",".join(f'{trimmed(level)}="{word}"' for word in OUTCOMES)
    is_known = f"OR({choices})"
    is_graded = f'AND({proposed}<>"{CHECK_ROWS}",ISERROR(SEARCH("unanswered",{proposed})))'
    undecided = f'IF({is_blank(level)},{proposed}="{NO_PROPOSAL}",NOT({is_known}))'
    unexplained = f"AND({is_graded},{is_known},{trimmed(level)}<>{proposed},{is_blank(reason)})"
    return {
        "rows": f'{proposed}="{CHECK_ROWS}"',
        "outcome": undecided,
        "reason": unexplained,
        "summary": is_blank(own_cell(ANNEX_A, "summary")),
    }


def _outcome_now(outcome: Outcome, proposed: str) -> str:
    summary = clean(plain(outcome.summary))
    differs = outcome.level is not None and str(outcome.level) != proposed
    gaps = {
        "outcome": outcome.level is None and proposed == NO_PROPOSAL,
        "reason": differs and "unanswered" not in proposed and not trim(clean(outcome.reason)),
        "summary": not trim(summary),
    }
    if any(gaps.values()):
        return f"{MARK} {', '.join(word for word, is_missing in gaps.items() if is_missing)}"
    return _said_now_if_too_long(summary, ANNEX_A, "summary")


def filled(marked: int) -> Formula:
    """Count the required fields of `Letter` that are filled in; `marked` are not."""
    required = sum(field.required for field in FIELDS)
    return Formula(f"={required}-{_marked(LETTER)}", required - marked)


def of_benchmark(number: int, attribute: str) -> str:
    """Look up what `Annex A` says of a benchmark in one of its columns."""
    row = f"MATCH({number},{column(ANNEX_A, 'number')},0)"
    return f'IFERROR(INDEX({column(ANNEX_A, attribute)},{row})&"","")'


def left_of(benchmark: Benchmark, row: int, *, blank: int, outcome: str) -> Formula:
    """Say on `Guide` what is left to do for a benchmark, answers included.

    `blank` counts the unanswered criteria; `outcome` is the text of To do on `Annex A`.
    """
    of_row = of_benchmark(benchmark.number, "to_do")
    marked = f'IF(LEFT({of_row})="{MARK}",{of_row},"")'
    text = f'=IF($C{row}<$D{row},"{MARK} answers"&SUBSTITUTE({marked},"{MARK}",","),{marked})'
    marked_now = outcome if outcome.startswith(MARK) else ""
    value = f"{MARK} answers{marked_now.replace(MARK, ',')}" if blank else marked_now
    return Formula(text, value)


def headline(marked: dict[Sheet, int], answered: str, criteria: str, altered: str) -> Formula:
    """Say in one line what is left to do in the whole workbook; `marked` counts rows by sheet.

    `answered` and `criteria` are the cells of `Guide` with their counts: with them a missing answer
    is counted even where its row lost its ref. `altered` is the condition that part of the form is
    missing, so that nothing can be counted.
    """
    counts = {sheet: _marked(sheet) for sheet in _NOUNS}
    parts = "&".join(
        f'IF({count}>0,", "&{count}&" {_NOUNS[sheet]}"&IF({count}=1,"","s")&" on {sheet.name}","")'
        for sheet, count in counts.items()
    )
    unmarked = f"AND({counts[ANNEX_B]}=0,SUM({answered})<SUM({criteria}))"
    parts += f'&IF({unmarked},", answers on {ANNEX_B.name}","")'
    done = "Nothing is left to do here. Save, close, and run: assemble"
    is_done = f"AND({'+'.join(counts.values())}=0,NOT({unmarked}))"
    said = f'IF({is_done},"{done}","{MARK} Left to do: "&MID({parts},3,999))'
    text = f'=IFERROR(IF({altered},"{ALTERED}",{said}),"{ALTERED}")'
    listed = ", ".join(
        f"{count} {_NOUNS[sheet]}{'' if count == 1 else 's'} on {sheet.name}"
        for sheet, count in marked.items()
        if count
    )
    return Formula(text, f"{MARK} Left to do: {listed}" if listed else done)


def is_left(sheet: Sheet) -> str:
    """Return the condition that something is left to do on a sheet."""
    return f"{_marked(sheet)}>0"


def first_marked(sheet: Sheet) -> str:
    """Return the row of the first mark on a sheet; an error where there is none."""
    return f'MATCH("{MARK}*",{column(sheet, "to_do")},0)'


def _marked(sheet: Sheet) -> str:
    return f'COUNTIF({column(sheet, "to_do")},"{MARK}*")'
