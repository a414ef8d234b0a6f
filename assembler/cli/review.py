"""`assemble review`: the last look at the Word files before they go."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assembler.cli.options import (
    DONE,
    JSON,
    MADE_FROM,
    QUIET,
    TO_PUT_RIGHT,
    WORKBOOK,
    require_existing,
)
from assembler.cli.progress import tracked
from assembler.errors import AssemblerError
from assembler.runtime import MOST_PROCESSES

if TYPE_CHECKING:
    from assembler.results import ReviewResult


@click.command()
@click.argument("documents", nargs=-1, required=True, type=click.Path(path_type=Path))
@WORKBOOK
@MADE_FROM
@click.option("--clean", is_flag=True, help="First remove names and the like from the properties.")
@click.option(
    "--jobs",
    type=click.IntRange(1, MOST_PROCESSES),
    help="How many folders to read at once. Default: one for each core, if there are many.",
)
@JSON
@QUIET
def review(
    documents: tuple[Path, ...],
    *,
    jobs: int | None,
    as_json: bool,
    quiet: bool,
    **chosen: Any,
) -> None:
    """Take the last look at the Word files before they go.

    They are held against the workbook as it is now. Only --clean changes them: it takes out
    properties that name whoever wrote or saved them, and no word of the text.

    \b
    Example:
      assemble review outputs/cambridgeshire
    """
    from assembler.cli import json_report, text_report
    from assembler.review.parallel import review_all
    from assembler.review.run import Options

    require_existing(documents)
    results = list(tracked("Reading")(review_all(documents, Options(**chosen), jobs), None))
    _record(results)
    ready = all(result.ready for result in results)
    if as_json:
        click.echo(json_report.to_json(json_report.review(result) for result in results))
    elif not (quiet and ready):
        click.echo(text_report.review(results))
    raise SystemExit(DONE if ready else TO_PUT_RIGHT)


def _record(results: "list[ReviewResult]") -> None:
    """Record which documents were reviewed and ready; `assemble status` reads it."""
    from contextlib import suppress

    from assembler.outputs import copies, records

    folders: dict[Path, list[ReviewResult]] = {}
    for result in results:
        path = Path(result.document)
        folders.setdefault(path.parent if result.is_document else path, []).append(result)
    for folder, of_folder in folders.items():
        outputs = folder.parent
        if (outputs / copies.FOLDER).is_dir() and all(result.ready for result in of_folder):
            documents = [Path(result.document) for result in of_folder if result.is_document]
            with suppress(AssemblerError):  # a read-only folder can be reviewed all the same
                records.write(outputs, folder.name, records.REVIEWED, documents)
