"""`assemble issue`: after a clean review, the file to send and an email draft."""

from pathlib import Path
from typing import Any

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


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--without-adopting", is_flag=True, help="Issue without adopting what was reworded in Word."
)
@WORKBOOK
@MADE_FROM
@JSON
@QUIET
def issue(
    folders: tuple[Path, ...],
    *,
    without_adopting: bool,
    as_json: bool,
    quiet: bool,
    **chosen: Any,
) -> None:
    """Review a council's documents; if they are ready, write the file to send and an email draft.

    The file is a PDF of letter and annexes where LibreOffice is installed, else a Word file. The
    draft opens in Outlook or Thunderbird, ready to send. Nothing is sent.

    \b
    Example:
      assemble issue outputs/cambridgeshire
    """
    from assembler.cli import json_report, text_report
    from assembler.issuing.issue import IssueStatus
    from assembler.issuing.issue import issue as issue_folders
    from assembler.review.run import Options

    require_existing(folders)
    for path in folders:
        if not path.is_dir():
            raise click.UsageError(
                f"'{path}' is not a folder; issue takes one. Name the folder that holds the "
                "letter, such as outputs/cambridgeshire."
            )
    found = issue_folders(folders, Options(**chosen), without_adopting=without_adopting)
    results = list(tracked("Issuing")(found, None))
    issued = all(result.status is IssueStatus.ISSUED for result in results)
    if as_json:
        click.echo(json_report.to_json(json_report.issue(result) for result in results))
    elif not (quiet and issued):
        click.echo(text_report.issue(results))
    raise SystemExit(DONE if issued else TO_PUT_RIGHT)
