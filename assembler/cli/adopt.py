"""`assemble adopt`: what was reworded in Word goes back into the workbook's cells."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assembler.cli.options import (
    CONFLICTS,
    DONE,
    JSON,
    MADE_FROM,
    QUIET,
    TO_PUT_RIGHT,
    WORKBOOK,
    require_existing,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assembler.results import AdoptResult


@click.command()
@click.argument("documents", nargs=-1, required=True, type=click.Path(path_type=Path))
@WORKBOOK
@MADE_FROM
@click.option("--dry-run", is_flag=True, help="Only list what would be written.")
@JSON
@QUIET
def adopt(  # noqa: PLR0913 - one parameter an option
    documents: tuple[Path, ...],
    *,
    workbook: Path | None,
    templates: Path | None,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write what you changed in Word into the workbook's cells it came from.

    Strengths, recommendations, summaries and the details of the sheet Letter. Answers, evidence,
    notes and outcomes are never touched. The workbook is backed up first; close it in Excel.

    \b
    Example:
      assemble adopt outputs/cambridgeshire
      assemble adopt --dry-run outputs/cambridgeshire
    """
    from assembler.adopt.adopt import Options
    from assembler.adopt.adopt import adopt as adopt_documents
    from assembler.cli import adopt_report, json_report

    require_existing(documents)
    results = list(adopt_documents(documents, Options(workbook, templates, dry_run)))
    if as_json:
        click.echo(json_report.to_json(map(json_report.adopt, results)))
    else:
        for result in results:
            click.echo(adopt_report.text(result, dry_run=dry_run, quiet=quiet))
    raise SystemExit(_exit_code(results))


def _exit_code(results: "Iterable[AdoptResult]") -> int:
    from assembler.results import AdoptStatus

    states = {result.status for result in results}
    if AdoptStatus.TO_PUT_RIGHT in states:
        return TO_PUT_RIGHT
    return CONFLICTS if AdoptStatus.CONFLICTS in states else DONE
