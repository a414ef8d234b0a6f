"""Every known way to lose a word, one case each; each also as Word would have saved the file."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from assembler.merge.merge import Merged, merge
from assembler.word import document_id
from support.adviser_edits import by_word, comments, edited, story_lines
from support.merge_cases import CASES, Case, difference, fits
from support.merge_council import made

EDITORS = {"python-docx": lambda content: content, "word": by_word}


def merged(case: Case, editor: str) -> tuple[bytes, bytes, Merged]:
    base, _ = made()
    new, told = made(*case.turns)
    mine = EDITORS[editor](edited(base[case.document], *case.edits))
    return mine, new[case.document], merge(base[case.document], mine, new[case.document], told)


@pytest.mark.parametrize("editor", EDITORS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_what_both_sides_did_is_in_the_document(
    case: Case, editor: str, tmp_path: Path, faults: Callable[[Iterable[Path]], list[str]]
) -> None:
    mine, new, result = merged(case, editor)
    before, after = story_lines(mine), story_lines(result.content)
    takes, brings = difference(before, after), difference(after, before)
    assert fits(takes, case.takes), takes
    assert fits(brings, case.brings), brings
    told = [(str(c.place), c.kept, c.new) for c in result.conflicts]
    assert told == list(case.conflicts)
    assert len(comments(result.content)) == len(comments(mine)) + len(result.conflicts)
    assert document_id.of(result.content) == document_id.of(new)
    assert [note for note in result.notes if note.startswith("Not ")] == []
    path = tmp_path / "merged.docx"
    path.write_bytes(result.content)
    assert faults([path]) == []
