"""What lies on the desk for review: the Word files named, and the workbook each was made from."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from assembler import letter, naming, record
from assembler.documents import package, store, template
from assembler.edition import shipped
from assembler.examine import examine
from assembler.model import (
    AssemblerError,
    Edition,
    Finding,
    Place,
    Reviewed,
    Severity,
)
from assembler.review import run
from assembler.review.cleaning import cleaned
from assembler.review.copy import Copy, Passage, opened, plain, shortened
from assembler.review.rule import KINDS, WHOLE, Case, Workbook

_KIND = re.compile(rf"-(?P<kind>{'|'.join((*KINDS, WHOLE))})(?P<draft>-draft)?$")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a review is asked for: the workbook, if named, and the templates to compare with.

    `editions` are those in use, the shipped ones where none are given; `clean` takes personal
    properties out of the documents first.
    """

    workbook: Path | None = None
    templates: Path | None = None
    clean: bool = False
    editions: tuple[Edition, ...] = ()


Known = tuple[Workbook | None, tuple[Finding, ...]]


class Shelf:
    """The workbooks of one review, each read once for all the documents made from it."""

    def __init__(self, desk: Desk) -> None:
        """Begin with nothing read."""
        self.desk = desk
        self._read: dict[Path, Known] = {}

    def read(self, workbook: Path) -> Known:
        """Give what a workbook says now, or what stands in the way."""
        if workbook not in self._read:
            self._read[workbook] = _read(
                workbook, self.desk.templates, self.desk.editions or shipped()
            )
        return self._read[workbook]


def review(named: Iterable[Path], desk: Desk) -> Iterator[Reviewed]:
    """Look over every document named; a folder means the documents in it.

    Raises AssemblerError when a document cannot be opened, or its workbook not be found or read.
    """
    shelf = Shelf(desk)
    for path in named:
        if path.is_dir():
            yield from _folder(path, shelf)
        else:
            yield _document(path, shelf)


def _folder(folder: Path, shelf: Shelf) -> Iterator[Reviewed]:
    files = [f for f in sorted(folder.glob("*.docx")) if not f.name.startswith(("~$", ".~"))]
    mine = [f for f in files if _KIND.search(f.stem)]
    if not files:
        inside = [f for f in sorted(folder.iterdir()) if f.is_dir() and f.name[0] != "."]
        if not inside:
            raise AssemblerError(f"There is no Word file in {folder}.", "Name another folder.")
        for each in inside:
            if any(each.glob("*.docx")):
                yield from _folder(each, shelf)
        return
    about = list(_about_folder(folder, files, mine))
    for path in sorted(mine, key=_order):
        yield _document(path, shelf)
    about += _differing(mine)
    if about:
        yield Reviewed(str(folder), tuple(about))


def _order(path: Path) -> int:
    found = _KIND.search(path.stem)
    return (*KINDS, WHOLE).index(found["kind"]) if found else len(KINDS)


def _about_folder(folder: Path, files: Sequence[Path], mine: Sequence[Path]) -> Iterator[Finding]:
    kinds = {found["kind"] for file in mine if (found := _KIND.search(file.stem))}
    missing = [kind for kind in KINDS if kind not in kinds and WHOLE not in kinds]
    if missing:
        yield _finding(
            "folder.missing",
            folder,
            f"there is no {' and no '.join(missing)} in this folder.",
            "Run assemble on the workbook again.",
        )
    for file in files:
        if file.stem.endswith("-new"):
            yield _finding(
                "folder.beside",
                file,
                "a new version lies here that was not put together with your edits.",
                "Take over what you need from it, then delete it.",
            )
        elif file not in mine:
            message = "this is not one of the letter's documents."
            fix = "Move it elsewhere if the whole folder is going to be sent."
            yield _finding("folder.other", file, message, fix, Severity.WARNING)
    for file in mine:
        if record.outprinted(folder.parent, file):
            message = "this PDF was made before its document was changed."
            fix = "Run assemble --pdf again."
            yield _finding("folder.pdf", file.with_suffix(".pdf"), message, fix)
    for lock in sorted(folder.glob("~$*.docx")):
        message = "a document of this folder is open in Word; what is not saved was not looked at."
        yield _finding("folder.open", lock, message, "Save it, close it and review it again.")


def _differing(mine: Sequence[Path]) -> Iterator[Finding]:
    """Say where a pack and the documents beside it do not read the same."""
    by_kind = {found["kind"]: path for path in mine if (found := _KIND.search(path.stem))}
    if set(by_kind) != {*KINDS, WHOLE}:
        return
    alone = [text for kind in KINDS for text in _texts(by_kind[kind])]
    whole = list(_texts(by_kind[WHOLE]))
    if alone != whole:
        pairs = zip_longest(alone, whole, fillvalue="")
        first = next(a or b for a, b in pairs if a != b)
        yield _finding(
            "folder.pack",
            by_kind[WHOLE],
            f"the pack and the documents beside it differ, first at “{shortened(first)}”.",
            "Run assemble --pack again if the edits of the documents are to go out in the pack.",
            Severity.WARNING,
        )


def _texts(path: Path) -> Iterator[str]:
    body = opened(path.read_bytes(), str(path)).body
    return (passage.plain for passage in body if passage.plain)


def _finding(
    code: str, path: Path, message: str, fix: str, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(code, severity, message, fix, (Place(str(path), path.name),))


def _document(path: Path, shelf: Shelf) -> Reviewed:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise AssemblerError(f"There is no file {path}.", "Check its name and folder.") from error
    except OSError as error:
        raise AssemblerError(
            f"{path} could not be read.", "Close it in Word, then run it again."
        ) from error
    if shelf.desk.clean:
        tidy = cleaned(content, str(path))
        if tidy != content:
            package.write(path, tidy)
            content = tidy
    copy = opened(content, str(path))
    workbook, about = shelf.read(shelf.desk.workbook or _workbook_of(path))
    findings = [Finding(f.code, f.severity, f.message, f.fix, (Place(str(path)),)) for f in about]
    if workbook is not None:
        parts = _parts(copy, path, workbook)
        missing = [] if parts else ["document.kind"]
        case = Case(copy, workbook, parts, _before(path, content))
        findings += [_unknown(path) for _ in missing]
        findings += run(case)
    if "-draft" in path.stem:
        message = "this is a draft: it was made despite open errors."
        findings.insert(0, _finding("document.draft", path, message, "Build it without --draft."))
    return Reviewed(str(path), tuple(sorted(findings, key=_warning)))


def _warning(finding: Finding) -> bool:
    return finding.severity is not Severity.ERROR


def _unknown(path: Path) -> Finding:
    message = "this is neither a letter nor an annex of this council."
    return _finding("document.kind", path, message, "Check which file you named.")


def _before(path: Path, content: bytes) -> Copy | None:
    """Find the document as it was last written, kept two folders up or beside."""
    for outputs in (path.parent.parent, path.parent):
        for kind in (*KINDS, WHOLE):
            kept = store.written(outputs, kind, content)
            if kept is not None:
                return opened(kept, str(path))
    return None


def _slug(path: Path) -> str:
    return _KIND.sub("", path.stem)


def _workbook_of(path: Path) -> Path:
    """Find the workbook a document was made from: as noted when it was built, else by its name."""
    slug = _slug(path)
    noted = record.workbook(path.parent.parent, slug)
    if noted is not None and noted.is_file():
        return noted
    for folder in (Path("inputs"), path.resolve().parent.parent.parent / "inputs"):
        for workbook in sorted(folder.glob("*.xlsx")):
            if naming.slug(workbook.stem) == slug and workbook.name[:2] != "~$":
                return workbook
    raise AssemblerError(
        f"The workbook of {path} was not found: there is no {slug}.xlsx in inputs.",
        "Name it with --workbook.",
    )


def _read(path: Path, templates: Path | None, editions: tuple[Edition, ...]) -> Known:
    found = examine(path, editions)
    about: tuple[Finding, ...] = ()
    if not found.may_be_built:
        count = sum(f.severity is Severity.ERROR for f in found.findings)
        things = "1 thing" if count == 1 else f"{count} things"
        message = f"the workbook {path.name} has {things} to put right."
        fix = f"Run assemble validate {path} and put them right first."
        about = (Finding("document.workbook", Severity.ERROR, message, fix),)
    if found.assessment is None:
        return None, about
    context = letter.context(found.assessment, found.graded)
    made = template.find(templates).render(context)
    documents = {name: opened(content, name) for name, content in made.items()}
    return Workbook(path.name, found.assessment, found.graded, context, documents), about


def _parts(copy: Copy, path: Path, workbook: Workbook) -> Mapping[str, tuple[Passage, ...]]:
    """Tell which passages are the letter's and which an annex's: by file name, or by titles."""
    found = _KIND.search(path.stem)
    if found and found["kind"] != WHOLE:
        return {found["kind"]: copy.body}
    starts = {
        kind: _start(copy.body, plain(workbook.context.titles[kind.replace("-", "_")]))
        for kind in KINDS
    }
    if not found and starts["annex-a"] is None and starts["annex-b"] is None:
        return {"letter": copy.body} if starts["letter"] is not None else {}
    first = starts["annex-a"] if starts["annex-a"] is not None else len(copy.body)
    second = starts["annex-b"] if starts["annex-b"] is not None else len(copy.body)
    pieces = {
        "letter": copy.body[: min(first, second)],
        "annex-a": copy.body[first : second if second > first else None],
        "annex-b": copy.body[second : first if first > second else None],
    }
    return {kind: piece for kind, piece in pieces.items() if piece or found}


def _start(body: Sequence[Passage], title: str) -> int | None:
    """Find where a part begins: its title, outside any table."""
    for index, passage in enumerate(body):
        if passage.table < 0 and passage.plain.lower() == title.lower():
            return index
    return None
