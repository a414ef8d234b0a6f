"""Review many folders on several processes, with results in the order given."""

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from assembler.results import ReviewResult
from assembler.review import select
from assembler.review.run import Options, review
from assembler.runtime import MOST_PROCESSES, seldom_collected

# Starting a process takes about as long as reviewing so many folders, on Windows.
_ENOUGH = 8
# Folders handed out ahead of the one whose results come next, for each process: memory stays flat.
_AHEAD = 4


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


def _on_processes(units: list[Path], options: Options, processes: int) -> Iterator[ReviewResult]:
    waiting = deque(units)
    handed_out: deque[tuple[Path, Future[list[ReviewResult]]]] = deque()
    with ProcessPoolExecutor(processes, initializer=_ignore_interrupts) as pool:
        try:
            while waiting or handed_out:
                while waiting and len(handed_out) < processes * _AHEAD:
                    unit = waiting.popleft()
                    handed_out.append((unit, pool.submit(_reviewed, unit, options)))
                unit, results = handed_out.popleft()
                yield from results.result()
        except (BrokenProcessPool, OSError):  # a process died, or none can be started
            yield from review([unit, *(each for each, _ in handed_out), *waiting], options)
        finally:
            pool.shutdown(cancel_futures=True)


def _reviewed(unit: Path, options: Options) -> list[ReviewResult]:
    with seldom_collected():
        return list(review([unit], options))


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
