"""Pictures of workbooks as Excel shows them: rows fitted to their text, one page of one sheet."""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from assembler.word import pdf
from support import macros

_FIT_ROWS = Path(__file__).with_name("fit_rows.bas").read_text("utf-8")
# In pixels at the resolution of a picture: from the left, from the top, width, height.
Crop = tuple[int, int, int, int]


def fit_rows(folder: Path, profile: Path, workbooks: Mapping[str, bytes]) -> None:
    """Write workbooks to a folder and, beside each, the heights of its rows and a PDF."""
    for name, content in workbooks.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    program = pdf.program()
    assert program is not None
    macros.run(str(program), profile, _FIT_ROWS, f'FitAll("{folder}")')


def picture_of(workbook: bytes, target: Path, crop: Crop) -> None:
    """Write a picture of the first page of a workbook."""
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as profile:
        fit_rows(Path(place), Path(profile), {"book": workbook})
        target.parent.mkdir(parents=True, exist_ok=True)
        options = zip(("-x", "-y", "-W", "-H"), map(str, crop), strict=True)
        subprocess.run(
            [
                *("pdftoppm", "-r", "110", "-png", "-f", "1", "-l", "1", "-singlefile"),
                *(word for option in options for word in option),
                *(str(Path(place) / "book.pdf"), str(target.with_suffix(""))),
            ],
            check=True,
        )
