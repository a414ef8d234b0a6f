"""Compiled templates filled in with values, and runs made of prose.

Values are always text, never markup: Jinja escapes them, the sandbox keeps code, files and private
names out of reach, and a name that does not exist is an error.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import CodeType
from typing import Any, NamedTuple, TypeAlias

from jinja2 import StrictUndefined, Template, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from assembler.rich_text import Paragraph, Span
from assembler.templating import constant_loops, marks, sandbox
from assembler.word.namespaces import R

LINKS, LOOPS = "links_of_this_document", "loops_of_this_document"
# A cell that holds nothing, or ends in a table, wants a paragraph.
_BARE_ENDS = (b"</w:tcPr>", b"</w:tbl>")

# A part as code, in values that can be kept: the whole, its loops over lasting lists, and the names
# of the context that it asks for.
Code: TypeAlias = tuple[CodeType, tuple[CodeType, ...], tuple[str, ...]]


class Compiled(NamedTuple):
    """A part as a Jinja template, its loops as templates of their own, the names it asks for."""

    whole: Template
    loops: tuple[Template, ...]
    names: frozenset[str]


def loaded(code: Code) -> Compiled:
    """Make a template of its code."""
    whole, alone, names = code
    made = partial(Template.from_code, ENVIRONMENT, globals=ENVIRONMENT.make_globals(None))
    return Compiled(made(whole), tuple(made(loop) for loop in alone), frozenset(names))


def rendered(template: Compiled, names: Mapping[str, Any], links: dict[str, str]) -> bytes:
    """Fill in a template; `links` collects the addresses used, each with its relationship id.

    Raises jinja2.TemplateError when the template asks for what is not there.
    """
    context = template.whole.new_context(_given(template, names, links))
    xml = marks.shown(sandbox.bounded(template.whole.root_render_func(context))).encode()
    for end in _BARE_ENDS:
        xml = xml.replace(end + b"</w:tc>", end + b"<w:p/></w:tc>")
    return xml


def tried(template: Compiled, names: Mapping[str, Any]) -> None:
    """Fill in a template for nothing but the error it raises, which then knows its line.

    Raises jinja2.TemplateError.
    """
    sandbox.bounded(template.whole.generate(_given(template, names, {})))


def _given(template: Compiled, names: Mapping[str, Any], links: dict[str, str]) -> dict[str, Any]:
    return {**names, LINKS: links, LOOPS: template.loops, sandbox.STEPS: [0]}


@dataclass(frozen=True)
class _Same:
    """A value that is told from others by being the same object."""

    value: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


@pass_context
def _made_once(context: Context, values: object, loop: int) -> Markup:
    """Give what a loop over a lasting list makes, and its addresses and turns to the document."""
    xml, links, turns = _made(context[LOOPS][loop], _Same(values))
    context[LINKS].update(links)
    context[sandbox.STEPS][0] += turns
    return xml


@lru_cache(maxsize=1_000)
def _made(loop: Template, values: _Same) -> tuple[Markup, Mapping[str, str], int]:
    links: dict[str, str] = {}
    turns = [0]
    given = {constant_loops.LIST: values.value, LINKS: links, sandbox.STEPS: turns}
    xml = sandbox.bounded(loop.generate(given))
    return Markup(xml), links, turns[0]  # noqa: S704 - escaped while it was made


@pass_context
def _runs(context: Context, value: object) -> Markup:
    spans = value.spans if isinstance(value, Paragraph) else (Span(str(value)),)
    runs = [_run(span, context) for span in spans]
    return Markup(runs[0] if len(runs) == 1 else "".join(runs))  # noqa: S704 - escaped below


def _run(span: Span, context: Context) -> str:
    look = _look(span) if span.stands_out or span.link or span.highlight else ""
    run = f'<w:r>{look}<w:t xml:space="preserve">{_escaped(span.text)}</w:t></w:r>'
    if not span.link:
        return run
    links: dict[str, str] = context[LINKS]
    key = links.setdefault(span.link, _id(span.link))
    return f'<w:hyperlink xmlns:r="{R}" r:id="{key}" w:history="1">{run}</w:hyperlink>'


def _escaped(text: str) -> str:
    """Escape text for the content of an element, which may hold quotation marks as they are."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _id(link: str) -> str:
    """Give the relationship id of an address: the same wherever the address stands."""
    return f"rIdText{hashlib.sha256(link.encode()).hexdigest()[:16]}"


def _look(span: Span) -> str:
    """Write a run's properties, in the order of the standard."""
    look = "".join(
        (
            '<w:rStyle w:val="Hyperlink"/>' if span.link else "",
            "<w:b/><w:bCs/>" if span.bold else "",
            "<w:i/><w:iCs/>" if span.italic else "",
            '<w:highlight w:val="yellow"/>' if span.highlight else "",
            '<w:u w:val="single"/>' if span.underline and not span.link else "",
            f'<w:vertAlign w:val="{span.position}script"/>' if span.position else "",
        )
    )
    return f"<w:rPr>{look}</w:rPr>"


@pass_context
def _counted(context: Context, values: Iterable[Any]) -> Iterator[Any]:
    return sandbox.counted(context[sandbox.STEPS], values)


class _Generator(CodeGenerator):
    """Jinja's writer of code, which need not escape runs: they are markup, escaped as they are."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if isinstance(node, nodes.Filter) and node.name == sandbox.RUNS:
            self.write("str(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, with a short way to the fields of the context's own values."""

    code_generator_class = _Generator

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Give a field of a context value at once; all else takes the guarded way."""
        if attribute in getattr(type(obj), "__dataclass_fields__", ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


def _environment() -> _Sandbox:
    environment = _Sandbox(autoescape=True, undefined=StrictUndefined)
    environment.filters[sandbox.RUNS] = _runs
    environment.filters[sandbox.COUNTED] = _counted
    environment.filters[constant_loops.MADE_ONCE] = _made_once
    environment.tests[constant_loops.IS_LASTING] = constant_loops.is_lasting
    return environment


ENVIRONMENT = _environment()
