"""Make docs/pictures/overview.png, the overview of made-up councils.

In the folder tests: python -m support.make_overview_picture. Needs LibreOffice and pdftoppm.
"""

import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from assembler.editions.load import shipped
from assembler.overview import gather, sheets
from assembler.word import pdf
from assembler.workbook.write import write
from support import councils, paths

PICTURE = paths.ROOT / "docs" / "pictures" / "overview.png"
_FIRST = (
    *("Amber", "Birch", "Cedar", "Dale", "Elm", "Fern", "Gorse"),
    *("Hazel", "Ivy", "Juniper", "Larch", "Moss", "Oak", "Poplar"),
)
_LAST = ("shire County Council", "ford City Council", "bury Borough Council")


def main() -> None:
    """Write made-up workbooks, their overview and a picture of its first page."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for number, assessment in enumerate(councils.many(len(_FIRST) * 2, seed=7).values()):
            name = _FIRST[number % len(_FIRST)] + _LAST[number % len(_LAST)]
            named = replace(assessment, details=replace(assessment.details, authority=name))
            (folder / f"{number}.xlsx").write_bytes(write(named))
        made = folder / "overview.xlsx"
        made.write_bytes(
            sheets.write_overview(gather.gather_workbooks(sorted(folder.glob("*.xlsx")), shipped()))
        )
        program = pdf.program()
        subprocess.run(
            [
                *(str(program), f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
                *("--headless", "--convert-to", "pdf", "--outdir", place, str(made)),
            ],
            check=True,
            capture_output=True,
        )
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [
                *("pdftoppm", "-r", "110", "-png", "-f", "1", "-l", "1", "-singlefile"),
                *("-x", "20", "-y", "40", "-W", "1240", "-H", "620"),
                *(str(folder / "overview.pdf"), str(PICTURE.with_suffix(""))),
            ],
            check=True,
        )


if __name__ == "__main__":
    main()
