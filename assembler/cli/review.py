"""`assemble review` and `assemble overview`: the last look, and the whole picture."""

from pathlib import Path
from typing import Any

import click

from assembler.cli.options import DONE, JSON, QUIET, TO_PUT_RIGHT, settings_of, workbooks_in
from assembler.cli.progress import tracked
from assembler.outputs.names import folder_of


@click.command()
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
@JSON
@QUIET
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
    from assembler.cli import json_report, text_report
    from assembler.review.run import Options
    from assembler.review.run import review as review_documents

    results = list(tracked("Reading")(review_documents(documents, Options(**chosen)), None))
    ready = all(result.ready for result in results)
    if as_json:
        click.echo(json_report.listed(json_report.review(result) for result in results))
    elif not (quiet and ready):
        click.echo(text_report.review(results))
    raise SystemExit(DONE if ready else TO_PUT_RIGHT)


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
    from assembler.editions import load
    from assembler.editions.catalogue import known as on_the_shelf
    from assembler.files import write_file
    from assembler.outputs import copies
    from assembler.overview import gather, sheets

    own = settings_of(workbooks)
    output = output or (own.outputs or Path("outputs")) / "overview.xlsx"
    sheets.must_be_ours(output)
    editions = on_the_shelf(own.editions)
    chosen = load.named(editions, year) if year else None
    if year and chosen is None:
        known = ", ".join(one.year for one in editions)
        raise click.BadParameter(f"There is no edition '{year}'. There is: {known}.")
    left = [
        gather.UnreadWorkbook(str(entry), f"Left out: {why}.")
        for folder in workbooks
        if folder.is_dir()
        for entry, why in folder_of(folder).left
    ]
    made = gather.gather_workbooks(workbooks_in(workbooks), editions, left, chosen)
    if output.exists():
        copies.back_up(output.parent, "overview", output)
    write_file(output, sheets.written(made))
    councils = [(council.name, council.workbook) for council in made.councils]
    click.echo(text_report.overview(str(output), councils, [u.workbook for u in made.unread]))
    raise SystemExit(TO_PUT_RIGHT if made.unread else DONE)
