"""PDF files beside the documents of a run: all in one go, only those whose document has changed."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assembler import record
from assembler.documents import package, pdf
from assembler.model import AssemblerError, Assembly, Document, State, Status


def add(built: Sequence[Assembly], outputs: Path) -> tuple[list[Assembly], AssemblerError | None]:
    """Make a PDF of every document that stands; gives the assemblies with them, and what failed.

    A council whose documents wait for a decision gets none: its letter is not finished.
    """
    finished = [one for one in built if one.status in {Status.BUILT, Status.UNCHANGED}]
    wanted = [Path(d.path) for one in finished for d in one.documents]
    stale = [path for path in wanted if not record.printed(outputs, path)]
    states = {path: State.UNCHANGED for path in wanted if path not in stale}
    problem: AssemblerError | None = None
    try:
        for path, content in pdf.made(stale) if stale else ():
            place = path.with_suffix(".pdf")
            states[path] = State.REBUILT if place.exists() else State.NEW
            package.write(place, content)
            record.note_printed(outputs, path)
    except AssemblerError as error:
        problem = error
    return [_with(one, states) for one in built], problem


def _with(one: Assembly, states: dict[Path, State]) -> Assembly:
    added = tuple(
        Document(str(Path(d.path).with_suffix(".pdf")), states[Path(d.path)])
        for d in one.documents
        if Path(d.path) in states
    )
    return replace(one, documents=one.documents + added)
