"""Many workbooks: each alone, on several processes, one failure never stopping another.

A worker makes documents by the same function as a single build, so order and number of processes
cannot matter. A process that dies takes down its pool: what was in hand is then tried again one
workbook at a time, so that only the one that kills it is reported.
"""

import signal
import traceback
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

from assembler import naming, record
from assembler.build import Choices, Order, build, order
from assembler.examine import content, neighbours
from assembler.fault import noted
from assembler.model import AssemblerError, Assembly, Finding, Severity, Status

# How many workbooks wait for each process: enough to keep it busy, few enough to stay flat.
_AHEAD = 4


def assemble(workbooks: Iterable[Path], choices: Choices) -> Iterator[Assembly]:
    """Build many workbooks, giving each result as it comes; `choices.jobs` at a time.

    Every workbook gives a result: what stops one is its finding. Raises AssemblerError when the
    templates are wrong.
    """
    made = order(choices)
    paths = list(workbooks)
    waiting: deque[Path] = deque()
    for path in paths:
        if stands := _standing(path, made):
            yield stands
        else:
            waiting.append(path)
    if waiting and len(paths) > 1:
        choices = replace(choices, others=neighbours(paths))
    if choices.jobs == 1:
        made = replace(made, choices=choices)
        yield from (attempt(path, made) for path in waiting)
        return
    while waiting:
        suspects = yield from _pool(waiting, choices, choices.jobs)
        for path in suspects:
            if (yield from _pool(deque([path]), choices, 1)):
                yield _stopped(path, _DIED)


def attempt(workbook: Path, order: Order) -> Assembly:
    """Build one workbook; whatever stops it becomes its finding."""
    choices = order.choices
    try:
        built = build(workbook, order)
        lasts = built.status in {Status.BUILT, Status.UNCHANGED}
        if lasts and not (choices.dry_run or choices.draft):
            paths = [Path(document.path) for document in built.documents]
            made_from = _made_from(workbook, order)
            record.note(choices.outputs, made_from, built.council, workbook, paths)
    except AssemblerError as error:
        return _stopped(workbook, error)
    except Exception:  # noqa: BLE001 - one workbook's failure must not stop the others
        return _stopped(workbook, noted(traceback.format_exc()))
    return built


def _standing(workbook: Path, order: Order) -> Assembly | None:
    """Give what stands of a workbook when nothing its documents were made from has changed."""
    if order.choices.fresh or order.choices.draft:
        return None
    try:
        slug, made_from = naming.slug(workbook.stem), _made_from(workbook, order)
    except AssemblerError:
        return None
    found = record.standing(order.choices.outputs, slug, made_from)
    return found and Assembly(str(workbook), Status.UNCHANGED, council=found[0], documents=found[1])


def _made_from(workbook: Path, order: Order) -> str:
    templates = f"{order.templates.digest}{'-pack' if order.choices.pack else ''}"
    return record.stamp(content(workbook), templates, order.editions_digest)


_DIED = AssemblerError(
    "The program was stopped while it worked on this workbook, perhaps for want of memory.",
    "Open the workbook in Excel, save it under a new name and run that.",
)


def _stopped(workbook: Path, error: AssemblerError) -> Assembly:
    finding = Finding("file.stopped", Severity.ERROR, error.what, error.do)
    return Assembly(str(workbook), Status.TO_PUT_RIGHT, findings=(finding,))


def _pool(
    waiting: deque[Path], choices: Choices, jobs: int
) -> Generator[Assembly, None, list[Path]]:
    """Work through `waiting`, taking from it. Returns what was in hand when a process died."""
    in_hand: dict[Future[Assembly], Path] = {}
    pool = ProcessPoolExecutor(jobs, initializer=_begin, initargs=(choices,))
    try:
        while waiting or in_hand:
            while waiting and len(in_hand) < jobs * _AHEAD:
                path = waiting.popleft()
                in_hand[pool.submit(_work, path)] = path
            done, _ = wait(in_hand, return_when=FIRST_COMPLETED)
            for future in done:
                result = future.result()
                del in_hand[future]
                yield result
    except BrokenProcessPool:
        return list(in_hand.values())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return []


_orders: list[Order] = []


def _begin(choices: Choices) -> None:
    """Make a new process ready: templates found and prepared once; Ctrl-C is the parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _orders[:] = [order(choices)]


def _work(workbook: Path) -> Assembly:
    return replace(attempt(workbook, _orders[0]), graded=())
