"""Many workbooks: each alone, on several processes, one failure never stopping another.

A process makes documents by the same function as a single build, so order and number of processes
cannot matter.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from assembler import checks
from assembler.attempt import attempt, standing, stopped
from assembler.build import Order
from assembler.checks import NOBODY
from assembler.error import AssemblerError
from assembler.examine import neighbours
from assembler.model import Assembly
from assembler.process import MOST_PROCESSES, seldom_collected

# A process takes about as long to start as so many workbooks take to build, on Windows.
_ENOUGH = 16
_DIED = AssemblerError(
    "The program was stopped while it worked on this workbook, perhaps for want of memory.",
    "Open the workbook in Excel, save it under a new name and run that.",
)


def assemble(workbooks: Iterable[Path], made: Order) -> Iterator[Assembly]:
    """Build many workbooks, giving each result as it comes.

    Every workbook gives a result: what stops one is its finding.
    """
    paths = list(workbooks)
    waiting: list[Path] = []
    for path in paths:
        if stands := standing(path, made):
            yield stands
        else:
            waiting.append(path)
    jobs = min(made.choices.jobs or _worth_starting(len(waiting)), len(waiting), MOST_PROCESSES)
    if jobs > 1:
        yield from _together(jobs, paths, waiting, made)
        return
    with seldom_collected():
        others = neighbours(paths) if waiting and len(paths) > 1 else NOBODY
        made = replace(made, choices=replace(made.choices, others=others))
        yield from (attempt(path, made) for path in waiting)


def _worth_starting(count: int) -> int:
    """Say how many processes to start for so many workbooks: one a core, each with enough to do."""
    return min(os.cpu_count() or 1, count // _ENOUGH)


def _together(jobs: int, paths: list[Path], waiting: list[Path], made: Order) -> Iterator[Assembly]:
    """Build workbooks on several processes. `paths` are all of the run, to be known to each."""
    from assembler import pool  # noqa: PLC0415 - takes longer to load than a letter to build

    with pool.opened(made, jobs) as workers:
        details = dict(workers.details(paths))
        known = [found for path in paths if (found := details.get(path))]
        for path, built in workers.build(waiting, checks.neighbours(known)):
            yield built or stopped(path, _DIED)
