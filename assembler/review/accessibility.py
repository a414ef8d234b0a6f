"""Rules on what a reader with a screen reader, or poor sight, meets."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from assembler.findings import Severity
from assembler.review.reviewed_document import ReviewedDocument, problem, rule
from assembler.rules import Problem
from assembler.word.namespaces import w
from assembler.word.styles import contrast, is_colour
from assembler.wording import shortened

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_LANGUAGE = "en-GB"
# Welsh names in an English letter are as they should be.
_WELCOME = frozenset({"en-GB", "cy-GB", "", "x-none"})
_EMPTY_TALK = re.compile(
    r"(?i)^\W*(?:click here|here|link|this link|read more|more|this page|website|see here)\W*$"
)
_BARE = re.compile(r"(?i)^\s*(?:https?://|www\.)\S{40,}\s*$")
_CLEAR, _CLEAR_LARGE, _LARGE, _LARGE_BOLD = 4.5, 3.0, 36, 28


@rule("access.language")
def language(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The document's language is not British English: it would be read out wrongly."""
    found = reviewed.copy.looks.language()
    if found != _LANGUAGE:
        yield problem(
            "whole document",
            f"its language is {found or 'not set'}, not British English.",
            "Select all (Ctrl+A), then Review, Language, English (United Kingdom), Set As Default.",
        )


@rule("access.language_words", Severity.WARNING)
def language_words(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """Some words are marked as another language: read out wrongly, spelled by other rules."""
    for passage in reviewed.copy.passages:
        marked = Counter[str]()
        for run in _runs(passage.element):
            own = run.find(f"{w('rPr')}/{w('lang')}")
            marked[own.get(w("val"), "") if own is not None else ""] += 1
        for other in sorted(set(marked) - _WELCOME):
            yield problem(
                passage.place,
                f"words here are marked as {other}.",
                "Select them, then Review, Language, English (United Kingdom).",
            )


@rule("access.header_row")
def header_row(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A table's first row is not marked as its header row."""
    for table in _body(reviewed).iter(w("tbl")):
        row = table.find(f".//{w('tr')}")
        if row is None:
            continue
        mark = row.find(f"{w('trPr')}/{w('tblHeader')}")
        if mark is None or mark.get(w("val"), "1") in {"0", "false", "off"}:
            first = shortened(" ".join(t.text or "" for t in row.iter(w("t"))))
            yield problem(
                f"table “{first}”",
                "its first row is not marked as a header row.",
                "Click in the row, then Table Layout, Repeat Header Rows.",
            )


@rule("access.headings")
def headings(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """Headings skip a level, or there are none to find one's way by."""
    before = 0
    for passage in reviewed.copy.body:
        if not passage.level or not passage.text.strip():
            continue
        if passage.level > before + 1:
            wanted = before + 1
            yield problem(
                passage.place,
                f"this heading is level {passage.level}, where level {wanted} comes next.",
                f"Give it the style Heading {wanted}.",
            )
        before = passage.level
    if not before:
        yield problem("whole document", "no heading is marked as one.", "Use the Heading styles.")


@rule("access.heading_lost")
def heading_lost(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """What was a heading only looks like one now."""
    for kind, passages in reviewed.parts.items():
        for printed in reviewed.printed_passages(kind):
            if not printed.level:
                continue
            same = [p for p in passages if p.plain == printed.plain]
            if same and not any(p.level for p in same):
                yield problem(
                    same[0].place,
                    "this is no longer marked as a heading.",
                    f"Give it the style Heading {printed.level}.",
                )


@rule("access.alt_text")
def alt_text(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A picture has no description for those who cannot see it."""
    for drawing in _body(reviewed).iter(f"{_DRAWING}docPr"):
        decorative = any(e.get("val") in {"1", "true"} for e in drawing.iter(_DECORATIVE))
        if not decorative and not (drawing.get("descr") or "").strip():
            yield problem(
                reviewed.copy.at(drawing),
                "a picture has no description.",
                "Right-click it, Edit Alt Text, say what it shows (or mark it as decorative).",
            )


@rule("access.link_text", Severity.WARNING)
def link_text(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A link does not say where it leads, or is a long bare address."""
    for passage in reviewed.copy.passages:
        if passage.element is None:
            continue
        for link in passage.element.iter(w("hyperlink")):
            words = "".join(t.text or "" for t in link.iter(w("t")))
            if _EMPTY_TALK.match(words) or _BARE.match(words):
                yield problem(
                    passage.place,
                    f"the link “{shortened(words)}” does not say in words where it leads.",
                    "Let the linked words name the page.",
                )


@rule("access.contrast")
def pale(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """Words are too pale against what lies behind them."""
    looks = reviewed.copy.looks
    for passage in reviewed.copy.passages:
        for run in _runs(passage.element):
            colour = looks.of(run, "color")
            if not is_colour(colour) or not any((t.text or "").strip() for t in run):
                continue
            size = looks.of(run, "sz")
            least = _LARGE_BOLD if looks.is_on(run, "b") else _LARGE
            large = size.isdigit() and int(size) >= least
            found = contrast(colour, looks.background(run))
            if found < (_CLEAR_LARGE if large else _CLEAR):
                yield problem(
                    passage.place,
                    f"words are hard to read: contrast {found:.1f} to 1, {_CLEAR} is needed.",
                    "Give them a darker colour, or Automatic.",
                )


@rule("access.text_box", Severity.WARNING)
def text_box(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """Words stand in a text box, which screen readers meet out of order or not at all."""
    for box in _body(reviewed).iter(w("txbxContent")):
        words = shortened(" ".join(t.text or "" for t in box.iter(w("t"))))
        yield problem(
            reviewed.copy.at(box),
            f"“{words}” is in a text box.",
            "Cut it and paste it into the text.",
        )


@rule("access.table", Severity.WARNING)
def table(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A table has merged or empty cells."""
    for row in _body(reviewed).iter(w("tr")):
        for cell in row.iter(w("tc")):
            merged = cell.find(f"{w('tcPr')}/{w('vMerge')}") is not None
            span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
            words = "".join(t.text or "" for t in cell.iter(w("t"), w("delText"))).strip()
            if merged or (span is not None and span.get(w("val")) not in {None, "1"}):
                yield problem(reviewed.copy.at(cell), "a cell is merged.", "Split it again.")
            elif not words and cell.find(f".//{_DRAWING}docPr") is None:
                yield problem(
                    reviewed.copy.at(row),
                    "a cell of this row is empty.",
                    "Fill it, if only with N/A.",
                )


def _body(reviewed: ReviewedDocument) -> etree._Element:
    return reviewed.copy.parts.root(reviewed.copy.parts.main)


def _runs(element: etree._Element | None) -> Iterator[etree._Element]:
    return iter(()) if element is None else element.iter(w("r"))
