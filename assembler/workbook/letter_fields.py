"""The fields of the sheet `Letter`, in order, with the help that each gives."""

from typing import NamedTuple

from assembler.workbook.cell_kind import CellKind


class Field(NamedTuple):
    """One row of the sheet `Letter`: `name` in its first cell, `attribute` is that of Details."""

    name: str
    attribute: str
    kind: CellKind
    help: str
    required: bool = True


FIELDS = (
    Field(
        "Local authority",
        "authority",
        CellKind.TEXT,
        "The council's full name, as the letter is to print it.",
    ),
    Field(
        "Financial year",
        "financial_year",
        CellKind.TEXT,
        "Filled in already: the year these criteria belong to.",
    ),
    Field(
        "Letter date",
        "letter_date",
        CellKind.DATE,
        "The date the letter is to carry, as day/month/year: 21/05/2025.",
    ),
    Field(
        "Recipient name",
        "recipient_name",
        CellKind.TEXT,
        "The full name of the person the letter goes to, usually the chief executive.",
    ),
    Field(
        "Recipient job title",
        "recipient_job_title",
        CellKind.TEXT,
        "May be left blank.",
        required=False,
    ),
    Field(
        "Recipient address",
        "recipient_address",
        CellKind.LINES,
        "One line of the address on each line of the cell (Alt+Enter). The postcode comes last.",
    ),
    Field(
        "Salutation",
        "salutation",
        CellKind.TEXT,
        "What follows “Dear”, usually the first name. No comma.",
    ),
    Field(
        "Copied to",
        "copied_to",
        CellKind.LINES,
        "One name on each line of the cell (Alt+Enter). May be left blank.",
        required=False,
    ),
    Field(
        "Prevent leads to thank",
        "thanked",
        CellKind.LINES,
        "One name on each line of the cell (Alt+Enter). May be left blank.",
        required=False,
    ),
    Field(
        "Prevent Adviser",
        "adviser",
        CellKind.TEXT,
        "The adviser who looks after this council.",
    ),
    Field(
        "Signatory name",
        "signatory_name",
        CellKind.TEXT,
        "The full name of the person who signs the letter.",
    ),
    Field(
        "Signatory job title",
        "signatory_job_title",
        CellKind.TEXT,
        "Printed under the signatory's name.",
    ),
    Field(
        "Sender address",
        "sender_address",
        CellKind.LINES,
        "One line of the address on each line of the cell (Alt+Enter).",
    ),
    Field(
        "Contact email",
        "contact_email",
        CellKind.TEXT,
        "Printed under the signature as a link.",
    ),
    Field(
        "Security marking",
        "security_marking",
        CellKind.TEXT,
        "Printed at the head and foot of every page. Blank prints none.",
        required=False,
    ),
    Field(
        "Other authorities mentioned",
        "other_authorities",
        CellKind.LINES,
        "Names of other councils that the text may mention, one on each line of the cell. "
        "Any other council's name in the text is reported.",
        required=False,
    ),
    Field(
        "Recipient email",
        "recipient_email",
        CellKind.TEXT,
        "Where `assemble issue` addresses the email draft. Not printed. May be left blank.",
        required=False,
    ),
    Field(
        "Copied to emails",
        "copied_to_emails",
        CellKind.EMAILS,
        "One address on each line of the cell (Alt+Enter). Not printed. May be left blank.",
        required=False,
    ),
)
