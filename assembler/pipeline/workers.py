"""Workbooks on several processes. Loaded only when there are several to work on.

Each process has a pipe of its own and answers in the order in which it was asked. So when one dies,
perhaps for want of memory, it is known which workbook it had in hand; another takes its place.
"""

import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing import Pipe, Process, get_start_method
from multiprocessing.connection import wait
from pathlib import Path
from typing import TypeAlias

from assembler.checks.other_councils import OtherCouncils
from assembler.model import Details
from assembler.pipeline.assess import details
from assembler.pipeline.attempt import attempt
from assembler.pipeline.build import Order
from assembler.results import BuildResult
from assembler.runtime import seldom_collected

if sys.platform == "win32":
    import ctypes
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing import resource_tracker
    from multiprocessing.connection import Connection

# How many workbooks a process has before it: enough to keep it busy, few enough to lose none.
_AHEAD = 2
_LEAVE = 20.0
# The ends of pipes that this process holds. One that is forked from it lets go of its copies, or no
# pipe would ever end.
_ours: list[Connection] = []


_Answer: TypeAlias = BuildResult | Details | None


@dataclass
class _Worker:
    """A process, the pipe to it, the workbooks it was asked for and has not answered yet.

    `begun` once it has said that it is at work.
    """

    process: Process
    pipe: Connection
    asked: deque[Path] = field(default_factory=deque)
    begun: bool = False


@dataclass
class Pool:
    """Processes that work on workbooks. `others` are the councils of the run, once they are known.

    What is asked of a workbook comes with the workbook, in no order; None when its process died.
    Where no process can be had, the work is done in this one.
    """

    made: Order
    workers: list[_Worker]
    others: OtherCouncils | None = None

    def details(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Details | None]]:
        """Read who each workbook is of; None also when it cannot be read."""
        for path, answer in self._each(paths):
            yield path, answer if isinstance(answer, Details) else None

    def build(
        self, paths: Iterable[Path], others: OtherCouncils
    ) -> Iterator[tuple[Path, BuildResult | None]]:
        """Build each workbook."""
        self.others = others
        for worker in self.workers:
            _send(worker, others)
        for path, answer in self._each(paths):
            yield path, answer if isinstance(answer, BuildResult) else None

    def _each(self, paths: Iterable[Path]) -> Iterator[tuple[Path, _Answer]]:
        waiting = deque(paths)
        while waiting or any(worker.asked for worker in self.workers):
            self._ask(waiting)
            if not self.workers:
                yield from ((path, _work(path, self.made, self.others)) for path in waiting)
                return
            asked = [worker for worker in self.workers if worker.asked]
            ready = wait([one for w in asked for one in (w.pipe, w.process.sentinel)])
            for worker in asked:
                if worker.pipe not in ready and worker.process.sentinel not in ready:
                    continue
                try:
                    answer = _answer(worker)
                except (EOFError, OSError):
                    self._lose(worker)
                    # One that never began did not die over a workbook.
                    over = [worker.asked.popleft()] if worker.begun else []
                    waiting.extendleft(reversed(worker.asked))
                    yield from ((path, None) for path in over)
                else:
                    if worker.begun:
                        yield worker.asked.popleft(), answer
                    worker.begun = True

    def _ask(self, waiting: deque[Path]) -> None:
        """Give each process what it can take of what waits."""
        for worker in [*self.workers]:
            if waiting and not worker.asked and not worker.process.is_alive():
                self._lose(worker)
        for worker in self.workers:
            while waiting and len(worker.asked) < _AHEAD:
                worker.asked.append(waiting.popleft())
                _send(worker, worker.asked[-1])

    def _lose(self, dead: _Worker) -> None:
        """Let a process go; another takes its place, unless it could not even begin."""
        self.workers.remove(dead)
        _let_go(dead.pipe)
        dead.process.join(_LEAVE)
        if not dead.begun:
            return
        with suppress(OSError):  # there is no room for another: the others go on without it
            self.workers.append(_started(self.made))
            if self.others is not None:
                _send(self.workers[-1], self.others)


@contextmanager
def opened(made: Order, jobs: int) -> Iterator[Pool]:
    """Start processes; at the end they finish what they have in hand, and leave."""
    pool = Pool(made, [])
    try:
        with suppress(OSError):
            pool.workers.extend(_started(made) for _ in range(jobs))
        yield pool
    finally:
        for worker in pool.workers:
            _let_go(worker.pipe)
        for worker in pool.workers:
            worker.process.join(_LEAVE)
            worker.process.terminate()


def _started(made: Order) -> _Worker:
    """Start a process. Raises OSError when there is no room for one."""
    ours, theirs = Pipe()
    _ours.append(ours)
    process = Process(target=_serve, args=(theirs, made), daemon=True)
    try:
        with _interrupts_held():
            process.start()
    except OSError:
        _let_go(ours)
        raise
    finally:
        theirs.close()  # so that the pipe ends when the process does
    return _Worker(process, ours)


if sys.platform == "win32":

    @contextmanager
    def _interrupts_held() -> Iterator[None]:
        """Keep Ctrl-C off: a new process takes this over, and is never interrupted itself."""
        ignored = ctypes.windll.kernel32.SetConsoleCtrlHandler
        ignored(None, 1)
        try:
            yield
        finally:
            ignored(None, 0)

else:

    @contextmanager
    def _interrupts_held() -> Iterator[None]:
        """Keep Ctrl-C off: a new process takes this over, and is never interrupted itself."""
        if get_start_method() != "fork":
            resource_tracker.ensure_running()  # starting it later would let Ctrl-C through again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _let_go(pipe: Connection) -> None:
    _ours.remove(pipe)
    pipe.close()


def _send(worker: _Worker, said: object) -> None:
    with suppress(OSError):  # it died: what it is asked next is found without an answer
        worker.pipe.send(said)


def _answer(worker: _Worker) -> _Answer:
    """Take the next answer. Raises EOFError or OSError when the process died before it gave one."""
    # Asked first: on Windows the pipe to a process that never got to its end does not end either.
    if not worker.pipe.poll():
        raise EOFError
    answer: _Answer = worker.pipe.recv()
    return answer


def _work(path: Path, made: Order, others: OtherCouncils | None) -> _Answer:
    """Read who a workbook is of; build it once the councils of the run are known."""
    if others is None:
        return details(path)
    of_run = replace(made, choices=replace(made.choices, others=others))
    return replace(attempt(path, of_run), graded=())


def _serve(pipe: Connection, made: Order) -> None:
    """Work on what comes through the pipe, and end with it. Ctrl-C is the parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for copy in [*_ours]:
        _let_go(copy)
    others: OtherCouncils | None = None
    with seldom_collected(), suppress(EOFError, OSError):
        pipe.send(None)  # it has begun
        while True:
            said = pipe.recv()
            if isinstance(said, OtherCouncils):
                others = said
            else:
                pipe.send(_work(said, made, others))
