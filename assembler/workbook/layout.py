"""The sheets, columns and fields of a workbook: one table for the writer, the reader and messages.

They are found again by the names here, never by address.
"""

from enum import Enum, auto
from typing import NamedTuple

from assembler.model import Answer, Benchmark, Criterion, Edition, Level
from assembler.wording import CROSSES, NO, NOT_APPLICABLE, TICKS, YES

EDITION_PROPERTY = "Assembler edition"


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


class Field(NamedTuple):
    """One row of the sheet `Letter`: `name` in its first cell, `attribute` is that of Details."""

    name: str
    attribute: str
    kind: Kind
    help: str
    required: bool = True


class Column(NamedTuple):
    """One column of a sheet. `attribute` is that of the row's value; `width` is in characters.

    An `optional` column may be missing: workbooks written before it was thought of lack it.
    """

    header: str
    attribute: str
    kind: Kind
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
        return tuple(column for column in self.columns if column.kind is not Kind.FIXED)

    def with_columns(self, more: tuple[Column, ...]) -> "Sheet":
        """Return the sheet with further columns at its end."""
        return self._replace(columns=(*self.columns, *more))

    def column(self, attribute: str) -> Column:
        """Return the column of an attribute."""
        return next(column for column in self.columns if column.attribute == attribute)

    def letter(self, attribute: str) -> str:
        """Return the column letter of an attribute, in a workbook as it is written."""
        return chr(ord("A") + self.columns.index(self.column(attribute)))


FIELDS = (
    Field(
        "Local authority",
        "authority",
        Kind.TEXT,
        "The council's full name, as the letter is to print it.",
    ),
    Field(
        "Financial year",
        "financial_year",
        Kind.TEXT,
        "Filled in already: the year these criteria belong to.",
    ),
    Field(
        "Letter date",
        "letter_date",
        Kind.DATE,
        "The date the letter is to carry, as day/month/year: 21/05/2025.",
    ),
    Field(
        "Recipient name",
        "recipient_name",
        Kind.TEXT,
        "The full name of the person the letter goes to, usually the chief executive.",
    ),
    Field(
        "Recipient job title",
        "recipient_job_title",
        Kind.TEXT,
        "May be left blank.",
        required=False,
    ),
    Field(
        "Recipient address",
        "recipient_address",
        Kind.LINES,
        "One line of the address on each line of the cell (Alt+Enter). The postcode comes last.",
    ),
    Field(
        "Salutation",
        "salutation",
        Kind.TEXT,
        "What follows “Dear”, usually the first name. No comma.",
    ),
    Field(
        "Copied to",
        "copied_to",
        Kind.LINES,
        "One name on each line of the cell (Alt+Enter). May be left blank.",
        required=False,
    ),
    Field(
        "Prevent leads to thank",
        "thanked",
        Kind.LINES,
        "One name on each line of the cell (Alt+Enter). May be left blank.",
        required=False,
    ),
    Field(
        "Prevent Adviser",
        "adviser",
        Kind.TEXT,
        "The adviser who looks after this council.",
    ),
    Field(
        "Signatory name",
        "signatory_name",
        Kind.TEXT,
        "The full name of the person who signs the letter.",
    ),
    Field(
        "Signatory job title",
        "signatory_job_title",
        Kind.TEXT,
        "Printed under the signatory's name.",
    ),
    Field(
        "Sender address",
        "sender_address",
        Kind.LINES,
        "One line of the address on each line of the cell (Alt+Enter).",
    ),
    Field(
        "Contact email",
        "contact_email",
        Kind.TEXT,
        "Printed under the signature as a link.",
    ),
    Field(
        "Security marking",
        "security_marking",
        Kind.TEXT,
        "Printed at the head and foot of every page. Blank prints none.",
        required=False,
    ),
    Field(
        "Other authorities mentioned",
        "other_authorities",
        Kind.LINES,
        "Names of other councils that the text may mention, one on each line of the cell. "
        "Any other council's name in the text is reported.",
        required=False,
    ),
    Field(
        "Recipient email",
        "recipient_email",
        Kind.TEXT,
        "Where `assemble issue` addresses the email draft. Not printed. May be left blank.",
        required=False,
    ),
    Field(
        "Copied to emails",
        "copied_to_emails",
        Kind.LINES,
        "One address on each line of the cell (Alt+Enter). Not printed. May be left blank.",
        required=False,
    ),
)

GUIDE = "Guide"

LETTER = Sheet(
    "Letter",
    (
        Column("Field", "field", Kind.FIXED, 28),
        Column("Value", "value", Kind.TEXT, 60),
        Column("What to enter", "help", Kind.FIXED, 56),
        Column("To do", "to_do", Kind.FIXED, 14),
    ),
    key="field",
)

ANNEX_B = Sheet(
    "Annex B",
    (
        Column("Ref", "ref", Kind.FIXED, 9),
        Column("Benchmark", "benchmark", Kind.FIXED, 18),
        Column("Level", "level", Kind.FIXED, 11),
        Column("Criterion", "criterion", Kind.FIXED, 56),
        Column(
            "Self-assessment",
            "self_assessment",
            Kind.ANSWER,
            14,
            "The council's own answer. It is shown beside yours and is not graded.",
        ),
        Column(
            "Evidence",
            "text",
            Kind.PROSE,
            42,
            "What the council gave in support. Alt+Enter begins a new line.",
        ),
        Column(
            "Adviser answer",
            "answer",
            Kind.ANSWER,
            12,
            "Your answer: this is what is graded. N/A takes the criterion out of the count and "
            "needs a note.",
        ),
        Column(
            "Adviser note",
            "note",
            Kind.MULTILINE,
            30,
            "For your own record; it is not printed. Needed when the answer is N/A.",
        ),
        Column("To do", "to_do", Kind.FIXED, 18),
        Column("Counts as", "counts_as", Kind.FIXED, 10),
    ),
    key="ref",
)

ANNEX_A = Sheet(
    "Annex A",
    (
        Column("No.", "number", Kind.FIXED, 6),
        Column("Benchmark", "benchmark", Kind.FIXED, 22),
        Column("Proposed outcome", "proposed", Kind.FIXED, 15),
        Column(
            "Outcome",
            "level",
            Kind.OUTCOME,
            14,
            "Leave blank to accept the proposed outcome. Choose another only with a reason.",
        ),
        Column(
            "Reason",
            "reason",
            Kind.MULTILINE,
            28,
            "Needed when the outcome differs from the proposal, or when none is proposed.",
        ),
        Column(
            "Summary of outcome",
            "summary",
            Kind.PROSE,
            100,
            "What supports the outcome. Alt+Enter begins a new paragraph; a line that starts "
            "with “- ” is a list item.",
        ),
        Column("Answered, and why", "why", Kind.FIXED, 34),
        Column("To do", "to_do", Kind.FIXED, 18),
    ),
    key="number",
)

STRENGTHS = Sheet(
    "Strengths",
    (
        Column("Heading", "heading", Kind.TEXT, 36, "A few words, printed in bold."),
        Column(
            "Text", "text", Kind.PROSE, 96, "One strength in each row, in the order of the letter."
        ),
    ),
)

RECOMMENDATIONS = Sheet(
    "Recommendations",
    (
        Column(
            "Benchmark",
            "benchmark",
            Kind.BENCHMARK,
            36,
            "The benchmark this recommendation is about.",
        ),
        Column("Heading", "heading", Kind.TEXT, 36, "A few words, printed in bold."),
        Column(
            "Text",
            "text",
            Kind.PROSE,
            96,
            "One recommendation in each row, in the order of the letter.",
        ),
    ),
)

LAST_YEAR = Sheet(
    "Last year",
    (
        Column("No.", "benchmark", Kind.BENCHMARK, 6),
        Column("Benchmark", "title", Kind.TEXT, 36),
        Column("Outcome", "outcome", Kind.TEXT, 14),
        Column("Recommendation", "recommendation", Kind.PROSE, 84),
        Column(
            "What became of it",
            "became",
            Kind.PROSE,
            60,
            "What the council has done about it since. Not printed in the letter; the overview "
            "lists it.",
            optional=True,
        ),
    ),
)

# The last columns of a workbook begun from last year's. They are for reading and never read back.
LAST_ANSWERS = (
    Column("Last year's answer", "last_answer", Kind.FIXED, 14),
    Column("Last year's evidence", "last_evidence", Kind.FIXED, 42),
)
LAST_OUTCOMES = (Column("Last year's outcome", "last_outcome", Kind.FIXED, 14),)

UNPLACED = Sheet(
    "Unplaced",
    (
        Column("Place in the document", "where", Kind.TEXT, 36),
        Column("Near", "near", Kind.TEXT, 30),
        Column("Text", "text", Kind.PROSE, 96),
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
    """Return the choices of the drop-down of benchmarks, and the range they stand in if too long.

    Labels where they fit, else numbers: a list inside a rule holds 255 characters, and a comma
    separates its items. An edition of many benchmarks has its numbers listed from `Annex A`.
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


_LONGEST_LIST = 255
