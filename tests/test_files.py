"""Files of a user, read and written."""

from pathlib import Path

import pytest

from assembler.errors import AssemblerError
from assembler.files import read_file, remove_leftovers, write_file


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("letter.docx", "Word"),
        ("LETTER.DOCX", "Word"),
        ("template.dotx", "Word"),
        ("cambridgeshire.xlsx", "Excel"),
    ],
)
def test_a_locked_file_is_to_be_closed_in_its_own_program(
    name: str, program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")

    def locked(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(AssemblerError) as error:
        read_file(path, 10)
    assert error.value.do == f"Close it in {program}, then run it again."


def test_a_file_is_read_no_further_than_the_bound(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    path.write_bytes(b"x" * 100)
    assert len(read_file(path, 10)) == 11


def test_a_written_file_leaves_no_temporary_one(tmp_path: Path) -> None:
    write_file(tmp_path / "new" / "letter.docx", b"words")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["letter.docx"]
    (tmp_path / ".~half.part").write_bytes(b"half")
    remove_leftovers(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
