"""Rules for leftovers: placeholders, comments, tracked changes."""

from collections.abc import Iterator

from lxml import etree

from assembler.leftover_marks import leftover_marks
from assembler.results import OPEN_CONFLICT
from assembler.review.reviewed_document import ReviewedDocument, problem, rule
from assembler.rules import Problem
from assembler.word.comments import AUTHOR
from assembler.word.namespaces import w
from assembler.wording import shortened

_TRACKED = {
    "ins": "added",
    "del": "deleted",
    "moveFrom": "moved",
    "moveTo": "moved",
    "rPrChange": "formatted",
    "pPrChange": "formatted",
    "tblPrChange": "formatted",
    "trPrChange": "formatted",
    "tcPrChange": "formatted",
    "sectPrChange": "set out anew",
    "numberingChange": "numbered anew",
    "cellIns": "added",
    "cellDel": "deleted",
}
_KEPT = "Text kept from an earlier version"


@rule("left.mark")
def mark(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A mark that was meant to be replaced: TBC, XXX, ??, [name], {{ name }}."""
    for passage in reviewed.copy.passages:
        for found in leftover_marks(passage.text):
            yield problem(
                passage.place,
                f"“{found[0]}” looks left over.",
                "Replace it with what it stands for, or take it out.",
            )


@rule("left.highlight")
def highlight(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """Words are still highlighted."""
    for passage, run in reviewed.copy.runs:
        own = run.find(f"{w('rPr')}/{w('shd')}")
        fill = "" if own is None else own.get(w("fill"), "").upper()
        colour = reviewed.copy.looks.of(run, "highlight")
        coloured = fill not in {"", "AUTO", "FFFFFF"}
        shaded = coloured and fill != reviewed.copy.looks.behind(run)
        if colour not in {"", "none", "white"} or shaded:
            yield problem(
                passage.place,
                "words are highlighted here.",
                "Check the words, then remove the highlighting (Home, No Color).",
            )


@rule("left.comment")
def comment(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A comment would go out with the document."""
    for place, note, text in _comments(reviewed):
        if note.get(w("author")) != AUTHOR:
            message = f"there is a comment: “{shortened(text)}”."
            yield problem(place, message, "Settle it, then delete it (Review, Delete).")


@rule(OPEN_CONFLICT)
def conflict(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A comment of this program says that the workbook has other words than the document."""
    for place, note, text in _comments(reviewed):
        if note.get(w("author")) == AUTHOR:
            fix = "Decide which words are to stand, then delete the comment (Review, Delete)."
            yield problem(place, f"a build left a comment here: “{text}”.", fix)


def _comments(reviewed: ReviewedDocument) -> Iterator[tuple[str, etree._Element, str]]:
    """Yield every comment with its place and its words."""
    notes = {
        note.get(w("id")): note
        for name in reviewed.copy.parts.related("comments")
        for note in reviewed.copy.parts.root(name).iter(w("comment"))
    }
    anchors = {
        element.get(w("id")): element
        for element in _every(reviewed, "commentReference", "commentRangeStart")
    }
    for key, note in notes.items():
        text = " ".join(t.text or "" for t in note.iter(w("t")))
        place = reviewed.copy.at(anchors[key]) if key in anchors else "in the document"
        yield place, note, text


@rule("left.kept_text")
def kept_text(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A heading that earlier versions of this program put over text whose place had gone."""
    for passage in reviewed.copy.body:
        if passage.plain.startswith(_KEPT):
            yield problem(
                passage.place,
                "an older version of this program added this heading; it is not for the council.",
                "Move the text below it to its place, or delete it; then delete the heading.",
            )


@rule("left.struck")
def struck(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """Words are crossed out: the reader would see them all the same."""
    for passage, run in reviewed.copy.runs:
        if any(reviewed.copy.looks.is_on(run, name) for name in ("strike", "dstrike")):
            words = "".join(t.text or "" for t in run.iter(w("t")))
            yield problem(
                passage.place,
                f"“{shortened(words)}” is crossed out.",
                "Delete the words, or remove the line through them (Home, Strikethrough).",
            )


@rule("left.tracked")
def tracked(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A tracked change is neither accepted nor rejected: the reader would see both wordings."""
    for element in _every(reviewed, *_TRACKED):
        what = _TRACKED[etree.QName(element).localname]
        words = "".join(t.text or "" for t in element.iter(w("t"), w("delText")))
        said = f"“{shortened(words)}” " if words.strip() else "text "
        yield problem(
            reviewed.copy.at(element),
            f"a tracked change is open: {said}{what}.",
            "Accept or reject it (Review, Accept).",
        )


def _every(reviewed: ReviewedDocument, *names: str) -> Iterator[etree._Element]:
    """Yield the elements of these names in the body, then in headers, footers and notes."""
    parts = reviewed.copy.parts
    stories = [parts.main]
    for kind in ("header", "footer", "footnotes", "endnotes"):
        stories += parts.related(kind)
    for story in dict.fromkeys(stories):
        yield from parts.root(story).iter(*(w(name) for name in names))
