"""Work out the progress of each council's letter from its workbook, documents and records."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from assembler.errors import AssemblerError
from assembler.findings import Place, Severity
from assembler.model import Assessment
from assembler.outputs import copies, locate, manifest, names, records
from assembler.outputs.records import ISSUED, REVIEWED, Record
from assembler.pipeline.assess import assess_content, read_workbook
from assembler.pipeline.build import Order, digest_of_inputs, rendered
from assembler.results import Examination
from assembler.word import document_id
from assembler.wording import folded
from assembler.workbook.layout import LETTER


class State(StrEnum):
    """The progress of a letter, from first state to last; and a file that cannot be read."""

    NO_WORKBOOK = "no workbook"
    NOT_BEGUN = "not begun"
    FILLING = "filling"
    READY = "ready to build"
    BUILT = "built"
    EDITED = "edited"
    BEHIND = "behind the workbook"
    REVIEWED = "reviewed"
    ISSUED = "issued"
    CHANGED = "changed since issued"
    UNREADABLE = "cannot be read"


_LEVELS = 3  # the folder of a workbook, that of all advisers, and the one that holds it
STAGES = tuple(state for state in State if state is not State.UNREADABLE)


@dataclass(frozen=True)
class DocumentStatus:
    """One document on disk: `state` is built, edited or behind the workbook.

    `changed_since_issued` says that it is not what the council was sent.
    """

    document: str
    state: State
    changed_since_issued: bool = False


@dataclass(frozen=True)
class CouncilStatus:
    """The progress of one council's letter. `since` is the day it reached `state`, if known.

    `edition` is the year of its workbook, "" where that is not known.
    `to_answer` counts the scored criteria; `answered` counts those that an adviser has answered.
    """

    workbook: str
    council: str
    state: State
    adviser: str = ""
    letter_date: str = ""
    answered: int = 0
    to_answer: int = 0
    errors: int = 0
    since: str = ""
    documents: tuple[DocumentStatus, ...] = ()
    edition: str = ""


def statuses(workbooks: Iterable[Path], order: Order) -> Iterator[CouncilStatus]:
    """Yield the status of each assurance workbook; skip any other workbook.

    A file that cannot be read as a workbook has no council and the state for that. Documents that
    may not be opened count as one error.
    """
    for path in workbooks:
        try:
            content = read_workbook(path)
        except AssemblerError:
            yield CouncilStatus(str(path), "", State.UNREADABLE, errors=1, since=_day(path))
            continue
        assessed = assess_content(path, content, order.editions)
        if not is_of_a_council(assessed):
            continue
        try:
            yield status_of(path, content, assessed, order)
        except OSError:  # its documents may not be opened
            council = assessed.assessment.details.authority if assessed.assessment else ""
            yield CouncilStatus(str(path), council, State.FILLING, errors=1, since=_day(path))


def listed_states(statuses: Iterable[CouncilStatus]) -> str:
    """Return how many councils are in each state, in order: "2 built, 1 issued"."""
    counts = Counter(status.state for status in statuses)
    return ", ".join(f"{counts[state]:,} {state}" for state in State if counts[state])


def is_of_a_council(assessed: Examination) -> bool:
    """Return whether this is an assurance workbook; an overview has no sheet named Letter."""
    return assessed.assessment is not None or not any(
        finding.code == "workbook.ours"
        or (finding.code == "workbook.sheet" and Place(LETTER.name) in finding.places)
        for finding in assessed.findings
    )


def status_of(path: Path, content: bytes, assessed: Examination, order: Order) -> CouncilStatus:
    """Return the status of a workbook, given its bytes and its examination.

    Its documents are looked for in the outputs folder of the order, then in a folder `outputs`
    beside the workbook, or beside a folder that it is in: each adviser may have a folder of their
    own, in one of all advisers.
    """
    errors = sum(finding.severity is Severity.ERROR for finding in assessed.findings)
    assessment = assessed.assessment
    if assessment is None:
        return CouncilStatus(str(path), "", State.UNREADABLE, errors=errors, since=_day(path))
    built = _built(path, content, assessed, order)
    state, since = _state(path, assessed, built)
    details = assessment.details
    criteria = [criterion.ref for b in assessment.edition.scored for criterion in b.criteria]
    return CouncilStatus(
        str(path),
        details.authority,
        state,
        adviser=details.adviser,
        letter_date=details.letter_date.isoformat() if details.letter_date else "",
        answered=sum(assessment.evidence[ref].answer is not None for ref in criteria),
        to_answer=len(criteria),
        errors=errors,
        since=since,
        documents=built.documents,
        edition=assessment.edition.year,
    )


class _Built(NamedTuple):
    """A council's documents on disk, the day of their last issue, and of a review still valid."""

    documents: tuple[DocumentStatus, ...] = ()
    issued: str = ""
    reviewed: str = ""


def documents_of(assessed: Examination, outputs: Path) -> list[Path]:
    """Return a workbook's documents on disk, from `outputs` or a folder beside the workbook."""
    path = Path(assessed.workbook)
    council = assessed.assessment.details.authority if assessed.assessment else ""
    slug = names.slug(path.stem)
    folder = _outputs(path, slug, council, outputs)
    return [*locate.documents(folder, slug).values()] if folder else []


def _built(path: Path, content: bytes, assessed: Examination, order: Order) -> _Built:
    slug, assessment = names.slug(path.stem), assessed.assessment
    council = assessment.details.authority if assessment else ""
    outputs = _outputs(path, slug, council, order.choices.outputs)
    if outputs is None:
        return _Built()
    if outputs != order.choices.outputs:
        order = replace(order, choices=replace(order.choices, outputs=outputs))
    by_kind = locate.documents(outputs, slug)
    documents = by_kind.values()
    behind = bool(documents) and _is_behind(path, content, assessed, order, by_kind)
    issued, reviewed = (records.read(outputs, slug, what) for what in (ISSUED, REVIEWED))
    states = (
        _document_status(outputs, kind, document, issued, behind=behind)
        for kind, document in by_kind.items()
    )
    as_reviewed = reviewed is not None and all(
        _is_as_recorded(reviewed, outputs, *one) for one in by_kind.items()
    )
    return _Built(
        tuple(states),
        issued.when[:10] if issued else "",
        reviewed.when[:10] if reviewed and as_reviewed else "",
    )


def _outputs(workbook: Path, slug: str, council: str, first: Path) -> Path | None:
    """Return the folder in which a workbook's documents were built, `first` where none is known.

    None where documents of that name are another council's.
    """
    here = Path.cwd()
    above = (parent / "outputs" for parent in workbook.resolve().parents[:_LEVELS])
    beside = (path.relative_to(here) if path.is_relative_to(here) else path for path in above)
    for folder in (first, *beside):
        built_for = manifest.built_for(folder, slug)
        if built_for and (
            folded(built_for.council) == folded(council) or built_for.workbook == workbook.resolve()
        ):
            return folder
    return None if manifest.built_for(first, slug) else first


def _is_behind(
    path: Path,
    content: bytes,
    assessed: Examination,
    order: Order,
    documents: Mapping[str, Path],
) -> bool:
    """Return whether a build would change a document: workbook, templates or edition changed."""
    outputs, slug = order.choices.outputs, names.slug(path.stem)
    if manifest.inputs(outputs, slug) == digest_of_inputs(content, order):
        return False
    if assessed.assessment is None or not assessed.may_be_built:
        return True
    try:
        now = rendered(assessed.assessment, assessed.graded, order, slug)
    except AssemblerError:  # the templates print a phrase that this year's edition lacks
        return True
    return any(
        new.kind not in documents or document_id.of(documents[new.kind].read_bytes()) != new.key
        for new in now
    )


def _document_status(
    outputs: Path, kind: str, document: Path, issued: Record | None, *, behind: bool
) -> DocumentStatus:
    edited = not behind and copies.is_edited(outputs, document)
    state = State.BEHIND if behind else State.EDITED if edited else State.BUILT
    changed = issued is not None and not _is_as_recorded(issued, outputs, kind, document)
    return DocumentStatus(str(document), state, changed)


def _is_as_recorded(record: Record, outputs: Path, kind: str, document: Path) -> bool:
    """Return whether a document is as it was then; a pack made since only repeats the others."""
    if kind == names.PACK and document.name not in record.digests:
        return not copies.is_edited(outputs, document)
    return record.matches([document])


def _state(workbook: Path, assessed: Examination, built: _Built) -> tuple[State, str]:
    """Return the state of a council's letter and the day it reached that state."""
    documents, issued, reviewed = built
    paths = [Path(document.document) for document in documents]
    states = {document.state for document in documents}
    changed = [document.changed_since_issued for document in documents]
    if issued:
        if paths and State.BEHIND not in states and not any(changed):
            return State.ISSUED, issued
        return State.CHANGED, _latest([*paths, workbook])
    if not paths:
        return _state_of_workbook(assessed), _day(workbook)
    if State.BEHIND in states:
        return State.BEHIND, _day(workbook)
    if reviewed:
        return State.REVIEWED, reviewed
    return State.EDITED if State.EDITED in states else State.BUILT, _latest(paths)


def _state_of_workbook(assessed: Examination) -> State:
    if assessed.may_be_built:
        return State.READY
    begun = assessed.assessment is not None and _is_begun(assessed.assessment)
    return State.FILLING if begun else State.NOT_BEGUN


def _is_begun(assessment: Assessment) -> bool:
    answers = any(row.answer is not None for row in assessment.evidence.values())
    outcomes = any(one.level or one.summary for one in assessment.outcomes.values())
    return bool(answers or outcomes or assessment.strengths or assessment.recommendations)


def _latest(paths: Iterable[Path]) -> str:
    return max((_day(path) for path in paths), default="")


def _day(path: Path) -> str:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone().date().isoformat()
    except OSError:
        return ""
