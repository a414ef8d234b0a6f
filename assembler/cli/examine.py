"""`assemble validate` and `assemble grade`: what a workbook says, and nothing written but marks."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assembler.cli.options import (
    DONE,
    JSON,
    QUIET,
    TO_PUT_RIGHT,
    WORKBOOKS,
    echo_all,
    settings_of,
    workbooks_in,
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
        click.echo(_explained(code))
        return
    if not workbooks:
        raise click.UsageError("Name a workbook, or a folder of workbooks.")
    found, failed = _examined(workbooks), False
    if as_json:
        click.echo(json_report.listed(json_report.examination(one) for one in found))
    else:
        shown = [one for one in found if not (quiet and one.may_be_built)]
        echo_all(text_report.examination(one) for one in shown)
    if mark:
        failed |= [_marked(one, quiet=as_json) for one in found].count(False) > 0
    raise SystemExit(_examined_code(found, failed=failed))


@click.command()
@WORKBOOKS
@JSON
@QUIET
def grade(workbooks: tuple[Path, ...], *, as_json: bool, quiet: bool) -> None:
    """Say the grade of each benchmark, and the reason in words.

    \b
    Example:
      assemble grade inputs/cambridgeshire.xlsx
    """
    from assembler.cli import json_report, text_report

    found = _examined(workbooks)
    if as_json:
        click.echo(json_report.listed(json_report.grades(one) for one in found))
    elif not quiet:
        echo_all(text_report.grades(one) for one in found)
    unread = any(one.assessment is None for one in found)
    raise SystemExit(TO_PUT_RIGHT if unread else DONE)


def _explained(code: str) -> str:
    from assembler.checks import explain

    said = explain.explained(code)
    if said is None:
        near = explain.nearest(code)
        hint = f" Did you mean '{near}'?" if near else " docs/checks.md lists them all."
        raise click.UsageError(f"There is no code '{code}'.{hint}")
    return said


def _examined(named: tuple[Path, ...]) -> list["Examination"]:
    from assembler.checks.other_councils import NO_OTHERS
    from assembler.editions.catalogue import known
    from assembler.findings import stopped_by
    from assembler.pipeline.assess import councils_of_run, examine
    from assembler.results import Examination

    editions = known(settings_of(named).editions)
    paths = workbooks_in(named)
    others = councils_of_run(paths) if len(paths) > 1 else NO_OTHERS
    found: list[Examination] = []
    for path in paths:
        try:
            found.append(examine(path, editions, others))
        except AssemblerError as error:
            found.append(Examination(str(path), None, (), (stopped_by(error),)))
    return found


def _examined_code(found: Iterable["Examination"], *, failed: bool) -> int:
    return TO_PUT_RIGHT if failed or not all(one.may_be_built for one in found) else DONE


def _marked(found: "Examination", *, quiet: bool) -> bool:
    """Write a workbook's marked copy beside it, where anything was found; False when it cannot."""
    from assembler.cli import text_report
    from assembler.files import write_file
    from assembler.pipeline.assess import content
    from assembler.workbook.annotate import marked

    path = Path(found.workbook)
    copy = path.with_name(f"{path.stem}-to-fix{path.suffix}")
    if not found.findings:
        click.echo(f"Nothing to mark in {path}.", err=quiet)
        return True
    try:
        if copy.exists():
            copy.rename(_free(copy))
        write_file(copy, marked(content(path), found.findings))
    except AssemblerError as error:
        click.echo(text_report.failure(error), err=True)
        return False
    except PermissionError:
        click.echo(f"{copy} could not be replaced. Close it in Excel, then run it again.", err=True)
        return False
    click.echo(f"Marked copy: {copy}", err=quiet)
    return True


def _free(path: Path) -> Path:
    """Give the name under which an earlier marked copy is kept: somebody may have worked in it."""
    number = 1
    while (kept := path.with_name(f"{path.stem[:-7]}-{number}-to-fix{path.suffix}")).exists():
        number += 1
    return kept
