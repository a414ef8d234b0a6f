"""The three-way merge of Word files. The edited file is kept; only the changes go into it.

What changed from base to new is applied to it; everything else in it stays, understood or not.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from assembler.errors import AssemblerError
from assembler.merge import blocks, continued_rows, merge_blocks, provenance
from assembler.merge.blocks import Block
from assembler.merge.conflict_comments import NO_CELL, said_elsewhere
from assembler.merge.diff import added, tokens
from assembler.merge.likeness import alike
from assembler.merge.not_brought_in import not_brought_in
from assembler.merge.outdated_comments import drop_outdated
from assembler.merge.provenance import Source
from assembler.merge.state import Job, NotMergeableError, Story, comment_at_top
from assembler.merge.track import Tracking
from assembler.results import Change, Conflict
from assembler.word import document_id, revisions
from assembler.word.comments import AUTHOR
from assembler.word.document import CORE, StrictFormatError, WordDocument, story_container
from assembler.word.headers import headers_and_footers, sections
from assembler.word.namespaces import w
from assembler.word.styles import names_by_id
from assembler.word.transplant import Carrier, StyleTranslation, share_namespaces

LOOK = (
    "The formatting of the template has changed. An edited document keeps its own; build with "
    "--fresh to have the new one."
)
LEFT = (
    "A picture or note, or a change to a field, symbol or text direction, was not brought in; "
    "build with --fresh to have it."
)
_FITS = 0.2
_NO_DOCUMENT = "it is protected with a password, damaged, or not a Word document"
_SECTION_LOST = "a section of it, with its headers and footers, would be lost"
_STRICT = "it was saved as “Strict Open XML”; save it as “Word Document (.docx)”"
_PROPERTIES = ("title", "subject", "keywords", "description", "category")
_LOOKS = ("styles", "numbering", "theme", "fontTable")


@dataclass(frozen=True)
class Merged:
    """A merged file, what of the adviser's stayed against the workbook, and what was brought in.

    `notes` say what did not reach the file. Documents are not named in it: the caller knows them.
    `tracked` is set when the changes can be accepted or rejected in Word.
    """

    content: bytes
    conflicts: tuple[Conflict, ...] = ()
    brought_in: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    tracked: bool = False


def merge(
    base: bytes, edited: bytes, new: bytes, sources: Sequence[Source] = (), *, track: bool = False
) -> Merged:
    """Merge what changed from `base` to `new` into `edited`, which was made from `base`.

    `sources` are the workbook's texts, by which a conflict is traced to its cell. With `track`, and
    where earlier tracked changes are not yet accepted or rejected, what is brought in is marked as
    tracked changes. The same arguments give the same bytes.
    Raises NotMergeableError, saying why, when the edited file must be left.
    """
    files = _opened(base), _opened(edited, is_edited=True), _opened(new)
    stories = list(_stories(*files))
    tracking = _tracking(files[1], edited, stories, track=track)
    _check_fit(*files[:2])
    drop_outdated(*files)
    section_count = len(sections(files[1]))
    conflicts: list[Conflict] = []
    brought: list[Change] = []
    left = False
    for job in _jobs(files, stories, sources):
        if _unchanged(job):
            continue
        if tracking:
            tracking.watch(job.story.edited)
        _merge_story(job)
        again = not job.in_body  # the same words in the headers of several pages are listed once
        new_conflicts = [one for one in job.conflicts if not (again and one in conflicts)]
        if again:
            _comment_at_top(files[1], job.story.label, new_conflicts)
        conflicts += new_conflicts
        brought += [one for one in job.changes() if not (again and one in brought)]
        left = left or bool(job.carrier.left)
    if len(sections(files[1])) < section_count:
        raise NotMergeableError(_SECTION_LOST)
    properties = _merge_properties(files, sources)
    conflicts += properties[0]
    brought += properties[1]
    missing = not_brought_in(*files, (words for one in conflicts for words in (one.kept, one.new)))
    if tracking:
        tracking.mark()
    document_id.replace_id(files[1], document_id.of(new))
    return Merged(
        files[1].packed(),
        tuple(conflicts),
        tuple(change for change in brought if change.was or change.now),
        (*_notes(files, left=left), *missing),
        tracked=tracking is not None and tracking.marked,
    )


def _notes(files: tuple[WordDocument, WordDocument, WordDocument], *, left: bool) -> Iterator[str]:
    if _looks_changed(files[0], files[2]):
        yield LOOK
    if left:
        yield LEFT


def _tracking(
    merged: WordDocument, edited: bytes, stories: Sequence[Story], *, track: bool
) -> Tracking | None:
    """Return what marks the changes; None where they are to be made without a mark."""
    pending = [s.edited for s in stories if revisions.has_any(merged.root(s.edited), AUTHOR)]
    if not (track or pending):
        return None
    tracking = Tracking(edited, merged)
    for part in pending:
        tracking.watch(part)
    return tracking


def _opened(content: bytes, *, is_edited: bool = False) -> WordDocument:
    try:
        document = WordDocument(content, "it")
        if is_edited:
            document.check()
    except StrictFormatError as error:
        raise NotMergeableError(_STRICT) from error
    except AssemblerError as error:
        raise NotMergeableError(_NO_DOCUMENT) from error
    return document


def _check_fit(base: WordDocument, edited: WordDocument) -> None:
    texts = [{node.text for node in file.document.iter(w("t"))} for file in (base, edited)]
    if len(texts[0] & texts[1]) >= len(texts[0]) * _FITS:
        return
    if alike(Counter(_words(base)), Counter(_words(edited))) < _FITS:
        raise NotMergeableError("hardly a word of the earlier version is left in it")


def _words(file: WordDocument) -> Iterator[str]:
    for piece in file.document.iter(w("t")):
        yield from (piece.text or "").split()


def _jobs(
    files: tuple[WordDocument, WordDocument, WordDocument],
    stories: Sequence[Story],
    sources: Sequence[Source],
) -> Iterator[Job]:
    base, edited, new = files
    styles = StyleTranslation(edited, new)
    names = {
        "base": names_by_id(base),
        "edited": names_by_id(edited),
        "new": names_by_id(new),
    }
    same_styles = _part(base, "styles") == _part(new, "styles")
    parts = {story.new: story.edited for story in stories}
    for story in stories:
        yield Job(
            base=base,
            edited=edited,
            new=new,
            story=story,
            carrier=Carrier(edited, new, styles, story.edited, story.new, parts),
            names=names,
            sources=sources,
            same_styles=same_styles,
        )


def _merge_story(job: Job) -> None:
    share_namespaces(job.edited, job.story.edited, job.new.root(job.story.new))
    stories = _blocks(job)
    if job.in_body and continued_rows.divide_as_new(job, stories):
        stories = _blocks(job)
    merge_blocks.merge(job, *stories, story_container(job.edited.root(job.story.edited)))


def _blocks(job: Job) -> tuple[list[Block], list[Block], list[Block]]:
    """Return the blocks of a story in the three versions: base, edited, new."""
    base, edited, new = (
        blocks.story_blocks(story_container(file.root(part)), job.names[name])
        for file, part, name in (
            (job.base, job.story.base, "base"),
            (job.edited, job.story.edited, "edited"),
            (job.new, job.story.new, "new"),
        )
    )
    return base, edited, new


def _unchanged(job: Job) -> bool:
    """Whether nothing is to be merged: a story is as it was built, or as the new build has it."""
    files = (
        (job.base, job.story.base),
        (job.edited, job.story.edited),
        (job.new, job.story.new),
    )
    base, edited, new = ((file.raw(part), file.targets(part)) for file, part in files)
    return new in (base, edited)


def _stories(base: WordDocument, edited: WordDocument, new: WordDocument) -> Iterator[Story]:
    """Pair the bodies, headers and footers. Each edited part occurs once."""
    yield Story(base.main, edited.main, new.main, "")
    old, mine, theirs = (headers_and_footers(file) for file in (base, edited, new))
    same_sections = len(sections(base)) == len(sections(edited))
    done: set[str] = set()
    for (section, kind, which), part in theirs.items():
        before = old.get((section, kind, which))
        if before is None:
            continue
        for (their_section, their_kind, their_which), here in mine.items():
            fits = (their_kind, their_which) == (kind, which)
            if fits and here not in done and (section == their_section or not same_sections):
                done.add(here)
                yield Story(before, here, part, kind)


def _merge_properties(
    files: tuple[WordDocument, WordDocument, WordDocument], sources: Sequence[Source]
) -> tuple[list[Conflict], list[Change]]:
    """Merge the properties a reader sees (File, Info), each as a whole."""
    conflicts, brought = [], []
    base, edited, new = (_properties(file) for file in files)
    for name in _PROPERTIES:
        was, mine, now = (_said(side.get(name)) for side in (base, edited, new))
        entry = edited.get(name)
        if now in {was, mine}:
            continue
        if mine != was or entry is None:
            place = provenance.cell(sources, added(tokens(was), tokens(now)), now) or NO_CELL
            conflicts.append(Conflict("", place, mine, now))
            _comment_at_top(files[1], f"document properties ({name})", conflicts[-1:])
            continue
        entry.text = now
        files[1].touch(CORE)
        brought.append(Change("", f"document properties, {name}", was, now))
    return conflicts, brought


def _comment_at_top(edited: WordDocument, where: str, conflicts: Sequence[Conflict]) -> None:
    """Say in the body, once, what headers, footers and properties cannot hold a comment on."""
    for one in dict.fromkeys(conflicts):
        comment_at_top(edited, said_elsewhere(where, one))


def _properties(file: WordDocument) -> dict[str, etree._Element]:
    if CORE not in file:
        return {}
    entries = (entry for entry in file.root(CORE) if isinstance(entry.tag, str))
    return {etree.QName(entry).localname: entry for entry in entries}


def _said(entry: etree._Element | None) -> str:
    return "" if entry is None else (entry.text or "").strip()


def _looks_changed(base: WordDocument, new: WordDocument) -> bool:
    """Whether the template changed its styles, lists, page set-up or pictures."""
    if any(_part(base, kind) != _part(new, kind) for kind in _LOOKS):
        return True
    pictures = [
        {name: file.raw(name) for name in file.names if "/media/" in name} for file in (base, new)
    ]
    pages = [[etree.tostring(end) for end in sections(file)] for file in (base, new)]
    return pictures[0] != pictures[1] or pages[0] != pages[1]


def _part(file: WordDocument, kind: str) -> bytes:
    return file.raw(next(file.related(kind), ""))
