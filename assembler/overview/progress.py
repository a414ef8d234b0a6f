"""How far the letters are: not ready, differing from their workbook, the same words in several."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assembler.checks.printed_passages import long_paragraphs
from assembler.errors import AssemblerError
from assembler.findings import Finding, Severity
from assembler.model import Assessment
from assembler.outputs import copies
from assembler.pipeline.status import CouncilStatus, DocumentStatus, State
from assembler.results import Examination
from assembler.word.document import WordDocument
from assembler.word.read_runs import visible_text
from assembler.word.reader import stories
from assembler.wording import counted, folded, listed, plain

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


def reworded_paragraphs(path: Path) -> int | None:
    """Return how many paragraphs of a document differ from what was built; None if unknown."""
    try:
        now = path.read_bytes()
        built = copies.as_built(
            path.parent.parent, path.stem.removeprefix(f"{path.parent.name}-"), now
        )
        if built is None:
            return None
        return 0 if built == now else _differing(_texts(built, path), _texts(now, path))
    except (OSError, AssemblerError):
        return None


def _texts(content: bytes, path: Path) -> Counter[str]:
    """Return the texts of a document's paragraphs, headers and footers included."""
    found = stories(WordDocument(content, path.name))
    texts = (visible_text(paragraph) for story in found for _, paragraph in story.paragraphs)
    return Counter(plain(text) for text in texts if text.strip())


def _differing(built: Counter[str], now: Counter[str]) -> int:
    return max((built - now).total(), (now - built).total())


def shared_paragraphs(assessments: Sequence[Assessment]) -> Iterator[SharedParagraph]:
    """Yield the paragraphs that several councils' letters have, those of most councils first."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for assessment in assessments:
        council = assessment.details.authority
        for passage in long_paragraphs(assessment) if council else ():
            found.setdefault(folded(passage.text), []).append(
                (passage.text, council, passage.place.part)
            )
    shared = [
        SharedParagraph(
            rows[0][0],
            tuple(sorted({council for _, council, _ in rows})),
            tuple(dict.fromkeys(sheet for _, _, sheet in rows)),
        )
        for rows in found.values()
    ]
    several = [row for row in shared if len(row.councils) > 1]
    yield from sorted(several, key=lambda row: (-len(row.councils), row.text))
