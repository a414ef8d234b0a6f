"""`assemble new`: an empty workbook, with what last year or a returned form can give it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assembler.cli.options import TO_PUT_RIGHT, echo_all, settings_of
from assembler.errors import AssemblerError

if TYPE_CHECKING:
    from assembler.model import Assessment, Edition


@click.command()
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
    authority = " ".join(authority.split())
    if not authority and last_year is None:
        raise click.UsageError("Name the council, in quotation marks.")
    from assembler import model
    from assembler.editions import catalogue, load
    from assembler.files import write_file
    from assembler.outputs import names
    from assembler.workbook import write

    editions = catalogue.known(settings_of((inputs,)).editions)
    if year:
        chosen = load.named(editions, year)
    else:
        chosen = _year_of(returned, editions) if returned else load.latest(editions)
    if chosen is None:
        known = ", ".join(one.year for one in editions)
        raise click.BadParameter(f"There is no edition '{year}'. There is: {known}.")
    made = model.empty_assessment(chosen, authority)
    if last_year is not None:
        made = _from_last_year(last_year, editions, chosen, authority)
    path = inputs / f"{names.slug(made.details.authority)}.xlsx"
    if path.exists():
        raise AssemblerError(
            f"{path} is already there.", "Rename or move it if you want to begin afresh."
        )
    if returned is not None:
        made = _with_returned(made, returned)
    write_file(path, write.write(made))
    click.echo(f"Written: {path}")
    click.echo("Open it in Excel and begin with the sheet Guide.")


def _year_of(path: Path, editions: "tuple[Edition, ...]") -> "Edition":
    from assembler.pipeline.assess import content
    from assembler.returned import import_form

    return import_form.edition_of(str(path), content(path), editions)


def _with_returned(made: "Assessment", path: Path) -> "Assessment":
    """Bring a returned form into an assessment, and tell what came of it."""
    from assembler.cli import text_report
    from assembler.pipeline.assess import content
    from assembler.returned import import_form

    returned = import_form.brought_in(made, str(path), content(path))
    click.echo(text_report.returned(str(path), import_form.told(returned)))
    return returned.assessment


def _from_last_year(
    path: Path, editions: "tuple[Edition, ...]", chosen: "Edition", authority: str
) -> "Assessment":
    """Begin from last year's workbook, and tell what has no counterpart in the new one."""
    from assembler.cli import text_report
    from assembler.pipeline.assess import examine
    from assembler.workbook.last_year import carry_over

    found = examine(path, editions)
    if found.assessment is None:
        click.echo(text_report.examination(found))
        raise SystemExit(TO_PUT_RIGHT)
    carried = carry_over(found.assessment, found.graded, chosen, authority)
    echo_all([f"Taken over from {path}.", *carried.without_counterpart])
    return carried.assessment
