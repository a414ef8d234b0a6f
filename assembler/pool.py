"""Workbooks on several processes. Loaded only when there are several to work on."""

import signal
from collections import deque
from collections.abc import Generator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

from assembler.attempt import attempt
from assembler.build import Choices, Order, order
from assembler.model import Assembly

# How many workbooks wait for each process: enough to keep it busy, few enough to stay flat.
_AHEAD = 4


def work(
    waiting: deque[Path], choices: Choices, jobs: int
) -> Generator[Assembly, None, list[Path]]:
    """Work through `waiting`, taking from it. Returns what was in hand when a process died."""
    in_hand: dict[Future[Assembly], Path] = {}
    pool = ProcessPoolExecutor(jobs, initializer=_begin, initargs=(choices,))
    try:
        while waiting or in_hand:
            while waiting and len(in_hand) < jobs * _AHEAD:
                path = waiting.popleft()
                in_hand[pool.submit(_one, path)] = path
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


def _one(workbook: Path) -> Assembly:
    return replace(attempt(workbook, _orders[0]), graded=())
