"""The Jinja environment of templates: compiled parts of a Word file, filled in with values.

Values are always text, never markup: Jinja escapes them, the sandbox keeps code, files and private
names out of reach, and a name that does not exist is an error.
"""

import hashlib
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

from assembler.rich_text import MARK_END, MARK_START, Paragraph, Span
from assembler.templating import constant_loops, sandbox
from assembler.word.namespaces import R

LINKS, LOOPS = "links_of_this_document", "loops_of_this_document"
# A cell must end in a paragraph: one left empty, or one that ends in a table, gets one.
_BARE_ENDS = (b"</w:tcPr>", b"</w:tbl>")
_HIGHLIGHT = '<w:highlight w:val="yellow"/>'
_TEXT = '<w:t xml:space="preserve">'
_MARKED_RUN = re.compile(
    rf"<w:r(?: [^>]*)?>(?P<look><w:rPr>(?:(?!</w:rPr>).)*</w:rPr>|<w:rPr/>)?"
    rf"(?P<inside>(?:(?!</w:r>)[^{MARK_START}])*{MARK_START}(?:(?!</w:r>).)*)</w:r>",
    re.DOTALL,
)
# Ids that must be single in a document: a loop prints them several times.
_IDS = re.compile(
    rb'(<wp:docPr\b[^>]*?\bid="|<w:sdtPr>(?:(?!</w:sdtPr>).)*?<w:id w:val=")(-?[0-9]+)'
)
# What the standard wants after the highlight among the properties of a run.
_AFTER_HIGHLIGHT = re.compile(
    r"<w:(?:u|effect|bdr|shd|fitText|vertAlign|rtl|cs|em|lang|eastAsianLayout|specVanish|oMath)"
    r"[ />]|</w:rPr>"
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
    xml = highlight_marked(sandbox.bounded(part.whole.root_render_func(context))).encode()
    for end in _BARE_ENDS:
        xml = xml.replace(end + b"</w:tc>", end + b"<w:p/></w:tc>")
    return with_single_ids(xml)


def raise_error(part: Compiled, values: Mapping[str, Any]) -> None:
    """Fill in a part again for the error it raises, by a slower way that knows the error's line.

    Raises jinja2.TemplateError.
    """
    sandbox.bounded(part.whole.generate(_variables(part, values, {})))


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


def highlight_marked(xml: str) -> str:
    """Highlight the marked words of a draft, each in a run of its own.

    Where there are no runs, in properties, the marks are only taken off.
    """
    if MARK_START not in xml:
        return xml
    return _MARKED_RUN.sub(_split, xml).replace(MARK_START, "").replace(MARK_END, "")


def _split(run: re.Match[str]) -> str:
    properties = "" if run["look"] in {None, "<w:rPr/>"} else run["look"]
    inside = re.sub(r"<w:t(?: [^>]*)?>", _TEXT, run["inside"])
    inside = inside.replace(MARK_START, f"</w:t></w:r><w:r>{_highlighted(properties)}{_TEXT}")
    inside = inside.replace(MARK_END, f"</w:t></w:r><w:r>{properties}{_TEXT}")
    return f"<w:r>{properties}{inside}</w:r>"


def _highlighted(properties: str) -> str:
    if not properties:
        return f"<w:rPr>{_HIGHLIGHT}</w:rPr>"
    properties = re.sub(r"<w:highlight [^>]*/>", "", properties)
    following = _AFTER_HIGHLIGHT.search(properties)
    at = following.start() if following else 0
    return f"{properties[:at]}{_HIGHLIGHT}{properties[at:]}"


def _variables(part: Compiled, values: Mapping[str, Any], links: dict[str, str]) -> dict[str, Any]:
    return {**values, LINKS: links, LOOPS: part.loops, sandbox.STEPS: [0]}


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
    """Print a loop over a constant list; its links and turns count as the document's."""
    xml, links, turns = _printed_once(context[LOOPS][loop], _Identity(values))
    context[LINKS].update(links)
    context[sandbox.STEPS][0] += turns
    return xml


@lru_cache(maxsize=1_000)
def _printed_once(loop: Template, values: _Identity) -> tuple[Markup, Mapping[str, str], int]:
    links: dict[str, str] = {}
    turns = [0]
    variables = {constant_loops.LIST: values.value, LINKS: links, sandbox.STEPS: turns}
    xml = sandbox.bounded(loop.generate(variables))
    return Markup(xml), links, turns[0]  # noqa: S704 - escaped while it was printed


@pass_context
def _runs(context: Context, value: object) -> Markup:
    """Print text as runs of its own, bold, italic and links included."""
    spans = value.spans if isinstance(value, Paragraph) else (Span(str(value)),)
    runs = [_run(span, context) for span in spans]
    return Markup(runs[0] if len(runs) == 1 else "".join(runs))  # noqa: S704 - escaped below


def _run(span: Span, context: Context) -> str:
    properties = _properties(span) if span.stands_out or span.link or span.highlight else ""
    run = f"<w:r>{properties}{_TEXT}{_escaped(span.text)}</w:t></w:r>"
    if not span.link:
        return run
    links: dict[str, str] = context[LINKS]
    key = links.setdefault(span.link, _link_id(span.link))
    return f'<w:hyperlink xmlns:r="{R}" r:id="{key}" w:history="1">{run}</w:hyperlink>'


def _escaped(text: str) -> str:
    """Escape text for the content of an element, which may hold quotation marks as they are."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _link_id(link: str) -> str:
    """Return the relationship id of an address: the same wherever the address stands."""
    return f"rIdText{hashlib.sha256(link.encode()).hexdigest()[:16]}"


def _properties(span: Span) -> str:
    """Return a run's properties, in the order of the standard."""
    properties = "".join(
        (
            '<w:rStyle w:val="Hyperlink"/>' if span.link else "",
            "<w:b/><w:bCs/>" if span.bold else "",
            "<w:i/><w:iCs/>" if span.italic else "",
            _HIGHLIGHT if span.highlight else "",
            '<w:u w:val="single"/>' if span.underline and not span.link else "",
            f'<w:vertAlign w:val="{span.position}script"/>' if span.position else "",
        )
    )
    return f"<w:rPr>{properties}</w:rPr>"


@pass_context
def _counted(context: Context, values: Iterable[Any]) -> Iterator[Any]:
    return sandbox.counted(context[sandbox.STEPS], values)


class _Generator(CodeGenerator):
    """Jinja's code generator, without escaping for runs: they are escaped markup already."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if isinstance(node, nodes.Filter) and node.name == sandbox.RUNS:
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
    environment.filters[sandbox.RUNS] = _runs
    environment.filters[sandbox.COUNTED] = _counted
    environment.filters[constant_loops.PRINTED_ONCE] = _constant_loop
    environment.tests[constant_loops.IS_CONSTANT] = constant_loops.is_constant
    return environment


ENVIRONMENT = _environment()
