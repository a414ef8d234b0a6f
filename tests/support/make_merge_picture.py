"""Make docs/pictures/merged.png: a page of a letter after a build with tracked changes.

In the folder tests: python -m support.make_merge_picture. Needs LibreOffice and pdftoppm.
"""

import subprocess
import tempfile
from pathlib import Path

from assembler.merge.merge import merge
from assembler.word import pdf
from support import paths
from support.adviser_edits import edited, reword
from support.merge_council import made, strengths

PICTURE = paths.ROOT / "docs" / "pictures" / "merged.png"
_FORM = 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"false"}}'
_CROP = ("-x", "70", "-y", "255", "-W", "690", "-H", "320")


def main() -> None:
    """Merge a letter that both sides changed, and take a picture of its first page."""
    base = made()[0]["letter"]
    mine = edited(base, reword("Good progress", "Notable progress"))
    mine = edited(mine, reword("Local authorities and the", "Councils and the"))
    new, told = made(
        strengths(
            ("Training", "Some progress has been made in 2024/25 with training for all staff."),
            ("News", "A newsletter reaches all schools."),
            ("Venues", "Halls were sent clear guidance on hiring."),
        ),
    )
    merged = merge(base, mine, new["letter"], told, track=True)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "merged.docx").write_bytes(merged.content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        convert = ("--headless", "--convert-to", _FORM, "--outdir", place)
        subprocess.run(
            [str(pdf.program()), profile, *convert, str(folder / "merged.docx")],
            check=True,
            capture_output=True,
        )
        command = ["pdftoppm", "-r", "100", "-png", "-f", "2", "-l", "2", "-singlefile"]
        command += [*_CROP, str(folder / "merged.pdf"), str(PICTURE.with_suffix(""))]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
