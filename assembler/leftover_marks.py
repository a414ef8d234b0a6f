"""Marks that were meant to be replaced: one list for workbooks, templates and edited documents."""

import re
from collections.abc import Iterator

# Each pattern begins with a letter or sign and only then asks what is before it: the regular
# expression engine finds such a pattern without a try at each place of the text.
_WORDS = ("TBC", "TBD", "TBA", "T.B.C", "XXX+", "xxx+", "TODO", "FIXME", "INSERT", "DELETE")
_PATTERNS = (
    *(rf"{word[0]}(?<!\w{word[0]}){word[1:].replace('.', '[.]')}(?!\w)" for word in _WORDS),
    # Dates, figures and years to be filled in.
    r"[Xx](?<!\w[Xx])[Xx](?:[/.-](?:[Xx]{2}|[0-9]{2})[/.-](?:[Xx]{2,4}|[0-9]{2,4})|th\b|%)",
    r"[Dd](?<!\w[Dd])[Dd][/. -][Mm][Mm][/. -][Yy]{2,4}(?!\w)",
    r"00/00/[0-9]{2,4}",
    r"20(?<!\w20)[Xx]{2}(?!\w)",
    # Phrases that stand for something else.
    r"[Tt](?<!\w[Tt])o be (?:confirmed|advised|inserted|provided)(?!\w| (?:by|at|in|on|as|when)\b)",
    r"[Nn](?<!\w[Nn])ame of (?:(?:local )?authority|council|recipient|officer|adviser|chair)(?!\w)",
    r"[Ii](?<!\w[Ii])nsert (?:[a-z]+ ){0,4}here(?!\w)",
    r"[Ll](?<!\w[Ll])orem ipsum(?!\w)",
    # Word's own prompts.
    r"Click or tap (?:here )?to enter (?:text|a date)|Choose an item\.|Click here to enter text",
    # Signs round or in place of words.
    r"\?\?+|\{\{|\}\}|\{%|%\}|___+|\.\.\.\.+|…(?<=……)",
    r"<<[^<>\n]{0,40}>>|<<|>>|«[^«»\n]{1,40}»",
    r"%(?<![\d%]%)[A-Za-z][A-Za-z_ ]{1,30}%",
    r"\[(?!sic\]|emphasis|…\]|\.\.\.\]|[0-9]{1,4}\]|[A-Za-z]\])[^\]\n]{1,60}\]",
    r"<(?:insert|name|date|council|add)\b[^>\n]{0,40}>",
)
_MARK = re.compile("|".join(_PATTERNS))


def leftover_marks(text: str) -> Iterator[re.Match[str]]:
    """Yield the marks in a text that look left over: TBC, XX/XX/2026, [name], "name of council"."""
    return _MARK.finditer(text)


def is_leftover_mark(text: str) -> bool:
    """Whether a text is such a mark and nothing else."""
    return _MARK.fullmatch(text) is not None
