"""PDF files beside the documents of a run: all in one go, only those whose document has changed."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias
from zipfile import ZipFile

from lxml import etree

from assembler import files
from assembler.errors import AssemblerError
from assembler.merge.bring import AUTHOR
from assembler.opc.archive import UNREADABLE
from assembler.outputs import copies, lock, manifest
from assembler.results import BuildResult, BuildStatus, BuiltDocument, DocumentState
from assembler.word import pdf
from assembler.word.namespaces import w
from assembler.word.reader import PARSER

Through: TypeAlias = Callable[[Iterator[tuple[Path, bytes]], int], Iterator[tuple[Path, bytes]]]

_COMMENTS = re.compile(r"word/comments[0-9]*\.xml")
_OPEN = (
    "No PDF was made: a comment of Assembler in it still waits for you to choose between two "
    "wordings. Choose, delete the comment and run it again."
)


def add(
    built: Sequence[BuildResult], outputs: Path, through: Through = lambda made, _: made
) -> tuple[list[BuildResult], AssemblerError | None]:
    """Make a PDF of every document that stands; gives the assemblies with them, and what failed.

    `through` goes through the files while they are made, given how many. A council whose documents
    wait for a decision gets none: its letter is not finished.
    """
    built = [_weighed(one) for one in built]
    finished = [
        one
        for one in built
        if one.status in {BuildStatus.BUILT, BuildStatus.UNCHANGED}
        and not any(_OPEN in document.notes for document in one.documents)
    ]
    wanted = [Path(d.path) for one in finished for d in one.documents]
    stale = [path for path in wanted if not manifest.pdf_is_current(outputs, path)]
    states = {path: DocumentState.UNCHANGED for path in wanted if path not in stale}
    problem: AssemblerError | None = None
    try:
        for path, content in through(pdf.made(stale), len(stale)) if stale else ():
            place = path.with_suffix(".pdf")
            states[path] = DocumentState.REBUILT if place.exists() else DocumentState.NEW
            with lock.held(outputs, path.parent.name):
                if place.exists() and not manifest.pdf_is_ours(outputs, path):
                    copies.back_up(outputs, path.parent.name, place)
                files.write_file(place, content)
                manifest.note_pdf(outputs, path)
    except AssemblerError as error:
        problem = error
    return [_with(one, states) for one in built], problem


def _weighed(built: BuildResult) -> BuildResult:
    """Say of each document in which a question stands open that it gets no PDF."""
    return replace(
        built,
        documents=tuple(
            replace(one, notes=(*one.notes, _OPEN)) if _is_open(Path(one.path)) else one
            for one in built.documents
        ),
    )


def _is_open(document: Path) -> bool:
    """Whether a comment of this program stands in the text: two wordings wait for a decision."""
    try:
        with ZipFile(document) as archive:
            names = [name for name in archive.namelist() if _COMMENTS.fullmatch(name)]
            if not names:
                return False
            comments = [etree.fromstring(archive.read(name), PARSER) for name in names]
            text = etree.fromstring(archive.read("word/document.xml"), PARSER)
    except (*UNREADABLE, RuntimeError, etree.XMLSyntaxError):
        return False
    ours = {
        comment.get(w("id"))
        for root in comments
        for comment in root.iter(w("comment"))
        if comment.get(w("author")) == AUTHOR
    }
    return any(mark.get(w("id")) in ours for mark in text.iter(w("commentReference")))


def _with(one: BuildResult, states: dict[Path, DocumentState]) -> BuildResult:
    added = tuple(
        BuiltDocument(str(Path(d.path).with_suffix(".pdf")), states[Path(d.path)])
        for d in one.documents
        if Path(d.path) in states
    )
    return replace(one, documents=one.documents + added)
