"""`assemble overview`: one Excel workbook with the picture of all councils."""

from pathlib import Path

import click

from assembler.cli.options import DONE, TO_PUT_RIGHT, edition_named, find_settings, workbooks_in
from assembler.outputs.names import sort_folder


@click.command()
@click.argument("workbooks", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The workbook to write. Default: overview.xlsx in the outputs folder.",
)
@click.option("--edition", "year", help="The year, such as 2024-25. Default: the newest there.")
def overview(workbooks: tuple[Path, ...], output: Path | None, year: str | None) -> None:
    """Write one Excel workbook with the picture of all councils in a folder.

    \b
    Example:
      assemble overview inputs
    """
    from assembler.cli import text_report
    from assembler.editions import catalogue
    from assembler.files import write_file
    from assembler.outputs import copies
    from assembler.overview import gather, sheets

    settings = find_settings(workbooks)
    output = output or (settings.outputs or Path("outputs")) / "overview.xlsx"
    sheets.refuse_other_files(output)
    editions = catalogue.known(settings.editions)
    edition = edition_named(editions, year) if year else None
    left_out = [
        gather.UnreadWorkbook(str(entry), f"Left out: {why}.")
        for folder in workbooks
        if folder.is_dir()
        for entry, why in sort_folder(folder).left_out
    ]
    picture = gather.gather_workbooks(workbooks_in(workbooks), editions, left_out, edition)
    if output.exists():
        copies.back_up(output.parent, "overview", output)
    write_file(output, sheets.write_overview(picture))
    councils = [(council.name, council.workbook) for council in picture.councils]
    unread = [one.workbook for one in picture.unread]
    click.echo(text_report.overview(str(output), councils, unread))
    raise SystemExit(TO_PUT_RIGHT if unread else DONE)
