"""Build many workbooks on several processes; one failure does not stop the others.

Every process builds by the same function as a single build, so neither the order nor the number of
processes affects the result.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

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
from assembler.runtime import MOST_PROCESSES, seldom_collected

if TYPE_CHECKING:
    from assembler.checks.councils_of_run import OtherCouncils
    from assembler.pipeline.workers import Pool, Task

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
        with _pool(order, _processes(order, len(waiting) or len(paths))) as pool:
            details = dict(pool.details([(path, contents.get(path)) for path in paths]))
            others = councils_of_run.gather(known for path in paths if (known := details[path]))
            again = {*waiting, *_checked_against_others(unchanged, others.councils)}
            for path, one in unchanged.items():
                if path not in again:
                    yield _unchanged(path, one, order)
            to_build = [(path, contents.pop(path, None)) for path in paths if path in again]
            for path, built in pool.build(to_build, others):
                yield built or stopped(path, _DIED)


class _ThisProcess:
    """The same interface as a pool of processes, in this process."""

    def __init__(self, order: Order) -> None:
        self.order = order

    def details(self, tasks: "Iterable[Task]") -> Iterator[tuple[Path, Details | None]]:
        return ((path, details_of(path, content)) for path, content in tasks)

    def build(
        self, tasks: "Iterable[Task]", others: "OtherCouncils"
    ) -> Iterator[tuple[Path, BuildResult | None]]:
        order = self.order.with_others(others)
        return ((path, build_or_stop(path, order, content)) for path, content in tasks)


@contextmanager
def _pool(order: Order, processes: int) -> "Iterator[Pool | _ThisProcess]":
    if processes <= 1:
        yield _ThisProcess(order)
        return
    from assembler.pipeline import workers  # noqa: PLC0415 - takes longer to load than a letter

    with workers.opened(order, processes) as pool:
        yield pool


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


def _processes(order: Order, count: int) -> int:
    """Return the number of processes for so many workbooks: one a core, each with enough to do."""
    worthwhile = min(os.cpu_count() or 1, count // _ENOUGH)
    return min(order.choices.jobs or worthwhile, count, MOST_PROCESSES)


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
