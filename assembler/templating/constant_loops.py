"""Loops over what the edition gives: filled in once a process instead of once a council.

A loop that looks at nothing but its own items makes the same of the same list. Such a loop is taken
out as a template of its own, and what it made of a `Lasting` list is kept.
"""

from collections.abc import Iterable, Iterator

from jinja2 import nodes

from assembler.letter.context import LASTING, Lasting
from assembler.templating import sandbox

MADE_ONCE, IS_LASTING, LIST = "made_once", "lasting", "list_of_this_loop"


def taken_out(tree: nodes.Template) -> tuple[nodes.Template, ...]:
    """Take the loops over lasting lists out of a checked template; each goes through `LIST`.

    In its place the template asks whether the list is one, and goes through it itself if not.
    """
    alone: list[nodes.Template] = []
    for siblings, loop, listed in list(_closed(tree.body)):
        made = nodes.Filter(listed, MADE_ONCE, [nodes.Const(len(alone))], [], None, None)
        lasting = nodes.Test(listed, IS_LASTING, [], [], None, None)
        chosen = nodes.If(lasting, [nodes.Output([made])], [], [loop])
        siblings[siblings.index(loop)] = chosen.set_lineno(loop.lineno)
        alone.append(_alone(loop))
    return tuple(alone)


def _alone(loop: nodes.For) -> nodes.Template:
    items = sandbox.counting(nodes.Name(LIST, "load"))
    body = nodes.For(loop.target, items, loop.body, [], loop.test, loop.recursive)
    return nodes.Template([body.set_lineno(loop.lineno)])


def asked(siblings: Iterable[nodes.Node]) -> frozenset[str]:
    """Give the names that nodes ask for and do not bring along."""
    return frozenset(_asked(siblings))


def is_lasting(values: object) -> bool:
    """Whether a loop over these values makes the same each time, and makes something."""
    return isinstance(values, Lasting) and bool(values)


def _closed(
    siblings: list[nodes.Node],
) -> Iterator[tuple[list[nodes.Node], nodes.For, nodes.Getattr]]:
    """Find the loops that look at nothing but the items of a lasting list: place, loop, list."""
    for node in siblings:
        if isinstance(node, nodes.For):
            listed = sandbox.uncounted(node.iter)
            lasting = isinstance(listed, nodes.Getattr) and listed.attr in LASTING
            if isinstance(listed, nodes.Getattr) and lasting and not _asked_in(node):
                yield siblings, node, listed
                continue
        for field in ("body", "elif_", "else_"):
            yield from _closed(getattr(node, field, []))


def _asked(siblings: Iterable[nodes.Node]) -> Iterator[str]:
    for node in siblings:
        if isinstance(node, nodes.Name):
            yield node.name
        elif isinstance(node, nodes.For):
            yield from _asked_in(node)
            yield from _asked([node.iter, *node.else_])
        else:
            yield from _asked(node.iter_child_nodes())


def _asked_in(loop: nodes.For) -> frozenset[str]:
    """Give the names that the body of a loop asks for beside those of its items."""
    named = [loop.target, *loop.target.find_all(nodes.Name)]
    own = {name.name for name in named if isinstance(name, nodes.Name)}
    return asked(loop.body) - own - {"loop"}
