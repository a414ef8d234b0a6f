"""`assemble status`: one line a council, how far each letter is."""

from pathlib import Path

import click

from assembler.cli.options import (
    DONE,
    FOLDER,
    JSON,
    echo_closed,
    edition_named,
    find_settings,
    require_existing,
)
from assembler.outputs.names import workbooks_below


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "--outputs", type=FOLDER, help="Where the documents are. Default: outputs.")
@click.option("--templates", type=FOLDER, help="The folder of templates the builds use.")
@click.option("--edition", "year", help="Only the workbooks of this year, such as 2024-25.")
@JSON
def status(
    folders: tuple[Path, ...], *, year: str | None, as_json: bool, **chosen: Path | None
) -> None:
    """Say how far each council's letter is, from not begun to issued.

    A folder is searched with its subfolders. Without one it is inputs.

    \b
    Example:
      assemble status inputs
    """
    from assembler.cli import json_report, status_report
    from assembler.pipeline import expected_councils
    from assembler.pipeline import status as pipeline
    from assembler.pipeline.build import Choices, order

    named = folders or (Path("inputs"),)
    require_existing(named)
    settings = find_settings(named)
    choices = Choices(
        chosen["outputs"] or settings.outputs or Path("outputs"),
        chosen["templates"] or settings.templates,
        editions=settings.editions,
        dry_run=True,
    )
    for folder in filter(Path.is_dir, named):
        echo_closed(folder)
    found = (w for path in named for w in (workbooks_below(path) if path.is_dir() else [path]))
    workbooks = dict.fromkeys(found)
    known = order(choices)
    councils = [*pipeline.statuses(workbooks, known)]
    if year:
        edition = edition_named(known.editions, year).year
        councils = [one for one in councils if one.edition in {edition, ""}]
    expected = expected_councils.held(settings, named, councils)
    councils += expected.without_workbook
    if as_json:
        click.echo(json_report.to_json(json_report.status(one) for one in councils))
        for note in expected.notes:
            click.echo(note, err=True)
    elif not councils:
        click.echo(f"There is no workbook in {', '.join(map(str, named))}.")
    else:
        click.echo(status_report.table(councils, expected.notes))
    raise SystemExit(DONE)
