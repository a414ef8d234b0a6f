"""Select the Word files of a review, report other files, and find the workbook of each."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from assembler.errors import AssemblerError
from assembler.findings import Finding, Place, Severity
from assembler.outputs import manifest, names
from assembler.review import document_kind
from assembler.review.document_kind import FolderContents
from assembler.review.reviewed_document import KINDS, WHOLE
from assembler.wording import listed

# What systems keep in folders for themselves.
_IGNORED = {"desktop.ini", "thumbs.db"}


def document_folders(folder: Path) -> list[Path]:
    """Return the folder itself if Word files lie in it, else those of its subfolders with any.

    A subfolder that may not be opened is among them: its review says so.
    """
    if word_files(folder):
        return [folder]
    return [f for f in _subfolders(folder) if not names.may_be_opened(f) or word_files(f)]


def word_files(folder: Path) -> list[Path]:
    """Return the .docx files of a folder, Word's and LibreOffice's owner files left out."""
    return [f for f in sorted(folder.glob("*.docx")) if not f.name.startswith(("~$", ".~"))]


def folder_findings(folder: Path, contents: FolderContents) -> Iterator[Finding]:
    """Yield what is wrong with a folder rather than with one of its documents."""
    yield from _drafts(folder, contents)
    yield from _missing(folder, set(contents.kinds.values()))
    yield from _copies(folder, contents)
    yield from _not_reviewed(folder, contents)
    for file in contents.kinds:
        if manifest.pdf_is_outdated(folder.parent, file):
            message = "this PDF was made before its document was changed."
            yield finding(
                "folder.pdf", file.with_suffix(".pdf"), message, "Run assemble --pdf again."
            )
    for lock in sorted(folder.glob("~$*.docx")):
        message = "a document of this folder is open in Word; what is not saved was not read."
        yield finding("folder.open", lock, message, "Save it, close it and review it again.")


def _drafts(folder: Path, contents: FolderContents) -> Iterator[Finding]:
    edited = [path.name for path, is_edited in contents.superseded_drafts.items() if is_edited]
    unedited = [path.name for path in contents.superseded_drafts if path.name not in edited]
    unedited += [path.name for path in _draft_pdfs(folder, contents)]
    if unedited:
        count = "a draft is" if len(unedited) == 1 else f"{len(unedited)} drafts are"
        message = f"{count} still beside the finished documents."
        yield finding("folder.draft", folder, message, f"Delete {listed(unedited)}.")
    for name in edited:
        yield finding(
            "folder.draft",
            folder / name,
            "this draft was edited, and its finished version is beside it.",
            "Copy what you need of your edits into the finished document, then move this away.",
        )


def _draft_pdfs(folder: Path, contents: FolderContents) -> list[Path]:
    """Return the PDF files made of drafts whose finished documents are there."""
    finished = {path.stem for path in contents.kinds}
    drafts = [path for path in sorted(folder.glob("*.pdf")) if names.is_draft(path.stem)]
    return [path for path in drafts if names.finished(path.stem) in finished]


def _missing(folder: Path, kinds: set[str]) -> Iterator[Finding]:
    missing = [kind for kind in KINDS if kind not in kinds]
    if missing:
        packed = WHOLE in kinds
        yield finding(
            "folder.missing",
            folder,
            f"there is no {' and no '.join(missing)} in this folder{', only the pack' * packed}.",
            "Run assemble on the workbook again.",
            Severity.WARNING if packed else Severity.ERROR,
        )


def _copies(folder: Path, contents: FolderContents) -> Iterator[Finding]:
    for paths in contents.copies:
        newest = max(paths, key=lambda path: path.stat().st_mtime)
        saved = datetime.fromtimestamp(newest.stat().st_mtime).astimezone()
        listed = " and ".join(path.name for path in paths)
        yield finding(
            "folder.copies",
            folder,
            f"{listed} are copies of one document; {newest.name} was saved last "
            f"({saved.day} {saved:%B %Y, %H:%M}).",
            "Keep the one that counts, and move the others out of this folder.",
        )


def _not_reviewed(folder: Path, contents: FolderContents) -> Iterator[Finding]:
    for file in contents.others:
        if document_kind.is_beside(file):
            yield finding(
                "folder.beside",
                file,
                "a build left this new version here, which does not have your edits.",
                "Take over what you need from it, then delete it.",
            )
    own = {*contents.kinds, *contents.superseded_drafts}
    pdfs = {*_draft_pdfs(folder, contents), *(file.with_suffix(".pdf") for file in own)}
    others = [
        file
        for file in [*sorted(folder.iterdir())]
        if file.name[0] not in ".~"
        and file.name.lower() not in _IGNORED
        and not (file in own or file in pdfs or document_kind.is_beside(file))
        and not (file.is_dir() and (file.name == "issued" or _is_empty(file)))
    ]
    for file in others:
        what = "folder" if file.is_dir() else "file"
        message = f"this {what} is not one of the letter's documents; it was not reviewed."
        fix = "Move it elsewhere if the whole folder is going to be sent."
        yield finding("folder.other", file, message, fix, Severity.WARNING)


def finding(
    code: str, path: Path, message: str, fix: str, severity: Severity = Severity.ERROR
) -> Finding:
    """Return a finding about a file as a whole."""
    return Finding(code, severity, message, fix, (Place(str(path), path.name),))


def workbook_of(document: Path) -> Path:
    """Find the workbook a document was built from.

    The one in `inputs` beside the outputs folder, or beside the documents, comes before the one
    that the build noted: the folders may have been copied together. A document with a name of its
    own belongs to the council its folder is named for. Raises AssemblerError when there is none.
    """
    folder = document.resolve().parent
    slugs = [document_kind.slug(document)]
    if not document_kind.by_name(document):
        slugs.append(folder.name)
    for slug in slugs:
        if found := _workbook_named(slug, [folder.parent.parent / "inputs", folder]):
            return found
        noted = manifest.workbook(document.parent.parent, slug)
        if noted is not None and noted.is_file():
            return _as_typed(noted)
        if found := _workbook_named(slug, [Path("inputs")]):
            return found
    raise AssemblerError(
        f"The workbook of {document} was not found: there is no {slugs[-1]}.xlsx in inputs.",
        "Name it with --workbook.",
    )


def _workbook_named(slug: str, folders: Sequence[Path]) -> Path | None:
    for folder in folders:
        for workbook in sorted(folder.glob("*.xls[xm]")):
            if names.slug(workbook.stem) == slug and workbook.name[:2] != "~$":
                return _as_typed(workbook)
    return None


def _as_typed(workbook: Path) -> Path:
    """Return a path relative to the current folder where the workbook lies below it."""
    here = Path.cwd()
    return workbook.relative_to(here) if workbook.is_relative_to(here) else workbook


def _is_empty(folder: Path) -> bool:
    return names.may_be_opened(folder) and not any(folder.iterdir())


def _subfolders(folder: Path) -> list[Path]:
    return [f for f in sorted(folder.iterdir()) if f.is_dir() and f.name[0] != "."]
