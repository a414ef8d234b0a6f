"""Rules on what a file holds besides its visible text: parts, fields, links, stored values.

What is known and harmless is listed in `known_content`; whatever is not there is reported.
"""

import re
from collections.abc import Iterator

from lxml import etree

from assembler.checks import authority_rules
from assembler.leftover_marks import leftover_marks
from assembler.review.reviewed_document import ReviewedDocument, problem, rule
from assembler.rules import Problem
from assembler.word import known_content
from assembler.word.namespaces import R, w
from assembler.word.outside_paragraphs import outside_paragraphs
from assembler.wording import shortened

_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(r"(?i)^(?:https?://)?(?P<host>(?:[\w-]+\.)+[a-z]{2,})(?:[/?#].*)?$")
_STORIES = ("header", "footer", "footnotes", "endnotes")
_VML = "{urn:schemas-microsoft-com:vml}"
_REMOVE = "Take it out, then save the document again."
_TYPES = "[Content_Types].xml"


@rule("content.part")
def part(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The file holds a part that can run, fetch or carry something the reader does not see."""
    parts = reviewed.copy.parts
    led_to = {_TYPES}
    for source in ["", *(name for name in parts.names if not name.endswith(".rels"))]:
        for link in parts.relationships(source):
            led_to |= set() if link.external else {link.target}
            on_web = known_content.is_web_or_mail(link.target)  # others: see properties.path
            if link.external and on_web and link.kind != "hyperlink":
                message = f"it fetches {link.target} when it is opened ({link.kind})."
                yield problem("in the document", message, _REMOVE)
            elif not link.external and link.kind not in known_content.PARTS:
                unknown = f"a part of an unknown kind ({link.kind})"
                what = known_content.REFUSED_PARTS.get(link.kind, unknown)
                yield problem("in the document", f"it holds {what}.", _REMOVE)
    for name in parts.names:
        if name not in led_to and not name.endswith(".rels"):
            yield problem("in the document", f"it holds {name}, which nothing leads to.", _REMOVE)


@rule("content.field")
def field(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A field fetches, inserts or runs something, or leads to a place that is not on the web."""
    for passage in reviewed.copy.passages:
        for code in _field_codes(passage.element):
            name = code.split(maxsplit=1)[0].upper() if code.split() else ""
            if name not in known_content.FIELDS:
                message = f"the field “{shortened(code)}” does not only show text of the document."
                fix = "Click in it and press Ctrl+Shift+F9, which turns it into plain text."
                yield problem(passage.place, message, fix)
            elif (target := _field_target(code)) and not known_content.is_web_or_mail(target):
                message = f"a link leads to {shortened(target, 80)}."
                yield problem(passage.place, message, "Point it at a web or email address.")


@rule("content.link")
def link(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A link shows one address and leads to another, or copies an email to someone unseen."""
    for element, shown, target in _links(reviewed):
        if _misleads(shown, target):
            yield problem(
                reviewed.copy.at(element),
                f"the link shows “{shortened(shown)}” and leads to {shortened(target, 80)}.",
                "Right-click it, Edit Hyperlink, and let both say the same.",
            )
    for name in _stories(reviewed):
        for element in reviewed.copy.parts.root(name).iter(f"{_VML}*"):
            target = element.get("href", "")
            if target and not known_content.is_web_or_mail(target):
                message = f"a shape links to {shortened(target, 80)}."
                yield problem(reviewed.copy.at(element), message, _REMOVE)


@rule("content.stored")
def stored(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """Values are stored in the file that no page shows: variables, a mail-merge query."""
    for name in reviewed.copy.parts.related("settings"):
        root = reviewed.copy.parts.root(name)
        for variable in root.iter(w("docVar")):
            held = f"{variable.get(w('name'), '')}: {variable.get(w('val'), '')}"
            yield problem("in the document", f"a variable holds “{shortened(held)}”.", _REMOVE)
        for query in root.iter(w("query"), w("connectString")):
            text = shortened(query.get(w("val"), ""))
            yield problem("in the document", f"a mail merge holds “{text}”.", _REMOVE)


@rule("content.other_council")
def other_council(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """Another council is named outside the text: WordArt, descriptions, properties, stored data."""
    details = reviewed.workbook.assessment.details
    if not details.authority.strip():
        return
    for one in outside_paragraphs(reviewed.copy.parts):
        for name in authority_rules.strangers(one.text, details) if one.text.strip() else ():
            place = one.place if one.element is None else reviewed.copy.at(one.element)
            message = f"“{name}” is named in {one.place} of a letter to {details.authority}."
            yield problem(place, message, _REMOVE)


@rule("content.mark")
def mark(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """WordArt, a watermark or the numbers of a list hold a mark that was meant to be replaced."""
    for one in outside_paragraphs(reviewed.copy.parts):
        for found in leftover_marks(one.text) if one.is_shown else ():
            place = one.place if one.element is None else reviewed.copy.at(one.element)
            yield problem(place, f"“{found[0]}” looks left over in {one.place}.", _REMOVE)


def _stories(reviewed: ReviewedDocument) -> list[str]:
    parts = reviewed.copy.parts
    others = (name for kind in _STORIES for name in parts.related(kind))
    return list(dict.fromkeys([parts.main, *others]))


def _links(reviewed: ReviewedDocument) -> Iterator[tuple[etree._Element, str, str]]:
    """Yield the links of all stories with what they show and where they lead."""
    for name in _stories(reviewed):
        targets = reviewed.copy.parts.targets(name)
        for element in reviewed.copy.parts.root(name).iter(w("hyperlink"), w("fldSimple"), w("p")):
            if element.tag == w("p"):
                yield from ((element, *field) for field in _link_fields(element))
                continue
            target = targets.get(element.get(f"{{{R}}}id", ""), "")
            if element.tag == w("fldSimple"):
                target = _field_target(element.get(w("instr"), ""))
            shown = "".join(text.text or "" for text in element.iter(w("t"))).strip()
            yield element, shown, target


def _link_fields(paragraph: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield what the link fields of a paragraph show, and where they lead."""
    code, shown, is_result = "", "", False
    for node in paragraph.iter(w("fldChar"), w("instrText"), w("t")):
        kind = node.get(w("fldCharType"))
        if kind == "begin":
            code, shown, is_result = "", "", False
        elif kind == "separate":
            is_result = True
        elif kind == "end":
            if target := _field_target(code):
                yield shown.strip(), target
            code, is_result = "", False
        elif node.tag == w("instrText"):
            code += node.text or ""
        elif is_result:
            shown += node.text or ""


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


def _field_target(code: str) -> str:
    """Return where a link field leads; empty for another field or a place in the document."""
    found = re.match(r'\s*HYPERLINK\s+(?!\\[a-z])"?(?P<target>[^"\s]+)', code, re.IGNORECASE)
    return found["target"] if found else ""


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
