"""`assemble validate`: what must be put right in a workbook; writes nothing but marked copies."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assembler.cli.options import (
    DONE,
    JSON,
    QUIET,
    TO_PUT_RIGHT,
    assess_named,
    echo_separated,
)
from assembler.errors import AssemblerError

if TYPE_CHECKING:
    from assembler.results import Examination

_SOME_WORKBOOKS = click.argument("workbooks", nargs=-1, type=click.Path(path_type=Path))


@click.command()
@_SOME_WORKBOOKS
@click.option("--explain", "code", metavar="CODE", help="Say what a code of a finding means.")
@click.option("--mark", is_flag=True, help="Also write a copy with each cell marked: NAME-to-fix.")
@JSON
@QUIET
def validate(
    workbooks: tuple[Path, ...], *, code: str | None, mark: bool, as_json: bool, quiet: bool
) -> None:
    """Say everything that must be put right, with sheet and cell.

    \b
    Example:
      assemble validate inputs/cambridgeshire.xlsx
      assemble validate --mark inputs/cambridgeshire.xlsx
      assemble validate --explain outcomes.reason
    """
    from assembler.cli import json_report, text_report

    if code is not None:
        click.echo(_explanation(code))
        return
    if not workbooks:
        raise click.UsageError("Name a workbook, or a folder of workbooks.")
    assessed = assess_named(workbooks)
    if as_json:
        click.echo(json_report.to_json(json_report.examination(one) for one in assessed))
    else:
        shown = [_only_errors(one) for one in assessed if not one.may_be_built]
        echo_separated(text_report.examination(one) for one in (shown if quiet else assessed))
        if len(assessed) > 1 and not quiet:
            click.echo(f"\n{text_report.examinations_tally(assessed)}")
    marked = [_mark(one, quiet=as_json) for one in assessed] if mark else []
    ready = all(one.may_be_built for one in assessed)
    raise SystemExit(DONE if ready and all(marked) else TO_PUT_RIGHT)


def _only_errors(assessed: "Examination") -> "Examination":
    from assembler.findings import Severity

    errors = (f for f in assessed.findings if f.severity is Severity.ERROR)
    return replace(assessed, findings=tuple(errors))


def _explanation(code: str) -> str:
    from assembler.cli import explain

    text = explain.explained(code)
    if text is None:
        near = explain.nearest(code)
        hint = f" Did you mean '{near}'?" if near else " docs/checks.md lists them all."
        raise click.UsageError(f"There is no code '{code}'.{hint}")
    return text


def _mark(assessed: "Examination", *, quiet: bool) -> bool:
    """Write a workbook's marked copy beside it, where there are findings; False when it fails."""
    from assembler.cli import text_report
    from assembler.files import write_file
    from assembler.outputs import names
    from assembler.pipeline.assess import read_workbook
    from assembler.workbook.annotate import marked

    path = Path(assessed.workbook)
    copy = names.marked_copy(path)
    if not assessed.findings:
        click.echo(f"Nothing to mark in {path}.", err=quiet)
        return True
    try:
        if copy.exists():
            copy.rename(names.earlier_marked_copy(copy))
        write_file(copy, marked(read_workbook(path), assessed.findings))
    except AssemblerError as error:
        click.echo(text_report.failure(error), err=True)
        return False
    except PermissionError:
        click.echo(f"{copy} could not be replaced. Close it in Excel, then run it again.", err=True)
        return False
    click.echo(f"Marked copy: {copy}", err=quiet)
    return True
