"""Which Word files a review reads, what else is in their folder, and which workbook is theirs."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from assembler.errors import AssemblerError
from assembler.findings import Finding, Place, Severity
from assembler.outputs import manifest, names
from assembler.review import document_kind
from assembler.review.case import KINDS, WHOLE
from assembler.word.passages import opened, shortened


def document_folders(folder: Path) -> list[Path]:
    """Return the folder itself if Word files lie in it, else those of its subfolders with any."""
    if word_files(folder):
        return [folder]
    subfolders = [f for f in sorted(folder.iterdir()) if f.is_dir() and f.name[0] != "."]
    return [f for f in subfolders if word_files(f)]


def word_files(folder: Path) -> list[Path]:
    """Return the .docx files of a folder, Word's and LibreOffice's owner files left out."""
    return [f for f in sorted(folder.glob("*.docx")) if not f.name.startswith(("~$", ".~"))]


def folder_findings(
    folder: Path, kinds: Mapping[Path, str], drafts: Sequence[Path]
) -> Iterator[Finding]:
    """Yield what is wrong with a folder rather than with one of its documents.

    `kinds` are the documents known in it, `drafts` those of them that were finished since.
    """
    yield from _superseded_drafts(folder, drafts)
    yield from _missing(folder, set(kinds.values()))
    yield from _other_files(folder, kinds)
    for file in kinds:
        if manifest.outprinted(folder.parent, file):
            message = "this PDF was made before its document was changed."
            yield finding(
                "folder.pdf", file.with_suffix(".pdf"), message, "Run assemble --pdf again."
            )
    for lock in sorted(folder.glob("~$*.docx")):
        message = "a document of this folder is open in Word; what is not saved was not looked at."
        yield finding("folder.open", lock, message, "Save it, close it and review it again.")


def _superseded_drafts(folder: Path, drafts: Sequence[Path]) -> Iterator[Finding]:
    if drafts:
        lie = "a draft still lies" if len(drafts) == 1 else f"{len(drafts)} drafts still lie"
        message = f"{lie} beside what was finished since."
        listed = ", ".join(path.name for path in drafts)
        yield finding("folder.draft", folder, message, f"Delete {listed}.")


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


def _other_files(folder: Path, kinds: Mapping[Path, str]) -> Iterator[Finding]:
    for file in word_files(folder):
        if file.stem.endswith("-new"):
            yield finding(
                "folder.beside",
                file,
                "a new version lies here that was not put together with your edits.",
                "Take over what you need from it, then delete it.",
            )
        elif file not in kinds:
            message = "this is not one of the letter's documents."
            fix = "Move it elsewhere if the whole folder is going to be sent."
            yield finding("folder.other", file, message, fix, Severity.WARNING)


def pack_findings(kinds: Mapping[Path, str]) -> Iterator[Finding]:
    """Yield where a pack and the documents beside it do not read the same."""
    by_kind = {kind: path for path, kind in kinds.items()}
    if set(by_kind) != {*KINDS, WHOLE}:
        return
    try:
        separate = [text for kind in KINDS for text in _texts(by_kind[kind])]
        packed = list(_texts(by_kind[WHOLE]))
    except (AssemblerError, OSError):  # reported of the document itself
        return
    if separate != packed:
        pairs = zip_longest(separate, packed, fillvalue="")
        first = next(a or b for a, b in pairs if a != b)
        yield finding(
            "folder.pack",
            by_kind[WHOLE],
            f"the pack and the documents beside it differ, first at “{shortened(first)}”.",
            "Run assemble --pack again if the edits of the documents are to go out in the pack.",
            Severity.WARNING,
        )


def _texts(path: Path) -> Iterator[str]:
    body = opened(path.read_bytes(), str(path)).body
    return (passage.plain for passage in body if passage.plain)


def finding(
    code: str, path: Path, message: str, fix: str, severity: Severity = Severity.ERROR
) -> Finding:
    """Return a finding about a file as a whole."""
    return Finding(code, severity, message, fix, (Place(str(path), path.name),))


def workbook_of(document: Path) -> Path:
    """Find the workbook a document was built from: as noted by the build, else by its name.

    A document with a name of its own belongs to the council its folder is named for. Raises
    AssemblerError when there is no such workbook.
    """
    folder = document.resolve().parent
    slugs = [document_kind.slug(document)]
    if not document_kind.by_name(document):
        slugs.append(folder.name)
    for slug in slugs:
        noted = manifest.workbook(document.parent.parent, slug)
        if noted is not None and noted.is_file():
            return noted
        for inputs in (Path("inputs"), folder.parent.parent / "inputs"):
            for workbook in sorted(inputs.glob("*.xlsx")):
                if names.slug(workbook.stem) == slug and workbook.name[:2] != "~$":
                    return workbook
    raise AssemblerError(
        f"The workbook of {document} was not found: there is no {slugs[-1]}.xlsx in inputs.",
        "Name it with --workbook.",
    )
