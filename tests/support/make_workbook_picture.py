"""Make docs/pictures/workbook.png, the sheet Guide of a workbook that is being filled in.

In the folder tests: python -m support.make_workbook_picture. Needs LibreOffice and pdftoppm.
"""

from dataclasses import replace

from assembler.model import Answer
from assembler.workbook.write import write
from support import paths, pictures
from support.make_example import SOURCE, assessment

PICTURE = paths.ROOT / "docs" / "pictures" / "workbook.png"
_ANSWERS = {
    **dict.fromkeys(("B3-M4", "B3-E2", "B6-E6"), Answer.NO),
    **dict.fromkeys(("B7-E5", "B7-N3", "B7-N4"), None),
}


def main() -> None:
    """Write the example's workbook with some other answers, and a picture of its first page."""
    example = assessment(SOURCE.read_text("utf-8"))
    evidence = {
        ref: replace(row, answer=_ANSWERS.get(ref, row.answer))
        for ref, row in example.evidence.items()
    }
    being_filled = replace(example, evidence=evidence)
    pictures.picture_of(write(being_filled), PICTURE, (20, 40, 1240, 660))


if __name__ == "__main__":
    main()
