"""The process of a run: it is short, so that Python need not tidy up as for one that lasts days."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

MOST_PROCESSES = 30  # Windows waits for two things of each, and for 63 at most
_OBJECTS = 1_000


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Search for what is no longer used less often than Python would.

    What a council's documents are made of is let go of at once, without any search.
    """
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    gc.freeze()  # what is loaded by now will be used to the end
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def leave(code: int) -> NoReturn:
    """End the process at once: what is printed is out, and no file is open any more.

    Python would first take apart all it has loaded, which takes a tenth of the time of a letter.
    What could not be printed makes the code 1.
    """
    for stream in filter(None, (sys.stdout, sys.stderr)):  # there may be none, as in a service
        try:
            stream.flush()
        except (OSError, ValueError):  # nobody reads it any more, or the disk is full
            code = code or 1
    os._exit(code)
