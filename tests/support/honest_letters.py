"""Forty edits as advisers and Word make them: review blocks none of them."""

from support.edited_package import (
    BODY,
    CORE,
    Row,
    W,
    add,
    before,
    block,
    both,
    field,
    link,
    paragraph,
    related,
    reword,
    run,
    setting,
    split_field,
    style,
    swap,
)

_THANKS = "Lastly, I would like to thank"
_STANDING = "An assessment of Channel is completed separately."
_PARAGRAPH = f'<w:p><w:pPr><w:pStyle w:val="LetterText"/></w:pPr>{run("{}")}</w:p>'


def _said(text: str) -> Row:
    """Return a row that adds a sentence to the letter."""
    return Row(f"added: {text}", "letter", add(_STANDING, f" {text}"))


def _letter(old: str, new: str) -> Row:
    return Row(f"{old} → {new}", "letter", reword(old, new))


def _annex(old: str, new: str) -> Row:
    return Row(f"{old} → {new}", "annex-a", reword(old, new))


_WHITE, _DARK = '<w:color w:val="FFFFFF"/>', '<w:shd w:val="clear" w:fill="1F3864"/>'
# White words on the dark first row of a table, by its style.
_TABLE = (
    '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblLook w:firstRow="1"/></w:tblPr><w:tblGrid>'
    '<w:gridCol w:w="900"/></w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:tcPr/>'
    f"<w:p>{run('Fine.')}</w:p></w:tc></w:tr></w:tbl><w:p/>"
)
_GRID = (
    f'<w:tblStylePr w:type="firstRow"><w:rPr>{_WHITE}</w:rPr><w:tcPr>{_DARK}</w:tcPr>'
    "</w:tblStylePr>"
)
WORDS = (
    _letter("should adopt a partnership plan", "should now adopt a partnership plan"),
    _letter("challenges partners and is", "rightly challenges partners, and is"),
    _letter("always know whom to call", "can always say whom to call"),
    _letter("play in countering terrorism", "play in preventing terrorism"),
    _letter("Dear Alex,", "Dear Alex"),
    _letter("21/05/2025", "21 May 2025"),
    _annex("meets quarterly", "meets every quarter"),
    _annex("reviewed twice a year", "reviewed twice each year"),
    _annex("Three local risks are named", "It names three local risks"),
    _annex("within two working days", "within 2 working days"),
    _annex("by 85% of staff", "by 85 per cent of staff"),
    _annex("on 6 February 2025", "on 06/02/2025"),
    _annex("a cost of £12,500", "a cost of £12500"),
    _annex("Most schools and colleges know", "The pathway is known to most schools and colleges,"),
    _annex("There is no partnership plan for the coming year.", "A plan is being written."),
    _annex("Two events were stopped after", "Two events were stopped following"),
    _annex("council each month", "council every month"),
    _said("All seven scored benchmarks were looked at."),
    _said("Two benchmarks were rated Exceeding."),
    _said("Benchmark 1 was rated Exceeding, which is to the credit of the board."),
    _said("Benchmark 3 is not met."),
    _said("The council exceeds benchmark 7."),
    _said("To meet benchmark 3, the council needs a plan."),
    _said("Criteria of benchmark 2 were met with care."),
    _said("Thank you for your time and that of your officers."),
    _said("We thank the Exampleshire Safety Partnership Board for its work."),
    _said("Reading groups meet in rugby clubs."),
    Row("a paragraph more", "letter", before(_THANKS, _PARAGRAPH.format("It is a sound start."))),
)
PACKAGES = (
    Row("page of pages", "letter", field("PAGE", "1")),
    Row("a reference", "letter", field("REF _Ref1 \\h")),
    Row("a web link by field", "letter", split_field(' HYPERLINK "https://www.gov.uk/prevent" ')),
    Row("a bookmark link by field", "letter", split_field(' HYPERLINK \\l "top" ')),
    Row("mail", "letter", link("A@Example.org", "mailto:a@example.org?subject=Prevent")),
    Row("words that link", "letter", link("the duty toolkit", "https://www.gov.uk/prevent")),
    Row("the same site", "letter", link("www.gov.uk/prevent", "https://gov.uk/prevent-duty")),
    Row("looks within reason", "letter", both(
        style("paragraph", f"<w:pPr>{_DARK}</w:pPr><w:rPr>{_WHITE}</w:rPr>", "Band"),
        paragraph(run("Fine."), '<w:pStyle w:val="Band"/>'),
        style("table", _GRID, "Grid"),
        block(_TABLE),
        paragraph(run("Fine.", '<w:color w:val="auto" w:themeColor="text1"/>')),
        paragraph(run("Fine.", '<w:w w:val="95"/><w:spacing w:val="-5"/><w:position w:val="6"/>')),
        paragraph(run("Fine."), '<w:framePr w:x="1000" w:y="1000" w:w="2000"/>'),
        paragraph(run("Fine."), '<w:spacing w:line="240" w:lineRule="exact"/>'),
        paragraph(run("Fine."), '<w:ind w:left="720"/>'),
    )),
    Row("what Word adds as it saves", "letter", both(
        swap(BODY, "<w:p>", '<w:p w:rsidR="00A11B22" w:rsidRDefault="00A11B22">'),
        setting('<w:rsids><w:rsidRoot w:val="00A11B22"/></w:rsids>'),
        related("webSettings", "/word/webSettings.xml", f"<w:webSettings {W}/>"),
        related("glossaryDocument", "/word/glossary/document.xml", f"<w:glossaryDocument {W}/>"),
    )),
    Row("a revision number", "letter", swap(
        CORE, "</cp:coreProperties>", "<cp:revision>4</cp:revision></cp:coreProperties>"
    )),
    Row("a proofing mark", "letter", swap(BODY, "<w:r>", '<w:proofErr w:type="spellStart"/><w:r>')),
    Row("a kept bookmark", "letter", paragraph(
        f'<w:bookmarkStart w:id="90" w:name="_GoBack"/>{run("Fine.")}<w:bookmarkEnd w:id="90"/>'
    )),
)  # fmt: skip
HONEST = (*WORDS, *PACKAGES)
