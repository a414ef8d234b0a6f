"""Where a template went wrong: from Jinja's line to the place in the Word file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
from lxml import etree

from assembler.errors import AssemblerError
from assembler.templating import environment, sandbox, tag_language
from assembler.word.reader import PARSER, blocks

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
    """Say where in the Word file an error of Jinja arose, what is wrong and what to do."""
    found, line = _again(source, error, names)
    what, do = _sentence(found, names)
    return AssemblerError(f"{source.label}, {_place(source, line)}: {what}", do)


def _again(
    source: Source, error: TemplateError, names: Mapping[str, Any]
) -> tuple[TemplateError, int]:
    """Meet the error once more in a template where every paragraph begins a line."""
    try:
        template = tag_language.compiled(source.xml, located=True)
        environment.tried(template, names)
    except TemplateSyntaxError as again:
        return again, again.lineno
    except TemplateError as again:
        return again, _line(again)
    return error, 1


def _line(error: TemplateError) -> int:
    """Find the template's line in the traceback, where Jinja writes it."""
    line, step = 1, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == "<template>":
            line = step.tb_lineno
        step = step.tb_next
    return line


def _place(source: Source, line: int) -> str:
    if source.part == "docProps/core.xml":
        return "in the document properties (File, Info)"
    story = re.sub(r"^word/|[0-9]*\.xml$", "", source.part)
    found = blocks(etree.fromstring(source.xml.encode(), PARSER))
    block = found[min(max(line - 2, 0), len(found) - 1)]
    inside = "" if story == "document" else f"{story}, "
    words = " ".join(block.text.split())
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"
    return f"{inside}{block.place} (“{shown}”)"


def _sentence(error: TemplateError, names: Mapping[str, Any]) -> tuple[str, str]:
    said = str(error.message or error)
    if isinstance(error, UndefinedError):
        found = _NO_ATTRIBUTE.search(said) or _NO_NAME.search(said)
        wrong = found["name"] if found else ""
        close = get_close_matches(wrong, [*names, *_attributes(names)], n=1)
        hint = f"Did you mean '{close[0]}'?" if close else "Check its spelling."
        return f"there is no field '{wrong}'." if wrong else f"{said}.", hint
    if isinstance(error, sandbox.NotAllowedError):
        return f"{said}.", "Take it out: a template prints its fields, asks {% if %} and repeats."
    if isinstance(error, TemplateSyntaxError):
        return f"a tag is not well formed: {said.rstrip('.')}.", (
            "Check that every {{ has its }}, every {% its %}, and every for and if its end."
        )
    return f"{said.rstrip('.')}.", "Take this tag out: a template may only print its fields."


def _attributes(names: Mapping[str, Any]) -> set[str]:
    """Give every attribute that some value of the context has."""
    found: set[str] = set()
    waiting = list(names.values())
    while waiting:
        value = waiting.pop()
        slots = getattr(type(value), "__dataclass_fields__", None)
        if slots:
            found |= set(slots)
            waiting.extend(getattr(value, name) for name in slots)
        elif isinstance(value, tuple):
            waiting.extend(value[:1])
        elif isinstance(value, Mapping):
            found |= set(value)
    return found
