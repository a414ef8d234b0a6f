"""The lines of a returned form into the rows of an assessment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assembler import rich_text
from assembler.errors import AssemblerError
from assembler.model import Answer, Assessment, Criterion, Edition, Evidence, Unplaced
from assembler.returned.anchor import anchors
from assembler.returned.classify_lines import Read, Role, read
from assembler.returned.lines import Kind, Line
from assembler.returned.lines import read as lines_of
from assembler.returned.parse_answer import clear
from assembler.rich_text import Paragraph, Span
from assembler.templating import template_set

_BETWEEN = " \t\u00a0.,:;–—-|/!?)]}”’\"'"
# Another document may hold a criterion or two by chance: below this share it is no Annex B.
_LEAST = 0.1
_PUBLISHED = (Role.CRITERION, Role.POINT)


@dataclass(frozen=True)
class Returned:
    """An assessment with what a form brought, and how many criteria were found in the form."""

    assessment: Assessment
    found: int


@dataclass(frozen=True)
class _Piece:
    """Typed words: the criterion they belong to ("" none), the line they stood in, what near."""

    ref: str
    line: Line
    text: Paragraph
    near: str = ""


def brought_in(assessment: Assessment, label: str, content: bytes) -> Returned:
    """Bring a completed Annex B into an assessment.

    Evidence and Self-assessment are filled, the adviser's answers never. Raises AssemblerError when
    the file is no Word document or holds hardly any of the edition's criteria.
    """
    edition = assessment.edition
    made = read(lines_of(label, content), edition, _form_texts())
    found = {one.ref for one in made if one.role is Role.CRITERION}
    if len(found) < _LEAST * len(edition.criteria):
        held = f"only {len(found)} of the {len(edition.criteria)}" if found else "none of the"
        raise AssemblerError(
            f"{label} holds {held} criteria of {edition.year}.",
            "Check that it is the completed Annex B, and of this year (--edition).",
        )
    pieces = [*_pieces(made, edition)]
    criteria = {criterion.ref: criterion for criterion in edition.criteria}
    evidence = {
        ref: _filled(row, criteria[ref], [piece for piece in pieces if piece.ref == ref])
        for ref, row in assessment.evidence.items()
    }
    unplaced = tuple(
        Unplaced(piece.line.place, piece.near, (piece.text,)) for piece in pieces if not piece.ref
    )
    whole = replace(assessment, evidence=evidence, unplaced=(*assessment.unplaced, *unplaced))
    return Returned(whole, len(found))


def edition_of(label: str, content: bytes, editions: Sequence[Edition]) -> Edition:
    """Say which edition a returned form is of: the one with most of its criteria in it."""
    if len(editions) == 1:
        return editions[0]
    lines = lines_of(label, content)

    def found(edition: Edition) -> tuple[float, str]:
        made = read(lines, edition, ())
        count = len({one.ref for one in made if one.role is Role.CRITERION and not one.inside})
        return count, edition.year

    return max(editions, key=found)


def _form_texts() -> tuple[str, ...]:
    """Give what the template of Annex B prints of itself: the headings of its table and page."""
    lines = lines_of("annex-b.docx", (template_set.shipped() / "annex-b.docx").read_bytes())
    return tuple(text for line in lines if (text := str(line.text)) and "{" not in text)


def _pieces(made: Sequence[Read], edition: Edition) -> Iterator[_Piece]:
    near = ""
    benchmark_of = {c.ref: b for b in edition.benchmarks for c in b.criteria}
    titles = {b.title: b for b in edition.benchmarks}
    lists = {one.line.style for one in made if one.role in _PUBLISHED}
    for one, ref in zip(made, anchors(made), strict=True):
        if one.role is Role.CRITERION:
            near = f"Benchmark {benchmark_of[one.ref].number}, near {one.ref}"
        elif one.role is Role.HEADING:
            here = next((b for t, b in titles.items() if str(one.line.text).startswith(t)), None)
            near = f"Benchmark {here.number}" if here else near
        if one.line.kind is Kind.MARGIN:
            near = ""
        for text in _typed(one):
            if one.line.style in lists:  # the bullets are the form's, not the council's
                text = replace(text, item=False)  # noqa: PLW2901
            yield _Piece(ref, one.line, text, near)
        if one.inside:
            yield _Piece("", one.line, one.line.text, f"typed inside the words of {one.ref}")


def _typed(one: Read) -> Iterator[Paragraph]:
    """Give what was typed in a line: all of it, or what stands round the published words."""
    whole = len(str(one.line.text))
    stretches = [(0, whole)]
    if one.role not in {Role.TYPED, Role.QUOTED}:
        stretches = [(0, one.before), (one.behind, whole)]
    for start, end in stretches:
        yield from _cut(one.line.text, start, end)


def _cut(paragraph: Paragraph, start: int, end: int) -> Iterator[Paragraph]:
    """Give a stretch of a paragraph, without the marks that only divide it from the rest."""
    text = str(paragraph)
    if (start, end) != (0, len(text)):
        while start < end and text[start] in _BETWEEN:
            start += 1
        while end > start and start == 0 and text[end - 1] in _BETWEEN:
            end -= 1
    spans: list[Span] = []
    at = 0
    for span in paragraph.spans:
        piece = span.text[max(0, start - at) : max(0, end - at)]
        spans += [replace(span, text=piece)] if piece else []
        at += len(span.text)
    for made in rich_text.from_spans(spans):
        yield replace(made, item=made.item or (paragraph.item and start == 0))


def _filled(row: Evidence, criterion: Criterion, pieces: Sequence[_Piece]) -> Evidence:
    """Fill a row; several answers that differ are none, and stay in the words."""
    said = [(piece.text, *clear(str(piece.text), criterion.level)) for piece in pieces]
    answers = {answer for _, answer, _ in said if answer is not None}
    answer: Answer | None = answers.pop() if len(answers) == 1 else None
    text = tuple(
        made
        for paragraph, _, length in said
        for made in _cut(paragraph, length if answer else 0, len(str(paragraph)))
    )
    return replace(row, self_assessment=answer or row.self_assessment, text=(*row.text, *text))


def told(returned: Returned) -> Mapping[str, int]:
    """Count what came of a form, for the report."""
    rows = returned.assessment.evidence.values()
    return {
        "criteria": len(returned.assessment.edition.criteria),
        "found": returned.found,
        "evidence": sum(bool(row.text) for row in rows),
        "answers": sum(row.self_assessment is not None for row in rows),
        "unplaced": len(returned.assessment.unplaced),
    }
