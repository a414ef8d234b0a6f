"""`assemble build`: workbooks into documents."""

from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.core import ParameterSource

from assembler.cli.options import (
    CONFLICTS,
    DONE,
    FOLDER,
    JSON,
    QUIET,
    TO_PUT_RIGHT,
    WORKBOOKS,
    find_settings,
    workbooks_in,
)
from assembler.cli.progress import progress, tracked
from assembler.errors import AssemblerError
from assembler.runtime import MOST_PROCESSES

if TYPE_CHECKING:
    from assembler.checks.shared_paragraphs import SharedParagraphs
    from assembler.pipeline.build import Choices
    from assembler.results import BuildResult


@click.command()
@WORKBOOKS
@click.option(
    "-o",
    "--outputs",
    type=FOLDER,
    default=Path("outputs"),
    show_default=True,
    help="Where to write.",
)
@click.option(
    "--templates",
    type=FOLDER,
    help="A folder with your own letter.docx, annex-a.docx and annex-b.docx.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, MOST_PROCESSES),
    help="How many workbooks to work on at once. Default: one for each core, if there are many.",
)
@click.option("--pack", is_flag=True, help="Also join letter and annexes into one Word file.")
@click.option("--pdf", is_flag=True, help="Also make PDF files, through LibreOffice.")
@click.option(
    "--fresh",
    is_flag=True,
    help="Replace edited documents; a backup is kept.",
)
@click.option(
    "--track/--no-track",
    help="Bring changes into edited documents as tracked changes, to accept or reject in Word.",
)
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

    A folder stands for every workbook in it and in its subfolders.

    \b
    Example:
      assemble inputs/cambridgeshire.xlsx
    """
    from assembler.pipeline import batch
    from assembler.pipeline.build import Choices, order

    choices = Choices(**_with_settings(chosen, workbooks))
    paths = workbooks_in(workbooks)
    run_order = order(choices)
    printing = not as_json and not quiet
    if printing:
        click.echo(f"Templates: {run_order.templates.label}.")
        if choices.editions:
            _echo_own_editions(choices.editions)
        if choices.dry_run:
            click.echo("A dry run: this is what a build would do. Nothing is written.")
    whole = as_json or choices.pdf or len(paths) == 1
    results = _results_in_order(
        paths,
        batch.assemble(paths, run_order),
        dry=choices.dry_run,
        printing=printing and len(paths) > 1,
        whole=whole,
    )
    built, problem = _with_pdf(results.built, choices)
    code = TO_PUT_RIGHT if problem else _exit_code(built)
    _print_results(built, results, choices, as_json=as_json, quiet=quiet)
    if problem:
        from assembler.cli import text_report

        click.echo(text_report.failure(problem), err=True)
    raise SystemExit(code)


def _with_settings(chosen: dict[str, Any], workbooks: tuple[Path, ...]) -> dict[str, Any]:
    """Add what assembler.toml says where the command line does not say it."""
    settings = find_settings(workbooks)
    context = click.get_current_context()
    for key in ("outputs", "templates", "editions"):
        folder = getattr(settings, key)
        if folder and context.get_parameter_source(key) is not ParameterSource.COMMANDLINE:
            chosen[key] = folder
            if key == "outputs":  # printed even with -q: the documents are not in the usual folder
                click.echo(f"Outputs: {folder} (as {settings.source} says).", err=True)
    if context.get_parameter_source("track") is not ParameterSource.COMMANDLINE:
        chosen["track"] = settings.track
    return chosen


def _echo_own_editions(folder: Path) -> None:
    """Name an office's own editions: they may grade otherwise than the shipped ones."""
    files = sorted(path.name for path in folder.glob("*.toml"))
    if files:
        click.echo(f"Editions: {', '.join(files)} in {folder}, then the shipped ones.")


class _Results(NamedTuple):
    """The results of a run, how many things in them are worth a look, what their letters share."""

    built: list["BuildResult"]
    advice: int
    shared: "SharedParagraphs"


def _results_in_order(
    paths: list[Path],
    results: Iterable["BuildResult"],
    *,
    dry: bool,
    printing: bool,
    whole: bool,
) -> _Results:
    """Collect results in the order of the paths, printing a line for each in that order.

    Unless `whole`, keep only what the closing summary prints.
    """
    from assembler.checks.shared_paragraphs import SharedParagraphs
    from assembler.cli import build_report
    from assembler.findings import Severity

    built: dict[str, BuildResult] = {}
    shared = SharedParagraphs()
    lines: dict[str, str] = {}
    waiting = deque(map(str, paths))
    advice = 0
    try:
        with progress("Assembling", len(paths)) as bar:
            for result in results:
                shared.add(result.workbook, result.council, result.paragraphs)
                built[result.workbook] = result if whole else _for_summary(result)
                advice += sum(f.severity is Severity.WARNING for f in result.findings)
                lines[result.workbook] = build_report.line(result, dry=dry) if printing else ""
                bar.step()
                while waiting and waiting[0] in lines:
                    line = lines.pop(waiting.popleft())
                    if printing:
                        bar.say(line)
    except KeyboardInterrupt:
        if len(paths) == 1:
            raise
        click.echo(build_report.interrupted(len(built), len(paths)), err=True)
        raise SystemExit(TO_PUT_RIGHT) from None
    return _Results([built[str(path)] for path in paths], advice, shared)


def _for_summary(result: "BuildResult") -> "BuildResult":
    """Drop what the closing summary does not print: the findings of a year take much memory."""
    from dataclasses import replace

    from assembler.findings import Severity

    return replace(
        result,
        graded=(),
        paragraphs=(),
        findings=tuple(f for f in result.findings if f.severity is Severity.ERROR),
        documents=tuple(d for d in result.documents if d.notes or d.beside),
    )


def _print_results(
    built: list["BuildResult"],
    results: _Results,
    choices: "Choices",
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    from assembler.cli import build_report, json_report

    if as_json:
        whole = (build_report.with_shared(result, results.shared) for result in built)
        click.echo(json_report.to_json(map(json_report.build, whole)))
    elif quiet and _exit_code(built) == DONE:
        return
    elif len(built) == 1:
        click.echo(build_report.build(built[0], dry=choices.dry_run))
    else:
        summary = build_report.closing(
            built, choices.outputs, results.advice, results.shared.summary(), dry=choices.dry_run
        )
        click.echo(summary if quiet else f"\n{summary}")


def _with_pdf(
    built: list["BuildResult"], choices: "Choices"
) -> tuple[list["BuildResult"], AssemblerError | None]:
    if not choices.pdf or choices.dry_run:
        return built, None
    from assembler.pipeline import export_pdf

    return export_pdf.add(built, choices.outputs, tracked("Making PDF files"))


def _exit_code(built: Iterable["BuildResult"]) -> int:
    from assembler.results import BuildStatus

    statuses = {result.status for result in built}
    if BuildStatus.TO_PUT_RIGHT in statuses:
        return TO_PUT_RIGHT
    return CONFLICTS if BuildStatus.CONFLICTS in statuses else DONE
