"""assembler.toml: what an office has in common; wrong or hostile files are told in words."""

from pathlib import Path

import pytest

from assembler import settings
from assembler.errors import AssemblerError


def found(folder: Path, text: str) -> settings.Settings:
    (folder / settings.FILE).write_text(text, "utf-8")
    return settings.find([folder])


def test_letter_details_are_read_by_their_field(tmp_path: Path) -> None:
    (tmp_path / "councils.csv").write_text("Exampleshire\n")
    read = found(
        tmp_path,
        'expected = "councils.csv"\n[letter]\nsignatory = "Robin Specimen"\n'
        'sender_address = ["2 Example Street", "London"]\ncontact_email = "a@example.gov.uk"\n',
    )
    assert read.expected == tmp_path / "councils.csv"
    assert read.letter == {
        "signatory_name": ("Robin Specimen",),
        "sender_address": ("2 Example Street", "London"),
        "contact_email": ("a@example.gov.uk",),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[letter]\nsignatry = 'x'", "'signatry' is not known. Did you mean 'signatory'?"),
        ("letter = 'x'", "'letter' should be a table."),
        ("[letter]\nsignatory = 5", "'signatory' should be a text in quotation marks"),
        ("[letter]\nsender_address = [1]", "'sender_address' should be a text"),
        ("expected = 'nowhere.csv'", "there is no file"),
        ("expected = 1", "'expected' should be a file in quotation marks."),
        ("track = 'yes'", "'track' should be true or false, without quotation marks."),
        ("templates = 'x'\n" * 3000, "too long for a settings file"),
        (f"{'a.' * 100_000}a = 1", "too long for a settings file"),
        (f"{'a.' * 5_000}a = 1", "the key has too many parts"),
        (f"[{'a.' * 5_000}a]", "the key has too many parts"),
        (f"x = {'[' * 9_000}", "too deeply"),
    ],
)
def test_what_is_wrong_is_told_in_words(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(AssemblerError) as error:
        found(tmp_path, text)
    assert said in str(error.value)
