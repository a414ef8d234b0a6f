"""The page of fields: what a template may say, as text for the screen or for the docs."""

from collections.abc import Sequence

from assembler.templating.fields import Listed

_HEAD = """\
# What a template may say

Made by `assemble templates show --markdown`; the values are those of the example workbook.

A field stands between `{{` and `}}`, text that may hold formatting or links between `{{r` and `}}`.
A list is gone through with `{%p for … %}` and `{%p endfor %}`, words that may be missing stand
between `{%p if … %}` and `{%p endif %}`; these tags have a paragraph of their own. In a table,
`{%tr for … %}` repeats rows. A field is never typed twice in one tag, and a tag runs no code.

| in the template | what it is | example |
|---|---|---|
"""


def text(listed: Sequence[Listed]) -> str:
    """Write the list for the screen: the field, its meaning, its value."""
    lines: list[str] = []
    for one in listed:
        lines.append(f"{one.written}")
        value = f" [{one.value}]" if one.value else ""
        lines.append(f"    {one.meaning}{value}")
    return "\n".join(lines)


def markdown(listed: Sequence[Listed]) -> str:
    """Write the list as a page of the docs."""
    rows = (f"| `{one.written}` | {_cell(one.meaning)} | {_cell(one.value)} |" for one in listed)
    return _HEAD + "\n".join(rows) + "\n"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")
