"""The commands of a policy officer: templates and editions."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assembler.cli.options import TO_PUT_RIGHT
from assembler.errors import AssemblerError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assembler.findings import Finding
    from assembler.settings import Settings

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)
_ANY_FOLDER = click.argument("folder", required=False, type=_FOLDER)


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
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list and nothing else.")
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

    own = _settings()
    folder = folder or own.templates
    template_set.require_complete(folder)
    checked = check_set(folder, catalogue.known(own.editions))
    if as_json:
        click.echo(
            json_report.listed(json_report.template(one.label, one.findings) for one in checked)
        )
    else:
        click.echo(f"Templates: {template_set.locate(folder)[1]}.\n")
        click.echo("\n\n".join(text_report.template(one.label, one.findings) for one in checked))
    if mark:
        from assembler.templating.lint.annotate import marked

        for name, one in zip(template_set.NAMES, checked, strict=True):
            if one.faults:
                path = _beside(folder, f"{name}-to-fix.docx")
                write_file(path, marked(template_set.read_template(folder, name), one))
                click.echo(f"Marked: {path}", err=as_json)
    raise SystemExit(_code(finding for one in checked for finding in one.findings))


@templates.command("show")
@click.option("--markdown", is_flag=True, help="Write it as the page of the documentation.")
@click.option("--workbook", type=_FILE, help="Show the values of this workbook.")
def show_templates(workbook: Path | None, *, markdown: bool) -> None:
    """List every field a template may use, with its meaning and an example's value.

    \b
    Example:
      assemble templates show
    """
    from assembler.editions import catalogue, load
    from assembler.letter import context as letter
    from assembler.pipeline.assess import examine
    from assembler.templating import fields

    editions = catalogue.known(_settings().editions)
    example = workbook or Path("inputs") / "cambridgeshire.xlsx"
    if workbook is None and not example.is_file():
        context = letter.blank(load.latest(editions))
    else:
        found = examine(example, editions)
        if found.assessment is None:
            raise AssemblerError(f"{example} cannot be read.", "`assemble validate` says why.")
        context = letter.context(found.assessment, found.graded)
    listed = fields.listed(context)
    click.echo(fields.markdown(listed) if markdown else fields.text(listed), nl=not markdown)


@templates.command("copy")
@click.argument("folder", type=_FOLDER)
def copy_templates(folder: Path) -> None:
    """Copy the templates that come with the program into a folder, to change them there.

    \b
    Example:
      assemble templates copy our-templates
    """
    from assembler.files import write_file
    from assembler.templating import template_set

    paths = [folder / template_set.file_name(name) for name in template_set.NAMES]
    _refuse_to_replace(paths)
    for path in paths:
        write_file(path, (template_set.shipped() / path.name).read_bytes())
        click.echo(f"Written: {path}")
    click.echo("Change them in Word, then: assemble templates check " + _quoted(folder))
    click.echo("Build with them: assemble WORKBOOK --templates " + _quoted(folder))


@templates.command("dump")
@_ANY_FOLDER
@click.option("-o", "--outputs", type=_FOLDER, help="Write a text file for each into this folder.")
def dump_templates(folder: Path | None, outputs: Path | None) -> None:
    """Write the templates as plain text, to be read and compared.

    \b
    Example:
      assemble templates dump templates
    """
    from assembler.files import write_file
    from assembler.templating import template_set
    from assembler.templating.dump import dump

    folder = folder or _settings().templates
    template_set.require_complete(folder)
    for name in template_set.NAMES:
        text = dump(template_set.file_name(name), template_set.read_template(folder, name))
        if outputs is None:
            click.echo(text)
        else:
            write_file(outputs / f"{name}.txt", text.encode())
            click.echo(f"Written: {outputs / f'{name}.txt'}")


@templates.command("tidy")
@click.argument("files", nargs=-1, required=True, type=_FILE)
def tidy_templates(files: tuple[Path, ...]) -> None:
    """Take out what Word leaves behind: revision marks, spelling marks, names of editors.

    What a reader sees stays as it is.

    \b
    Example:
      assemble templates tidy our-templates/letter.docx
    """
    from assembler.files import write_file
    from assembler.pipeline.assess import content
    from assembler.templating.tidy import tidy

    for path in files:
        before = content(path)
        after = tidy(str(path), before)
        if after != before:
            write_file(path, after)
        click.echo(f"{'Tidied' if after != before else 'Tidy already'}: {path}")


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

    for one in catalogue.known(_settings().editions):
        click.echo(f"{one.year}: {len(one.benchmarks)} benchmarks, {len(one.criteria)} criteria")


@editions.command("check")
@click.argument("files", nargs=-1, required=True, type=_FILE)
def check_editions(files: tuple[Path, ...]) -> None:
    """Say everything that is wrong in an edition file, and what is new in it.

    \b
    Example:
      assemble editions check editions/2025-26.toml
    """
    from assembler.cli import text_report
    from assembler.editions import catalogue, compare, load
    from assembler.templating.lint.check import check_set, unknown_phrases

    own = _settings()
    wrong: list[Finding] = []
    for path in files:
        if not path.is_file():
            raise AssemblerError(f"There is no file {path}.", "Check its name and folder.")
        found, findings = load.read(catalogue.text_of(path), path.name)
        if found is not None:
            findings = unknown_phrases(check_set(own.templates, (found,)))
        wrong += findings
        click.echo(text_report.template(path.name, findings))
        if found is not None:
            click.echo("\n".join(compare.compared(found, catalogue.known(own.editions))))
    raise SystemExit(_code(wrong))


@editions.command("copy")
@click.argument("folder", type=_FOLDER)
def copy_edition(folder: Path) -> None:
    """Copy the newest edition into a folder as next year's, to change it there.

    \b
    Example:
      assemble editions copy editions
    """
    from assembler.editions import catalogue, compare
    from assembler.files import write_file

    year, text = compare.following(catalogue.newest_text(_settings().editions))
    path = folder / f"{year}.toml"
    _refuse_to_replace([path])
    write_file(path, text.encode())
    click.echo(f"Written: {path}")
    click.echo(f"Change it in a text editor, then: assemble editions check {_quoted(path)}")


def _settings() -> "Settings":
    from assembler.settings import find

    return find()


def _code(findings: "Iterable[Finding]") -> int:
    from assembler.findings import Severity

    return TO_PUT_RIGHT if any(one.severity is Severity.ERROR for one in findings) else 0


def _beside(folder: Path | None, name: str) -> Path:
    """Give the path of a marked copy: in the folder checked, else here."""
    from assembler.templating import template_set

    place, _ = template_set.locate(folder)
    return (
        place / name if isinstance(place, Path) and place != template_set.shipped() else Path(name)
    )


def _refuse_to_replace(paths: "Iterable[Path]") -> None:
    there = [str(path) for path in paths if path.exists()]
    if there:
        raise AssemblerError(
            f"{', '.join(there)} {'is' if len(there) == 1 else 'are'} already there.",
            "Choose another folder, or move what is there.",
        )


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
