"""What a rebuilt document must say, judged word by word from the files alone.

Nothing of the merge is used. Every word of the narrative is unique, so each can be followed through
four documents: as it was built, as the adviser had it, as the new build has it, and as merged.
Paragraphs that the adviser joined, divided or moved must stay so, since every two words whose
relation the workbook did not change must stand to each other as the adviser has them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import combinations, pairwise, product
from zipfile import ZipFile

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD = re.compile(r"q\d+z|(?:new|More)?\b\d+x\d+\b|(?:new|More)\d+x\d+")
Paragraphs = Sequence[Sequence[str]]


def words_of(text: str) -> list[str]:
    """Return the unique words of a text."""
    return _WORD.findall(text)


@dataclass(frozen=True)
class Reading:
    """The unique words of a document's paragraphs, of its comments, and of paragraphs with one."""

    paragraphs: Paragraphs
    in_comments: frozenset[str]
    commented: frozenset[str]

    @cached_property
    def count(self) -> Counter[str]:
        """How often each word stands in the text."""
        return Counter(word for paragraph in self.paragraphs for word in paragraph)

    @cached_property
    def at(self) -> dict[str, tuple[int, int]]:
        """The paragraph and place of each word that stands once."""
        return {
            word: (number, place)
            for number, paragraph in enumerate(self.paragraphs)
            for place, word in enumerate(paragraph)
            if self.count[word] == 1
        }

    def beside(self, word: str, among: Iterable[str]) -> list[str]:
        """Return the words of a word's paragraph that are among others, in order."""
        known = set(among)
        return [one for one in self.paragraphs[self.at[word][0]] if one in known]


def read(document: bytes) -> Reading:
    """Read a document: text that tracking deleted is not in it."""
    with ZipFile(BytesIO(document)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
        has_comments = "word/comments.xml" in package.namelist()
        comments = etree.fromstring(package.read("word/comments.xml")) if has_comments else None
    paragraphs, commented = [], set()
    for paragraph in body.iter(f"{_W}p"):
        words = words_of("".join(node.text or "" for node in paragraph.iter(f"{_W}t")))
        paragraphs.append(words)
        if (
            next(paragraph.iter(f"{_W}commentReference", f"{_W}commentRangeStart"), None)
            is not None
        ):
            commented.update(words)
    told = "" if comments is None else " ".join(map(str, comments.itertext()))
    return Reading(paragraphs, frozenset(words_of(told)), frozenset(commented))


@dataclass(frozen=True)
class Merge:
    """Four documents, and the words that the build told of on screen."""

    base: Reading
    edited: Reading
    new: Reading
    merged: Reading
    on_screen: frozenset[str]

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the merged document."""
        yield from self._words()
        yield from self._paragraphs()
        yield from self._order()

    def _words(self) -> Iterator[str]:
        base, edited, new, merged = (
            set(one.count) for one in (self.base, self.edited, self.new, self.merged)
        )
        told = self.on_screen | self.merged.in_comments
        yield from _each("the adviser's word is lost", edited - base - merged)
        yield from _each("a word of all three is lost", (edited & base & new) - merged)
        yield from _each("the workbook's word did not arrive", new - base - edited - merged - told)
        yield from _each("what the adviser took out came back", (base & new & merged) - edited)
        yield from _each("what both took out came back", (base & merged) - edited - new)
        silent = (base & edited & merged) - new - self._told_of(told)
        yield from _each("what the workbook took out stays in silence", silent)
        for word, count in self.merged.count.items():
            if count > max(self.edited.count[word], self.new.count[word]):
                yield f"doubled: {word}"

    def _told_of(self, told: set[str]) -> set[str]:
        """Return the words of the earlier paragraphs of which something was told.

        Of a paragraph that the adviser divided one part may have the comment for both.
        """
        told = told | self.merged.commented
        return {word for each in self.base.paragraphs if told & set(each) for word in each}

    @cached_property
    def _settled(self) -> frozenset[str]:
        """The words whose paragraph the workbook left together and in order, and the adviser's."""
        both = set(self.base.at) & set(self.new.at)
        settled = {
            word for word in both if self.base.beside(word, both) == self.new.beside(word, both)
        }
        own = set(self.edited.at) - set(self.base.count) - set(self.new.count)
        return frozenset((settled | own) & set(self.edited.at) & set(self.merged.at))

    def _paragraphs(self) -> Iterator[str]:
        """Yield words that the adviser has in one paragraph and the merge not, or the reverse."""
        for paragraph in self.edited.paragraphs:
            mine = [word for word in paragraph if word in self._settled]
            for one, two in pairwise(mine):
                if self.merged.at[one][0] != self.merged.at[two][0]:
                    yield f"the paragraph of {one} and {two} was divided"
                elif self.merged.at[one] > self.merged.at[two] and not self._turned(one, two):
                    yield f"{one} and {two} changed places"
        for paragraph in self.merged.paragraphs:
            mine = [word for word in paragraph if word in self._settled]
            for one, two in pairwise(mine):
                if self.edited.at[one][0] != self.edited.at[two][0]:
                    yield f"the paragraphs of {one} and {two} were joined"

    def _turned(self, *pair: str) -> bool:
        """Whether the workbook changed the order of two paragraphs that the adviser joined."""
        in_both = all(word in version.at for word in pair for version in (self.base, self.new))
        return in_both and not self._same_order(self.base, self.new, *pair)

    def _order(self) -> Iterator[str]:
        """Yield paragraphs out of the adviser's order, where the workbook did not change it.

        Of two that both sides moved, against each other or a third, nobody can say which should
        follow whom.
        """
        paragraphs = self._divided_paragraphs()
        pairs = list(combinations(paragraphs, 2))
        by_adviser, by_workbook = (
            {
                pair
                for pair in pairs
                if not all(
                    self._same_order(self.base, version, one, two) for one, two in product(*pair)
                )
            }
            for version in (self.edited, self.new)
        )
        moved = [{each for pair in of for each in pair} for of in (by_adviser, by_workbook)]
        for pair in pairs:
            by_both = all(side.intersection(pair) for side in moved)
            one, two = pair[0][0], pair[1][0]
            if pair in by_workbook or by_both:
                continue
            if not self._same_order(self.edited, self.merged, one, two):
                yield f"the paragraphs of {one} and {two} changed places"

    def _divided_paragraphs(self) -> list[tuple[str, ...]]:
        """Return a word for each of the adviser's paragraphs; of joined ones a word of each."""
        found: dict[int, dict[int, str]] = {}
        for word in sorted(self._in_all, key=self.edited.at.__getitem__):
            paragraph = found.setdefault(self.edited.at[word][0], {})
            paragraph.setdefault(self.base.at[word][0], word)
        return [tuple(words.values()) for words in found.values()]

    @staticmethod
    def _same_order(one: Reading, two: Reading, *pair: str) -> bool:
        first, second = pair
        return (one.at[first] < one.at[second]) == (two.at[first] < two.at[second])

    @property
    def _in_all(self) -> set[str]:
        return {word for word in self._settled if word in self.base.at and word in self.new.at}


def _each(what: str, words: Iterable[str]) -> Iterator[str]:
    return (f"{what}: {word}" for word in sorted(words))
