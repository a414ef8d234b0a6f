"""`assemble overview`: one Excel workbook with the picture of all councils."""

from functools import partial
from pathlib import Path

import click

from assembler.cli.options import (
    DONE,
    FOLDER,
    TO_PUT_RIGHT,
    edition_named,
    find_settings,
    require_existing,
)
from assembler.outputs.names import closed_below, unreadable_below, workbooks_below
from assembler.runtime import seldom_collected

# Nearly all objects live until the picture is written, so there is hardly any garbage.
_KEPT_TO_THE_END = 200_000


@click.command()
@click.argument("workbooks", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The workbook to write. Default: overview.xlsx in the outputs folder, the year in its "
    "name where there are several.",
)
@click.option("--outputs", type=FOLDER, help="Where the documents are. Default: outputs.")
@click.option("--templates", type=FOLDER, help="The folder of templates the builds use.")
@click.option("--edition", "year", help="The year, such as 2024-25. Default: the newest there.")
def overview(
    workbooks: tuple[Path, ...],
    *,
    output: Path | None,
    outputs: Path | None,
    templates: Path | None,
    year: str | None,
) -> None:
    """Write one Excel workbook with the picture of all councils in a folder.

    Folders are searched with their subfolders; the default is inputs. The picture shows how far
    each letter is, so it reads the outputs folder too.

    \b
    Example:
      assemble overview inputs
    """
    from assembler.cli import text_report
    from assembler.files import write_file
    from assembler.outputs import copies
    from assembler.overview import gather, sheets
    from assembler.overview.national_picture import UnreadWorkbook
    from assembler.pipeline import expected_councils
    from assembler.pipeline.build import Choices, order

    workbooks = workbooks or (Path("inputs"),)
    require_existing(workbooks)
    settings = find_settings(workbooks)
    documents = outputs or settings.outputs or Path("outputs")
    if output is not None:
        sheets.refuse_other_files(output)
    choices = Choices(
        documents,
        templates or settings.templates,
        editions=settings.editions,
        dry_run=True,
    )
    known = order(choices)
    edition = edition_named(known.editions, year) if year else None
    below = (workbooks_below(path) if path.is_dir() else [path] for path in workbooks)
    found = dict.fromkeys(path for paths in below for path in paths)
    if not (found or settings.expected):
        raise click.UsageError(f"There is no workbook in {', '.join(map(str, workbooks))}.")
    left_out = [
        UnreadWorkbook(str(entry), f"Left out: {why}.")
        for folder in workbooks
        if folder.is_dir()
        for entry, why in (
            *unreadable_below(folder),
            *((closed, "it may not be opened") for closed in closed_below(folder)),
        )
    ]
    expected = partial(expected_councils.held, settings, workbooks)
    with seldom_collected(_KEPT_TO_THE_END):
        picture = gather.gather_workbooks(found, known, left_out, edition, expected)
        content = sheets.write_overview(picture)
    unread = [one.workbook for one in picture.unread if not one.of_another_year]
    others = len(picture.unread) - len(unread)
    if output is None:
        # With the year in its name, one year's overview does not replace another's.
        ending = f"-{picture.edition.year}" if others else ""
        output = documents / f"overview{ending}.xlsx"
        sheets.refuse_other_files(output)
    if output.exists():
        copies.back_up(output.parent, "overview", output)
    write_file(output, content)
    councils = [(council.name, council.workbook) for council in picture.councils]
    click.echo(text_report.overview(str(output), councils, unread, others))
    raise SystemExit(TO_PUT_RIGHT if unread else DONE)
