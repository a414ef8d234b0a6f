"""What a template may do: print its fields, ask and repeat. All else is refused before it runs.

A list of what is allowed cannot forget a danger, as a list of dangers can. What is left, loops
within loops and text printed over and over, is counted while it runs.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from jinja2 import TemplateRuntimeError, TemplateSyntaxError, nodes

MOST_STEPS = 200_000
MOST_CHARACTERS = 30_000_000
_AT_ONCE = 1_000
STEPS, COUNTED = "steps_of_this_document", "counted"
_FILTERS = frozenset(
    {"runs", "length", "count", "upper", "lower", "title", "first", "last", "join"}
)
_TESTS = frozenset({"defined", "none", "odd", "even", "true", "false"})
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
    nodes.Compare,
    nodes.Operand,
    nodes.Filter,
    nodes.Test,
    nodes.Tuple,
)
_SAID = {
    nodes.Call: "calls something",
    nodes.Include: "takes in another file",
    nodes.Import: "takes in another file",
    nodes.FromImport: "takes in another file",
    nodes.Extends: "takes in another file",
    nodes.Macro: "defines a macro",
    nodes.Assign: "sets a name of its own",
    nodes.AssignBlock: "sets a name of its own",
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
    """Refuse a template that does more than print, ask and repeat; make its loops count.

    Raises NotAllowedError with the line.
    """
    for node in _all(tree):
        wrong = _wrong(node)
        if wrong:
            raise NotAllowedError(f"this tag {wrong}", _line(node))
        if isinstance(node, nodes.For) and isinstance(node.iter, nodes.Expr):
            node.iter = counting(node.iter)
    return tree


def counting(values: nodes.Expr) -> nodes.Filter:
    """Give an expression that counts the turns of the loop over its values."""
    return nodes.Filter(values, COUNTED, [], [], None, None, lineno=values.lineno)


def uncounted(values: nodes.Node) -> nodes.Node:
    """Give what an expression of `counting` counts."""
    is_counted = isinstance(values, nodes.Filter) and values.name == COUNTED
    return next(values.iter_child_nodes()) if is_counted else values


def counted(steps: list[int], values: Iterable[Any]) -> Iterator[Any]:
    """Give the values of a loop, and stop a template that repeats beyond any use."""
    for value in values:
        steps[0] += 1
        if steps[0] > MOST_STEPS:
            raise TemplateRuntimeError(f"it repeats more than {MOST_STEPS:,} times")
        yield value


def bounded(pieces: Iterable[str]) -> str:
    """Join what a template prints, and stop one that prints beyond any use."""
    made: list[str] = []
    size, waiting = 0, iter(pieces)
    while some := list(islice(waiting, _AT_ONCE)):
        made.append("".join(some))
        size += len(made[-1])
        if size > MOST_CHARACTERS:
            raise TemplateRuntimeError(f"it prints more than {MOST_CHARACTERS:,} characters")
    return "".join(made)


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    """Give a node and all within it; a list beforehand, since loops are changed on the way."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        waiting.extend(list(here.iter_child_nodes()))
        yield here


def _line(node: nodes.Node) -> int:
    """Give the line of a node; some of Jinja's know only those of what they hold."""
    lines = (inner.lineno for inner in (node, *node.find_all(nodes.Node)))
    return next((line for line in lines if line), 1)


def _wrong(node: nodes.Node) -> str:
    if not isinstance(node, _NODES):
        return _SAID.get(type(node), f"is of a kind that is not allowed ({type(node).__name__})")
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        return f"uses the filter '{node.name}'"
    if isinstance(node, nodes.Test) and node.name not in _TESTS:
        return f"uses the test '{node.name}'"
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        return f"asks for '{node.attr}'"
    if isinstance(node, nodes.For) and (node.recursive or node.test):
        return "repeats in a way that is not allowed"
    return ""
