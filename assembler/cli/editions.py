"""`assemble editions`: list, check and copy the editions, a year's criteria and wording."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assembler.cli.options import (
    FILE,
    exit_code,
    find_settings,
    quoted,
    refuse_to_replace,
)
from assembler.errors import AssemblerError

if TYPE_CHECKING:
    from assembler.findings import Finding


@click.group()
def editions() -> None:
    """Look after the editions: a year's criteria and wording, one file a year.

    \b
    Example:
      assemble editions list
    """


@editions.command("list")
def list_editions() -> None:
    """Name every edition there is, the newest last.

    \b
    Example:
      assemble editions list
    """
    from assembler.editions import catalogue

    for edition in catalogue.known(find_settings().editions):
        benchmarks, criteria = len(edition.benchmarks), len(edition.criteria)
        click.echo(f"{edition.year}: {benchmarks} benchmarks, {criteria} criteria")


@editions.command("check")
@click.argument("files", nargs=-1, required=True, type=FILE)
def check_editions(files: tuple[Path, ...]) -> None:
    """Say everything that is wrong in an edition file, and what is new in it.

    \b
    Example:
      assemble editions check editions/2025-26.toml
    """
    from assembler.cli import text_report
    from assembler.editions import catalogue, load, next_edition
    from assembler.templating.lint.check import check_set, unknown_phrases

    settings = find_settings()
    reported: list[Finding] = []
    for path in files:
        if not path.is_file():
            raise AssemblerError(f"There is no file {path}.", "Check its name and folder.")
        edition, findings = load.read(catalogue.text_of(path), path.name)
        if edition is not None:
            findings = unknown_phrases(check_set(settings.templates, (edition,)))
        reported += findings
        click.echo(text_report.template(path.name, findings))
        if edition is not None:
            known = catalogue.known(settings.editions)
            click.echo("\n".join(next_edition.compared(edition, known)))
            if edition.year not in {one.year for one in known}:
                folder = path.parent.as_posix()
                click.echo(f'To use it, write into assembler.toml: editions = "{folder}"')
    raise SystemExit(exit_code(reported))


@editions.command("copy")
@click.argument("where", metavar="[YEAR] [FOLDER]", nargs=-1)
def copy_edition(where: tuple[str, ...]) -> None:
    """Copy the newest edition as a later year's, to change it there: next year's unless named.

    It is written into FOLDER, else into the folder of editions that assembler.toml names, else
    into editions.

    \b
    Example:
      assemble editions copy editions
      assemble editions copy 2026-27 editions
    """
    from assembler.editions import catalogue, load, next_edition
    from assembler.files import write_file

    years = [word for word in where if load.year_key(word)]
    folders = [Path(word) for word in where if word not in years]
    if len(years) > 1 or len(folders) > 1:
        raise click.UsageError("Name one year and one folder at most.")
    own = find_settings().editions
    newest = catalogue.newest_text(own)
    year, text = (
        next_edition.moved_to(newest, years[0]) if years else next_edition.following(newest)
    )
    folder = folders[0] if folders else own or Path("editions")
    path = folder / f"{year}.toml"
    refuse_to_replace([path])
    write_file(path, text.encode())
    click.echo(f"Written: {path}")
    click.echo(f"Change it in a text editor, then: assemble editions check {quoted(path)}")
