"""Build many workbooks on several processes; one failure does not stop the others.

Every process builds by the same function as a single build, so neither the order nor the number of
processes affects the result.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from assembler.checks import councils_of_run
from assembler.errors import AssemblerError
from assembler.model import Details
from assembler.outputs import manifest, names
from assembler.outputs.manifest import Unchanged
from assembler.pipeline.assess import details_of, read_workbook
from assembler.pipeline.build import (
    Order,
    build_or_stop,
    digest_of_inputs,
    stopped,
    with_notes,
)
from assembler.results import BuildResult, BuildStatus
from assembler.runtime import processes_for, seldom_collected

if TYPE_CHECKING:
    from assembler.processes import Pool

# A workbook and its content, where that was read before.
_Task: TypeAlias = tuple[Path, bytes | None]
_Answer = TypeVar("_Answer")

# Starting a process takes about as long as building so many workbooks, on Windows.
_ENOUGH = 16
# Bytes of workbooks held from the first look to the build. A year is under 10 MB; of ten thousand
# workbooks the later ones are read again, so that memory stays flat.
_MOST_HELD = 10_000_000
_DIED = AssemblerError(
    "The program was stopped while it worked on this workbook, perhaps for want of memory.",
    "Open the workbook in Excel, save it under a new name and run that.",
)


def assemble(workbooks: Iterable[Path], order: Order) -> Iterator[BuildResult]:
    """Build workbooks; yield each result as it comes. A failure is a finding of its workbook.

    A workbook alone is always built, so that its grades and findings are shown. Of several, those
    whose documents are up to date are skipped.
    """
    paths, clashing = _without_clashes(workbooks)
    yield from clashing
    if len(paths) == 1 and not clashing:
        yield build_or_stop(paths[0], order)
        return
    with seldom_collected():
        contents, unchanged = _read_all(paths, order)
        waiting = [path for path in paths if path not in unchanged]
        council_names = {one.council for one in unchanged.values()}
        if not waiting and not _checked_against_others(unchanged, council_names):
            yield from (_unchanged(path, one, order) for path, one in unchanged.items())
            return
        processes = processes_for(len(waiting) or len(paths), _ENOUGH, order.choices.jobs)
        with _pool(processes) as pool:
            details = dict(_each(pool, _details, [(path, contents.get(path)) for path in paths]))
            others = councils_of_run.gather(known for path in paths if (known := details[path]))
            again = {*waiting, *_checked_against_others(unchanged, others.councils)}
            for path, one in unchanged.items():
                if path not in again:
                    yield _unchanged(path, one, order)
            to_build = [(path, contents.pop(path, None)) for path in paths if path in again]
            build = partial(_built, order.with_others(others))
            for path, built in _each(pool, build, to_build):
                yield built or stopped(path, _DIED)


@contextmanager
def _pool(processes: int) -> "Iterator[Pool | None]":
    """Open a pool, unless this process is enough."""
    if processes <= 1:
        yield None
        return
    from assembler.processes import opened  # noqa: PLC0415 - takes longer to load than a letter

    with opened(processes, _details) as pool:
        yield pool


def _each(
    pool: "Pool | None", work: Callable[[_Task], _Answer], tasks: Iterable[_Task]
) -> Iterator[tuple[Path, _Answer | None]]:
    """Yield the path of each task with its answer, None when a process died over it."""
    answers = pool.each(work, deque(tasks)) if pool else ((task, work(task)) for task in tasks)
    return ((path, answer) for (path, _), answer in answers)


def _details(task: _Task) -> Details | None:
    return details_of(*task)


def _built(order: Order, task: _Task) -> BuildResult:
    return replace(build_or_stop(task[0], order, task[1]), graded=())


def _without_clashes(workbooks: Iterable[Path]) -> tuple[list[Path], list[BuildResult]]:
    """Separate the workbooks whose documents would have the same names as another's."""
    paths, clashing = [], []
    for slug, group in names.by_slug(workbooks).items():
        if len(group) == 1:
            paths += group
            continue
        error = AssemblerError(
            f"{' and '.join(map(str, group))} would both be written to {slug}.",
            "Rename one of them, then run it again.",
        )
        clashing += [stopped(path, error) for path in group]
    return paths, clashing


def _read_all(paths: list[Path], order: Order) -> tuple[dict[Path, bytes], dict[Path, Unchanged]]:
    """Read each workbook once; find those whose documents are up to date."""
    contents: dict[Path, bytes] = {}
    unchanged: dict[Path, Unchanged] = {}
    held = 0
    skip_any = not (order.choices.fresh or order.choices.draft)
    for path in paths:
        try:
            content = read_workbook(path)
        except AssemblerError:
            continue  # its own build says why
        inputs = digest_of_inputs(content, order)
        slug = names.slug(path.stem)
        if skip_any and (up_to_date := manifest.unchanged(order.choices.outputs, slug, inputs)):
            unchanged[path] = up_to_date
        if held + len(content) <= _MOST_HELD:
            held += len(content)
            contents[path] = content
    return contents, unchanged


def _checked_against_others(
    unchanged: Mapping[Path, Unchanged], councils: Collection[str]
) -> list[Path]:
    """Return the workbooks last checked against a different set of councils.

    Their documents are up to date; what their text says of the new councils must be reported.
    """
    among = councils_of_run.fingerprint(councils)
    return [path for path, one in unchanged.items() if one.checked.among != among]


def _unchanged(path: Path, unchanged: Unchanged, order: Order) -> BuildResult:
    documents = tuple(with_notes(order.choices, document) for document in unchanged.documents)
    return BuildResult(
        str(path),
        BuildStatus.UNCHANGED,
        unchanged.council,
        documents=documents,
        paragraphs=unchanged.checked.paragraphs,
    )
