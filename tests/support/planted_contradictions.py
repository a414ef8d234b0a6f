"""Forty edits after which a letter says something else than the workbook of the made-up council."""

from support.edited_package import BODY, Row, add, before, both, exchange, reword, swap

_THANKS = "Lastly, I would like to thank"
_STANDING = "An assessment of Channel is completed separately."
_PARAGRAPH = (
    '<w:p><w:pPr><w:pStyle w:val="LetterText"/></w:pPr><w:r><w:t xml:space="preserve">{}</w:t>'
    "</w:r></w:p>"
)


def _sentence(text: str) -> Row:
    """Return a row that adds a sentence to a paragraph of the letter."""
    return Row(f"added: {text}", "letter", add(_STANDING, f" {text}"))


def _paragraph(text: str, code: str) -> Row:
    """Return a row that adds a paragraph of its own before the thanks."""
    return Row(f"added alone: {text}", "letter", before(_THANKS, _PARAGRAPH.format(text)), code)


def _letter(old: str, new: str) -> Row:
    return Row(f"{old} → {new}", "letter", reword(old, new))


def _annex(old: str, new: str) -> Row:
    return Row(f"{old} → {new}", "annex-a", reword(old, new))


CHANGED = (
    _letter("should adopt a partnership plan", "should not adopt a partnership plan"),
    _letter("is not a member of the panel", "is a member of the panel"),
    _letter("always know whom to call", "never know whom to call"),
    _letter("has not been scored", "has been scored"),
    _letter("before the end of September", "after the end of September"),
    _letter("at least 95% of staff", "at most 95% of staff"),
    _letter("the end of September 2025", "the end of November 2025"),
    _letter("the eight benchmarks", "the nine benchmarks"),
    _letter("financial year 2024/25", "financial year 2023/24"),
    _annex("There is no partnership plan", "There is a partnership plan"),
    _annex("has not set owners", "has set owners"),
    _annex("Most schools and colleges", "Few schools and colleges"),
    _annex("meets quarterly", "meets annually"),
    _annex("All 12 specified authorities", "All 15 specified authorities"),
    _annex("attended in May 2024", "attended in March 2024"),
    _annex("on 6 February 2025", "on 16 February 2025"),
    _annex("reviewed twice a year", "reviewed once a year"),
    _annex("Three local risks", "Four local risks"),
    _annex("in June 2025", "in June 2026"),
    _annex("within two working days", "within ten working days"),
    _annex("Of 48 referrals", "Of 84 referrals"),
    _annex("by 85% of staff, up from", "by 85% of staff, down from"),
    _annex("in autumn 2024", "in spring 2024"),
    _annex("a cost of £12,500", "a cost of £125,000"),
    _annex("council each month", "council each year"),
)
ADDED = (
    _sentence("All eight benchmarks were met."),
    _sentence("Every benchmark has been met or exceeded."),
    _sentence("Three benchmarks were rated Exceeding."),
    _sentence("No benchmark was assessed as Not met."),
    _sentence("The council fails benchmark 1."),
    _sentence("The council did not meet benchmark 2."),
    _sentence("Benchmark 3 was met this year."),
    _sentence("The council exceeds benchmark 4."),
    _sentence("Training Programme was rated Exceeding."),
    Row(
        "a summary that rates its benchmark otherwise",
        "annex-a",
        add("Three local risks are named.", " Overall, delivery is Not met."),
    ),
    _paragraph("I am grateful to Pat Former for leading this work.", "letter.person"),
    _letter(" Sam Sample for engaging", " Sam Sample and Pat Other for engaging"),
    Row(
        "two summaries swapped",
        "annex-a",
        both(
            exchange("Training was completed by 85%", "A newsletter reaches every parish"),
            exchange(" of staff, up from 60% a year ago.", " council each month."),
            exchange(
                "Councillors were trained in autumn 2024.",
                "The website was renewed, and every school has a named contact.",
            ),
        ),
    ),
    _letter("PE28 4YE", "PE28 4YF"),
    Row("the outcome of another", "annex-a", swap(BODY, ">Not met<", ">Met<")),
)
CONTRADICTIONS = (*CHANGED, *ADDED)
