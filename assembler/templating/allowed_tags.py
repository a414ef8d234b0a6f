"""The one allow-list for templates: print a field, test it, loop over it. The rest is refused.

An allow-list cannot miss a danger as a list of dangers can. Loops within loops and text printed
over and over are allowed by it, so they are counted while a template runs. `lint` checks against
the same list.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from jinja2 import TemplateRuntimeError, TemplateSyntaxError, nodes

MOST_STEPS = 200_000
MOST_CHARACTERS = 30_000_000
_AT_ONCE = 1_000
STEPS, COUNTED, RUNS = "steps_of_this_document", "counted", "runs"
# Each filter with the number of arguments it may have. `replace` and `~` are missing on purpose:
# a few of them in a row print gigabytes.
FILTERS: Mapping[str, int] = {
    **dict.fromkeys(("length", "count", "first", "last"), 0),
    **dict.fromkeys(("upper", "lower", "title", "capitalize", "trim"), 0),
    "join": 1,
}
TESTS = frozenset({"defined", "none", "odd", "even", "true", "false"})
_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Compare,
    nodes.Operand,
    nodes.Filter,
    nodes.Test,
    nodes.Tuple,
)
_REFUSED = {
    nodes.Call: "calls something",
    nodes.Include: "takes in another file",
    nodes.Import: "takes in another file",
    nodes.FromImport: "takes in another file",
    nodes.Extends: "takes in another file",
    nodes.Macro: "defines a macro",
    nodes.Assign: "sets a name of its own",
    nodes.AssignBlock: "sets a name of its own",
    nodes.Concat: "joins text with ~",
    nodes.Mul: "calculates",
    nodes.Pow: "calculates",
    nodes.Add: "calculates",
    nodes.Sub: "calculates",
    nodes.Div: "calculates",
    nodes.FloorDiv: "calculates",
    nodes.Mod: "calculates",
}


class NotAllowedError(TemplateSyntaxError):
    """A tag does what a template may not do."""


def check(tree: nodes.Template) -> nodes.Template:
    """Refuse a template that does what is not on the list, and make its loops count their turns.

    Raises NotAllowedError with the line.
    """
    for node in _descendants(tree):
        if reason := refusal(node):
            raise NotAllowedError(f"this tag {reason}", _line(node))
        if isinstance(node, nodes.For) and isinstance(node.iter, nodes.Expr):
            node.iter = counting(node.iter)
    return tree


def refusal(node: nodes.Node) -> str:  # noqa: PLR0911 - one case a rule
    """Say what a node does that a template may not do; empty when it is on the list."""
    match node:
        case _ if not isinstance(node, _NODES):
            kind = type(node)
            return _REFUSED.get(kind, f"is of a kind that is not allowed ({kind.__name__})")
        case nodes.Filter(name=name) if name not in FILTERS and name != RUNS:
            return f"uses the filter '{name}'"
        case nodes.Filter(name=name) if _arguments(node) > FILTERS.get(name, 0):
            return f"gives the filter '{name}' more than it takes"
        case nodes.Test(name=name) if name not in TESTS or _arguments(node):
            return f"uses the test '{name}'"
        case nodes.Getattr(attr=name) if name.startswith("_"):
            return f"asks for '{name}'"
        case nodes.Neg() if not isinstance(node.node, nodes.Const):
            return "calculates"
        case nodes.For() if node.recursive or node.test:
            return "repeats in a way that is not allowed"
    return ""


def counting(values: nodes.Expr) -> nodes.Filter:
    """Return an expression that counts the turns of the loop over its values."""
    return nodes.Filter(values, COUNTED, [], [], None, None, lineno=values.lineno)


def uncounted(values: nodes.Node) -> nodes.Node:
    """Return the expression that `counting` wrapped."""
    is_counted = isinstance(values, nodes.Filter) and values.name == COUNTED
    return next(values.iter_child_nodes()) if is_counted else values


def counted(steps: list[int], values: Iterable[Any]) -> Iterator[Any]:
    """Yield the values of a loop.

    Raises TemplateRuntimeError when the loops of the document together take too many turns.
    """
    for value in values:
        steps[0] += 1
        if steps[0] > MOST_STEPS:
            raise TemplateRuntimeError(f"it repeats more than {MOST_STEPS:,} times")
        yield value


def bounded(pieces: Iterable[str]) -> str:
    """Join what a template prints.

    Raises TemplateRuntimeError when it prints too much.
    """
    chunks: list[str] = []
    size, waiting = 0, iter(pieces)
    while some := list(islice(waiting, _AT_ONCE)):
        chunks.append("".join(some))
        size += len(chunks[-1])
        if size > MOST_CHARACTERS:
            raise TemplateRuntimeError(f"it prints more than {MOST_CHARACTERS:,} characters")
    return "".join(chunks)


def _descendants(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield a node and all within it, the children listed before a loop among them is changed."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        waiting.extend(list(here.iter_child_nodes()))
        yield here


def _line(node: nodes.Node) -> int:
    """Return the line of a node; some of Jinja's know only the lines of what they hold."""
    lines = (inner.lineno for inner in (node, *node.find_all(nodes.Node)))
    return next((line for line in lines if line), 1)


def _arguments(node: nodes.Filter | nodes.Test) -> int:
    """Count the arguments; named and unpacked ones are never allowed."""
    if node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
        return sys.maxsize
    return len(node.args or ())
