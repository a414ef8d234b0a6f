"""Optimise loops over the edition's own lists: fill them in once a process, not once a council.

A loop that uses nothing but its own items prints the same for the same list. Such a loop is taken
out as a template of its own, and what it printed of an `EditionList` is cached.
"""

from collections.abc import Iterable, Iterator

from jinja2 import nodes

from assembler.letter.context import EDITION_LISTS, EditionList
from assembler.templating import allowed_tags

PRINTED_ONCE, IS_CONSTANT, LIST = "printed_once", "constant", "list_of_this_loop"


def extract(tree: nodes.Template) -> tuple[nodes.Template, ...]:
    """Take the loops over constant lists out of a checked template; each goes through `LIST`.

    In its place the template asks whether the list is constant, and loops itself if not.
    """
    extracted: list[nodes.Template] = []
    for siblings, loop, values in list(_self_contained(tree.body)):
        printed = nodes.Filter(values, PRINTED_ONCE, [nodes.Const(len(extracted))], [], None, None)
        constant = nodes.Test(values, IS_CONSTANT, [], [], None, None)
        choice = nodes.If(constant, [nodes.Output([printed])], [], [loop])
        siblings[siblings.index(loop)] = choice.set_lineno(loop.lineno)
        extracted.append(_template(loop))
    return tuple(extracted)


def free_names(siblings: Iterable[nodes.Node]) -> frozenset[str]:
    """Return the names that nodes use and do not bind."""
    return frozenset(_free_names(siblings))


def is_constant(values: object) -> bool:
    """Whether a loop over these values prints the same each time, and prints something."""
    return isinstance(values, EditionList) and bool(values)


def _template(loop: nodes.For) -> nodes.Template:
    items = allowed_tags.counting(nodes.Name(LIST, "load"))
    body = nodes.For(loop.target, items, loop.body, [], loop.test, loop.recursive)
    return nodes.Template([body.set_lineno(loop.lineno)])


def _self_contained(
    siblings: list[nodes.Node],
) -> Iterator[tuple[list[nodes.Node], nodes.For, nodes.Getattr]]:
    """Find the loops that use only the items of an edition's list: siblings, loop, list."""
    for node in siblings:
        if isinstance(node, nodes.For):
            values = allowed_tags.uncounted(node.iter)
            from_edition = isinstance(values, nodes.Getattr) and values.attr in EDITION_LISTS
            if isinstance(values, nodes.Getattr) and from_edition and not _free_names_in(node):
                yield siblings, node, values
                continue
        for field in ("body", "elif_", "else_"):
            yield from _self_contained(getattr(node, field, []))


def _free_names(siblings: Iterable[nodes.Node]) -> Iterator[str]:
    for node in siblings:
        if isinstance(node, nodes.Name):
            yield node.name
        elif isinstance(node, nodes.For):
            yield from _free_names_in(node)
            yield from _free_names([node.iter, *node.else_])
        else:
            yield from _free_names(node.iter_child_nodes())


def _free_names_in(loop: nodes.For) -> frozenset[str]:
    """Return the names that the body of a loop uses beside those of its items."""
    targets = [loop.target, *loop.target.find_all(nodes.Name)]
    bound = {name.name for name in targets if isinstance(name, nodes.Name)}
    return free_names(loop.body) - bound - {"loop"}
