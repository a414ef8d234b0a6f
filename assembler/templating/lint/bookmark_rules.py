"""Check that both ends of a bookmark are printed, or neither, and each once."""

from collections.abc import Iterator, Mapping
from typing import Any

from assembler.findings import Finding, Place, error
from assembler.templating.lint.block_structure import Enclosing
from assembler.templating.lint.tag_syntax import scan
from assembler.word.namespaces import w
from assembler.word.reader import Story
from assembler.wording import quoted

_DELETE = "Delete it (Insert, Bookmark)."


def check(story: Story, enclosing: Mapping[int, tuple[Enclosing, ...]]) -> Iterator[Finding]:
    """Find bookmarks that a loop would repeat, or of which a block would print one end alone."""
    ends = {
        mark.get(w("id")): around
        for mark, _, around in _marks(story, enclosing)
        if mark.tag == w("bookmarkEnd")
    }
    for mark, at, around in _marks(story, enclosing):
        name = mark.get(w("name"), "")
        if mark.tag == w("bookmarkEnd") or name.startswith("_GoBack"):
            continue
        place = Place("", story.place(at))
        if any(block.word == "for" for block in enclosing[at]):
            wrong = f"the bookmark {quoted(name)} is inside a loop and would be repeated."
            yield error("template.form.bookmark", wrong, _DELETE, place)
        elif ends.get(mark.get(w("id")), around) != around:
            wrong = f"the bookmark {quoted(name)} begins here and ends in another block of tags."
            yield error("template.form.bookmark", wrong, _DELETE, place)


def _marks(
    story: Story, enclosing: Mapping[int, tuple[Enclosing, ...]]
) -> Iterator[tuple[Any, int, tuple[object, ...]]]:
    """Yield each end of a bookmark, its paragraph, and what decides whether it is printed."""
    places = {paragraph: at for at, (_, paragraph) in enumerate(story.paragraphs)}
    at = 0
    for element in story.root.iter(w("p"), w("bookmarkStart"), w("bookmarkEnd")):
        if element.tag == w("p"):
            at = places.get(element, at)
            continue
        is_inside = next(element.iterancestors(w("p")), None) is not None
        # Between two paragraphs it is printed as the one behind it is.
        own = at if is_inside else min(at + 1, len(places) - 1)
        text = story.paragraphs[own][0].text
        goes_away = is_inside and any(tag.level in {"p", "tr"} for tag in scan(text).tags)
        yield element, own, (*enclosing[own], *([own] if goes_away else []))
