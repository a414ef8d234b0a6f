"""Bring the lines of a returned form into the rows of an assessment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assembler import rich_text
from assembler.errors import AssemblerError
from assembler.model import Answer, Assessment, Criterion, Edition, Evidence, Unplaced
from assembler.returned.anchor import anchors
from assembler.returned.classify_lines import ClassifiedLine, Role, classify
from assembler.returned.columns import Columns
from assembler.returned.lines import Line, LineKind, read_lines
from assembler.returned.parse_answer import (
    ParsedAnswer,
    choice_in,
    contradicts,
    introduces_answer,
    parse_answer,
)
from assembler.returned.whose_form import council_named, is_another
from assembler.returned.write_form import form_title, printed_texts
from assembler.rich_text import Paragraph, Span
from assembler.templating import template_set

_SEPARATORS = " \t\u00a0.,:;–—-|/!?)]}”’\"'"
# Another document may hold a criterion or two by chance: below this share it is not an Annex B.
_LEAST_SHARE = 0.1
_PUBLISHED = (Role.CRITERION, Role.POINT)


@dataclass(frozen=True)
class Returned:
    """An assessment with what a form brought, and how many criteria were found in the form."""

    assessment: Assessment
    found: int


@dataclass(frozen=True)
class _Piece:
    """Typed words: the ref of their criterion ("" for none), their line, what they stand near."""

    ref: str
    line: Line
    text: Paragraph
    near: str = ""
    place: str = ""

    def unplaced(self) -> Unplaced:
        return Unplaced(self.place or self.line.place, self.near, (self.text,))


def import_form(assessment: Assessment, label: str, content: bytes) -> Returned:
    """Bring a completed Annex B into an assessment.

    Evidence and Self-assessment are filled, the adviser's answers never. Raises AssemblerError when
    the file is not a Word document, holds hardly any of the edition's criteria or names another
    council.
    """
    edition = assessment.edition
    read = read_lines(label, content)
    lines = classify(read, edition, _form_texts(assessment, read))
    found = {line.ref for line in lines if line.role is Role.CRITERION}
    if len(found) < _LEAST_SHARE * len(edition.criteria):
        held = f"only {len(found)} of the {len(edition.criteria)}" if found else "none of the"
        raise AssemblerError(
            f"{label} holds {held} criteria of {edition.year}.",
            "Check that it is the completed Annex B, and of this year (--edition).",
        )
    named, authority = council_named(lines), assessment.details.authority
    if is_another(named, authority):
        raise AssemblerError(
            f"This form is of {named}, not of {authority}: {label} says “Council: {named}”.",
            "Bring in the council's own form. If it is the right one, correct that line in Word.",
        )
    pieces = [*_pieces(lines, edition)]
    columns = Columns(lines)
    evidence, unplaced = {}, [piece for piece in pieces if not piece.ref]
    criteria = {criterion.ref: criterion for criterion in edition.criteria}
    for ref, row in assessment.evidence.items():
        own = [piece for piece in pieces if piece.ref == ref]
        evidence[ref], ambiguous = _filled(row, criteria[ref], own, columns)
        unplaced += ambiguous
    in_order = sorted(unplaced, key=lambda piece: piece.line.paragraph)
    rows = (*assessment.unplaced, *(piece.unplaced() for piece in in_order))
    return Returned(replace(assessment, evidence=evidence, unplaced=rows), len(found))


def edition_of(label: str, content: bytes, editions: Sequence[Edition]) -> Edition:
    """Return the edition with most of its criteria in a returned form.

    Of equals it is the one that the form is titled for, else the newest.
    """
    if len(editions) == 1:
        return editions[0]
    lines = read_lines(label, content)

    texts = {str(line.text) for line in lines}

    def criteria_found(edition: Edition) -> tuple[int, bool, str]:
        classified = classify(lines, edition, ())
        refs = {c.ref for c in classified if c.role is Role.CRITERION and not c.inside}
        return len(refs), form_title(edition) in texts, edition.year

    return max(editions, key=criteria_found)


def counts(returned: Returned) -> Mapping[str, int]:
    """Count what came of a form, for the report."""
    rows = returned.assessment.evidence.values()
    return {
        "criteria": len(returned.assessment.edition.criteria),
        "found": returned.found,
        "evidence": sum(bool(row.text) for row in rows),
        "answers": sum(row.self_assessment is not None for row in rows),
        "unplaced": len(returned.assessment.unplaced),
    }


def _form_texts(assessment: Assessment, lines: Sequence[Line]) -> tuple[str, ...]:
    """Return what a form prints besides the criteria: Annex B, or the form under its own title."""
    annex_b = read_lines("annex-b.docx", (template_set.shipped() / "annex-b.docx").read_bytes())
    template = [text for line in annex_b if (text := str(line.text)) and "{" not in text]
    if form_title(assessment.edition) in {str(line.text) for line in lines}:
        template += printed_texts(assessment)
    return tuple(template)


def _pieces(lines: Sequence[ClassifiedLine], edition: Edition) -> Iterator[_Piece]:
    near = ""
    benchmark_of = {c.ref: b for b in edition.benchmarks for c in b.criteria}
    by_title = {b.title: b for b in edition.benchmarks}
    list_styles = {each.line.style for each in lines if each.role in _PUBLISHED}
    for each, ref in zip(lines, anchors(lines), strict=True):
        line = each.line
        if each.role is Role.CRITERION:
            near = f"Benchmark {benchmark_of[each.ref].number}, near {each.ref}"
        elif each.role is Role.HEADING:
            benchmark = next((b for t, b in by_title.items() if str(line.text).startswith(t)), None)
            near = f"Benchmark {benchmark.number}" if benchmark else near
        if line.kind is LineKind.MARGIN:
            near = ""
        for text in _typed(each):
            is_item = text.item and line.style not in list_styles  # else the bullet is the form's
            yield _Piece(ref, line, replace(text, item=is_item), near)
        if each.inside:
            yield _Piece("", line, line.text, f"typed inside the words of {each.ref}")
        if each.role is not Role.PRINT:
            for text in rich_text.from_spans(s for s in line.text.spans if s.highlight):
                place = f"struck out or hidden at {line.place}"
                yield _Piece("", line, _without_marks(text), near, place)


def _typed(each: ClassifiedLine) -> Iterator[Paragraph]:
    """Yield what was typed in a line: all of it, or what stands around the published words."""
    length = len(str(each.line.text))
    stretches = [(0, length)]
    if each.role not in {Role.TYPED, Role.QUOTED}:
        stretches = [(0, each.before), (each.behind, length)]
    for start, end in stretches:
        yield from _stretch(each.line.text, start, end)


def _stretch(paragraph: Paragraph, start: int, end: int) -> Iterator[Paragraph]:
    """Yield part of a paragraph, without the marks that divide it from the rest.

    Words that are struck out or hidden are left out: they are not what the council says.
    """
    text = str(paragraph)
    if (start, end) != (0, len(text)):
        while start < end and text[start] in _SEPARATORS:
            start += 1
        while end > start and start == 0 and text[end - 1] in _SEPARATORS:
            end -= 1
    spans: list[Span] = []
    at = 0
    for span in paragraph.spans:
        piece = span.text[max(0, start - at) : max(0, end - at)]
        spans += [replace(span, text=piece)] if piece and not span.highlight else []
        at += len(span.text)
    for each in rich_text.from_spans(spans):
        yield replace(each, item=each.item or (paragraph.item and start == 0))


def _without_marks(paragraph: Paragraph) -> Paragraph:
    return Paragraph(tuple(replace(span, highlight=False) for span in paragraph.spans))


def _filled(
    row: Evidence, criterion: Criterion, pieces: Sequence[_Piece], columns: Columns
) -> tuple[Evidence, list[_Piece]]:
    """Fill a row; return it with the pieces whose boxes can be read in two ways.

    Several answers that differ are none, and stay in the words; so does any answer beside a box
    that cannot be read.
    """
    readings = [*_readings(criterion, pieces, columns)]
    answers = {reading.answer for reading in readings if reading.answer is not None}
    doubtful = any(r.two_ways or (r.bare and r.answer is None) for r in readings)
    answer: Answer | None = answers.pop() if len(answers) == 1 and not doubtful else None
    if any(_contradicting(criterion, pieces, readings, answer)):
        answer = None
    text = tuple(
        paragraph
        for piece, reading in zip(pieces, readings, strict=True)
        if not reading.two_ways
        for paragraph in _stretch(piece.text, reading.length if answer else 0, len(str(piece.text)))
    )
    ambiguous = [
        replace(piece, ref="", near=f"{piece.near}: the box can be read in two ways")
        for piece, reading in zip(pieces, readings, strict=True)
        if reading.two_ways
    ]
    filled = replace(row, self_assessment=answer or row.self_assessment, text=(*row.text, *text))
    return filled, ambiguous


def _contradicting(
    criterion: Criterion,
    pieces: Sequence[_Piece],
    readings: Sequence[ParsedAnswer],
    answer: Answer | None,
) -> Iterator[bool]:
    """Yield, for each piece without an answer, whether it casts doubt on the answer of another."""
    answered: Line | None = None
    for piece, reading in zip(pieces, readings, strict=True):
        follows = answered is not None and answered.cells == piece.line.cells
        if reading.answer is None:
            yield contradicts(str(piece.text), answer, criterion.level, follows=follows)
        answered = piece.line if reading.answer is not None else None


def _readings(
    criterion: Criterion, pieces: Sequence[_Piece], columns: Columns
) -> Iterator[ParsedAnswer]:
    """Yield the reading of each piece, given the heading of its column and the piece before it."""
    before = ""
    for piece in pieces:
        text = str(piece.text)
        reading = columns.in_column(
            piece.line, parse_answer(text, criterion.level), criterion.level
        )
        is_question = before.rstrip().endswith(("?", ":")) and not choice_in(before)
        asked = is_question and not introduces_answer(before)
        yield ParsedAnswer(two_ways=reading.two_ways) if asked else reading
        before = text
