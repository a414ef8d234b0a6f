"""`assemble build`: workbooks into documents."""

from collections import deque
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from assembler.cli.options import (
    CONFLICTS,
    DONE,
    JSON,
    QUIET,
    TO_PUT_RIGHT,
    WORKBOOKS,
    settings_of,
    workbooks_in,
)
from assembler.cli.progress import progress, tracked
from assembler.errors import AssemblerError
from assembler.runtime import MOST_PROCESSES

if TYPE_CHECKING:
    from assembler.pipeline.build import Choices
    from assembler.results import BuildResult


@click.command()
@WORKBOOKS
@click.option(
    "-o",
    "--outputs",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("outputs"),
    show_default=True,
    help="Where to write.",
)
@click.option(
    "--templates",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder with your own letter.docx, annex-a.docx and annex-b.docx.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, MOST_PROCESSES),
    help="How many workbooks to work on at once. Default: one for each core, if there are many.",
)
@click.option("--pack", is_flag=True, help="Also join letter and annexes to one Word file.")
@click.option("--pdf", is_flag=True, help="Also make PDF files, through LibreOffice.")
@click.option("--fresh", is_flag=True, help="Write edited documents anew; a backup is kept.")
@click.option("--dry-run", is_flag=True, help="Say what a build would change; write nothing.")
@click.option(
    "--draft",
    is_flag=True,
    help="Build in spite of errors, into files that say draft; what is missing is highlighted.",
)
@JSON
@QUIET
def build(
    workbooks: tuple[Path, ...],
    *,
    as_json: bool,
    quiet: bool,
    **chosen: Any,
) -> None:
    """Check a workbook and write its letter, Annex A and Annex B.

    A folder stands for every workbook in it.

    \b
    Example:
      assemble inputs/cambridgeshire.xlsx
    """
    from assembler.cli import text_report
    from assembler.pipeline.attempt import attempt
    from assembler.pipeline.build import Choices, order

    own = settings_of(workbooks)
    folders = {key: getattr(own, key) for key in ("outputs", "templates", "editions")}
    for key, folder in folders.items():
        source = click.get_current_context().get_parameter_source(key)
        if folder and source is not ParameterSource.COMMANDLINE:
            chosen[key] = folder
    named = workbooks_in(workbooks)
    paths, alike = _apart(named)
    choices = Choices(**chosen)
    made = order(choices)
    many = len(named) > 1
    if not as_json and not quiet:
        click.echo(f"Templates: {made.templates.label}.")
        if choices.dry_run:
            click.echo("A dry run: this is what a build would do. Nothing is written.")
    advice = 0
    if many:
        from assembler.pipeline import batch

        shown, whole = not as_json and not quiet, as_json or choices.pdf
        results = chain(alike, batch.assemble(paths, made))
        built, advice = _built(named, results, dry=choices.dry_run, shown=shown, whole=whole)
    else:
        built = [attempt(paths[0], made)]
    built, unprinted = _printed(built, choices)
    code = _built_code(built)
    if as_json:
        from assembler.cli import json_report

        click.echo(json_report.listed(json_report.assembly(one) for one in built))
    elif not (quiet and code == DONE):
        if many:
            told = text_report.closing(built, choices.outputs, advice, dry=choices.dry_run)
        else:
            told = text_report.assembly(built[0], dry=choices.dry_run)
        click.echo(f"\n{told}" if many and not quiet else told)
    if unprinted:
        click.echo(text_report.failure(unprinted), err=True)
    raise SystemExit(TO_PUT_RIGHT if unprinted else code)


def _apart(paths: list[Path]) -> tuple[list[Path], list["BuildResult"]]:
    """Part the workbooks that can be built from those whose documents would have the same names."""
    from assembler.outputs import names
    from assembler.pipeline.attempt import stopped

    named: dict[str, list[Path]] = {}
    for path in paths:
        named.setdefault(names.slug(path.stem), []).append(path)
    alike = []
    for slug, group in named.items():
        for path in group if len(group) > 1 else ():
            error = AssemblerError(
                f"{' and '.join(map(str, group))} would both be written to {slug}.",
                "Rename one of them, then run it again.",
            )
            alike.append(stopped(path, error))
    kept = [path for group in named.values() if len(group) == 1 for path in group]
    return kept, alike


def _built(
    paths: list[Path], results: Iterable["BuildResult"], *, dry: bool, shown: bool, whole: bool
) -> tuple[list["BuildResult"], int]:
    """Go through the results of many workbooks, telling of each in the order of the paths.

    The results are given in the same order. Without `whole` only that is kept of each which is told
    again at the end. Gives beside them how many things are worth a look.
    """
    from assembler.cli import text_report
    from assembler.findings import Severity

    built: dict[str, BuildResult] = {}
    lines: dict[str, str] = {}
    waiting = deque(map(str, paths))
    advice = 0
    try:
        with progress("Assembling", len(paths)) as shows:
            for one in results:
                built[one.workbook] = one if whole else _told_again(one)
                advice += sum(found.severity is Severity.WARNING for found in one.findings)
                lines[one.workbook] = text_report.line(one, dry=dry)
                shows.step()
                while waiting and waiting[0] in lines:
                    line = lines.pop(waiting.popleft())
                    if shown:
                        shows.say(line)
    except KeyboardInterrupt:
        click.echo(text_report.interrupted(len(built), len(paths)), err=True)
        raise SystemExit(TO_PUT_RIGHT) from None
    return [built[str(path)] for path in paths], advice


def _told_again(one: "BuildResult") -> "BuildResult":
    """Give what the end of a run tells of a workbook: a year of warnings and paths is long."""
    from dataclasses import replace

    from assembler.findings import Severity

    return replace(
        one,
        graded=(),
        findings=tuple(f for f in one.findings if f.severity is Severity.ERROR),
        documents=tuple(d for d in one.documents if d.notes or d.beside),
    )


def _printed(
    built: list["BuildResult"], choices: "Choices"
) -> tuple[list["BuildResult"], AssemblerError | None]:
    if not choices.pdf or choices.dry_run:
        return built, None
    from assembler.pipeline import export_pdf

    return export_pdf.add(built, choices.outputs, tracked("Making PDF files"))


def _built_code(built: Iterable["BuildResult"]) -> int:
    from assembler.results import BuildStatus

    statuses = {one.status for one in built}
    if BuildStatus.TO_PUT_RIGHT in statuses:
        return TO_PUT_RIGHT
    return CONFLICTS if BuildStatus.CONFLICTS in statuses else DONE
