"""Render a document: prepare a template once a process, then fill in its parts and pack them.

Every part without a tag is copied compressed, as it lies in the template. What docxtpl does while
rendering (breaks in values, mended tables, drawing ids) is not needed here: values arrive as plain
lines and as `Paragraph`s.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import TemplateError
from markupsafe import escape

from assembler.letter.context import LetterContext
from assembler.opc.pack import Part, pack, stored
from assembler.opc.relationships import relationships_part
from assembler.templating import cache, environment
from assembler.templating.environment import Compiled
from assembler.word import document_id

if TYPE_CHECKING:
    from assembler.templating.prepare import Cacheable

_LINK_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


class Prepared(NamedTuple):
    """A template ready to render: its bytes, finished parts, and the parts to fill in."""

    label: str
    content: bytes
    digest: str
    finished: tuple[Part, ...]
    compiled: Mapping[str, Compiled]
    main: str
    links: str
    custom_properties: bytes


class Rendered(NamedTuple):
    """A rendered document, and the opaque id that it carries."""

    content: bytes
    mark: str


@lru_cache(maxsize=64)
def load_template(label: str, content: bytes, *, keep: bool = False) -> Prepared:
    """Prepare a template; once a process for the same bytes. `label` is its name for messages.

    With `keep` the work is taken from the cache of an earlier run, or left there for a later one.
    Raises AssemblerError when it is not a Word document or a tag is not well formed.
    """
    cacheable: Cacheable | None = cache.read(content) if keep else None
    if cacheable is None:
        # Loads docxtpl, which takes longer than all else that a letter needs.
        from assembler.templating import prepare  # noqa: PLC0415

        cacheable = prepare.prepare(label, content)
        if keep:
            cache.write(content, cacheable)
    finished, code, main, links, custom_properties = cacheable
    return Prepared(
        label=label,
        content=content,
        digest=digest(content),
        finished=tuple(Part(*part) for part in finished),
        compiled={name: environment.from_code(code) for name, code in code.items()},
        main=main,
        links=links,
        custom_properties=custom_properties,
    )


def render(prepared: Prepared, context: LetterContext, banner: str = "") -> Rendered:
    """Render a document: the same bytes for the same template and context.

    `banner` is put at its head when no header prints it. Raises AssemblerError naming template,
    place and fix when the template is wrong.
    """
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    links: dict[str, str] = {}
    filled: dict[str, bytes] = {}
    for name, compiled in prepared.compiled.items():
        try:
            filled[name] = _filled(compiled, values, links)
        except TemplateError as error:
            from assembler.templating.prepare import locate  # noqa: PLC0415 - hardly ever

            raise locate(prepared.label, prepared.content, name, error, values) from error
    headers = (content for content in filled.values() if b"<w:hdr" in content[:200])
    if banner and not any(banner.encode() in content for content in headers):
        filled[prepared.main] = _with_banner(filled.get(prepared.main, b""), banner)
    filled[relationships_part(prepared.main)] = _with_links(prepared.links, links).encode()
    mark = document_id.digest([prepared.digest.encode(), *filled.values()])
    filled[document_id.PART] = document_id.signed(prepared.custom_properties, mark)
    parts = (stored(name, content) for name, content in filled.items())
    return Rendered(pack([*prepared.finished, *parts]), mark)


def digest(content: bytes) -> str:
    """Return a short text that changes with any byte of a template."""
    return hashlib.sha256(content).hexdigest()[:16]


def _filled(part: Compiled, values: Mapping[str, Any], links: dict[str, str]) -> bytes:
    """Fill in a part; cache one that prints a word or two, since many councils share it."""
    used = [(name, values.get(name)) for name in part.names]
    if all(isinstance(value, str) for _, value in used):
        return _filled_with_words(part, tuple(used))
    return environment.fill(part, values, links)


@lru_cache(maxsize=64)
def _filled_with_words(part: Compiled, words: tuple[tuple[str, str], ...]) -> bytes:
    return environment.fill(part, dict(words), {})


def _with_banner(document: bytes, banner: str) -> bytes:
    paragraph = f"<w:p><w:r><w:t>{escape(banner)}</w:t></w:r></w:p>".encode()
    return re.sub(rb"(<w:body(?: [^>]*)?>)", lambda body: body[0] + paragraph, document, count=1)


def _with_links(relationships: str, links: Mapping[str, str]) -> str:
    added = "".join(
        f'<Relationship Id="{key}" Type="{_LINK_TYPE}" Target="{escape(target)}"'
        ' TargetMode="External"/>'
        for target, key in links.items()
    )
    start, end, after = relationships.rpartition("</Relationships>")
    return f"{start}{added}{end}{after}"
