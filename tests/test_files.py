"""Files of a user, read and written."""

from pathlib import Path

import pytest

from assembler import files
from assembler.errors import AssemblerError
from assembler.files import read_file, remove_leftovers, write_file


@pytest.mark.parametrize(
    ("name", "in_program"),
    [
        ("letter.docx", " in Word"),
        ("LETTER.DOCX", " in Word"),
        ("template.dotx", " in Word"),
        ("cambridgeshire.xlsx", " in Excel"),
        ("assembler.toml", ""),
    ],
)
def test_a_locked_file_is_to_be_closed_in_its_own_program(
    name: str, in_program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")

    def locked(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", locked)
    monkeypatch.setattr(files, "_PAUSE", 0)
    for work in (lambda: read_file(path, 10), lambda: write_file(path, b"y")):
        with pytest.raises(AssemblerError) as error:
            work()
        assert error.value.do == f"Close it{in_program}, then run it again."


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
