"""What each code means, for `--explain` and docs/checks.md, from the docstrings of the rules."""

import textwrap
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from assembler.checks.run import RULES as CHECK_RULES
from assembler.findings import Severity
from assembler.review.run import RULES as REVIEW_RULES
from assembler.wording import single_spaced

ERROR, WARNING = Severity.ERROR, Severity.WARNING

# What reading a workbook finds, before any rule looks at it.
READING: Mapping[str, tuple[Severity, str]] = {
    "file.stopped": (
        ERROR,
        (
            "Something outside the workbook stopped it: a file that could not be opened or "
            "written, a template that is wrong, or a fault of the program. The message names it."
        ),
    ),
    "workbook.file": (
        ERROR,
        (
            "The file cannot be read as a workbook.\n\nIt is damaged, protected by a password, of "
            "another kind, or larger than any assessment: files beyond 50 MB, or 400 MB unpacked, "
            "60,000 filled cells or 2,000,000 characters are not opened."
        ),
    ),
    "workbook.ours": (
        ERROR,
        "It is a workbook, but not an assurance workbook: none of the sheets is there.",
    ),
    "workbook.sheet": (ERROR, "A sheet is missing or was given another name."),
    "workbook.copy": (
        WARNING,
        (
            "A sheet has the name of a copy, such as “Annex B (2)”. Only the sheets of the form "
            "are read; what was typed into the copy is not used."
        ),
    ),
    "workbook.column": (
        ERROR,
        (
            "A column is missing or its heading was changed. Columns are found by their headings, "
            "so they may be in any order."
        ),
    ),
    "workbook.row": (
        ERROR,
        (
            "The row of a field, criterion or benchmark is missing. Rows are found by what is "
            "in their first column, so they may be in any order."
        ),
    ),
    "workbook.duplicate": (ERROR, "A heading, field, criterion or benchmark appears twice."),
    "workbook.unknown": (
        ERROR,
        "A row has a Ref or number that the year does not have, or is filled in and has none.",
    ),
    "workbook.merged": (
        WARNING,
        "Cells to fill were merged. Only the first of them holds anything; the others are blank.",
    ),
    "workbook.edition": (ERROR, "There are no criteria for the financial year given."),
    "workbook.altered": (
        WARNING,
        "The words of a criterion were changed. The documents print them as published.",
    ),
    "cells.formula": (
        ERROR,
        (
            "A cell holds a formula, or an error such as #REF!, where words belong. What a formula "
            "shows may change without anybody seeing it, so it is never read."
        ),
    ),
    "cells.struck": (
        ERROR,
        (
            "Words in a cell are struck through (crossed out). The documents cannot print them so, "
            "and to print them as live words would say what was taken back."
        ),
    ),
    "answers.choice": (
        ERROR,
        "An answer is not Yes, No or N/A. An unticked box (FALSE) is not an answer.",
    ),
    "outcomes.choice": (ERROR, "An outcome is not Met, Exceeding or Not met."),
    "recommendations.choice": (ERROR, "A recommendation's benchmark is not on the list."),
    "details.date": (ERROR, "The letter's date is text that is not a date."),
}


# What review finds before any rule looks at a document.
SELECTING: Mapping[str, tuple[Severity, str]] = {
    "document.stopped": (
        ERROR,
        "The document, or its workbook, cannot be read. The message says why.",
    ),
    "document.workbook": (
        ERROR,
        "The workbook has things to put right, so nobody can say what the document should hold.",
    ),
    "document.draft": (ERROR, "The document is a draft, built despite what was missing."),
    "document.kind": (ERROR, "The document is neither a letter nor an annex of this council."),
    "folder.empty": (ERROR, "There is no Word document in the folder."),
    "folder.stopped": (ERROR, "The folder, or a file in it, may not be opened."),
    "folder.missing": (ERROR, "A document that was built is no longer in the folder."),
    "folder.copies": (ERROR, "The folder holds two copies of one document. Keep the newer one."),
    "folder.beside": (ERROR, "A build left a new version beside a document it could not merge."),
    "folder.open": (ERROR, "A document is open in Word, so what was read may not be what is sent."),
    "folder.draft": (ERROR, "A draft is still beside the finished documents."),
    "folder.pdf": (ERROR, "A PDF is older than the document that it was made from."),
    "folder.other": (WARNING, "A file in the folder is not one of the council's documents."),
    "folder.pack": (WARNING, "The pack and the documents beside it differ."),
}


@cache
def explanations() -> Mapping[str, tuple[Severity, str]]:
    """Return every code of validate and review with its severity and meaning."""
    checks = {rule.code: (rule.severity, rule.explanation) for rule in CHECK_RULES}
    reviews = {rule.code: (rule.severity, rule.explanation) for rule in REVIEW_RULES}
    return {**READING, **checks, **SELECTING, **reviews}


def explained(code: str) -> str | None:
    """Return what a code means, at 80 columns; None when there is no such code."""
    known = explanations()
    if code not in known:
        return None
    severity, text = known[code]
    paragraphs = [textwrap.fill(part, 80) for part in _paragraphs(text)]
    return "\n\n".join([f"{code} ({_does(severity)})", *paragraphs])


def nearest(code: str) -> str:
    """Return the code that was probably meant; empty when none is near."""
    return next(iter(get_close_matches(code, explanations(), n=1)), "")


def page() -> str:
    """Return the page of all codes, for docs/checks.md."""
    head = (
        "# What is checked\n\n"
        "Written by `python -m pytest --update-goldens`; do not edit. An **error** blocks the "
        "build or the sending, a **warning** is advice. `assemble validate --explain CODE` prints "
        "one of these.\n"
    )
    parts = [head]
    family = ""
    for code, (severity, text) in sorted(explanations().items()):
        if code.partition(".")[0] != family:
            family = code.partition(".")[0]
            parts.append(f"## {family}\n")
        body = "\n\n".join(_paragraphs(text))
        parts.append(f"### {code}\n\n*{severity}* – {body}\n")
    return "\n".join(parts)


def _paragraphs(text: str) -> list[str]:
    return [single_spaced(part) for part in text.split("\n\n")]


def _does(severity: Severity) -> str:
    return "an error: it must be put right" if severity is ERROR else "a warning: advice"
