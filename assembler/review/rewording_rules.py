"""Rules on what was changed in Word since the build, found against the copy kept of it.

A changed fact is an error, changed words are one warning. Without a kept copy the rules on letter
and annexes compare the document with the workbook instead.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from assembler.edits.compare_documents import TITLE
from assembler.edits.edit import Edit, EditKind
from assembler.findings import Severity
from assembler.results import Rewording
from assembler.review.counterparts import counterparts, likeness, rejoined
from assembler.review.reviewed_document import REWORDED, ReviewedDocument, problem, rule
from assembler.review.sentence_facts import FactChange, changed_facts
from assembler.rules import Problem
from assembler.wording import plain, shortened, single_spaced, where_they_differ

# A line of fewer words is a heading or a detail of the letter, which other rules compare.
_SHORT = 6
_SHOWN = 48
_SAME_PASSAGE = 0.4
_FIX_STANDING = "Put it right here; or, if it is right, change the workbook or the template."
_FIX = "Put it right here; or, if it is right, change the workbook or run assemble adopt."
_DATE_STYLES = ("%d/%m/%Y", "%d %B %Y", "%d.%m.%Y", "%d-%m-%Y")
# Fields whose lines are people: one more is another person, where an address may have a line more.
_PEOPLE = ("copied_to", "thanked")


@rule("fact.changed")
def fact(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A name, address, date, year, figure or outcome is not what the workbook says."""
    for edit in _edits(reviewed):
        cell = f" ({reviewed.workbook.name}, {edit.cell})" if edit.cell else ""
        for change in _changed_facts(reviewed, edit):
            now = f"“{change.now}”" if change.now else "nothing"
            message = f"this says {now}, the workbook “{change.was}”{cell}."
            if edit.cell is None:
                message = f"“{change.was}” was changed to {now}."
            is_standing = edit.kind is EditKind.STANDING
            yield problem(edit.place, message, _FIX_STANDING if is_standing else _FIX)


@rule("fact.sentence")
def fact_in_sentence(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A figure, date, name or outcome in a sentence is not the workbook's, and no copy was kept."""
    for kind in ("letter", "annex-a") if reviewed.edits is None else ():
        printed = [p for p in reviewed.printed_passages(kind) if len(p.text.split()) > _SHORT]
        passages = [p for p in reviewed.parts.get(kind, ()) if p.text.strip()]
        one, two = [p.plain for p in printed], [p.plain for p in passages]
        places = counterparts(one, two)
        whole = rejoined(one, two, places)
        for passage, place in zip(printed, places, strict=True):
            if place is None or likeness(passage.plain, whole[place]) < _SAME_PASSAGE:
                continue
            for change in changed_facts(passage.plain, whole[place]):
                now = f"“{change.now}”" if change.now else "nothing"
                message = f"this says {now}, the workbook “{change.was}”."
                yield problem(passages[place].place, message, _FIX)


@rule("document.both")
def both_changed(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The same passage was changed in Word and, otherwise, in the workbook."""
    for edit in _edits(reviewed):
        if edit.workbook is not None:
            yield problem(
                edit.place,
                f"this was changed here, and the workbook now says “{shortened(edit.workbook)}” "
                f"({reviewed.workbook.name}, {edit.cell}).",
                f"Run assemble on {reviewed.workbook.name}: both are joined where they fit "
                "together, else your words stay and a comment shows the workbook's.",
            )


@rule(REWORDED, Severity.WARNING)
def reworded(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """Words were changed in Word since the build; the workbook still has the old ones."""
    passages = rewordings(reviewed)
    if passages:
        count = f" ({len(passages)} passages)" if len(passages) > 1 else ""
        listed = "; ".join(_described(passage) for passage in passages)
        yield problem(
            "",
            f"Reworded in Word{count}: {listed}.",
            "assemble adopt brings such words into the workbook; words of the template stay here.",
        )


def rewordings(reviewed: ReviewedDocument) -> tuple[Rewording, ...]:
    """Return the passages that were changed in Word and state the same facts."""
    return tuple(
        Rewording(edit.place, edit.cell, edit.was, edit.now)
        for edit in _edits(reviewed)
        if edit.workbook is None and edit.kind is not EditKind.OUTCOME
        if any(character.isalnum() for character in edit.was + edit.now)
        if not _changed_facts(reviewed, edit)
    )


def _edits(reviewed: ReviewedDocument) -> Iterator[Edit]:
    """Yield the edits that no other rule reports, and that the workbook does not say by now."""
    marking = reviewed.workbook.assessment.details.places.get("security_marking")
    for edit in reviewed.edits or ():
        in_table = edit.cell is None and edit.place.startswith(("row ", "heading row "))
        published = "annex-b" in reviewed.parts and in_table
        settled = edit.workbook is not None and plain(edit.workbook) == plain(edit.now)
        beside = edit.place == TITLE or (edit.cell is not None and edit.cell == marking)
        if not (published or settled or beside):
            yield edit


def _changed_facts(reviewed: ReviewedDocument, edit: Edit) -> tuple[FactChange, ...]:
    if edit.workbook is not None or edit.kind is EditKind.OUTCOME:
        return ()
    if edit.kind is EditKind.DETAIL:
        same = _is_same_detail(plain(edit.was), plain(edit.now)) or _is_printed(reviewed, edit.was)
        if same and not _adds_person(reviewed, edit):
            return ()
        return (FactChange("detail", edit.was, edit.now),)
    if not (edit.was and edit.now):
        return ()
    council = plain(reviewed.workbook.assessment.details.authority)
    if council in plain(edit.was) and council not in plain(edit.now):
        return (FactChange("name", council, _in_its_place(council, edit)),)
    # Words of the template may have been split or joined in the middle of a sentence.
    spaced = single_spaced if edit.kind is EditKind.STANDING else str
    return changed_facts(spaced(edit.was), spaced(edit.now))


def _in_its_place(words: str, edit: Edit) -> str:
    """Return what an edit has where `words` stood; all of it where more was changed."""
    before, _, after = plain(edit.was).partition(words)
    now = plain(edit.now)
    is_there = now.startswith(before) and now.endswith(after)
    length = len(now) - len(before) - len(after)
    return now[len(before) : len(before) + length] if is_there and length >= 0 else edit.now


def _is_same_detail(was: str, now: str) -> bool:
    """Return whether a value is the same written otherwise: a date, names in another order."""
    dates = {_as_date(was), _as_date(now)}
    if len(dates) == 1 and None not in dates:
        return True
    return f" {was} " in f" {now} " or sorted(was.split()) == sorted(now.split())


def _is_printed(reviewed: ReviewedDocument, detail: str) -> bool:
    """Return whether every line of a detail is in the document, joined with others or moved."""
    here, expected = (
        Counter(plain(line) for p in passages for line in re.split(r"[\n\t]+", p.text))
        for passages in (
            reviewed.copy.body,
            [p for kind in reviewed.parts for p in reviewed.printed_passages(kind)],
        )
    )
    lines = [plain(line) for line in detail.split("\n")]
    return all(here[line] >= max(expected[line], 1) for line in lines)


def _adds_person(reviewed: ReviewedDocument, edit: Edit) -> bool:
    places = reviewed.workbook.assessment.details.places
    people = edit.cell in {places.get(name) for name in _PEOPLE}
    return people and sorted(plain(edit.was).split()) != sorted(plain(edit.now).split())


def _as_date(text: str) -> object:
    for style in _DATE_STYLES:
        try:
            return datetime.strptime(text, style).date()  # noqa: DTZ007 - a date has no time zone
        except ValueError:
            continue
    return None


def _described(passage: Rewording) -> str:
    cell = f" ({passage.cell})" if passage.cell else ""
    if not passage.was:
        return f"“{shortened(passage.now)}” was added{cell}"
    if not passage.now:
        return f"“{shortened(passage.was)}” was taken out{cell}"
    if plain(passage.was) == plain(passage.now):
        lines = passage.was.count("\n"), passage.now.count("\n")
        if lines[0] != lines[1]:
            how = "split" if lines[0] < lines[1] else "joined"
            return f"“{shortened(passage.was)}” was {how}{cell}"
        return f"“{shortened(passage.was)}” was moved or formatted{cell}"
    differing = where_they_differ(passage.was, passage.now, _SHOWN)
    was, now = (shortened(words, 2 * _SHOWN) for words in differing)
    return f"“{was}” is now “{now}”{cell}"
