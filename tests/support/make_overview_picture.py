"""Make docs/pictures/overview.png, the overview of made-up councils.

In the folder tests: python -m support.make_overview_picture. Needs LibreOffice and pdftoppm.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from assembler.overview import gather, sheets
from assembler.pipeline.build import Choices, order
from assembler.workbook.write import write
from support import councils, paths, pictures

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
        workbooks = sorted(folder.glob("*.xlsx"))
        known = order(Choices(folder / "outputs", paths.ROOT / "templates"))
        made = sheets.write_overview(gather.gather_workbooks(workbooks, known))
        pictures.picture_of(made, PICTURE, (20, 40, 1240, 500))


if __name__ == "__main__":
    main()
