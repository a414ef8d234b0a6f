"""How sentences are put together and texts compared: lists, counts, quotes, white space."""

import re
from collections.abc import Iterable, Iterator

# What people type for an answer, in lower case. Workbooks and returned forms know further ones.
YES = ("yes", "y")
NO = ("no", "n")
NOT_APPLICABLE = ("n/a", "na", "not applicable")
TICKS, CROSSES = "✓✔☑✅🗸🗹", "✗✘❌☓"

_AROUND = 5  # words
WORD = re.compile(r"[^\W_]+")
_STRAIGHT = {"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2011": "-"}
# Letters of other alphabets that look like Latin ones, one for one.
_LATIN = {
    ord(other): latin
    for others, latins in (
        ("АВЕЅІЈКМНОРСТУХҮаеоргсухіјѕһԁԛԝӏ", "ABESIJKMHOPCTYXYaeoprcyxijshdqwl"),
        ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοναιγ", "ABEZHIKMNOPTYXovaiy"),
        ("ıɑɡℓ", "iagl"),
    )
    for other, latin in zip(others, latins, strict=True)
} | {ord(" ") + 0xFEE0 + n: chr(ord(" ") + n) for n in range(1, 95)}  # full width
_PLAIN = str.maketrans(
    {**_STRAIGHT, **dict.fromkeys("“”", '"'), **dict.fromkeys("\u2010–—", "-")}
    | {"\u00ad": None, "\u200b": None}
)


def listed(names: Iterable[str], most: int = 0, word: str = "and") -> str:
    """Join names as a sentence does: "A", "A and B", "A, B and C"; by commas alone without `word`.

    Of many more than `most` names the first are given, the others counted: "A, B and 3 more".
    """
    items = list(names)
    if most and len(items) > most + 1:  # "and 1 more" is no shorter than the name
        items[most:] = [f"{len(items) - most} more"]
    *first, last = items or [""]
    return f"{', '.join(first)}{f' {word} ' if word else ', '}{last}" if first else last


def counted(count: int, noun: str, plural: str = "") -> str:
    """Return a count with its noun: "1 thing", "1,234 things", "2 councils"."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"


def single_spaced(text: str) -> str:
    """Return a text on one line, with single spaces."""
    return " ".join(text.split())


def shortened(text: str, most: int = 48) -> str:
    """Return the first words of a text on one line, at most so many characters and "…"."""
    line = single_spaced(text)
    if len(line) <= most:
        return line
    return f"{line[:most].rpartition(' ')[0] or line[:most]}…"


def quoted(text: str, most: int = 48) -> str:
    """Return the first words of a text in quotation marks."""
    return f"“{shortened(text, most)}”"


def where_they_differ(one: str, two: str, most: int) -> tuple[str, str]:
    """Return two texts, each on one line; if one is longer than `most`, without what they share.

    Some words around the difference stay.
    """
    words = one.split(), two.split()
    lines = " ".join(words[0]), " ".join(words[1])
    if max(map(len, lines)) <= most or lines[0] == lines[1]:
        return lines
    fewest = min(map(len, words))
    start = next(at for at in range(fewest + 1) if words[0][at : at + 1] != words[1][at : at + 1])
    rest = fewest - start
    same = next((at for at in range(rest) if words[0][-1 - at] != words[1][-1 - at]), rest)
    first, last = max(start - _AROUND, 0), max(same - _AROUND, 0)
    before, after = "… " * bool(first), " …" * bool(last)
    texts = [" ".join(side[first : len(side) - last]) for side in words]
    return f"{before}{texts[0]}{after}", f"{before}{texts[1]}{after}"


def folded(text: str) -> str:
    """Return the form in which names are compared: lower case, single spaces."""
    return single_spaced(text.casefold())


def straight(text: str) -> str:
    """Make apostrophes straight and spaces plain, one character for one."""
    if not text.isascii():
        for typed, plain in _STRAIGHT.items():
            text = text.replace(typed, plain)
    return text


def latin(text: str) -> str:
    """Return a text with its look-alikes of Latin letters (Cyrillic о) as these, one for one."""
    return text if text.isascii() else text.translate(_LATIN)


def plain(text: str) -> str:
    """Return the form in which printed texts are compared: quotes, dashes and spaces alike."""
    return single_spaced(text.translate(_PLAIN))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case."""
    if text.isascii():  # several times faster, and most texts are
        return tuple(WORD.findall(text.lower()))
    return tuple(word.casefold() for word in WORD.findall(text))


def whole_words(phrase: str, text: str) -> Iterator[int]:
    """Yield the end of each place where a text has a phrase as whole words."""
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if not (_in_a_word(text[start - 1 : start]) or _in_a_word(text[end : end + 1])):
            yield end
        start = text.find(phrase, start + 1)


def _in_a_word(character: str) -> bool:
    return character.isalnum() or character == "_"
