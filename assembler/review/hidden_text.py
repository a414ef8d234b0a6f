"""Rule on words that are in a document and that nobody sees on its pages."""

import re
from collections.abc import Iterator

from lxml import etree

from assembler.review.case import Case, problem, rule
from assembler.rules import Problem
from assembler.word.namespaces import w
from assembler.wording import shortened

_TINY = 8  # half-points
_NARROW, _OVERLAPPING = 15, 80  # per cent of normal width; twentieths of a point between letters
_SUNK = 400  # half-points above or below the line
_LOW, _OFF_PAGE = 80, 12_000  # twentieths of a point: a height, the edge of a page
_NO_SIZE, _OFF_PAGE_DRAWING = 20_000, 11_000_000  # the same of drawings, in English Metric Units
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_SHAPES = tuple(f"{{urn:schemas-microsoft-com:vml}}{name}" for name in ("shape", "rect"))
_UNSEEN_SHAPE = re.compile(
    r"visibility: *hidden|(?:^|;) *(?:width|height): *0|(?:left|top): *-?[0-9]{4,}pt"
)
_NUMBER = re.compile(r"-?[0-9]+")


@rule("left.hidden")
def hidden(case: Case) -> Iterator[Problem]:
    """Text is there that nobody sees on the page: hidden, as pale as the paper, or tiny."""
    cut_off: dict[etree._Element, bool] = {}
    for passage, run in case.copy.runs:
        holder = run.getparent()
        if holder is not None and holder not in cut_off:
            cut_off[holder] = _is_cut_off(case, holder)
        why = _unseen(case, run)
        if not why and holder is not None and cut_off[holder]:
            why = "outside what the page shows"
        if why:
            words = "".join(t.text or "" for t in run.iter(w("t")))
            yield problem(
                passage.place,
                f"“{shortened(words)}” is {why}: the council can find it all the same.",
                "Take it out, or make it plain text (Ctrl+A, then Ctrl+Space shows what hides).",
            )


def _unseen(case: Case, run: etree._Element) -> str:
    looks = case.copy.looks
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


def _is_cut_off(case: Case, element: etree._Element) -> bool:
    """Return whether an element is in a row, line or frame too low to show it, or off the page."""
    for around in (element, *element.iterancestors()):
        if around.tag == w("p") and _is_paragraph_off(case, around):
            return True
        if around.tag == w("tr") and _is_row_unseen(around):
            return True
        if str(around.tag).startswith(_DRAWING) and _is_drawing_off(around):
            return True
        if around.tag in _SHAPES and _UNSEEN_SHAPE.search(around.get("style", "")):
            return True
    return False


def _is_paragraph_off(case: Case, paragraph: etree._Element) -> bool:
    own = case.copy.looks.paragraph_property
    lines, frame, indent = (own(paragraph, name) for name in ("spacing", "framePr", "ind"))
    if lines is not None and lines.get(w("lineRule")) == "exact" and _of(lines, "line") < _LOW:
        return True
    if frame is not None:
        if frame.get(w("hRule")) == "exact" and _of(frame, "h") < _LOW:
            return True
        if any(abs(_of(frame, name)) > _OFF_PAGE for name in ("x", "y")):
            return True
    sides = ("left", "start", "right", "end", "firstLine", "hanging")
    return indent is not None and any(abs(_of(indent, side)) > _OFF_PAGE for side in sides)


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
