"""The fields that a template may name, with their meanings, read from `LetterContext` itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from assembler.letter.context import LetterContext
from assembler.rich_text import Paragraph
from assembler.wording import counted, shortened

_LONGEST_VALUE = 60
_SINGULAR = {
    "criteria": "criterion",
    "address": "line",
    "copied_to": "name",
    "unscored": "benchmark",
    "summary_parts": "part",
}
_PAGE_HEAD = """\
# What a template may say

Made by `assemble templates show --markdown`; the values are those of the example workbook.

A field stands between `{{` and `}}`, text that may hold formatting or links between `{{r` and `}}`.
A list is gone through with `{%p for … %}` and `{%p endfor %}`, words that may be missing stand
between `{%p if … %}` and `{%p endif %}`; these tags have a paragraph of their own. In a table,
`{%tr for … %}` repeats rows. A field is never typed twice in one tag, and a tag runs no code.

| in the template | what it is | example |
|---|---|---|
"""


@dataclass(frozen=True)
class Field:
    """One field: its name in its class, its type without notes, its meaning."""

    name: str
    kind: Any
    meaning: str


@dataclass(frozen=True)
class Listed:
    """One line of the list: how a template writes the field, its meaning, an example's value."""

    written: str
    meaning: str
    value: str


@cache
def of(owner: Any) -> Mapping[str, Field]:
    """Return the fields of a class of the context by name."""
    hints = get_type_hints(owner, include_extras=True)
    return {name: _field(name, hint) for name, hint in hints.items()}


def item_of(kind: Any) -> Any:
    """Return the type of the items of a list; None when it is not a list."""
    return get_args(kind)[0] if get_origin(kind) is tuple else None


def is_group(kind: Any) -> bool:
    """Whether a field has fields of its own (a person, a benchmark)."""
    return is_dataclass(kind) and kind is not Paragraph


def singular(name: str) -> str:
    """Return the name that one item of a list goes by."""
    if name in {"text", "summary"}:
        return "paragraph"
    return _SINGULAR.get(name) or name.removesuffix("s")


def listed(context: LetterContext) -> tuple[Listed, ...]:
    """List every field, in the order of the class, with the values of a context."""
    return tuple(_listed(LetterContext, (context,), ""))


def text(listed: Sequence[Listed]) -> str:
    """Return the list for the screen: the field, its meaning, its value."""
    lines: list[str] = []
    for field in listed:
        value = f" [{field.value}]" if field.value else ""
        lines += [field.written, f"    {field.meaning}{value}"]
    return "\n".join(lines)


def markdown(listed: Sequence[Listed]) -> str:
    """Return the list as a page of the docs."""
    rows = (
        f"| `{field.written}` | {_cell(field.meaning)} | {_cell(field.value)} |" for field in listed
    )
    return _PAGE_HEAD + "\n".join(rows) + "\n"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def _field(name: str, hint: Any) -> Field:
    if get_origin(hint) is Annotated:
        kind, meaning = get_args(hint)
        return Field(name, kind, meaning)
    return Field(name, hint, "")


def _listed(owner: Any, values: tuple[Any, ...], prefix: str) -> Iterator[Listed]:
    """List the fields of a class; each value is the first of `values` that has one."""
    for field in of(owner).values():
        given = (getattr(value, field.name) for value in values)
        yield from _lines(field, next(filter(_is_filled, given), None), prefix)


def _is_filled(value: Any) -> bool:
    return bool(str(value)) and value != ()


def _lines(field: Field, value: Any, prefix: str) -> Iterator[Listed]:
    path = prefix + field.name
    if is_group(field.kind):
        yield Listed(path, field.meaning, "")
        yield from _listed(field.kind, (value,), f"{path}.")
    elif item_of(field.kind):
        yield from _list(field, value or (), path)
    elif get_origin(field.kind) is not None:
        yield Listed(path, field.meaning, "")
        for key, words in value.items():
            yield Listed(f"{{{{ {path}.{key} }}}}", f"“{key}” of the edition", _short(words))
    elif field.kind is bool:
        yield Listed(f"{{%p if {path} %}}", field.meaning, "yes" if value else "no")
    else:
        mark = "r " if field.kind is Paragraph else " "
        yield Listed(f"{{{{{mark}{path} }}}}", field.meaning, _short(value))


def _list(field: Field, values: tuple[Any, ...], path: str) -> Iterator[Listed]:
    """List a field that a template goes through with `for`."""
    item, one = item_of(field.kind), singular(field.name)
    count = counted(len(values), "item")
    yield Listed(f"{{%p for {one} in {path} %}}", field.meaning, count)
    if is_group(item):
        if field.name != "unscored":  # they are benchmarks, listed once
            yield from _listed(item, values, f"{one}.")
        return
    mark = "r " if item is Paragraph else " "
    yield Listed(f"{{{{{mark}{one} }}}}", f"one of {path}", _short(values[0] if values else ""))
    if item is Paragraph:
        yield Listed(f"{{%p if {one}.item %}}", "whether it is a list item", "")


def _short(value: Any) -> str:
    return shortened(str(value if value is not None else ""), _LONGEST_VALUE)
