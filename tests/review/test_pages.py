"""Pages that would go out without marking or number are found, of every section and kind."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from assembler.pipeline import batch
from assembler.pipeline.build import Choices, order
from assembler.review.run import Options, review
from support.paths import ROOT
from support.sound_workbook import details, saved, spoilt

Edit = Callable[[Any], None]
MARKING, NUMBER = "marking.missing", "pages.number"
EVEN = ["even pages' header", "even pages' footer"]
SECOND = ["header of section 2", "footer of section 2"]


def even(value: str = "1") -> Edit:
    def edit(document: Any) -> None:
        switch = parse_xml(f'<w:evenAndOddHeaders {nsdecls("w")} w:val="{value}"/>')
        document.settings.element.insert(1, switch)

    return edit


def even_like_the_others(document: Any) -> None:
    even()(document)
    section = document.sections[0]
    copied(section.header, section.even_page_header)
    copied(section.footer, section.even_page_footer)


def copied(old: Any, new: Any) -> None:
    new.is_linked_to_previous = False
    for element in list(new._element):  # noqa: SLF001 - python-docx copies no headers
        new._element.remove(element)  # noqa: SLF001
    new._element.extend(deepcopy(list(old._element)))  # noqa: SLF001


def second_section(document: Any) -> Any:
    document.add_section(WD_SECTION.NEW_PAGE)
    document.add_paragraph("Further pages.")
    section = document.sections[-1]
    section.different_first_page_header_footer = False
    return section


def sideways(document: Any) -> None:
    section = second_section(document)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def bare_section(document: Any) -> None:
    section = second_section(document)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False


def bare_footer(document: Any) -> None:
    second_section(document).footer.is_linked_to_previous = False


def own_first_page(document: Any) -> None:
    second_section(document).different_first_page_header_footer = True
    section = document.sections[-1]
    section.first_page_header.is_linked_to_previous = False
    section.first_page_footer.is_linked_to_previous = False


def own_footer_with_all(document: Any) -> None:
    section = second_section(document)
    copied(document.sections[0].footer, section.footer)


def emptied(part: str) -> Edit:
    def edit(document: Any) -> None:
        for paragraph in getattr(document.sections[0], part).paragraphs:
            paragraph.clear()

    return edit


def no_first_page(document: Any) -> None:
    document.sections[0].different_first_page_header_footer = False


def text_added(document: Any) -> None:
    document.sections[0].footer.add_paragraph("Version 2")


# What was done to the letter: the places without a marking, those without a page number
PAGES: dict[str, tuple[Edit, list[str], list[str]]] = {
    "even pages": (even(), EVEN, ["footer"]),
    "even pages, as other programs write it": (even("true"), EVEN, ["footer"]),
    "a bare second section": (bare_section, SECOND, ["footer of section 2"]),
    "a second section with a bare footer": (bare_footer, SECOND[1:], ["footer of section 2"]),
    "a second section with a bare first page": (
        own_first_page,
        ["first page's header of section 2", "first page's footer of section 2"],
        [],
    ),
    "an emptied header": (emptied("header"), ["header"], []),
    "an emptied footer": (emptied("footer"), ["footer"], ["footer"]),
    "an emptied first header": (emptied("first_page_header"), ["first page's header"], []),
    # Near misses
    "as it was built": (lambda _: None, [], []),
    "even pages switched off": (even("0"), [], []),
    "even pages like the others": (even_like_the_others, [], []),
    "a second section that goes on": (lambda document: second_section(document) and None, [], []),
    "a second section on its side": (sideways, [], []),
    "a second section with its own footer": (own_footer_with_all, [], []),
    "a first page like the others": (no_first_page, [], []),
    "more in the footer": (text_added, [], []),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[str]]]:
    """Return the places of each finding by its code, of every edit of a marked letter."""
    place = tmp_path_factory.mktemp("pages")
    workbook = saved(place, spoilt(details(security_marking="OFFICIAL")))
    choices = Choices(place / "outputs", ROOT / "templates")
    (built,) = batch.assemble([workbook], order(choices))
    letter = Path(built.documents[0].path)
    folder = place / "edited"
    folder.mkdir()
    paths = {}
    for number, (name, (edit, _, _)) in enumerate(PAGES.items()):
        document = Document(str(letter))
        edit(document)
        paths[name] = folder / f"{number}.docx"
        document.save(str(paths[name]))
    results = review(list(paths.values()), Options(workbook, ROOT / "templates"))
    return {
        name: {
            code: [f.places[0].at for f in result.findings if f.code == code]
            for code in (MARKING, NUMBER)
        }
        for name, result in zip(paths, results, strict=True)
    }


@pytest.mark.parametrize("name", PAGES)
def test_pages_without_marking_or_number_are_found(
    found: dict[str, dict[str, list[str]]], name: str
) -> None:
    _, marking, number = PAGES[name]
    assert found[name] == {MARKING: marking, NUMBER: number}
