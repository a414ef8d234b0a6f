"""Start and end of a process. Runs are short, so Python's clean-up is mostly wasted on them."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

ON_WINDOWS = os.name == "nt"
MOST_PROCESSES = 30  # Windows waits for at most 63 handles, two for each
_OBJECTS = 1_000


@contextmanager
def seldom_collected(objects: int = _OBJECTS) -> Iterator[None]:
    """Collect garbage less often than Python would: after so many new objects.

    A council's objects are in no reference cycles: they are freed at once without a collection.
    """
    before = gc.get_threshold()
    gc.set_threshold(objects, *before[1:])
    gc.freeze()  # what is loaded by now is used to the end
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def processes_for(tasks: int, enough: int, jobs: int | None = None) -> int:
    """Return the number of processes for so many tasks, `jobs` if the user chose it.

    Otherwise it is one a core, each with `enough` tasks.
    """
    return min(jobs or min(os.cpu_count() or 1, tasks // enough), tasks, MOST_PROCESSES)


def leave(code: int) -> NoReturn:
    """Exit at once. Output is flushed and no file is open.

    Python's own exit would first tear down all modules, a tenth of the time of a letter.
    Output that cannot be flushed makes the code 1.
    """
    for stream in filter(None, (sys.stdout, sys.stderr)):  # there may be none, as in a service
        try:
            stream.flush()
        except (OSError, ValueError):  # the pipe is closed, or the disk is full
            code = code or 1
    os._exit(code)
