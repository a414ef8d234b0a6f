"""Read `assembler.toml`: an office's own folders and letter details."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from assembler.errors import AssemblerError
from assembler.files import read_file
from assembler.parse_toml import parse_toml

FILE = "assembler.toml"
FOLDERS = ("templates", "outputs", "editions")
EXPECTED = "expected"
TRACK = "track"
LETTER = "letter"
# Fields of the sheet Letter that one office has in common, by the name they have in the file.
LETTER_FIELDS = {
    "signatory": "signatory_name",
    "job_title": "signatory_job_title",
    "sender_address": "sender_address",
    "contact_email": "contact_email",
    "prevent_adviser": "adviser",
    "security_marking": "security_marking",
}
_KEYS = (*FOLDERS, EXPECTED, TRACK, LETTER)
_LARGEST = 20_000


@dataclass(frozen=True)
class Settings:
    """What a settings file says; None or empty where it says nothing. `source` is the file.

    With `track`, builds bring changes into edited documents as tracked changes.
    `letter` holds values for fields of the sheet Letter, by the attribute of `Details`; an address
    has one line for each item.
    """

    templates: Path | None = None
    outputs: Path | None = None
    editions: Path | None = None
    expected: Path | None = None
    track: bool = False
    letter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: Path | None = None


def find(named: Iterable[Path] = ()) -> Settings:
    """Find the settings of a run: beside the inputs named, else in the working folder.

    Raises AssemblerError when the file is wrong.
    """
    folders = [path if _is_folder(path) else path.parent for path in named]
    for folder in [*folders, Path()]:
        if (folder / FILE).is_file():
            return _read(folder / FILE)
    return Settings()


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that no disk could hold
        return False


def _read(path: Path) -> Settings:
    values = _parsed(path)
    for key in values:
        _check_key(path, key, _KEYS)
    folders = {key: _folder(path, key, values[key]) for key in FOLDERS if key in values}
    expected = _file(path, values[EXPECTED]) if EXPECTED in values else None
    track = _yes_or_no(path, TRACK, values.get(TRACK, False))
    letter = _letter(path, values[LETTER]) if LETTER in values else {}
    return Settings(**folders, expected=expected, track=track, letter=letter, source=path)


def _parsed(path: Path) -> dict[str, Any]:
    content = read_file(path, _LARGEST)
    if len(content) > _LARGEST:
        raise AssemblerError(
            f"{path} is too long for a settings file.",
            f"It may name {', '.join(_KEYS)}; a few lines are enough.",
        )
    try:
        return parse_toml(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise AssemblerError(
            f"{path} is not plain text in UTF-8.", "Save it as UTF-8 in a text editor."
        ) from error
    except AssemblerError as error:
        raise AssemblerError(f"{path}: {error.what}", error.do) from error


def _check_key(path: Path, key: str, known: Iterable[str]) -> None:
    names = list(known)
    if key in names:
        return
    close = get_close_matches(key, names, n=1)
    fix = f"Did you mean '{close[0]}'?" if close else f"It may name {', '.join(names)}."
    raise AssemblerError(f"{path}: '{key}' is not known.", fix)


def _folder(path: Path, key: str, value: object) -> Path:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise AssemblerError(
            f"{path}: '{key}' should be a folder in quotation marks.",
            f'Write it like: {key} = "our-{key}"',
        )
    folder = path.parent / value
    if key != "outputs" and not folder.is_dir():
        raise AssemblerError(
            f"{path}: there is no folder {folder}.",
            f"Put right what '{key}' names, or make that folder.",
        )
    return folder


def _file(path: Path, value: object) -> Path:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise AssemblerError(
            f"{path}: '{EXPECTED}' should be a file in quotation marks.",
            f'Write it like: {EXPECTED} = "councils.csv"',
        )
    file = path.parent / value
    if not file.is_file():
        raise AssemblerError(
            f"{path}: there is no file {file}.",
            "Save a list there with one council on each line, or take the line out.",
        )
    return file


def _yes_or_no(path: Path, key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise AssemblerError(
            f"{path}: '{key}' should be true or false, without quotation marks.",
            f"Write it like: {key} = true",
        )
    return value


def _letter(path: Path, table: object) -> dict[str, tuple[str, ...]]:
    """Read `[letter]`: each value a text, or a list of lines."""
    if not isinstance(table, dict):
        raise AssemblerError(f"{path}: '{LETTER}' should be a table.", f"Write it as: [{LETTER}]")
    fields: dict[str, tuple[str, ...]] = {}
    for key, value in table.items():
        _check_key(path, key, LETTER_FIELDS)
        lines = value.splitlines() if isinstance(value, str) else value
        if not isinstance(lines, list) or not all(isinstance(one, str) for one in lines):
            raise AssemblerError(
                f"{path}: '{key}' should be a text in quotation marks, or a list of lines.",
                f'Write it like: {key} = "…"',
            )
        fields[LETTER_FIELDS[key]] = tuple(one.strip() for one in lines if one.strip())
    return fields
