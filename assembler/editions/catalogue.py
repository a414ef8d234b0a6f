"""Which editions there are: those that travel with the program, and an office's own."""

import hashlib
from pathlib import Path

from assembler.editions.load import load, shipped, shipped_digest, shipped_texts, year_key
from assembler.errors import AssemblerError
from assembler.model import Edition


def known(folder: Path | None) -> tuple[Edition, ...]:
    """Return the shipped editions and those of a folder, oldest first.

    For a year that both have the folder's counts. Raises AssemblerError when a file is wrong, or
    two files of the folder have the same year.
    """
    own: dict[tuple[str, str] | None, tuple[str, Edition]] = {}
    for name, text in _own_texts(folder).items():
        edition = load(text, name)
        key = year_key(edition.year)
        if key in own:
            raise AssemblerError(
                f"{own[key][0]} and {name} both hold the edition {edition.year}.",
                "Keep one of them; give the other its own year.",
            )
        own[key] = name, edition
    others = [edition for edition in shipped() if year_key(edition.year) not in own]
    return tuple(sorted([*others, *(e for _, e in own.values())], key=lambda one: one.year))


def digest(folder: Path | None) -> str:
    """Return a digest that changes with any byte of any edition in use."""
    own = "\0".join(_own_texts(folder).values())
    return hashlib.sha256(f"{shipped_digest()}\0{own}".encode()).hexdigest()


def newest_text(folder: Path | None) -> str:
    """Return the text of the newest edition in use, to begin a new one from."""
    texts = {load(text, name).year: text for name, text in shipped_texts().items()}
    texts |= {load(text, name).year: text for name, text in _own_texts(folder).items()}
    return texts[max(texts)]


def _own_texts(folder: Path | None) -> dict[str, str]:
    """Return the texts of a folder's editions by path, in the order of their names."""
    if folder is None:
        return {}
    try:
        return {str(path): text_of(path) for path in sorted(folder.glob("*.toml"))}
    except OSError as error:
        raise AssemblerError(
            f"The editions in {folder} cannot be read: {error.strerror}.", "Check the folder."
        ) from error


def text_of(path: Path) -> str:
    """Return the text of an edition file.

    Raises AssemblerError when it is no plain text.
    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AssemblerError(
            f"{path} is not plain text in UTF-8.", "Save it as UTF-8 in a text editor."
        ) from error
