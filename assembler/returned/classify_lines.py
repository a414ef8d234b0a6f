"""What each line of a returned form is: a criterion, a sub-point, other print, or typed words."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from assembler.model import Benchmark, Criterion, Edition
from assembler.returned.lines import Kind, Line
from assembler.returned.match import Match, Words, match, words

_REF = re.compile(r"\s*\(?(B[0-9]+-[MEN][0-9]+)\b", re.IGNORECASE)
_PAGE = re.compile(r"\s*Page\s+[0-9]+(\s+of\s+[0-9]+)?\s*", re.IGNORECASE)
_SURE = 0.9


class Role(Enum):
    """What a line is. HEADING ends what belonged to the criterion before it."""

    TYPED = auto()
    CRITERION = auto()
    POINT = auto()
    QUOTED = auto()
    HEADING = auto()
    PRINT = auto()


@dataclass(frozen=True)
class Read:
    """A line with its role: the criterion it is of, and the words typed before, in, behind."""

    line: Line
    role: Role
    ref: str = ""
    before: int = 0
    behind: int = 0
    inside: str = ""


@dataclass(frozen=True)
class _Known:
    """The published words of an edition, cut for comparison."""

    criteria: tuple[tuple[Benchmark, Criterion, Words], ...]
    points: tuple[tuple[Criterion, Words], ...]


def read(lines: Sequence[Line], edition: Edition, form: Sequence[str]) -> list[Read]:
    """Say what every line is. `form` are further texts that the form prints, each once."""
    known = _known(edition)
    taken: dict[str, int] = {}
    made: list[Read] = []
    for at, line in enumerate(lines):
        made.append(_criterion(line, known, taken, at))
        if made[-1].role is Role.TYPED and made[:-1]:
            joined = _joined(made[-2], line, known, taken)
            if joined:
                made[-2:] = joined
        if made[-1].role is Role.CRITERION:
            taken.setdefault(made[-1].ref, at)
    made = [_point(one, known, made, at) for at, one in enumerate(made)]
    _headings(made, edition)
    _print(made, edition, form)
    return made


def _known(edition: Edition) -> _Known:
    criteria = tuple(
        (benchmark, criterion, words(criterion.text))
        for benchmark in edition.benchmarks
        for criterion in benchmark.criteria
    )
    points = tuple((c, words(point)) for _, c, _ in criteria for point in c.points)
    return _Known(criteria, points)


def _criterion(line: Line, known: _Known, taken: Mapping[str, int], at: int) -> Read:
    text = str(line.text)
    if line.kind is not Kind.TEXT or not text:
        return Read(line, Role.TYPED)
    named = _REF.match(text)
    refs = {criterion.ref for _, criterion, _ in known.criteria}
    if named and named[1].upper() in refs:
        return Read(line, Role.QUOTED, named[1].upper())
    cut = words(text)
    found = [(c.ref, hit) for _, c, w in known.criteria if (hit := match(cut, text, w))]
    if not found:
        return Read(line, Role.TYPED)
    ref, hit = max(found, key=lambda one: (one[1].score, one[0] not in taken))
    if ref in taken and at - taken[ref] > 0:
        return Read(line, Role.QUOTED, ref)
    return Read(line, Role.CRITERION, ref, hit.start, hit.end, hit.inside)


def _joined(
    before: Read, line: Line, known: _Known, taken: Mapping[str, int]
) -> tuple[Read, Read] | None:
    """Find a criterion that somebody broke in two."""
    if before.role is not Role.TYPED or before.line.cells != line.cells or not str(line.text):
        return None
    first = str(before.line.text)
    text = f"{first} {line.text}"
    cut = words(text)
    for _, criterion, published in known.criteria:
        hit = match(cut, text, published) if criterion.ref not in taken else None
        if hit and hit.score >= _SURE and hit.start < len(first) < hit.end:
            head = Read(before.line, Role.POINT, criterion.ref, hit.start, len(first))
            behind = hit.end - len(first) - 1
            return head, Read(line, Role.CRITERION, criterion.ref, 0, behind, hit.inside)
    return None


def _point(one: Read, known: _Known, made: Sequence[Read], at: int) -> Read:
    if one.role is not Role.TYPED or one.line.kind is not Kind.TEXT or not one.line.text.spans:
        return one
    text = str(one.line.text)
    cut = words(text)
    hits: list[tuple[str, Match]] = []
    for criterion, published in known.points:
        if hit := match(cut, text, published):
            hits.append((criterion.ref, hit))
    last = next((r.ref for r in reversed(made[:at]) if r.role is Role.CRITERION), "")
    hits = [(ref, hit) for ref, hit in hits if ref == last]
    if not hits:
        return one
    ref, hit = max(hits, key=lambda found: found[1].score)
    return replace(
        one, role=Role.POINT, ref=ref, before=hit.start, behind=hit.end, inside=hit.inside
    )


def _headings(made: list[Read], edition: Edition) -> None:
    """Find the heading of each level: the nearest line of its words before its first criterion."""
    place = {one.ref: at for at, one in enumerate(made) if one.role is Role.CRITERION}
    for benchmark in edition.benchmarks:
        for level, heading in benchmark.headings.items():
            first = [place[c.ref] for c in benchmark.at(level) if c.ref in place]
            at = min(first, default=0) - 1
            while at >= 0 and made[at].role not in {Role.CRITERION, Role.POINT, Role.HEADING}:
                if (
                    made[at].role is Role.TYPED
                    and _reads(made[at], heading)
                    and _stands_over(made, at, min(first))
                ):
                    made[at] = _printed(made[at], Role.HEADING, heading)
                    break
                at -= 1


def _stands_over(made: Sequence[Read], at: int, first: int) -> bool:
    """Whether a line stands where a heading does: in the criterion's cell, or alone in its row."""
    cells = made[at].line.cells
    if cells == made[first].line.cells:
        return True
    row = cells[-1].row if cells else None
    return (
        sum(any(c.row == row for c in one.line.cells) for one in made if one.line.text.spans) == 1
    )


def _print(made: list[Read], edition: Edition, form: Sequence[str]) -> None:
    """Find what else the form prints: titles, notes, the headings of the table; each once."""
    once = Counter([edition.titles["annex_b"], *form])
    for benchmark in edition.benchmarks:
        once[benchmark.title] += 1
        if benchmark.unscored:
            once[benchmark.unscored.annex_b_note] += 1
    titles = {benchmark.title for benchmark in edition.benchmarks}
    for at, one in enumerate(made):
        if one.role is not Role.TYPED or not one.line.text.spans:
            continue
        if one.line.kind is Kind.MARGIN and _PAGE.fullmatch(str(one.line.text)):
            made[at] = replace(one, role=Role.PRINT, behind=len(str(one.line.text)))
            continue
        for text in _texts(one, once):
            role = Role.HEADING if text in titles else Role.PRINT
            made[at] = _printed(one, role, text)
            once[text] -= 1
            break


def _texts(one: Read, once: Mapping[str, int]) -> Iterator[str]:
    margin = one.line.kind is Kind.MARGIN  # headers are printed for several kinds of pages
    for text, left in once.items():
        if (left > 0 or margin) and _reads(one, text):
            yield text


def _reads(one: Read, text: str) -> bool:
    """Whether a line has these words, or begins with them where only print stands."""
    have, wanted = words(str(one.line.text)).folded, words(text).folded
    if not wanted or have == wanted:
        return have == wanted and bool(wanted)
    first_column = bool(one.line.cells) and one.line.cells[-1].column == 0
    long = len(wanted) > _LONG or (first_column and len(wanted) > 1)
    return long and have[: len(wanted)] == wanted


_LONG = 3


def _printed(one: Read, role: Role, text: str) -> Read:
    ends = words(str(one.line.text)).ends
    return replace(one, role=role, behind=ends[len(words(text).folded) - 1])
