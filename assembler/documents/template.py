"""Word templates: found as a set, prepared once a process, rendered many times.

Every part without a tag is compressed once; a render fills in the others and packs. What docxtpl
does while rendering (breaks in values, mended tables, drawing ids) is not needed here: values
arrive as plain lines and as `Paragraph`s.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import TemplateError
from lxml import etree
from markupsafe import escape

from assembler import archive
from assembler.archive import UnsafeError
from assembler.documents import faults, identity, tags
from assembler.documents.blocks import PARSER
from assembler.documents.package import Part, pack, part
from assembler.documents.tags import Compiled
from assembler.letter import LetterContext
from assembler.model import AssemblerError

NAMES = ("letter", "annex-a", "annex-b")
_LARGEST = 60_000_000
_TYPES, _DOCUMENT = "[Content_Types].xml", "word/document.xml"
_LINKS = "word/_rels/document.xml.rels"
_NO_LINKS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships'
    b' xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_LINK_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_UNREADABLE = (KeyError, ValueError, IndexError, etree.XMLSyntaxError)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A template ready to render: finished parts, and the parts that are filled in."""

    label: str
    digest: str
    fixed: tuple[Part, ...]
    texts: Mapping[str, str]
    sources: Mapping[str, Compiled]
    links: str
    custom: bytes


@dataclass(frozen=True, slots=True)
class TemplateSet:
    """The templates of a run: in words where they came from, their bytes by name.

    They are made ready when the first document asks for them. `digest` is a short text that changes
    with any byte of any of them; `kept` a folder where work on templates is kept between runs.
    """

    label: str
    folder: str
    contents: Mapping[str, bytes]
    digest: str
    kept: Path | None = None

    def prepared(self, name: str) -> Prepared:
        """Give a template ready to render.

        Raises AssemblerError when it is no Word document or a tag is not well formed.
        """
        return prepare(f"{self.folder}/{file(name)}", self.contents[name], self.kept)

    def render(self, context: LetterContext, banner: str = "") -> dict[str, "Rendered"]:
        """Make all documents of a council, by template name.

        `banner` stands at the head of each, put there when a template has no place for it.
        Raises AssemblerError naming template, place and fix when a template is wrong.
        """
        return {name: render(self.prepared(name), context, banner) for name in NAMES}


def find(chosen: Path | None, kept: Path | None = None) -> TemplateSet:
    """Find the set of a run: the chosen folder, else ./templates where all stand, else the packed.

    `kept` is a folder where work on templates is kept between runs. Raises AssemblerError when the
    chosen set is not complete.
    """
    complete(chosen)
    folder, label = where(chosen)
    contents = {name: (folder / file(name)).read_bytes() for name in NAMES}
    digest = "-".join(_digest(content) for content in contents.values())
    return TemplateSet(label, folder.name, contents, digest, kept)


def where(chosen: Path | None) -> tuple[Traversable, str]:
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
    missing = [file(name) for name in NAMES if not (folder / file(name)).is_file()]
    if missing:
        raise AssemblerError(
            f"{folder} has no {' and no '.join(missing)}.",
            f"A set of templates is complete: {', '.join(file(name) for name in NAMES)}.",
        )


def content(chosen: Path | None, name: str) -> bytes:
    """Give the bytes of a template of the set that a build would take."""
    folder, _ = where(chosen)
    return (folder / file(name)).read_bytes()


def packed() -> Traversable:
    """Give the folder of templates that travels with the program, in a wheel or in a checkout."""
    inside = files("assembler") / "templates"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "templates"


def as_packed(chosen: Path | None) -> bool:
    """Whether the set that a build would take is, byte for byte, the one that is packed."""
    complete(chosen)
    folder, _ = where(chosen)
    ours = packed()
    return all((folder / file(n)).read_bytes() == (ours / file(n)).read_bytes() for n in NAMES)


@lru_cache(maxsize=64)
def prepare(label: str, content: bytes, kept: Path | None = None) -> Prepared:
    """Make a template ready; once a process for the same bytes. `label` is its name for messages.

    Raises AssemblerError when it is not a Word document or a tag is not well formed.
    """
    try:
        parts = identity.with_room(unpacked(content))
        custom = parts.pop(identity.PART)
        links = parts.pop(_LINKS, _NO_LINKS).decode()
        texts = {name: _normal(raw) for name, raw in parts.items() if _holds_text(name)}
    except UnsafeError as error:
        raise AssemblerError(f"{label} {error.what}", error.do) from error
    except _UNREADABLE as error:
        raise AssemblerError(
            f"{label} is not a Word document, or it is damaged.",
            "Open it in Word and save it as a Word Document (.docx), or take a fresh copy.",
        ) from error
    texts = {name: text for name, text in texts.items() if tags.has_tags(text)}
    return Prepared(
        label=label,
        digest=_digest(content),
        fixed=tuple(part(name, raw, 9) for name, raw in parts.items() if name not in texts),
        texts=texts,
        sources={name: _compiled(label, name, text, kept) for name, text in texts.items()},
        links=links,
        custom=custom,
    )


def unpacked(content: bytes) -> dict[str, bytes]:
    """Give the parts of a Word file, each of them sound.

    Raises UnsafeError, or XMLSyntaxError.
    """
    package = archive.opened(content, _LARGEST)
    parts = {name: package.read(name, _LARGEST) for name in package.parts}
    if _TYPES not in parts or _DOCUMENT not in parts:
        raise archive.damaged()
    # Parts without tags are copied as they lie: a broken one would break every document.
    for name, held in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(held, PARSER)
    return parts


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
            where = faults.Source(prepared.label, name, prepared.texts[name])
            raise faults.located(where, error, names) from error
    headed = (content for name, content in made.items() if name.startswith("word/header"))
    if banner and not any(banner.encode() in content for content in headed):
        made[_DOCUMENT] = _with_banner(made.get(_DOCUMENT, b""), banner)
    made[_LINKS] = _with_links(prepared.links, links).encode()
    mark = identity.token([prepared.digest.encode(), *made.values()])
    made[identity.PART] = identity.signed(prepared.custom, mark)
    parts = (part(name, content) for name, content in made.items())
    return Rendered(pack([*prepared.fixed, *parts]), mark)


def _filled(source: Compiled, names: Mapping[str, Any], links: dict[str, str]) -> bytes:
    """Fill in a part; one that prints nothing but a word or two is the same for many councils."""
    asked = [(name, names.get(name)) for name in source.names]
    if all(isinstance(value, str) for _, value in asked):
        return _filled_with_words(source, tuple(asked))
    return tags.rendered(source, names, links).encode()


@lru_cache(maxsize=64)
def _filled_with_words(source: Compiled, words: tuple[tuple[str, str], ...]) -> bytes:
    return tags.rendered(source, dict(words), {}).encode()


def file(name: str) -> str:
    """Give the file name of a template."""
    return f"{name}.docx"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _holds_text(name: str) -> bool:
    """Whether tags may stand in a part: the text of the document, and its core properties."""
    stories = ("document", "header", "footer", "footnotes", "endnotes")
    folder, _, file = name.rpartition("/")
    text = folder == "word" and file.startswith(stories) and file.endswith(".xml")
    return text or name == "docProps/core.xml"


def _normal(raw: bytes) -> str:
    """Write XML the one way that docxtpl's patterns expect."""
    return etree.tostring(etree.fromstring(raw, PARSER), encoding="unicode")


def _compiled(label: str, name: str, text: str, kept: Path | None) -> Compiled:
    try:
        return tags.compiled(text, kept=kept)
    except TemplateError as error:
        raise faults.located(faults.Source(label, name, text), error, {}) from error


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
