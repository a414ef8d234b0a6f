"""The Jinja environment of templates: fill in the compiled parts of a Word file.

Values are always text, never markup: Jinja escapes them, the sandbox keeps code, files and private
names out of reach, and a name that does not exist is an error.
"""

import re
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

from assembler.templating import allowed_tags, constant_loops
from assembler.templating.print_rich_text import LINKS, highlight_marked, print_runs

LOOPS = "loops_of_this_document"
# A cell must end in a paragraph: one left empty, or one that ends in a table, gets one.
_BARE_ENDS = (b"</w:tcPr>", b"</w:tbl>")
# Ids that must be unique in a document; a loop prints them several times.
_IDS = re.compile(
    rb'(<wp:docPr\b[^>]*?\bid="|<w:sdtPr>(?:(?!</w:sdtPr>).)*?<w:id w:val=")(-?[0-9]+)'
)
# A compiled part in values that can be cached: its code, the code of its constant loops, and the
# names of the context that it asks for.
Code: TypeAlias = tuple[CodeType, tuple[CodeType, ...], tuple[str, ...]]


class Compiled(NamedTuple):
    """A part as a Jinja template, its constant loops as templates, the names it asks for."""

    whole: Template
    loops: tuple[Template, ...]
    names: frozenset[str]


def from_code(code: Code) -> Compiled:
    """Return the templates of compiled code."""
    whole, loops, names = code
    template = partial(Template.from_code, ENVIRONMENT, globals=ENVIRONMENT.make_globals(None))
    return Compiled(template(whole), tuple(template(loop) for loop in loops), frozenset(names))


def fill(part: Compiled, values: Mapping[str, Any], links: dict[str, str]) -> bytes:
    """Fill in a part; `links` collects the addresses used, each with its relationship id.

    Raises jinja2.TemplateError when the template asks for what is not there.
    """
    context = part.whole.new_context(_variables(part, values, links))
    xml = highlight_marked(allowed_tags.bounded(part.whole.root_render_func(context))).encode()
    for end in _BARE_ENDS:
        xml = xml.replace(end + b"</w:tc>", end + b"<w:p/></w:tc>")
    return with_single_ids(xml)


def raise_error(part: Compiled, values: Mapping[str, Any]) -> None:
    """Fill in a part again with line numbers, to raise its error with the line.

    Raises jinja2.TemplateError.
    """
    allowed_tags.bounded(part.whole.generate(_variables(part, values, {})))


def with_single_ids(xml: bytes) -> bytes:
    """Give drawings and content controls new ids where a loop printed one several times."""
    if b"<wp:docPr" not in xml and b"<w:sdtPr>" not in xml:
        return xml
    used = {int(match[2]) for match in _IDS.finditer(xml)}
    seen: set[int] = set()

    def single(match: re.Match[bytes]) -> bytes:
        number = int(match[2])
        if number in seen:
            number = max(0, *used) + 1
            used.add(number)
        seen.add(number)
        return match[1] + str(number).encode()

    return _IDS.sub(single, xml)


def _variables(part: Compiled, values: Mapping[str, Any], links: dict[str, str]) -> dict[str, Any]:
    return {**values, LINKS: links, LOOPS: part.loops, allowed_tags.STEPS: [0]}


@dataclass(frozen=True)
class _Identity:
    """A cache key that compares a value by identity."""

    value: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


@pass_context
def _constant_loop(context: Context, values: object, loop: int) -> Markup:
    """Print a loop over a constant list; count its links and turns as the document's."""
    xml, links, turns = _printed_once(context[LOOPS][loop], _Identity(values))
    context[LINKS].update(links)
    context[allowed_tags.STEPS][0] += turns
    return xml


@lru_cache(maxsize=1_000)
def _printed_once(loop: Template, values: _Identity) -> tuple[Markup, Mapping[str, str], int]:
    links: dict[str, str] = {}
    turns = [0]
    variables = {constant_loops.LIST: values.value, LINKS: links, allowed_tags.STEPS: turns}
    xml = allowed_tags.bounded(loop.generate(variables))
    return Markup(xml), links, turns[0]  # noqa: S704 - escaped while it was printed


@pass_context
def _counted(context: Context, values: Iterable[Any]) -> Iterator[Any]:
    return allowed_tags.counted(context[allowed_tags.STEPS], values)


class _Generator(CodeGenerator):
    """Jinja's code generator, without escaping for runs: they are escaped markup already."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if isinstance(node, nodes.Filter) and node.name == allowed_tags.RUNS:
            self.write("str(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, with a shortcut to the fields of the context's own classes."""

    code_generator_class = _Generator

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a field of a context value at once; all else goes the guarded way."""
        if attribute in getattr(type(obj), "__dataclass_fields__", ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


def _environment() -> _Sandbox:
    environment = _Sandbox(autoescape=True, undefined=StrictUndefined)
    environment.filters[allowed_tags.RUNS] = print_runs
    environment.filters[allowed_tags.COUNTED] = _counted
    environment.filters[constant_loops.PRINTED_ONCE] = _constant_loop
    environment.tests[constant_loops.IS_CONSTANT] = constant_loops.is_constant
    return environment


ENVIRONMENT = _environment()
