"""Print rich text as WordprocessingML runs: bold, italic, links, and a draft's highlighting."""

import hashlib
import re

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from assembler.rich_text import MARK_END, MARK_START, Paragraph, Span
from assembler.word.namespaces import R

# The variable that collects the addresses of a document's links, by relationship id.
LINKS = "links_of_this_document"
_HIGHLIGHT = '<w:highlight w:val="yellow"/>'
_TEXT = '<w:t xml:space="preserve">'
_MARKED_RUN = re.compile(
    rf"<w:r(?: [^>]*)?>(?P<look><w:rPr>(?:(?!</w:rPr>).)*</w:rPr>|<w:rPr/>)?"
    rf"(?P<inside>(?:(?!</w:r>)[^{MARK_START}])*{MARK_START}(?:(?!</w:r>).)*)</w:r>",
    re.DOTALL,
)
# What the standard wants after the highlight among the properties of a run.
_AFTER_HIGHLIGHT = re.compile(
    r"<w:(?:u|effect|bdr|shd|fitText|vertAlign|rtl|cs|em|lang|eastAsianLayout|specVanish|oMath)"
    r"[ />]|</w:rPr>"
)


@pass_context
def print_runs(context: Context, value: object) -> Markup:
    """Print text as runs of its own, bold, italic and links included."""
    spans = value.spans if isinstance(value, Paragraph) else (Span(str(value)),)
    runs = [_run(span, context) for span in spans]
    return Markup(runs[0] if len(runs) == 1 else "".join(runs))  # noqa: S704 - escaped below


def _run(span: Span, context: Context) -> str:
    properties = _properties(span) if span.stands_out or span.link or span.highlight else ""
    run = f"<w:r>{properties}{_TEXT}{_escaped(span.text)}</w:t></w:r>"
    if not span.link:
        return run
    links: dict[str, str] = context[LINKS]
    key = links.setdefault(span.link, _link_id(span.link))
    return f'<w:hyperlink xmlns:r="{R}" r:id="{key}" w:history="1">{run}</w:hyperlink>'


def _escaped(text: str) -> str:
    """Escape text for the content of an element, which may hold quotation marks as they are."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _link_id(link: str) -> str:
    """Return the relationship id of an address: the same wherever the address stands."""
    return f"rIdText{hashlib.sha256(link.encode()).hexdigest()[:16]}"


def _properties(span: Span) -> str:
    """Return a run's properties, in the order of the standard."""
    properties = "".join(
        (
            '<w:rStyle w:val="Hyperlink"/>' if span.link else "",
            "<w:b/><w:bCs/>" if span.bold else "",
            "<w:i/><w:iCs/>" if span.italic else "",
            _HIGHLIGHT if span.highlight else "",
            '<w:u w:val="single"/>' if span.underline and not span.link else "",
            f'<w:vertAlign w:val="{span.position}script"/>' if span.position else "",
        )
    )
    return f"<w:rPr>{properties}</w:rPr>"


def highlight_marked(xml: str) -> str:
    """Highlight the marked words of a draft, each in a run of its own.

    Where there are no runs, in properties, the marks are only taken off.
    """
    if MARK_START not in xml:
        return xml
    return _MARKED_RUN.sub(_split, xml).replace(MARK_START, "").replace(MARK_END, "")


def _split(run: re.Match[str]) -> str:
    properties = "" if run["look"] in {None, "<w:rPr/>"} else run["look"]
    inside = re.sub(r"<w:t(?: [^>]*)?>", _TEXT, run["inside"])
    inside = inside.replace(MARK_START, f"</w:t></w:r><w:r>{_highlighted(properties)}{_TEXT}")
    inside = inside.replace(MARK_END, f"</w:t></w:r><w:r>{properties}{_TEXT}")
    return f"<w:r>{properties}{inside}</w:r>"


def _highlighted(properties: str) -> str:
    if not properties:
        return f"<w:rPr>{_HIGHLIGHT}</w:rPr>"
    properties = re.sub(r"<w:highlight [^>]*/>", "", properties)
    following = _AFTER_HIGHLIGHT.search(properties)
    at = following.start() if following else 0
    return f"{properties[:at]}{_HIGHLIGHT}{properties[at:]}"
