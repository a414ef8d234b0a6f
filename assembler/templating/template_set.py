"""Word templates: found as a set, prepared once a process, rendered many times.

Every part without a tag is copied as it lies; a render fills in the others and packs. What docxtpl
does while rendering (breaks in values, mended tables, drawing ids) is not needed here: values
arrive as plain lines and as `Paragraph`s.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import TemplateError
from markupsafe import escape

from assembler import resources
from assembler.errors import AssemblerError
from assembler.letter.context import LetterContext
from assembler.opc.pack import Part, pack, stored
from assembler.templating import cache
from assembler.templating import environment as filling
from assembler.templating.environment import Compiled
from assembler.word import document_id

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from assembler.templating.prepare import Ready

NAMES = ("letter", "annex-a", "annex-b")
_DOCUMENT, _LINKS = "word/document.xml", "word/_rels/document.xml.rels"
_LINK_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


class Prepared(NamedTuple):
    """A template ready to render: its bytes, finished parts, and the parts that are filled in."""

    label: str
    content: bytes
    digest: str
    fixed: tuple[Part, ...]
    sources: Mapping[str, Compiled]
    links: str
    custom: bytes


class TemplateSet(NamedTuple):
    """The templates of a run: in words where they came from, their bytes by name.

    They are made ready when the first document asks for them. `digest` is a short text that changes
    with any byte of any of them.
    """

    label: str
    folder: str
    contents: Mapping[str, bytes]
    digest: str

    def prepared(self, name: str) -> Prepared:
        """Give a template ready to render.

        Raises AssemblerError when it is no Word document or a tag is not well formed.
        """
        return prepare(f"{self.folder}/{file(name)}", self.contents[name], keep=True)

    def render(self, context: LetterContext, banner: str = "") -> dict[str, "Rendered"]:
        """Make all documents of a council, by template name.

        `banner` stands at the head of each, put there when a template has no place for it.
        Raises AssemblerError naming template, place and fix when a template is wrong.
        """
        return {name: render(self.prepared(name), context, banner) for name in NAMES}


def find(chosen: Path | None) -> TemplateSet:
    """Find the set of a run: the chosen folder, else ./templates where all stand, else the packed.

    Raises AssemblerError when the chosen set is not complete.
    """
    complete(chosen)
    folder, label = where(chosen)
    contents = {name: (folder / file(name)).read_bytes() for name in NAMES}
    digest = "-".join(_digest(content) for content in contents.values())
    return TemplateSet(label, folder.name, contents, digest)


def where(chosen: Path | None) -> "tuple[Traversable, str]":
    """Give the folder that `find` takes, and in words which it is."""
    local = Path("templates")
    if chosen is not None:
        return chosen, str(chosen)
    if all((local / file(name)).is_file() for name in NAMES):
        return local, "the folder templates"
    return packed(), "the templates that come with the program"


def complete(chosen: Path | None) -> None:
    """Make sure that the set a build would take is there.

    Raises AssemblerError naming what is missing.
    """
    folder, _ = where(chosen)
    if not folder.is_dir():
        raise AssemblerError(f"There is no folder {folder}.", "Check its name.")
    missing = [file(name) for name in NAMES if not (folder / file(name)).is_file()]
    if missing:
        raise AssemblerError(
            f"{folder} has no {', no '.join(missing)}.",
            f"A set of templates is complete: {', '.join(file(name) for name in NAMES)}.",
        )


def content(chosen: Path | None, name: str) -> bytes:
    """Give the bytes of a template of the set that a build would take."""
    folder, _ = where(chosen)
    return (folder / file(name)).read_bytes()


def packed() -> "Traversable":
    """Give the folder of templates that travels with the program, in a wheel or in a checkout."""
    return resources.folder("templates")


def checked(found: TemplateSet, editions: str) -> bytes:
    """Name a set of templates and the editions it was checked against, to note that it was sound.

    Empty for the set that is packed, which needs no check; `editions` is a digest of theirs.
    """
    ours = packed()
    if all((ours / file(name)).read_bytes() == found.contents[name] for name in NAMES):
        return b""
    return b"\0".join([b"sound", editions.encode(), *found.contents.values()])


@lru_cache(maxsize=64)
def prepare(label: str, content: bytes, *, keep: bool = False) -> Prepared:
    """Make a template ready; once a process for the same bytes. `label` is its name for messages.

    With `keep` the work is taken over from an earlier run, and left for a later one. Raises
    AssemblerError when it is not a Word document or a tag is not well formed.
    """
    made: Ready | None = cache.read(content) if keep else None
    if made is None:
        from assembler.templating import prepare as making  # noqa: PLC0415 - seldom, and it takes its time

        made = making.made(label, content)
        if keep:
            cache.write(content, made)
    fixed, sources, links, custom = made
    return Prepared(
        label=label,
        content=content,
        digest=_digest(content),
        fixed=tuple(Part(*one) for one in fixed),
        sources={name: filling.loaded(code) for name, code in sources.items()},
        links=links,
        custom=custom,
    )


class Rendered(NamedTuple):
    """A document as it is made, and the opaque id that it carries."""

    content: bytes
    mark: str


def render(prepared: Prepared, context: LetterContext, banner: str = "") -> Rendered:
    """Make one document: the same bytes for the same template and context.

    Raises AssemblerError naming template, place and fix when the template is wrong.
    """
    names = {field.name: getattr(context, field.name) for field in fields(context)}
    links: dict[str, str] = {}
    made: dict[str, bytes] = {}
    for name, source in prepared.sources.items():
        try:
            made[name] = _filled(source, names, links)
        except TemplateError as error:
            from assembler.templating.prepare import located  # noqa: PLC0415 - hardly ever

            raise located(prepared.label, prepared.content, name, error, names) from error
    headed = (content for name, content in made.items() if name.startswith("word/header"))
    if banner and not any(banner.encode() in content for content in headed):
        made[_DOCUMENT] = _with_banner(made.get(_DOCUMENT, b""), banner)
    made[_LINKS] = _with_links(prepared.links, links).encode()
    mark = document_id.token([prepared.digest.encode(), *made.values()])
    made[document_id.PART] = document_id.signed(prepared.custom, mark)
    parts = (stored(name, content) for name, content in made.items())
    return Rendered(pack([*prepared.fixed, *parts]), mark)


def _filled(source: Compiled, names: Mapping[str, Any], links: dict[str, str]) -> bytes:
    """Fill in a part; one that prints nothing but a word or two is the same for many councils."""
    asked = [(name, names.get(name)) for name in source.names]
    if all(isinstance(value, str) for _, value in asked):
        return _filled_with_words(source, tuple(asked))
    return filling.rendered(source, names, links)


@lru_cache(maxsize=64)
def _filled_with_words(source: Compiled, words: tuple[tuple[str, str], ...]) -> bytes:
    return filling.rendered(source, dict(words), {})


def file(name: str) -> str:
    """Give the file name of a template."""
    return f"{name}.docx"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _with_banner(document: bytes, banner: str) -> bytes:
    paragraph = f"<w:p><w:r><w:t>{escape(banner)}</w:t></w:r></w:p>".encode()
    return re.sub(rb"(<w:body(?: [^>]*)?>)", lambda found: found[0] + paragraph, document, count=1)


def _with_links(relationships: str, links: Mapping[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{_LINK_TYPE}" Target="{escape(target)}"'
        ' TargetMode="External"/>'
        for target, key in links.items()
    )
    start, end, after = relationships.rpartition("</Relationships>")
    return f"{start}{rows}{end}{after}"
