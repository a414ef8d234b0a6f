"""The oracle of the random rounds finds what a merge could do wrong, and nothing else."""

import pytest

from support.merge_oracle import Merge, Reading

BASE = (("q1z", "q2z", "q3z"), ("q4z", "q5z", "q6z"), ("q7z", "q8z"))
# The adviser wrote q9z, joined the first two paragraphs, and took q5z out.
EDITED = (("q1z", "q9z", "q3z", "q4z", "q6z"), ("q7z", "q8z"))
# The workbook has q10z for q8z.
NEW = (("q1z", "q2z", "q3z"), ("q4z", "q5z", "q6z"), ("q7z", "q10z"))
MERGED = (("q1z", "q9z", "q3z", "q4z", "q6z"), ("q7z", "q10z"))


def reading(paragraphs: tuple[tuple[str, ...], ...], *told: str) -> Reading:
    return Reading(paragraphs, frozenset(told), frozenset())


def faults(merged: tuple[tuple[str, ...], ...], *told: str) -> list[str]:
    versions = reading(BASE), reading(EDITED), reading(NEW), reading(merged, *told)
    return list(Merge(*versions, frozenset()).faults())


def test_a_sound_merge_has_no_fault() -> None:
    assert faults(MERGED) == []


@pytest.mark.parametrize(
    ("merged", "fault"),
    [
        ((("q1z", "q3z", "q4z", "q6z"), MERGED[1]), "the adviser's word is lost: q9z"),
        ((MERGED[0][:-1], MERGED[1]), "a word of all three is lost: q6z"),
        ((MERGED[0], ("q7z",)), "the workbook's word did not arrive: q10z"),
        ((MERGED[0], ("q7z", "q8z")), "the workbook's word did not arrive: q10z"),
        (((*MERGED[0], "q5z"), MERGED[1]), "what the adviser took out came back: q5z"),
        ((MERGED[0], ("q7z", "q8z", "q10z")), "what the workbook took out stays in silence: q8z"),
        ((*MERGED, ("q10z",)), "doubled: q10z"),
        ((MERGED[0][:3], MERGED[0][3:], MERGED[1]), "the paragraph of q3z and q4z was divided"),
        (((*MERGED[0], *MERGED[1]),), "the paragraphs of q6z and q7z were joined"),
        (MERGED[::-1], "the paragraphs of q1z and q7z changed places"),
        ((("q3z", "q9z", "q1z", "q4z", "q6z"), MERGED[1]), "q1z and q9z changed places"),
    ],
)
def test_what_a_merge_may_not_do_is_found(merged: tuple[tuple[str, ...], ...], fault: str) -> None:
    assert fault in faults(merged)


def test_what_is_told_is_no_fault() -> None:
    assert faults((MERGED[0], ("q7z", "q8z")), "q10z", "q8z") == []
