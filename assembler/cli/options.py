"""Shared by the commands: the command group, options, exit codes, the files a user names."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assembler.errors import AssemblerError, unexpected
from assembler.outputs.names import closed_below, folders_below, sort_folder

if TYPE_CHECKING:
    from click import Group as DefaultGroup  # the library itself carries no types

    from assembler.findings import Finding
    from assembler.model import Edition
    from assembler.results import Examination
    from assembler.settings import Settings
else:
    from click_default_group import DefaultGroup

_MOST_NAMED = 5
LARGEST_DOCUMENT = 200_000_000
DONE, TO_PUT_RIGHT, CONFLICTS = 0, 1, 3  # and 2, click's own, for wrong use of the command
FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
WORKBOOKS = click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON list and nothing else.")
WORKBOOK = click.option(
    "--workbook", type=FILE, help="The workbook, if it cannot be found by name."
)
MADE_FROM = click.option(
    "--templates", type=FOLDER, help="The folder of templates the documents were made from."
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Print only what must be put right.")


class Commands(DefaultGroup):
    """A group whose default command is `build`; it never takes a misspelt command for a file."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Ask "did you mean" before taking a word for a file."""
        word = args[0] if args else ""
        if args and not word.strip():
            ctx.fail("A name is missing between the quotation marks.")
        is_file = Path(word).suffix or exists(Path(word)) or word.startswith("-")
        if word and not is_file and word not in self.commands:
            from difflib import get_close_matches

            close = get_close_matches(word, self.commands, n=1)
            if close:
                ctx.fail(f"There is no command '{word}'. Did you mean '{close[0]}'?")
        late = next((one for one in args if one in self.commands), "")
        if word.startswith("-") and late and not exists(Path(late)):
            ctx.fail(f"Write the command first: assemble {late} {word} …")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; print an AssemblerError, a file error or Ctrl-C as a sentence."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nStopped. Nothing is half written; run the same line again.", err=True)
            ctx.exit(TO_PUT_RIGHT)
        except AssemblerError as error:
            self._end(ctx, error)
        except OSError as error:
            if not error.filename:  # about standard output
                raise
            self._end(ctx, unexpected(error))

    def _end(self, ctx: click.Context, error: AssemblerError) -> None:
        from assembler.cli.text_report import failure

        click.echo(failure(error), err=True)
        if "--json" in sys.argv[1:]:
            click.echo("[]")
        ctx.exit(TO_PUT_RIGHT)


def exists(path: Path) -> bool:
    """Return whether a path exists; False also for a name that no disk could hold."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def require_existing(paths: Iterable[Path]) -> None:
    """Refuse a file or folder that is not there."""
    for path in paths:
        if not exists(path):
            raise click.UsageError(f"There is no file or folder '{path}'.")


def find_settings(named: tuple[Path, ...] = ()) -> "Settings":
    """Return the settings beside the files named, else in the working folder."""
    from assembler.settings import find

    return find(named)


def edition_named(editions: "tuple[Edition, ...]", year: str) -> "Edition":
    """Return the edition of a year that the user named."""
    from assembler.editions import load

    edition = load.named(editions, year)
    if edition is None:
        known = ", ".join(one.year for one in editions)
        raise click.BadParameter(f"There is no edition '{year}'. There is: {known}.")
    return edition


def workbooks_in(named: tuple[Path, ...]) -> list[Path]:
    """Return the workbooks named, once each, and those of folders named and their subfolders."""
    require_existing(named)
    workbooks: dict[Path, None] = {}
    for path in named:
        if path.is_dir():
            echo_closed(path)
            for each in folders_below(path):
                folder = sort_folder(each)
                for entry, why in folder.left_out:
                    click.echo(f"Left out: {entry} ({why}).", err=True)
                if each != path and _is_below_outputs(each, path):
                    workbooks |= dict.fromkeys(_without_overviews(folder.workbooks))
                    continue
                if folder.others:
                    click.echo(_not_workbooks(each, folder.others), err=True)
                workbooks |= dict.fromkeys(folder.workbooks)
        else:
            workbooks[path] = None
    if not workbooks:
        raise click.UsageError(f"There is no workbook in {', '.join(map(str, named))}.")
    return list(workbooks)


def _is_below_outputs(folder: Path, root: Path) -> bool:
    """Return whether a folder below `root` is one that documents were written to, or is in one."""
    from assembler.outputs.copies import FOLDER

    between = [each for each in (folder, *folder.parents) if each.is_relative_to(root)]
    return any((each / FOLDER).is_dir() for each in between)


def _without_overviews(workbooks: Iterable[Path]) -> list[Path]:
    return [path for path in workbooks if not path.stem.startswith("overview")]


def echo_closed(folder: Path) -> None:
    """Name the subfolders that may not be opened: what is in them is not read."""
    for closed in closed_below(folder):
        click.echo(f"Left out: {closed} (it may not be opened).", err=True)


def _not_workbooks(folder: Path, others: list[Path]) -> str:
    """Say in one line what else is in a folder; of many files, name the first ones."""
    named = [entry.name for entry in others[:_MOST_NAMED]]
    if more := len(others) - len(named):
        named.append(f"{more} more")
    are = "not a workbook" if len(others) == 1 else "not workbooks"
    return f"Left out of {folder}: {', '.join(named)} ({are})."


def assess_named(named: tuple[Path, ...]) -> "list[Examination]":
    """Assess the workbooks named and those below folders named, each checked against the others."""
    from assembler.editions import catalogue
    from assembler.pipeline.assess import assess_all

    editions = catalogue.known(find_settings(named).editions)
    return assess_all(workbooks_in(named), editions)


def exit_code(findings: "Iterable[Finding]") -> int:
    """Return the exit code for findings: 1 where there is an error among them."""
    from assembler.findings import Severity

    errors = any(finding.severity is Severity.ERROR for finding in findings)
    return TO_PUT_RIGHT if errors else DONE


def refuse_to_replace(paths: Iterable[Path]) -> None:
    """Raise AssemblerError when one of the files exists."""
    existing = [str(path) for path in paths if path.exists()]
    if existing:
        raise AssemblerError(
            f"{', '.join(existing)} {'is' if len(existing) == 1 else 'are'} already there.",
            "Choose another folder, or move what is there.",
        )


def quoted(path: Path) -> str:
    """Return a path as it is typed in a command."""
    return f'"{path}"' if " " in str(path) else str(path)


def echo_separated(texts: Iterable[Any]) -> None:
    """Print texts with a blank line between them."""
    for index, text in enumerate(texts):
        if index:
            click.echo()
        click.echo(text)
