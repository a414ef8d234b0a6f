"""The three-way merge of Word files: the edited file is the canvas, and is never rebuilt.

What changed from base to new is put into it; whatever else is in it, understood or not, stays.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from assembler.merge import merge_blocks, provenance, tree
from assembler.merge.bring import Carrier
from assembler.merge.canvas import Canvas, NotMergeableError, Styles, style_names
from assembler.merge.diff import added, alike, tokens
from assembler.merge.provenance import Source
from assembler.merge.state import NO_CELL, Job, Story
from assembler.results import Change, Conflict
from assembler.word import document_id
from assembler.word.namespaces import R, w

LOOK = (
    "The look of the template has changed. It does not reach a document that was edited; "
    "build with --fresh to have it."
)
LEFT = "A picture or note of the new version was not brought in; build with --fresh to have it."
_FITS = 0.2
_CORE = "docProps/core.xml"
_TOLD = ("title", "subject", "keywords", "description", "category")
_LOOKS = ("styles", "numbering", "theme", "fontTable")


@dataclass(frozen=True)
class Merged:
    """A merged file, what of the adviser's stayed against the workbook, and what was brought in.

    `notes` say what did not reach the file. Documents are not named in it: the caller knows them.
    """

    content: bytes
    conflicts: tuple[Conflict, ...] = ()
    brought_in: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()


def merge(base: bytes, edited: bytes, new: bytes, told: Sequence[Source] = ()) -> Merged:
    """Merge what changed from `base` to `new` into `edited`, which was made from `base`.

    `told` are the workbook's texts, by which a conflict is traced to its cell. The same bytes for
    the same arguments. Raises NotMergeableError, saying why, when the edited file must be left.
    """
    files = Canvas(base), Canvas(edited), Canvas(new)
    _check_fit(*files[:2])
    conflicts: list[Conflict] = []
    brought: list[Change] = []
    left = False
    for job in _jobs(files, told):
        _merge_story(job)
        conflicts += job.conflicts
        brought += job.changes()
        left = left or bool(job.carrier.left)
    properties = _merge_properties(files, told)
    conflicts += properties[0]
    brought += properties[1]
    return Merged(
        files[1].bytes(document_id.of(new)),
        tuple(conflicts),
        tuple(change for change in brought if change.was or change.now),
        tuple(
            note
            for note, holds in ((LOOK, _looks_changed(files[0], files[2])), (LEFT, left))
            if holds
        ),
    )


def _check_fit(base: Canvas, edited: Canvas) -> None:
    texts = [{node.text for node in file.document.iter(w("t"))} for file in (base, edited)]
    if len(texts[0] & texts[1]) >= len(texts[0]) * _FITS:
        return
    if alike(Counter(_words(base)), Counter(_words(edited))) < _FITS:
        raise NotMergeableError("hardly a word of the earlier version is left in it")


def _words(file: Canvas) -> Iterator[str]:
    for piece in file.document.iter(w("t")):
        yield from (piece.text or "").split()


def _jobs(files: tuple[Canvas, Canvas, Canvas], told: Sequence[Source]) -> Iterator[Job]:
    base, edited, new = files
    styles = Styles(edited, new)
    names = {
        "base": style_names(base),
        "edited": style_names(edited),
        "new": style_names(new),
    }
    same_styles = _part(base, "styles") == _part(new, "styles")
    for story in _stories(base, edited, new):
        yield Job(
            base=base,
            edited=edited,
            new=new,
            story=story,
            carrier=Carrier(edited, new, styles, story.edited, story.new),
            names=names,
            sources=told,
            same_styles=same_styles,
        )


def _merge_story(job: Job) -> None:
    if _unchanged(job):
        return
    base, edited, new = (
        tree.story(_container(file.root(part)), job.names[name])
        for file, part, name in (
            (job.base, job.story.base, "base"),
            (job.edited, job.story.edited, "edited"),
            (job.new, job.story.new, "new"),
        )
    )
    merge_blocks.merge(job, base, edited, new, _container(job.edited.root(job.story.edited)))


def _unchanged(job: Job) -> bool:
    """Whether the build made a story as before, its links included."""
    files = ((job.base, job.story.base), (job.new, job.story.new))
    one, two = ((file.raw(part), file.targets(part)) for file, part in files)
    return one == two


def _container(root: etree._Element) -> etree._Element:
    body = root.find(w("body"))
    return root if body is None else body


def _stories(base: Canvas, edited: Canvas, new: Canvas) -> Iterator[Story]:
    """Pair the body, headers and footers; an edited part is merged into once."""
    yield Story(base.main, edited.main, new.main, "")
    old, mine, theirs = (_furniture(file) for file in (base, edited, new))
    same_sections = _sections(base) == _sections(edited)
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


def _furniture(file: Canvas) -> dict[tuple[int, str, str], str]:
    """Give the part of every header and footer, by section, kind and page ("first")."""
    found = {}
    for number, section in enumerate(_section_ends(file)):
        for kind in ("header", "footer"):
            for reference in section.findall(w(f"{kind}Reference")):
                which = reference.get(w("type"), "default")
                key = reference.get(f"{{{R}}}id", "")
                found[number, kind, which] = file.part_at(file.main, key)
    return found


def _sections(file: Canvas) -> int:
    return len(_section_ends(file))


def _section_ends(file: Canvas) -> list[etree._Element]:
    ends = file.document.iter(w("sectPr"))
    return [end for end in ends if (p := end.getparent()) is None or p.tag != w("sectPrChange")]


def _merge_properties(
    files: tuple[Canvas, Canvas, Canvas], told: Sequence[Source]
) -> tuple[list[Conflict], list[Change]]:
    """Merge the properties a reader sees (File, Info): each as a whole."""
    conflicts, brought = [], []
    base, edited, new = (_properties(file) for file in files)
    for name in _TOLD:
        was, mine, now = (_said(side.get(name)) for side in (base, edited, new))
        entry = edited.get(name)
        if now in {was, mine}:
            continue
        if mine != was or entry is None:
            place = provenance.cell(told, added(tokens(was), tokens(now)), now) or NO_CELL
            conflicts.append(Conflict("", place, mine, now))
            continue
        entry.text = now
        files[1].touch(_CORE)
        brought.append(Change("", f"document properties, {name}", was, now))
    return conflicts, brought


def _properties(file: Canvas) -> dict[str, etree._Element]:
    if not file.raw(_CORE):
        return {}
    return {etree.QName(entry).localname: entry for entry in file.root(_CORE)}


def _said(entry: etree._Element | None) -> str:
    return "" if entry is None else (entry.text or "").strip()


def _looks_changed(base: Canvas, new: Canvas) -> bool:
    """Whether the templates' look changed: styles, lists, page set-up, pictures."""
    if any(_part(base, kind) != _part(new, kind) for kind in _LOOKS):
        return True
    pictures = [
        {name: file.raw(name) for name in file.names() if "/media/" in name} for file in (base, new)
    ]
    pages = [[etree.tostring(end) for end in _section_ends(file)] for file in (base, new)]
    return pictures[0] != pictures[1] or pages[0] != pages[1]


def _part(file: Canvas, kind: str) -> bytes:
    name = file.related(file.main, kind)
    return file.raw(name) if name else b""
