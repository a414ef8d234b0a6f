"""Rules on what a file says about itself and whoever wrote it, beside its text."""

from collections.abc import Iterator

from lxml import etree

from assembler.findings import Severity
from assembler.review.reviewed_document import ReviewedDocument, problem, rule
from assembler.rules import Problem
from assembler.word.known_content import is_web_or_mail
from assembler.word.personal_properties import MAIL, NOTES, PERSONS, WORK
from assembler.wording import plain

_PLACE = "file properties"
_CLEAN = "Run `assemble review --clean` on it, which takes such properties out."


@rule("properties.person", Severity.WARNING)
def person(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The file names whoever wrote or saved it."""
    yield from _named(reviewed, "docProps/core.xml", PERSONS)


@rule("properties.people", Severity.WARNING)
def people(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The file lists who commented on it or changed it with tracking on."""
    for name in reviewed.copy.parts.related("people"):
        for element in reviewed.copy.parts.root(name):
            for key, value in element.attrib.items():
                if str(key).endswith("}author"):
                    yield problem(_PLACE, f"{value!s} is listed as an editor.", _CLEAN)


@rule("properties.company", Severity.WARNING)
def company(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The file names a company or manager, as Office was set up on someone's computer."""
    yield from _named(reviewed, "docProps/app.xml", WORK)


@rule("properties.notes")
def notes(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The file's properties hold comments or tags that would go out with it."""
    yield from _named(reviewed, "docProps/core.xml", NOTES)


@rule("properties.custom")
def custom(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A property that some other program added holds a person's email address."""
    for element in _elements(reviewed, "docProps/custom.xml"):
        found = MAIL.search("".join(map(str, element.itertext())))
        if found and element.get("name"):
            yield problem(_PLACE, f"{element.get('name')} holds {found[0]}.", _CLEAN)


@rule("properties.path")
def path(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The file points at something that is not on the web: someone's own computer, a network."""
    parts = reviewed.copy.parts
    for name in [n for n in parts.names if n.endswith(".rels")]:
        for row in parts.root(name):
            target = row.get("Target", "") if isinstance(row.tag, str) else ""
            if row.get("TargetMode") == "External" and not is_web_or_mail(target):
                template = "settings" in name
                yield problem(
                    _PLACE if template else "in the document",
                    f"it points at {target}, which is neither a web nor an email address.",
                    _CLEAN if template else "Take the link out, or point it at a web address.",
                )


@rule("properties.title")
def title(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """The title that screen readers and PDF viewers show is missing, or names another council."""
    found = " ".join(
        (e.text or "")
        for e in _elements(reviewed, "docProps/core.xml")
        if etree.QName(e).localname == "title"
    )
    council = reviewed.workbook.assessment.details.authority
    fix = f"Give it one under File, Info, Title, with {council} in it."
    if not found.strip():
        yield problem(_PLACE, "the document has no title.", fix)
    elif council and plain(council).lower() not in plain(found).lower():
        yield problem(_PLACE, f"the title “{found}” does not name {council}.", fix)


def _named(reviewed: ReviewedDocument, part: str, names: dict[str, str]) -> Iterator[Problem]:
    for element in _elements(reviewed, part):
        label = names.get(etree.QName(element).localname)
        value = (element.text or "").strip()
        if label and value:
            yield problem(_PLACE, f"{label}: {value}.", _CLEAN)


def _elements(reviewed: ReviewedDocument, part: str) -> Iterator[etree._Element]:
    parts = reviewed.copy.parts
    names = [part] if part in parts else []
    if not names:
        kind = {"core": "core-properties", "app": "extended-properties"}
        wanted = kind.get(part.split("/")[1].split(".", maxsplit=1)[0], "custom-properties")
        names = [link.target for link in parts.relationships() if link.kind == wanted]
    for name in names:
        if name in parts:
            yield from (e for e in parts.root(name) if isinstance(e.tag, str))
