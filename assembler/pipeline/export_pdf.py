"""Make PDF files beside the documents of a run, all at once, where a document has changed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from assembler import files
from assembler.errors import AssemblerError
from assembler.outputs import copies, lock, manifest
from assembler.results import BuildResult, BuildStatus, BuiltDocument, DocumentState
from assembler.word import open_questions, pdf

_File: TypeAlias = tuple[Path, bytes]
WithProgress: TypeAlias = Callable[[Iterator[_File], int], Iterator[_File]]

_OPEN = (
    "No PDF was made: a comment by Assembler in it still asks you to choose between two "
    "wordings. Choose, delete the comment and run it again."
)


def add(
    built: Sequence[BuildResult],
    outputs: Path,
    with_progress: WithProgress = lambda items, _: items,
) -> tuple[list[BuildResult], AssemblerError | None]:
    """Make a PDF of every document; return the results with them, and the error that stopped it.

    `with_progress` iterates over the files as they are made, given their number. A council with
    open questions in its documents gets no PDF: its letter is not finished.
    """
    built = [_with_open_questions(result) for result in built]
    finished = [
        result
        for result in built
        if result.status in {BuildStatus.BUILT, BuildStatus.UNCHANGED}
        and not any(_OPEN in document.notes for document in result.documents)
    ]
    wanted = [Path(d.path) for result in finished for d in result.documents]
    outdated = [path for path in wanted if not manifest.pdf_is_current(outputs, path)]
    states = {path: DocumentState.UNCHANGED for path in wanted if path not in outdated}
    problem: AssemblerError | None = None
    try:
        for path, content in with_progress(pdf.made(outdated), len(outdated)) if outdated else ():
            target = path.with_suffix(".pdf")
            states[path] = DocumentState.REBUILT if target.exists() else DocumentState.NEW
            with lock.held(outputs, path.parent.name):
                if target.exists() and not manifest.pdf_is_ours(outputs, path):
                    copies.back_up(outputs, path.parent.name, target)
                files.write_file(target, content)
                manifest.note_pdf(outputs, path)
    except AssemblerError as error:
        problem = error
    return [_with_pdf_files(result, states) for result in built], problem


def _with_open_questions(built: BuildResult) -> BuildResult:
    """Add a note to each document with an open question that it gets no PDF."""
    documents = tuple(
        replace(document, notes=(*document.notes, _OPEN))
        if _has_open_question(Path(document.path))
        else document
        for document in built.documents
    )
    return replace(built, documents=documents)


def _has_open_question(path: Path) -> bool:
    try:
        return bool(open_questions.open_questions(path.read_bytes()))
    except OSError:  # there is no file, or none that may be read
        return False


def _with_pdf_files(result: BuildResult, states: dict[Path, DocumentState]) -> BuildResult:
    added = tuple(
        BuiltDocument(str(Path(d.path).with_suffix(".pdf")), states[Path(d.path)])
        for d in result.documents
        if Path(d.path) in states
    )
    return replace(result, documents=result.documents + added)
