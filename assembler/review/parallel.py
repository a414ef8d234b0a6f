"""Review many folders on several processes, with results in the order given."""

import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait
from pathlib import Path

from assembler.results import ReviewResult
from assembler.review import select
from assembler.review.run import Options, review
from assembler.runtime import MOST_PROCESSES, seldom_collected

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

# Starting a process takes about as long as reviewing so many folders, on Windows.
_ENOUGH = 8
# Folders handed out ahead of the one whose results come next, for each process: memory stays flat.
_AHEAD = 4
_PATIENCE = 20.0


def review_all(
    paths: Iterable[Path], options: Options, jobs: int | None = None
) -> Iterator[ReviewResult]:
    """Review every document named, a folder with all it holds, on one process or several."""
    units = [unit for path in paths for unit in _units(path)]
    worthwhile = min(os.cpu_count() or 1, len(units) // _ENOUGH)
    processes = min(jobs or worthwhile, len(units), MOST_PROCESSES)
    if processes > 1:
        yield from _on_processes(units, options, processes)
    else:
        with seldom_collected():
            yield from review(units, options)


def _units(path: Path) -> list[Path]:
    """Return the folders of a path whose documents belong together; a file is one of its own."""
    return (select.document_folders(path) or [path]) if path.is_dir() else [path]


@dataclass
class _Worker:
    """A process, the pipe to it, and the number of the unit that it reviews, if any."""

    process: Process
    pipe: Connection
    unit: int | None = None


def _on_processes(units: list[Path], options: Options, processes: int) -> Iterator[ReviewResult]:
    """Review units on processes; what a process that died had in hand is reviewed again."""
    waiting, done = deque(range(len(units))), dict[int, list[ReviewResult]]()
    workers: list[_Worker] = []
    try:
        with suppress(OSError):  # no further process can be started
            workers.extend(_started(options) for _ in range(processes))
        for number, unit in enumerate(units):
            while number not in done:
                _hand_out(units, waiting, workers, number + processes * _AHEAD)
                if any(worker.unit is not None for worker in workers):
                    _receive(workers, waiting, done)
                else:  # no process is left
                    waiting.remove(number)
                    done[number] = review_unit(unit, options)
            yield from done.pop(number)
    finally:
        for worker in workers:
            if worker.unit is None:
                worker.process.terminate()
            worker.pipe.close()
        for worker in workers:  # one that cleans documents finishes what it has in hand
            worker.process.join(_PATIENCE)
            worker.process.terminate()


def _started(options: Options) -> _Worker:
    """Start a process. Raises OSError when none can be started."""
    ours, theirs = Pipe()
    process = Process(target=_serve, args=(theirs, options), daemon=True)
    try:
        process.start()
    finally:
        theirs.close()  # so that the pipe ends when the process does
    return _Worker(process, ours)


def _hand_out(units: list[Path], waiting: deque[int], workers: list[_Worker], before: int) -> None:
    """Give each idle worker a unit, as far as one with a number below `before` waits."""
    for worker in workers:
        if worker.unit is None and waiting and waiting[0] < before:
            worker.unit = waiting.popleft()
            with suppress(OSError):  # it died: its unit is found without an answer
                worker.pipe.send(units[worker.unit])


def _receive(
    workers: list[_Worker], waiting: deque[int], done: dict[int, list[ReviewResult]]
) -> None:
    """Wait for answers; a worker that died leaves, and its unit waits again."""
    busy = [worker for worker in workers if worker.unit is not None]
    events = wait([event for one in busy for event in (one.pipe, one.process.sentinel)])
    for worker in busy:
        number = worker.unit
        if number is None or not {worker.pipe, worker.process.sentinel}.intersection(events):
            continue
        worker.unit = None
        answer = _answer(worker.pipe)
        if answer is None:
            workers.remove(worker)
            worker.pipe.close()
            waiting.appendleft(number)
        else:
            done[number] = answer


def _answer(pipe: Connection) -> list[ReviewResult] | None:
    """Return what a process sent; None where it died."""
    # Polled first: on Windows the pipe to a process that died does not always end.
    with suppress(EOFError, OSError):
        if pipe.poll():
            answer: list[ReviewResult] = pipe.recv()
            return answer
    return None


def _serve(pipe: Connection, options: Options) -> None:
    """Review what comes through the pipe, until it ends. Ctrl-C is the parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            pipe.send(review_unit(pipe.recv(), options))


def review_unit(unit: Path, options: Options) -> list[ReviewResult]:
    """Review one folder with all it holds, or one document."""
    with seldom_collected():
        return list(review([unit], options))
