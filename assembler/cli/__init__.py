"""The command line: parses, calls, prints, exits. Nothing outside this room prints."""

import os
import sys
from errno import ENOSPC

import click

from assembler import __version__
from assembler.cli.build import build
from assembler.cli.examine import grade, validate
from assembler.cli.new import new
from assembler.cli.officers import editions, templates
from assembler.cli.options import DONE, TO_PUT_RIGHT, Commands
from assembler.cli.review import overview, review
from assembler.errors import AssemblerError, internal_error
from assembler.runtime import leave, seldom_collected

_UNTOLD = AssemblerError(
    "What the program tells could not be written: the disk is full.",
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


for command in (build, new, validate, grade, review, overview, templates, editions):
    commands.add_command(command)


def main() -> None:
    """Run the command line; whatever happens ends in a sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        with seldom_collected():
            commands(color=False if os.environ.get("NO_COLOR") else None)
    except SystemExit as end:
        leave(end.code if isinstance(end.code, int) else TO_PUT_RIGHT if end.code else DONE)
    except Exception as error:  # noqa: BLE001 - the last line of defence: no user meets a traceback
        from assembler.cli import text_report

        # Files that are written say their names: one without is what the program tells.
        full = isinstance(error, OSError) and error.errno == ENOSPC and not error.filename
        click.echo(text_report.failure(_UNTOLD if full else internal_error()), err=True)
        leave(TO_PUT_RIGHT)
