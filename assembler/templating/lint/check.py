"""A template checked: all its faults as findings, each at its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assembler.errors import AssemblerError
from assembler.findings import Finding, Place, Severity, joined
from assembler.model import Edition
from assembler.templating import template_set
from assembler.templating.lint import document_rules, required
from assembler.templating.lint.block_structure import Follower
from assembler.templating.lint.expressions import check_printed
from assembler.templating.lint.scope import Scope
from assembler.templating.lint.tag_syntax import scan
from assembler.word.document import CORE, WordDocument
from assembler.word.reader import Story, stories

_TITLE = "{http://purl.org/dc/elements/1.1/}title"


@dataclass(frozen=True)
class Checked:
    """A checked template. `faults` has a finding for each place."""

    label: str
    stories: tuple[Story, ...]
    faults: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The same faults with their places joined, errors first, else in document order."""
        return tuple(
            sorted(joined(self.faults), key=lambda one: one.severity is not Severity.ERROR)
        )


def check(label: str, name: str, content: bytes, editions: tuple[Edition, ...] = ()) -> Checked:
    """Find every fault of a template.

    `label` is its name for messages, `name` its kind ("letter", "annex-a", "annex-b"); `editions`
    are those whose titles and phrases it must find. Raises AssemblerError when it is no Word
    document.
    """
    document = WordDocument(content, label)
    document.check()
    read = stories(document)
    scope = Scope(editions)
    found = [*_title(document, scope), *document_rules.faults(document, read)]
    for story in read:
        follower = Follower(story, scope)
        found += follower.follow()
        found += _beside(story, follower.repeated)
    said = " ".join(fault.message for fault in found)
    found += required.faults(name, scope.used, said)
    order = {
        story.place(at): number
        for number, (story, at) in enumerate(
            (story, at) for story in read for at in range(len(story.paragraphs))
        )
    }
    # What concerns the whole file comes before what stands at a paragraph.
    found.sort(key=lambda fault: order.get(fault.places[0].at, -1))
    placed = (replace(f, places=(Place(label, f.places[0].at),)) for f in found)
    return Checked(label, read, tuple(dict.fromkeys(placed)))


def check_set(chosen: Path | None, editions: tuple[Edition, ...]) -> tuple[Checked, ...]:
    """Check every template of the set that a build would take; one that is missing is skipped.

    Raises AssemblerError when one is no Word document.
    """
    folder, _ = template_set.locate(chosen)
    files = {name: folder / template_set.file_name(name) for name in template_set.NAMES}
    return tuple(
        check(f"{folder.name}/{file.name}", name, file.read_bytes(), editions)
        for name, file in files.items()
        if file.is_file()
    )


def unknown_phrases(checked: Iterable[Checked]) -> tuple[Finding, ...]:
    """Give what templates ask of an edition that it has not."""
    return tuple(
        finding
        for one in checked
        for finding in one.findings
        if finding.code == "template.name.unknown" and " edition " in finding.message
    )


def refuse(chosen: Path | None, editions: tuple[Edition, ...]) -> None:
    """Stop a build whose templates are wrong before anything is written.

    Raises AssemblerError.
    """
    for checked in check_set(chosen, editions):
        errors = [one for one in checked.findings if one.severity is Severity.ERROR]
        if errors:
            first = errors[0]
            named = f" {chosen}" if chosen else ""
            more = f" There are {len(errors) - 1} more faults." if len(errors) > 1 else ""
            raise AssemblerError(
                f"{checked.label}, {first.places[0].at}: {first.message}",
                f"{first.fix}{more} `assemble templates check{named}` shows everything at once.",
            )


def _title(document: WordDocument, scope: Scope) -> Iterator[Finding]:
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


def _beside(story: Story, repeated: set[int]) -> Iterator[Finding]:
    """Find what is wrong with how a tag looks, and with what stands in a loop beside it."""
    for at, (block, _) in enumerate(story.paragraphs):
        spans = [(tag.start, tag.end, tag.whole) for tag in scan(block.text).tags]
        found = [*document_rules.looks(story, at, spans)] if spans else []
        found += document_rules.repeated(story, at) if at in repeated else []
        place = Place("", story.place(at))
        yield from (replace(fault, places=(place,)) for fault in found)
