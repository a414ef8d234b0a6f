"""One workbook of a run: whatever happens to it, there is a result."""

from pathlib import Path

from assembler.errors import AssemblerError, internal_error
from assembler.findings import stopped_by
from assembler.outputs import manifest, names
from assembler.pipeline.build import Order, build, made_from
from assembler.results import BuildResult, BuildStatus


def attempt(workbook: Path, order: Order) -> BuildResult:
    """Build one workbook; whatever stops it becomes its finding."""
    try:
        return build(workbook, order)
    except AssemblerError as error:
        return stopped(workbook, error)
    except Exception:  # noqa: BLE001 - one workbook's failure must not stop the others
        return stopped(workbook, internal_error())


def standing(workbook: Path, order: Order) -> manifest.Standing | None:
    """Give what stands of a workbook when nothing its documents were made from has changed."""
    if order.choices.fresh or order.choices.draft:
        return None
    try:
        slug, stamp = names.slug(workbook.stem), made_from(workbook, order)
    except AssemblerError:
        return None
    return manifest.standing(order.choices.outputs, slug, stamp)


def stopped(workbook: Path, error: AssemblerError) -> BuildResult:
    """Give the result of a workbook that could not be built: the reason is its finding."""
    return BuildResult(str(workbook), BuildStatus.TO_PUT_RIGHT, findings=(stopped_by(error),))
