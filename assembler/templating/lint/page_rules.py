"""Check that every kind of page of every section has a header and footer with the marking."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assembler.findings import Finding, Place, error, warning
from assembler.templating.lint.tag_syntax import scan
from assembler.word.document import WordDocument
from assembler.word.namespaces import R, w
from assembler.word.reader import Story

_MARKING = "security_marking"
_REFERENCES = {w("headerReference"): "header", w("footerReference"): "footer"}
_PAGES = {"default": "page", "first": "first page", "even": "even page"}
_OFF = ("0", "false", "off", "none")


def check(document: WordDocument, stories: Iterable[Story]) -> Iterator[Finding]:
    """Find pages that would go out unmarked, and section breaks."""
    by_part = {story.part: story for story in stories}
    text = by_part[document.main]
    yield from _section_breaks(text)
    targets = document.targets(document.main)
    even = _is_on(document.part_of_kind("settings").find(w("evenAndOddHeaders")))
    inherited: dict[tuple[str, str], str] = {}
    sections = list(document.document.iter(w("sectPr")))
    for number, section in enumerate(sections, start=1):
        for reference in section.iter(*_REFERENCES):
            page = reference.get(w("type"), "default")
            target = targets.get(reference.get(f"{{{R}}}id", ""), "")
            inherited[_REFERENCES[reference.tag], page] = target
        pages = ["default", *(["even"] if even else [])]
        pages += ["first"] if _is_on(section.find(w("titlePg"))) else []
        where = f"section {number}, " if len(sections) > 1 else ""
        for page in pages:
            yield from _page(where, page, inherited, by_part)


def _page(
    where: str, page: str, parts: Mapping[tuple[str, str], str], stories: Mapping[str, Story]
) -> Iterator[Finding]:
    """Check a kind of page: unmarked is an error, marked only at head or foot is a warning."""
    ends = {kind: stories.get(parts.get((kind, page), "")) for kind in ("header", "footer")}
    marked = {kind for kind, story in ends.items() if story and _prints_marking(story)}
    report = warning if marked else error
    for kind in ends.keys() - marked if marked else ends:
        name = f"{_PAGES[page] + ' ' if page != 'default' else ''}{kind}"
        place = Place("", f"{where}{name}")
        if ends[kind] is None:
            wrong = f"there is no {name}: header and footer hold the security marking."
            yield report("template.page.missing", wrong, _fix(page), place)
        else:
            wrong = f"the {name} never prints the security marking."
            fix = f"Write {{{{ {_MARKING} }}}} in it, centred, as the shipped template has it."
            yield report("template.page.marking", wrong, fix, place)


def _fix(page: str) -> str:
    if page == "even":
        return (
            "Clear “Different odd & even pages” (Header & Footer), or give even pages "
            "what the others have."
        )
    if page == "first":
        return (
            "Clear “Different first page” (Header & Footer), or give the first page "
            "what the others have."
        )
    return "Insert one, with the security marking, as the shipped template has it."


def _prints_marking(story: Story) -> bool:
    tags = (tag for block, _ in story.paragraphs for tag in scan(block.text).tags)
    return any(tag.opening == "{{" and _MARKING in tag.body for tag in tags)


def _section_breaks(text: Story) -> Iterator[Finding]:
    for at, (block, paragraph) in enumerate(text.paragraphs):
        if paragraph.find(f"{w('pPr')}/{w('sectPr')}") is None:
            continue
        place = Place("", text.place(at))
        if any(tag.level == "p" for tag in scan(block.text).tags):
            wrong = "the section break here is lost with the tag of its paragraph."
            yield error("template.page.section", wrong, "Put the break after the tag.", place)
        else:
            wrong = (
                "there is a section break here. Letters built and edited before keep the pages "
                "they have when they are built again."
            )
            fix = "Delete it if one section will do; else build with --fresh after the change."
            yield warning("template.page.section", wrong, fix, place)


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(w("val"), "1") not in _OFF
