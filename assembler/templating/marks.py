"""Marked words of a draft, made to stand out: in a run of their own, highlighted."""

import re

from assembler.rich_text import MARK_END, MARK_START

_RUN = re.compile(
    rf"<w:r(?: [^>]*)?>(?P<look><w:rPr>(?:(?!</w:rPr>).)*</w:rPr>|<w:rPr/>)?"
    rf"(?P<inside>(?:(?!</w:r>)[^{MARK_START}])*{MARK_START}(?:(?!</w:r>).)*)</w:r>",
    re.DOTALL,
)
# What the standard wants after the highlight among the properties of a run.
_AFTER = re.compile(
    r"<w:(?:u|effect|bdr|shd|fitText|vertAlign|rtl|cs|em|lang|eastAsianLayout|specVanish|oMath)"
    r"[ />]|</w:rPr>"
)
_HIGHLIGHT = '<w:highlight w:val="yellow"/>'
_TEXT = '<w:t xml:space="preserve">'


def shown(xml: str) -> str:
    """Highlight marked words; where there are no runs (in properties) only take the marks off."""
    if MARK_START not in xml:
        return xml
    return _RUN.sub(_split, xml).replace(MARK_START, "").replace(MARK_END, "")


def _split(run: re.Match[str]) -> str:
    look = "" if run["look"] in {None, "<w:rPr/>"} else run["look"]
    inside = re.sub(r"<w:t(?: [^>]*)?>", _TEXT, run["inside"])
    inside = inside.replace(MARK_START, f"</w:t></w:r><w:r>{_highlighted(look)}{_TEXT}")
    inside = inside.replace(MARK_END, f"</w:t></w:r><w:r>{look}{_TEXT}")
    return f"<w:r>{look}{inside}</w:r>"


def _highlighted(look: str) -> str:
    if not look:
        return f"<w:rPr>{_HIGHLIGHT}</w:rPr>"
    look = re.sub(r"<w:highlight [^>]*/>", "", look)
    found = _AFTER.search(look)
    at = found.start() if found else 0
    return f"{look[:at]}{_HIGHLIGHT}{look[at:]}"
