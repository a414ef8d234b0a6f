"""The made-up council's documents, built and rebuilt from the command line."""

from pathlib import Path

from assembler.workbook import write
from support.adviser_edits import edited, reword
from support.merge_council import SUMMARIES, Turn, council, summary

LETTER, A = (
    Path("outputs/exampleshire/exampleshire-letter.docx"),
    Path("outputs/exampleshire/exampleshire-annex-a.docx"),
)
ALL = Path("outputs/exampleshire")
MONTHLY = summary(1, SUMMARIES[1].replace("quarter", "month"))


def workbook(*turns: Turn) -> None:
    """Save the council's workbook, after some changes."""
    assessment = council()
    for turn in turns:
        assessment = turn(assessment)
    Path("exampleshire.xlsx").write_bytes(write.write(assessment))


def edit(path: Path, old: str, new: str) -> None:
    path.write_bytes(edited(path.read_bytes(), reword(old, new)))


def contents(folder: Path = ALL) -> dict[str, tuple[bytes, int]]:
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.glob("*.docx")}
