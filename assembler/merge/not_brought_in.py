"""After a merge: look for every word in which the two builds differ, in any part of the package.

A merge reaches paragraphs, not what Word shows in a simple field, a cover page or a chart. Words
that are neither in the merged document nor told of are named, so that nothing is passed over.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from assembler.merge.likeness import alike
from assembler.word import passages
from assembler.word.document import CORE, WordDocument
from assembler.word.namespaces import M, W, w
from assembler.wording import quoted, single_spaced

_WORD = re.compile(r"\w+(?:[./:@'’,&+_-]+\w+)*")
# Parts without words of a reader, the properties, which are merged one by one, and what only the
# program that saved a file says of it.
_WITHOUT_WORDS = re.compile(
    r"(?:.*/)?(?:styles\w*|stylesWithEffects|numbering|settings|webSettings|fontTable|theme\d*|app"
    r"|custom|people|commentsExtended|commentsIds|itemProps\d*|\[Content_Types\])\.xml"
    r"|.*glossary/.*"
)
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PARAGRAPHS = frozenset((w("p"), f"{{{_DRAWING}}}p"))
_GAPS = frozenset(w(name) for name in ("tab", "br", "cr"))
_INSTRUCTION, _CODES = w("instr"), frozenset((w("instrText"), w("fldSimple")))
_CODE = "\0"  # on either side of a field's code, which no reader sees
_SHOWN = (*_PARAGRAPHS, *_GAPS, *_CODES, w("t"), f"{{{M}}}t", f"{{{_DRAWING}}}t")
_ONCE = ("header", "footer")  # the same words in those of several pages count once
_ALIKE = 0.4
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
    "comments": "a comment",
}


@dataclass(frozen=True)
class _Text:
    """A paragraph's words, or those of a part without paragraphs; `kind` is that of its part."""

    kind: str
    words: str


class Search:
    """What differs between two builds, and the edited document before it is merged."""

    def __init__(self, base: WordDocument, edited: WordDocument, new: WordDocument) -> None:
        """Take the three versions; `edited` is merged after this."""
        self._base, self._edited, self._new = base, edited, new
        self._before = _texts(edited, edited.names)
        changed = [name for name in new.names if new.raw(name) != base.raw(name)]
        changed += [name for name in base.names if name not in new]
        self._was, self._now = (_texts(file, changed) for file in (base, new))

    def notes(self, told: Iterable[str]) -> list[str]:
        """Return a sentence for each text of the new build that did not arrive, nor is told of.

        `told` are the words of conflicts.
        """
        come, gone = _difference(self._now, self._was)
        wanted, dropped = _counted(come) - _counted(gone), _counted(gone) - _counted(come)
        if not (wanted or dropped):
            return []
        arrived, left = _difference(_texts(self._edited, self._edited.names), self._before)
        told = list(told)
        known = {word for text in told for word in _words(text)}
        missing = _unknown(wanted - (_counted(arrived) - _counted(left)), known)
        staying = _unknown(dropped - (_counted(left) - _counted(arrived)), known)
        if missing or staying:
            mine, not_mine = _difference(self._before, _texts(self._base, self._base.names))
            missing -= _counted(mine) - _counted(not_mine)
            staying -= _counted(not_mine) - _counted(mine)
        late = _blamed(come, missing, arrived)
        named = [Counter(_words(text)) for text in (*told, *(text.words for text in late))]
        stale = [
            text
            for text in _blamed(gone, staying, left)
            if all(alike(_counted([text]), words) < _ALIKE for words in named)
        ]
        notes = [f"Not brought in: {_quoted(self._new, text, missing)}. {_DO}" for text in late]
        notes += [
            f"Not taken out: {_quoted(self._base, text, staying)}. {_TAKE_OUT}" for text in stale
        ]
        if len(notes) > _MOST_TOLD:
            more = f"{len(notes) - _MOST_TOLD} more changes were not brought in. {_DO}"
            notes = [*notes[:_MOST_TOLD], more]
        return notes


def _texts(file: WordDocument, names: Iterable[str]) -> list[_Text]:
    """Return the words of parts, by paragraph; of headers and of footers each text once."""
    found = []
    for name in names:
        if not name.endswith(".xml") or name == CORE or name not in file:
            continue
        if not _WITHOUT_WORDS.fullmatch(name):
            root = file.root(name)
            kind = "" if name == file.main else _kind(name, root)
            found += [_Text(kind, words) for words in _paragraphs(root) if words]
    once = dict.fromkeys(text for text in found if text.kind in _ONCE)
    return [*(text for text in found if text.kind not in _ONCE), *once]


def _kind(name: str, root: etree._Element) -> str:
    tag = str(root.tag)
    if tag in {w("hdr"), w("ftr")}:
        return _ONCE[tag == w("ftr")]
    return next((kind for kind in _KINDS if kind in name), name)


def _paragraphs(root: etree._Element) -> Iterator[str]:
    if not str(root.tag).startswith((f"{{{W}}}", f"{{{_DRAWING}}}")):
        yield " ".join(" ".join(map(str, root.itertext())).split())
        return
    said: list[str] = []
    for element in root.iter(*_SHOWN):
        tag = element.tag
        if tag in _PARAGRAPHS:
            yield "".join(said).strip()
            said = []
        elif tag in _GAPS:
            said.append(" ")
        elif tag in _CODES:
            said.append(f"{_CODE}{element.get(_INSTRUCTION) or element.text or ''}{_CODE}")
        else:
            said.append(element.text or "")
    yield "".join(said).strip()


def _difference(one: Sequence[_Text], other: Sequence[_Text]) -> tuple[list[_Text], list[_Text]]:
    """Return the texts that only one has, and those that only the other has."""
    first, second = Counter(one), Counter(other)
    return list((first - second).elements()), list((second - first).elements())


def _counted(texts: Iterable[_Text]) -> "Counter[str]":
    return Counter(word for text in texts for word in _words(text.words))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _unknown(words: "Counter[str]", known: set[str]) -> "Counter[str]":
    return Counter({word: count for word, count in words.items() if word not in known})


def _blamed(
    texts: Sequence[_Text], missing: "Counter[str]", arrived: Sequence[_Text]
) -> list[_Text]:
    """Return the texts that the missing words are from: not those whose words came elsewhere."""
    if not +missing:
        return []
    counts = [_counted([text]) for text in arrived]
    found = []
    for text in texts:
        words = _counted([text])
        concerned = words.keys() & (+missing).keys()
        there = any(concerned <= one.keys() and alike(words, one) >= _ALIKE for one in counts)
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
            if _words("".join(_paragraphs(element))) == wanted:
                return passage.around
    return text.kind
