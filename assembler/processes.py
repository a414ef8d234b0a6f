"""A pool of worker processes. Loaded only when there is enough work for several.

Each worker has its own pipe and one task at a time. So when a worker dies, perhaps for want of
memory, the pool knows its task; another worker replaces it.

The library pebble (5.2) was tried and rejected: where no further process can be started it gives up
those that work, and it forks from a thread, which Python 3.12 warns may deadlock.
"""

import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe, Process, get_start_method
from multiprocessing.connection import wait
from typing import Any, TypeAlias, TypeVar

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

_Work: TypeAlias = Callable[[Any], Any]
_Task = TypeVar("_Task")
_Answer = TypeVar("_Answer")


@dataclass(eq=False)
class _Worker:
    """A process, the pipe to it, the function it knows, and its task, if any.

    `ready` is set once the worker has reported.
    """

    process: Process
    pipe: Connection
    work: _Work
    ready: bool = False
    task: Any = None


@dataclass
class Pool:
    """Workers for one run, and the function that those started from now on know.

    Where no process can be started, the work is done in this process.
    """

    work: _Work
    workers: list[_Worker]

    def each(
        self, work: Callable[[_Task], _Answer], waiting: deque[_Task]
    ) -> Iterator[tuple[_Task, _Answer | None]]:
        """Do the work on each task; yield its answer, None when the worker died over it.

        Answers come in any order. Tasks may be added to those `waiting` at any time.
        """
        self.work = work
        while waiting or any(worker.task is not None for worker in self.workers):
            self._hand_out(waiting)
            if not self.workers:
                task = waiting.popleft()
                yield task, work(task)
                continue
            expected = [one for one in self.workers if one.task is not None or not one.ready]
            events = {*wait([event for one in expected for event in _events(one)])}
            for worker in expected:
                if events.isdisjoint(_events(worker)):
                    continue
                task, worker.task = worker.task, None
                try:
                    answer: _Answer | None = _receive(worker)
                except (EOFError, OSError):
                    answer = None
                    self._replace(worker)
                worker.ready = True
                if task is not None:
                    yield task, answer

    def _hand_out(self, waiting: deque[_Task]) -> None:
        """Give each idle worker one task.

        Never send a second one: a workbook does not fit into a pipe, and two ends that both send
        would wait for each other.
        """
        for worker in [*self.workers]:
            if waiting and worker.ready and worker.task is None:
                if not worker.process.is_alive():
                    self._replace(worker)
                    continue
                worker.task = waiting.popleft()
                new = None if worker.work is self.work else self.work
                worker.work = self.work
                with suppress(OSError):  # it died: its task is found without an answer
                    worker.pipe.send((new, worker.task))

    def _replace(self, dead: _Worker) -> None:
        """Remove a dead worker; start another, unless this one could not even begin."""
        self.workers.remove(dead)
        _close(dead.pipe)
        dead.process.join(_PATIENCE)
        if dead.ready:
            with suppress(OSError):  # no process can be started: the others go on without it
                self.workers.append(_started(self.work))


@contextmanager
def opened(processes: int, work: Callable[[Any], Any]) -> Iterator[Pool]:
    """Start workers; at the end let them finish their current task, then stop them.

    `work` is the first function they will need: each worker loads it while it starts.
    """
    pool = Pool(work, [])
    try:
        with suppress(OSError):
            pool.workers.extend(_started(work) for _ in range(processes))
        yield pool
    finally:
        for worker in pool.workers:
            _close(worker.pipe)
        for worker in pool.workers:
            worker.process.join(_PATIENCE)
            worker.process.terminate()


def _started(work: _Work) -> _Worker:
    """Start a worker. Raises OSError when no process can be started."""
    parent_end, child_end = Pipe()
    _parent_ends.append(parent_end)
    process = Process(target=_serve, args=(child_end, work), daemon=True)
    try:
        with _interrupts_blocked():
            process.start()
    except OSError:
        _close(parent_end)
        raise
    finally:
        child_end.close()  # so that the pipe ends when the process does
    return _Worker(process, parent_end, work)


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


def _events(worker: _Worker) -> tuple[Connection, int]:
    """Return what to wait for: an answer of the worker, or its end."""
    return worker.pipe, worker.process.sentinel


def _receive(worker: _Worker) -> Any:
    """Take the next answer. Raises EOFError or OSError when the worker died before it gave one."""
    # Polled first: on Windows the pipe to a process that died while starting does not end either.
    if not worker.pipe.poll():
        raise EOFError
    return worker.pipe.recv()


def _serve(pipe: Connection, work: _Work) -> None:
    """Run a worker: answer the messages of the pipe until it closes. The parent handles Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for copy in [*_parent_ends]:
        _close(copy)
    with seldom_collected(), suppress(EOFError, OSError):
        pipe.send(None)  # it is ready
        while True:
            new, task = pipe.recv()
            work = new or work
            pipe.send(work(task))
