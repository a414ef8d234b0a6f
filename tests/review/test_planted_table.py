"""A table of 120 faults planted in edited documents: each is found, and 40 honest ones are quiet.

What review says of each is in tests/golden/planted.txt.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from assembler.findings import Finding, Severity
from assembler.pipeline import batch
from assembler.pipeline.build import Choices, order
from assembler.review.run import Options, review
from support.edited_package import Row, edited
from support.honest_letters import HONEST
from support.paths import ROOT
from support.planted_active import ACTIVE
from support.planted_contradictions import CONTRADICTIONS
from support.planted_council import planted_council
from support.planted_unseen import UNSEEN
from support.sound_workbook import saved

FAULTS = {"Contradictions": CONTRADICTIONS, "Unseen": UNSEEN, "Active": ACTIVE}
Found = dict[str, tuple[Finding, ...]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Return what review says of each edited document, beside the copies kept of them."""
    place = tmp_path_factory.mktemp("office")
    workbook = saved(place, planted_council())
    (built,) = batch.assemble([workbook], order(Choices(place / "outputs", ROOT / "templates")))
    assert built.status == "built", built.findings
    documents = {each.path.rpartition("exampleshire-")[2]: each.path for each in built.documents}
    rows = [row for table in (*FAULTS.values(), HONEST) for row in table]
    folder = place / "outputs" / "edited"
    folder.mkdir()
    paths = []
    for number, row in enumerate(rows):
        paths.append(folder / f"{number}-{row.document}.docx")
        document = Path(documents[f"{row.document}.docx"]).read_bytes()
        paths[-1].write_bytes(edited(document, row.edit))
    results = review(paths, Options(workbook, ROOT / "templates"))
    return {row.name: result.findings for row, result in zip(rows, results, strict=True)}


def errors(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("row", CONTRADICTIONS, ids=lambda row: row.name)
def test_what_contradicts_the_workbook_is_told(found: Found, row: Row) -> None:
    """As an error; a name that may be a charity's as well as a person's is a warning."""
    told = {finding.code for finding in found[row.name]}
    assert row.code in told if row.code else errors(found[row.name])


@pytest.mark.parametrize("row", [*UNSEEN, *ACTIVE], ids=lambda row: row.name)
def test_what_the_page_does_not_show_and_what_runs_is_told(found: Found, row: Row) -> None:
    assert row.code in {finding.code for finding in found[row.name]}


@pytest.mark.parametrize("row", HONEST, ids=lambda row: row.name)
def test_an_honest_edit_is_at_most_reworded(found: Found, row: Row) -> None:
    assert {finding.code for finding in found[row.name]} <= {"document.reworded"}


def test_what_review_says_of_the_120(found: Found, golden: Callable[[str, str], None]) -> None:
    lines = []
    for title, rows in FAULTS.items():
        lines.append(f"{title} ({len(rows)})")
        for row in rows:
            lines.append(f"  {row.document}, {row.name}")
            own = {row.code} if row.code else set(errors(found[row.name]))
            told = sorted((f.code, f.message) for f in found[row.name] if f.code in own)
            lines += [f"    {code}: {message}" for code, message in told]
    assert [len(rows) for rows in (*FAULTS.values(), HONEST)] == [40, 50, 30, 40]
    golden("planted.txt", "\n".join(lines) + "\n")
