"""A council's folder as after a first build, edited, adopted and built again by the commands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from assembler.cli import commands
from assembler.editions.load import shipped
from assembler.findings import Place
from assembler.model import Assessment
from assembler.workbook.read import read
from assembler.workbook.xlsx.edit_cells import edit_cells
from assembler.workbook.xlsx.write_cell_text import Value
from support.adviser_edits import Edit, edited, lines

# Sentences of the template that count or name what the workbook holds: a build words them anew.
_COUNTING = ("As part of the process the fol", "The process ", "Lastly, I would like to thank")


def run_command(*arguments: object) -> Result:
    """Run a command as from the shell; what it raises is raised."""
    return CliRunner().invoke(commands, [str(one) for one in arguments], catch_exceptions=False)


@dataclass(frozen=True)
class Council:
    """The folder of one council. `root` holds `inputs` and `outputs`."""

    root: Path
    name: str = "cambridgeshire"
    ending: str = ".xlsx"

    @property
    def workbook(self) -> Path:
        """The workbook."""
        return self.root / "inputs" / f"{self.name}{self.ending}"

    @property
    def folder(self) -> Path:
        """The folder of its documents."""
        return self.root / "outputs" / self.name

    def document(self, name: str) -> Path:
        """One of its documents."""
        return self.folder / f"{self.name}-{name}.docx"

    def begin(self, workbook: bytes) -> None:
        """Write the workbook and build for the first time."""
        self.workbook.parent.mkdir(parents=True, exist_ok=True)
        self.workbook.write_bytes(workbook)
        assert self.build()[0] == 0

    def edit(self, name: str, *edits: Edit) -> None:
        """Edit a document and save it."""
        path = self.document(name)
        path.write_bytes(edited(path.read_bytes(), *edits))

    def build(self) -> tuple[int, dict[str, Any]]:
        """Build; return the exit code and the row of `--json`."""
        result = run_command("build", "--json", self.workbook, "-o", self.root / "outputs")
        return result.exit_code, json.loads(result.stdout)[0]

    def adopt(self, *options: object) -> tuple[int, dict[str, Any]]:
        """Adopt; return the exit code and the row of `--json`."""
        result = run_command("adopt", "--json", *options, self.folder)
        return result.exit_code, json.loads(result.stdout)[0]

    def write(self, cells: Mapping[Place, Value]) -> None:
        """Change cells of the workbook."""
        self.workbook.write_bytes(edit_cells(self.workbook.read_bytes(), cells))

    @property
    def assessment(self) -> Assessment:
        """What the workbook says."""
        assessment = read(self.workbook.read_bytes(), self.workbook.name, shipped()).assessment
        assert assessment is not None
        return assessment

    def words(self) -> dict[str, list[str]]:
        """Return the words of every document but for sentences that a build words anew."""
        return {
            path.name: [
                " ".join(line.split())
                for line in lines(path.read_bytes())
                if not line.startswith(_COUNTING)
            ]
            for path in sorted(self.folder.glob("*.docx"))
        }
