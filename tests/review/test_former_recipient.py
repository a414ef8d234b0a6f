"""A letter whose recipient changed names the earlier one in no sentence of the adviser's."""

from pathlib import Path

import pytest

from assembler.pipeline.build import Choices, build, order
from assembler.review.run import Options, review
from support.edited_package import add, edited
from support.paths import ROOT
from support.sound_workbook import Change, details, saved, spoilt

STANDING = "An assessment of Channel is completed separately."
KIM = details(recipient_name="Kim Place", salutation="Kim")


def codes_after(place: Path, sentence: str, *turns: tuple[Change, ...]) -> list[str]:
    """Build, write a sentence into the letter, build again after each change; review it."""
    run_order = order(Choices(place / "outputs", ROOT / "templates"))
    letter = place / "outputs" / "exampleshire" / "exampleshire-letter.docx"
    build(saved(place, spoilt()), run_order)
    letter.write_bytes(edited(letter.read_bytes(), add(STANDING, f" {sentence}")))
    for changes in turns:
        workbook = saved(place, spoilt(*changes))
        build(workbook, run_order)
    (result,) = review([letter], Options(workbook, ROOT / "templates"))
    return [finding.code for finding in result.findings]


@pytest.mark.parametrize(
    "sentence",
    [
        "As Alex Example told us in May, the plan is new.",
        "This was agreed with ALEX EXAMPLE.",
        "Alex\u00a0Example’s team wrote the plan.",
    ],
)
def test_the_earlier_recipient_in_a_sentence_is_an_error(tmp_path: Path, sentence: str) -> None:
    assert "letter.former" in codes_after(tmp_path, sentence, (KIM,))


def test_a_recipient_of_two_builds_ago_is_remembered(tmp_path: Path) -> None:
    sam = details(recipient_name="Sam Newer", salutation="Sam")
    assert "letter.former" in codes_after(tmp_path, "We met Alex Example.", (KIM,), (sam,))


@pytest.mark.parametrize(
    ("sentence", "changes"),
    [
        ("We met Alex Example.", (KIM, details(copied_to=("Alex Example",)))),
        ("We met Alexandra Examples.", (KIM,)),
        ("We met Kim Place.", (KIM,)),
        ("We met Alex Example.", (details(letter_date=None),)),
    ],
)
def test_who_is_named_still_or_is_another_is_no_error(
    tmp_path: Path, sentence: str, changes: tuple[Change, ...]
) -> None:
    assert "letter.former" not in codes_after(tmp_path, sentence, changes)
