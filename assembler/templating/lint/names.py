"""What a tag names: the fields of `LetterContext`, followed through loops, with their types."""

import re
from collections.abc import Iterator
from typing import Any, get_origin

from jinja2 import Environment, TemplateSyntaxError, nodes

from assembler.rich_text import Paragraph
from assembler.templating import fields
from assembler.templating.lint.expressions import filled, meant
from assembler.templating.lint.fault import Fault
from assembler.templating.lint.known import Meant, Names
from assembler.templating.lint.tag_syntax import Tag, quoted

_ENVIRONMENT = Environment(autoescape=True)
_STRAIGHT = str.maketrans({**dict.fromkeys("‘’‚", "'"), **dict.fromkeys("“”„", '"')})
_PRINTED = (
    "Go through it: {{%p for {one} in {path} %}}, then {{{{ {one} }}}}, then {{%p endfor %}}."
)


def printed(tag: Tag, names: Names, *, body: bool) -> Iterator[Fault]:
    """Find what is wrong with a `{{ }}`. `body`: it stands in the main text."""
    parsed = _parsed(tag, f"{{{{ {_plain(tag.body)} }}}}")
    if isinstance(parsed, Fault):
        yield parsed
        return
    expression = parsed.body[0].nodes[0] if parsed.body else None  # type: ignore[attr-defined]
    found: list[Fault] = []
    said = meant(expression, names, tag, found)
    yield from found
    yield from _unprintable(tag, said, body=body)


def condition(tag: Tag, names: Names) -> tuple[list[Fault], set[str]]:
    """Find what is wrong with the condition of an `if` or `elif`, or the colour of `cellbg`.

    Gives with it the lists that hold something where the condition is true.
    """
    said = _plain(tag.body)[len(tag.word) :].strip()
    parsed = _parsed(tag, f"{{% if {said} %}}{{% endif %}}" if said else "{% if %}")
    if isinstance(parsed, Fault):
        return [parsed], set()
    found: list[Fault] = []
    test = parsed.body[0].test  # type: ignore[attr-defined]
    meant(test, names, tag, found)
    return found, filled(test, names, tag)


def loop(tag: Tag, names: Names) -> tuple[str, Meant, list[Fault]]:
    """Give the name that a `for` brings, what it stands for, and what is wrong with it."""
    parsed = _parsed(tag, f"{{% {_plain(tag.body)} %}}{{% endfor %}}")
    if isinstance(parsed, Fault):
        guess = re.match(r"for\s+(\w+)", tag.body)
        return guess[1] if guess else "", Meant(), [parsed]
    node: Any = parsed.body[0]
    found: list[Fault] = []
    over = meant(node.iter, names, tag, found)
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


def _unprintable(tag: Tag, said: Meant, *, body: bool) -> Iterator[Fault]:
    rich, item = tag.level == "r", fields.item_of(said.kind)
    if item is not None:
        fix = _PRINTED.format(one=fields.singular(said.path.rpartition(".")[2]), path=said.path)
        yield Fault("name.kind", f"{quoted(tag.whole)} would print a whole list.", fix)
    elif fields.is_group(said.kind) or get_origin(said.kind) is not None:
        inside = ", ".join(fields.of(said.kind)) if fields.is_group(said.kind) else "one of them"
        wrong = f"{quoted(tag.whole)} names a whole group of fields."
        yield Fault("name.kind", wrong, f"Name one field of it: {inside}.")
    elif said.kind is Paragraph and not rich:
        wrong = f"{quoted(tag.whole)} is text with formatting or links."
        yield Fault("name.kind", wrong, f"Write {{{{r {tag.body} }}}}.")
    elif rich and not body:
        wrong = f"{quoted(tag.whole)}: text with links cannot stand in a header, footer or note."
        yield Fault("name.kind", wrong, "Move it to the main text, or name a field of plain words.")
