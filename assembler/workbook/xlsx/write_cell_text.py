"""Write text as the content of a cell: spans, escapes, and the emphasis of rich-text runs."""

import re
from datetime import date
from typing import TypeAlias

from assembler.rich_text import PLAIN, Prose, Span, clean
from assembler.workbook.xlsx.splice import text

# What Excel reads as the escape of a character (22.9.2.19) is itself escaped, or it would be one.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

Value: TypeAlias = Prose | str | date


def spans_of(value: Prose | str) -> tuple[Span, ...]:
    """Return a text as the spans of a cell: one paragraph a line, list items marked with "- "."""
    if isinstance(value, str):
        return (Span(_clean(value)),)
    spans: list[Span] = []
    for index, paragraph in enumerate(value):
        mark = ("\n" if index else "") + ("- " if paragraph.item else "")
        first, *others = paragraph.spans or (PLAIN,)
        spans += [first.saying(mark + first.text), *others]
    cleaned = (span.saying(_clean(span.text)) for span in spans)
    return tuple(span for span in cleaned if span.text)


def needs_bare_font(look: Span, value: Value) -> bool:
    """Return whether the cell's own font would add an emphasis that the value does not have."""
    if not look.stands_out or isinstance(value, date):
        return False
    return any(not span.stands_out for span in spans_of(value))


def emphasis(span: Span, prefix: str) -> str:
    """Return what a run's properties say of its emphasis (18.4.7); empty for plain words."""
    said = (
        f"<{prefix}b/>" if span.bold else "",
        f"<{prefix}i/>" if span.italic else "",
        f"<{prefix}u/>" if span.underline else "",
        f'<{prefix}vertAlign val="{span.position}script"/>' if span.position else "",
    )
    return "".join(said)


def _clean(words: str) -> str:
    """Return words without control debris. What looks like an escape of Excel's is text here."""
    return clean(_ESCAPE.sub("_x005F_", words))


def escaped(words: str) -> str:
    """Return words escaped for XML, and for Excel, which reads `_x0041_` as an A."""
    return text(_ESCAPE.sub("_x005F_", words))
