"""Pages that would go out unmarked, what a loop doubles, and what a merge cannot reach.

Each table has planted faults and near misses of them, which must stay quiet.
"""

# ruff: noqa: SLF001 - faults are planted below what python-docx offers
import re
from copy import deepcopy
from typing import Any

import pytest
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from assembler.editions import load
from assembler.findings import Finding, Severity
from assembler.templating.lint.check import check
from support.template_faults import (
    DEAR,
    STRENGTH,
    Plant,
    after,
    all_of,
    at,
    planted,
    says,
)

FOR_PARAGRAPH = "{%p for paragraph in strength.text[1:] %}"


def found(plant: Plant, name: str = "letter") -> tuple[Finding, ...]:
    return check(f"{name}.docx", name, planted(name, plant), load.shipped()).findings


def codes(plant: Plant) -> list[tuple[str, str]]:
    return [(finding.code, finding.places[0].at) for finding in found(plant)]


# Pages


def even_pages(document: Any) -> None:
    document.settings.odd_and_even_pages_header_footer = True


def even_pages_marked(document: Any) -> None:
    even_pages(document)
    section = document.sections[0]
    copied(section.header, section.even_page_header)
    copied(section.footer, section.even_page_footer)


def copied(old: Any, new: Any) -> None:
    new.is_linked_to_previous = False
    for paragraph in list(new._element):
        new._element.remove(paragraph)
    for paragraph in old._element:
        new._element.append(deepcopy(paragraph))


def even_header_bare(document: Any) -> None:
    even_pages_marked(document)
    for text in document.sections[0].even_page_header._element.iter(qn("w:t")):
        text.text = "Home Office"


def no_reference(kind: str, page: str) -> Plant:
    def plant(document: Any) -> None:
        section = document.sections[0]._sectPr
        for reference in section.findall(qn(f"w:{kind}Reference")):
            if reference.get(qn("w:type"), "default") == page:
                section.remove(reference)

    return plant


def no_first_page(document: Any) -> None:
    document.sections[0].different_first_page_header_footer = False


def marking(kind: str, new: str) -> Plant:
    """Write something else in place of the marking in a header or footer."""

    def plant(document: Any) -> None:
        part = getattr(document.sections[0], kind)._element
        for text in part.iter(qn("w:t")):
            text.text = text.text.replace("{{ security_marking }}", new)

    return plant


def section_after(old: str) -> Plant:
    """End a section at a paragraph, as a section break of Word's does."""

    def plant(document: Any) -> None:
        section = deepcopy(document.sections[0]._sectPr)
        at(document, old)._element.get_or_add_pPr().append(section)

    return plant


def second_section(document: Any) -> None:
    document.add_section(WD_SECTION.NEW_PAGE)


def own_footer(new: str) -> Plant:
    """Return the second section a footer of its own."""

    def plant(document: Any) -> None:
        second_section(document)
        footer = document.sections[-1].footer
        footer.is_linked_to_previous = False
        footer.paragraphs[0].text = new

    return plant


MISSING, MARKING, SECTION = (f"template.page.{name}" for name in ("missing", "marking", "section"))
PAGES: dict[str, tuple[Plant, list[tuple[str, str]]]] = {
    "even pages without header and footer": (
        even_pages,
        [(MISSING, "even page header"), (MISSING, "even page footer")],
    ),
    "an even header without the marking": (even_header_bare, [(MARKING, "even page header")]),
    "a footer without the marking": (marking("footer", "OFFICIAL"), [(MARKING, "footer")]),
    "a first header without the marking": (
        marking("first_page_header", "{{ authority }}"),
        [(MARKING, "first page header")],
    ),
    "no footer": (no_reference("footer", "default"), [(MISSING, "footer")]),
    "no first header": (no_reference("header", "first"), [(MISSING, "first page header")]),
    "a second section with a bare footer": (
        own_footer("Page 1"),
        [(MARKING, "section 2, footer"), (SECTION, "paragraph 72")],
    ),
    "a break that goes with its tag": (
        section_after("{%p if copied_to %}"),
        [(SECTION, "paragraph 13")],
    ),
    # Near misses
    "even pages with all": (even_pages_marked, []),
    "even parts that are not in use": (
        lambda document: (
            even_pages_marked(document),
            setattr(document.settings, "odd_and_even_pages_header_footer", False),
        )[0],
        [],
    ),
    "no first page of its own": (
        all_of(no_first_page, no_reference("header", "first"), no_reference("footer", "first")),
        [],
    ),
    "the marking in a sentence": (marking("footer", "{{ security_marking }} – Home Office"), []),
    "the marking in capitals": (marking("header", "{{ security_marking|upper }}"), []),
    "the marking in a condition": (
        marking("header", "{% if security_marking %}{{ security_marking }}{% endif %}"),
        [],
    ),
    "a second section that goes on with the first's": (second_section, [(SECTION, "paragraph 72")]),
    "a second section with a marked footer": (
        own_footer("{{ security_marking }}"),
        [(SECTION, "paragraph 72")],
    ),
}


@pytest.mark.parametrize("case", PAGES)
def test_a_page_that_would_go_out_unmarked_is_found(case: str) -> None:
    plant, expected = PAGES[case]
    assert codes(plant) == expected


# Loops


def numbered(*texts: str, behind: str = STRENGTH, list_id: str = "9", level: int = 0) -> Plant:
    """Write numbered paragraphs behind another, in the style of letter text."""

    def plant(document: Any) -> None:
        add_list(document, list_id)
        after(behind, *texts)(document)
        for text in texts:
            properties = at(document, text)._element.get_or_add_pPr()
            properties.get_or_add_pStyle().set(qn("w:val"), "LetterText")
            number = properties.get_or_add_numPr()
            number.get_or_add_ilvl().set(qn("w:val"), str(level))
            number.get_or_add_numId().set(qn("w:val"), list_id)

    return plant


def add_list(document: Any, list_id: str, form: str = "lowerLetter") -> None:
    root = document.part.numbering_part.element
    if any(row.get(qn("w:numId")) == list_id for row in root.iter(qn("w:num"))):
        return
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="%{level + 1}."/></w:lvl>'
        for level in (0, 1)
    )
    shape = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="9{list_id}">{levels}</w:abstractNum>'
    )
    root.insert(len(root.findall(qn("w:abstractNum"))), shape)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), list_id)
    reference = OxmlElement("w:abstractNumId")
    reference.set(qn("w:val"), f"9{list_id}")
    number.append(reference)
    root.append(number)


def bullets(document: Any) -> None:
    add_list(document, "8", "bullet")
    numbered("Keep it up.", "Share it.", list_id="8")(document)


def second_level(document: Any) -> None:
    """Make the steps the second level of the list that numbers the strengths."""
    add_list(document, "9")
    numbers = at(document, STRENGTH)._element.get_or_add_pPr().get_or_add_numPr()
    numbers.get_or_add_ilvl().set(qn("w:val"), "0")
    numbers.get_or_add_numId().set(qn("w:val"), "9")
    numbered("Keep it up.", "Share it.", level=1)(document)


def branches(document: Any) -> None:
    """Print one of two numbered steps."""
    numbered("Keep it up.", "Share it.")(document)
    after(STRENGTH, "{%p if thanked %}")(document)
    after("Keep it up.", "{%p else %}")(document)
    after("Share it.", "{%p endif %}")(document)


NUMBERING = "template.form.numbering"
LOOPS: dict[str, tuple[Plant, list[tuple[str, str]]]] = {
    "two steps under each strength": (
        numbered("Keep it up.", "Share it."),
        [(NUMBERING, "paragraph 37")],
    ),
    "three steps under each strength": (
        numbered("One.", "Two.", "Three."),
        [(NUMBERING, "paragraph 37")],
    ),
    "a step for each paragraph of each strength": (
        numbered("{{r paragraph }} again", behind=FOR_PARAGRAPH),
        [(NUMBERING, "paragraph 38")],
    ),
    "a second level without a first": (
        numbered("Keep it up.", "Share it.", level=1),
        [(NUMBERING, "paragraph 37")],
    ),
    # Near misses
    "one step under each strength": (numbered("Keep it up."), []),
    "bullets under each strength": (bullets, []),
    "the second level of the strengths' own list": (second_level, []),
    "one step or another": (branches, []),
    "steps outside a loop": (numbered("Keep it up.", "Share it.", behind=DEAR), []),
    "two paragraphs in the strengths' own list": (
        all_of(
            after(STRENGTH, "{{ strength.heading }}, again"),
            says(STRENGTH, "{{ strength.heading }}: {{r strength.text[0] }}"),
        ),
        [],
    ),
}


@pytest.mark.parametrize("case", LOOPS)
def test_numbers_that_go_on_from_turn_to_turn_are_found(case: str) -> None:
    plant, expected = LOOPS[case]
    assert [code for code in codes(plant) if code[0] == NUMBERING] == expected


# What a merge cannot reach


def wrapped(old: str, before: str, behind: str) -> Plant:
    """Put the runs of a paragraph into another element."""

    def plant(document: Any) -> None:
        paragraph = at(document, old)._element
        runs = "".join(
            re.sub(r' xmlns:\w+="[^"]*"', "", run.xml) for run in paragraph.findall(qn("w:r"))
        )
        for run in paragraph.findall(qn("w:r")):
            paragraph.remove(run)
        start = re.sub(r"^<([\w:]+)", rf"<\1 {nsdecls('w')}", before)
        paragraph.append(parse_xml(f"{start}{runs}{behind}"))

    return plant


def around(old: str, properties: str) -> Plant:
    """Put a paragraph into a content control."""

    def plant(document: Any) -> None:
        paragraph = at(document, old)._element
        control = parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtPr>{properties}</w:sdtPr><w:sdtContent/></w:sdt>"
        )
        paragraph.addprevious(control)
        control[1].append(paragraph)

    return plant


SIMPLE = '<w:fldSimple w:instr=" QUOTE ">'
FIELD = wrapped(DEAR, SIMPLE, "</w:fldSimple>")
BOUND = '<w:dataBinding w:xpath="/a" w:storeItemID="{0}"/>'
COVER = '<w:docPartObj><w:docPartGallery w:val="Cover Pages"/><w:docPartUnique/></w:docPartObj>'
CONTENTS = COVER.replace("Cover Pages", "Table of Contents")
UNREACHABLE: dict[str, tuple[Plant, str]] = {
    "a tag in a simple field": (FIELD, "in a field of Word's"),
    "a tag on a cover page": (around(DEAR, COVER), "in a cover page"),
    "a tag in a bound control": (around(DEAR, BOUND), "tied to a property"),
    "a tag in a bound control within a paragraph": (
        wrapped(
            DEAR, f"<w:sdt><w:sdtPr>{BOUND}</w:sdtPr><w:sdtContent>", "</w:sdtContent></w:sdt>"
        ),
        "tied to a property",
    ),
    # Near misses
    "words in a simple field": (
        all_of(after(DEAR, "Dear Sam"), wrapped("Dear Sam", SIMPLE, "</w:fldSimple>")),
        "",
    ),
    "a tag in a plain control": (around(DEAR, "<w:text/>"), ""),
    "a tag in a control within a paragraph": (
        wrapped(
            DEAR, "<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>", "</w:sdtContent></w:sdt>"
        ),
        "",
    ),
    "a tag in another gallery's": (around(DEAR, CONTENTS), ""),
}


@pytest.mark.parametrize("case", UNREACHABLE)
def test_a_tag_that_a_merge_cannot_reach_is_told(case: str) -> None:
    plant, expected = UNREACHABLE[case]
    messages = [f.message for f in found(plant) if f.code == "template.form.unreachable"]
    assert [expected in message for message in messages] == ([True] if expected else [])


def test_pages_that_go_out_unmarked_stop_a_build_and_half_marked_ones_do_not() -> None:
    (first, _) = found(even_pages)
    assert first.severity is Severity.ERROR
    assert "even page header" in first.message
    assert "Different odd & even pages" in first.fix
    (half,) = found(marking("header", "Home Office"))
    assert half.severity is Severity.WARNING


# Bookmarks


def bookmarked(first: str, last: str, *, between: bool = False) -> Plant:
    """Put the ends of a bookmark into two paragraphs, or the second behind its paragraph."""

    def plant(document: Any) -> None:
        start = f'<w:bookmarkStart {nsdecls("w")} w:id="50" w:name="here"/>'
        end = parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="50"/>')
        at(document, first)._element.append(parse_xml(start))
        holder = at(document, last)._element
        holder.addnext(end) if between else holder.append(end)

    return plant


JOB_TITLE, IF_JOB_TITLE = "{{ recipient.job_title }}", "{%p if recipient.job_title %}"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (JOB_TITLE, DEAR),
        ("{{ date }}", JOB_TITLE),
        (IF_JOB_TITLE, DEAR),
        ("{{ date }}", IF_JOB_TITLE),
    ],
)
def test_a_bookmark_of_which_one_end_may_go_is_refused(first: str, last: str) -> None:
    (finding,) = found(bookmarked(first, last))
    assert (finding.code, finding.severity) == ("template.form.bookmark", Severity.ERROR)
    assert "“here” begins here and ends in another block" in finding.message


@pytest.mark.parametrize(
    "plant",
    [
        bookmarked(DEAR, DEAR),
        bookmarked("{{ date }}", DEAR),
        bookmarked(JOB_TITLE, JOB_TITLE),
        bookmarked(DEAR, DEAR, between=True),
    ],
)
def test_a_bookmark_that_is_printed_whole_is_left(plant: Plant) -> None:
    assert found(plant) == ()
