"""What review says of each edit of the table, and what adopt does with it."""

import shutil
from collections.abc import Callable

import pytest

from assembler.adopt.adopt import Options as AdoptOptions
from assembler.adopt.adopt import adopt
from assembler.review.run import Options as ReviewOptions
from assembler.review.run import review
from support.adopted_council import Council, run_command
from support.adviser_edits import Edit, edited
from support.edited_letters import workbook
from support.paths import ROOT
from support.traced_edits import CASES

TEMPLATES = ROOT / "templates"
# Of these, one of each kind is made in the pack too.
IN_PACK = (
    *("a strength reworded", "a strength added", "words made bold", "the salutation"),
    *("words of the template", "a paragraph added to a summary", "an outcome", "a criterion"),
)


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Council:
    council = Council(tmp_path_factory.mktemp("table"))
    council.begin(workbook())
    built = run_command("build", "--pack", council.workbook, "-o", council.root / "outputs")
    assert built.exit_code == 0
    return council


def said(council: Council, name: str, edits: tuple[Edit, ...]) -> list[str]:
    """Edit a document in a folder of its own; return what review and adopt say of it."""
    folder = council.root / "outputs" / "one"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = folder / f"one-{name}.docx"
    path.write_bytes(edited(council.document(name).read_bytes(), *edits))
    (reviewed,) = review([path], ReviewOptions(council.workbook, TEMPLATES))
    codes = sorted({f"{finding.code} ({finding.severity})" for finding in reviewed.findings})
    (adopted,) = adopt([path], AdoptOptions(council.workbook, TEMPLATES, dry_run=True))
    written = [f"writes {one.cell}" for one in adopted.adopted]
    left = [f"leaves {one.place}: {one.why}" for one in adopted.left]
    return [f"  review: {', '.join(codes) or 'nothing'}", *(f"  adopt {x}" for x in written + left)]


def test_what_review_says_of_every_edit_and_what_adopt_does(
    council: Council, golden: Callable[[str, str], None]
) -> None:
    lines: list[str] = []
    for title, name, edits, _ in CASES:
        lines += [f"{name}: {title}", *said(council, name, edits), ""]
    for title, _, edits, _ in CASES:
        if title in IN_PACK:
            lines += [f"pack: {title}", *said(council, "pack", edits), ""]
    golden("edits.txt", "\n".join(lines))


def test_the_kinds_that_are_made_in_a_pack_are_in_the_table() -> None:
    assert set(IN_PACK) <= {title for title, *_ in CASES}
