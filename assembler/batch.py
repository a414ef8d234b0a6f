"""Many workbooks: each alone, on several processes, one failure never stopping another.

A worker makes documents by the same function as a single build, so order and number of processes
cannot matter. A process that dies takes down its pool: what was in hand is then tried again one
workbook at a time, so that only the one that kills it is reported.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from assembler.attempt import attempt, standing, stopped
from assembler.build import Choices, order
from assembler.examine import neighbours
from assembler.model import AssemblerError, Assembly

_DIED = AssemblerError(
    "The program was stopped while it worked on this workbook, perhaps for want of memory.",
    "Open the workbook in Excel, save it under a new name and run that.",
)


def assemble(workbooks: Iterable[Path], choices: Choices) -> Iterator[Assembly]:
    """Build many workbooks, giving each result as it comes; `choices.jobs` at a time.

    Every workbook gives a result: what stops one is its finding. Raises AssemblerError when the
    templates are wrong.
    """
    made = order(choices)
    paths = list(workbooks)
    waiting: deque[Path] = deque()
    for path in paths:
        if stands := standing(path, made):
            yield stands
        else:
            waiting.append(path)
    if waiting and len(paths) > 1:
        choices = replace(choices, others=neighbours(paths))
    if choices.jobs == 1:
        made = replace(made, choices=choices)
        yield from (attempt(path, made) for path in waiting)
        return
    from assembler import pool  # noqa: PLC0415 - takes longer to load than a letter to build

    while waiting:
        suspects = yield from pool.work(waiting, choices, choices.jobs)
        for path in suspects:
            if (yield from pool.work(deque([path]), choices, 1)):
                yield stopped(path, _DIED)
