"""What the commands share: the group, common options, exit codes, the workbooks that are meant."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assembler.errors import AssemblerError
from assembler.outputs.names import folder_of

if TYPE_CHECKING:
    from click import Group as DefaultGroup  # the library itself carries no types

    from assembler.settings import Settings
else:
    from click_default_group import DefaultGroup

_MOST_NAMED = 5
DONE, TO_PUT_RIGHT, CONFLICTS = 0, 1, 3  # and 2, click's own, for wrong use of the command
WORKBOOKS = click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON list and nothing else.")
QUIET = click.option("-q", "--quiet", is_flag=True, help="Print only what must be put right.")


class Commands(DefaultGroup):
    """A group whose default is `build`, and that tells a misspelt command from a file."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Answer "did you mean" before a word is taken for a file."""
        word = args[0] if args else ""
        if args and not word.strip():
            ctx.fail("A name is missing between the quotation marks.")
        a_file = Path(word).suffix or there(Path(word)) or word.startswith("-")
        if word and not a_file and word not in self.commands:
            from difflib import get_close_matches

            close = get_close_matches(word, self.commands, n=1)
            if close:
                ctx.fail(f"There is no command '{word}'. Did you mean '{close[0]}'?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Turn what cannot go on into its two sentences."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\nStopped. Nothing is half written; run the same line again.", err=True)
            ctx.exit(TO_PUT_RIGHT)
        except AssemblerError as error:
            from assembler.cli.text_report import failure

            click.echo(failure(error), err=True)
            if "--json" in sys.argv[1:]:
                click.echo("[]")
            ctx.exit(TO_PUT_RIGHT)


def there(path: Path) -> bool:
    """Whether a path leads to something; one that no disk could hold does not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def settings_of(named: tuple[Path, ...]) -> "Settings":
    """Give what the assembler.toml beside the files named, or here, says."""
    from assembler.settings import find

    return find(named)


def workbooks_in(named: tuple[Path, ...]) -> list[Path]:
    """Give the workbooks named, once each; those of a folder in the order of their names."""
    found: dict[Path, None] = {}
    for path in named:
        if not there(path):
            raise click.UsageError(f"There is no file or folder '{path}'.")
        if path.is_dir():
            folder = folder_of(path)
            for entry, why in folder.left:
                click.echo(f"Left out: {entry} ({why}).", err=True)
            if folder.others:
                click.echo(_no_workbooks(path, folder.others), err=True)
            found |= dict.fromkeys(folder.workbooks)
        else:
            found[path] = None
    if not found:
        raise click.UsageError(f"There is no workbook in {', '.join(map(str, named))}.")
    return list(found)


def _no_workbooks(folder: Path, others: list[Path]) -> str:
    """Tell what else lies in a folder, in one line however much it is."""
    named = [entry.name for entry in others[:_MOST_NAMED]]
    if more := len(others) - len(named):
        named.append(f"{more} more")
    are = "not a workbook" if len(others) == 1 else "not workbooks"
    return f"Left out of {folder}: {', '.join(named)} ({are})."


def echo_all(texts: Iterable[Any]) -> None:
    """Print texts with a blank line between them."""
    for index, text in enumerate(texts):
        if index:
            click.echo()
        click.echo(text)
