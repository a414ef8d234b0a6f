"""`assemble grade`: the grade of each benchmark, with its reason."""

from pathlib import Path

import click

from assembler.cli.options import (
    DONE,
    JSON,
    QUIET,
    TO_PUT_RIGHT,
    WORKBOOKS,
    assess_named,
    echo_separated,
)


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

    assessed = assess_named(workbooks)
    if as_json:
        click.echo(json_report.to_json(json_report.grades(one) for one in assessed))
    elif not quiet:
        echo_separated(text_report.grades(one) for one in assessed)
    unread = any(one.assessment is None for one in assessed)
    raise SystemExit(TO_PUT_RIGHT if unread else DONE)
