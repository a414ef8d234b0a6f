"""A bar on a terminal while somebody waits, with lines above it; elsewhere the lines alone."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

import click

_PAUSE = 0.1
_Item = TypeVar("_Item")


def _nothing() -> None:
    """Take no step: there is no bar."""


class Progress(NamedTuple):
    """What a run tells while it goes on: a line, and one step more."""

    say: Callable[[str], None] = click.echo
    step: Callable[[], None] = _nothing


def tracked(what: str) -> Callable[[Iterable[_Item], int | None], Iterator[_Item]]:
    """Give a way to go through things that shows how far one has come."""

    def through(items: Iterable[_Item], count: int | None) -> Iterator[_Item]:
        with progress(what, count) as shown:
            for item in items:
                yield item
                shown.step()

    return through


@contextmanager
def progress(what: str, count: int | None) -> Iterator[Progress]:
    """Show how far `what` has come, of `count` steps if known; the bar leaves nothing behind."""
    if count in {0, 1} or not sys.stderr.isatty():  # one is done before a bar is seen
        yield Progress()
        return
    from rich import progress as rich
    from rich.console import Console

    # Lines and bar on one terminal must go through one hand, or one is written into the other.
    together = sys.stdout.isatty()
    console = Console(stderr=not together)

    def say(line: str) -> None:
        console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)

    # Drawn from here, not from a thread: processes are started while the bar stands.
    with rich.Progress(
        console=console,
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        task = bar.add_task(what, total=count)
        drawn = 0.0

        def step() -> None:
            nonlocal drawn
            bar.advance(task)
            if time.monotonic() - drawn > _PAUSE:
                bar.refresh()
                drawn = time.monotonic()

        yield Progress(say if together else click.echo, step)
