"""Write an email draft that Outlook and Thunderbird open ready to send (`X-Unsent: 1`)."""

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from assembler.model import Assessment

_TYPES = {
    ".pdf": ("application", "pdf"),
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
# What a draft says where the edition has no table [email].
_SUBJECT = "{title}: {council}"
_TEXT = (
    "Dear {salutation}\n\n"
    "Please find attached the letter of the {title} for {council}.\n\n"
    "{signatory}\n{signatory_job_title}\n"
)


def email_draft(assessment: Assessment, name: str, content: bytes) -> bytes:
    """Return the draft with one file attached. Without a date, so that bytes depend on input only.

    Addresses are those of the workbook, where it has them.
    """
    details, words = assessment.details, assessment.edition.email
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    if details.recipient_email:
        message["To"] = Address(details.recipient_name, addr_spec=details.recipient_email)
    if details.copied_to_emails:
        message["Cc"] = [Address(addr_spec=address) for address in details.copied_to_emails]
    message["Subject"] = _filled(words.get("subject", _SUBJECT), assessment)
    message.set_content(_filled(words.get("text", _TEXT), assessment))
    main, sub = _TYPES[Path(name).suffix]
    message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    message.set_boundary(f"=_assembler_{hashlib.sha256(content).hexdigest()[:32]}")
    return message.as_bytes()


def _filled(text: str, assessment: Assessment) -> str:
    """Fill in what a phrase may name in braces. Not str.format: it reads attributes as well."""
    details = assessment.details
    values = {
        "title": assessment.edition.titles["letter"],
        "council": details.authority,
        "salutation": details.greeted,
        "signatory": details.signatory_name,
        "signatory_job_title": details.signatory_job_title,
        "financial_year": details.financial_year or assessment.edition.financial_year,
    }
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", value)
    return text
