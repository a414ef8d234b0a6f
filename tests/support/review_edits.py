"""Edits that people make to the reference documents: faults to find, and harmless ones."""

import base64
from collections.abc import Callable
from copy import deepcopy
from io import BytesIO
from typing import Any

from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

Edit = Callable[[Any], None]

_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OTHER_TEXT = "Quarterly football matches were won by a team from somewhere else entirely."


def paragraph(document: Any, words: str) -> Any:
    """Return the paragraph that contains these words, in the body or a table."""
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    everywhere = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    return next(p for p in everywhere if words in p.text)


def change(old: str, new: str) -> Edit:
    """Replace the first occurrence of words, whichever run it is in."""

    def edit(document: Any) -> None:
        found = paragraph(document, old)
        run = next((r for r in found.runs if old in r.text), None)
        if run is not None:
            run.text = run.text.replace(old, new, 1)
            return
        links = [t for t in found._p.iter(qn("w:t")) if old in (t.text or "")]
        links[0].text = links[0].text.replace(old, new, 1)

    return edit


def append(words: str, more: str) -> Edit:
    """Append text to the paragraph that contains these words."""
    return lambda document: paragraph(document, words).add_run(more)


def remove(words: str) -> Edit:
    def edit(document: Any) -> None:
        element = paragraph(document, words)._p
        element.getparent().remove(element)

    return edit


def after(words: str, text: str) -> Edit:
    """Add a paragraph of the same style after the one that contains these words."""

    def edit(document: Any) -> None:
        found = paragraph(document, words)
        new = deepcopy(found._p)
        found._p.addnext(new)
        runs = list(new.iter(qn("w:r")))
        for run in runs[1:]:
            run.getparent().remove(run)
        for at, piece in enumerate(runs[0].iter(qn("w:t"))):
            piece.text = "" if at else text

    return edit


def style(words: str, **looks: Any) -> Edit:
    """Format the first words of a paragraph otherwise."""

    def edit(document: Any) -> None:
        font = paragraph(document, words).runs[0].font
        for name, value in looks.items():
            if name == "colour":
                font.color.rgb = RGBColor.from_string(value)
            else:
                setattr(font, name, value)

    return edit


def more(text: str, **looks: Any) -> Edit:
    """Append formatted words to the first paragraph of standing text."""

    def edit(document: Any) -> None:
        run = paragraph(document, "Local authorities and the Prevent Partnership").add_run(text)
        for name, value in looks.items():
            if name == "colour":
                run.font.color.rgb = RGBColor.from_string(value)
            else:
                setattr(run.font, name, value)

    return edit


def core(**values: str) -> Edit:
    def edit(document: Any) -> None:
        for name, value in values.items():
            setattr(document.core_properties, name, value)

    return edit


def part(name: str, old: str, new: str) -> Edit:
    """Change the XML of a part that python-docx knows as bytes."""

    def edit(document: Any) -> None:
        for one in document.part.package.iter_parts():
            if str(one.partname) == name:
                one._blob = one.blob.decode().replace(old, new, 1).encode()

    return edit


def comment(document: Any) -> None:
    found = paragraph(document, "critical role to play")
    document.add_comment(found.runs[0], text="Is this still so?", author="Pat", initials="P")


def conflict(document: Any) -> None:
    found = paragraph(document, "critical role to play")
    said = "The workbook now says: “another role” (Letter!B5)."
    document.add_comment(found.runs[0], text=said, author="Assembler", initials="A")


def tracked(kind: str) -> Edit:
    def edit(document: Any) -> None:
        run = paragraph(document, "critical role to play").runs[0]._r
        mark = OxmlElement(f"w:{kind}")
        for name, value in (("id", "900"), ("author", "Pat"), ("date", "2025-05-20T09:00:00Z")):
            mark.set(qn(f"w:{name}"), value)
        run.addprevious(mark)
        mark.append(run)
        if kind == "del":
            for text in run.iter(qn("w:t")):
                text.tag = qn("w:delText")

    return edit


def formatted(document: Any) -> None:
    run = paragraph(document, "critical role to play").runs[0]
    run.font.bold = True
    change_ = parse_xml(
        f'<w:rPrChange {nsdecls("w")} w:id="901" w:author="Pat" w:date="2025-05-20T09:00:00Z">'
        "<w:rPr/></w:rPrChange>"
    )
    run._r.get_or_add_rPr().append(change_)


def language(words: str, code: str) -> Edit:
    def edit(document: Any) -> None:
        mark = OxmlElement("w:lang")
        mark.set(qn("w:val"), code)
        paragraph(document, words).runs[0]._r.get_or_add_rPr().append(mark)

    return edit


def american(document: Any) -> None:
    for mark in document.styles.element.iter(qn("w:lang")):
        mark.set(qn("w:val"), "en-US")


def link(words: str, address: str) -> Edit:
    def edit(document: Any) -> None:
        found = paragraph(document, "Local authorities and the Prevent Partnership")
        key = document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        found._p.append(
            parse_xml(
                f'<w:hyperlink {nsdecls("w", "r")} r:id="{key}"><w:r><w:t>{words}</w:t></w:r>'
                "</w:hyperlink>"
            )
        )

    return edit


def pixel() -> BytesIO:
    """Return a picture of one pixel."""
    return BytesIO(_PIXEL)


def picture(description: str) -> Edit:
    def edit(document: Any) -> None:
        run = paragraph(document, "critical role to play").add_run()
        shape = run.add_picture(pixel(), width=Pt(20))
        shape._inline.docPr.set("descr", description)

    return edit


def template(document: Any) -> None:
    """Attach a template that is on someone's own computer."""
    settings = document.part._settings_part
    key = settings.relate_to(
        "file:///C:/Users/pat/house.dotx", f"{_OFFICE}/attachedTemplate", is_external=True
    )
    mark = parse_xml(f'<w:attachedTemplate {nsdecls("w", "r")} r:id="{key}"/>')
    settings.element.find(qn("w:zoom")).addnext(mark)


def header(words: str) -> Edit:
    def edit(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = words

    return edit


def no_page_numbers(document: Any) -> None:
    for footer in (document.sections[0].footer, document.sections[0].first_page_footer):
        for found in footer.paragraphs:
            for field in list(found._p.iter(qn("w:fldSimple"))):
                field.getparent().remove(field)


def even_pages(document: Any) -> None:
    """Choose "Different odd & even pages", which leaves even pages without header and footer."""
    document.settings.odd_and_even_pages_header_footer = True


def heading(words: str, name: str) -> Edit:
    def edit(document: Any) -> None:
        paragraph(document, words).style = document.styles[name]

    return edit


def level(words: str, number: int) -> Edit:
    """Change the level of a heading, as Word's paragraph dialogue does."""

    def edit(document: Any) -> None:
        mark = OxmlElement("w:outlineLvl")
        mark.set(qn("w:val"), str(number - 1))
        paragraph(document, words)._p.get_or_add_pPr().append(mark)

    return edit


def row(number: int) -> Any:
    return lambda document: document.tables[0].rows[number]


def cell(at: int, column: int, text: str) -> Edit:
    """Write over a cell, keeping its first paragraph's style."""

    def edit(document: Any) -> None:
        first, *others = document.tables[0].rows[at].cells[column].paragraphs
        for other in others:
            other._p.getparent().remove(other._p)
        first.runs[0].text = text
        for run in first.runs[1:]:
            run.text = ""

    return edit


def shade(at: int, column: int, colour: str) -> Edit:
    def edit(document: Any) -> None:
        element = document.tables[0].rows[at].cells[column]._tc
        element.tcPr.find(qn("w:shd")).set(qn("w:fill"), colour)

    return edit


def drop_row(at: int) -> Edit:
    def edit(document: Any) -> None:
        element = document.tables[0].rows[at]._tr
        element.getparent().remove(element)

    return edit


def repeat_row(at: int) -> Edit:
    def edit(document: Any) -> None:
        element = document.tables[0].rows[at]._tr
        element.addnext(deepcopy(element))

    return edit


def swap_rows(one: int, two: int) -> Edit:
    def edit(document: Any) -> None:
        rows = document.tables[0].rows
        rows[two]._tr.addnext(rows[one]._tr)

    return edit


def no_header_row(document: Any) -> None:
    for mark in list(document.element.iter(qn("w:tblHeader"))):
        mark.getparent().remove(mark)


def merged(document: Any) -> None:
    rows = document.tables[0].rows
    kept = rows[4].cells[1].text
    rows[4].cells[1].merge(rows[5].cells[1]).text = kept


def moved(words: str, behind: str) -> Edit:
    def edit(document: Any) -> None:
        paragraph(document, behind)._p.addnext(paragraph(document, words)._p)

    return edit


def joined(words: str, count: int, mark: str = "w:br") -> Edit:
    """Make one paragraph, with line breaks, of several that begin with the one of these words."""

    def edit(document: Any) -> None:
        first = paragraph(document, words)._p
        for _ in range(count - 1):
            following = first.getnext()
            run = OxmlElement("w:r")
            run.append(OxmlElement(mark))
            first.append(run)
            for child in [c for c in following if c.tag != qn("w:pPr")]:
                first.append(child)
            following.getparent().remove(following)

    return edit


def split(words: str) -> Edit:
    """Break a paragraph in two after these words."""

    def edit(document: Any) -> None:
        found = paragraph(document, words)
        run = next(r for r in found.runs if words in r.text)
        first, second = run.text.split(words, 1)
        new = deepcopy(found._p)
        found._p.addnext(new)
        run.text = first + words
        for index, piece in enumerate(new.iter(qn("w:t"))):
            piece.text = "" if index else second.strip()

    return edit


def both(*edits: Edit) -> Edit:
    def edit(document: Any) -> None:
        for one in edits:
            one(document)

    return edit


def break_before(words: str) -> Edit:
    def edit(document: Any) -> None:
        paragraph(document, words).paragraph_format.page_break_before = True

    return edit


_CUSTOM = (
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="9" name="Owner">'
    "<vt:lpwstr>pat@example.org</vt:lpwstr></property></Properties>"
)

# What is wrong, in which document, the edit that did it, and the code to find where no copy of the
# document is kept. `with_copy` gives the code to find against a kept copy.
FAULTS: list[tuple[str, str, Edit, str]] = [
    ("recipient", "letter", change("Stephen Moir", "Steven Moir"), "letter.fact"),
    ("salutation", "letter", change("Dear Stephen", "Dear Sandra"), "letter.fact"),
    ("date", "letter", change("21/05/2025", "12/05/2025"), "letter.fact"),
    ("date-year", "letter", change("21/05/2025", "21/05/2024"), "letter.fact"),
    ("year", "letter", change("financial year 2024/25", "financial year 2023/24"), "letter.fact"),
    ("title-year", "letter", change("Process 2024/2025", "Process 2023/2024"), "letter.fact"),
    ("sender-address", "letter", change("SW1P 4DF", "SW1P 4DG"), "letter.fact"),
    ("postcode", "letter", change("PE28 4YE", "PE28 4XE"), "letter.fact"),
    ("copied-gone", "letter", remove("Ruth Walters"), "letter.fact"),
    ("copied-more", "letter", after("Ruth Walters", "Sam Sample"), "letter.extra"),
    ("email", "letter", change("Preventareas@", "Preventarea@"), "letter.fact"),
    ("job-title", "letter", change("Head of Local Delivery", "Head of Delivery"), "letter.fact"),
    ("thanked", "letter", change("thank Lisa Riddle", "thank Liza Riddle"), "letter.fact"),
    ("sender", "letter", change("Nimisha Green", "Nimisha Greene"), "letter.fact"),
    ("strength-gone", "letter", remove("Training programme"), "letter.points"),
    ("strength-name", "letter", change("Training programme", "Trained staff"), "letter.points"),
    (
        "strength-text",
        "letter",
        change(
            "Excellent progress has been made this year against this recommendation, with the"
            " introduction of a tier training plan with uptake and completion rates monitored by"
            " the MAPG.",
            OTHER_TEXT,
        ),
        "letter.points",
    ),
    ("recommendation-gone", "letter", remove("Build on the communications"), "letter.points"),
    (
        "recommendation-more",
        "letter",
        after("Build on the communications", "Venues – Write to every hall."),
        "letter.extra",
    ),
    ("channel-gone", "letter", remove("Please note that benchmark 5"), "letter.missing"),
    ("heading-gone", "letter", remove("Summary of Assurance"), "letter.missing"),
    ("count", "letter", change("the eight benchmarks", "the seven benchmarks"), "fact.sentence"),
    ("unscored", "letter", change("benchmark 5, in", "benchmark 6, in"), "fact.sentence"),
    ("scored", "letter", change("has not been scored", "has been scored"), "fact.sentence"),
    ("day", "annex-a", change("6 February 2025", "9 February 2025"), "fact.sentence"),
    ("month", "annex-a", change("6 February 2025", "6 March 2025"), "fact.sentence"),
    ("month-only", "annex-a", change("in September 2024", "in October 2024"), "fact.sentence"),
    ("summer", "annex-a", change("in summer 2024, the", "in summer 2023, the"), "fact.sentence"),
    (
        "reviewed",
        "annex-a",
        change("in May 2024", "in May 2023"),
        "fact.sentence",
    ),
    ("every-two", "annex-a", change("every two years", "every three years"), "fact.sentence"),
    ("system", "annex-a", change("logged in GRACE", "logged in HOPE"), "fact.sentence"),
    ("claim", "letter", more(" Benchmark 3 was assessed as Met."), "outcome.claim"),
    ("tbc", "letter", more(" Meeting on TBC."), "left.mark"),
    ("placeholder", "letter", more(" Ask [name of lead]."), "left.mark"),
    ("questions", "letter", more(" Is it 2 or 3??"), "left.mark"),
    ("tag", "letter", more(" {{ authority }}"), "left.mark"),
    ("header-mark", "letter", header("XXX"), "left.mark"),
    (
        "highlight",
        "letter",
        style("critical role to play", highlight_color=WD_COLOR_INDEX.YELLOW),
        "left.highlight",
    ),
    ("comment", "letter", comment, "left.comment"),
    ("conflict", "letter", conflict, "left.conflict"),
    ("struck", "letter", more(" Weak chair.", strike=True), "left.struck"),
    ("struck-twice", "letter", more(" Weak chair.", double_strike=True), "left.struck"),
    (
        "struck-recommendation",
        "letter",
        style("Build on the communications", strike=True),
        "left.struck",
    ),
    (
        "kept-text",
        "letter",
        after(
            "Please note that benchmark 5",
            "Text kept from an earlier version: its place in the document has gone",
        ),
        "left.kept_text",
    ),
    ("inserted", "letter", tracked("ins"), "left.tracked"),
    ("deleted", "letter", tracked("del"), "left.tracked"),
    ("formatted", "letter", formatted, "left.tracked"),
    ("hidden", "letter", more(" Weak chair.", hidden=True), "left.hidden"),
    ("white", "letter", more(" Weak chair.", colour="FFFFFF"), "left.hidden"),
    ("tiny", "letter", more(" Weak chair.", size=Pt(1)), "left.hidden"),
    ("other", "letter", more(" Kent County Council did this."), "left.other_council"),
    ("other-short", "letter", more(" This was agreed in Norfolk."), "left.other_council"),
    ("author", "letter", core(author="Pat Pattern"), "properties.person"),
    ("saved-by", "letter", core(last_modified_by="Pat Pattern"), "properties.person"),
    ("keywords", "letter", core(keywords="weak, watch"), "properties.notes"),
    (
        "company",
        "letter",
        part("/docProps/app.xml", "</Properties>", "<Company>Example Ltd</Company></Properties>"),
        "properties.company",
    ),
    (
        "owner",
        "letter",
        part("/docProps/custom.xml", "</Properties>", _CUSTOM),
        "properties.custom",
    ),
    ("local-link", "letter", link("the plan", "file:///C:/Users/pat/plan.docx"), "properties.path"),
    ("template", "letter", template, "properties.path"),
    ("no-title", "letter", core(title=""), "properties.title"),
    ("wrong-title", "letter", core(title="Letter – Kent County Council"), "properties.title"),
    ("american", "letter", american, "access.language"),
    ("german", "letter", language("critical role to play", "de-DE"), "access.language_words"),
    ("skipped", "letter", level("Summary of Assurance", 4), "access.headings"),
    ("flat", "letter", heading("Summary of Assurance", "Letter Text"), "access.heading_lost"),
    ("picture", "letter", picture(""), "access.alt_text"),
    ("click-here", "letter", link("click here", "https://www.gov.uk/"), "access.link_text"),
    ("pale", "letter", style("critical role to play", colour="B0B0B0"), "access.contrast"),
    ("marking", "letter", header("OFFICIAL-SENSITIVE"), "marking.other"),
    ("no-numbers", "letter", no_page_numbers, "pages.number"),
    ("even-pages", "letter", even_pages, "pages.number"),
    ("even-pages-b", "annex-b", even_pages, "pages.number"),
    ("outcome", "annex-a", cell(3, 2, "Met"), "annex_a.outcome"),
    ("outcome-blank", "annex-a", cell(3, 2, ""), "annex_a.outcome"),
    ("colour", "annex-a", shade(3, 2, "DCE9F5"), "annex_a.colour"),
    ("row-gone", "annex-a", drop_row(4), "annex_a.rows"),
    ("row-twice", "annex-a", repeat_row(4), "annex_a.rows"),
    ("row-order", "annex-a", swap_rows(2, 4), "annex_a.rows"),
    ("benchmark-name", "annex-a", cell(4, 1, "Referral Pathway -"), "annex_a.title"),
    ("summary-blank", "annex-a", cell(4, 3, ""), "annex_a.summary"),
    ("summary-other", "annex-a", cell(4, 3, OTHER_TEXT), "annex_a.other_summary"),
    (
        "summary-claim",
        "annex-a",
        append("The partnership plan is shared", " It is assessed as Not met."),
        "outcome.claim",
    ),
    ("summary-tbc", "annex-a", append("The partnership plan is shared", " TBC"), "left.mark"),
    ("annex-header-row", "annex-a", no_header_row, "access.header_row"),
    ("merged", "annex-a", merged, "access.table"),
    ("annex-title", "annex-a", heading("Annex A", "Table Text"), "access.heading_lost"),
    (
        "criterion",
        "annex-b",
        change("The chair is not also the chair", "The chair may be the chair"),
        "annex_b.criteria",
    ),
    ("criterion-gone", "annex-b", remove("The chair is not also"), "annex_b.criteria"),
    (
        "criterion-more",
        "annex-b",
        after("The chair is not also", "The chair is a councillor."),
        "annex_b.criteria",
    ),
    ("criteria-row", "annex-b", drop_row(3), "annex_b.criteria"),
    (
        "criterion-moved",
        "annex-b",
        moved("The chair is not also", "There is proactive involvement of a designated"),
        "annex_b.criteria",
    ),
    ("criteria-header", "annex-b", no_header_row, "access.header_row"),
]

# Codes of changed words: against a kept copy these are one warning, "Reworded in Word".
REWORDED = {"letter.points", "letter.extra", "letter.missing", "annex_a.other_summary"}
FACTS = {"letter.fact", "fact.sentence"}


def with_copy(name: str, code: str) -> str:
    """Return the code that is found against a kept copy."""
    if name == "copied-more" or code in FACTS:
        return "fact.changed"
    return "document.reworded" if code in REWORDED else code


# Edits that the review must not block; against a kept copy words are reported as reworded.
HONEST: list[tuple[str, str, Edit]] = [
    ("spelling", "letter", change("neighboring", "neighbouring")),
    ("reword", "letter", change("play in countering terrorism", "play in preventing terrorism")),
    ("add-paragraph", "letter", after("Please note that benchmark 5", "Thank you for your time.")),
    ("drop-standing", "letter", remove("We recognise that every area is different")),
    ("bold", "letter", style("critical role to play", bold=True)),
    ("long-date", "letter", change("21/05/2025", "21 May 2025")),
    ("split", "letter", split("in terms of its nature and scale.")),
    ("curly", "letter", change("MAPGs ToR", "MAPG’s ToR")),
    ("hard-space", "letter", change("Stephen Moir", "Stephen\u00a0Moir")),
    ("no-comma", "letter", change("Dear Stephen,", "Dear Stephen")),
    ("honours", "letter", change("Stephen Moir", "Stephen Moir MBE")),
    ("by-email", "letter", after("Huntingdon, PE28", "By email")),
    ("thanks", "letter", change("Lisa Riddle and Ruth Walters", "Ruth Walters and Lisa Riddle")),
    ("page-break", "letter", break_before("Summary of Assurance")),
    ("neighbour", "letter", more(" Peterborough City Council took part.")),
    ("district", "letter", more(" South Cambridgeshire District Council took part.")),
    ("word-like", "letter", more(" Reading groups meet in rugby clubs.")),
    ("not-struck", "letter", style("critical role to play", strike=False)),
    ("word-struck", "letter", more(" The word struck is only a word.")),
    ("described", "letter", picture("The council's coat of arms")),
    ("named-link", "letter", link("the Prevent duty toolkit", "https://www.gov.uk/prevent")),
    ("welsh", "letter", language("critical role to play", "cy-GB")),
    ("move", "letter", moved("We recognise that every area", "The assurance process does not")),
    ("larger", "letter", style("critical role to play", size=Pt(13))),
    ("more-strength", "letter", append("Excellent progress has been made", " Well done.")),
    ("summary-more", "annex-a", append("The partnership plan is shared", " It works well.")),
    ("summary-edit", "annex-a", change("has been tailored to local", "fits local")),
    ("summary-paragraph", "annex-a", after("The partnership plan is shared", "Staff know it.")),
    ("summary-cut", "annex-a", remove("The partnership plan is shared and reviewed")),
    ("met-quarterly", "annex-a", append("The partnership plan is shared", " The board met often.")),
    ("annex-split", "annex-a", split("discussed at the MAPG.")),
    ("note-below", "annex-b", lambda document: document.add_paragraph("Published criteria.")),
    ("address-joined", "letter", joined("New Shire Hall", 3)),
    ("sender-joined", "letter", joined("Homeland Security Group", 5)),
    ("signature-joined", "letter", joined("Nimisha Green", 2)),
    ("recipient-joined", "letter", joined("Stephen Moir", 2)),
    ("address-tabs", "letter", joined("New Shire Hall", 3, "w:tab")),
    ("date-tab", "letter", change("21/05/2025", "Date:\t21/05/2025")),
    ("twice-reworded", "letter", both(append("MAPG", " Well done."), more(" We are grateful."))),
    ("percent", "annex-a", change("two years", "2 years")),
    ("annex-bold", "annex-b", style("The chair is not also", bold=True)),
]
