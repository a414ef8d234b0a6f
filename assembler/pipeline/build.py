"""The main pipeline: build the Word documents of one workbook.

workbook -> assess -> errors: stop and report the cells
               |
            letter context -> render -> decide (merge with what an adviser edited) -> write
"""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from assembler.checks.councils_of_run import NO_OTHERS, OtherCouncils
from assembler.checks.shared_paragraphs import paragraphs_of
from assembler.editions import catalogue
from assembler.errors import AssemblerError, unexpected
from assembler.findings import stopped_by
from assembler.letter import context as letter
from assembler.model import Assessment, Edition, Graded
from assembler.outputs import copies, edits_left_behind, lock, manifest, names, ownership
from assembler.outputs.rebuild import (
    Decision,
    NewDocument,
    OverEdits,
    WorkbookTexts,
    carry_out,
    decide,
    resulting_content,
)
from assembler.pipeline.assess import assess_content, read_workbook
from assembler.results import BuildResult, BuildStatus, BuiltDocument, DocumentState
from assembler.templating import cache, template_set
from assembler.templating.template_set import TemplateSet
from assembler.word import document_id

_PDF_OUTDATED = "The PDF beside it was made before it changed: run assemble --pdf again."
_DRAFT_LEFT = "A draft is still beside it: delete the draft when you no longer need it."
_OPEN_QUESTION = (
    "A comment by Assembler in it asks you to choose between two wordings: choose, delete "
    "the comment, then run it again."
)
_LEFT_BEHIND = (
    "An edited copy of it is {paths}: those edits are not in this document. Copy over what you "
    "need, then move that file away."
)
_DRAFT_EDITED = (
    "A draft beside it was edited, and its edits are not in this document: copy what you need "
    "from the draft, then move it away."
)


@dataclass(frozen=True)
class Choices:
    """User options. Picklable, so that worker processes can receive them.

    `templates` and `editions` are the folders chosen, if any. `jobs` is the number of processes
    (None: choose automatically). `fresh` overwrites edited documents too, after backing them up.
    `pack` also joins the documents into one file to send. `dry_run` writes nothing. `draft` builds
    despite errors. `pdf` means that PDF files are made after the build. `track` marks what is
    brought into edited documents as tracked changes. `others` holds the councils of the run.
    """

    outputs: Path
    templates: Path | None = None
    jobs: int | None = None
    fresh: bool = False
    pack: bool = False
    dry_run: bool = False
    draft: bool = False
    pdf: bool = False
    track: bool = False
    others: OtherCouncils = NO_OTHERS
    editions: Path | None = None

    @property
    def over_edits(self) -> OverEdits:
        """What to do with documents that were edited in Word."""
        if self.fresh:
            return OverEdits.REPLACE
        return OverEdits.TRACK if self.track else OverEdits.MERGE


@dataclass(frozen=True)
class Order:
    """The inputs of a build besides the workbook: the user's choices, templates and editions.

    `editions_digest` changes when any byte of any edition changes.
    """

    choices: Choices
    templates: TemplateSet
    editions: tuple[Edition, ...]
    editions_digest: str

    @cached_property
    def earlier_folders(self) -> edits_left_behind.EarlierFolders:
        """The folders of earlier builds, read once in a run, if at all."""
        return edits_left_behind.EarlierFolders(self.choices.outputs)

    def with_others(self, others: OtherCouncils) -> "Order":
        """Return the order for a run of these councils."""
        return replace(self, choices=replace(self.choices, others=others))


def order(choices: Choices) -> Order:
    """Find and check the templates and editions of a run before anything is written.

    Raises AssemblerError when one of them is invalid.
    """
    editions, digest = catalogue.known(choices.editions), catalogue.digest(choices.editions)
    templates = template_set.find(choices.templates)
    # Checked templates stay valid until a byte of them or of an edition changes.
    cache_key = template_set.check_key(templates, digest)
    if cache_key and not cache.read(cache_key):
        from assembler.templating.lint.check import refuse  # noqa: PLC0415 - rarely needed

        refuse(choices.templates, editions)
        cache.write(cache_key, compiled=True)
    if not choices.dry_run:
        copies.make_ready(choices.outputs)
    return Order(choices, templates, editions, digest)


def build_or_stop(workbook: Path, order: Order, content: bytes | None = None) -> BuildResult:
    """Call `build`; turn any exception into a finding, so that other workbooks continue."""
    try:
        return build(workbook, order, content)
    except AssemblerError as error:
        return stopped(workbook, error)
    except Exception as error:  # noqa: BLE001 - one workbook's failure must not stop the others
        return stopped(workbook, unexpected(error))


def stopped(workbook: Path, error: AssemblerError) -> BuildResult:
    """Return the result of a workbook that could not be built; the reason is its finding."""
    return BuildResult(str(workbook), BuildStatus.TO_PUT_RIGHT, findings=(stopped_by(error),))


def build(workbook: Path, order: Order, content: bytes | None = None) -> BuildResult:
    """Build the documents of one workbook, or report what must be corrected first.

    `content` is the content of the workbook, if already read.
    Raises AssemblerError when a file cannot be opened or written, or a template is invalid.
    """
    content = read_workbook(workbook) if content is None else content
    choices = order.choices
    assessed = assess_content(workbook, content, order.editions, choices.others)
    assessment, graded = assessed.assessment, assessed.graded
    council = assessment.details.authority if assessment else ""
    is_one_of_many = choices.others is not NO_OTHERS
    paragraphs = paragraphs_of(assessment) if assessment and is_one_of_many else ()
    if assessment is None or not (assessed.may_be_built or choices.draft):
        return BuildResult(
            str(workbook),
            BuildStatus.TO_PUT_RIGHT,
            council,
            graded,
            findings=assessed.findings,
            paragraphs=paragraphs,
        )
    slug = names.slug(workbook.stem)
    new = rendered(assessment, graded, order, slug)
    texts = WorkbookTexts(assessment, graded)
    year = assessment.details.financial_year or assessment.edition.financial_year
    built_for = manifest.BuiltFor(workbook, council, year, assessment.details.recipient_name)
    with nullcontext() if choices.dry_run else lock.held(choices.outputs, slug):
        if not choices.fresh:
            ownership.check_owner(choices.outputs, slug, built_for, new)
        decisions = [decide(choices.outputs, one, texts, choices.over_edits) for one in new]
        decisions = _with_pack(choices, slug, decisions, texts)
        decisions = [_with_open_question(decision) for decision in decisions]
        if not choices.draft:
            decisions = _with_edits_left_behind(order, decisions, council)
        status = _status(decisions)
        if not choices.dry_run:
            carry_out(choices.outputs, slug, decisions)
            if not choices.draft:
                paths = [Path(decision.document.path) for decision in decisions]
                # The next run must report the conflicts again, so it must not skip the workbook.
                conflicts = status is BuildStatus.CONFLICTS
                inputs = "" if conflicts else digest_of_inputs(content, order)
                checked = manifest.CheckedAgainst(choices.others.fingerprint, paragraphs)
                manifest.write(choices.outputs, inputs, built_for, paths, checked)
    return BuildResult(
        str(workbook),
        status,
        council,
        graded,
        tuple(with_notes(choices, decision.document) for decision in decisions),
        assessed.findings,
        tuple(conflict for decision in decisions for conflict in decision.conflicts),
        tuple(change for decision in decisions for change in decision.brought_in),
        paragraphs,
    )


def digest_of_inputs(content: bytes, order: Order) -> str:
    """Return a digest that changes with anything the documents of a workbook depend on."""
    templates = f"{order.templates.digest}{'-pack' if order.choices.pack else ''}"
    return manifest.digest_of_inputs(content, templates, order.editions_digest)


def rendered(
    assessment: Assessment, graded: tuple[Graded, ...], order: Order, slug: str
) -> list[NewDocument]:
    """Render the documents, or their drafts if the user chose drafts."""
    outputs, context = order.choices.outputs, letter.context(assessment, graded)
    if not order.choices.draft:
        content = order.templates.render(context)
    else:
        from assembler.letter import draft  # noqa: PLC0415 - rarely needed

        drafts = order.templates.render(draft.filled(context, assessment), draft.BANNER)
        content = {names.draft(kind): document for kind, document in drafts.items()}
    return [
        NewDocument(names.document(outputs, slug, kind), kind, *document)
        for kind, document in content.items()
    ]


def _with_pack(
    choices: Choices, slug: str, decisions: list[Decision], texts: WorkbookTexts
) -> list[Decision]:
    """Join the resulting documents, edits included, into a pack if asked for or if one exists.

    Edits in an earlier pack are brought into the documents first. Only the documents hold the
    program's tracked changes: in the pack they are accepted.
    """
    kind = names.draft(names.PACK) if choices.draft else names.PACK
    path = names.document(choices.outputs, slug, kind)
    if not choices.pack and not path.exists():
        return decisions
    from assembler.word import join, revisions  # noqa: PLC0415 - rarely needed
    from assembler.word.personal_properties import (  # noqa: PLC0415
        without_personal_properties,
    )

    if path.exists() and not choices.fresh:
        from assembler.outputs import pack_edits  # noqa: PLC0415

        decisions, left = pack_edits.bring_in(choices.outputs, path, kind, decisions)
        if left:
            return [*decisions, left]
    pack, unedited = (
        without_personal_properties(join.joined(documents), path.name)
        for documents in (
            {one.document.path: revisions.accepted(resulting_content(one)) for one in decisions},
            {one.document.path: one.new.content for one in decisions},
        )
    )
    new = NewDocument(path, kind, pack, document_id.of(pack), unedited)
    over = OverEdits.REPLACE if choices.fresh else OverEdits.MERGE
    return [*decisions, decide(choices.outputs, new, texts, over)]


def with_notes(choices: Choices, document: BuiltDocument) -> BuiltDocument:
    """Add a note if the PDF of a document is out of date, or a draft of it still exists."""
    path, notes = Path(document.path), document.notes
    if not choices.pdf and manifest.pdf_is_outdated(choices.outputs, path):
        notes += (_PDF_OUTDATED,)
    draft = names.draft_beside(path)
    if not choices.draft and draft.exists():
        notes += (_DRAFT_EDITED if copies.is_edited(choices.outputs, draft) else _DRAFT_LEFT,)
    return document if notes == document.notes else replace(document, notes=notes)


def _status(decisions: list[Decision]) -> BuildStatus:
    states = {decision.document.state for decision in decisions}
    if states & {DocumentState.BESIDE, DocumentState.LEFT} or any(
        decision.conflicts for decision in decisions
    ):
        return BuildStatus.CONFLICTS
    unchanged = states <= {DocumentState.UNCHANGED, DocumentState.KEPT}
    return BuildStatus.UNCHANGED if unchanged else BuildStatus.BUILT


def _with_edits_left_behind(
    order: Order, decisions: list[Decision], council: str
) -> list[Decision]:
    """Add a note if an edited copy of a document is in a place that the build does not update.

    Search other folders only if a document is new: its workbook may have been renamed.
    """
    is_new = any(one.document.state is DocumentState.NEW for one in decisions)
    paths = edits_left_behind.edited_copies(
        order.earlier_folders,
        [decision.new for decision in decisions],
        council,
        {Path(decision.document.path) for decision in decisions},
        is_new=is_new,
    )
    return [_with_note(one, paths.get(one.new.kind, [])) for one in decisions]


def _with_note(decision: Decision, copies_left: list[Path]) -> Decision:
    if not copies_left:
        return decision
    note = _LEFT_BEHIND.format(paths=" and ".join(map(str, copies_left)))
    document = replace(decision.document, notes=(*decision.document.notes, note))
    return replace(decision, document=document)


def _with_open_question(decision: Decision) -> Decision:
    """Add the conflicts whose comments still ask to choose between two wordings, and a note."""
    document = decision.document
    if document.state not in {DocumentState.KEPT, DocumentState.MERGED}:
        return decision
    # Imported here because they are rarely needed.
    from assembler.merge.conflict_comments import conflict  # noqa: PLC0415
    from assembler.word.open_questions import open_questions  # noqa: PLC0415

    asked = open_questions(resulting_content(decision))
    known = {(one.place, one.new) for one in decision.conflicts}
    earlier = [conflict(one.comment, one.beside) for one in asked]
    earlier = [one for one in earlier if (one.place, one.new) not in known]
    if not earlier:
        return decision
    conflicts = (*decision.conflicts, *(replace(one, document=document.path) for one in earlier))
    document = replace(document, notes=(*document.notes, _OPEN_QUESTION))
    return replace(decision, document=document, conflicts=conflicts)
