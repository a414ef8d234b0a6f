"""A progress bar on a terminal, with lines above it; elsewhere the lines alone."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

import click

_PAUSE = 0.1
_Item = TypeVar("_Item")


def _no_step() -> None:
    """Do nothing: there is no bar."""


class Progress(NamedTuple):
    """What a run shows as it goes on: `say` prints a line, `step` moves the bar on by one."""

    say: Callable[[str], None] = click.echo
    step: Callable[[], None] = _no_step


def tracked(what: str) -> Callable[[Iterable[_Item], int | None], Iterator[_Item]]:
    """Return a function that iterates over items while a bar shows the progress."""

    def iterate(items: Iterable[_Item], count: int | None) -> Iterator[_Item]:
        with progress(what, count) as bar:
            for item in items:
                yield item
                bar.step()

    return iterate


@contextmanager
def progress(what: str, count: int | None) -> Iterator[Progress]:
    """Show the progress of `what`, of `count` steps if known; the bar is removed at the end."""
    if count in {0, 1} or not sys.stderr.isatty():  # a single item is done before a bar would show
        yield Progress()
        return
    from rich import progress as rich
    from rich.console import Console

    # On one terminal the console must print both, or lines and bar overwrite each other.
    same_terminal = sys.stdout.isatty()
    console = Console(stderr=not same_terminal)

    def say(line: str) -> None:
        console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)

    # Drawn from here, not from a thread: worker processes are forked while the bar is shown.
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

        yield Progress(say if same_terminal else click.echo, step)
