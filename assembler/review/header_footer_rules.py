"""Rules on headers and footers: security marking, page numbers."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from assembler.review.reviewed_document import ReviewedDocument, problem, rule
from assembler.rules import Problem
from assembler.word.namespaces import R, w
from assembler.word.passages import Copy
from assembler.word.read_runs import visible_text
from assembler.word.reader import paragraphs
from assembler.wording import plain

_PAGES = {"default": "", "first": "first page's ", "even": "even pages' "}
_KNOWN_MARKINGS = ("OFFICIAL", "SECRET", "PROTECT", "RESTRICTED", "CONFIDENTIAL")


@rule("marking.missing")
def marking(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The security marking is not at the head and foot of every page."""
    wanted = plain(reviewed.workbook.context.security_marking)
    outdated = outdated_marking(reviewed)
    for place, story in _stories(reviewed.copy):
        if place not in outdated and wanted and not any(wanted in text for text in story.texts):
            yield problem(
                place,
                f"the marking “{wanted}” is missing ({reviewed.where('security_marking')}).",
                "Double-click the header or footer and put it back, or run assemble --fresh.",
            )


@rule("marking.other")
def other_marking(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A header or footer holds another security marking than the workbook sets."""
    wanted = plain(reviewed.workbook.context.security_marking)
    outdated = outdated_marking(reviewed)
    for place, story in _stories(reviewed.copy):
        for text in _other_markings(story, wanted) if place not in outdated else ():
            yield problem(
                place,
                f"the marking “{text}” is not the workbook's, "
                f"{wanted or 'which has none'} ({reviewed.where('security_marking')}).",
                "Put it right here, or change the workbook and run assemble again.",
            )


def outdated_marking(reviewed: ReviewedDocument) -> tuple[str, ...]:
    """Return the headers and footers as built whose marking the workbook changed since.

    They are document.later: a build puts the marking right.
    """
    if reviewed.before is None or not reviewed.workbook.finished:
        return ()
    wanted = plain(reviewed.workbook.context.security_marking)
    built = {place: story.texts for place, story in _stories(reviewed.before)}
    return tuple(
        place
        for place, story in _stories(reviewed.copy)
        if story.texts == built.get(place)
        and (_other_markings(story, wanted) or not any(wanted in text for text in story.texts))
    )


def _other_markings(story: "_Story", wanted: str) -> list[str]:
    return [
        text
        for text in story.texts
        if text != wanted and text.isupper() and text.startswith(_KNOWN_MARKINGS)
    ]


@rule("pages.number")
def page_number(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The pages are no longer numbered."""
    numbered: dict[tuple[str, str], bool] = {}
    for place, story in _stories(reviewed.copy):
        key = story.pages, place.partition(" of section ")[2]
        numbered[key] = numbered.get(key, False) or story.has_page_number
    for (pages, section), has_number in numbered.items():
        if not has_number and pages != "first":
            which = "the even pages" if pages == "even" else "the pages"
            of_section = f" of section {section}" if section else ""
            yield problem(
                f"footer{of_section}",
                f"{which}{of_section} have no number.",
                "Insert, Page Number, Bottom of Page.",
            )


class _Story(NamedTuple):
    """A header or footer: the pages it is for, its paragraphs, whether it numbers the pages."""

    pages: str
    texts: tuple[str, ...] = ()
    has_page_number: bool = False


def _stories(copy: Copy) -> Iterator[tuple[str, _Story]]:
    """Yield every header and footer in use, by a name, of each section and each kind of page."""
    parts = copy.parts
    targets = parts.targets(parts.main)
    sections = list(parts.root(parts.main).iter(w("sectPr")))
    even_pages = any(
        _is_on(parts.root(n).find(w("evenAndOddHeaders"))) for n in parts.related("settings")
    )
    held: dict[tuple[str, str], str] = {}  # a section without a header has that of the one before
    for number, section in enumerate(sections, start=1):
        part = f" of section {number}" if len(sections) > 1 else ""
        pages_in_use = ["default", *["first"] * _is_on(section.find(w("titlePg")))]
        for story in ("header", "footer"):
            for reference in section.findall(w(f"{story}Reference")):
                target = targets.get(reference.get(f"{{{R}}}id", ""), "")
                held[story, reference.get(w("type"), "default")] = target
            for pages in [*pages_in_use, *["even"] * even_pages]:
                name = f"{_PAGES[pages]}{story}{part}"
                yield name, _story(copy, held.get((story, pages), ""), pages)


def _is_on(mark: etree._Element | None) -> bool:
    return mark is not None and mark.get(w("val"), "1") not in {"0", "false", "off"}


def _story(copy: Copy, part: str, pages: str) -> _Story:
    if part not in copy.parts:
        return _Story(pages)
    root = copy.parts.root(part)
    fields = " ".join(
        (e.get(w("instr")) or e.text or "") for e in root.iter(w("fldSimple"), w("instrText"))
    )
    texts = tuple(plain(visible_text(paragraph)) for paragraph in paragraphs(root))
    return _Story(pages, texts, "PAGE" in fields.replace("NUMPAGES", ""))
