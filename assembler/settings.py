"""`assembler.toml`: an office's own folders, so that nobody has to name them each time."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from assembler.errors import AssemblerError
from assembler.parse_toml import parse_toml

FILE = "assembler.toml"
KEYS = ("templates", "outputs", "editions")


class Settings(NamedTuple):
    """The folders that a settings file names; None where it names none. `source` is the file."""

    templates: Path | None = None
    outputs: Path | None = None
    editions: Path | None = None
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
    try:
        said = parse_toml(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise AssemblerError(
            f"{path} is not plain text in UTF-8.", "Save it as UTF-8 in a text editor."
        ) from error
    except AssemblerError as error:
        raise AssemblerError(f"{path}: {error.what}", error.do) from error
    for key, value in said.items():
        if key not in KEYS:
            close = get_close_matches(key, KEYS, n=1)
            fix = f"Did you mean '{close[0]}'?" if close else f"It may name {', '.join(KEYS)}."
            raise AssemblerError(f"{path}: '{key}' is not known.", fix)
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise AssemblerError(
                f"{path}: '{key}' should be a folder in quotation marks.",
                f'Write it like: {key} = "our-{key}"',
            )
        if key != "outputs" and not (path.parent / value).is_dir():
            raise AssemblerError(
                f"{path}: there is no folder {path.parent / value}.",
                f"Put right what '{key}' names, or make that folder.",
            )
    return Settings(**{key: path.parent / value for key, value in said.items()}, source=path)
