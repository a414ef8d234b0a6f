"""The form that councils fill in, built once."""

from pathlib import Path

import pytest

from assembler.pipeline.batch import assemble
from assembler.pipeline.build import Choices, order
from support.paths import ROOT


@pytest.fixture(scope="session")
def form(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return Annex B as this program builds it."""
    outputs = tmp_path_factory.mktemp("outputs")
    workbook = ROOT / "inputs" / "cambridgeshire.xlsx"
    (built,) = assemble([workbook], order(Choices(outputs, ROOT / "templates")))
    return Path(built.documents[2].path).read_bytes()
