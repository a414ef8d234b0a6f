"""One workbook of a run: whatever happens to it, there is a result."""

from pathlib import Path

from assembler import naming, record
from assembler.build import Order, build
from assembler.examine import content
from assembler.fault import noted
from assembler.model import AssemblerError, Assembly, Finding, Severity, Status


def attempt(workbook: Path, order: Order) -> Assembly:
    """Build one workbook; whatever stops it becomes its finding."""
    choices = order.choices
    try:
        built = build(workbook, order)
        lasts = built.status in {Status.BUILT, Status.UNCHANGED}
        if lasts and not (choices.dry_run or choices.draft):
            paths = [Path(document.path) for document in built.documents]
            made_from = _made_from(workbook, order)
            record.note(choices.outputs, made_from, built.council, workbook, paths)
    except AssemblerError as error:
        return stopped(workbook, error)
    except Exception:  # noqa: BLE001 - one workbook's failure must not stop the others
        return stopped(workbook, noted())
    return built


def standing(workbook: Path, order: Order) -> Assembly | None:
    """Give what stands of a workbook when nothing its documents were made from has changed."""
    if order.choices.fresh or order.choices.draft:
        return None
    try:
        slug, made_from = naming.slug(workbook.stem), _made_from(workbook, order)
    except AssemblerError:
        return None
    found = record.standing(order.choices.outputs, slug, made_from)
    return found and Assembly(str(workbook), Status.UNCHANGED, council=found[0], documents=found[1])


def _made_from(workbook: Path, order: Order) -> str:
    templates = f"{order.templates.digest}{'-pack' if order.choices.pack else ''}"
    return record.stamp(content(workbook), templates, order.editions_digest)


def stopped(workbook: Path, error: AssemblerError) -> Assembly:
    """Give the result of a workbook that could not be built: the reason is its finding."""
    finding = Finding("file.stopped", Severity.ERROR, error.what, error.do)
    return Assembly(str(workbook), Status.TO_PUT_RIGHT, findings=(finding,))
