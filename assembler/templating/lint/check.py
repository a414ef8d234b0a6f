"""Check a template: report all its faults, each at its place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from assembler.errors import AssemblerError
from assembler.findings import Finding, Place, Severity, joined
from assembler.model import Edition
from assembler.templating import template_set
from assembler.templating.lint import (
    bookmark_rules,
    document_rules,
    every_letter_rules,
    loop_rules,
    page_rules,
)
from assembler.templating.lint.block_structure import BlockReader
from assembler.templating.lint.expressions import check_printed
from assembler.templating.lint.scope import Scope
from assembler.templating.lint.tag_syntax import scan
from assembler.word.document import CORE, WordDocument
from assembler.word.passages import Passage, by_element
from assembler.word.reader import Story, stories
from assembler.wording import counted

_TITLE = "{http://purl.org/dc/elements/1.1/}title"


@dataclass(frozen=True)
class CheckedTemplate:
    """A checked template. `faults` has a finding for each place, counted by paragraph and cell.

    `passages` are the passages at those places.
    """

    label: str
    stories: tuple[Story, ...]
    faults: tuple[Finding, ...]
    passages: Mapping[str, Passage] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The faults with their places joined, errors first, else in document order."""
        is_warning = lambda finding: finding.severity is not Severity.ERROR  # noqa: E731 - a key
        return tuple(sorted(joined(self.faults), key=is_warning))

    @property
    def findings_in_words(self) -> tuple[Finding, ...]:
        """The findings, each place named by heading or row and first words."""
        return tuple(
            replace(finding, places=tuple(self._in_words(finding.places, finding.message)))
            for finding in self.findings
        )

    def _in_words(self, places: Iterable[Place], message: str) -> Iterator[Place]:
        for place in places:
            passage = self.passages.get(place.at)
            at = passage.place_beside(message.lstrip("“")) if passage else place.at
            yield Place(place.part, at)


def check(
    label: str, name: str, content: bytes, editions: tuple[Edition, ...] = ()
) -> CheckedTemplate:
    """Find every fault of a template.

    `label` is its name for messages, `name` its kind ("letter", "annex-a", "annex-b"); `editions`
    are those whose titles and phrases it must find. Raises AssemblerError when it is not a Word
    document.
    """
    document = WordDocument(content, label)
    document.check()
    parts = stories(document)
    scope = Scope(editions)
    faults = [*_title_tags(document, scope), *document_rules.check(document, parts)]
    for story in parts:
        reader = BlockReader(story, scope)
        faults += reader.read()
        faults += document_rules.check_tag_formatting(story)
        faults += bookmark_rules.check(story, reader.enclosing)
        faults += every_letter_rules.check(document, story)
        faults += loop_rules.check(document, story, reader.enclosing)
    faults += page_rules.check(document, parts)
    faults += document_rules.check_required(name, scope.used, faults)
    places = (story.place(at) for story in parts for at in range(len(story.paragraphs)))
    order = {place: number for number, place in enumerate(places)}
    # Faults of the whole file come before those of a paragraph.
    faults.sort(key=lambda fault: order.get(fault.places[0].at, -1))
    placed = (replace(f, places=(Place(label, f.places[0].at),)) for f in faults)
    return CheckedTemplate(label, parts, tuple(dict.fromkeys(placed)), _passages(document, parts))


def _passages(document: WordDocument, parts: Iterable[Story]) -> dict[str, Passage]:
    """Return the passage at each counted place."""
    found = {}
    for story in parts:
        known = by_element(document, story.part, story.name)
        for at, (_, paragraph) in enumerate(story.paragraphs):
            if paragraph in known:
                found[story.place(at)] = known[paragraph]
    return found


def check_set(chosen: Path | None, editions: tuple[Edition, ...]) -> tuple[CheckedTemplate, ...]:
    """Check every template of the set that a build would take; one that is missing is skipped.

    Raises AssemblerError when one is not a Word document.
    """
    folder, _ = template_set.locate(chosen)
    files = {name: folder / template_set.file_name(name) for name in template_set.NAMES}
    return tuple(
        check(f"{folder.name}/{file.name}", name, file.read_bytes(), editions)
        for name, file in files.items()
        if file.is_file()
    )


def unknown_phrases(checked: Iterable[CheckedTemplate]) -> tuple[Finding, ...]:
    """Return the findings on titles and phrases that templates use and an edition lacks."""
    findings = (finding for template in checked for finding in template.findings)
    return tuple(finding for finding in findings if finding.code == "template.name.phrase")


def _places(findings: Iterable[Finding]) -> set[Place]:
    return {place for finding in findings for place in finding.places}


def refuse(chosen: Path | None, editions: tuple[Edition, ...]) -> None:
    """Stop a build whose templates are wrong before anything is written.

    A phrase that one edition has and another lacks stops only the builds of the year that lacks it,
    when they come to print it. Raises AssemblerError.
    """
    lacking = [_places(unknown_phrases(check_set(chosen, (one,)))) for one in editions]
    in_some = set[Place]().union(*lacking).difference(set[Place].intersection(*lacking))
    for checked in check_set(chosen, editions):
        excused = unknown_phrases([checked]) if in_some else ()
        errors = [
            in_words
            for fault, in_words in zip(checked.findings, checked.findings_in_words, strict=True)
            if fault.severity is Severity.ERROR
            and not (fault in excused and in_some.issuperset(fault.places))
        ]
        if errors:
            first, others = errors[0], len(errors) - 1
            named = f" {chosen}" if chosen else ""
            verb = "is" if others == 1 else "are"
            more = f" There {verb} {counted(others, 'more fault')}." if others else ""
            raise AssemblerError(
                f"{checked.label}, {first.places[0].at}: {first.message}",
                f"{first.fix}{more} `assemble templates check{named}` shows everything at once.",
            )


def _title_tags(document: WordDocument, scope: Scope) -> Iterator[Finding]:
    """Check the tags of the title among the document's properties."""
    core = document.root(CORE) if CORE in document else None
    title = None if core is None else core.find(_TITLE)
    scanned = scan("" if title is None else title.text or "")
    faults = [*scanned.faults]
    for tag in scanned.tags:
        if tag.opening == "{{":
            faults += check_printed(tag, scope, in_body=False)
    for fault in faults:
        yield replace(fault, places=(Place("", "File, Info, Title"),))
