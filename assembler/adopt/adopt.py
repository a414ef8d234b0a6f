"""Take what was changed in the documents of a council back into its workbook."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assembler import settings
from assembler.adopt import rows
from assembler.adopt.cell_values import Values, gather
from assembler.editions import catalogue
from assembler.edits.compare_documents import Comparison, compare, unlike
from assembler.edits.labelled_documents import LabelledDocuments, labelled_documents
from assembler.edits.read_lines import is_unedited, read_document
from assembler.errors import AssemblerError
from assembler.files import read_file
from assembler.findings import Place, Severity
from assembler.letter import context as letter_context
from assembler.letter import draft
from assembler.model import Edition, Recommendation, Strength
from assembler.opc.file_kind import file_kind
from assembler.outputs.write_over import write_over
from assembler.pipeline.assess import assess_content, read_workbook
from assembler.results import AdoptResult, AdoptStatus, Examination, LeftEdit
from assembler.review import document_kind, select
from assembler.review.reviewed_document import KINDS, WHOLE
from assembler.templating import template_set
from assembler.templating.template_set import TemplateSet
from assembler.word.document import WordDocument
from assembler.workbook.layout import RECOMMENDATIONS, STRENGTHS, Sheet
from assembler.workbook.xlsx.edit_cells import edit_cells
from assembler.workbook.xlsx.edit_package import EditedPackage, cell_of
from assembler.workbook.xlsx.grid import plain_name
from assembler.workbook.xlsx.notes import noted_cells
from assembler.workbook.xlsx.open import open_book

_LARGEST_DOCUMENT = 100_000_000
_NO_COPY = (
    "what it was built as is not among the copies kept, so edits cannot be told from older wording."
)
_NAME_FOLDER = "Name the folder that holds the letter, such as outputs/cambridgeshire."
_DRAFT = "it is a draft; put the workbook right and build it without --draft first."
_UNHELD = "a cell cannot hold these words so that the document reads the same."
_DIVIDED = (
    "it is in a paragraph that was split or joined in Word, which a build could not follow. Put "
    "the paragraph back as it was, run assemble adopt, then assemble; then split or join it again."
)
_TWICE = "{sheet} would be given other rows by {other}; make both documents say the same."


@dataclass(frozen=True)
class Options:
    """What the user asked for. `dry_run` only lists what would be written."""

    workbook: Path | None = None
    templates: Path | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class _Source:
    """A workbook as it is, and what it prints with every value labelled."""

    path: Path
    data: bytes
    editions: tuple[Edition, ...]
    templates: TemplateSet
    examined: Examination
    labelled: LabelledDocuments


def adopt(named: Iterable[Path], options: Options) -> Iterator[AdoptResult]:
    """Take the edits of the documents named into their workbooks; a folder means those in it.

    Raises AssemblerError when there is no document, or no workbook for one.
    """
    by_workbook: dict[Path, list[Path]] = {}
    for path in named:
        for document in _documents(path):
            workbook = options.workbook or select.workbook_of(document)
            by_workbook.setdefault(workbook, []).append(document)
    for workbook, documents in by_workbook.items():
        try:
            yield _adopted(workbook, list(dict.fromkeys(documents)), options)
        except AssemblerError as error:  # one workbook's fault must not stop the others
            yield _put_right(workbook, f"{error.what} {error.do}")


def _documents(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        kind = file_kind(read_file(path, _LARGEST_DOCUMENT))
        if kind not in {"", "a Word document", "a zip file"}:
            raise AssemblerError(f"{path} is {kind}; adopt reads Word documents.", _NAME_FOLDER)
        yield path
        return
    folders = select.document_folders(path)
    order = (*KINDS, WHOLE)
    for folder in folders:
        kinds = document_kind.contents(select.word_files(folder)).kinds
        yield from sorted(kinds, key=lambda document: order.index(kinds[document]))
    if not folders:
        raise AssemblerError(
            f"There is no Word document in {path}.",
            _NAME_FOLDER,
        )


def _adopted(workbook: Path, documents: Sequence[Path], options: Options) -> AdoptResult:
    data = read_workbook(workbook)
    source = _source(workbook, data, documents, options)
    if source is None:
        return _put_right(workbook, f"It cannot be read; assemble validate {workbook} says why.")
    documents = list(_without_unedited_pack(documents))
    values = _gathered(source, documents)
    values = _held(source, values, documents)
    adopted = tuple(sorted(values.adopted.values(), key=lambda one: _order(one.cell)))
    conflicts = any(one.is_conflict for one in values.left)
    status = AdoptStatus.ADOPTED if adopted else AdoptStatus.NOTHING
    result = AdoptResult(
        str(workbook),
        AdoptStatus.CONFLICTS if conflicts else status,
        adopted,
        tuple(values.left),
    )
    if not adopted or options.dry_run:
        return result
    made = edit_cells(data, values.cells)
    return replace(result, backup=write_over(workbook, data, made, documents[0].parent.parent))


def _without_unedited_pack(documents: Sequence[Path]) -> Iterator[Path]:
    """Yield documents; of a pack that nobody edited, the documents beside it may say more by now.

    Such a pack is read only where one of those it was joined of is missing.
    """
    has_all = {document_kind.by_name(document) for document in documents}.issuperset(KINDS)
    for document in documents:
        if not has_all or document_kind.by_name(document) != WHOLE or _is_edited(document):
            yield document


def _is_edited(document: Path) -> bool:
    """Whether a document says anything else than it was written with, or that cannot be told."""
    content = read_file(document, _LARGEST_DOCUMENT)
    kept = document_kind.kept_copy(document, content)
    if kept is None:
        return True
    try:
        before = read_document(kept.written)
        return not is_unedited(before, read_document(content, like=before))
    except AssemblerError:
        return True


def _put_right(workbook: Path, why: str) -> AdoptResult:
    left = (LeftEdit("", workbook.name, why, is_conflict=True),)
    return AdoptResult(str(workbook), AdoptStatus.TO_PUT_RIGHT, left=left)


def _order(cell: Place) -> tuple[str, tuple[int, int]]:
    return cell.part, cell_of(cell.at)


def _source(path: Path, data: bytes, documents: Sequence[Path], options: Options) -> _Source | None:
    """Read and render a workbook; None when it is no assessment that can be read."""
    chosen = settings.find([path, *documents])
    editions = catalogue.known(chosen.editions)
    templates = template_set.find(options.templates or chosen.templates)
    return _rendered(path, data, editions, templates)


def _rendered(
    path: Path, data: bytes, editions: tuple[Edition, ...], templates: TemplateSet
) -> _Source | None:
    examined = assess_content(path, data, editions)
    if examined.assessment is None:
        return None
    printed = letter_context.context(examined.assessment, examined.graded)
    if not examined.may_be_built:  # a blank must not stop what was written elsewhere
        marking = printed.security_marking
        printed = replace(draft.filled(printed, examined.assessment), security_marking=marking)
    labelled = labelled_documents(printed, examined.assessment, templates)
    return _Source(path, data, editions, templates, examined, labelled)


def _gathered(source: _Source, documents: Sequence[Path]) -> Values:
    """Trace the edits of all documents, and decide what goes into which cell."""
    values = Values()
    assessment = source.examined.assessment
    assert assessment is not None  # noqa: S101 - a source has one
    compared: dict[str, Comparison] = {}
    for document in documents:
        comparison = _compared(source, document, values)
        if comparison is not None:
            compared[str(document)] = comparison
            gather(values, str(document), comparison, assessment)
    lists: dict[str, tuple[str, list[str]]] = {}
    for name, comparison in compared.items():
        for sheet, points in comparison.points.items():
            words = [point.words for point in points]
            if sheet in lists:
                if lists[sheet][1] != words:
                    why = _TWICE.format(sheet=sheet, other=lists[sheet][0])
                    values.leave(name, sheet, why, is_conflict=True)
                continue
            lists[sheet] = name, words
            layout = STRENGTHS if sheet == STRENGTHS.name else RECOMMENDATIONS
            records: Sequence[Strength | Recommendation] = (
                assessment.strengths if layout is STRENGTHS else assessment.recommendations
            )
            there = _list_sheet(source.data, layout, records)
            if any(cell.part == there.name for cell in comparison.changed):
                rows.changed_since(values, name, points, there.name)
            else:
                table = rows.table_rows(records, there)
                rows.arrange(values, name, points, table, there)
    return values


def _compared(source: _Source, document: Path, values: Values) -> Comparison | None:
    content = read_file(document, _LARGEST_DOCUMENT)
    kept = document_kind.kept_copy(document, content)
    if kept is None or kept.draft:
        why = _NO_COPY if kept is None else _DRAFT
        values.leave(str(document), document.name, why)
        return None
    try:
        WordDocument(content, "the document").check()
        return compare(kept.unedited, content, lambda: source.labelled, kept.kind)
    except AssemblerError as error:
        values.leave(str(document), document.name, error.what)
        return None


def _list_sheet(
    data: bytes, layout: Sheet, records: Sequence[Strength | Recommendation]
) -> rows.ListSheet:
    grid = open_book(data).sheets[plain_name(layout.name)]
    places = records[0].places
    columns = {
        cell_of(places[column.attribute].at)[1]: column.attribute for column in layout.columns
    }
    package = EditedPackage(data)
    part = package.sheets()[plain_name(layout.name)]
    return rows.ListSheet(grid, columns, noted_cells(package, part))


def _held(source: _Source, values: Values, documents: Sequence[Path]) -> Values:
    """Leave out values that do not come back when a trial copy of the workbook is read."""
    if not values.cells:
        return values
    made = _rendered(
        source.path, edit_cells(source.data, values.cells), source.editions, source.templates
    )
    if made is None:
        return values
    wrong = _new_errors(source.examined, made.examined, values)
    for document in documents:
        content = read_file(document, _LARGEST_DOCUMENT)
        kept = document_kind.kept_copy(document, content)
        mine = {cell for cell, one in values.adopted.items() if one.document == str(document)}
        if kept is not None and mine:
            labelled = made.labelled.of(kept.kind)
            differing = mine & unlike(content, labelled, made.labelled.labels)
            divided = differing and _divided(source, kept, content)
            unheld = {cell: _DIVIDED if cell in divided else _UNHELD for cell in differing}
            wrong = {**unheld, **wrong}
    for cell, why in wrong.items():
        values.leave(values.adopted[cell].document, str(cell), why)
    values.drop(wrong)
    return values


def _divided(source: _Source, kept: document_kind.KeptCopy, content: bytes) -> frozenset[Place]:
    return compare(kept.unedited, content, lambda: source.labelled, kept.kind).divided


def _new_errors(before: Examination, after: Examination, values: Values) -> dict[Place, str]:
    """Return the cells that would stop the next build, and what is wrong with each."""
    known = {(one.code, place) for one in before.findings for place in one.places}
    return {
        place: f"{finding.message} {finding.fix}"
        for finding in after.findings
        if finding.severity is Severity.ERROR
        for place in finding.places
        if place in values.adopted and (finding.code, place) not in known
    }
