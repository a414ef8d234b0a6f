"""The main road, from a workbook to its Word documents.

workbook -> examine -> findings: stop here, say where
               |
            letter -> render -> rebuild (merge with what an adviser edited) -> write
"""

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from assembler import draft, letter, naming, shelf
from assembler.checks import NOBODY, Neighbours
from assembler.documents import lock, pack, template
from assembler.documents.lint.check import refuse
from assembler.documents.template import TemplateSet
from assembler.examine import examine
from assembler.merge import sources
from assembler.model import Assembly, Assessment, Edition, Graded, State, Status
from assembler.rebuild import Decision, Made, carry_out, decide, standing


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose, plain enough to be handed to another process.

    `templates` and `editions` are the folders chosen, if any; `jobs` how many processes may work at
    once; `fresh` writes anew even what was edited (the old file is backed up); `pack` also joins
    the documents to one file to send; `dry_run` writes nothing; `draft` builds in spite of errors;
    `others` are the councils of the run.
    """

    outputs: Path
    templates: Path | None = None
    jobs: int = 1
    fresh: bool = False
    pack: bool = False
    dry_run: bool = False
    draft: bool = False
    others: Neighbours = NOBODY
    editions: Path | None = None


@dataclass(frozen=True, slots=True)
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
    editions = shelf.known(choices.editions)
    refuse(choices.templates, editions)
    digest = shelf.digest(choices.editions)
    return Order(choices, template.find(choices.templates), editions, digest)


def build(workbook: Path, order: Order) -> Assembly:
    """Make the documents of one workbook, or say what must be put right first.

    Raises AssemblerError when a file cannot be opened or written, or a template is wrong.
    """
    found = examine(workbook, order.editions, order.choices.others)
    council = found.assessment.details.authority if found.assessment else ""
    if found.assessment is None or not (found.may_be_built or order.choices.draft):
        return Assembly(
            found.workbook, Status.TO_PUT_RIGHT, council, found.graded, findings=found.findings
        )
    made = _made(found.assessment, found.graded, order)
    slug, outputs = naming.slug(workbook.stem), order.choices.outputs
    told = sources.of(found.assessment, found.graded)
    with nullcontext() if order.choices.dry_run else lock.held(outputs, slug):
        decisions = [
            decide(
                outputs,
                Made(outputs / slug / f"{slug}-{name}.docx", name, content),
                told,
                fresh=order.choices.fresh,
            )
            for name, content in made.items()
        ]
        decisions += _packed(order.choices, slug, decisions, told)
        if not order.choices.dry_run:
            carry_out(outputs, slug, decisions)
    return Assembly(
        found.workbook,
        _status(decisions),
        council,
        found.graded,
        tuple(decision.document for decision in decisions),
        found.findings,
        tuple(conflict for decision in decisions for conflict in decision.conflicts),
        tuple(change for decision in decisions for change in decision.brought_in),
    )


def _made(assessment: Assessment, graded: tuple[Graded, ...], order: Order) -> dict[str, bytes]:
    """Make the documents by what their names end in; those of a draft say so there too."""
    context = letter.context(assessment, graded)
    if not order.choices.draft:
        return order.templates.render(context)
    drafts = order.templates.render(draft.filled(context, assessment), draft.BANNER)
    return {f"{name}-draft": content for name, content in drafts.items()}


def _packed(
    choices: Choices, slug: str, decisions: list[Decision], told: tuple[sources.Source, ...]
) -> list[Decision]:
    """Join the documents as they will lie there, edits and all; a pack once made is kept up."""
    name = "pack-draft" if choices.draft else "pack"
    path = choices.outputs / slug / f"{slug}-{name}.docx"
    if not choices.pack and not path.exists():
        return []
    whole = pack.joined({decision.document.path: standing(decision) for decision in decisions})
    return [decide(choices.outputs, Made(path, name, whole), told, fresh=choices.fresh)]


def _status(decisions: list[Decision]) -> Status:
    states = {decision.document.state for decision in decisions}
    if State.BESIDE in states or any(decision.conflicts for decision in decisions):
        return Status.CONFLICTS
    return Status.UNCHANGED if states <= {State.UNCHANGED, State.KEPT} else Status.BUILT
