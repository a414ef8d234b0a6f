"""`assemble new`: an empty workbook, with what last year or a form gives it; or a blank form."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assembler.cli.options import (
    DONE,
    LARGEST_DOCUMENT,
    TO_PUT_RIGHT,
    echo_separated,
    edition_named,
    find_settings,
)
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
    help="Where to write. Default: inputs; a form into forms.",
)
@click.option(
    "--returned",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A completed Annex B (Word) whose evidence and answers to bring in.",
)
@click.option(
    "--from",
    "last_year",
    type=click.Path(path_type=Path),
    help="Last year's workbook to begin from, or a folder of such workbooks.",
)
@click.option(
    "--form",
    "as_form",
    is_flag=True,
    help="Write the blank Word form that a council fills in, instead of a workbook.",
)
def new(
    authority: str,
    *,
    year: str | None,
    inputs: Path | None,
    as_form: bool,
    **sources: Path | None,
) -> None:
    """Write an empty workbook for a council.

    With --from the council's name may be left out: it is last year's; the year is then part of
    the workbook's name. A workbook in a subfolder of inputs, such as an adviser's, has the new one
    written beside it. From a folder, every council in it and its subfolders is begun, each workbook
    beside last year's. Details that assembler.toml gives under [letter] are filled in.

    With --form it is the blank form for the council's self-assessment, which --returned reads
    when it comes back. Without a council's name the form asks for it.

    \b
    Example:
      assemble new "Exampleshire County Council"
      assemble new --form "Exampleshire County Council"
    """
    returned, last_year = sources["returned"], sources["last_year"]
    if as_form:
        if returned or last_year:
            raise click.UsageError("--form writes a blank form: it takes no --returned or --from.")
        _write_form(_full_name(authority), year, inputs or Path("forms"))
        return
    if last_year and last_year.is_dir():
        if returned or authority.strip():
            raise click.UsageError("--from with a folder begins every council: leave the name out.")
        _begin_every_council(last_year, inputs, year)
        return
    if not authority.strip() and last_year is None:
        raise click.UsageError("Name the council, in quotation marks.")
    _begin_council(_full_name(authority), year, inputs, returned, last_year)


def _begin_council(
    authority: str,
    year: str | None,
    inputs: Path | None,
    returned: Path | None,
    last_year: Path | None,
) -> None:
    from assembler import model
    from assembler.cli import begin_year
    from assembler.editions import catalogue, load
    from assembler.files import write_file
    from assembler.outputs import names
    from assembler.workbook import write

    folder = inputs or Path("inputs")
    settings = find_settings((folder,))
    editions = catalogue.known(settings.editions)
    if year:
        edition = edition_named(editions, year)
    else:
        edition = _edition_of(returned, editions) if returned else load.latest(editions)
    assessment, name = model.empty_assessment(edition, authority), ""
    said: list[str] = []
    if last_year is not None:
        new_year = begin_year.NewYear(edition, editions, settings)
        assessment, said = begin_year.from_workbook(last_year, new_year, authority)
        name = edition.year
        if inputs is None and last_year.resolve().is_relative_to(folder.resolve()):
            folder = last_year.parent  # that of an adviser
    assessment = begin_year.with_office_details(assessment, settings)
    path = folder / names.new_workbook(assessment.details.authority, name)
    if returned is not None and last_year is None:
        path = _workbook_for(authority, edition, editions, folder)
    if path.exists():
        if last_year is not None or returned is None:
            way = "the year again" if last_year else "afresh; for a new year, use --from"
            raise AssemblerError(f"{path} is already there.", f"Rename or move it to begin {way}.")
        _fill_in(path, edition, returned, settings.outputs or Path("outputs"))
        return
    echo_separated(said)
    if returned is not None:
        assessment = _with_returned(assessment, returned)
    write_file(path, write.write(assessment))
    click.echo(f"Written: {path}")
    click.echo("Open it in Excel and begin with the sheet Guide.")


def _workbook_for(
    authority: str, edition: "Edition", editions: "tuple[Edition, ...]", folder: Path
) -> Path:
    """Return the council's workbook of an edition in a folder or below; else the path of a new one.

    Raises AssemblerError when there are several.
    """
    from assembler.editions import load
    from assembler.model import Details
    from assembler.outputs import names
    from assembler.pipeline.assess import details_of
    from assembler.wording import folded, listed

    below = names.workbooks_below(folder) if folder.is_dir() else []
    known = {path: details_of(path) or Details() for path in below}
    of_year = {
        path: load.named((edition,), details.financial_year) for path, details in known.items()
    }
    own = [p for p, d in known.items() if of_year[p] and folded(d.authority) == folded(authority)]
    if len(own) > 1:
        raise AssemblerError(
            f"{authority} has {len(own)} workbooks of {edition.year}: {listed(map(str, own))}.",
            "Keep the one that counts, or name its folder with -o.",
        )
    if own:
        return own[0]
    plain = folder / names.new_workbook(authority)
    of_another_year = (
        plain in known
        and not of_year[plain]
        and load.named(editions, known[plain].financial_year) is not None
    )
    return folder / names.new_workbook(authority, edition.year) if of_another_year else plain


def _fill_in(path: Path, edition: "Edition", form: Path, outputs: Path) -> None:
    """Bring a returned form into a workbook that is there, where the council has no answer yet."""
    from assembler.outputs.write_over import write_over
    from assembler.pipeline.assess import read_workbook
    from assembler.returned import fill_workbook

    content = read_workbook(path)
    before = fill_workbook.read_unanswered(content, str(path), edition)
    filled = fill_workbook.fill(content, before, _with_returned(before, form))
    backup = write_over(path, content, filled, outputs)
    click.echo(f"Written into: {path}")
    click.echo(f"The workbook as it was: {backup}")


def _begin_every_council(folder: Path, inputs: Path | None, year: str | None) -> None:
    """Begin a year for every council of a folder; exit with 1 where one could not be read."""
    from assembler.cli import begin_year
    from assembler.editions import catalogue, load

    settings = find_settings((folder,))
    editions = catalogue.known(settings.editions)
    edition = edition_named(editions, year) if year else load.latest(editions)
    new_year = begin_year.NewYear(edition, editions, settings, inputs)
    raise SystemExit(DONE if begin_year.from_folder(folder, new_year) else TO_PUT_RIGHT)


def _write_form(authority: str, year: str | None, folder: Path) -> None:
    """Write the blank form of a council, or of any council where none is named."""
    from assembler import model
    from assembler.cli.options import quoted, refuse_to_replace
    from assembler.editions import catalogue, load
    from assembler.files import write_file
    from assembler.outputs import names
    from assembler.returned import write_form

    editions = catalogue.known(find_settings((folder,)).editions)
    edition = edition_named(editions, year) if year else load.latest(editions)
    path = folder / names.new_form(authority, edition.year)
    refuse_to_replace([path])
    write_file(path, write_form.write_form(model.empty_assessment(edition, authority)))
    council = f'"{authority or "COUNCIL"}"'
    click.echo(f"Written: {path}")
    click.echo(f"When it comes back: assemble new {council} --returned {quoted(path)}")


def _full_name(typed: str) -> str:
    """Return the council's full name; print it when it is not what the user typed."""
    from assembler.checks import complete_council_name

    if not typed.strip():
        return ""
    name, suggestions = complete_council_name.complete(typed)
    if suggestions:
        raise click.UsageError(
            f"'{typed.strip()}' is not a council's full name. Write it as the letter is to print "
            f"it, such as {' or '.join(f'“{one}”' for one in suggestions)}."
        )
    if name != " ".join(typed.split()):
        click.echo(f"Council: {name}. If that is wrong, correct it on the sheet Letter.")
    return name


def _edition_of(form: Path, editions: "tuple[Edition, ...]") -> "Edition":
    from assembler.files import read_file
    from assembler.returned import import_form

    return import_form.edition_of(str(form), read_file(form, LARGEST_DOCUMENT), editions)


def _with_returned(assessment: "Assessment", form: Path) -> "Assessment":
    """Bring a returned form into an assessment, and say what came of it."""
    from assembler.cli import text_report
    from assembler.files import read_file
    from assembler.returned import import_form

    content = read_file(form, LARGEST_DOCUMENT)
    returned = import_form.import_form(assessment, str(form), content)
    click.echo(text_report.returned(str(form), import_form.counts(returned)))
    return returned.assessment
