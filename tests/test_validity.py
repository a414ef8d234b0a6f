"""The judge of the files that tests make finds what is planted, and nothing in sound files."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import Result

from assembler.editions.load import shipped
from assembler.letter import context
from assembler.pipeline.assess import assess
from assembler.templating import template_set
from assembler.workbook.write import write
from support import councils, validity
from support.planted_faults import EXCEL, WORD, Planted
from support.sound_workbook import sound

Check = Callable[[Iterable[Path]], list[str]]
COUNCILS = councils.five()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return a sound workbook and a sound document by suffix."""
    path = tmp_path_factory.mktemp("sound") / "exampleshire.xlsx"
    path.write_bytes(write(sound()))
    examined = assess(path, shipped())
    assert examined.assessment is not None
    values = context.context(examined.assessment, examined.graded)
    letter = template_set.find(None).render(values)["letter"].content
    return {".xlsx": path.read_bytes(), ".docx": letter}


@pytest.mark.parametrize(
    ("suffix", "planted"),
    [(".docx", fault) for fault in WORD] + [(".xlsx", fault) for fault in EXCEL],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_planted_fault_is_found(
    suffix: str, planted: Planted, files: dict[str, bytes], tmp_path: Path
) -> None:
    before, after = tmp_path / f"before{suffix}", tmp_path / f"after{suffix}"
    before.write_bytes(files[suffix])
    after.write_bytes(planted.into(files[suffix]))
    known = set(validity.faults(before, schemas=False))
    found = set(validity.faults(after, schemas=False)) - known
    assert any(planted.says in fault for fault in found), found


def test_a_file_that_is_no_package_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "text.docx"
    path.write_text("no package")
    (fault,) = validity.faults(path)
    assert "not a readable package" in fault


@pytest.mark.parametrize("noise", validity.NOISE, ids=lambda noise: noise.reason)
def test_known_noise_has_a_reason(noise: validity.Noise) -> None:
    assert noise.reason.endswith((".", ")."))


@pytest.mark.parametrize("slug", COUNCILS)
def test_a_filled_workbook_is_sound(slug: str, tmp_path: Path, faults: Check) -> None:
    path = tmp_path / f"{slug}.xlsx"
    path.write_bytes(write(COUNCILS[slug]))
    assert faults([path]) == []


def test_an_empty_a_marked_and_a_carried_over_workbook_are_sound(
    run: Callable[..., Result], faults: Check
) -> None:
    run("new", "Exampleshire County Council")
    run("validate", "inputs/exampleshire-county-council.xlsx", "--mark")
    Path("last.xlsx").write_bytes(write(COUNCILS["pretendham"]))
    run("new", "Pretendham Borough Council", "--from", "last.xlsx")
    paths = sorted(Path().rglob("*.xlsx"))
    assert len(paths) == 4
    assert faults(paths) == []


def test_an_overview_is_sound(run: Callable[..., Result], faults: Check) -> None:
    Path("inputs").mkdir()
    Path("inputs/testford.xlsx").write_bytes(write(COUNCILS["testford"]))
    run("overview", "inputs", "-o", "overview.xlsx")
    assert faults([Path("overview.xlsx")]) == []
