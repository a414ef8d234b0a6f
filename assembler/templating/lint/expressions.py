"""Check the expressions of tags: find what each stands for, field by field.

`allowed_tags` says what an expression may do. This module checks that fields exist, that types fit,
and that a list is not empty where an item of it is printed.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, get_origin

from jinja2 import TemplateSyntaxError, nodes

from assembler.findings import Finding, error
from assembler.letter.context import LetterContext
from assembler.rich_text import Paragraph
from assembler.templating import allowed_tags, fields
from assembler.templating.environment import ENVIRONMENT
from assembler.templating.lint.scope import Scope, Typed
from assembler.templating.lint.tag_syntax import STRAIGHT, Tag
from assembler.wording import quoted

_COUNT_FILTERS, _ITEM_FILTERS = {"length", "count"}, {"first", "last"}
_NUMBERS, _ORDER = (int, float, bool), {"lt", "lteq", "gt", "gteq"}
_UNEXPECTED = re.compile(r"unexpected char '(?P<character>[^\\'])'")
_ONLY_FIELDS = "A template may only print its fields; take this out."


def check_printed(tag: Tag, scope: Scope, *, in_body: bool) -> list[Finding]:
    """Find what is wrong with a `{{ }}`. `in_body`: it stands in the main text."""
    types = _Types(tag, scope)
    tree = types.parsed(f"{{{{ {_straight(tag.body)} }}}}")
    if tree is not None:
        printed = types.of(tree.body[0].nodes[0] if tree.body else None)  # type: ignore[attr-defined]
        types.must_print(printed, in_body=in_body)
    return types.faults


def check_condition(tag: Tag, scope: Scope) -> tuple[list[Finding], set[str]]:
    """Find what is wrong with the condition of an `if` or `elif`, or the colour of `cellbg`.

    Returns with it the lists that hold something where the condition is true.
    """
    types = _Types(tag, scope)
    condition = _straight(tag.body)[len(tag.word) :].strip()
    tree = types.parsed(f"{{% if {condition} %}}{{% endif %}}" if condition else "{% if %}")
    if tree is None:
        return types.faults, set()
    test = tree.body[0].test  # type: ignore[attr-defined]
    types.of(test)
    return types.faults, types.filled_where(test)


def check_loop(tag: Tag, scope: Scope) -> tuple[str, Typed, list[Finding]]:
    """Return the name of a loop's items, what it stands for, and what is wrong with the `for`."""
    types = _Types(tag, scope)
    tree = types.parsed(f"{{% {_straight(tag.body)} %}}{{% endfor %}}")
    if tree is None:
        guess = re.match(r"for\s+(\w+)", tag.body)
        return guess[1] if guess else "", Typed(), types.faults
    node: Any = tree.body[0]
    values = types.of(node.iter)
    name = node.target.name if isinstance(node.target, nodes.Name) else ""
    if not name or node.test or node.recursive:
        fix = "Write it like {%p for line in sender.address %}."
        types.report("loop", " is not a plain loop.", fix)
    item = fields.item_of(values.kind)
    if values.kind is not None and item is None:
        fix = "Print it with {{ … }}, or name a list."
        types.report("loop", f": '{values.path}' is not a list.", fix)
    return name, Typed(item, values.path), types.faults


def _straight(body: str) -> str:
    return body.translate(STRAIGHT)


def _unreadable(whole: str, why: str) -> Finding:
    """Say why a tag cannot be read; a character that no tag holds is shown, if it can be seen."""
    fix = "Compare it with the list of `assemble templates show`."
    unseen = next((c for c in whole if unicodedata.category(c) == "Cf"), "")
    if unseen:
        wrong = f"{quoted(whole.replace(unseen, ''))} holds a character that nobody sees."
        fix = "Delete the whole tag and type it again."
    elif found := _UNEXPECTED.search(why):
        wrong = f"{quoted(whole)} holds “{found['character']}”, which a tag cannot."
    else:
        wrong = f"{quoted(whole)} cannot be read ({why.rstrip('.')})."
    return error("template.tag.syntax", wrong, fix)


class _Types:
    """The types of the expressions of one tag; collects what is wrong with them."""

    def __init__(self, tag: Tag, scope: Scope) -> None:
        self.tag = tag
        self.scope = scope
        self.faults: list[Finding] = []

    def report(self, code: str, words: str, fix: str) -> Typed:
        """Note what is wrong with the tag; return the type of a wrong expression."""
        self.faults.append(error(f"template.name.{code}", f"{quoted(self.tag.whole)}{words}", fix))
        return Typed()

    def parsed(self, source: str) -> nodes.Template | None:
        """Parse a tag; None when it cannot be read or `allowed_tags` refuses it."""
        try:
            return ENVIRONMENT.parse(source)
        except TemplateSyntaxError as unreadable:
            self.faults.append(_unreadable(self.tag.whole, str(unreadable.message)))
            return None

    def of(self, node: Any) -> Typed:  # noqa: C901, PLR0911, PLR0912 - one case a kind of node
        """Return what an expression stands for, and note what is wrong with it."""
        match node:
            case None:
                return Typed()
            case nodes.Const():
                return Typed(type(node.value), repr(node.value))
            case nodes.Name():
                return self._name(node.name)
            case nodes.Getattr():
                return self._attribute(self.of(node.node), node.attr)
            case nodes.Getitem():
                return self._item(self.of(node.node), node.arg)
            case nodes.Filter():
                return self._filtered(node)
            case nodes.Concat():
                fix = "Write one field after the other: {{ … }}{{ … }}."
                return self.report("code", " joins fields with ~.", fix)
            case _ if allowed_tags.refusal(node):
                return self.report("code", " is more than a field.", _ONLY_FIELDS)
            case nodes.And() | nodes.CondExpr():
                return self._guarded(node)
            case nodes.Compare():
                return self._compared(node)
            case nodes.Test():
                return self._tested(node)
            case nodes.Tuple():
                kinds = [self.of(item).kind for item in node.items]
                known = kinds and None not in kinds
                return Typed(tuple[kinds[0], ...] if known else None, "this list")  # type: ignore[valid-type]
            case nodes.Or():
                return _either(self.of(node.left), self.of(node.right))
            case nodes.Neg():
                return self._negated(node)
        for child in node.iter_child_nodes():
            self.of(child)
        return Typed(bool, "what is asked")

    def must_print(self, printed: Typed, *, in_body: bool) -> None:
        """Note a `{{ }}` that would print no text, or text with links where none can stand."""
        rich, item = self.tag.level == "r", fields.item_of(printed.kind)
        if item is not None:
            one, path = fields.singular(printed.path.rpartition(".")[2]), printed.path
            loop = f"{{%p for {one} in {path} %}}, then {{{{ {one} }}}}, then {{%p endfor %}}"
            self.report("kind", " would print a whole list.", f"Go through it: {loop}.")
        elif fields.is_group(printed.kind) or get_origin(printed.kind) is not None:
            group = fields.is_group(printed.kind)
            inside = ", ".join(fields.of(printed.kind)) if group else "one of them"
            self.report(
                "kind", " names a whole group of fields.", f"Name one field of it: {inside}."
            )
        elif printed.kind is Paragraph and not rich:
            fix = f"Write {{{{r {self.tag.body} }}}}."
            self.report("kind", " is text with formatting or links.", fix)
        elif rich and not in_body:
            wrong = ": text with links cannot stand in a header, footer or note."
            fix = "Move it to the main text, or name a field of plain words."
            self.report("kind", wrong, fix)

    def filled_where(self, test: Any) -> set[str]:
        """Return the lists that hold something where a condition is true."""
        match test:
            case nodes.Name() | nodes.Getattr():
                return {_Types(self.tag, self.scope).of(test).path}
            case nodes.And():
                return self.filled_where(test.left) | self.filled_where(test.right)
            case nodes.Filter(name="length" | "count"):
                return {_Types(self.tag, self.scope).of(test.node).path}
            case nodes.Compare(
                ops=[nodes.Operand(op="gt" | "gteq" | "eq", expr=nodes.Const(value=int(number)))]
            ):
                least = number or test.ops[0].op == "gt"
                return self.filled_where(test.expr) if least else set()
        return set()

    def _name(self, name: str) -> Typed:
        if item := self.scope.item(name):
            return item
        if name in fields.of(LetterContext):
            self.scope.used.add(name)
            return Typed(fields.of(LetterContext)[name].kind, name)
        if path := self.scope.list_of_ended_loop(name):
            fix = f"Move it between {{%p for {name} in {path} %}} and its endfor."
            return self.report("scope", f": '{name}' can be used only inside its loop.", fix)
        return self._unknown(name, self.scope.names(), f"there is no field '{name}'")

    def _attribute(self, base: Typed, name: str) -> Typed:
        path = f"{base.path}.{name}"
        if base.kind is None:
            return Typed()
        if get_origin(base.kind) not in (None, tuple):
            return self._phrase(base.path, name)
        known = _fields_of(base.kind)
        if name in known:
            self.scope.used.add(path)
            return Typed(known[name], path)
        if name.startswith("_") or not known:
            fix = _ONLY_FIELDS if name.startswith("_") else "Name the field alone."
            return self.report("unknown", f": '{base.path}' has no part '{name}'.", fix)
        return self._unknown(name, known, f"'{base.path}' has no '{name}'")

    def _phrase(self, table: str, name: str) -> Typed:
        """Look for a title or phrase: every edition in use must have it."""
        path = f"{table}.{name}"
        self.scope.used.add(path)
        for edition in self.scope.editions:
            phrases: Mapping[str, str] = getattr(edition, table)
            if name not in phrases:
                wrong = f"the edition {edition.year} has no '{name}' under [{table}]"
                self._unknown(name, phrases, wrong, code="phrase")
                break
        return Typed(str, path)

    def _item(self, base: Typed, argument: Any) -> Typed:
        if isinstance(argument, nodes.Const) and isinstance(argument.value, str):
            return self._attribute(base, argument.value)
        item = fields.item_of(base.kind)
        if base.kind is None:
            return Typed()
        if item is None:
            fix = "Name the field alone, without [ ]."
            return self.report("kind", f": '{base.path}' is not a list.", fix)
        is_slice = isinstance(argument, nodes.Slice)
        bounds = (argument.start, argument.stop, argument.step) if is_slice else (argument,)
        figures = [_figure(bound) for bound in bounds if bound is not None]
        if None in figures or (is_slice and argument.step is not None and figures[-1] == 0):
            fix = "Write [0] for the first, [1:] for the others."
            return self.report("kind", ": what is between [ and ] is not a number.", fix)
        if is_slice:
            return base
        self._must_exist(base.path, at_end=figures[0] in {0, -1})
        return Typed(item, base.path)

    def _must_exist(self, path: str, *, at_end: bool) -> None:
        """Report an item that a list may lack. `at_end`: it is the first or the last one."""
        if at_end and self.scope.has_items(path):
            return
        fix = f"Write it between {{%p if {path} %}} and {{%p endif %}}."
        one = fields.singular(path.rpartition(".")[2])
        again = f"Go through the list: {{%p for {one} in {path} %}}."
        wrong = f": '{path}' may hold fewer, and then nothing can be printed."
        self.report("item", wrong, fix if at_end else again)

    def _guarded(self, node: Any) -> Typed:
        """Read `a and b` and `a if test else b`: what comes first guards what follows."""
        if isinstance(node, nodes.And):
            test, then, other = node.left, node.right, None
        else:
            test, then, other = node.test, node.expr1, node.expr2
            if other is None:
                fix = "Write {% if … %}{{ … }}{% endif %}."
                self.report("else", ": an 'if' inside braces needs an 'else'.", fix)
        condition = self.of(test)
        self.scope.filled.append(self.filled_where(test))
        result = self.of(then)
        self.scope.filled.pop()
        return _either(result, condition if isinstance(node, nodes.And) else self.of(other))

    def _compared(self, node: nodes.Compare) -> Typed:
        left = self.of(node.expr)
        for operand in node.ops:
            right = self.of(operand.expr)
            if None not in (left.kind, right.kind) and not _comparable(left, operand.op, right):
                wrong = f": {left.path} and {right.path} cannot be compared."
                self.report("kind", wrong, "Compare words with words, a number with a number.")
            left = right
        return Typed(bool, "what is compared")

    def _negated(self, node: nodes.Neg) -> Typed:
        if _figure(node) is None:
            return self.report("code", " is more than a field.", _ONLY_FIELDS)
        return Typed(int, "a number")

    def _tested(self, node: nodes.Test) -> Typed:
        base = self.of(node.node)
        if node.name in {"odd", "even"} and base.kind not in (None, int):
            fix = "Ask it of a number, such as loop.index."
            self.report("kind", f": '{base.path}' is not a number.", fix)
        return Typed(bool, "what is asked")

    def _filtered(self, node: nodes.Filter) -> Typed:
        base, name = self.of(node.node), node.name
        kinds = [self.of(argument).kind for argument in node.args]
        if name not in allowed_tags.FILTERS:
            return self._unknown(name, allowed_tags.FILTERS, f"there is no filter '{name}'")
        if allowed_tags.refusal(node) or kinds not in ([], [str]):
            return self.report("code", f" gives '{name}' what it cannot take.", _ONLY_FIELDS)
        if base.kind is None:
            return Typed()
        if not _fits(name, base.kind):
            wrong = f": '{base.path}' cannot go through '{name}'."
            return self.report("kind", wrong, "Take the filter out.")
        if name in _ITEM_FILTERS:
            self._must_exist(base.path, at_end=True)
            return Typed(fields.item_of(base.kind), base.path)
        return Typed(int if name in _COUNT_FILTERS else str, base.path)

    def _unknown(self, name: str, known: Iterable[str], what: str, code: str = "unknown") -> Typed:
        """Note a name that does not exist, with the nearest that does."""
        known = list(known)
        close = get_close_matches(name, known, n=1) or get_close_matches(
            name.casefold().replace(" ", "_"), known, n=1, cutoff=0.5
        )
        fix = f"Did you mean '{close[0]}'?" if close else f"There is: {', '.join(known)}."
        return self.report(code, f": {what}.", fix)


def _fields_of(kind: Any) -> Mapping[str, Any]:
    if kind is Paragraph:
        return {"item": bool}
    return {n: f.kind for n, f in fields.of(kind).items()} if fields.is_group(kind) else {}


def _either(first: Typed, second: Typed) -> Typed:
    """Return the one of two types that is harder to print: either may occur."""
    hard = (typed for typed in (first, second) if typed.kind not in (None, str, int, bool))
    return next(hard, first)


def _comparable(left: Typed, operator: str, right: Typed) -> bool:
    if operator in _ORDER:
        numbers = left.kind in _NUMBERS and right.kind in _NUMBERS
        return numbers or left.kind is right.kind is str
    if operator in {"in", "notin"}:
        return left.kind is str if right.kind is str else get_origin(right.kind) is not None
    return True


def _figure(node: Any) -> int | None:
    """Return the whole number that stands in [ ], None when it is something else."""
    sign, inner = (-1, node.node) if isinstance(node, nodes.Neg) else (1, node)
    if isinstance(inner, nodes.Const) and type(inner.value) is int:
        return sign * inner.value
    return None


def _fits(name: str, kind: Any) -> bool:
    """Whether a filter can take a field of this type."""
    item = fields.item_of(kind)
    if item is not None:
        return name in _COUNT_FILTERS | _ITEM_FILTERS or (name == "join" and item is str)
    if name in _COUNT_FILTERS:
        return kind is str
    return kind in (str, int) and name != "join" and name not in _ITEM_FILTERS
