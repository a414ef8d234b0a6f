"""The main road, from a workbook to its Word documents.

workbook -> examine -> findings: stop here, say where
               |
            letter -> render -> rebuild (merge with what an adviser edited) -> write
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assembler.checks import gazetteer
from assembler.checks.other_councils import NO_OTHERS, OtherCouncils
from assembler.editions import catalogue
from assembler.errors import AssemblerError
from assembler.letter import context as letter
from assembler.model import Assessment, Edition, Graded
from assembler.outputs import copies, lock, manifest, names
from assembler.outputs.replace import (
    Decision,
    Made,
    Told,
    carry_out,
    decide,
    standing,
    title_before,
)
from assembler.pipeline.assess import content, examine
from assembler.results import BuildResult, BuildStatus, BuiltDocument, DocumentState
from assembler.templating import cache as kept
from assembler.templating import template_set
from assembler.templating.render import Rendered
from assembler.templating.template_set import TemplateSet
from assembler.word import document_id

if TYPE_CHECKING:
    from assembler.merge.provenance import Source

_ALIKE = 0.8
_OUTPRINTED = "The PDF beside it was made before it changed: run it again with --pdf."
_DRAFTED = "A draft of it still lies beside it: delete that when you need it no more."


@dataclass(frozen=True)
class Choices:
    """What the user chose, plain enough to be handed to another process.

    `templates` and `editions` are the folders chosen, if any; `jobs` how many processes work at
    once (None: as many as are worth starting); `fresh` writes anew even what was edited (the old
    file is backed up); `pack` also joins the documents to one file to send; `dry_run` writes
    nothing; `draft` builds in spite of errors; `pdf` says that PDF files are made afterwards;
    `others` are the councils of the run.
    """

    outputs: Path
    templates: Path | None = None
    jobs: int | None = None
    fresh: bool = False
    pack: bool = False
    dry_run: bool = False
    draft: bool = False
    pdf: bool = False
    others: OtherCouncils = NO_OTHERS
    editions: Path | None = None


@dataclass(frozen=True)
class Order:
    """What a build works from: the choices, the templates they lead to, the editions there are.

    `editions_digest` changes with any byte of any of the editions.
    """

    choices: Choices
    templates: TemplateSet
    editions: tuple[Edition, ...]
    editions_digest: str


def order(choices: Choices) -> Order:
    """Find the templates and editions of a run.

    Raises AssemblerError when one of them is wrong: before anything is written.
    """
    editions, digest = catalogue.known(choices.editions), catalogue.digest(choices.editions)
    found = template_set.find(choices.templates)
    # A set that was sound stays so until a byte of it changes, or of an edition.
    wanted = template_set.check_key(found, digest)
    if wanted and not kept.read(wanted):
        from assembler.templating.lint.check import refuse  # noqa: PLC0415 - rarely needed

        refuse(choices.templates, editions)
        kept.write(wanted, compiled=True)
    if not choices.dry_run:
        copies.make_ready(choices.outputs)
    return Order(choices, found, editions, digest)


def build(workbook: Path, order: Order) -> BuildResult:
    """Make the documents of one workbook, or say what must be put right first.

    Raises AssemblerError when a file cannot be opened or written, or a template is wrong.
    """
    # Taken first: a workbook saved meanwhile is then built again next time.
    stamp = made_from(workbook, order)
    found = examine(workbook, order.editions, order.choices.others)
    council = found.assessment.details.authority if found.assessment else ""
    if found.assessment is None or not (found.may_be_built or order.choices.draft):
        return BuildResult(
            found.workbook, BuildStatus.TO_PUT_RIGHT, council, found.graded, findings=found.findings
        )
    slug, outputs = names.slug(workbook.stem), order.choices.outputs
    made = [
        Made(outputs / slug / f"{slug}-{name}.docx", name, *rendered)
        for name, rendered in _made(found.assessment, found.graded, order).items()
    ]
    year = found.assessment.details.financial_year or found.assessment.edition.financial_year
    origin = manifest.Origin(workbook, council, year)

    @cache  # asked for only where an adviser's edits meet new words
    def told() -> tuple["Source", ...]:
        from assembler.merge import provenance  # noqa: PLC0415

        return provenance.of(found.assessment, found.graded) if found.assessment else ()

    with nullcontext() if order.choices.dry_run else lock.held(outputs, slug):
        if not order.choices.fresh:
            _must_be_of_the_same(outputs, slug, origin, made)
        decisions = [decide(outputs, one, told, fresh=order.choices.fresh) for one in made]
        decisions += _packed(order.choices, slug, decisions, told)
        if not order.choices.dry_run:
            carry_out(outputs, slug, decisions)
            if _status(decisions) is not BuildStatus.CONFLICTS and not order.choices.draft:
                paths = [Path(decision.document.path) for decision in decisions]
                manifest.note(outputs, stamp, origin, paths, order.choices.others.fingerprint)
    return BuildResult(
        found.workbook,
        _status(decisions),
        council,
        found.graded,
        tuple(with_what_lies_beside(order.choices, decision.document) for decision in decisions),
        found.findings,
        tuple(conflict for decision in decisions for conflict in decision.conflicts),
        tuple(change for decision in decisions for change in decision.brought_in),
    )


def made_from(workbook: Path, order: Order) -> str:
    """Give the stamp of all that a workbook's documents depend on.

    Raises AssemblerError when the workbook cannot be opened.
    """
    templates = f"{order.templates.digest}{'-pack' if order.choices.pack else ''}"
    return manifest.stamp(content(workbook), templates, order.editions_digest)


def _must_be_of_the_same(
    outputs: Path, slug: str, origin: manifest.Origin, made: Sequence[Made]
) -> None:
    """Refuse to bring the edits of one council's or one year's documents into another's.

    Raises AssemblerError.
    """
    folder = outputs / slug
    if not any(path.name[:2] not in {"~$", ".~"} for path in folder.glob("*.docx")):
        return
    noted = manifest.origin(outputs, slug)
    if noted is None:
        titles = ((title_before(outputs, one), document_id.title(one.content)) for one in made)
        named = ((_council(old), _council(new)) for old, new in titles)
        place = origin.workbook.resolve()
        pairs = [[manifest.Origin(place, name, "") for name in pair] for pair in named if all(pair)]
        was = next((old.council for old, new in pairs if not _alike(old, new)), "")
    else:
        was = _other(noted, origin)
    if was:
        raise AssemblerError(
            f"What stands in {folder} was made for {was}, and {origin.workbook.name} is for "
            f"{_named(origin.council, origin.year)}.",
            f"Rename the workbook, or move {folder} away, or choose another folder with --outputs; "
            "then run it again. With --fresh the documents there are replaced, and backups kept.",
        )


def _other(noted: manifest.Origin, now: manifest.Origin) -> str:
    """Say which other council or year was noted; empty when it is the same."""
    same_year = not (noted.year and now.year) or noted.year == now.year
    same = not (noted.council and now.council) or _alike(noted, now)
    return "" if same and same_year else _named(noted.council, noted.year)


def _alike(noted: manifest.Origin, now: manifest.Origin) -> bool:
    """Whether two names are one council's: a name may be put right in its own workbook."""
    old, new = (" ".join(one.council.casefold().split()) for one in (noted, now))
    if old == new:
        return True
    if noted.workbook != now.workbook.resolve():
        return False
    listed = [frozenset(a.name for a in gazetteer.named(one.council)) for one in (noted, now)]
    if all(listed) and listed[0] != listed[1]:
        return False
    from difflib import SequenceMatcher  # noqa: PLC0415 - nearly every name is as it was

    return old in new or new in old or SequenceMatcher(None, old, new).ratio() >= _ALIKE


def _named(council: str, year: str) -> str:
    return f"{council} ({year})" if year else council


def _council(title: str) -> str:
    """Give the council that a document's title names; empty when it names none."""
    name = title.rpartition(" – ")[2] if " – " in title else ""
    return "" if name.startswith("[") else name


def _made(assessment: Assessment, graded: tuple[Graded, ...], order: Order) -> dict[str, Rendered]:
    """Make the documents by what their names end in; those of a draft say so there too."""
    context = letter.context(assessment, graded)
    if not order.choices.draft:
        return order.templates.render(context)
    from assembler.letter import draft  # noqa: PLC0415 - seldom asked for

    drafts = order.templates.render(draft.filled(context, assessment), draft.BANNER)
    return {f"{name}-draft": rendered for name, rendered in drafts.items()}


def _packed(choices: Choices, slug: str, decisions: list[Decision], told: Told) -> list[Decision]:
    """Join the documents as they will lie there, edits and all; a pack once made is kept up."""
    name = "pack-draft" if choices.draft else "pack"
    path = choices.outputs / slug / f"{slug}-{name}.docx"
    if not choices.pack and not path.exists():
        return []
    from assembler.word import join  # noqa: PLC0415 - seldom asked for

    whole = join.joined({decision.document.path: standing(decision) for decision in decisions})
    made = Made(path, name, whole, document_id.of(whole))
    return [decide(choices.outputs, made, told, fresh=choices.fresh)]


def with_what_lies_beside(choices: Choices, document: BuiltDocument) -> BuiltDocument:
    """Say of a document when the PDF or the draft beside it is of an earlier time."""
    path, notes = Path(document.path), document.notes
    if not choices.pdf and manifest.outprinted(choices.outputs, path):
        notes += (_OUTPRINTED,)
    if not choices.draft and path.with_stem(f"{path.stem}-draft").exists():
        notes += (_DRAFTED,)
    return document if notes == document.notes else replace(document, notes=notes)


def _status(decisions: list[Decision]) -> BuildStatus:
    states = {decision.document.state for decision in decisions}
    if DocumentState.BESIDE in states or any(decision.conflicts for decision in decisions):
        return BuildStatus.CONFLICTS
    return (
        BuildStatus.UNCHANGED
        if states <= {DocumentState.UNCHANGED, DocumentState.KEPT}
        else BuildStatus.BUILT
    )
