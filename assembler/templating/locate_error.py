"""Locate an error of Jinja in the Word file: its paragraph or cell, what is wrong, the fix."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
from lxml import etree

from assembler.errors import AssemblerError
from assembler.templating import allowed_tags, compile_tags, environment
from assembler.word.document import PARSER
from assembler.word.reader import blocks
from assembler.wording import quoted

_SHOWN = 60
_NO_ATTRIBUTE = re.compile(r"has no attribute '(?P<name>[^']+)'")
_NO_NAME = re.compile(r"^'(?P<name>[^']+)' is undefined")


@dataclass(frozen=True)
class Source:
    """A part of a template: the template's label, the part's name, its XML."""

    label: str
    part: str
    xml: str


def located(source: Source, error: TemplateError, names: Mapping[str, Any]) -> AssemblerError:
    """Return an error of Jinja with its place in the Word file, what is wrong and what to do."""
    located_error, line = _reproduced(source, error, names)
    what, do = _sentences(located_error, names)
    return AssemblerError(f"{source.label}, {_place(source, line)}: {what}", do)


def _reproduced(
    source: Source, error: TemplateError, names: Mapping[str, Any]
) -> tuple[TemplateError, int]:
    """Raise the error again in a template where every paragraph begins a line."""
    try:
        template = compile_tags.compiled(source.xml, located=True)
        environment.raise_error(template, names)
    except TemplateSyntaxError as again:
        return again, again.lineno
    except TemplateError as again:
        return again, _line(again)
    return error, 1


def _line(error: TemplateError) -> int:
    """Return the template's line, which Jinja writes into the traceback."""
    line, frame = 1, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _place(source: Source, line: int) -> str:
    if source.part == "docProps/core.xml":
        return "in the document properties (File, Info)"
    story = re.sub(r"^word/|[0-9]*\.xml$", "", source.part)
    paragraphs = blocks(etree.fromstring(source.xml.encode(), PARSER))
    block = paragraphs[min(max(line - 2, 0), len(paragraphs) - 1)]
    inside = "" if story == "document" else f"{story}, "
    return f"{inside}{block.place} ({quoted(block.text, _SHOWN)})"


def _sentences(error: TemplateError, names: Mapping[str, Any]) -> tuple[str, str]:
    message = str(error.message or error)
    if isinstance(error, UndefinedError):
        match = _NO_ATTRIBUTE.search(message) or _NO_NAME.search(message)
        wrong = match["name"] if match else ""
        if wrong and "dict object" in message:  # the titles and phrases of an edition
            return f"{names.get('financial_year', 'the year')} has no phrase '{wrong}'.", (
                "Add it to that year's edition, or take it out of the template."
            )
        close = get_close_matches(wrong, [*names, *_attributes(names)], n=1)
        hint = f"Did you mean '{close[0]}'?" if close else "Check its spelling."
        return f"there is no field '{wrong}'." if wrong else f"{message}.", hint
    if isinstance(error, allowed_tags.NotAllowedError):
        return f"{message}.", (
            "Take it out: a template prints its fields, asks {% if %} and repeats."
        )
    if isinstance(error, TemplateSyntaxError):
        return f"a tag is not well formed: {message.rstrip('.')}.", (
            "Check that every {{ has its }}, every {% its %}, and every for and if its end."
        )
    return f"{message.rstrip('.')}.", "Take this tag out: a template may only print its fields."


def _attributes(names: Mapping[str, Any]) -> set[str]:
    """Return every attribute that some value of the context has."""
    attributes: set[str] = set()
    waiting = list(names.values())
    while waiting:
        value = waiting.pop()
        slots = getattr(type(value), "__dataclass_fields__", None)
        if slots:
            attributes |= set(slots)
            waiting.extend(getattr(value, name) for name in slots)
        elif isinstance(value, tuple):
            waiting.extend(value[:1])
        elif isinstance(value, Mapping):
            attributes |= set(value)
    return attributes
