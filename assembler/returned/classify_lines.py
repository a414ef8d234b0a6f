"""Classify the lines of a returned form: criterion, sub-point, other print, or typed words."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from assembler.model import Benchmark, Criterion, Edition
from assembler.returned.lines import Line, LineKind
from assembler.returned.match import Words, match, words

_REF = re.compile(r"\s*\(?(B[0-9]+-[MEN][0-9]+)\b", re.IGNORECASE)
# The foot of a page: "Page 1 of 9", with the council and the year before it.
_PAGE = re.compile(
    r"(?:[^–]+ – 20[0-9]{2}/[0-9]{2} – )?\s*Page\s+[0-9]+(\s+of\s+[0-9]+)?\s*", re.IGNORECASE
)
_SURE = 0.9


class Role(Enum):
    """The role of a line. A HEADING ends what belongs to the criterion before it."""

    TYPED = auto()
    CRITERION = auto()
    POINT = auto()
    QUOTED = auto()
    HEADING = auto()
    PRINT = auto()


@dataclass(frozen=True)
class ClassifiedLine:
    """A line with its role and its criterion.

    Published words stand in it from `before` to `behind`; `inside` are words typed among them.
    """

    line: Line
    role: Role
    ref: str = ""
    before: int = 0
    behind: int = 0
    inside: str = ""


@dataclass(frozen=True)
class _Published:
    """The published texts of an edition, split into words for comparison."""

    criteria: tuple[tuple[Benchmark, Criterion, Words], ...]
    points: tuple[tuple[Criterion, Words], ...]


def classify(lines: Sequence[Line], edition: Edition, form: Sequence[str]) -> list[ClassifiedLine]:
    """Classify every line. `form` are further texts that the form itself prints, each once."""
    published = _published(edition)
    taken: dict[str, int] = {}
    classified: list[ClassifiedLine] = []
    for at, line in enumerate(lines):
        classified.append(_criterion(line, published, taken, at))
        if classified[-1].role is Role.TYPED and classified[:-1]:
            joined = _joined(classified[-2], line, published, taken)
            if joined:
                classified[-2:] = joined
        if classified[-1].role is Role.CRITERION:
            taken.setdefault(classified[-1].ref, at)
    last = ""
    for at, each in enumerate(classified):
        last = each.ref if each.role is Role.CRITERION else last
        classified[at] = _point(each, published, last)
    _headings(classified, edition)
    _print(classified, edition, form)
    return classified


def _published(edition: Edition) -> _Published:
    criteria = tuple(
        (benchmark, criterion, words(criterion.text))
        for benchmark in edition.benchmarks
        for criterion in benchmark.criteria
    )
    points = tuple((c, words(point)) for _, c, _ in criteria for point in c.points)
    return _Published(criteria, points)


def _criterion(
    line: Line, published: _Published, taken: Mapping[str, int], at: int
) -> ClassifiedLine:
    text = str(line.text)
    if line.kind is not LineKind.TEXT or not text:
        return ClassifiedLine(line, Role.TYPED)
    named = _REF.match(text)
    refs = {criterion.ref for _, criterion, _ in published.criteria}
    if named and named[1].upper() in refs:
        return ClassifiedLine(line, Role.QUOTED, named[1].upper())
    line_words = words(text)
    found = [(c.ref, hit) for _, c, w in published.criteria if (hit := match(line_words, text, w))]
    if not found:
        return ClassifiedLine(line, Role.TYPED)
    ref, hit = max(found, key=lambda each: (each[1].score, each[0] not in taken))
    if ref in taken and at - taken[ref] > 0:
        return ClassifiedLine(line, Role.QUOTED, ref)
    return ClassifiedLine(line, Role.CRITERION, ref, hit.start, hit.end, hit.inside)


def _joined(
    before: ClassifiedLine, line: Line, published: _Published, taken: Mapping[str, int]
) -> tuple[ClassifiedLine, ClassifiedLine] | None:
    """Return both lines of a criterion that was broken over two lines, or None."""
    if before.role is not Role.TYPED or before.line.cells != line.cells or not str(line.text):
        return None
    first = str(before.line.text)
    text = f"{first} {line.text}"
    line_words = words(text)
    for _, criterion, wanted in published.criteria:
        hit = match(line_words, text, wanted) if criterion.ref not in taken else None
        if hit and hit.score >= _SURE and hit.start < len(first) < hit.end:
            # Words typed among them may stand in either line: both are named.
            ref, behind = criterion.ref, hit.end - len(first) - 1
            head = ClassifiedLine(before.line, Role.POINT, ref, hit.start, len(first), hit.inside)
            return head, ClassifiedLine(line, Role.CRITERION, ref, 0, behind, hit.inside)
    return None


def _point(each: ClassifiedLine, published: _Published, last: str) -> ClassifiedLine:
    """Return a typed line as the sub-point that it prints of the last criterion, if it does."""
    if (
        each.role is not Role.TYPED
        or each.line.kind is not LineKind.TEXT
        or not each.line.text.spans
    ):
        return each
    text = str(each.line.text)
    line_words = words(text)
    points = (wanted for criterion, wanted in published.points if criterion.ref == last)
    hits = [hit for wanted in points if (hit := match(line_words, text, wanted))]
    if not hits:
        return each
    hit = max(hits, key=lambda found: found.score)
    return replace(
        each, role=Role.POINT, ref=last, before=hit.start, behind=hit.end, inside=hit.inside
    )


def _headings(classified: list[ClassifiedLine], edition: Edition) -> None:
    """Mark the heading of each level: the nearest line of its words above its first criterion."""
    place = {each.ref: at for at, each in enumerate(classified) if each.role is Role.CRITERION}
    for benchmark in edition.benchmarks:
        for level, heading in benchmark.headings.items():
            first = [place[c.ref] for c in benchmark.at(level) if c.ref in place]
            at = min(first, default=0) - 1
            while at >= 0 and classified[at].role not in {Role.CRITERION, Role.POINT, Role.HEADING}:
                if (
                    classified[at].role is Role.TYPED
                    and _reads(classified[at], heading)
                    and _stands_over(classified, at, min(first))
                ):
                    classified[at] = _printed(classified[at], Role.HEADING, heading)
                    break
                at -= 1
    _possible_headings(classified, edition)


def _possible_headings(classified: list[ClassifiedLine], edition: Edition) -> None:
    """Mark plain paragraphs that read like the heading of a level, while some of them are missing.

    In a form that was turned into plain text "Not met" is a heading, or the answer to the criterion
    above it: it ends what belongs to that, and its words stay typed ones.
    """
    headings = [heading for b in edition.benchmarks for heading in b.headings.values()]
    found = sum(each.role is Role.HEADING for each in classified)
    for at, each in enumerate(classified):
        plain = each.role is Role.TYPED and each.line.kind is LineKind.TEXT and not each.line.cells
        if plain and found < len(headings) and any(_reads(each, text) for text in set(headings)):
            classified[at] = replace(each, role=Role.HEADING)


def _stands_over(classified: Sequence[ClassifiedLine], at: int, first: int) -> bool:
    """Return whether a line stands where a heading does.

    It is in the criterion's cell, in a row alone, or above the table in a heading's style.
    """
    cells = classified[at].line.cells
    if cells == classified[first].line.cells:
        return True
    if not cells:
        return classified[at].line.style.casefold().startswith("heading")
    row = cells[-1].row if cells else None
    return (
        sum(
            any(c.row == row for c in each.line.cells)
            for each in classified
            if each.line.text.spans
        )
        == 1
    )


def _print(classified: list[ClassifiedLine], edition: Edition, form: Sequence[str]) -> None:
    """Mark what else the form prints, each once: titles (by level), notes, table headings."""
    once = Counter([edition.titles["annex_b"], *form])
    for benchmark in edition.benchmarks:
        once[benchmark.title] += max(1, len({c.level for c in benchmark.criteria}))
        if benchmark.unscored:
            once[benchmark.unscored.annex_b_note] += 1
    titles = {benchmark.title for benchmark in edition.benchmarks}
    for at, each in enumerate(classified):
        if each.role is not Role.TYPED or not each.line.text.spans:
            continue
        if each.line.kind is LineKind.MARGIN and _PAGE.fullmatch(str(each.line.text)):
            classified[at] = replace(each, role=Role.PRINT, behind=len(str(each.line.text)))
            continue
        for text in _texts(each, once):
            role = Role.HEADING if text in titles else Role.PRINT
            classified[at] = _printed(each, role, text)
            once[text] -= 1
            break


def _texts(each: ClassifiedLine, once: Mapping[str, int]) -> Iterator[str]:
    margin = each.line.kind is LineKind.MARGIN  # headers are printed for several kinds of pages
    for text, left in once.items():
        if (left > 0 or margin) and _reads(each, text):
            yield text


def _reads(each: ClassifiedLine, text: str) -> bool:
    """Return whether a line has these words, or begins with them where only print stands."""
    have, wanted = words(str(each.line.text)).folded, words(text).folded
    if not wanted or have == wanted:
        return have == wanted and bool(wanted)
    first_column = bool(each.line.cells) and each.line.cells[-1].column == 0
    long = len(wanted) > _LONG or (first_column and len(wanted) > 1)
    return long and have[: len(wanted)] == wanted


_LONG = 3


def _printed(each: ClassifiedLine, role: Role, text: str) -> ClassifiedLine:
    ends = words(str(each.line.text)).ends
    return replace(each, role=role, behind=ends[len(words(text).folded) - 1])
