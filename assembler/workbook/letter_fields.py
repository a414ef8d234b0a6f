"""The fields of the sheet `Letter`, in order, with the help that each gives."""

from typing import NamedTuple

from assembler.workbook.cell_kind import Kind


class Field(NamedTuple):
    """One row of the sheet `Letter`: `name` in its first cell, `attribute` is that of Details."""

    name: str
    attribute: str
    kind: Kind
    help: str
    required: bool = True


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
        Kind.EMAILS,
        "One address on each line of the cell (Alt+Enter). Not printed. May be left blank.",
        required=False,
    ),
)
