"""LibreOffice accepts all to the plain merge, and rejects all to the adviser's document."""

from pathlib import Path

import pytest

from assembler.merge.merge import merge
from support.adviser_edits import edited, story_lines
from support.merge_cases import CASES
from support.merge_council import made
from support.office_revisions import ACCEPT, KEEP, REJECT, Order, settle
from support.read_revisions import accepted

NAMES = (
    "a conflict and a change in one paragraph",
    "a strength added in the workbook",
    "all strengths replaced",
    "a strength taken out of the workbook",
    "a changed word that was made bold stays bold",
    "a summary's paragraph added",
    "benchmarks in another order",
    "a criterion's wording",
    "the security marking",
)
SAMPLE = [case for case in CASES if case.name in NAMES]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Have LibreOffice accept and reject all changes, and save what they are compared with."""
    folder = tmp_path_factory.mktemp("tracked")
    base, _ = made()
    orders = []
    for number, case in enumerate(SAMPLE):
        new, told = made(*case.turns)
        mine = edited(base[case.document], *case.edits)
        versions = base[case.document], mine, new[case.document], told
        files = {
            "edited": mine,
            "plain": merge(*versions).content,
            "tracked": merge(*versions, track=True).content,
        }
        for name, content in files.items():
            (folder / f"{number}-{name}.docx").write_bytes(content)
        for name, command, result in (
            ("edited", KEEP, "before"),
            ("plain", KEEP, "merged"),
            ("tracked", ACCEPT, "accepted"),
            ("tracked", REJECT, "rejected"),
        ):
            file, target = (folder / f"{number}-{one}.docx" for one in (name, result))
            orders.append(Order(file, command, target))
    if not settle(orders, folder / "profile"):
        pytest.skip("LibreOffice is not installed")
    return folder


@pytest.mark.office
@pytest.mark.parametrize("number", range(len(NAMES)), ids=lambda n: SAMPLE[n].name)
def test_accepted_and_rejected_by_libreoffice(number: int, folder: Path) -> None:
    for one, other in (("accepted", "merged"), ("rejected", "before")):
        result, expected = (
            (folder / f"{number}-{name}.docx").read_bytes() for name in (one, other)
        )
        assert story_lines(result) == story_lines(expected)
        assert accepted(result) == accepted(expected)
