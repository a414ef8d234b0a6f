"""A TOML file that cannot be read: the line, and the cure in words."""

import pytest

from assembler.errors import AssemblerError
from assembler.parse_toml import parse_toml

WRONG = [
    ("a = 1\nb = “2024”\n", "Line 2", "straight quotation marks"),
    ("b = ‘x’", "Line 1", "straight quotation marks"),
    ('b = "2031\n', "Line 1", "one at each end"),
    ("b = Met", "Line 1", "Write them like"),
    ("b = 2024/25", "Line 1", "quotation marks"),
    ("[x\na = 1", "Line 1", "[wording]"),
    ("a = 1\na = 2\n", "Line 2", "Delete one"),
    ("[a]\n[a]", "Line 2", "Delete one"),
    ('a = ["b",\n"c"\n', "Line 2", "closing ]"),
    ('a = [\n"b"\n"c",\n]', "Line 3", "comma"),
    ('x "a"', "Line 1", "key = value"),
    ('a = "C:\\Users"', "Line 1", "two backslashes"),
    ('a = "he said "yes" to it"', "Line 1", "single ones"),
    ("a =\nb = 1", "Line 1", "key ="),
    ("a." * 100_000 + "b = 1", "Line 1", "one word"),
    ("[" + "a . " * 1000 + "b]", "Line 1", "one word"),
    ("a = " + "[" * 100_000, "", ""),
    ("#" * 2_000_000, "", "which file"),
]


@pytest.mark.parametrize(("text", "line", "cure"), WRONG, ids=[row[0][:12] for row in WRONG])
def test_a_line_that_cannot_be_read_is_named_with_its_cure(text: str, line: str, cure: str) -> None:
    with pytest.raises(AssemblerError) as error:
        parse_toml(text)
    assert error.value.what.startswith(line)
    assert cure in error.value.do


def test_quotation_marks_inside_a_text_may_be_curly() -> None:
    assert parse_toml('a = "“b”"\n[c.d]\ne = 1') == {"a": "“b”", "c": {"d": {"e": 1}}}
