"""The sheets and columns of a workbook: one table for the writer, the reader and messages.

The reader finds sheets and columns by these names, never by address.
"""

from typing import NamedTuple

from assembler.model import Answer, Benchmark, Criterion, Edition, Level
from assembler.wording import CROSSES, NO, NOT_APPLICABLE, TICKS, YES
from assembler.workbook.cell_kind import CellKind

EDITION_PROPERTY = "Assembler edition"
_LONGEST_LIST = 255  # characters that a list inside a rule can hold


class Column(NamedTuple):
    """One column of a sheet. `attribute` is that of the row's value; `width` is in characters.

    An `optional` column may be missing: older workbooks lack it.
    """

    header: str
    attribute: str
    kind: CellKind
    width: int
    help: str = ""
    optional: bool = False


class Sheet(NamedTuple):
    """One sheet: its name and its columns, in order. `key` is the attribute that names a row."""

    name: str
    columns: tuple[Column, ...]
    key: str = ""

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that a user fills in."""
        return tuple(column for column in self.columns if column.kind is not CellKind.FIXED)

    def with_columns(self, more: tuple[Column, ...]) -> "Sheet":
        """Return the sheet with further columns at its end."""
        return self._replace(columns=(*self.columns, *more))

    def column(self, attribute: str) -> Column:
        """Return the column of an attribute."""
        return next(column for column in self.columns if column.attribute == attribute)

    def letter(self, attribute: str) -> str:
        """Return the column letter of an attribute, in a workbook as it is written."""
        return chr(ord("A") + self.columns.index(self.column(attribute)))


GUIDE = "Guide"

LETTER = Sheet(
    "Letter",
    (
        Column("Field", "field", CellKind.FIXED, 28),
        Column("Value", "value", CellKind.TEXT, 60),
        Column("What to enter", "help", CellKind.FIXED, 56),
        Column("To do", "to_do", CellKind.FIXED, 14),
    ),
    key="field",
)

ANNEX_B = Sheet(
    "Annex B",
    (
        Column("Ref", "ref", CellKind.FIXED, 9),
        Column("Benchmark", "benchmark", CellKind.FIXED, 18),
        Column("Level", "level", CellKind.FIXED, 11),
        Column("Criterion", "criterion", CellKind.FIXED, 56),
        Column(
            "Self-assessment",
            "self_assessment",
            CellKind.ANSWER,
            14,
            "The council's own answer. It is shown beside yours and is not graded.",
        ),
        Column(
            "Evidence",
            "text",
            CellKind.PROSE,
            42,
            "What the council gave in support. Alt+Enter begins a new line.",
        ),
        Column(
            "Adviser answer",
            "answer",
            CellKind.ANSWER,
            12,
            "Your answer: this is what is graded. N/A takes the criterion out of the count and "
            "needs a note.",
        ),
        Column(
            "Adviser note",
            "note",
            CellKind.MULTILINE,
            30,
            "For your own record; it is not printed. Needed when the answer is N/A.",
        ),
        Column("To do", "to_do", CellKind.FIXED, 18),
        Column("Counts as", "counts_as", CellKind.FIXED, 10),
    ),
    key="ref",
)

ANNEX_A = Sheet(
    "Annex A",
    (
        Column("No.", "number", CellKind.FIXED, 6),
        Column("Benchmark", "benchmark", CellKind.FIXED, 22),
        Column("Proposed outcome", "proposed", CellKind.FIXED, 15),
        Column(
            "Outcome",
            "level",
            CellKind.OUTCOME,
            14,
            "Leave blank to accept the proposed outcome. Choose another only with a reason.",
        ),
        Column(
            "Reason",
            "reason",
            CellKind.MULTILINE,
            28,
            "Needed when the outcome differs from the proposal, or when none is proposed.",
        ),
        Column(
            "Summary of outcome",
            "summary",
            CellKind.PROSE,
            100,
            "What supports the outcome. Alt+Enter begins a new paragraph; a line that starts "
            "with “- ” is a list item.",
        ),
        Column("Answered, and why", "why", CellKind.FIXED, 34),
        Column("To do", "to_do", CellKind.FIXED, 18),
    ),
    key="number",
)

STRENGTHS = Sheet(
    "Strengths",
    (
        Column("Heading", "heading", CellKind.TEXT, 36, "A few words, printed in bold."),
        Column(
            "Text",
            "text",
            CellKind.PROSE,
            96,
            "One strength in each row, in the order of the letter.",
        ),
    ),
)

RECOMMENDATIONS = Sheet(
    "Recommendations",
    (
        Column(
            "Benchmark",
            "benchmark",
            CellKind.BENCHMARK,
            36,
            "The benchmark this recommendation is about.",
        ),
        Column("Heading", "heading", CellKind.TEXT, 36, "A few words, printed in bold."),
        Column(
            "Text",
            "text",
            CellKind.PROSE,
            96,
            "One recommendation in each row, in the order of the letter.",
        ),
    ),
)

LAST_YEAR = Sheet(
    "Last year",
    (
        Column("No.", "benchmark", CellKind.BENCHMARK, 6),
        Column("Benchmark", "title", CellKind.TEXT, 36),
        Column("Outcome", "outcome", CellKind.TEXT, 14),
        Column("Recommendation", "recommendation", CellKind.PROSE, 84),
        Column(
            "What became of it",
            "became",
            CellKind.PROSE,
            60,
            "What the council has done about it since. Not printed in the letter; the overview "
            "lists it.",
            optional=True,
        ),
    ),
)

# The last columns of a workbook begun from last year's. They are for reading and never read back.
LAST_ANSWERS = (
    Column("Last year's answer", "last_answer", CellKind.FIXED, 14),
    Column("Last year's evidence", "last_evidence", CellKind.FIXED, 42),
)
LAST_OUTCOMES = (Column("Last year's outcome", "last_outcome", CellKind.FIXED, 14),)

UNPLACED = Sheet(
    "Unplaced",
    (
        Column("Place in the document", "where", CellKind.TEXT, 36),
        Column("Near", "near", CellKind.TEXT, 30),
        Column("Text", "text", CellKind.PROSE, 96),
    ),
)

REQUIRED_SHEETS = (LETTER, ANNEX_B, ANNEX_A, STRENGTHS, RECOMMENDATIONS)
SHEETS = (*REQUIRED_SHEETS, LAST_YEAR, UNPLACED)

ANSWERS = tuple(str(answer) for answer in Answer)
# How an answer may be spelled, in lower case. The reader and the live grade share this table.
SPELLINGS = {
    **dict.fromkeys((*YES, "true", *TICKS), Answer.YES),
    **dict.fromkeys((*NO, *CROSSES), Answer.NO),
    **dict.fromkeys((*NOT_APPLICABLE, "n.a.", "n.a", "n / a"), Answer.NOT_APPLICABLE),
}
# White space and invisible characters that pasted text brings along (no-break spaces, byte-order
# marks).
SPACES, INVISIBLE = "\t\n\r\u00a0\u2007\u202f", "\u200b\ufeff"
# Shown where the rule proposes nothing.
NO_PROPOSAL = "No proposal"
OUTCOMES = (str(Level.EXCEEDING), str(Level.MET), str(Level.NOT_MET))


def benchmark_label(benchmark: Benchmark) -> str:
    """Return the label of a benchmark: `1. Multi-agency partnership group`."""
    return f"{benchmark.number}. {benchmark.title}"


def benchmark_choices(edition: Edition) -> tuple[tuple[str, ...], str]:
    """Return the choices of the benchmark drop-down, and the range that holds them if too long.

    The choices are labels where they fit, else numbers: a list inside a rule is short, and a comma
    separates its items. Where even the numbers do not fit, they are listed from `Annex A`.
    """
    labels = tuple(benchmark_label(benchmark) for benchmark in edition.scored)
    numbers = tuple(str(benchmark.number) for benchmark in edition.scored)
    if len(",".join(labels)) <= _LONGEST_LIST and not any(set(',"') & set(x) for x in labels):
        return labels, ""
    if len(",".join(numbers)) <= _LONGEST_LIST:
        return numbers, ""
    letter = ANNEX_A.letter("number")
    return numbers, f"'{ANNEX_A.name}'!${letter}$2:${letter}${len(edition.benchmarks) + 1}"


def criterion_text(criterion: Criterion) -> str:
    """Return a criterion as its cell shows it: the text, then each point on a line."""
    return "\n".join((criterion.text, *(f"- {point}" for point in criterion.points)))
