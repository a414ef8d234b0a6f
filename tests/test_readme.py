"""The commands of the README run as they are written."""

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from assembler.cli import commands
from support.paths import ROOT
from support.readme import BLOCKS, README
from support.sound_workbook import saved, sound

TYPED = re.findall(r"`(assemble [^`]+)`|^ {4}(assemble .+)$", README, re.MULTILINE)
COMMANDS = [command for pair in TYPED for command in pair if command and "…" not in command]
SLUG = "exampleshire-county-council"


@pytest.mark.parametrize("command", sorted(set(COMMANDS)))
def test_a_command_of_the_readme_runs_as_written(command: str, run: Callable[..., Result]) -> None:
    Path("inputs").mkdir()
    saved(Path("inputs"), sound(), f"{SLUG}.xlsx")
    shutil.copy(ROOT / "inputs" / "cambridgeshire.xlsx", "inputs")
    if command.startswith(("assemble review", "assemble adopt", "assemble issue")):
        assert run("inputs").exit_code == 0
    if command.startswith("assemble new"):
        Path("inputs", f"{SLUG}.xlsx").unlink()
    result = run(*shlex.split(command.replace("CODE", "details.email"))[1:])
    assert result.exit_code == 0, result.output


def test_the_blocks_to_copy_call_python_with_what_there_is() -> None:
    assert len(BLOCKS) == 4
    for part in [part for block in BLOCKS for part in block.split(" ; ")]:
        program, *_ = re.findall(r"^python (?:-m )?(\S+)", part)
        assert program in {"pip", "pytest", "assembler"} or (ROOT / program).is_file()


def test_every_option_of_the_readme_is_one() -> None:
    known = {
        option
        for command in commands.commands.values()
        for parameter in command.params
        for option in parameter.opts
    }
    assert set(re.findall(r"`(--[a-z-]+)", README)) - known == {"--help"}
