"""What advisers do to documents, and what of it is traced to which cell."""

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from assembler.edits.edit import EditKind
from assembler.findings import Place
from support.adviser_edits import (
    Edit,
    add_after,
    colour,
    isolate,
    join_with_next,
    look,
    move_behind,
    remark,
    restyle,
    reword,
    split_at,
    table_after,
    take_out,
)
from support.edited_letters import MARKING


def underline(text: str) -> Edit:
    """Underline words."""

    def edit(document: WordDocument) -> None:
        properties = isolate(document, text).get_or_add_rPr()
        properties.append(OxmlElement("w:u", attrs={qn("w:val"): "single"}))

    return edit


def in_margins(old: str, new: str, most: int = 9) -> Edit:
    """Replace words in headers and footers, in so many of them."""

    def edit(document: WordDocument) -> None:
        section = document.sections[0]
        stories = (
            *(section.first_page_header, section.header),
            *(section.first_page_footer, section.footer),
        )
        texts = [t for story in stories for t in story.part.element.iter(qn("w:t"))]
        for text in [t for t in texts if old in (t.text or "")][:most]:
            text.text = (text.text or "").replace(old, new)

    return edit


def title(words: str) -> Edit:
    """Change the title among the properties."""

    def edit(document: WordDocument) -> None:
        document.core_properties.title = words

    return edit


TRAINING, PROGRESS = Place("Strengths", "A3"), Place("Strengths", "B3")
PLAN = Place("Annex A", "F4")

# The document, the edits, and the cell, the kind and the words of each change that is told.
CASES: list[tuple[str, str, tuple[Edit, ...], list[tuple[Place | None, EditKind, str]]]] = [
    ("untouched", "letter", (), []),
    ("a comment", "letter", (remark("Excellent progress", "Sure?"),), []),
    (
        "a strength reworded",
        "letter",
        (reword("Excellent progress", "Good progress"),),
        [(PROGRESS, EditKind.WORDS, "Good progress has been made")],
    ),
    (
        "a heading",
        "letter",
        (reword("Training programme", "Training"),),
        [(TRAINING, EditKind.WORDS, "Training")],
    ),
    (
        "heading and text",
        "letter",
        (reword("Training programme", "Training"), reword("Excellent", "Good")),
        [(TRAINING, EditKind.WORDS, "Training"), (PROGRESS, EditKind.WORDS, "Good progress")],
    ),
    (
        "a strength divided",
        "letter",
        (split_at("with uptake and completion"),),
        [(PROGRESS, EditKind.WORDS, "plan\nwith uptake and completion")],
    ),
    (
        "two strengths joined",
        "letter",
        (join_with_next("have formalised"),),
        [
            (Place("Strengths", "B2"), EditKind.WORDS, "Local Authorities.Training programme"),
            (PROGRESS, EditKind.WORDS, ""),
        ],
    ),
    (
        "a strength added",
        "letter",
        (add_after("Excellent progress", "New thing – it is good."),),
        [(PROGRESS, EditKind.WORDS, "New thing – it is good.")],
    ),
    ("a strength taken out", "letter", (take_out("Excellent"),), [(PROGRESS, EditKind.WORDS, "")]),
    (
        "strengths moved",
        "letter",
        (move_behind("have formalised", "Excellent progress"),),
        [(PROGRESS, EditKind.WORDS, "Training programme")],
    ),
    (
        "words made bold",
        "letter",
        (look("tier training plan"),),
        [(PROGRESS, EditKind.WORDS, "*tier training plan*")],
    ),
    (
        "the salutation",
        "letter",
        (reword("Dear Stephen", "Dear Sam"),),
        [(Place("Letter", "B8"), EditKind.DETAIL, "Sam")],
    ),
    (
        "the recipient",
        "letter",
        (reword("Stephen Moir", "Sam Example"),),
        [(Place("Letter", "B5"), EditKind.DETAIL, "Sam Example")],
    ),
    (
        "the date",
        "letter",
        (reword("21/05/2025", "22/05/2025"),),
        [(Place("Letter", "B4"), EditKind.DETAIL, "22/05/2025")],
    ),
    (
        "an address line",
        "letter",
        (reword("Huntingdon", "Samplebury"),),
        [(Place("Letter", "B7"), EditKind.DETAIL, "Samplebury")],
    ),
    (
        "an address line added",
        "letter",
        (add_after("Huntingdon", "By hand"),),
        [(Place("Letter", "B7"), EditKind.DETAIL, "By hand")],
    ),
    (
        "who is thanked",
        "letter",
        (reword("Lisa Riddle and Ruth Walters", "Ruth Walters, Dee Example and Lisa Riddle"),),
        [(Place("Letter", "B10"), EditKind.DETAIL, "Ruth Walters, Dee Example and Lisa Riddle")],
    ),
    (
        "words of the template",
        "letter",
        (reword("critical role", "vital role"),),
        [(None, EditKind.STANDING, "a vital role to play")],
    ),
    (
        "a paragraph of one's own",
        "letter",
        (add_after("We recognise that every", "Thank you."),),
        [(None, EditKind.STANDING, "Thank you.")],
    ),
    (
        "a summary reworded",
        "annex-a",
        (reword("has been tailored to local", "fits local"),),
        [(PLAN, EditKind.WORDS, "fits local circumstances")],
    ),
    (
        "a paragraph added to a summary",
        "annex-a",
        (add_after("The partnership plan is shared", "Staff know it."),),
        [(PLAN, EditKind.WORDS, "Staff know it.")],
    ),
    (
        "a paragraph taken out of a summary",
        "annex-a",
        (take_out("The partnership plan is shared"),),
        [(PLAN, EditKind.WORDS, "")],
    ),
    (
        "a criterion",
        "annex-b",
        (reword("The chair is not also", "The chair is never also"),),
        [(None, EditKind.STANDING, "never also")],
    ),
    # --- the letter's details
    (
        "the signatory at both places",
        "letter",
        (reword("Nimisha Green", "Sam Example"), reword("Nimisha Green", "Sam Example")),
        [(Place("Letter", "B12"), EditKind.DETAIL, "Sam Example")],
    ),
    (
        "the signatory at one place",
        "letter",
        (reword("Nimisha Green", "Sam Example"),),
        [(Place("Letter", "B12"), EditKind.DETAIL, "")],
    ),
    (
        "the signatory's job title",
        "letter",
        (reword("Head of Local Delivery", "Head of Delivery"),),
        [(Place("Letter", "B13"), EditKind.DETAIL, "Head of Delivery & Communities")],
    ),
    (
        "the contact email",
        "letter",
        (reword("Preventareas@", "Prevent.areas@"),),
        [(Place("Letter", "B15"), EditKind.DETAIL, "Prevent.areas@homeoffice.gov.uk")],
    ),
    (
        "a line of the sender's address",
        "letter",
        (reword("2 Marsham Street", "Peel Building, 2 Marsham Street"),),
        [(Place("Letter", "B14"), EditKind.DETAIL, "Peel Building, 2 Marsham Street")],
    ),
    (
        "a line of the sender's address taken out",
        "letter",
        (take_out("London"),),
        [(Place("Letter", "B14"), EditKind.DETAIL, "2 Marsham Street\nSW1P 4DF")],
    ),
    (
        "two lines of an address joined",
        "letter",
        (join_with_next("New Shire Hall"),),
        [(Place("Letter", "B7"), EditKind.DETAIL, "Emery Crescent,Enterprise Campus")],
    ),
    (
        "lines of an address moved",
        "letter",
        (move_behind("New Shire Hall", "Enterprise Campus"),),
        [
            (
                Place("Letter", "B7"),
                EditKind.DETAIL,
                "Enterprise Campus, Alconbury Weald,\nNew Shire",
            )
        ],
    ),
    (
        "one copied to added",
        "letter",
        (add_after("Ruth Walters", "Dee Example"),),
        [(Place("Letter", "B9"), EditKind.DETAIL, "Lisa Riddle\nRuth Walters\nDee Example")],
    ),
    (
        "one copied to renamed",
        "letter",
        (reword("CC: Lisa Riddle", "CC: Lisa Example"),),
        [(Place("Letter", "B9"), EditKind.DETAIL, "Lisa Example\nRuth Walters")],
    ),
    (
        "one copied to taken out",
        "letter",
        (take_out("Ruth Walters"),),
        [(Place("Letter", "B9"), EditKind.DETAIL, "Lisa Riddle")],
    ),
    (
        "one thanked taken out",
        "letter",
        (reword("thank Lisa Riddle and Ruth Walters", "thank Ruth Walters"),),
        [(Place("Letter", "B10"), EditKind.DETAIL, "Ruth Walters")],
    ),
    (
        "the date in words",
        "letter",
        (reword("21/05/2025", "22 May 2025"),),
        [(Place("Letter", "B4"), EditKind.DETAIL, "22 May 2025")],
    ),
    # --- strengths and recommendations
    (
        "a recommendation reworded",
        "letter",
        (reword("Build on the communications", "Build upon the communications"),),
        [(Place("Recommendations", "C2"), EditKind.WORDS, "Build upon the communications")],
    ),
    (
        "a recommendation's heading",
        "letter",
        (reword("Communications and engagement", "Engagement"),),
        [(Place("Recommendations", "B2"), EditKind.WORDS, "Engagement")],
    ),
    (
        "a recommendation added",
        "letter",
        (add_after("Build on the communications", "Venue hire – Ask more often."),),
        [(Place("Recommendations", "C2"), EditKind.WORDS, "Venue hire – Ask more often.")],
    ),
    (
        "words at the end of a strength",
        "letter",
        (reword("monitored by the MAPG.", "monitored by the MAPG. Well done."),),
        [(PROGRESS, EditKind.WORDS, "MAPG. Well done.")],
    ),
    (
        "words taken out of a strength",
        "letter",
        (reword("against this recommendation, ", ""),),
        [(PROGRESS, EditKind.WORDS, "made this year with the")],
    ),
    (
        "words in italics",
        "letter",
        (look("tier training plan", "i"),),
        [(PROGRESS, EditKind.WORDS, "_tier training plan_")],
    ),
    (
        "words underlined",
        "letter",
        (underline("tier training plan"),),
        [(PROGRESS, EditKind.WORDS, "~tier training plan~")],
    ),
    (
        "words in red, which no cell keeps",
        "letter",
        (colour("tier training plan"),),
        [],
    ),
    (
        "a second paragraph under a strength",
        "letter",
        (add_after("have formalised", "It is a second paragraph."),),
        [
            (
                Place("Strengths", "B2"),
                EditKind.WORDS,
                "Local Authorities.\nIt is a second paragraph.",
            )
        ],
    ),
    (
        "a web address",
        "letter",
        (reword("monitored by the MAPG.", "monitored: see https://www.gov.uk/prevent"),),
        [(PROGRESS, EditKind.WORDS, "see https://www.gov.uk/prevent")],
    ),
    (
        "two strengths reworded",
        "letter",
        (reword("have formalised", "formalised"), reword("Excellent", "Good")),
        [
            (Place("Strengths", "B2"), EditKind.WORDS, "Council formalised"),
            (PROGRESS, EditKind.WORDS, "Good"),
        ],
    ),
    (
        "a strength reworded and moved",
        "letter",
        (
            reword("Excellent progress", "Good progress"),
            move_behind("have formalised", "Good progress"),
        ),
        [
            (PROGRESS, EditKind.WORDS, "Good progress"),
            (PROGRESS, EditKind.WORDS, "Good progress"),
        ],
    ),
    # --- summaries
    (
        "a summary's paragraph divided",
        "annex-a",
        (split_at("and is included in several"),),
        [(PLAN, EditKind.WORDS, "MAPG, \nand is included".replace(", \n", ",\n"))],
    ),
    (
        "two paragraphs of a summary joined",
        "annex-a",
        (join_with_next("The role of each partner"),),
        [(PLAN, EditKind.WORDS, "The partnership plan is shared")],
    ),
    (
        "paragraphs of a summary moved",
        "annex-a",
        (move_behind("The role of each partner", "The partnership plan is shared"),),
        [(PLAN, EditKind.WORDS, "The partnership plan is shared")],
    ),
    (
        "a paragraph before a summary",
        "annex-a",
        (move_behind("has been tailored", "The role of each partner"),),
        [(PLAN, EditKind.WORDS, "has been tailored")],
    ),
    (
        "words of a summary in bold",
        "annex-a",
        (look("shared and reviewed"),),
        [(PLAN, EditKind.WORDS, "*shared and reviewed*")],
    ),
    (
        "a summary's line made a list item",
        "annex-a",
        (restyle("The role of each partner", "Table Bullet"),),
        [(PLAN, EditKind.WORDS, "- The role of each partner")],
    ),
    (
        "summaries of two benchmarks",
        "annex-a",
        (reword("There is a clear referral", "There is a referral"), reword("tailored", "fitted")),
        [
            (PLAN, EditKind.WORDS, "has been fitted"),
            (Place("Annex A", "F5"), EditKind.WORDS, "There is a referral"),
        ],
    ),
    (
        "an outcome",
        "annex-a",
        (reword("Exceeding", "Met"),),
        [(Place("Annex A", "D2"), EditKind.OUTCOME, "Met")],
    ),
    (
        "a benchmark's title",
        "annex-a",
        (reword("Partnership Plan -", "Partnership Plans -"),),
        [(None, EditKind.STANDING, "Partnership Plans -")],
    ),
    (
        "why a benchmark is not scored",
        "annex-a",
        (reword("completed separately", "made separately"),),
        [(None, EditKind.STANDING, "made separately")],
    ),
    # --- standing words
    (
        "a paragraph of the template taken out",
        "letter",
        (take_out("We recognise that every"),),
        [(None, EditKind.STANDING, "")],
    ),
    (
        "a paragraph of the template divided",
        "letter",
        (split_at("in terms of its nature and scale."),),
        [(None, EditKind.STANDING, "both\nin terms of its nature")],
    ),
    (
        "a heading of the template",
        "letter",
        (reword("Summary of Assurance", "Summary of the Assurance"),),
        [(None, EditKind.STANDING, "Summary of the Assurance Outcomes")],
    ),
    (
        "the sentence of thanks taken out",
        "letter",
        (take_out("I would like to thank"),),
        [(Place("Letter", "B10"), EditKind.DETAIL, "")],
    ),
    (
        "a table of one's own",
        "letter",
        (table_after("We look forward", "mine", "too"),),
        [(None, EditKind.STANDING, "mine"), (None, EditKind.STANDING, "too")],
    ),
    (
        "the marking on every page",
        "letter",
        (in_margins("OFFICIAL", "SECRET"),),
        [(MARKING, EditKind.DETAIL, "SECRET")],
    ),
    (
        "the marking in one header",
        "letter",
        (in_margins("OFFICIAL", "SECRET", most=1),),
        [(MARKING, EditKind.DETAIL, "SECRET")],
    ),
    (
        "the council's name in a footer",
        "annex-a",
        (in_margins("Cambridgeshire", "Samplebury", most=1),),
        [(None, EditKind.STANDING, "Samplebury County Council – 2024/25")],
    ),
    (
        "the title among the properties",
        "letter",
        (title("Our letter"),),
        [(None, EditKind.STANDING, "Our letter")],
    ),
    (
        "a paragraph of the template moved",
        "letter",
        (move_behind("We recognise that every", "Please note that benchmark 5"),),
        [(None, EditKind.STANDING, "We recognise that every area")],
    ),
    (
        "the date moved",
        "letter",
        (move_behind("21/05/2025", "Dear Stephen"),),
        [(None, EditKind.STANDING, "21/05/2025")],
    ),
]
