"""Rule on words that are in a document and that nobody sees on its pages."""

import re
from collections.abc import Iterator

from lxml import etree

from assembler.review.reviewed_document import ReviewedDocument, problem, rule
from assembler.rules import Problem
from assembler.word.namespaces import w
from assembler.wording import shortened

_TINY = 8  # half-points
_NARROW, _OVERLAPPING = 15, 80  # per cent of normal width; twentieths of a point between letters
_SUNK = 400  # half-points above or below the line
_LOW, _OFF_PAGE = 80, 12_000  # twentieths of a point: a height, the edge of a page
_NO_SIZE, _OFF_PAGE_DRAWING = 20_000, 11_000_000  # the same of drawings, in English Metric Units
# Entries of a paragraph's properties that place it, and their measures.
_PLACING = {
    "spacing": (),
    "framePr": ("x", "y"),
    "ind": ("left", "start", "right", "end", "firstLine", "hanging"),
}
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_SHAPES = tuple(f"{{urn:schemas-microsoft-com:vml}}{name}" for name in ("shape", "rect"))
_AROUND = (w("p"), w("tr"), *_SHAPES, f"{_DRAWING}anchor", f"{_DRAWING}inline")
_UNSEEN_SHAPE = re.compile(
    r"visibility: *hidden|(?:^|;) *(?:width|height): *0|(?:left|top): *-?[0-9]{4,}pt"
)
_NUMBER = re.compile(r"-?[0-9]+")


@rule("left.hidden")
def hidden(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """Text is there that nobody sees on the page: hidden, as pale as the paper, or tiny."""
    known: dict[etree._Element, bool] = {}
    for passage, run in reviewed.copy.runs:
        why = _unseen(reviewed, run)
        if not why and any(
            _is_off(reviewed, around, known) for around in run.iterancestors(*_AROUND)
        ):
            why = "outside what the page shows"
        if why:
            words = "".join(t.text or "" for t in run.iter(w("t")))
            yield problem(
                passage.place,
                f"“{shortened(words)}” is {why}: the council can find it all the same.",
                "Take it out, or make it plain text (Ctrl+A, then Ctrl+Space shows what hides).",
            )


def _unseen(reviewed: ReviewedDocument, run: etree._Element) -> str:
    looks = reviewed.copy.looks
    if looks.is_on(run, "vanish") or looks.is_on(run, "webHidden"):
        return "hidden text"
    size = looks.of(run, "sz")
    if size.isdigit() and int(size) <= _TINY:
        return "too small to read"
    scale = looks.of(run, "w").removesuffix("%")
    if scale.isdigit() and int(scale) <= _NARROW:
        return "squeezed until it cannot be read"
    if _number(looks.of(run, "spacing")) <= -_OVERLAPPING:
        return "set with its letters over each other"
    if abs(_number(looks.of(run, "position"))) >= _SUNK:
        return "outside what the page shows"
    return "the colour of its background" if looks.is_pale(run) else ""


def _is_off(
    reviewed: ReviewedDocument, around: etree._Element, known: dict[etree._Element, bool]
) -> bool:
    """Return whether what stands in an element is too low to be shown, or off the page."""
    if around not in known:
        if around.tag == w("p"):
            own = reviewed.copy.looks.paragraph_property
            entries = ((name, own(around, name)) for name in _PLACING)
            known[around] = any(
                _is_entry_off(name, entry, known) for name, entry in entries if entry is not None
            )
        elif around.tag == w("tr"):
            known[around] = _is_row_unseen(around)
        elif around.tag in _SHAPES:
            known[around] = bool(_UNSEEN_SHAPE.search(around.get("style", "")))
        else:
            known[around] = _is_drawing_off(around)
    return known[around]


def _is_entry_off(name: str, entry: etree._Element, known: dict[etree._Element, bool]) -> bool:
    """Return whether an entry of a paragraph's properties, or of its style's, puts it off."""
    if entry not in known:
        is_exact = "exact" in {entry.get(w("lineRule")), entry.get(w("hRule"))}
        low = {"spacing": "line", "framePr": "h"}.get(name, "")
        too_low = is_exact and _of(entry, low) < _LOW
        known[entry] = too_low or any(abs(_of(entry, at)) > _OFF_PAGE for at in _PLACING[name])
    return known[entry]


def _is_row_unseen(row: etree._Element) -> bool:
    hidden_mark = row.find(f"{w('trPr')}/{w('hidden')}")
    if hidden_mark is not None and hidden_mark.get(w("val"), "1") not in {"0", "false", "off"}:
        return True
    height = row.find(f"{w('trPr')}/{w('trHeight')}")
    return height is not None and height.get(w("hRule")) == "exact" and _of(height, "val") < _LOW


def _is_drawing_off(drawing: etree._Element) -> bool:
    size = drawing.find(f"{_DRAWING}extent")
    mark = drawing.find(f"{_DRAWING}docPr")
    if size is not None and min(_number(size.get(side, "")) for side in ("cx", "cy")) < _NO_SIZE:
        return True
    if mark is not None and mark.get("hidden") in {"1", "true"}:
        return True
    places = drawing.iterfind(f"*/{_DRAWING}posOffset")
    return any(abs(_number(place.text or "")) > _OFF_PAGE_DRAWING for place in places)


def _of(element: etree._Element, name: str) -> int:
    return _number(element.get(w(name), ""))


def _number(text: str) -> int:
    """Return a whole number; 0 for what is none."""
    return int(text) if _NUMBER.fullmatch(text) else 0
