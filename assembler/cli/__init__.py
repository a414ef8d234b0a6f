"""The command line: parses, calls, prints, exits. Nothing outside this package prints."""

import os
import sys
from errno import ENOSPC

import click

from assembler import __version__
from assembler.cli.adopt import adopt
from assembler.cli.build import build
from assembler.cli.editions import editions
from assembler.cli.grade import grade
from assembler.cli.issue import issue
from assembler.cli.new import new
from assembler.cli.options import DONE, TO_PUT_RIGHT, Commands
from assembler.cli.overview import overview
from assembler.cli.review import review
from assembler.cli.status import status
from assembler.cli.templates import templates
from assembler.cli.validate import validate
from assembler.errors import AssemblerError, unexpected
from assembler.runtime import ON_WINDOWS, leave, seldom_collected

_DISK_FULL = AssemblerError(
    "Could not write the output: the disk is full.",
    "Free some space, then run the same line again.",
)


@click.group(
    cls=Commands,
    default="build",
    default_if_no_args=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(__version__, message="assemble %(version)s")
def commands() -> None:
    """Turn one Excel workbook per council into a finished letter with its annexes.

    \b
      assemble new "Exampleshire County Council"     write an empty workbook
      assemble validate inputs/exampleshire.xlsx     see what is left to do
      assemble inputs/exampleshire.xlsx              write the Word documents
    """


_COMMANDS = (
    build,
    new,
    validate,
    grade,
    review,
    adopt,
    issue,
    status,
    overview,
    templates,
    editions,
)
for command in _COMMANDS:
    commands.add_command(command)


def main() -> None:
    """Run the command line; whatever happens ends in a sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if ON_WINDOWS:
        # "C:\\My folder\\" reaches a program with its last quotation mark: no name can hold one.
        sys.argv[1:] = [word.rstrip('"') for word in sys.argv[1:]]
    try:
        with seldom_collected():
            commands(color=False if os.environ.get("NO_COLOR") else None)
    except SystemExit as end:
        leave(end.code if isinstance(end.code, int) else TO_PUT_RIGHT if end.code else DONE)
    except Exception as error:  # noqa: BLE001 - the last line of defence: no user meets a traceback
        from assembler.cli import text_report

        # An error about a file carries its name; one without a name is about standard output.
        full = isinstance(error, OSError) and error.errno == ENOSPC and not error.filename
        click.echo(text_report.failure(_DISK_FULL if full else unexpected(error)), err=True)
        if "--json" in sys.argv[1:]:
            click.echo("[]")
        leave(TO_PUT_RIGHT)
