"""Parse TOML files that people write in Notepad or Word; name the wrong line and the cure.

Used for editions and for assembler.toml.
"""

import re
import tomllib
from typing import Any

from assembler.errors import AssemblerError

_LONGEST = 1_000_000
# tomllib takes memory by the square of a dotted key's parts.
_DOTTED = re.compile(r"^[ \t]*\[{0,2}[ \t]*(?:[\w\"'-]+[ \t]*\.[ \t]*){8}", re.MULTILINE)
_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
_VALUE = re.compile(r"[^=]*=\s*(?P<value>.*)")
_COMPARE = "Compare it with the lines around it."


def parse_toml(text: str) -> dict[str, Any]:
    """Return the tables of a TOML text.

    Raises AssemblerError with the line and the cure.
    """
    if len(text) > _LONGEST:
        raise AssemblerError("It is longer than any such file.", "Check which file it is.")
    if dotted := _DOTTED.search(text):
        line = text.count("\n", 0, dotted.end()) + 1
        raise AssemblerError(f"Line {line}: the key has too many parts.", "Write one word as key.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _explained(text, str(error)) from error
    except RecursionError as error:
        raise AssemblerError("Its brackets are nested too deeply.", _COMPARE) from error


def _explained(text: str, reason: str) -> AssemblerError:
    lines = text.rstrip().split("\n")
    place = _LINE.search(reason)
    number = int(place[1]) if place else len(lines)
    # An unclosed quotation mark is noticed where its line ends, an unclosed bracket further down.
    line = lines[number - 1] if number <= len(lines) else ""
    wrong, fix = _cause(line, reason)
    return AssemblerError(f"Line {number}: {wrong}", fix)


def _cause(line: str, reason: str) -> tuple[str, str]:  # noqa: C901, PLR0911 - a list of causes
    """Return what is wrong with a line and the cure."""
    assigned = _VALUE.fullmatch(line)
    value = assigned["value"] if assigned else line.strip()
    if re.match("[“”„‘’«]", value):
        return "it has curly quotation marks.", 'Use straight quotation marks ("…").'
    if "twice" in reason or "overwrite" in reason or "lready" in reason:
        return "this key or heading appears twice.", "Delete one of the two."
    if "Unclosed" in reason and "line" in reason:
        return "a comma is missing before it.", "Put a comma between the items of a list."
    if re.search("at end of document|Unclosed|Unterminated", reason) and value:
        return "the file ends inside a list or text.", "Add the closing ] or quotation marks."
    if "\\" in line:
        return "there is a backslash in a text.", "Write / in its place, or two backslashes."
    if value.startswith('"') and value.count('"') % 2:
        return "a quotation mark is missing.", "Put one at each end of the text."
    if line.lstrip().startswith("["):
        return "the heading has no ] at its end.", "Write it like [wording] or [[benchmark]]."
    if assigned is None:
        return "there is no = on it.", "Write it like: key = value."
    if not value:
        return "there is nothing after the =.", 'Write it like: key = "…".'
    if re.match(r"[^\W\d]", value):
        return "the words are not in quotation marks.", 'Write them like "…".'
    if value.count('"') > 2:  # noqa: PLR2004 - more than one at each end
        return "there are quotation marks inside a text.", "Use single ones (‘…’) inside it."
    if "newline" in reason:
        return "something follows the value.", 'Put words in quotation marks ("…").'
    return "it cannot be read.", _COMPARE
