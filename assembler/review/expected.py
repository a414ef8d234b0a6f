"""Gather what a workbook gives now: the documents to compare an edited one with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from assembler import settings
from assembler.editions import catalogue
from assembler.edits.labelled_documents import labelled_documents
from assembler.findings import Finding, Severity
from assembler.letter import context as letter_context
from assembler.letter import draft
from assembler.model import Edition
from assembler.pipeline.assess import assess
from assembler.results import Examination
from assembler.review.reviewed_document import KINDS, WHOLE, Workbook
from assembler.templating import template_set
from assembler.word.passages import Copy, Passage, opened
from assembler.wording import counted, plain

# The placeholder that a draft prints for a missing value: "[Recipient name: Letter!B5]".
_PLACEHOLDER = re.compile(r"\[[^\[\]]+: [^\[\]!]+![A-Z]+[0-9]+\]")

# Workbooks kept at once: documents come folder by folder, and memory must not grow with them.
_MOST_KEPT = 8

Expected = tuple[Workbook | None, tuple[Finding, ...]]


@dataclass
class ExpectedByWorkbook:
    """Read and render each workbook of a review once, for all documents built from it.

    Templates and editions that are not given come from the settings beside the workbook, else
    beside the documents reviewed.
    """

    documents: Sequence[Path]
    templates: Path | None = None
    editions: tuple[Edition, ...] = ()
    _cache: dict[Path, Expected] = field(default_factory=dict)

    def of(self, workbook: Path) -> Expected:
        """Return what the workbook gives, or None, and the findings that stop it being built."""
        if workbook not in self._cache:
            if len(self._cache) >= _MOST_KEPT:
                del self._cache[next(iter(self._cache))]
            chosen = settings.find([workbook, *self.documents])
            editions = self.editions or catalogue.known(chosen.editions)
            self._cache[workbook] = _render(workbook, self.templates or chosen.templates, editions)
        return self._cache[workbook]


def _render(path: Path, templates: Path | None, editions: tuple[Edition, ...]) -> Expected:
    examined = assess(path, editions)
    findings = () if examined.may_be_built else (_unfinished(path, examined),)
    if examined.assessment is None:
        return None, findings
    context = letter_context.context(examined.assessment, examined.graded)
    printed = context
    if findings:  # render what is there; placeholders show where a value is missing
        printed = draft.filled(context, examined.assessment)
        printed = replace(printed, security_marking=context.security_marking)
    found = template_set.find(templates)
    rendered = found.render(printed)
    assessment = examined.assessment

    @cache
    def document(kind: str) -> Copy:
        copy = opened(rendered[kind].content, kind)
        return _without_placeholders(copy) if findings else copy

    workbook = Workbook(
        path.name,
        assessment,
        examined.graded,
        context,
        document,
        {name: each.content for name, each in rendered.items()},
        cache(lambda: labelled_documents(printed, assessment, found)),
        finished=not findings,
    )
    return workbook, findings


def _unfinished(path: Path, examined: Examination) -> Finding:
    count = sum(f.severity is Severity.ERROR for f in examined.findings)
    message = f"the workbook {path.name} has {counted(count, 'thing')} to put right."
    fix = f"Run assemble validate {path} and put {'it' if count == 1 else 'them'} right first."
    return Finding("document.workbook", Severity.ERROR, message, fix)


def _without_placeholders(copy: Copy) -> Copy:
    return replace(copy, body=tuple(p for p in copy.body if not _PLACEHOLDER.search(p.text)))


def parts_by_kind(
    document: Copy, kind: str, workbook: Workbook
) -> Mapping[str, tuple[Passage, ...]]:
    """Return the passages of a document by the kind they belong to; a pack holds all three.

    Where the kind is not known the titles decide. Empty when they say nothing either.
    """
    if kind and kind != WHOLE:
        return {kind: document.body}
    starts = {
        each: _start(document.body, plain(workbook.context.titles[each.replace("-", "_")]))
        for each in KINDS
    }
    if not kind and starts["annex-a"] is None and starts["annex-b"] is None:
        return {"letter": document.body} if starts["letter"] is not None else {}
    first = starts["annex-a"] if starts["annex-a"] is not None else len(document.body)
    second = starts["annex-b"] if starts["annex-b"] is not None else len(document.body)
    parts = {
        "letter": document.body[: min(first, second)],
        "annex-a": document.body[first : second if second > first else None],
        "annex-b": document.body[second : first if first > second else None],
    }
    return {each: part for each, part in parts.items() if part or kind}


def _start(body: Sequence[Passage], title: str) -> int | None:
    """Return the index of a part's title outside tables, or None."""
    for index, passage in enumerate(body):
        if passage.table < 0 and passage.plain.lower() == title.lower():
            return index
    return None
