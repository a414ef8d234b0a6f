"""What a tag names: the fields of `LetterContext`, followed through loops, with their types."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, get_origin

from jinja2 import Environment, TemplateSyntaxError, nodes

from assembler.documents import fields
from assembler.documents.lint.fault import Fault
from assembler.documents.lint.scan import Tag, quoted
from assembler.letter import LetterContext
from assembler.model import Edition
from assembler.prose import Paragraph

_ENVIRONMENT = Environment(autoescape=True)
_STRAIGHT = str.maketrans({**dict.fromkeys("‘’‚", "'"), **dict.fromkeys("“”„", '"')})
_WORDS_FILTERS = ("upper", "lower", "title", "capitalize", "trim", "replace", "default", "join")
_ITEM_FILTERS = ("first", "last")
_COUNT_FILTERS = ("length", "count")
FILTERS = (*_COUNT_FILTERS, *_ITEM_FILTERS, *_WORDS_FILTERS)
_LOOP = ("index", "index0", "first", "last", "length", "revindex", "revindex0")
_LOOP_KIND = "loop"
_PRINTED = (
    "Go through it: {{%p for {one} in {path} %}}, then {{{{ {one} }}}}, then {{%p endfor %}}."
)
_ONLY_FIELDS = "A template may only print its fields; take this out."


@dataclass(frozen=True, slots=True)
class Meant:
    """What an expression stands for: its type (None: not known) and its path of fields."""

    kind: Any = None
    path: str = ""


@dataclass(slots=True)
class Names:
    """The names known at a point of a template, and what was used so far.

    `editions` say which titles and phrases there are.
    """

    editions: tuple[Edition, ...]
    scope: dict[str, list[Meant]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    ended: dict[str, str] = field(default_factory=dict)

    def push(self, name: str, meant: Meant) -> None:
        """Let a loop's name be known."""
        self.scope.setdefault(name, []).append(meant)
        self.scope.setdefault("loop", []).append(Meant(_LOOP_KIND, "loop"))

    def pop(self, name: str, path: str) -> None:
        """Let a loop's name be forgotten."""
        for known in (name, "loop"):
            self.scope[known].pop()
            if not self.scope[known]:
                del self.scope[known]
        self.ended[name] = path

    def known(self) -> list[str]:
        """Give every name that may stand here."""
        return [*fields.of(LetterContext), *self.scope]


def printed(tag: Tag, names: Names, *, body: bool) -> Iterator[Fault]:
    """Find what is wrong with a `{{ }}`. `body`: it stands in the main text."""
    parsed = _parsed(tag, f"{{{{ {_plain(tag.body)} }}}}")
    if isinstance(parsed, Fault):
        yield parsed
        return
    expression = parsed.body[0].nodes[0] if parsed.body else None  # type: ignore[attr-defined]
    found: list[Fault] = []
    meant = _meant(expression, names, tag, found)
    yield from found
    yield from _unprintable(tag, meant, body=body)


def condition(tag: Tag, names: Names) -> list[Fault]:
    """Find what is wrong with the condition of an `if` or `elif`, or the colour of `cellbg`."""
    said = _plain(tag.body)[len(tag.word) :].strip()
    parsed = _parsed(tag, f"{{% if {said} %}}{{% endif %}}" if said else "{% if %}")
    if isinstance(parsed, Fault):
        return [parsed]
    found: list[Fault] = []
    test = parsed.body[0].test  # type: ignore[attr-defined]
    _meant(test, names, tag, found)
    return found


def loop(tag: Tag, names: Names) -> tuple[str, Meant, list[Fault]]:
    """Give the name that a `for` brings, what it stands for, and what is wrong with it."""
    parsed = _parsed(tag, f"{{% {_plain(tag.body)} %}}{{% endfor %}}")
    if isinstance(parsed, Fault):
        guess = re.match(r"for\s+(\w+)", tag.body)
        return guess[1] if guess else "", Meant(), [parsed]
    node: Any = parsed.body[0]
    found: list[Fault] = []
    over = _meant(node.iter, names, tag, found)
    target = node.target.name if isinstance(node.target, nodes.Name) else ""
    if not target or node.test or node.recursive:
        wrong = f"{quoted(tag.whole)} is no plain loop."
        found.append(Fault("name.loop", wrong, "Write it like {%p for line in sender.address %}."))
    item = fields.item_of(over.kind)
    if over.kind is not None and item is None:
        wrong = f"{quoted(tag.whole)}: '{over.path}' is no list to go through."
        found.append(Fault("name.loop", wrong, "Print it with {{ … }}, or name a list."))
    return target, Meant(item, over.path), found


def _plain(body: str) -> str:
    return body.translate(_STRAIGHT)


def _parsed(tag: Tag, source: str) -> nodes.Template | Fault:
    try:
        return _ENVIRONMENT.parse(source)
    except TemplateSyntaxError as error:
        said = str(error.message).rstrip(".")
        wrong = f"{quoted(tag.whole)} cannot be read ({said})."
        return Fault("tag.syntax", wrong, "Compare it with the list of `assemble templates show`.")


def _unprintable(tag: Tag, meant: Meant, *, body: bool) -> Iterator[Fault]:
    rich, item = tag.level == "r", fields.item_of(meant.kind)
    if item is not None:
        fix = _PRINTED.format(one=fields.singular(meant.path.rpartition(".")[2]), path=meant.path)
        yield Fault("name.kind", f"{quoted(tag.whole)} would print a whole list.", fix)
    elif fields.is_group(meant.kind) or get_origin(meant.kind) is not None:
        inside = ", ".join(fields.of(meant.kind)) if fields.is_group(meant.kind) else "one of them"
        wrong = f"{quoted(tag.whole)} names a whole group of fields."
        yield Fault("name.kind", wrong, f"Name one field of it: {inside}.")
    elif meant.kind is Paragraph and not rich:
        wrong = f"{quoted(tag.whole)} is text with formatting or links."
        yield Fault("name.kind", wrong, f"Write {{{{r {tag.body} }}}}.")
    elif rich and not body:
        wrong = f"{quoted(tag.whole)}: text with links cannot stand in a header, footer or note."
        yield Fault("name.kind", wrong, "Move it to the main text, or name a field of plain words.")


def _meant(node: Any, names: Names, tag: Tag, found: list[Fault]) -> Meant:
    """Say what an expression stands for; what is wrong with it goes to `found`."""
    match node:
        case None | nodes.Const():
            return Meant()
        case nodes.Name():
            return _name(node.name, names, tag, found)
        case nodes.Getattr():
            return _attribute(_meant(node.node, names, tag, found), node.attr, names, tag, found)
        case nodes.Getitem():
            return _item(_meant(node.node, names, tag, found), node.arg, names, tag, found)
        case nodes.Filter():
            return _filtered(node, names, tag, found)
        case (
            nodes.Compare()
            | nodes.And()
            | nodes.Or()
            | nodes.Not()
            | nodes.Concat()
            | (nodes.CondExpr() | nodes.Test() | nodes.Operand() | nodes.List() | nodes.Tuple())
        ):
            for child in node.iter_child_nodes():
                _meant(child, names, tag, found)
        case _:
            wrong = f"{quoted(tag.whole)} is more than a field."
            found.append(Fault("name.code", wrong, _ONLY_FIELDS))
    return Meant()


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
    if base.kind == _LOOP_KIND:
        if name not in _LOOP:
            found.append(_unknown(tag, name, list(_LOOP), "a loop has no"))
        return Meant()
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
    return base if isinstance(argument, nodes.Slice) else Meant(item, base.path)


def _filtered(node: Any, names: Names, tag: Tag, found: list[Fault]) -> Meant:
    base = _meant(node.node, names, tag, found)
    for child in [*node.args, *(pair.value for pair in node.kwargs)]:
        _meant(child, names, tag, found)
    if node.name not in FILTERS:
        found.append(_unknown(tag, node.name, list(FILTERS), "there is no filter"))
    elif node.name in _ITEM_FILTERS:
        return Meant(fields.item_of(base.kind), base.path)
    return Meant()


def _unknown(tag: Tag, name: str, known: list[str], what: str, *, whole: bool = False) -> Fault:
    close = get_close_matches(name, known, n=1) or get_close_matches(
        name.casefold().replace(" ", "_"), known, n=1, cutoff=0.5
    )
    fix = f"Did you mean '{close[0]}'?" if close else f"There is: {', '.join(known)}."
    wrong = f"{quoted(tag.whole)}: {what}." if whole else f"{quoted(tag.whole)}: {what} '{name}'."
    return Fault("name.unknown", wrong, fix)
