"""Write the comment that a conflict leaves in a document; read the conflict from it again."""

import re
from enum import Enum

from assembler.findings import Place
from assembler.results import Conflict

NO_CELL = Place("the template")
_NO_CELL = "a change of the template"
_OR_NEW = (
    "To keep your words, delete this comment. To use the new ones, put them in, then delete it."
)
_OR_OUT = (
    "To keep your words, delete this comment. If they are to go, take them out, then delete it."
)
_KEPT_ELSEWHERE = re.compile(r"In the [^“”]+, your words “(.*?)” were kept\. ", re.DOTALL)
_NEW = re.compile(r"says: “(.*)” \(([^()“”]*)\)\.", re.DOTALL)
_CELL = re.compile(r" \(([^()“”]*)\)[.,]")


class Why(Enum):
    """Why an adviser's text was kept, what the workbook has, and what to do."""

    CHANGED = f"Your words were kept here. The workbook now says: “{{new}}” ({{cell}}). {_OR_NEW}"
    SHORTENED = (
        f"Your words were kept here. The workbook no longer has what was here ({{cell}}). {_OR_OUT}"
    )
    TRACKED = (
        "Tracked changes that are not yet accepted or rejected are here, so this was left as it "
        f"is. The workbook now says: “{{new}}” ({{cell}}). {_OR_NEW}"
    )
    FIELD = (
        "Part of a field is here, so this was left as it is. "
        f"The workbook now says: “{{new}}” ({{cell}}). {_OR_NEW}"
    )
    DELETED = (
        "You took out text near here, and it was not put back. The workbook now says: “{new}” "
        "({cell}). To leave it out, delete this comment. To have it, put it in, then delete it."
    )
    JOINED = (
        "Your words were kept here. The workbook no longer has the words “{kept}” ({cell}), which "
        f"you joined with others. {_OR_OUT}"
    )
    GONE = (
        "Your words were kept here. The workbook no longer has this text ({cell}), which you had "
        f"changed. {_OR_OUT}"
    )

    # Of headers, footers and properties, which hold no comments: the comment stands in the body.
    CHANGED_ELSEWHERE = (
        f"In the {{where}}, your words “{{kept}}” were kept. The workbook now says: “{{new}}” "
        f"({{cell}}). {_OR_NEW}"
    )
    SHORTENED_ELSEWHERE = (
        "In the {where}, your words “{kept}” were kept. The workbook no longer has what was there "
        f"({{cell}}). {_OR_OUT}"
    )
    DELETED_ELSEWHERE = (
        "In the {where}, you took out text, and it was not put back. The workbook now says: "
        "“{new}” ({cell}). To leave it out, delete this comment. To have it, put it in, then "
        "delete it."
    )

    def said(self, *, kept: str, new: str, place: Place | None, where: str = "") -> str:
        """Return the words of the comment; without a place the template changed."""
        words = self.value.format(kept=kept, new=new, cell=place or _NO_CELL, where=where)
        return words if place else words.replace("The workbook", "The new version", 1)


def said_elsewhere(where: str, conflict: Conflict) -> str:
    """Return the words of the comment on a conflict in a header, a footer or a property."""
    why = Why.CHANGED_ELSEWHERE if conflict.new else Why.SHORTENED_ELSEWHERE
    why = why if conflict.kept else Why.DELETED_ELSEWHERE
    place = None if conflict.place == NO_CELL else conflict.place
    return why.said(kept=conflict.kept, new=conflict.new, place=place, where=where)


def kept_elsewhere(comment: str) -> str | None:
    """Return the words kept in a header, footer or property; None of a comment on the body."""
    if not comment.startswith("In the "):
        return None
    found = _KEPT_ELSEWHERE.match(comment)
    return found[1] if found else ""


def conflict(comment: str, beside: str) -> Conflict:
    """Return the conflict that a comment is about, given the words it is anchored to."""
    found = _NEW.search(comment)
    new, cell = found.groups() if found else ("", "")
    if not found and (named := _CELL.search(comment)):
        cell = named[1]
    sheet, _, at = cell.partition("!")
    place = Place(sheet, at) if cell and cell != _NO_CELL else NO_CELL
    kept = kept_elsewhere(comment)
    if kept is None:
        kept = "" if comment.startswith("You took out") else beside
    return Conflict("", place, kept, new)
