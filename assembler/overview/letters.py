"""Letters not ready, letters that differ from their workbook, paragraphs that several have."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assembler.checks.councils_of_run import texts_of_several
from assembler.checks.printed_passages import PrintedPassage, long_paragraphs
from assembler.findings import Finding, Severity
from assembler.model import Assessment
from assembler.outputs.reworded import reworded_paragraphs
from assembler.pipeline.status import CouncilStatus, DocumentStatus, State
from assembler.results import Examination
from assembler.wording import counted, folded, listed

_MOST_SHOWN = 3


@dataclass(frozen=True)
class NotReady:
    """A workbook that cannot be built yet, and the first things to put right in it."""

    council: str
    adviser: str
    workbook: str
    errors: int
    to_put_right: str


@dataclass(frozen=True)
class DifferingLetter:
    """A document that is not what its workbook gives, or not what was issued; how it differs."""

    council: str
    adviser: str
    document: str
    how: str
    to_do: str


@dataclass(frozen=True)
class SharedParagraph:
    """A paragraph that is word for word the same in the letters to several councils."""

    text: str
    councils: tuple[str, ...]
    sheets: tuple[str, ...]


def not_ready(pairs: Iterable[tuple[Examination, Assessment]]) -> Iterator[NotReady]:
    """Yield the workbooks that have errors, the most errors first."""
    waiting = [pair for pair in pairs if not pair[0].may_be_built]
    for examination, assessment in sorted(waiting, key=lambda pair: -len(_errors(pair[0]))):
        errors = _errors(examination)
        first = "\n".join(map(_as_line, errors[:_MOST_SHOWN]))
        more = len(errors) - _MOST_SHOWN
        yield NotReady(
            assessment.details.authority,
            assessment.details.adviser,
            examination.workbook,
            len(errors),
            f"{first}\n… and {more} more" if more > 0 else first,
        )


def _errors(examination: Examination) -> list[Finding]:
    return [f for f in examination.findings if f.severity is Severity.ERROR]


def _as_line(finding: Finding) -> str:
    where = listed(map(str, finding.places), _MOST_SHOWN)
    return f"{where}: {finding.message}" if where else finding.message


def differing_letters(statuses: Iterable[CouncilStatus]) -> Iterator[DifferingLetter]:
    """Yield the documents that differ from their workbook, or changed after they were issued.

    A document that was saved in Word without a change of its words does not differ.
    """
    for status in statuses:
        for document in status.documents:
            for how, to_do in _differences(status, document):
                yield DifferingLetter(status.council, status.adviser, document.document, how, to_do)


def _differences(status: CouncilStatus, document: DocumentStatus) -> Iterator[tuple[str, str]]:
    path = Path(document.document)
    if document.state is State.BEHIND:
        yield "The workbook changed since it was built.", f"assemble {status.workbook}"
    if (number := reworded_paragraphs(path)) is None:
        yield "What it was built as is not known.", f"assemble review {path.parent}"
    elif number:
        yield f"{counted(number, 'paragraph')} reworded in Word.", f"assemble adopt {path.parent}"
    if status.state is State.CHANGED and document.changed_since_issued:
        yield "It was saved again after it was issued.", f"assemble issue {path.parent}"


def shared_paragraphs(assessments: Iterable[Assessment]) -> list[SharedParagraph]:
    """Return the paragraphs that several councils' letters have, those of most councils first."""
    told = [
        (assessment.details.authority, passage)
        for assessment in assessments
        for passage in long_paragraphs(assessment)
        if assessment.details.authority
    ]
    passages: dict[str, list[PrintedPassage]] = {}
    for _, passage in told:
        passages.setdefault(folded(passage.text), []).append(passage)
    shared = texts_of_several((council, (passage.text,)) for council, passage in told)
    rows = [
        SharedParagraph(
            passages[text][0].text,
            councils,
            tuple(dict.fromkeys(passage.place.part for passage in passages[text])),
        )
        for text, councils in shared.items()
    ]
    return sorted(rows, key=lambda row: (-len(row.councils), row.text))
