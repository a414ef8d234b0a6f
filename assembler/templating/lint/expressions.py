"""What an expression of a template stands for, field by field; what is wrong with it."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, get_origin

from jinja2 import nodes

from assembler.letter.context import LetterContext
from assembler.rich_text import Paragraph
from assembler.templating import fields
from assembler.templating.lint.fault import Fault
from assembler.templating.lint.known import LOOP_KIND, Meant, Names
from assembler.templating.lint.tag_syntax import Tag, quoted

_WORDS_FILTERS = ("upper", "lower", "title", "capitalize", "trim", "replace", "default", "join")
_ITEM_FILTERS = ("first", "last")
_COUNT_FILTERS = ("length", "count")
FILTERS = (*_COUNT_FILTERS, *_ITEM_FILTERS, *_WORDS_FILTERS)
_LOOP = ("index", "index0", "first", "last", "length", "revindex", "revindex0")
_HARMLESS = (nodes.Compare, nodes.Operand, nodes.Or, nodes.Not, nodes.Concat)
_ONLY_FIELDS = "A template may only print its fields; take this out."


def meant(node: Any, names: Names, tag: Tag, found: list[Fault]) -> Meant:
    """Say what an expression stands for; what is wrong with it goes to `found`."""
    result = Meant()
    match node:
        case None:
            pass
        case nodes.Const():
            result = Meant(type(node.value), repr(node.value))
        case nodes.Name():
            result = _name(node.name, names, tag, found)
        case nodes.Getattr():
            result = _attribute(meant(node.node, names, tag, found), node.attr, names, tag, found)
        case nodes.Getitem():
            result = _item(meant(node.node, names, tag, found), node.arg, names, tag, found)
        case nodes.Filter():
            result = _filtered(node, names, tag, found)
        case nodes.And() | nodes.CondExpr():
            result = _either(node, names, tag, found)
        case _ if isinstance(node, _HARMLESS):
            for child in node.iter_child_nodes():
                meant(child, names, tag, found)
            result = Meant(bool, "what is compared")
        case _:
            wrong = f"{quoted(tag.whole)} is more than a field."
            found.append(Fault("name.code", wrong, _ONLY_FIELDS))
    return result


def _name(name: str, names: Names, tag: Tag, found: list[Fault]) -> Meant:
    if name in names.scope:
        return names.scope[name][-1]
    if name in fields.of(LetterContext):
        names.used.add(name)
        return Meant(fields.of(LetterContext)[name].kind, name)
    if name in names.ended:
        wrong = f"{quoted(tag.whole)}: '{name}' is known only inside its loop."
        fix = f"Move it between {{%p for {name} in {names.ended[name]} %}} and its endfor."
        found.append(Fault("name.scope", wrong, fix))
    else:
        found.append(_unknown(tag, name, names.known(), "there is no field"))
    return Meant()


def _attribute(base: Meant, name: str, names: Names, tag: Tag, found: list[Fault]) -> Meant:
    path = f"{base.path}.{name}"
    if base.kind is None:
        return Meant()
    if base.kind == LOOP_KIND:
        if name not in _LOOP:
            found.append(_unknown(tag, name, list(_LOOP), "a loop has no"))
            return Meant()
        return Meant(int, path)
    if get_origin(base.kind) not in (None, tuple):
        return _key(base, name, names, tag, found)
    known = _parts(base.kind)
    if name in known:
        names.used.add(path)
        return Meant(known[name], path)
    if name.startswith("_") or not known:
        fix = _ONLY_FIELDS if name.startswith("_") else "Name the field alone."
        wrong = f"{quoted(tag.whole)}: '{base.path}' has no part '{name}'."
        found.append(Fault("name.unknown", wrong, fix))
    else:
        found.append(_unknown(tag, name, list(known), f"'{base.path}' has no"))
    return Meant()


def _parts(kind: Any) -> Mapping[str, Any]:
    if kind is Paragraph:
        return {"item": bool}
    return {n: f.kind for n, f in fields.of(kind).items()} if fields.is_group(kind) else {}


def _key(base: Meant, name: str, names: Names, tag: Tag, found: list[Fault]) -> Meant:
    """Look for a title or phrase: every edition in use must have it."""
    names.used.add(f"{base.path}.{name}")
    for edition in names.editions:
        keys: Mapping[str, str] = getattr(edition, base.path)
        if name not in keys:
            of = f"the edition {edition.year} has no '{name}' under [{base.path}]"
            found.append(_unknown(tag, name, list(keys), of, whole=True))
            break
    return Meant(str, f"{base.path}.{name}")


def _item(base: Meant, argument: Any, names: Names, tag: Tag, found: list[Fault]) -> Meant:
    if isinstance(argument, nodes.Const) and isinstance(argument.value, str):
        return _attribute(base, argument.value, names, tag, found)
    item = fields.item_of(base.kind)
    if base.kind is None or item is None:
        if base.kind is not None:
            wrong = f"{quoted(tag.whole)}: '{base.path}' is no list."
            found.append(Fault("name.kind", wrong, "Name the field alone, without [ ]."))
        return Meant()
    figures = [argument]
    if isinstance(argument, nodes.Slice):
        figures = [part for part in (argument.start, argument.stop, argument.step) if part]
    if not all(_is_figure(figure) for figure in figures):
        wrong = f"{quoted(tag.whole)}: what stands in [ ] is no figure."
        found.append(Fault("name.kind", wrong, "Write [0] for the first, [1:] for the others."))
    elif not isinstance(argument, nodes.Slice):
        found += _missing(base.path, argument, names, tag)
        return Meant(item, base.path)
    return base


def _is_figure(node: Any) -> bool:
    inner = node.node if isinstance(node, nodes.Neg) else node
    return isinstance(inner, nodes.Const) and type(inner.value) is int


def _missing(path: str, figure: Any, names: Names, tag: Tag) -> list[Fault]:
    """Say that an item may not be there: the first of a list that may be empty, or a later one."""
    first = figure is None or not isinstance(figure, nodes.Const) or figure.value == 0
    if first and names.has_items(path):
        return []
    wrong = f"{quoted(tag.whole)}: '{path}' may hold fewer, and then nothing can be printed."
    fix = f"Write it between {{%p if {path} %}} and {{%p endif %}}."
    one = fields.singular(path.rpartition(".")[2])
    again = f"Go through the list: {{%p for {one} in {path} %}}."
    return [Fault("name.item", wrong, fix if first else again)]


def _either(node: Any, names: Names, tag: Tag, found: list[Fault]) -> Meant:
    """Read `a and b` and `a if test else b`: what comes first guards what follows."""
    if isinstance(node, nodes.And):
        test, then, other = node.left, node.right, None
    else:
        test, then, other = node.test, node.expr1, node.expr2
        if other is None:
            wrong = f"{quoted(tag.whole)}: an 'if' inside braces needs an 'else'."
            found.append(Fault("name.else", wrong, "Write {% if … %}{{ … }}{% endif %}."))
    meant(test, names, tag, found)
    names.guards.append(filled(test, names, tag))
    result = meant(then, names, tag, found)
    names.guards.pop()
    meant(other, names, tag, found)
    return result if isinstance(node, nodes.CondExpr) else Meant()


def filled(test: Any, names: Names, tag: Tag) -> set[str]:
    """Give the lists that hold something where a condition is true."""
    match test:
        case nodes.Name() | nodes.Getattr():
            return {meant(test, names, tag, []).path}
        case nodes.And():
            return filled(test.left, names, tag) | filled(test.right, names, tag)
        case nodes.Filter(name="length" | "count"):
            return {meant(test.node, names, tag, []).path}
        case nodes.Compare(
            ops=[nodes.Operand(op="gt" | "gteq" | "eq", expr=nodes.Const(value=int(n)))]
        ):
            return filled(test.expr, names, tag) if n or test.ops[0].op == "gt" else set()
    return set()


def _filtered(node: Any, names: Names, tag: Tag, found: list[Fault]) -> Meant:
    base = meant(node.node, names, tag, found)
    for child in [*node.args, *(pair.value for pair in node.kwargs)]:
        meant(child, names, tag, found)
    if node.name not in FILTERS:
        found.append(_unknown(tag, node.name, list(FILTERS), "there is no filter"))
    elif base.kind is not None and not _fits(node.name, base.kind):
        wrong = f"{quoted(tag.whole)}: '{base.path}' cannot go through '{node.name}'."
        found.append(Fault("name.kind", wrong, "Take the filter out."))
        return Meant()
    elif node.name in _ITEM_FILTERS:
        if fields.item_of(base.kind) is not None:
            found += _missing(base.path, None, names, tag)
        return Meant(fields.item_of(base.kind), base.path)
    elif base.kind is not None:
        return Meant(int if node.name in _COUNT_FILTERS else str, base.path)
    return Meant()


def _fits(name: str, kind: Any) -> bool:
    """Whether a filter can take a field of this type."""
    if fields.item_of(kind) is not None:
        return name in {*_COUNT_FILTERS, *_ITEM_FILTERS, "join"} and (
            name != "join" or fields.item_of(kind) is str
        )
    if name in _COUNT_FILTERS:
        return kind is str
    return kind in (str, int) and name in _WORDS_FILTERS and name != "join"


def _unknown(tag: Tag, name: str, known: list[str], what: str, *, whole: bool = False) -> Fault:
    close = get_close_matches(name, known, n=1) or get_close_matches(
        name.casefold().replace(" ", "_"), known, n=1, cutoff=0.5
    )
    fix = f"Did you mean '{close[0]}'?" if close else f"There is: {', '.join(known)}."
    wrong = f"{quoted(tag.whole)}: {what}." if whole else f"{quoted(tag.whole)}: {what} '{name}'."
    return Fault("name.unknown", wrong, fix)
