"""Review many folders on several processes, with results in the order given."""

from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from assembler.results import ReviewResult
from assembler.review import select
from assembler.review.run import Options, review
from assembler.runtime import processes_for, seldom_collected

# Starting a process takes about as long as reviewing so many folders, on Windows.
_ENOUGH = 8
# Folders handed out ahead of the one whose results come next, for each process: memory stays flat.
_AHEAD = 4

# A folder or document and its number, in the order given.
_Unit: TypeAlias = tuple[int, Path]


def review_all(
    paths: Iterable[Path], options: Options, jobs: int | None = None
) -> Iterator[ReviewResult]:
    """Review every document named, a folder with all it holds, on one process or several."""
    units = [unit for path in paths for unit in _units(path)]
    processes = processes_for(len(units), _ENOUGH, jobs)
    if processes > 1:
        yield from _on_processes(units, options, processes)
    else:
        with seldom_collected():
            yield from review(units, options)


def _units(path: Path) -> list[Path]:
    """Return the folders of a path whose documents belong together; a file is one of its own."""
    return (select.document_folders(path) or [path]) if path.is_dir() else [path]


def _on_processes(units: list[Path], options: Options, count: int) -> Iterator[ReviewResult]:
    """Review units on processes; what a process that died had in hand is reviewed in this one."""
    from assembler import processes  # noqa: PLC0415 - takes longer to load than a review

    work = partial(review_unit, options)
    upcoming: Iterator[_Unit] = enumerate(units)
    waiting = deque(islice(upcoming, count * _AHEAD))
    done: dict[int, list[ReviewResult]] = {}
    following = 0
    with processes.opened(count, work) as pool:
        for unit, answer in pool.each(work, waiting):
            done[unit[0]] = work(unit) if answer is None else answer
            while following in done:
                yield from done.pop(following)
                following += 1
                waiting.extend(islice(upcoming, 1))


def review_unit(options: Options, unit: _Unit) -> list[ReviewResult]:
    """Review one folder with all it holds, or one document."""
    return list(review([unit[1]], options))
