"""The lists of what a letter may hold: kinds of parts, fields, and targets outside the file.

What is not on them is reported, so that something new is refused until someone has looked at it.
"""

import re

# The kinds of parts, by the last word of their relationship's type.
PARTS = frozenset(
    (
        *("officeDocument", "core-properties", "extended-properties", "custom-properties"),
        *("thumbnail", "styles", "stylesWithEffects", "settings", "webSettings", "fontTable"),
        *("font", "theme", "numbering", "header", "footer", "footnotes", "endnotes", "image"),
        *("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people"),
        *("customXml", "customXmlProps", "glossaryDocument", "hyperlink", "classificationlabels"),
        *("attachedTemplate", "documenttasks", "keyMapCustomizations", "bibliography"),
    )
)
# What a person calls some of those that are refused.
REFUSED_PARTS = {
    "vbaProject": "macros",
    "oleObject": "an embedded object",
    "package": "an embedded file",
    "aFChunk": "another document, to be inserted when it is opened",
    "subDocument": "a sub-document",
    "control": "a form control that runs code",
    "chart": "a chart, with the workbook behind it",
    "mailMergeSource": "a mail-merge source",
    "mailMergeHeaderSource": "a mail-merge source",
    "recipientData": "mail-merge recipients",
}
# Fields that show what the document itself holds. Others fetch, insert or run something, or change
# from day to day.
FIELDS = frozenset(
    (
        *("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF"),
        *("HYPERLINK", "TOC", "TC", "SEQ", "TITLE", "SYMBOL", "LISTNUM", "AUTONUM"),
        *("FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"),
    )
)
_TARGET = re.compile(r"(?i)^(?:https?://|mailto:|#)")


def is_web_or_mail(target: str) -> bool:
    """Return whether a link leads to a web page, an email address or a place in the document."""
    return bool(_TARGET.match(target))
