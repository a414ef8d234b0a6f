"""The main road, from a workbook to its Word documents.

workbook -> examine -> findings: stop here, say where
               |
            letter -> render -> write
"""

from dataclasses import dataclass
from pathlib import Path

from assembler import edition, letter, naming
from assembler.documents import pack, package, store, template
from assembler.documents.template import TemplateSet
from assembler.examine import examine
from assembler.model import Assembly, Document, Edition, State, Status


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose, plain enough to be handed to another process.

    `templates` is the folder chosen, if any; `jobs` how many processes may work at once; `fresh`
    makes anew what has not changed; `pack` also joins the documents to one file to send.
    """

    outputs: Path
    templates: Path | None = None
    jobs: int = 1
    fresh: bool = False
    pack: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What a build works from: the choices, the templates they lead to, the editions there are."""

    choices: Choices
    templates: TemplateSet
    editions: tuple[Edition, ...]


def order(choices: Choices) -> Order:
    """Find the templates and editions of a run.

    Raises AssemblerError when one of them is wrong.
    """
    return Order(choices, template.find(choices.templates), edition.shipped())


def build(workbook: Path, order: Order) -> Assembly:
    """Make the documents of one workbook, or say what must be put right first.

    Raises AssemblerError when a file cannot be opened or written, or a template is wrong.
    """
    found = examine(workbook, order.editions)
    council = found.assessment.details.authority if found.assessment else ""
    if found.assessment is None or not found.may_be_built:
        return Assembly(
            found.workbook, Status.TO_PUT_RIGHT, council, found.graded, findings=found.findings
        )
    made = order.templates.render(letter.context(found.assessment, found.graded))
    slug, outputs = naming.slug(workbook.stem), order.choices.outputs
    documents = tuple(
        _placed(outputs, outputs / slug / f"{slug}-{name}.docx", content)
        for name, content in made.items()
    )
    documents += _packed(order.choices, slug, documents)
    return Assembly(
        found.workbook, _status(documents), council, found.graded, documents, found.findings
    )


def _packed(choices: Choices, slug: str, documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """Join the documents as they lie there now, edits and all; a pack once made is kept up."""
    path = choices.outputs / slug / f"{slug}-pack.docx"
    if not choices.pack and not path.exists():
        return ()
    whole = pack.joined({d.path: Path(d.path).read_bytes() for d in documents})
    return (_placed(choices.outputs, path, whole),)


def _placed(outputs: Path, path: Path, new: bytes) -> Document:
    """Put a document in its place. One that was edited since it was written is left as it is."""
    current = path.read_bytes() if path.exists() else None
    if current is None:
        return _written(outputs, path, new, State.NEW)
    if current == new:
        return Document(str(path), State.UNCHANGED)
    before = store.written(outputs, current)
    if before == new:
        return Document(str(path), State.KEPT)
    if before == current:
        return _written(outputs, path, new, State.REBUILT)
    beside = path.with_name(f"{path.stem}-new.docx")
    package.write(beside, new)
    return Document(str(path), State.BESIDE, str(beside))


def _written(outputs: Path, path: Path, new: bytes, state: State) -> Document:
    store.keep(outputs, new)
    package.write(path, new)
    return Document(str(path), state)


def _status(documents: tuple[Document, ...]) -> Status:
    states = {document.state for document in documents}
    if State.BESIDE in states:
        return Status.CONFLICTS
    return Status.UNCHANGED if states <= {State.UNCHANGED, State.KEPT} else Status.BUILT
