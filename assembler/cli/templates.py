"""`assemble templates`: check, show, copy, dump and tidy the Word templates."""

from pathlib import Path

import click

from assembler.cli.options import (
    FILE,
    FOLDER,
    JSON,
    LARGEST_DOCUMENT,
    exit_code,
    find_settings,
    quoted,
    refuse_to_replace,
)
from assembler.errors import AssemblerError

_ANY_FOLDER = click.argument("folder", required=False, type=FOLDER)


@click.group()
def templates() -> None:
    """Look after the Word templates: check, show, copy, dump, tidy.

    \b
    Example:
      assemble templates check
    """


@templates.command("check")
@_ANY_FOLDER
@click.option("--mark", is_flag=True, help="Write a copy of each with its faults as comments.")
@JSON
def check_templates(folder: Path | None, *, mark: bool, as_json: bool) -> None:
    """Say every fault of the templates, each at its paragraph or table cell, with the fix.

    \b
    Example:
      assemble templates check templates
    """
    from assembler.cli import json_report, text_report
    from assembler.editions import catalogue
    from assembler.files import write_file
    from assembler.templating import template_set
    from assembler.templating.lint.check import check_set

    settings = find_settings()
    folder = folder or settings.templates
    template_set.require_complete(folder)
    checked = check_set(folder, catalogue.known(settings.editions))
    if as_json:
        click.echo(
            json_report.to_json(json_report.template(one.label, one.findings) for one in checked)
        )
    else:
        click.echo(f"Templates: {template_set.locate(folder)[1]}.\n")
        reports = (text_report.template(one.label, one.findings_in_words) for one in checked)
        click.echo("\n\n".join(reports))
    if mark:
        from assembler.outputs.names import marked_copy
        from assembler.templating.lint.annotate import annotate

        for name, one in zip(template_set.NAMES, checked, strict=True):
            if one.faults:
                path = marked_copy(_beside(folder, template_set.file_name(name)))
                write_file(path, annotate(template_set.read_template(folder, name), one))
                click.echo(f"Marked: {path}", err=as_json)
    raise SystemExit(exit_code(finding for one in checked for finding in one.findings))


@templates.command("show")
@click.option("--markdown", is_flag=True, help="Write it as the page of the documentation.")
@click.option("--workbook", type=FILE, help="Show the values of this workbook.")
def show_templates(workbook: Path | None, *, markdown: bool) -> None:
    """List every field a template may use, with its meaning and an example's value.

    \b
    Example:
      assemble templates show
    """
    from assembler.editions import catalogue, load
    from assembler.letter import context as letter
    from assembler.pipeline.assess import assess
    from assembler.templating import fields

    editions = catalogue.known(find_settings().editions)
    example = workbook or Path("inputs") / "cambridgeshire.xlsx"
    if workbook is None and not example.is_file():
        context = letter.blank(load.latest(editions))
    else:
        assessed = assess(example, editions)
        if assessed.assessment is None:
            raise AssemblerError(f"{example} cannot be read.", "`assemble validate` says why.")
        context = letter.context(assessed.assessment, assessed.graded)
    listed = fields.listed(context)
    click.echo(fields.markdown(listed) if markdown else fields.text(listed), nl=not markdown)


@templates.command("copy")
@click.argument("folder", type=FOLDER)
def copy_templates(folder: Path) -> None:
    """Copy the templates that come with the program into a folder, to change them there.

    \b
    Example:
      assemble templates copy our-templates
    """
    from assembler.files import write_file
    from assembler.templating import template_set

    paths = [folder / template_set.file_name(name) for name in template_set.NAMES]
    refuse_to_replace(paths)
    for path in paths:
        write_file(path, (template_set.shipped() / path.name).read_bytes())
        click.echo(f"Written: {path}")
    click.echo("Change them in Word, then: assemble templates check " + quoted(folder))
    click.echo("Build with them: assemble WORKBOOK --templates " + quoted(folder))


@templates.command("dump")
@_ANY_FOLDER
@click.option("-o", "--outputs", type=FOLDER, help="Write a text file for each into this folder.")
def dump_templates(folder: Path | None, outputs: Path | None) -> None:
    """Write the templates as plain text, to be read and compared.

    \b
    Example:
      assemble templates dump templates
    """
    from assembler.files import write_file
    from assembler.templating import template_set
    from assembler.templating.dump import dump

    folder = folder or find_settings().templates
    template_set.require_complete(folder)
    for name in template_set.NAMES:
        text = dump(template_set.file_name(name), template_set.read_template(folder, name))
        if outputs is None:
            click.echo(text)
        else:
            write_file(outputs / f"{name}.txt", text.encode())
            click.echo(f"Written: {outputs / f'{name}.txt'}")


@templates.command("tidy")
@click.argument("files", nargs=-1, required=True, type=FILE)
def tidy_templates(files: tuple[Path, ...]) -> None:
    """Take out what Word leaves behind: revision marks, spelling marks, names of editors.

    What a reader sees stays as it is.

    \b
    Example:
      assemble templates tidy our-templates/letter.docx
    """
    from assembler.files import read_file, write_file
    from assembler.templating.tidy import tidy

    for path in files:
        before = read_file(path, LARGEST_DOCUMENT)
        after = tidy(str(path), before)
        if after != before:
            write_file(path, after)
        click.echo(f"{'Tidied' if after != before else 'Tidy already'}: {path}")


def _beside(folder: Path | None, name: str) -> Path:
    """Return a path in the folder checked; in the working folder for the shipped templates."""
    from assembler.templating import template_set

    checked, _ = template_set.locate(folder)
    shipped = not isinstance(checked, Path) or checked == template_set.shipped()
    return Path(name) if shipped else Path(str(checked), name)
