"""The command line: parses, calls, prints, exits. Nothing else prints."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from assembler import __version__, officers
from assembler.model import AssemblerError, Status
from assembler.naming import folder_of

if TYPE_CHECKING:
    from click import Group as DefaultGroup  # the library itself carries no types

    from assembler.build import Choices
    from assembler.model import Assembly, Assessment, Edition, Examination
    from assembler.settings import Settings
else:
    from click_default_group import DefaultGroup

DONE, TO_PUT_RIGHT, CONFLICTS = 0, 1, 3  # and 2, click's own, for wrong use of the command
_WELL = (Status.BUILT, Status.UNCHANGED)


class Commands(DefaultGroup):
    """A group whose default is `build`, and that tells a misspelt command from a file."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Answer "did you mean" before a word is taken for a file."""
        word = args[0] if args else ""
        a_file = Path(word).suffix or Path(word).exists() or word.startswith("-")
        if word and not a_file and word not in self.commands:
            close = get_close_matches(word, self.commands, n=1)
            if close:
                ctx.fail(f"There is no command '{word}'. Did you mean '{close[0]}'?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Turn what cannot go on into its two sentences."""
        try:
            return super().invoke(ctx)
        except AssemblerError as error:
            click.echo(f"{error.what} {error.do}", err=True)
            ctx.exit(TO_PUT_RIGHT)


@click.group(
    cls=Commands,
    default="build",
    default_if_no_args=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(__version__, message="assemble %(version)s")
def commands() -> None:
    """Turn one Excel workbook per council into a finished letter with its annexes.

    \b
      assemble new "Exampleshire County Council"     write an empty workbook
      assemble validate inputs/exampleshire.xlsx     see what is left to do
      assemble inputs/exampleshire.xlsx              write the Word documents
    """


commands.add_command(officers.templates)
commands.add_command(officers.editions)

_WORKBOOKS = click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path))
_SOME_WORKBOOKS = click.argument("workbooks", nargs=-1, type=click.Path(path_type=Path))
_JSON = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON list and nothing else."
)
_QUIET = click.option("-q", "--quiet", is_flag=True, help="Print only what must be put right.")


@commands.command()
@_WORKBOOKS
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
    type=click.IntRange(1, 64),
    default=lambda: os.cpu_count() or 1,
    help="How many workbooks to work on at once. Default: one for each core.",
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
@_JSON
@_QUIET
def build(
    workbooks: tuple[Path, ...],
    *,
    pdf: bool,
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
    from assembler import report
    from assembler.attempt import attempt
    from assembler.build import Choices, order

    own = _settings(workbooks)
    folders = {key: getattr(own, key) for key in ("outputs", "templates", "editions")}
    for key, folder in folders.items():
        source = click.get_current_context().get_parameter_source(key)
        if folder and source is not ParameterSource.COMMANDLINE:
            chosen[key] = folder
    paths = _workbooks(workbooks)
    _must_differ(paths)
    choices = Choices(**chosen)
    made = order(choices)
    if not as_json and not quiet:
        click.echo(f"Templates: {made.templates.label}.")
        if choices.dry_run:
            click.echo("A dry run: this is what a build would do. Nothing is written.")
    if len(paths) == 1:
        built = [attempt(paths[0], made)]
        built, unprinted = _printed(built, choices, wanted=pdf and not choices.dry_run)
        if not as_json and not (quiet and built[0].status in _WELL):
            click.echo(report.assembly(built[0]))
    else:
        built = _built(paths, choices, shown=not as_json and not quiet)
        built, unprinted = _printed(built, choices, wanted=pdf and not choices.dry_run)
        if not as_json:
            click.echo(report.closing(built))
    if as_json:
        click.echo(report.as_json(report.assembly_row(one) for one in built))
    if unprinted:
        click.echo(report.failure(unprinted), err=True)
    raise SystemExit(TO_PUT_RIGHT if unprinted else _built_code(built))


@commands.command()
@_SOME_WORKBOOKS
@click.option("--explain", "code", metavar="CODE", help="Say what a code of a finding means.")
@click.option("--mark", is_flag=True, help="Also write a copy with each cell marked: NAME-to-fix.")
@_JSON
@_QUIET
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
    from assembler import report

    if code is not None:
        click.echo(_explained(code))
        return
    if not workbooks:
        raise click.UsageError("Name a workbook, or a folder of workbooks.")
    found, failed = _examined(workbooks)
    if as_json:
        click.echo(report.as_json(report.examination_row(one) for one in found))
    else:
        shown = [one for one in found if not (quiet and one.may_be_built)]
        _echo(report.examination(one) for one in shown)
    if mark:
        failed |= [_marked(one, quiet=as_json) for one in found].count(False) > 0
    raise SystemExit(_examined_code(found, failed=failed))


@commands.command()
@_WORKBOOKS
@_JSON
@_QUIET
def grade(workbooks: tuple[Path, ...], *, as_json: bool, quiet: bool) -> None:
    """Say the grade of each benchmark, and the reason in words.

    \b
    Example:
      assemble grade inputs/cambridgeshire.xlsx
    """
    from assembler import report

    found, failed = _examined(workbooks)
    if as_json:
        click.echo(report.as_json(report.grades_row(one) for one in found))
    elif not quiet:
        _echo(report.grades(one) for one in found)
    unread = failed or any(one.assessment is None for one in found)
    raise SystemExit(TO_PUT_RIGHT if unread else DONE)


@commands.command()
@click.argument("documents", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--workbook",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The workbook, where its name does not tell.",
)
@click.option(
    "--templates",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of templates the documents were made from.",
)
@click.option("--clean", is_flag=True, help="First take the author and the like out of the files.")
@_JSON
@_QUIET
def review(
    documents: tuple[Path, ...],
    *,
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
    from assembler import report
    from assembler.review import desk
    from assembler.shelf import known

    own = _settings(documents)
    chosen["templates"] = chosen["templates"] or own.templates
    found = list(desk.review(documents, desk.Desk(**chosen, editions=known(own.editions))))
    ready = all(one.ready for one in found)
    if as_json:
        click.echo(report.as_json(report.review_row(one) for one in found))
    elif not (quiet and ready):
        click.echo(report.review(found))
    raise SystemExit(DONE if ready else TO_PUT_RIGHT)


@commands.command()
@click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("outputs", "overview.xlsx"),
    show_default=True,
    help="The workbook to write.",
)
@click.option("--edition", "year", help="The year, such as 2024-25. Default: the newest there.")
def overview(workbooks: tuple[Path, ...], output: Path, year: str | None) -> None:
    """Write one Excel workbook with the picture of all councils in a folder.

    \b
    Example:
      assemble overview inputs
    """
    from assembler import edition, report
    from assembler import overview as picture
    from assembler.documents import package
    from assembler.overview import sheets
    from assembler.shelf import known as on_the_shelf

    editions = on_the_shelf(_settings(workbooks).editions)
    chosen = edition.named(editions, year) if year else None
    if year and chosen is None:
        known = ", ".join(one.year for one in editions)
        raise click.BadParameter(f"There is no edition '{year}'. There is: {known}.")
    left = [
        picture.Unread(str(entry), f"Left out: {why}.")
        for folder in workbooks
        if folder.is_dir()
        for entry, why in folder_of(folder)[1]
    ]
    made = picture.of(_workbooks(workbooks), editions, left, chosen)
    package.write(output, sheets.written(made))
    click.echo(report.overview(str(output), len(made.councils), [u.workbook for u in made.unread]))
    raise SystemExit(TO_PUT_RIGHT if made.unread else DONE)


@commands.command()
@click.argument("authority", required=False, default="")
@click.option("--edition", "year", help="The year, such as 2024-25. Default: the newest.")
@click.option(
    "-o",
    "--inputs",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("inputs"),
    show_default=True,
    help="Where to write.",
)
@click.option(
    "--returned",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A completed Annex B (Word) whose evidence and answers to bring in.",
)
@click.option(
    "--from",
    "last_year",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Last year's workbook, to take details, outcomes and recommendations from.",
)
def new(
    authority: str, year: str | None, inputs: Path, returned: Path | None, last_year: Path | None
) -> None:
    """Write an empty workbook for a council.

    With --from the council's name may be left out: it is last year's.

    \b
    Example:
      assemble new "Exampleshire County Council"
    """
    if not authority and last_year is None:
        raise click.UsageError("Name the council, in quotation marks.")
    from assembler import edition, naming, shelf
    from assembler.documents import package
    from assembler.workbook import blank, write

    editions = shelf.known(_settings((inputs,)).editions)
    if year:
        chosen = edition.named(editions, year)
    else:
        chosen = _year_of(returned, editions) if returned else edition.latest(editions)
    if chosen is None:
        known = ", ".join(one.year for one in editions)
        raise click.BadParameter(f"There is no edition '{year}'. There is: {known}.")
    made = blank.empty(chosen, authority)
    if last_year is not None:
        made = _from_last_year(last_year, editions, chosen, authority)
    path = inputs / f"{naming.slug(made.details.authority)}.xlsx"
    if path.exists():
        raise AssemblerError(
            f"{path} is already there.", "Rename or move it if you want to begin afresh."
        )
    if returned is not None:
        made = _with_returned(made, returned)
    package.write(path, write.write(made))
    click.echo(f"Written: {path}")
    click.echo("Open it in Excel and begin with the sheet Guide.")


def _year_of(path: Path, editions: "tuple[Edition, ...]") -> "Edition":
    from assembler.examine import content
    from assembler.returned import form

    return form.edition_of(str(path), content(path), editions)


def _with_returned(made: "Assessment", path: Path) -> "Assessment":
    """Bring a returned form into an assessment, and tell what came of it."""
    from assembler import report
    from assembler.examine import content
    from assembler.returned import form

    returned = form.brought_in(made, str(path), content(path))
    click.echo(report.returned(str(path), form.told(returned)))
    return returned.assessment


def _from_last_year(
    path: Path, editions: "tuple[Edition, ...]", chosen: "Edition", authority: str
) -> "Assessment":
    """Begin from last year's workbook, and tell what has no counterpart in the new one."""
    from assembler import report
    from assembler.examine import examine
    from assembler.workbook.last_year import carry_over

    found = examine(path, editions)
    if found.assessment is None:
        click.echo(report.examination(found))
        raise SystemExit(TO_PUT_RIGHT)
    carried = carry_over(found.assessment, found.graded, chosen, authority)
    _echo([f"Taken over from {path}.", *carried.without_counterpart])
    return carried.assessment


def _marked(found: "Examination", *, quiet: bool) -> bool:
    """Write a workbook's marked copy beside it, where anything was found; False when it cannot."""
    from assembler import report
    from assembler.documents import package
    from assembler.examine import content
    from assembler.workbook.mark import marked

    path = Path(found.workbook)
    copy = path.with_name(f"{path.stem}-to-fix.xlsx")
    if not found.findings:
        click.echo(f"Nothing to mark in {path}.", err=quiet)
        return True
    try:
        if copy.exists():
            copy.rename(_free(copy))
        package.write(copy, marked(content(path), found.findings))
    except AssemblerError as error:
        click.echo(report.failure(error), err=True)
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


def main() -> None:
    """Run the command line; whatever happens ends in a sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        commands(color=False if os.environ.get("NO_COLOR") else None)
    except Exception:  # noqa: BLE001 - the last line of defence: a user never meets a traceback
        from assembler.fault import noted

        error = noted()
        click.echo(f"{error.what} {error.do}", err=True)
        raise SystemExit(TO_PUT_RIGHT) from None


def _explained(code: str) -> str:
    from assembler.checks import explain

    said = explain.explained(code)
    if said is None:
        near = explain.nearest(code)
        hint = f" Did you mean '{near}'?" if near else " docs/checks.md lists them all."
        raise click.UsageError(f"There is no code '{code}'.{hint}")
    return said


def _must_differ(paths: list[Path]) -> None:
    """Refuse two workbooks whose documents would have the same names."""
    from assembler import naming

    first: dict[str, Path] = {}
    for path in paths:
        slug = naming.slug(path.stem)
        if slug in first:
            raise AssemblerError(
                f"{first[slug]} and {path} would both be written to {slug}.",
                "Rename one of the two workbooks, then run it again.",
            )
        first[slug] = path


def _settings(named: tuple[Path, ...]) -> "Settings":
    from assembler.settings import find

    return find(named)


def _workbooks(named: tuple[Path, ...]) -> list[Path]:
    """Give the workbooks named, once each; those of a folder in the order of their names."""
    found: dict[Path, None] = {}
    for path in named:
        if path.is_dir():
            taken, left = folder_of(path)
            for entry, why in left:
                click.echo(f"Left out: {entry} ({why}).", err=True)
            found |= dict.fromkeys(taken)
        elif path.exists():
            found[path] = None
        else:
            raise click.UsageError(f"There is no file or folder '{path}'.")
    if not found:
        raise click.UsageError(f"There is no workbook in {', '.join(map(str, named))}.")
    return list(found)


def _examined(named: tuple[Path, ...]) -> tuple[list["Examination"], bool]:
    from assembler import report
    from assembler.checks import NOBODY
    from assembler.examine import examine, neighbours
    from assembler.shelf import known

    editions = known(_settings(named).editions)
    paths = _workbooks(named)
    others = neighbours(paths) if len(paths) > 1 else NOBODY
    found: list[Examination] = []
    failed = False
    for path in paths:
        try:
            found.append(examine(path, editions, others))
        except AssemblerError as error:
            click.echo(report.failure(error), err=True)
            failed = True
    return found, failed


def _examined_code(found: Iterable["Examination"], *, failed: bool) -> int:
    return TO_PUT_RIGHT if failed or not all(one.may_be_built for one in found) else DONE


def _built(paths: list[Path], choices: "Choices", *, shown: bool) -> list["Assembly"]:
    """Build many workbooks, telling of each as it is done; the results in the order given."""
    from assembler import batch, report

    built: dict[str, Assembly] = {}
    try:
        with _progress(len(paths)) as step:
            for one in batch.assemble(paths, choices):
                built[one.workbook] = one
                if shown:
                    click.echo(report.line(one))
                step(one.workbook)
    except KeyboardInterrupt:
        click.echo(report.interrupted(len(built), len(paths)), err=True)
        raise SystemExit(TO_PUT_RIGHT) from None
    return [built[str(path)] for path in paths]


def _printed(
    built: list["Assembly"], choices: "Choices", *, wanted: bool
) -> tuple[list["Assembly"], AssemblerError | None]:
    if not wanted:
        return built, None
    from assembler import printing

    return printing.add(built, choices.outputs)


@contextmanager
def _progress(count: int) -> Iterator[Callable[[str], None]]:
    """Show a bar on a terminal; say nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Assembling", total=count)
        yield lambda _: bar.advance(task)


def _built_code(built: Iterable["Assembly"]) -> int:
    statuses = {one.status for one in built}
    if Status.TO_PUT_RIGHT in statuses:
        return TO_PUT_RIGHT
    return CONFLICTS if Status.CONFLICTS in statuses else DONE


def _echo(texts: Iterable[Any]) -> None:
    for index, text in enumerate(texts):
        if index:
            click.echo()
        click.echo(text)
