"""After a merge, look in every part of the package for words in which the two builds differ.

A merge reaches paragraphs, not what Word shows in a simple field, a cover page or a chart. Words
that are neither in the merged document nor in a conflict are named, so that nothing is missed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import TypeAlias

from lxml import etree

from assembler.merge.likeness import alike
from assembler.word import passages
from assembler.word.document import CORE, PARSER, WordDocument
from assembler.wording import counted, quoted, single_spaced

_WORD = re.compile(r"\w+(?:[./:@'’,&+_-]+\w+)*")
# Parts without words of a reader, the properties, which are merged one by one, and what only the
# program that saved a file says of it.
_WITHOUT_WORDS = re.compile(
    r"(?:.*/)?(?:styles\w*|stylesWithEffects|numbering|settings|webSettings|fontTable|theme\d*|app"
    r"|custom|people|comments\w*|itemProps\d*|\[Content_Types\])\.xml"
    r"|.*glossary/.*"
)
# The end of a paragraph, in Word's XML or in that of drawings.
_END = re.compile(rb"</(?:[\w.-]+:)?p>")
# Text, a field's code, and what stands for a space; namespaces go by any prefix.
_SHOWN = re.compile(
    r"<(?:[\w.-]+:)?(?:(t|instrText|v)(?:\s[^>]*)?>([^<]*)|(?:tab|br|cr)\b"
    r"|fldSimple\s[^>]*?instr=[\"']([^\"']*))"
)
_Chunk: TypeAlias = tuple[str, bytes]  # the kind of a part, a paragraph of it
_TAG = re.compile(r"<[^>]*>")
_CODE = "\0"  # on either side of a field's code, which no reader sees
_ONCE = ("header", "footer")  # the same words in those of several pages count once
_DATA = ("customXml",)  # parts whose words are not in paragraphs
_ALIKE = 0.4
_SAME = 0.6
_MOST_TOLD = 8
_LONGEST = 120
_BEFORE = 4  # words
_DO = "Type it into the document, or build with --fresh."
_TAKE_OUT = "Take it out of the document, or build with --fresh."
_KINDS = {
    "charts": "a chart",
    "diagrams": "a diagram",
    "customXml": "the data of a content control",
    "footnotes": "a footnote",
    "endnotes": "an endnote",
}


@dataclass(frozen=True)
class _Text:
    """A paragraph's words, or those of a part without paragraphs; `kind` is that of its part."""

    kind: str
    words: str


def not_brought_in(
    base: WordDocument, edited: WordDocument, new: WordDocument, told: Iterable[str]
) -> list[str]:
    """Return a sentence for each text of the new build that did not arrive and is in no conflict.

    `edited` has been merged; `told` are the words of conflicts.
    """
    return _Search(base, edited, new).notes(list(told))


class _Search:
    """Two builds, and the merged document."""

    def __init__(self, base: WordDocument, edited: WordDocument, new: WordDocument) -> None:
        self._base, self._edited, self._new = base, edited, new

    def notes(self, told: Sequence[str]) -> list[str]:
        names = dict.fromkeys([*self._base.names, *self._new.names])
        changed = [name for name in names if not self._new.is_same(name, self._base)]
        come, gone = _difference(_raw(self._new, changed), _raw(self._base, changed))
        wanted, dropped = _counted(come) - _counted(gone), _counted(gone) - _counted(come)
        if not (wanted or dropped):
            return []
        arrived, left = _difference(_written(self._edited), _as_read(self._edited))
        known = {word for text in told for word in _words(text)}
        missing = _unknown(wanted - (_counted(arrived) - _counted(left)), known)
        staying = _unknown(dropped - (_counted(left) - _counted(arrived)), known)
        if missing or staying:
            mine, not_mine = _difference(
                _raw(self._edited, self._edited.names), _raw(self._base, self._base.names)
            )
            missing -= _counted(mine) - _counted(not_mine)
            staying -= _counted(not_mine) - _counted(mine)
        if not (missing or staying):
            return []
        late, stale = _blamed(come, missing, arrived), _blamed(gone, staying, left)
        late, stale = self._in_fact(late, missing, stale)
        named = [Counter(_words(text)) for text in (*told, *(text.words for text in late))]
        stale = [
            text
            for text in stale
            if all(alike(_counted([text]), words) < _ALIKE for words in named)
        ]
        notes = [f"Not brought in: {_quoted(self._new, text, missing)}. {_DO}" for text in late]
        notes += [
            f"Not taken out: {_quoted(self._base, text, staying)}. {_TAKE_OUT}" for text in stale
        ]
        if len(notes) > _MOST_TOLD:
            more = counted(len(notes) - _MOST_TOLD, "more change")
            notes = [*notes[:_MOST_TOLD], f"Not brought in either: {more}. {_DO}"]
        return notes

    def _in_fact(
        self,
        late: Sequence[_Text],
        missing: "Counter[str]",
        stale: Sequence[_Text],
    ) -> tuple[list[_Text], list[_Text]]:
        """Return the texts that the merged document does not have, and those that it still has.

        Counts of words alone may be wrong: the adviser may have said the same elsewhere.
        """
        now = {**_raw(self._edited, self._edited.names), **_written(self._edited)}
        here = list(_texts(_chunks(now, {})))
        staying = _counted(stale)
        whole = [
            Counter(_words(text.words))
            for text in (here if stale else ())
            if staying.keys() & _words(text.words)
        ]
        return (
            _blamed(late, missing, here, _SAME),
            [one for one in stale if any(_counted([one]) <= words for words in whole)],
        )


def _raw(file: WordDocument, names: Iterable[str]) -> dict[str, bytes]:
    """Return the parts that may hold a reader's words."""
    return {name: file.raw(name) for name in names if name in file and _has_words(name)}


def _written(file: WordDocument) -> dict[str, bytes]:
    """Return the parts that a merge touched, as they are now."""
    return {name: etree.tostring(file.root(name)) for name in file.touched if _has_words(name)}


def _as_read(file: WordDocument) -> dict[str, bytes]:
    """Return the same parts as they were read, written the same way."""
    raw = _raw(file, file.touched)
    return {
        name: etree.tostring(etree.fromstring(part, PARSER)) for name, part in raw.items() if part
    }


def _has_words(name: str) -> bool:
    return name.endswith(".xml") and name != CORE and not _WITHOUT_WORDS.fullmatch(name)


def _difference(
    one: Mapping[str, bytes], other: Mapping[str, bytes]
) -> tuple[list[_Text], list[_Text]]:
    """Return the texts that only one has, and those that only the other has."""
    first, second = _chunks(one, other), _chunks(other, one)
    texts = Counter(_texts(first - second)), Counter(_texts(second - first))
    return [*_once((texts[0] - texts[1]).elements())], [*_once((texts[1] - texts[0]).elements())]


def _chunks(parts: Mapping[str, bytes], others: Mapping[str, bytes]) -> "Counter[_Chunk]":
    """Count the paragraphs, as XML, of the parts that are not the same in the others."""
    found: Counter[_Chunk] = Counter()
    for name, part in parts.items():
        if part != others.get(name):
            kind = _kind(name)
            found.update([(kind, chunk) for chunk in _END.split(part)])
    return found


def _texts(chunks: "Counter[_Chunk]") -> Iterator[_Text]:
    for (kind, chunk), count in chunks.items():
        if words := _said(chunk.decode(errors="replace"), is_story=kind not in _DATA):
            yield from [_Text(kind, words)] * count


def _once(texts: Iterable[_Text]) -> Iterator[_Text]:
    """Yield texts, those of headers and of footers once."""
    seen = set()
    for text in texts:
        if text.kind not in _ONCE or text not in seen:
            yield text
        seen.add(text)


def _kind(name: str) -> str:
    """Return what a part is; "" for the main text."""
    folder, _, file = name.rpartition("/")
    known = next((kind for kind in (*_ONCE, *_KINDS) if kind in file), "")
    known = known or next((kind for kind in _KINDS if kind in folder), "")
    return known or ("" if file.startswith("document") else name)


def _said(xml: str, *, is_story: bool) -> str:
    """Return the words in a stretch of XML, in order, with the codes of fields."""
    if not is_story:
        return single_spaced(unescape(_TAG.sub(" ", xml)))
    found = []
    for match in _SHOWN.finditer(xml):
        tag, text, instruction = match.groups()
        code = text if tag == "instrText" else instruction
        found.append(f"{_CODE}{code}{_CODE}" if code else (text if tag else " "))
    return unescape("".join(found)).strip()


def _counted(texts: Iterable[_Text]) -> "Counter[str]":
    return Counter(word for text in texts for word in _words(text.words))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _unknown(words: "Counter[str]", known: set[str]) -> "Counter[str]":
    return Counter({word: count for word, count in words.items() if word not in known})


def _blamed(
    texts: Sequence[_Text],
    missing: "Counter[str]",
    arrived: Sequence[_Text],
    least: float = _ALIKE,
) -> list[_Text]:
    """Return the texts that hold the missing words, unless these arrived in another text.

    Such a text has all of the missing words, and is similar enough.
    """
    wanted = (+missing).keys()
    holders: dict[str, list[Counter[str]]] = {word: [] for word in wanted}
    for text in arrived if wanted else ():
        words = _counted([text])
        for word in words.keys() & wanted:
            holders[word].append(words)
    found = []
    for text in texts if wanted else ():
        words = _counted([text])
        concerned = words.keys() & wanted
        # A text that has them all is among those that have the rarest of them.
        likely = min((holders[word] for word in concerned), key=len, default=[])
        there = any(concerned <= one.keys() and alike(words, one) >= least for one in likely)
        if concerned and not there:
            found.append(text)
    return found


def _quoted(file: WordDocument, text: _Text, missing: "Counter[str]") -> str:
    """Quote a text from a little before its first missing word, with the place where it stands."""
    shown = single_spaced(re.sub(f"{_CODE}.*?{_CODE}", " ", text.words))
    words = list(_WORD.finditer(shown))
    number = next((n for n, one in enumerate(words) if missing[one[0].lower()] > 0), 0)
    start = words[number - _BEFORE].start() if len(shown) > _LONGEST and number > _BEFORE else 0
    quotation = quoted(f"…{shown[start:]}" if start else shown, _LONGEST)
    place = _place(file, text)
    return f"{quotation} ({place})" if place else quotation


def _place(file: WordDocument, text: _Text) -> str:
    """Return the place of a text: the heading or row it is under, or what its part is."""
    if text.kind in _KINDS:
        return _KINDS[text.kind]
    wanted = _words(text.words)
    for part in [file.main] if not text.kind else file.related(text.kind):
        for element, passage in passages.by_element(file, part, text.kind).items():
            xml = etree.tostring(element, encoding="unicode", with_tail=False)
            if _words(_said(xml, is_story=True)) == wanted:
                return passage.around
    return text.kind
