"""Worker processes for many workbooks. Loaded only when there is enough work for several.

Each worker has its own pipe and works on one workbook at a time. So when a worker dies, perhaps for
want of memory, the pool knows its workbook; another worker replaces it.

The library pebble (5.2) was tried and rejected: where no further process can be started it gives up
those that work, and it forks from a thread, which Python 3.12 warns may deadlock.
"""

import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import Pipe, Process, get_start_method
from multiprocessing.connection import wait
from pathlib import Path
from typing import TypeAlias

from assembler.checks.councils_of_run import OtherCouncils
from assembler.model import Details
from assembler.pipeline.assess import details_of
from assembler.pipeline.build import Order, build_or_stop
from assembler.results import BuildResult
from assembler.runtime import seldom_collected

if sys.platform == "win32":
    import ctypes
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing import resource_tracker
    from multiprocessing.connection import Connection

_PATIENCE = 20.0
# Pipe ends held by the parent. A forked child closes its copies; otherwise no pipe would report
# the end of the process at its other end.
_parent_ends: list[Connection] = []

# A workbook and its content, where that was read before.
Task: TypeAlias = tuple[Path, bytes | None]
_Answer: TypeAlias = BuildResult | Details | None


@dataclass
class _Worker:
    """A process, the pipe to it, and its task. `ready` is set once the worker has reported."""

    process: Process
    pipe: Connection
    ready: bool = False
    task: Task | None = None


@dataclass
class Pool:
    """Workers for one run. `others` are the councils of the run, once they are known.

    Answers come with the path of their workbook, in any order; None when the worker died over it.
    Where no process can be started, the work is done in this process.
    """

    order: Order
    workers: list[_Worker]
    others: OtherCouncils | None = None

    def details(self, tasks: Iterable[Task]) -> Iterator[tuple[Path, Details | None]]:
        """Read the details of each workbook; None also when it cannot be read."""
        for path, answer in self._each(tasks):
            yield path, answer if isinstance(answer, Details) else None

    def build(
        self, tasks: Iterable[Task], others: OtherCouncils
    ) -> Iterator[tuple[Path, BuildResult | None]]:
        """Build each workbook."""
        self.others, self.order = others, self.order.with_others(others)
        for worker in self.workers:
            if worker.ready:
                _send(worker, others)
        for path, answer in self._each(tasks):
            yield path, answer if isinstance(answer, BuildResult) else None

    def _each(self, tasks: Iterable[Task]) -> Iterator[tuple[Path, _Answer]]:
        waiting = deque(tasks)
        while waiting or any(worker.task for worker in self.workers):
            self._hand_out(waiting)
            if not self.workers:
                yield from ((task[0], _work(task, self.order, self.others)) for task in waiting)
                return
            expected = [worker for worker in self.workers if worker.task or not worker.ready]
            events = wait([event for w in expected for event in (w.pipe, w.process.sentinel)])
            for worker in expected:
                if worker.pipe not in events and worker.process.sentinel not in events:
                    continue
                task, worker.task = worker.task, None
                try:
                    answer = _receive(worker)
                except (EOFError, OSError):
                    answer = None
                    self._replace(worker)
                if task:
                    yield task[0], answer
                elif worker in self.workers:
                    self._begin(worker)

    def _hand_out(self, waiting: deque[Task]) -> None:
        """Give each idle worker one task.

        Never send a second one: a workbook does not fit into a pipe, and two ends that both send
        would wait for each other.
        """
        for worker in [*self.workers]:
            if waiting and worker.ready and not worker.task:
                if worker.process.is_alive():
                    worker.task = waiting.popleft()
                    _send(worker, worker.task)
                else:
                    self._replace(worker)

    def _begin(self, worker: _Worker) -> None:
        worker.ready = True
        if self.others is not None:
            _send(worker, self.others)

    def _replace(self, dead: _Worker) -> None:
        """Remove a dead worker; start another, unless this one could not even begin."""
        self.workers.remove(dead)
        _close(dead.pipe)
        dead.process.join(_PATIENCE)
        if dead.ready:
            with suppress(OSError):  # no process can be started: the others go on without it
                self.workers.append(_started(self.order))


@contextmanager
def opened(order: Order, processes: int) -> Iterator[Pool]:
    """Start workers; at the end let them finish their current task, then stop them."""
    pool = Pool(order, [])
    try:
        with suppress(OSError):
            pool.workers.extend(_started(order) for _ in range(processes))
        yield pool
    finally:
        for worker in pool.workers:
            _close(worker.pipe)
        for worker in pool.workers:
            worker.process.join(_PATIENCE)
            worker.process.terminate()


def _started(order: Order) -> _Worker:
    """Start a worker. Raises OSError when no process can be started."""
    parent_end, child_end = Pipe()
    _parent_ends.append(parent_end)
    process = Process(target=_serve, args=(child_end, order), daemon=True)
    try:
        with _interrupts_blocked():
            process.start()
    except OSError:
        _close(parent_end)
        raise
    finally:
        child_end.close()  # so that the pipe ends when the process does
    return _Worker(process, parent_end)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Block Ctrl-C: a new process inherits this, and is never interrupted itself."""
    if sys.platform == "win32":
        ignore = ctypes.windll.kernel32.SetConsoleCtrlHandler
        ignore(None, 1)
        try:
            yield
        finally:
            ignore(None, 0)
    else:
        if get_start_method() != "fork":
            resource_tracker.ensure_running()  # starting it later would let Ctrl-C through again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _close(parent_end: Connection) -> None:
    _parent_ends.remove(parent_end)
    parent_end.close()


def _send(worker: _Worker, message: OtherCouncils | Task) -> None:
    with suppress(OSError):  # it died: its task is found without an answer
        worker.pipe.send(message)


def _receive(worker: _Worker) -> _Answer:
    """Take the next answer. Raises EOFError or OSError when the worker died before it gave one."""
    # Polled first: on Windows the pipe to a process that died while starting does not end either.
    if not worker.pipe.poll():
        raise EOFError
    answer: _Answer = worker.pipe.recv()
    return answer


def _work(task: Task, order: Order, others: OtherCouncils | None) -> _Answer:
    """Read the details of a workbook; build it once the councils of the run are known."""
    path, content = task
    if others is None:
        return details_of(path, content)
    return replace(build_or_stop(path, order, content), graded=())


def _serve(pipe: Connection, order: Order) -> None:
    """Run a worker: answer the messages of the pipe until it closes. The parent handles Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for copy in [*_parent_ends]:
        _close(copy)
    others: OtherCouncils | None = None
    with seldom_collected(), suppress(EOFError, OSError):
        pipe.send(None)  # it is ready
        while True:
            message = pipe.recv()
            if isinstance(message, OtherCouncils):
                others, order = message, order.with_others(message)
            else:
                pipe.send(_work(message, order, others))
