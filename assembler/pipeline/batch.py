"""Many workbooks: each alone, on several processes, one failure never stopping another.

A process makes documents by the same function as a single build, so order and number of processes
cannot matter.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from assembler.checks import other_councils
from assembler.checks.other_councils import NO_OTHERS, OtherCouncils
from assembler.errors import AssemblerError
from assembler.outputs.manifest import Standing
from assembler.pipeline.assess import councils_of_run
from assembler.pipeline.attempt import attempt, standing, stopped
from assembler.pipeline.build import Order, with_what_lies_beside
from assembler.results import BuildResult, BuildStatus
from assembler.runtime import MOST_PROCESSES, seldom_collected

# A process takes about as long to start as so many workbooks take to build, on Windows.
_ENOUGH = 16
_DIED = AssemblerError(
    "The program was stopped while it worked on this workbook, perhaps for want of memory.",
    "Open the workbook in Excel, save it under a new name and run that.",
)


def assemble(workbooks: Iterable[Path], made: Order) -> Iterator[BuildResult]:
    """Build many workbooks, giving each result as it comes.

    Every workbook gives a result: what stops one is its finding.
    """
    paths = list(workbooks)
    found = {path: stands for path in paths if (stands := standing(path, made))}
    waiting = [path for path in paths if path not in found]
    jobs = _jobs(made, len(waiting))
    if jobs > 1:
        yield from _together(jobs, paths, found, made)
        return
    with seldom_collected():
        others = NO_OTHERS
        councils = {stands.council for stands in found.values()}
        if len(paths) > 1 and (waiting or _held_against_others(found, councils)):
            others = councils_of_run(paths)
            waiting += _held_against_others(found, others.councils)
        jobs = _jobs(made, len(waiting))
        if jobs > 1:
            yield from _together(jobs, paths, found, made, others)
            return
        again = {*waiting}
        yield from (_unchanged(path, one, made) for path, one in found.items() if path not in again)
        made = replace(made, choices=replace(made.choices, others=others))
        yield from (attempt(path, made) for path in waiting)


def _jobs(made: Order, count: int) -> int:
    """Say how many processes to start for so many workbooks: one a core, each with enough to do."""
    worth = min(os.cpu_count() or 1, count // _ENOUGH)
    return min(made.choices.jobs or worth, count, MOST_PROCESSES)


def _held_against_others(found: Mapping[Path, Standing], councils: Collection[str]) -> list[Path]:
    """Give the workbooks whose text was held against other councils than those of this run.

    Their documents stand; what the text says of the councils that are new is to be told.
    """
    among = other_councils.fingerprint(councils)
    return [path for path, stands in found.items() if stands.among != among]


def _unchanged(path: Path, stands: Standing, made: Order) -> BuildResult:
    documents = tuple(with_what_lies_beside(made.choices, one) for one in stands.documents)
    return BuildResult(str(path), BuildStatus.UNCHANGED, stands.council, documents=documents)


def _together(
    jobs: int,
    paths: list[Path],
    found: Mapping[Path, Standing],
    made: Order,
    others: OtherCouncils | None = None,
) -> Iterator[BuildResult]:
    """Build workbooks on several processes. `paths` are all of the run, `found` what stands.

    `others` are the councils of the run where they are known already.
    """
    from assembler.pipeline import workers as pool  # noqa: PLC0415 - takes longer to load than a letter to build

    with pool.opened(made, jobs) as workers:
        if others is None:
            details = dict(workers.details(paths))
            others = other_councils.gather(one for path in paths if (one := details.get(path)))
        again = {*_held_against_others(found, others.councils)}
        stands = {path: one for path, one in found.items() if path not in again}
        yield from (_unchanged(path, one, made) for path, one in stands.items())
        waiting = [path for path in paths if path not in stands]
        for path, built in workers.build(waiting, others):
            yield built or stopped(path, _DIED)
