"""Rules on what a file holds besides its visible text: parts, fields, links, stored values.

Everything here works from lists of what is known and harmless; whatever is not on them is reported.
"""

import re
from collections.abc import Iterator

from lxml import etree

from assembler.checks import authority_rules
from assembler.review.case import Case, problem, rule
from assembler.rules import Problem
from assembler.word.namespaces import R, w
from assembler.wording import shortened

# The kinds of parts that a letter may have, by the last word of their relationship's type.
_KNOWN_PARTS = frozenset(
    (
        *("officeDocument", "core-properties", "extended-properties", "custom-properties"),
        *("thumbnail", "styles", "stylesWithEffects", "settings", "webSettings", "fontTable"),
        *("font", "theme", "numbering", "header", "footer", "footnotes", "endnotes", "image"),
        *("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people"),
        *("customXml", "customXmlProps", "glossaryDocument", "hyperlink", "classificationlabels"),
        *("attachedTemplate", "documenttasks", "keyMapCustomizations", "bibliography"),
    )
)
_PART_NAMES = {
    "vbaProject": "macros",
    "oleObject": "an embedded object",
    "package": "an embedded file",
    "aFChunk": "another document, to be inserted when it is opened",
    "subDocument": "a sub-document",
    "control": "a form control that runs code",
    "chart": "a chart, with the workbook behind it",
    "mailMergeSource": "a mail-merge source",
    "mailMergeHeaderSource": "a mail-merge source",
    "recipientData": "mail-merge recipients",
}
# Fields that show what the document itself holds. Others fetch, insert or run something, or change
# from day to day.
_KNOWN_FIELDS = frozenset(
    (
        *("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF"),
        *("HYPERLINK", "TOC", "TC", "SEQ", "TITLE", "SYMBOL", "LISTNUM", "AUTONUM"),
        *("FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"),
    )
)
_SAFE_TARGET = re.compile(r"(?i)^(?:https?://|mailto:|tel:|#)")
_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(r"(?i)^(?:https?://)?(?P<host>(?:[\w-]+\.)+[a-z]{2,})(?:[/?#].*)?$")
_REMOVE = "Take it out, then save the document again."
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


@rule("content.part")
def part(case: Case) -> Iterator[Problem]:
    """The file holds a part that can run, fetch or carry something the reader does not see."""
    parts = case.copy.parts
    for source in ["", *(name for name in parts.names if not name.endswith(".rels"))]:
        for link in parts.relationships(source):
            if link.external and link.kind != "hyperlink" and _SAFE_TARGET.match(link.target):
                message = f"it fetches {link.target} when it is opened ({link.kind})."
                yield problem("in the document", message, _REMOVE)
            elif not link.external and link.kind not in _KNOWN_PARTS:
                what = _PART_NAMES.get(link.kind, f"a part of an unknown kind ({link.kind})")
                yield problem("in the document", f"it holds {what}.", _REMOVE)


@rule("content.field")
def field(case: Case) -> Iterator[Problem]:
    """A field fetches, inserts or runs something, or leads to a place that is not on the web."""
    for passage in case.copy.passages:
        for code in _field_codes(passage.element):
            name = code.split(maxsplit=1)[0].upper() if code.split() else ""
            if name not in _KNOWN_FIELDS:
                message = f"the field “{shortened(code)}” does not only show text of the document."
                fix = "Click in it and press Ctrl+Shift+F9, which turns it into plain text."
                yield problem(passage.place, message, fix)
            elif name == "HYPERLINK" and not _leads_to_the_web(code):
                message = f"a link leads to “{shortened(code.partition(' ')[2])}”."
                yield problem(passage.place, message, "Point it at a web or email address.")


@rule("content.link")
def link(case: Case) -> Iterator[Problem]:
    """A link shows one address and leads to another, or copies an email to someone unseen."""
    targets = {
        link.key: link.target for link in case.copy.parts.relationships(case.copy.parts.main)
    }
    for passage in case.copy.body:
        for element in () if passage.element is None else passage.element.iter(w("hyperlink")):
            target = targets.get(element.get(f"{{{R}}}id", ""), "")
            shown = "".join(text.text or "" for text in element.iter(w("t"))).strip()
            if _misleads(shown, target):
                yield problem(
                    passage.place,
                    f"the link shows “{shortened(shown)}” and leads to {shortened(target, 80)}.",
                    "Right-click it, Edit Hyperlink, and let both say the same.",
                )


@rule("content.stored")
def stored(case: Case) -> Iterator[Problem]:
    """Values are stored in the file that no page shows: variables, a mail-merge query."""
    for name in case.copy.parts.related("settings"):
        root = case.copy.parts.root(name)
        for variable in root.iter(w("docVar")):
            held = f"{variable.get(w('name'), '')}: {variable.get(w('val'), '')}"
            yield problem("in the document", f"a variable holds “{shortened(held)}”.", _REMOVE)
        for query in root.iter(w("query"), w("connectString")):
            text = shortened(query.get(w("val"), ""))
            yield problem("in the document", f"a mail merge holds “{text}”.", _REMOVE)


@rule("content.other_council")
def other_council(case: Case) -> Iterator[Problem]:
    """Another council is named where no page shows it: descriptions, properties, stored data."""
    details = case.workbook.assessment.details
    if not details.authority.strip():
        return
    for place, text in _unseen_texts(case):
        for name in authority_rules.strangers(text, details):
            yield problem(place, f"“{name}” is named in a letter to {details.authority}.", _REMOVE)


def _field_codes(element: etree._Element | None) -> Iterator[str]:
    """Yield the codes of the fields of a paragraph."""
    if element is None:
        return
    for simple in element.iter(w("fldSimple")):
        yield simple.get(w("instr"), "").strip()
    codes: list[str] = []
    for node in element.iter(w("fldChar"), w("instrText")):
        kind = node.get(w("fldCharType"))
        if kind == "begin":
            codes.append("")
        elif node.tag == w("instrText"):
            if not codes:  # the field began in an earlier paragraph
                codes.append("")
            codes[-1] += node.text or ""
        elif kind == "end" and codes and codes[-1].strip():
            yield codes.pop().strip()
    yield from (code.strip() for code in codes if code.strip())


def _leads_to_the_web(code: str) -> bool:
    target = re.search(r'HYPERLINK\s+(?!\\)"?(?P<target>[^"\s]+)', code, re.IGNORECASE)
    return target is None or bool(_SAFE_TARGET.match(target["target"]))


def _misleads(shown: str, target: str) -> bool:
    if target.lower().startswith("mailto:"):
        address, _, query = target[len("mailto:") :].partition("?")
        mail = _MAIL.fullmatch(shown)
        others = bool(re.search(r"(?i)\b(?:b?cc|to)=", query))
        return others or (mail is not None and mail[0].casefold() != address.casefold())
    seen, actual = _WEB.match(shown), _WEB.match(target)
    if _MAIL.fullmatch(shown):
        return bool(target)
    return bool(seen and actual) and _host(seen) != _host(actual)


def _host(match: re.Match[str] | None) -> str:
    return match["host"].casefold().removeprefix("www.") if match else ""


def _unseen_texts(case: Case) -> Iterator[tuple[str, str]]:
    parts = case.copy.parts
    for name in parts.names:
        if not name.endswith(".xml"):
            continue
        root = parts.root(name)
        if name.startswith("customXml/") or "/glossary/" in name:
            yield "stored data", " ".join(map(str, root.itertext()))
        for drawing in root.iter(_DRAWING):
            for attribute in ("descr", "title"):
                yield "a picture's description", drawing.get(attribute, "")
    for link in parts.relationships():
        if link.kind == "core-properties" and link.target in parts:
            root = parts.root(link.target)  # its title has a rule of its own
            others = (e for e in root if isinstance(e.tag, str) and not e.tag.endswith("}title"))
            yield from (("file properties", element.text or "") for element in others)
