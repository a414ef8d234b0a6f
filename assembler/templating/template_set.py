"""Find a set of templates: the folder chosen, ./templates, or the set shipped with the program."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assembler import resources
from assembler.errors import AssemblerError
from assembler.letter.context import LetterContext
from assembler.templating.render import Prepared, Rendered, digest, load_template, render

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

NAMES = ("letter", "annex-a", "annex-b")


class TemplateSet(NamedTuple):
    """The templates of a run: a label that says where they came from, and their bytes by name.

    Each is prepared when the first document needs it. `digest` is a short text that changes with
    any byte of any of them.
    """

    label: str
    folder: str
    contents: Mapping[str, bytes]
    digest: str

    def prepared(self, name: str) -> Prepared:
        """Return a template ready to render.

        Raises AssemblerError when it is not a Word document or a tag is not well formed.
        """
        return load_template(f"{self.folder}/{file_name(name)}", self.contents[name], keep=True)

    def render(self, context: LetterContext, banner: str = "") -> dict[str, Rendered]:
        """Render all documents of a council, by template name.

        `banner` stands at the head of each, put there when a template has no place for it.
        Raises AssemblerError naming template, place and fix when a template is wrong.
        """
        return {name: render(self.prepared(name), context, banner) for name in NAMES}


def find(chosen: Path | None) -> TemplateSet:
    """Find the set of a run: the chosen folder, else ./templates if complete, else the shipped.

    Raises AssemblerError when the chosen set is not complete.
    """
    require_complete(chosen)
    folder, label = locate(chosen)
    contents = {name: (folder / file_name(name)).read_bytes() for name in NAMES}
    return TemplateSet(label, folder.name, contents, "-".join(map(digest, contents.values())))


def locate(chosen: Path | None) -> "tuple[Traversable, str]":
    """Return the folder that `find` takes, and the words that name it."""
    local = Path("templates")
    if chosen is not None:
        return chosen, str(chosen)
    if all((local / file_name(name)).is_file() for name in NAMES):
        return local, "the folder templates"
    return shipped(), "the templates that come with the program"


def require_complete(chosen: Path | None) -> None:
    """Check that the set a build would take is there.

    Raises AssemblerError naming what is missing.
    """
    folder, _ = locate(chosen)
    if not folder.is_dir():
        raise AssemblerError(f"There is no folder {folder}.", "Check its name.")
    missing = [file_name(name) for name in NAMES if not (folder / file_name(name)).is_file()]
    if missing:
        raise AssemblerError(
            f"{folder} has no {', no '.join(missing)}.",
            f"A set of templates is complete: {', '.join(map(file_name, NAMES))}.",
        )


def read_template(chosen: Path | None, name: str) -> bytes:
    """Return the bytes of a template of the set that a build would take."""
    folder, _ = locate(chosen)
    return (folder / file_name(name)).read_bytes()


def shipped() -> "Traversable":
    """Return the folder of templates that comes with the program, in a wheel or in a checkout."""
    return resources.folder("templates")


def check_key(found: TemplateSet, editions: str) -> bytes:
    """Return the cache key under which a set is noted as checked and sound.

    Empty for the shipped set, which needs no check. `editions` is a digest of the editions it was
    checked against.
    """
    ours = shipped()
    if all((ours / file_name(name)).read_bytes() == found.contents[name] for name in NAMES):
        return b""
    return b"\0".join([b"sound", editions.encode(), *found.contents.values()])


def file_name(name: str) -> str:
    """Return the file name of a template."""
    return f"{name}.docx"
